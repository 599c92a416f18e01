"""What an organiser does with the list by hand: adding people, giving seats, moving somebody to another meeting."""
