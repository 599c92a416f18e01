"""Discussions: threads and their posts, in a network or a sub-group.

Mail is the main door and the page the archive: whoever is in a group gets each post by mail as they have chosen, and
answers by mail. A meeting has a thread, a thread knows no meeting; it may be about a company. Words are those of SIOC
and schema.org's DiscussionForumPosting: forum, thread, post.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.forums import views
    from netapp.forums.attaching import views as _attaching  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.feeds import views as _feeds  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.importing import views as _importing  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.introducing import views as _introducing  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.mentioning import views as _mentioning  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.moderation import views as _moderation  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.moving import views as _moving  # noqa: F401 (its routes are this blueprint's)
    from netapp.forums.voting import views as _voting  # noqa: F401

    return views.blueprint
