"""Date polls: times are proposed, people say which suit them, and choosing one makes the meeting."""
