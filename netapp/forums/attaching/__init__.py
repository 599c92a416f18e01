"""Files and pictures of posts. Until a post is sent, they wait at the place where it is being written.

The nouns: a file of a post (models), what came with a form (sent), and what is shown of it (shown).
"""
