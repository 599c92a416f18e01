"""The documents of the API. The OpenAPI document is made of these types, and what is sent is read by them."""

from datetime import datetime
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from netapp.events.models import Kind, MeetingState, ShownTo, SignUpState
from netapp.groups.models import JoinRule

Texts = dict[str, str]
Answer = str | bool | int | list[str]


class GroupName(Struct):
    """A network (`network_id` is its own number) or a sub-group of one."""

    id: int
    name: str
    network_id: int


class Group(Struct):
    """`texts` are Markdown by language; `role` is the token's person's, null for who is no member."""

    id: int
    name: str
    network_id: int
    url: str
    region: str
    language: str
    zone: str
    leads: Texts
    texts: Texts
    website: str
    join_rule: JoinRule
    is_closed: bool
    role: str | None


class GroupWithin(Group):
    """With its sub-groups, as far as they are seen."""

    sub_groups: list[GroupName]


class Groups(Struct):
    groups: list[Group]


class MeetingLine(Struct):
    """A meeting in a list. Times have the offset of `zone`. `taken` seats of `seats`; null: no limit."""

    id: int
    url: str
    group: GroupName
    kind: Kind
    state: MeetingState
    language: str
    titles: Texts
    starts: datetime
    ends: datetime
    zone: str
    place: str
    is_online: bool
    seats: int | None
    taken: int
    waiting: int
    open_to_guests: bool
    head_count: int | None
    own_state: SignUpState | None


class Meetings(Struct):
    meetings: list[MeetingLine]


class Meeting(MeetingLine):
    """All of it. `version` is what If-Match asks for. `online_url` is there for who has a seat or organises."""

    version: str
    texts: Texts
    address: str
    map_url: str
    online_url: str | None
    needs_yes: bool
    sign_up_is_open: bool
    opens: datetime | None
    closes: datetime | None
    promotes_until: datetime
    shown_to: ShownTo
    contact_name: str
    contact_email: str
    hosts: list[str]
    partners: list[str]
    cancel_reason: str
    questions: list["Question"]
    changed: datetime


class Question(Struct):
    """What is asked at sign-up. `texts` and the choices' words by language."""

    key: str
    kind: str
    texts: Texts
    choices: dict[str, Texts]
    needed: bool


class MeetingChange(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What an organiser writes. A time with an offset is that moment; one without is on the clocks of `zone`.

    What is left out stays as it is; null empties it.
    """

    kind: Kind | UnsetType = UNSET
    language: str | UnsetType = UNSET
    titles: Texts | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET
    starts: str | UnsetType = UNSET
    ends: str | UnsetType | None = UNSET
    zone: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    map_url: str | UnsetType = UNSET
    online_url: str | UnsetType = UNSET
    seats: int | UnsetType | None = UNSET
    open_to_guests: bool | UnsetType = UNSET
    needs_yes: bool | UnsetType = UNSET
    opens: str | UnsetType | None = UNSET
    closes: str | UnsetType | None = UNSET
    promotes_until: str | UnsetType | None = UNSET
    shown_to: ShownTo | UnsetType = UNSET
    contact_name: str | UnsetType = UNSET
    contact_email: str | UnsetType = UNSET
    hosts: list[str] | UnsetType = UNSET
    partners: list[str] | UnsetType = UNSET
    agreed: bool = False


class NewMeeting(MeetingChange, kw_only=True):
    """A draft, which only the group's organisers see until it is published."""

    group_id: int
    titles: Texts
    starts: str


class Publication(Struct, forbid_unknown_fields=True):
    """`tell`: members and followers get a letter, by what they have chosen."""

    tell: bool = False


class Cancellation(Struct, forbid_unknown_fields=True):
    """Everybody who signed up gets a letter with the reason."""

    reason: str = ""


class Attendance(Struct, forbid_unknown_fields=True):
    head_count: int


class OwnAnswer(Struct, forbid_unknown_fields=True):
    """Yes or no. `show_name` null: as in one's settings. `answers` to the meeting's questions, by their keys."""

    state: Literal["going", "declined"] = "going"
    show_name: bool | None = None
    answers: dict[str, Answer] = {}


class SignUp(Struct):
    """`going` has a seat; `waiting` is in the queue, at this place; `requested` waits for an organiser's yes."""

    id: int
    meeting_id: int
    state: SignUpState
    company: str
    show_name: bool
    answers: dict[str, Any]
    changed: datetime
    place_in_queue: int | None = None


class Participant(Struct):
    """A sign-up as organisers see it."""

    id: int
    state: SignUpState
    person_id: int
    name: str
    email: str | None
    company: str
    show_name: bool
    is_guest: bool
    answers: dict[str, Any]
    changed: datetime


class Participants(Struct):
    sign_ups: list[Participant]


class Added(Struct, forbid_unknown_fields=True):
    """Somebody by their address. `agreed` repeats the mark that a refusal named, for a seat beyond the limit."""

    email: str
    name: str
    company: str = ""
    agreed: str = ""


class Me(Struct):
    """Whose token it is and what it may do. `roles` by the group's number, as far as the token may use them."""

    person_id: int
    name: str
    language: str | None
    zone: str | None
    scopes: list[str]
    roles: dict[str, str]
