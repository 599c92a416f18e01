"""Who may do what in discussions, for the page that says it. Threads are for the network's members, as most are."""

from netapp.core import clock
from netapp.core.languages import lazy_gettext as _l
from netapp.forums import policy as forums
from netapp.forums.importing import policy as importing
from netapp.forums.models import Kind, Post, Thread
from netapp.forums.moderation import policy as moderation
from netapp.groups.models import Membership
from netapp.home.rights_table import NETWORK, OTHER, SELF, Deed, network


def _thread(kind: Kind = "discussion", *, by: int = OTHER, for_members: bool = True, key: str | None = None) -> Thread:
    thread = Thread(group_id=NETWORK, kind=kind, posts=2, for_members=for_members, takes_replies=True, created_by=by)
    thread.group = network(key) if key else network()
    return thread


def _post(by: int = OTHER) -> Post:
    post = Post(position=2, author_id=by, published_at=clock.now())
    post.thread = _thread()
    return post


def _member() -> Membership:
    return Membership(group_id=NETWORK, person_id=OTHER, state="active", role="member")


DEEDS = (
    Deed("forums.may_read", _l("Read a thread"), lambda who: forums.may_read(who, _thread())),
    Deed(
        "forums.may_read",
        _l("Read one that is for everybody"),
        lambda who: forums.may_read(who, _thread(for_members=False, key="public")),
    ),
    Deed("forums.may_start", _l("Begin a thread"), lambda who: forums.may_start(who, network())),
    Deed("forums.may_reply", _l("Answer in one"), lambda who: forums.may_reply(who, _thread())),
    Deed("forums.may_react", _l("Thank, or agree"), lambda who: forums.may_react(who, _post())),
    Deed("forums.may_watch", _l("Follow or mute one"), lambda who: forums.may_watch(who, _thread())),
    Deed("forums.may_see_history", _l("See what a post said before"), lambda who: forums.may_see_history(who, _post())),
    Deed("forums.may_edit", _l("Edit one’s own post"), lambda who: forums.may_edit(who, _post(SELF))),
    Deed("forums.may_edit", _l("Edit another’s post"), lambda who: forums.may_edit(who, _post())),
    Deed("forums.may_delete", _l("Delete one’s own post"), lambda who: forums.may_delete(who, _post(SELF))),
    Deed(
        "forums.may_mark_answer",
        _l("Say which post has answered one’s own question"),
        lambda who: forums.may_mark_answer(who, _thread("question", by=SELF)),
    ),
    Deed(
        "forums.may_close", _l("Close a thread that one has begun"), lambda who: forums.may_close(who, _thread(by=SELF))
    ),
    Deed("forums.may_close", _l("Close another’s thread"), lambda who: forums.may_close(who, _thread())),
    Deed("forums.may_retitle", _l("Change its title"), lambda who: forums.may_retitle(who, _thread())),
    Deed("forums.may_pin", _l("Keep a thread at the top"), lambda who: forums.may_pin(who, _thread())),
    Deed("forums.may_start", _l("Announce something"), lambda who: forums.may_start(who, network(), "announcement")),
    Deed("forums.may_flag", _l("Flag another’s post"), lambda who: moderation.may_flag(who, _post())),
    Deed("forums.may_block", _l("Fold away what somebody writes"), lambda who: moderation.may_block(who, _post())),
    Deed(
        "forums.may_rule",
        _l("Hide a post, warn its writer, publish what waits"),
        lambda who: moderation.may_rule(who, _post()),
    ),
    Deed(
        "forums.may_pause",
        _l("Let a member only read for a while"),
        lambda who: moderation.may_pause(who, network(), _member()),
    ),
    Deed("forums.may_run", _l("Say how discussions are run"), lambda who: forums.may_run(who, network())),
    Deed("forums.may_import", _l("Import an old mailing list"), lambda who: importing.may_import(who, network())),
)
