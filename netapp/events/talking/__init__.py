"""What is said about a meeting between those who read it: its thread, and the post that it began with."""
