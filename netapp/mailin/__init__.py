"""Letters that come in: read within limits, brought to the door that their address names, and answered once if refused.

The nouns: a letter that was received (models), what programs write by themselves (judging), the deed (taking), and the
two ways in: a pipe (pipe) and LMTP (lmtp, listening).
"""
