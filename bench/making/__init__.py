"""The parts of a made world: its words, its people and groups, its meetings, its letters, and how rows are written."""
