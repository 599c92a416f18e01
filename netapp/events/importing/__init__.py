"""Meetings from a calendar file that an organiser gives: looked through first, then made some at a time."""
