"""A meeting in people's own calendars: its entry, the letters' entries, and the answers that their programs send."""
