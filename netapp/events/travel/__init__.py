"""The way to a meeting: what organisers say about it, and who rides with whom."""
