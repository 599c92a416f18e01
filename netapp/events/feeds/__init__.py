"""What other programs and sites fetch: calendar feeds, Atom and JSON feeds, and frames for other sites."""
