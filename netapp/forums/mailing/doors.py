"""The doors for what people write by mail: an answer in a thread, a new thread in a group; as the page would take it.

The address that a letter is answered to is one person's in one thread, and that for a new thread one person's in one
group: who writes there holds a letter of ours, or has seen the page. That alone does nothing: the letter must come from
that person's own address. What they may do there is asked as on the page.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from netapp.core import clock, incoming, languages, signed
from netapp.core.db import session
from netapp.core.errors import Forbidden, NotVisible, Refused
from netapp.core.incoming import Door, Incoming
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import actions, policy, posting, queries, words
from netapp.forums.actions import Letter, Opening
from netapp.forums.mailing import bringing, numbers, renewing, subjects
from netapp.forums.mailing.bringing import Brought
from netapp.forums.models import LONGEST, LONGEST_TITLE, Post, Thread
from netapp.groups import records
from netapp.groups.models import Group
from netapp.mail import message, outbox
from netapp.members.models import Person

ANSWER, OPENING = "post", "thread"


def answer_address(viewer: Viewer, thread: Thread) -> str | None:
    """Where this person answers by mail; None where no mail comes in, or they may not answer."""
    if viewer.person_id is None or not policy.may_reply(viewer, thread):
        return None
    return incoming.address(ANSWER, signed.key(ANSWER, thread.id, viewer.person_id))


def opening_address(viewer: Viewer, group: Group) -> str | None:
    """Where this person begins a thread by mail; None likewise."""
    if viewer.person_id is None or not incoming.address(OPENING, "") or not policy.may_start(viewer, group):
        return None
    renewed = renewing.times(viewer.person_id, group.id)
    return incoming.address(OPENING, signed.key(OPENING, group.id, viewer.person_id, *renewed))


def take_answer(letter: Incoming, key: str) -> str:
    """Publish what the letter says. Joins the deed; Refused for what its writer can mend."""
    thread_id, person = _of_thread(key)
    thread = _now(thread_id)
    with languages.use(person.language or thread.group.language):
        viewer, said, own = _read(letter, person)
        _let_write(viewer, thread.group)
        answered = numbers.answered(thread, person.id, letter.follows)
        post: Post = _as_on_the_page(
            actions.reply, viewer, thread.id, said, reply_to_id=answered, came_by="mail", letter=own
        )
    return "taken" if post.is_published else "waits"


def take_opening(letter: Incoming, key: str) -> str:
    """Begin a thread that is called as the letter is."""
    group, person = _of_group(key)
    with languages.use(person.language or group.language):
        viewer, said, own = _read(letter, person)
        _let_write(viewer, group)
        title = posting.cleaned(subjects.bare(letter.subject))[:LONGEST_TITLE].strip()
        if not title:
            raise Refused(_("Your letter has no subject. A thread is called what the subject says."))
        opening = Opening(title=title, body=said, for_members=queries.forum(group.id).for_members)
        thread: Thread = _as_on_the_page(actions.start, viewer, group.id, opening, came_by="mail", letter=own)
    return "taken" if thread.posts else "waits"


def give_back_answer(letter: Incoming, key: str, why: str) -> None:
    """Order the letter that says why an answer was not published: to whoever wrote it. Joins the deed."""
    thread_id, person = _of_thread(key)
    thread = _now(thread_id)
    _give_back(letter, person, thread.group, why, {"thread": thread.id})


def give_back_opening(letter: Incoming, key: str, why: str) -> None:
    group, person = _of_group(key)
    _give_back(letter, person, group, why, {"group": group.id})


def known_answer(key: str) -> object:
    return signed.numbers(ANSWER, key)


def known_opening(key: str) -> object:
    return signed.numbers(OPENING, key)


DOORS = (
    Door(ANSWER, known=known_answer, take=take_answer, give_back=give_back_answer, prepare=bringing.read),
    Door(
        OPENING, known=known_opening, take=take_opening, give_back=give_back_opening, once=True, prepare=bringing.read
    ),
)


def _of_thread(key: str) -> tuple[int, Person]:
    """Raises NotVisible when the person is gone."""
    thread_id, person_id = signed.numbers(ANSWER, key)
    return thread_id, _person(person_id)


def _of_group(key: str) -> tuple[Group, Person]:
    """Raises NotVisible also for an address that was good before another one took its place."""
    group_id, person_id, *renewed = signed.numbers(OPENING, key)
    group = records.group(group_id)
    if group is None or renewed != renewing.times(person_id, group_id):
        raise NotVisible
    return group, _person(person_id)


def _person(person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotVisible
    return person


def _now(thread_id: int) -> Thread:
    """The thread, or the one into which it has gone; NotVisible when it is there no more."""
    thread = queries.thread_for_task(thread_id)
    for _step in range(20):
        if thread is None or thread.merged_into_id is None:
            break
        thread = queries.thread_for_task(thread.merged_into_id)
    if thread is None:
        raise NotVisible
    return thread


def _read(letter: Incoming, person: Person) -> tuple[Viewer, str, Letter]:
    """Whose letter it is, what they have written in it, and what came with that."""
    if not _address(person) or letter.sender != _address(person):
        raise Refused(
            _("This address belongs to somebody else’s letter. Answer from the address that the letter went to.")
        )
    brought: Brought = letter.ready or bringing.read(letter)
    if not brought.text and not brought.files and brought.left_out:
        lost = ", ".join(brought.left_out)
        raise Refused(_("Your letter holds nothing but files that we don’t take: %(names)s.", names=lost[:100]))
    if not brought.text and not brought.files:
        raise Refused(_("We found nothing in your letter that you had written yourself, above or between the quotes."))
    if len(brought.text) > LONGEST:
        raise Refused(_("Your letter is too long for a post: %(most)s characters fit.", most=LONGEST))
    if queries.rests_until(person.id) is not None:
        raise Refused(_("You have written very much within an hour. Please wait a while."))
    own = Letter(message_id=letter.id, files=brought.files, left_out=brought.left_out)
    return records.as_viewer(person), brought.text, own


def _let_write(viewer: Viewer, group: Group) -> None:
    """Who is paused is told until when, as on the page."""
    until = policy.paused_until(viewer, group.id)
    if until is not None:
        when = words.when(until, group.zone)
        raise Refused(_("You can’t write here until %(when)s; a moderator has said so.", when=when))


def _as_on_the_page(deed: Callable[..., Any], viewer: Viewer, *args: Any, **kwargs: Any) -> Any:
    try:
        return deed(viewer, *args, **kwargs)
    except (NotVisible, Forbidden) as error:
        raise Refused(_("You can’t write there any more: it is closed, or not open to you.")) from error


def _give_back(letter: Incoming, person: Person, group: Group, why: str, about: dict[str, Any]) -> None:
    """A stranger has the letter from somebody, and is told nothing of what it was about."""
    is_own = letter.sender == _address(person)
    to = outbox.To(None, letter.sender, "", group.language)
    if is_own:
        to = outbox.To(person.id, person.email or "", person.name, person.language or group.language)
    occurrence = blake2b((letter.id or clock.now().isoformat()).encode(), digest_size=16).hexdigest()
    thing = ":".join(str(part) for part in next(iter(about.items())))
    outbox.post("not_published", thing, to, occurrence=occurrence, why=why[:300], answers=letter.id, **about)


def _address(person: Person) -> str:
    return message.ascii_address((person.email or "").lower())
