"""Discussions: threads and posts.

The owner's plan names this room, and nobody lives in it yet: meetings and groups come first, and what people say to
each other between two meetings moves in when it has a page, rights and letters of its own. It will stand above `groups`
and below `events`: a meeting has a thread, a thread knows no meeting.
"""
