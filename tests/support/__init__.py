"""What the tests stand on: databases, a browser, and a word about what this machine lacks."""
