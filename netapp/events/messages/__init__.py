"""What organisers write to the people on a meeting's list: the noun is *message*."""
