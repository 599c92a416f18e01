"""The demo: five networks made from the facts of five articles.

What they say and do stands in data/, one folder a network, in TOML that anybody can read and edit; what
is true and what is invented, in SOURCES.md. `content` reads it, `build` writes it into an empty database.
"""
