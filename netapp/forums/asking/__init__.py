"""Threads about a company: asked on its page by who shares a group with it, and told to its contacts."""
