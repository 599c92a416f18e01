"""Groups, memberships, followers, what those who ask to join say, the links that let people in, and the logged step by
which an administrator enters a shut group.
"""

from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, and_, case, event, false, literal
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.core.viewer import ORGANISER, OWNER, group_key
from netapp.members.models import Person, new_key

Scope = Literal["everyone", "network", "members"]
JoinRule = Literal["open", "approval", "invitation"]
State = Literal["invited", "requested", "active", "left", "removed"]
Role = Literal["member", "moderator", "organiser"]
Office = Literal["member", "moderator", "organiser", "owner"]
MailLevel = Literal["everything", "digest", "nothing"]

SCOPES: tuple[Scope, ...] = ("everyone", "network", "members")
JOIN_RULES: tuple[JoinRule, ...] = ("open", "approval", "invitation")
OFFICES: tuple[Office, ...] = ("member", "moderator", "organiser", "owner")
MAIL_LEVELS: tuple[MailLevel, ...] = ("everything", "digest", "nothing")

# name: (who sees that it exists, how one joins, who reads)
PRESETS: dict[str, tuple[Scope, JoinRule, Scope]] = {
    "public": ("everyone", "open", "everyone"),
    "network": ("network", "approval", "network"),
    "secret": ("members", "invitation", "members"),
}


class Question(NamedTuple):
    """Something that organisers ask of who wants to join."""

    text: str
    needed: bool


def folded(name: str) -> str:
    """A name as it is searched."""
    return text.fold(name)[:240]


class Group(Base):
    """A network or a sub-group.

    `seen_by`, `join_rule` and `read_by` are the three switches. `seen_key` and `read_key` are made from them and from
    the parent's (a sub-group is never wider than its network, reading never wider than seeing), and are what every
    query compares with the viewer's keys (A1). `revision` grows with every change that a reader could see. `folded` is
    the name as it is searched. `questions` are asked of who wants to join, where organisers decide; whoever has a
    confirmed address at one of `domains` (separated by spaces) joins without a yes.
    """

    __tablename__ = "group"
    # Lists of networks are read from this index alone: those that everybody sees stand in it by name.
    __table_args__ = (
        Index("ix_group_parent_id", "parent_id", "closed_at", "seen_key", "name", "id", "region", "folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"))
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(240), default="")
    lead: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    texts: Mapped[dict[str, str]] = mapped_column(default=dict)
    region: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(5), default="en")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Copenhagen")
    website: Mapped[str] = mapped_column(String(300), default="")
    seen_by: Mapped[Scope] = mapped_column(String(10), default="everyone")
    join_rule: Mapped[JoinRule] = mapped_column(String(10), default="open")
    read_by: Mapped[Scope] = mapped_column(String(10), default="everyone")
    seen_key: Mapped[str] = mapped_column(String(24), default="", index=True)
    read_key: Mapped[str] = mapped_column(String(24), default="", index=True)
    questions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    domains: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    parent: Mapped["Group | None"] = relationship(remote_side=[id], lazy="raise")

    @property
    def is_network(self) -> bool:
        return self.parent_id is None

    @property
    def network_id(self) -> int:
        return self.parent_id or self.id

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def tail(self) -> str:
        return text.tail(self.name)

    @property
    def is_secret(self) -> bool:
        return self.seen_key == group_key(self.id)

    @property
    def asks(self) -> tuple[Question, ...]:
        """The questions that somebody who wants to join is shown now."""
        written = self.questions or [] if self.join_rule == "approval" else []
        return tuple(Question(one["text"], one["needed"]) for one in written)

    @property
    def known_domains(self) -> frozenset[str]:
        """The mail domains whose people join without a yes; none where everybody does."""
        return frozenset(self.domains.split()) if self.join_rule != "open" else frozenset()

    def lead_in(self, language: str) -> str:
        """The one-sentence text in this language, else in the group's own."""
        return self.texts.get(f"lead.{language}") or self.lead

    def about_in(self, language: str) -> tuple[str, str]:
        """(language, Markdown) of the long text: the asked language when there is one, else the group's own."""
        translated = self.texts.get(f"about.{language}")
        return (language, translated) if translated else (self.language, self.about)

    def preset(self) -> str | None:
        """The name of the preset that the three switches stand at, if they do."""
        switches = (self.seen_by, self.join_rule, self.read_by)
        return next((name for name, preset in PRESETS.items() if preset == switches), None)


