"""People and companies that a post names: "@Mette Holm", or "@Mette Holm (Genbyg)" where two have the same name.

So it is typed, kept and sent by mail. Whom it means is found when the post is published or edited, among those who may
read the thread; a name that nobody there has, or two, is text like any other.
"""
