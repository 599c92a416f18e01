"""What people write by mail, read as a post: pure, with no database, site or clock.

The nouns: a letter's wording (wording), which begins as characters (decoding) or HTML (marked); quotes and signatures,
which are cut (cutting) by what programs write in many languages (phrases); subjects; pictures and other files.
"""