@event.listens_for(Group, "before_insert")
@event.listens_for(Group, "before_update")
def _fold(_mapper: Any, _connection: Any, group: Group) -> None:
    group.folded = folded(group.name)


class Membership(Base):
    """One person in one group, whatever became of it (A4). Only `active` opens anything.

    `paused_until`: a moderator has said that the person reads, and writes nothing until then; it ends by itself, and
    not by leaving and coming back.

    An owner is an organiser who `is_owner`, so that whoever asks for organisers finds owners too: also the version of
    this program that still runs while the column is added, which knows nothing of owners.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("group_id", "person_id"),
        Index("ix_membership_person_id_state", "person_id", "state"),
        # Members are counted, and put in order, without their rows.
        Index("ix_membership_group_id_state_role_person_id", "group_id", "state", "role", "person_id"),
        # Who waits for a yes: few among many. A statement that means to use it names the state as a literal.
        Index(
            "ix_membership_requested",
            "group_id",
            "changed_at",
            sqlite_where=sql_text("state = 'requested'"),
            postgresql_where=sql_text("state = 'requested'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[State] = mapped_column(String(10))
    role: Mapped[Role] = mapped_column(String(10), default="member")
    is_owner: Mapped[bool] = mapped_column(default=False, server_default=false())
    mail_level: Mapped[MailLevel] = mapped_column(String(10), default="everything")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    joined_at: Mapped[datetime | None]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paused_until: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])

    @property
    def office(self) -> Office:
        """What the person is in the group: the one word for role and ownership."""
        return "owner" if self.role == ORGANISER and self.is_owner else self.role

    @office.setter
    def office(self, office: Office) -> None:
        self.is_owner = office == "owner"
        self.role = "organiser" if office == "owner" else office


# The same in a statement. Written into it as literals, since it stands in what each request asks.
OFFICE: Any = case(
    (
        and_(Membership.is_owner, Membership.role == literal(ORGANISER, literal_execute=True)),
        literal(OWNER, literal_execute=True),
    ),
    else_=Membership.role,
).label("office")


class Answers(Base):
    """What somebody who asked to join has answered: [question, answer] as they stood then.

    Deleted when the person leaves, and some time after the decision.
    """

    __tablename__ = "answers"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    said: Mapped[list[list[str]]] = mapped_column(JSON)


class InvitationLink(Base):
    """A link that lets in whoever holds it: until `expires_at` or `ended_at`, and at most `most` people (None: any).

    `came` counts who came in by it. The key is kept as it is, since organisers are shown the link again.
    """

    __tablename__ = "invitation_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True, default=new_key)
    label: Mapped[str] = mapped_column(String(80))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    most: Mapped[int | None]
    came: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.came >= self.most

    @property
    def is_over(self) -> bool:
        """It lets nobody in any more."""
        return self.ended_at is not None or self.expires_at <= clock.now() or self.is_full


class Knock(Base):
    """Somebody who is not signed in wants to join, and has not yet pressed the button behind the mail's link.

    `link_id`: by which link they came. Deleted a week later, pressed or not.
    """

    __tablename__ = "knock"
    # A letter is known by its knock's number: one given out again on SQLite would pass for sent already (M2).
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_link.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5))
    answers: Mapped[list[list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    used_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    link: Mapped[InvitationLink | None] = relationship(lazy="raise")


class Follower(Base):
    """Somebody who gets a network's letters without being a member; confirmed by the button behind the mail's link."""

    __tablename__ = "follower"
    __table_args__ = (UniqueConstraint("group_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    mail_level: Mapped[MailLevel] = mapped_column(String(10), default="everything")
    since: Mapped[datetime] = mapped_column(default=clock.now)


class Entry(Base):
    """An administrator's logged step into a group that is shut to them; it ends by itself."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
