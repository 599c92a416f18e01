"""The things of the world that everybody may see."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from netapp.api.models import Token
from netapp.archive import letters as archive_letters
from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events import drafting, notices
from netapp.events import letters as events_letters
from netapp.events.by_hand import letters as hand_letters
from netapp.events.checkin.models import Door
from netapp.events.importing.models import CalendarFile, CalendarRow
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, Request, SignUp
from netapp.events.polls import letters as poll_letters
from netapp.events.polls.models import Ballot, BallotChoice, PollRequest, PollTime
from netapp.events.questions.models import Question
from netapp.events.rooms.models import Room
from netapp.files import shrinking
from netapp.groups import records
from netapp.groups.models import Follower, Group, InvitationLink, Knock, Membership
from netapp.groups.roster_models import Roster, RosterRow
from netapp.mail import drain, stopping
from netapp.mail.models import Letter
from netapp.members import pictures
from netapp.members.models import Person, Picture
from netapp.signin import queries as signin
from netapp.signin.models import Identity, Link
from tests.house import (
    afterwards,
    arrivals,
    discussed,
    programmes,
    programs,
    promised,
    published,
    repeated,
    rooms,
    uploaded,
    voted,
)
from tests.house.companies import PNG, Companies
from tests.town import Town

MISSING = 999_999


@dataclass
class Scene:
    """Numbers and texts by parameter; `tokens` by endpoint, since each link is good for one page."""

    values: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)

    def of(self, endpoint: str, parameter: str) -> Any:
        return self.tokens[endpoint] if parameter == "token" else self.values[parameter]


class Scenes(Companies):
    """The town, filled, but for what is secret."""

    def __init__(self) -> None:
        self.town = Town.build()
        self.scenes: dict[str, Scene] = {}
        self.links: dict[str, str] = {}
        self._remove_secret()
        self._fill()
        session.commit()
        self.keys = {name: person.calendar_key for name, person in self.town.people.items()}

    # What the town has for everybody to see

    def _remove_secret(self) -> None:
        """The town's own secret group comes back full, later."""
        secret = self.town.groups.pop("secret")
        session.execute(delete(Membership).where(Membership.group_id == secret.id))
        session.execute(delete(Group).where(Group.id == secret.id))

    def _fill(self) -> None:
        town = self.town
        builders, inner = town.groups["builders"], town.groups["inner"]
        builders.lead, builders.about = "Houses of wood.", "We build **together**."
        self._company("Bobbins", "bob", is_public=True)
        self._company("Carolus", "carol")
        session.add(Follower(group_id=builders.id, person_id=town.gus.id))
        self._picture(town.bob)
        self._speaks(town.bob, "Bricks", "everybody")
        opened = self._meetings(builders, "")
        within = town.meeting(inner, title="Inner talk", created_by=town.alice.id, questions=_questions(""))
        town.meeting(town.groups["others"], title="Elsewhere")
        wish = Request(
            meeting_id=opened["open"], name="Gerd", company="Gerds", email="gerd@gerds.example", language="en"
        )
        bobs = Identity(person_id=town.bob.id, issuer="https://www.linkedin.com/oauth", subject="bob")
        link = self._link("bob@bobs.example")
        session.add_all([wish, bobs, link])
        session.flush()
        letter = self._announce(opened["members"])
        self.scenes["open"] = self._scene(builders, opened["open"], "pia", "carol", town.bob)
        self.scenes["open"].values["token_id"] = self._token(town.bob)
        self.scenes["open"].values |= {"letter_id": letter.id, "identity_id": bobs.id, "key": town.carol.calendar_key}
        self.scenes["open"].tokens |= {
            "signin.link": signin.token(link),
            "events.confirm_request": signed.token(events_letters.REQUEST, wish.id),
        }
        for name in ("signin.open_link", "signin.send_again"):
            self.scenes["open"].tokens[name] = self.scenes["open"].tokens["signin.link"]
        self._archives(carried="open", reader=town.carol)
        self.scenes["open"].values |= self._company_values("Bobbins", "bob", asking="pia")
        self.scenes["private"] = Scene(self._company_values("Carolus", "carol", asking="mia"))
        self._wish_for_one("open", "private", "ole")
        self.scenes["private"].values["other_id"] = self.scenes["open"].values["company_id"]
        self.scenes["open"].tokens |= self._company_tokens("open", town.bob)
        self.scenes["draft"] = Scene(
            {
                "meeting_id": opened["draft"],
                "article_id": self.scenes["open"].values["draft_id"],
                "sign_up_id": MISSING,
                "message_id": MISSING,
                "door_id": MISSING,
                "question": "food",
            }
        )
        self.scenes["inner"] = self._scene(inner, within.id, "alice", None, town.alice)
        session.flush()

    def _meetings(self, group: Group, word: str) -> dict[str, int]:
        """One in every state: open with a queue, for members only, draft, cancelled, held, and not yet recorded."""
        town = self.town
        made = {
            "open": town.meeting(group, title=f"Kick-off {word}", seats=2, is_online=True, **_texts(word)),
            "members": town.meeting(group, 15, title=f"Members {word}", open_to_guests=False, **_texts(word)),
            "draft": town.meeting(group, 16, title=f"Draft {word}", state="draft", created_by=town.alice.id),
            "cancelled": town.meeting(
                group, 17, title=f"Called off {word}", state="cancelled", cancel_reason=f"Snow {word}"
            ),
            "held": town.meeting(group, -20, title=f"Held {word}", state="held", head_count=20, **_texts(word)),
            "past": town.meeting(group, -40, title=f"Past {word}", **_texts(word)),
        }
        for name in ("open", "draft"):
            made[name].questions = _questions(word)
        drafting.set_parties(_with_parties(made["open"]), [f"Host {word}"], [f"Partner {word}"])
        session.flush()
        for turn, (name, state) in enumerate(
            [("bob", "going"), ("alice", "going"), ("carol", "waiting"), ("gus", "going")]
        ):
            if not word or name in {"bob", "alice"}:
                self._sign_up(made["open"], name, state, turn + 1, f"Company {word}")
                self._sign_up(made["held"], name, "going", turn + 1, f"Company {word}")
        made["open"].arrivals = made["held"].arrivals = 4
        return {name: meeting.id for name, meeting in made.items()}

    def _scene(self, group: Group, meeting_id: int, asked: str, waiting: str | None, person: Person) -> Scene:
        membership = session.scalars(
            select(Membership).where(
                Membership.group_id == group.id, Membership.person_id == self.town.people[asked].id
            )
        ).one()
        chosen = select(SignUp.id).where(SignUp.meeting_id == meeting_id)
        if waiting:
            chosen = chosen.where(SignUp.person_id == self.town.people[waiting].id)
        sign_up_id = session.scalar(chosen.limit(1)) or MISSING
        digest = session.scalar(select(Picture.digest).where(Picture.person_id == person.id)) or "0" * 16
        session_id = MISSING
        values: dict[str, Any] = {
            "group_id": group.id,
            "meeting_id": meeting_id,
            "membership_id": membership.id,
            "question": "food",
        }
        values |= {"sign_up_id": sign_up_id, "person_id": person.id, "digest": digest, "session_id": session_id}
        link = self._door(group)
        values |= {"identity_id": MISSING, "letter_id": MISSING, "link_id": link.id, "door": link.key}
        values |= self._roster(group)
        values["poll_id"] = self._poll(group, person)
        values["message_id"] = self._message(meeting_id, group.name)
        values |= programs.webhook(group, self.town.alice, meeting_id)
        tokens = self._tokens(group, meeting_id, membership, self.town.alice, person)
        meeting = session.get_one(Meeting, meeting_id)
        rooms.fill(meeting, group.name, self.town.bob, self.town.alice)
        afterwards.fill(meeting, group.name, self.town.bob, self.town.alice)
        values["door_id"] = arrivals.fill(meeting, group.name, self.town.alice).id
        tokens = self._tokens(group, meeting_id, membership, self.town.alice, person)
        values |= discussed.fill(group, group.name.rpartition(" ")[2], self.town.bob, self.town.alice)
        values |= programmes.fill(meeting, group.name, self.town.bob, self.town.alice)
        values |= repeated.fill(group, group.name.rpartition(" ")[2], self.town.alice, [person])
        values |= published.fill(group, group.name.rpartition(" ")[2], self.town.bob, self.town.alice)
        tokens |= published.tokens(values, self.town.bob)
        tokens["events.series_answer"] = repeated.token(values["series_id"], person)
        promise = promised.fill(meeting, group.name.rpartition(" ")[2], self.town.bob, self.town.alice)
        values["promise_id"] = promise.id
        tokens["promises.by_letter"] = promised.token(promise.id, person)
        tokens["forums.vote_by_letter"] = voted.token(values["poll_thread_id"], person)
        return Scene(values, tokens | self._poll_tokens(values["poll_id"], person))

    def _message(self, meeting_id: int, word: str) -> int:
        """A draft of a letter to its participants."""
        made = Message(meeting_id=meeting_id, states=["going"], companies=[], language="en", created_by=None)
        made.subject, made.body = f"About {word}", f"Read **{word}**."
        session.add(made)
        session.flush()
        return made.id

    def _poll(self, group: Group, person: Person) -> int:
        """When the group could meet: this person has answered, and let it be seen."""
        word = group.name.rpartition(" ")[2]
        poll = self.town.poll(group, title=f"When, {word}?", bodies={"en": f"Say **{word}**."}, place=f"Hall {word}")
        poll.shown_to, poll.created_by = "everyone", self.town.alice.id
        ballot = Ballot(poll_id=poll.id, person_id=person.id, show_name=True, company=word, comment=f"Not {word}")
        session.add(ballot)
        session.flush()
        chosen = select(PollTime.id).where(PollTime.poll_id == poll.id).order_by(PollTime.id)
        session.add_all(BallotChoice(ballot_id=ballot.id, time_id=one, said="yes") for one in session.scalars(chosen))
        session.flush()
        return poll.id

    def _poll_tokens(self, poll_id: int, reader: Person) -> dict[str, str]:
        """The links of the letters about a poll: of `reader`, and of a guest who has not confirmed yet."""
        wish = PollRequest(poll_id=poll_id, name="Gerd", company="Gerds", email="gerd@gerds.example", language="en")
        chosen = select(PollTime.id).where(PollTime.poll_id == poll_id).order_by(PollTime.id)
        wish.said = {str(one): "yes" for one in session.scalars(chosen)}
        session.add(wish)
        session.flush()
        return {
            "events.poll_answer": signed.token(poll_letters.ANSWER, poll_id, reader.id),
            "events.confirm_ballot": signed.token(poll_letters.REQUEST, wish.id),
        }

    def _roster(self, group: Group) -> dict[str, int]:
        """A list that Alice has given for the group, with somebody in it who looks mistyped."""
        roster = Roster(group_id=group.id, made_by=self.town.alice.id, source=f"{group.name}.xlsx", note=group.name)
        session.add(roster)
        session.flush()
        row = RosterRow(roster_id=roster.id, line=2, email="una@gmial.com", name=f"Una {group.name}")
        row.outcome, row.reason, row.company = "doubtful", "typo", group.name
        session.add(row)
        session.flush()
        given = {"file_id": self._calendar_file(group), "list_id": uploaded.old_list(group, self.town.alice.id)}
        return {"roster_id": roster.id, "row_id": row.id, **given}

    def _calendar_file(self, group: Group) -> int:
        """A calendar file that Alice has given for the group, with a meeting in it that is ticked."""
        given = CalendarFile(group_id=group.id, made_by=self.town.alice.id, source=f"{group.name}.ics")
        session.add(given)
        session.flush()
        row = CalendarRow(file_id=given.id, uid="a@b.example", digest="d", outcome="new", chosen=True)
        row.said = uploaded.entry(group.name)
        session.add(row)
        session.flush()
        return given.id

    def _tokens(
        self, group: Group, meeting_id: int, membership: Membership, organiser: Person, reader: Person
    ) -> dict[str, str]:
        """The links of the letters about a group and its meeting, as `reader` holds them."""
        invitation = signed.token(records.INVITATION, membership.id)
        request = signed.token(records.REQUEST, membership.id, organiser.id)
        stop = signed.token(stopping.PURPOSE, reader.email, f"group:{group.id}")
        link = self._door(group)
        knock = Knock(group_id=group.id, name=reader.name, email=reader.email, language="en", answers=[])
        knock.link_id = link.id if link.is_over else None
        session.add(knock)
        session.flush()
        sign_up_id = session.scalar(select(SignUp.id).where(SignUp.meeting_id == meeting_id).limit(1)) or MISSING
        yes = signed.token(hand_letters.YES, sign_up_id, organiser.id)
        room = session.get(Room, meeting_id)
        return {
            # As with the door: while it is good, its holder is told whose room that is.
            "events.screen": "none-such-here" if group.is_secret or room is None else room.key,
            "groups.invitation": invitation,
            "groups.refuse_invitation": invitation,
            "groups.request": request,
            "groups.approve_by_letter": request,
            "groups.decline_by_letter": request,
            "groups.confirm_knock": signed.token(records.KNOCK, knock.id),
            "groups.following": signed.token(records.FOLLOWING, group.id, reader.email, "en"),
            **dict.fromkeys(("events.yes", "events.approve_by_letter", "events.refuse_by_letter"), yes),
            "events.answer": signed.token(events_letters.ANSWER, meeting_id, reader.id),
            "events.rides_by_letter": signed.token(events_letters.ANSWER, meeting_id, reader.id),
            "events.opinion": afterwards.token(meeting_id, reader),
            "events.tables_by_letter": signed.token(events_letters.ANSWER, meeting_id, reader.id),
            "events.join_by_letter": signed.token(events_letters.ANSWER, meeting_id, reader.id),
            # As with the screen.
            **arrivals.tokens(None if group.is_secret else self._list(meeting_id), meeting_id, reader),
            "mail.stop": stop,
            "mail.stopped": stop,
            "mail.resumed": stop,
        }

    def _list(self, meeting_id: int) -> Door | None:
        return session.scalar(select(Door).where(Door.meeting_id == meeting_id))

    def _door(self, group: Group) -> InvitationLink:
        """A link into the group. One into a secret group is over: while it is good it tells its holder the name."""
        found = session.scalar(select(InvitationLink).where(InvitationLink.group_id == group.id))
        if found is None:
            late = clock.now() + timedelta(days=7)
            found = InvitationLink(group_id=group.id, label=f"Poster {group.lead}", expires_at=late)
            found.ended_at = clock.now() if group.is_secret else None
            session.add(found)
            session.flush()
        return found

    # Single things

    def _archives(self, carried: str, reader: Person) -> None:
        """The link to the reader's own data; and an archive that an administrator has sent and not yet answered."""
        own = signed.token(archive_letters.DATA, reader.id, reader.email, int(clock.now().timestamp()))
        self.scenes[carried].tokens |= {"archive.mine": own, "archive.take_mine": own}
        self.scenes[carried].tokens |= uploaded.tokens(self.town) if carried == "open" else uploaded.MISSING

    def _picture(self, person: Person) -> None:
        pictures.keep(person.id, shrinking.square(bytes.fromhex(PNG)).content)

    def _token(self, person: Person) -> int:
        """A key for a program of theirs."""
        programs.token_of(person)
        return session.scalars(select(Token.id).where(Token.person_id == person.id)).one()

    def _link(self, email: str) -> Link:
        return Link(purpose="sign-in", email=email, data={"nonce": "n"}, expires_at=clock.now() + timedelta(minutes=15))

    def _announce(self, meeting_id: int) -> Letter:
        """Tell a meeting's group of it, and let the worker keep what it would send; Bob's letter."""
        meeting = session.get_one(Meeting, meeting_id)
        session.refresh(meeting, ["group"])
        notices.announced(meeting)
        session.commit()
        while drain.drain():
            pass
        chosen = select(Letter).where(Letter.thing == notices.thing(meeting), Letter.person_id == self.town.bob.id)
        return session.scalars(chosen).one()

    def _sign_up(self, meeting: Meeting, name: str, state: Any, turn: int, company: str) -> None:
        person_id = self.town.people[name].id
        session.add(
            SignUp(
                meeting_id=meeting.id,
                person_id=person_id,
                state=state,
                turn=turn,
                company=company,
                show_name=True,
                answers={"food": company},
            )
        )
        session.flush()


def _questions(word: str) -> list[dict[str, Any]]:
    """A line of text that is no must, with this word in it."""
    return [Question("food", "text", {"en": f"Food {word}?"}).row()]


def _texts(word: str) -> dict[str, Any]:
    """Everything that can be said about a meeting, with this word in it."""
    return {
        "bodies": {"en": f"Come **{word}**.", "da": f"Kom {word}."},
        "place": f"Hall {word}",
        "address": f"Street {word}",
        "map_url": f"https://maps.example/{word}",
        "online_url": f"https://rooms.example/{word}",
        "contact_name": f"Contact {word}",
        "contact_email": f"contact@{word or 'builders'}.example",
    }


def _with_parties(meeting: Meeting) -> Any:
    """set_parties compares with what is there; a fresh row has its list still to be loaded."""
    session.refresh(meeting, ["parties"])
    return meeting
