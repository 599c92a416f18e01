"""The secret things of the world: two shut groups full of the marker word."""

from datetime import timedelta
from typing import Any

from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events import letters as events_letters
from netapp.events.models import Meeting, Request
from netapp.groups.models import Entry, Group
from netapp.signin import queries as signin
from tests.house import promised, published, repeated, voted
from tests.house.scenes import Scenes
from tests.town import CANARY


class Hidden(Scenes):
    """Until `fill_secrets` the secret groups do not exist."""

    def fill_secrets(self) -> None:
        """Two shut groups full of the marker word: a sub-group of the builders, and a network with a sub-group."""
        self._add_secret_sub_group()
        self._add_hidden_network()
        session.commit()

    def _add_secret_sub_group(self) -> None:
        town = self.town
        secret = self._shut_group("secret", parent=town.groups["builders"])
        town.member(secret, "alice", role="owner")
        town.member(secret, "bob")
        made = self._meetings(secret, CANARY)
        # Dan was a member, Rita was thrown out; both sat in a meeting that was held, and still have their letters.
        left, removed = town.member(secret, "dan", "left"), town.member(secret, "rita", "removed")
        for number, name in enumerate(("dan", "rita")):
            self._sign_up(session.get_one(Meeting, made["held"]), name, "going", 5 + number, "")
            self._sign_up(session.get_one(Meeting, made["open"]), name, "withdrawn", 5 + number, "")
        self.scenes["secret"] = self._scene(secret, made["open"], "bob", "bob", town.bob)
        self.scenes["secret"].tokens = self._tokens(secret, made["open"], left, town.dan, town.dan)
        self.scenes["secret"].tokens |= self._poll_tokens(self.scenes["secret"].values["poll_id"], town.dan)
        self.scenes["secret"].tokens["events.series_answer"] = repeated.token(
            self.scenes["secret"].values["series_id"], town.dan
        )
        # Dan never answered for the company; who does is in the group.
        self.scenes["secret"].tokens |= published.tokens(self.scenes["secret"].values, town.dan)
        polled = self.scenes["secret"].values["poll_thread_id"]
        self.scenes["secret"].tokens["forums.vote_by_letter"] = voted.token(polled, town.dan)
        promise_id = self.scenes["secret"].values["promise_id"]
        self.scenes["secret"].tokens["promises.by_letter"] = promised.token(promise_id, town.dan)
        rita = self._tokens(secret, made["held"], removed, town.rita, town.rita)
        self.links = {f"{name} (removed)": token for name, token in rita.items()}
        wish = Request(meeting_id=made["open"], name="Gerd", company="Gerds", email="gerd@gerds.example", language="en")
        link = self._link("dan@dans.example")
        session.add_all([wish, link])
        session.flush()
        self.scenes["secret"].values["letter_id"] = self._announce(made["members"]).id
        self.scenes["secret"].tokens |= {"events.confirm_request": signed.token(events_letters.REQUEST, wish.id)}
        for name in ("signin.link", "signin.open_link", "signin.send_again"):
            self.scenes["secret"].tokens[name] = signin.token(link)
        self._archives(carried="secret", reader=town.dan)
        # An administrator's step that is over opens nothing any more.
        over = clock.now() - timedelta(days=1)
        session.add(Entry(group_id=secret.id, person_id=town.adam.id, reason=CANARY, entered_at=over, until=over))

    def _add_hidden_network(self) -> None:
        """People who are nowhere else: their names, addresses, companies and pictures are as secret as the network."""
        town = self.town
        hidden = self._shut_group("hidden")
        inside = self._shut_group("inside", parent=hidden, switches=("everyone", "open", "everyone"))
        for name in ("zoe", "zack"):
            person = town.person(name, signed_in_at=clock.now(), show_name=True)
            person.name, person.email = f"{name.title()} {CANARY}", f"{name}@{CANARY}.example"
            self._company(f"{CANARY} Ltd", name, about=f"We are **{CANARY}**", said=f"Some {CANARY}")
            self._picture(person)
            self._speaks(person, f"{CANARY} manager", "networks")
            # To whom letters go is no secret to administrators: they see to it that mail arrives. What letters say is.
            town.member(hidden, name).mail_level = town.member(inside, name).mail_level = "nothing"
        town.member(hidden, "alice", role="owner")
        town.member(hidden, "bob")
        made = self._meetings(hidden, CANARY)
        self._meetings(inside, CANARY)
        for name in ("zoe", "zack"):
            self._sign_up(session.get_one(Meeting, made["held"]), name, "going", 9, CANARY)
        self._announce(made["members"])
        self.scenes["hidden"] = self._scene(hidden, made["open"], "bob", "bob", town.people["zoe"])
        self.scenes["hidden"].values |= self._company_values(f"{CANARY} Ltd", "zack", asking="alice")
        self._wish_for_one("hidden", "open", "alice")
        # Dan answered for the company once, and still has its letters.
        self.scenes["secret"].tokens |= self._company_tokens("hidden", town.dan)

    def _shut_group(
        self, name: str, parent: Group | None = None, switches: Any = ("members", "invitation", "members")
    ) -> Group:
        group = self.town.group(name, parent=parent, switches=switches, language="en")
        group.name, group.lead, group.about = f"{name.title()} {CANARY}", f"Lead {CANARY}", f"About **{CANARY}**"
        group.texts = {
            f"{part}.{code}": f"{part} {CANARY}" for part in ("lead", "about") for code in ("da", "sv", "fi")
        }
        group.region, group.website = f"Region {CANARY}", f"https://{CANARY}.example/"
        return group
