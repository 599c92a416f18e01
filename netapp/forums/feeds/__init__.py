"""What is said in a group, for feed readers."""
