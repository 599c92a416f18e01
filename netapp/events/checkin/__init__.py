"""The day itself: who is here, as whoever stands at the door marks it, and who joins online."""
