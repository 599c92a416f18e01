"""Webhooks: an organiser's own program is told what happens to a group's meetings, by numbers and addresses only."""
