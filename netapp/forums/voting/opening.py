"""What a new poll asks, and how it is put into its thread."""

from dataclasses import dataclass
from datetime import datetime

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.core.languages import gettext as _
from netapp.forums.voting.models import FEWEST, LONGEST_CHOICE, MOST, ThreadChoice, ThreadPoll


@dataclass(frozen=True, kw_only=True)
class Asking:
    """As models.ThreadPoll has it, with its choices in their order."""

    choices: tuple[str, ...]
    several: bool = False
    shows_names: bool = False
    shows_always: bool = True
    closes_at: datetime | None = None


def put(thread_id: int, asking: Asking | None) -> None:
    """Give a new thread its poll; joins the deed."""
    if asking is None or (wrong := what_is_wrong(asking.choices)):
        raise Refused(wrong if asking else what_is_wrong(()), "choices")
    session.add(
        ThreadPoll(
            thread_id=thread_id,
            several=asking.several,
            shows_names=asking.shows_names,
            shows_always=asking.shows_always,
            closes_at=asking.closes_at,
            people=0,
        )
    )
    session.flush()
    for position, text in enumerate(asking.choices, 1):
        session.add(ThreadChoice(thread_id=thread_id, position=position, text=text, votes=0))


def what_is_wrong(choices: tuple[str, ...]) -> str:
    """Why these can't be a poll's choices, in a sentence; "" when they can."""
    if not FEWEST <= len(choices) <= MOST:
        return _("Give %(fewest)s to %(most)s choices, one a line.", fewest=FEWEST, most=MOST)
    if len({choice.casefold() for choice in choices}) < len(choices):
        return _("Two of the choices are the same.")
    if any(len(choice) > LONGEST_CHOICE for choice in choices):
        return _("A choice has at most %(most)s characters.", most=LONGEST_CHOICE)
    return ""
