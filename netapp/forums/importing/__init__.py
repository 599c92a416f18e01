"""An old mailing list's archive, read as threads of posts: pure, with no database, site or clock.

The nouns: an archive (mbox), the fields of heads that are older than their standards (fields, dates), what list
programs have put into letters (leftovers), and which letter answers which (threads).
"""
