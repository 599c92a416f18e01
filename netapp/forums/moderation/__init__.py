"""Keeping a group's discussions good to read: what people flag, what waits for a look, what a moderator decides.

Who writes first is looked at once where the group says so; otherwise approved people have no limits but those per hour.
"""
