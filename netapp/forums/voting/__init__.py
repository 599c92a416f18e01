"""Polls in threads: a few choices, one click on the page or from the letter, and how many said what."""
