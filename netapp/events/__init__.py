"""Meetings of every kind, and who comes.

The noun is *meeting*. A meeting belongs to a group, whose readers it has; people sign up, wait for a
seat, withdraw; what changes is told by letter and in calendars. Sign-ups are counted by one function.
"""
