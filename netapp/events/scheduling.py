"""What an organiser has written about a meeting, and what changing it would mean. Pure: nothing is read or saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from netapp.core import localtime
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.events import drafting
from netapp.events.models import LONGEST, Kind, Meeting, Mode, ShownTo

_TIME = ("starts_local", "ends_local", "zone", "starts_fold", "ends_fold")
_PLACE = ("place", "address", "online_url")
_REST = (
    *(
        "kind",
        "language",
        "titles",
        "bodies",
        "map_url",
        "seats",
        "opens_local",
        "closes_local",
        "promotes_until_local",
    ),
    *("hybrid", "online_seats", "open_to_guests", "needs_yes", "fitting_first", "asks_feedback"),
    *("shown_to", "contact_name", "contact_email"),
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All that the form asks. Times are naive and local in `zone`; a fold of None means that nobody has said which."""

    titles: dict[str, str]
    starts_local: datetime
    ends_local: datetime
    zone: str
    language: str
    kind: Kind = "meeting"
    bodies: dict[str, str] = field(default_factory=dict)
    starts_fold: int | None = None
    ends_fold: int | None = None
    place: str = ""
    address: str = ""
    map_url: str = ""
    online_url: str = ""
    seats: int | None = None
    opens_local: datetime | None = None
    closes_local: datetime | None = None
    promotes_until_local: datetime | None = None
    open_to_guests: bool = True
    needs_yes: bool = False
    fitting_first: bool = False
    hybrid: bool = False
    online_seats: int | None = None
    asks_feedback: bool = False
    shown_to: ShownTo = "going"
    contact_name: str = ""
    contact_email: str = ""
    hosts: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """How a draft differs from a meeting as it stands. `needs_yes` None: as before. `seats_below`: so many are offered
    in the room, fewer than have one there; `online_below` online.
    """

    time: bool
    place: bool
    seats_below: int | None
    needs_yes: bool | None = None
    online_below: int | None = None

    @property
    def moves(self) -> bool:
        """It must be told to those who come (C2, M4)."""
        return self.time or self.place

    @property
    def is_too_few(self) -> bool:
        return self.seats_below is not None or self.online_below is not None


def settled(draft: Draft) -> Draft:
    """The draft with its folds found.

    Refused at the field for a time that is skipped, comes twice, or ends too soon or too late.
    """
    starts_fold = _fold("starts", draft.starts_local, draft.zone, draft.starts_fold)
    ends_fold = _fold("ends", draft.ends_local, draft.zone, draft.ends_fold)
    for name in ("opens", "closes", "promotes_until"):
        local = getattr(draft, f"{name}_local")
        if local:
            _fold(name, local, draft.zone, 0)
    starts = localtime.to_utc(draft.starts_local, draft.zone, starts_fold)
    ends = localtime.to_utc(draft.ends_local, draft.zone, ends_fold)
    if ends <= starts:
        raise Refused(_("The meeting ends before it begins."), "ends_time")
    if ends - starts > LONGEST:
        raise Refused(
            _("A meeting can last up to %(days)s days. Split a longer one into several meetings.", days=LONGEST.days),
            "ends_date",
        )
    if draft.opens_local and draft.opens_local >= draft.starts_local:
        raise Refused(_("Sign-up opens after the meeting has begun."), "opens_date")
    if draft.opens_local and draft.closes_local and draft.closes_local <= draft.opens_local:
        raise Refused(_("Sign-up closes before it opens."), "closes_date")
    return Draft(**{**vars(draft), "starts_fold": starts_fold, "ends_fold": ends_fold})


def changes(meeting: Meeting, draft: Draft, taken: Mapping[Mode, int]) -> Changes:
    """What the (settled) draft would change that somebody should be asked about first. `taken`: all in the room where
    nobody chooses any more.
    """
    seats_below = draft.seats if draft.seats is not None and draft.seats < taken.get("room", 0) else None
    online_below = draft.online_seats if draft.hybrid and (draft.online_seats or 0) < taken.get("online", 0) else None
    was_both = meeting.hybrid and not draft.hybrid
    return Changes(
        time=any(getattr(meeting, name) != getattr(draft, name) for name in _TIME),
        place=any(getattr(meeting, name) != getattr(draft, name) for name in _PLACE),
        seats_below=seats_below if was_both or draft.seats != meeting.seats else None,
        online_below=online_below if draft.online_seats != meeting.online_seats else None,
        needs_yes=draft.needs_yes if draft.needs_yes != meeting.needs_yes else None,
    )


def write_into(meeting: Meeting, draft: Draft) -> None:
    """Put the (settled) draft into the meeting and make what follows from it."""
    for name in (*_TIME, *_PLACE, *_REST):
        if getattr(meeting, name) != getattr(draft, name):
            setattr(meeting, name, getattr(draft, name))
    drafting.set_parties(meeting, list(draft.hosts), list(draft.partners))


def of(meeting: Meeting) -> Draft:
    """The meeting as a draft: what an unchanged form sends back (T1)."""
    names = (*_TIME, *_PLACE, *_REST)
    hosts = tuple(party.name for party in meeting.parties if party.part == "host")
    partners = tuple(party.name for party in meeting.parties if party.part == "partner")
    return Draft(**{name: getattr(meeting, name) for name in names}, hosts=hosts, partners=partners)


def seats_warning(seats: int, taken: int) -> str:
    return ngettext(
        "%(num)s person has a seat, but you offer %(seats)s. Nobody loses a seat; others wait until enough withdraw.",
        "%(num)s people have seats, but you offer %(seats)s. Nobody loses a seat; others wait until enough withdraw.",
        taken,
        seats=seats,
    )


def online_warning(seats: int, taken: int) -> str:
    return ngettext(
        "%(num)s person has a seat online, but you offer %(seats)s. Nobody loses it; others wait.",
        "%(num)s people have a seat online, but you offer %(seats)s. Nobody loses it; others wait.",
        taken,
        seats=seats,
    )


def _fold(name: str, local: datetime, zone: str, fold: int | None) -> int:
    try:
        return localtime.resolve(local, zone, fold)[0]
    except localtime.Skipped as skipped:
        raise Refused(
            _(
                "The clocks go forward that night and skip this time; %(time)s exists.",
                time=f"{skipped.suggestion:%H:%M}",
            ),
            f"{name}_time",
        ) from skipped
    except localtime.Repeated as repeated:
        raise Refused(
            _("The clocks go back that night, so this time comes twice. Choose which one."), f"{name}_fold"
        ) from repeated
    except ValueError as error:
        raise Refused(_("This time can't be used."), f"{name}_date") from error
