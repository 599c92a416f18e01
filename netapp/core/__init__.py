"""What every room of the house stands on.

The clock, the database, the ways to say no, the registries by which the rooms hear of each
other. Nothing here knows what a meeting, a group or a person is.
"""
