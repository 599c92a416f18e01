"""Threads that are elsewhere from now on: moved to another group, merged into another thread, or split.

Nobody loses or gains sight of anything before the moderator has been told how many do.
"""
