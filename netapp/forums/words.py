"""What kinds of threads and reactions are called."""

from datetime import datetime

from netapp.core import languages, localtime
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import PUBLIC, group_key
from netapp.forums.models import Kind, ReactionKind
from netapp.groups.models import Group

_KINDS: dict[Kind, str] = {
    "discussion": _l("Discussion"),
    "question": _l("Question"),
    "poll": _l("Poll"),
    "announcement": _l("Announcement"),
    "introduction": _l("Introduction"),
}
_HINTS: dict[Kind, str] = {
    "discussion": _l("An experience, an idea, something to think about together."),
    "question": _l("You mark the answer that helped."),
    "poll": _l("A few choices, one click to answer."),
    "announcement": _l("By mail at once to everybody in the group."),
    "introduction": _l("Who you are, and what you look for."),
}
_REACTIONS: dict[ReactionKind, str] = {"thanks": _l("Thanks"), "agree": _l("I agree"), "me_too": _l("Me too")}
_ICONS: dict[ReactionKind, str] = {"thanks": "heart", "agree": "thumbs-up", "me_too": "hand"}


def kind(code: str) -> str:
    return str(_KINDS[code])  # type: ignore[index]


def hints() -> dict[str, str]:
    """A line for each kind, for who chooses one."""
    return {code: str(hint) for code, hint in _HINTS.items()}


def reaction(code: ReactionKind) -> str:
    return str(_REACTIONS[code])


def icon(code: ReactionKind) -> str:
    return _ICONS[code]


def wider(group: Group) -> str:
    """Who reads a thread that is not for the group's members only; "" where that is nobody."""
    if group.read_key == PUBLIC:
        return _("Everybody may read it")
    if group.read_key == group_key(group.id):
        return ""
    return _("All of the network may read it")


def when(moment: datetime, zone: str) -> str:
    """Mon 23 Nov, 14:02, by this zone's clock."""
    local = localtime.to_local(moment, zone)
    return _("%(day)s, %(time)s", day=languages.date_short(local), time=languages.clock_time(local))


def sent(*, waits: bool) -> str:
    """What somebody is told who has just written."""
    if waits:
        return str(_("A moderator looks at it first, since you are new here. You get a letter about it."))
    return str(_("Published. Until letters leave in ten minutes, you can take it back."))


def discussions() -> str:
    return str(_("Discussions"))


def open_question() -> str:
    return str(_("Open question"))


def answered() -> str:
    return str(_("Answered"))


def unanswered() -> str:
    return str(_("Open questions"))


def all_threads() -> str:
    return str(_("All"))
