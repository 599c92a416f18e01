"""An old mailing list's archive, read as threads of posts, and made into a group's with their own dates.

The nouns of the readers, which are pure, with no database, site or clock: an archive (mbox), the fields of heads that
are older than their standards (fields, dates), what list programs have put into letters (leftovers), and which letter
answers which (threads). Then an old list that a moderator has given (models, uploads), its letters taken in to be
looked at (taking), made into threads (making) and taken back (undoing). Nobody is ever written to.
"""
