"""Series: meetings that repeat. Each date is a meeting; the series makes them, and signs people up for all of them."""
