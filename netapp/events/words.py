"""The words for what a meeting is, in the reader's language."""

from netapp.core.languages import gettext as _
from netapp.events.models import Kind, MeetingState, ShownTo, SignUpState, Way
from netapp.events.programme.models import ItemKind


def kind(name: Kind) -> str:
    return {
        "meeting": _("Meeting"),
        "workshop": _("Workshop"),
        "webinar": _("Webinar"),
        "conference": _("Conference"),
        "study_trip": _("Study trip"),
        "site_visit": _("Site visit"),
    }[name]


def kinds(name: Kind) -> str:
    """The plural, for a filter."""
    return {
        "meeting": _("Meetings"),
        "workshop": _("Workshops"),
        "webinar": _("Webinars"),
        "conference": _("Conferences"),
        "study_trip": _("Study trips"),
        "site_visit": _("Site visits"),
    }[name]


def state(name: MeetingState) -> str:
    return {
        "draft": _("Draft"),
        "published": _("Published"),
        "cancelled": _("Cancelled"),
        "held": _("Held"),
    }[name]


def item_kind(name: ItemKind) -> str:
    return {
        "talk": _("Talk"),
        "discussion": _("Discussion"),
        "break": _("Break or meal"),
        "travel": _("On the way"),
        "visit": _("Visit"),
    }[name]


def sign_up_state(name: SignUpState) -> str:
    return {
        "going": _("Has a seat"),
        "waiting": _("Waiting"),
        "withdrawn": _("Withdrawn"),
        "declined": _("Said no"),
        "requested": _("Waits for a yes"),
        "refused": _("Got a no"),
    }[name]


def way(name: Way) -> str:
    """By which an answer came; "" where that is not known."""
    known = {
        "page": _("Page"),
        "letter": _("Letter’s link"),
        "calendar": _("Calendar"),
        "hand": _("Organiser"),
        "company": _("Colleague"),
    }
    return known.get(name, "")


def shown_to(name: ShownTo) -> str:
    return {
        "organisers": _("Organisers only"),
        "going": _("Those who have signed up"),
        "everyone": _("Everyone who can read the meeting"),
    }[name]


def online() -> str:
    return _("Online")


def join_online() -> str:
    return _("Join online")


def cancelled_prefix() -> str:
    """Comes before the title of a cancelled meeting in calendars."""
    return _("Cancelled:") + " "
