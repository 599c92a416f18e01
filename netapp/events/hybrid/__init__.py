"""Meetings in a room and online: choosing how to take part, and changing one's mind."""
