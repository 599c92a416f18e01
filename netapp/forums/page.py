"""What the pages of discussions show, put together from the queries."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from netapp.core import languages, pieces, text
from netapp.core.errors import NotVisible
from netapp.core.paging import Page
from netapp.core.viewer import GUEST, Viewer
from netapp.forums import addresses, marking, policy, queries, quoting, reading, schema_org, ties, words
from netapp.forums.attaching import shown
from netapp.forums.forms import ReplyForm
from netapp.forums.mentioning import marks
from netapp.forums.mentioning import page as mentioning
from netapp.forums.mentioning.marks import Known
from netapp.forums.mentioning.page import Named
from netapp.forums.models import ON_A_PAGE, REACTIONS, Thread
from netapp.forums.moderation import policy as moderation
from netapp.forums.reading import Line, Read
from netapp.forums.ties import Offer, Shown
from netapp.forums.voting import page as voting
from netapp.groups import addresses as groups_addresses
from netapp.groups import page as groups_page
from netapp.groups import policy as groups
from netapp.groups.models import Group
from netapp.members import addresses as members_addresses
from netapp.members import pictures


class Flags(NamedTuple):
    """What the viewer sees at a post beside what everybody sees, and may do with it."""

    thread_id: int
    zone: str
    names_all: bool
    is_answer: bool = False
    is_own: bool = False
    may_react: bool = False
    may_reply: bool = False
    may_edit: bool = False
    may_delete: bool = False
    may_undo: bool = False
    may_mark: bool = False
    moderates: bool = False
    is_new: bool = False
    may_flag: bool = False
    may_block: bool = False
    may_rule: bool = False
    became: tuple[Shown, ...] = ()
    offers: tuple[Offer, ...] = ()
    mentions: Named = ()

    @property
    def has_menu(self) -> bool:
        return bool(self.may_flag or self.may_block or self.may_rule or self.offers)


def of_thread(
    viewer: Viewer, found: Read, page: int, form: ReplyForm | None = None, answers: int | None = None
) -> dict[str, Any]:
    """A page of a thread. Past its last one nothing is found. `answers`: the post that is being answered."""
    thread = found.thread
    languages.prefer(thread.group.language)  # first, since it settles the language in which the rest is said
    last = reading.pages(thread.posts)
    if not 1 <= page <= last:
        raise NotVisible
    lines = reading.lines(viewer, thread.id, page, with_own=page == last)
    names = ties.named(viewer, [found.ties, *(line.ties for line in lines)])
    known = mentioning.names(viewer, [line.mentions for line in lines])
    posts = list(map(post, lines, flags_of(viewer, found, lines, names, known)))
    may_reply = policy.may_reply(viewer, thread)
    answered = quoting.answered(viewer, thread, answers)
    is_public = policy.may_read(GUEST, thread)
    canonical = addresses.absolute(thread) if is_public and page == 1 else ""
    return {
        **groups_page.frame(viewer, thread.group, found.held),
        "thread": thread,
        "head": _head(found.row, is_public),
        "is_public": is_public,
        "canonical": canonical,
        "alternates": alternates(canonical) if canonical else (),
        "json_ld": schema_org.thread(found.row, tuple(lines)) if canonical and viewer.is_guest else None,
        "posts": posts,
        "company": (found.company, members_addresses.of(thread.company_id, found.company))
        if thread.company_id
        else None,
        "poll": voting.of_thread(viewer, thread) if page == 1 else None,
        "about": ties.among(names, found.ties),
        "first_new": next((line.id for line in lines if _is_new(found, line)), None),
        "page": Page(
            posts,
            next_url=addresses.named(thread.id, thread.title, page + 1) if page < last else None,
            previous_url=addresses.named(thread.id, thread.title, page - 1) if page > 1 else None,
        ),
        "number": page,
        "numbers": last,
        "is_last": page == last,
        "may_reply": may_reply,
        "form": (form or quoting.reply_form(found.begun, shown.read(found.begun_files), answered))
        if may_reply and page == last
        else None,
        "answered": answered,
        "watch": found.watch if policy.may_watch(viewer, thread) else None,
        "level": found.level,
        "tools": _tools(viewer, thread),
        "shut": _why_shut(viewer, thread) if not may_reply else "",
        "paused": paused(viewer, thread.group),
        "threads_url": addresses.of_group(thread.group_id),
        "upto": max((line.position or 0 for line in lines), default=0),
    }


def note_read(viewer: Viewer, found: Read, page: int) -> None:
    """Remember that the viewer has been shown this page."""
    upto = min(found.thread.posts, page * ON_A_PAGE)
    if viewer.is_signed_in and upto:
        until = found.thread.last_at if upto == found.thread.posts else queries.published(found.thread.id, upto)
        if until is not None:
            marking.has_read(viewer, found.thread.id, until, found.read_at)


def of_news(viewer: Viewer, found: Read, after: int) -> dict[str, Any]:
    """What was said behind a position, a page of it at most: for a page that is open."""
    lines = reading.between(viewer, found.thread.id, after + 1, after + ON_A_PAGE)
    names = ties.named(viewer, [line.ties for line in lines])
    known = mentioning.names(viewer, [line.mentions for line in lines])
    shown = list(map(post, lines, flags_of(viewer, found, lines, names, known)))
    return {"posts": shown, "upto": lines[-1].position if lines else after}


def flags_of(
    viewer: Viewer, found: Read, lines: Sequence[Line], names: Mapping[str, Shown], known: Mapping[str, Known]
) -> list[Flags]:
    """One for each line. Posts of others that stand alike give the viewer the same rights, which are asked for once."""
    alike: dict[Any, Flags] = {}
    thread = found.thread
    made = []
    for line in lines:
        is_own = viewer.is_signed_in and line.author_id == viewer.person_id
        state = (line.position, line.author_id, line.deleted_at, line.hidden_at)
        kind = line.id if is_own else tuple(one is None for one in state)
        rights = alike.get(kind)
        if rights is None:
            rights = alike[kind] = _rights(viewer, thread, line)
        made.append(
            rights._replace(
                is_answer=thread.answer_id == line.id,
                is_new=_is_new(found, line),
                may_mark=rights.may_mark and (line.position or 1) > 1,
                may_block=rights.may_block and not line.is_blocked,
                became=ties.among(names, line.ties),
                mentions=mentioning.among(known, line.mentions),
            )
        )
    return made


def _rights(viewer: Viewer, thread: Thread, line: Line) -> Flags:
    """What may be done with a post that stands as this one does."""
    zone = languages.viewer_zone(thread.group.zone)
    if viewer.is_guest:
        return Flags(thread.id, zone, names_all=False)
    it = reading.as_post(thread, line)
    stands, is_own = not it.is_gone, line.author_id == viewer.person_id
    return Flags(
        thread.id,
        zone,
        names_all=True,
        is_own=is_own,
        may_react=policy.may_react(viewer, it) and not is_own,
        may_reply=stands and policy.may_reply(viewer, thread),
        may_edit=policy.may_edit(viewer, it),
        may_delete=policy.may_delete(viewer, it),
        may_undo=policy.may_undo(viewer, it),
        may_mark=stands and policy.may_mark_answer(viewer, thread),
        moderates=policy.may_moderate(viewer, thread),
        may_flag=moderation.may_flag(viewer, it),
        may_block=moderation.may_block(viewer, it),
        may_rule=stands and not is_own and moderation.may_rule(viewer, it),
        offers=ties.offers(viewer, thread) if stands else (),
    )


@pieces.remembered
def post(line: Line, flags: Flags) -> Markup:
    """One post of a page."""
    name = line.name if flags.names_all or line.shows_name else ""
    return pieces.part(
        "forums/_post.html",
        line=line,
        flags=flags,
        name=name,
        initials=text.initials(name) if name else "·",
        company=line.company,
        url=members_addresses.of_person(line.author_id, name) if line.author_id and name and flags.names_all else None,
        picture_url=pictures.address(line.author_id, line.digest) if line.author_id else None,
        body=marks.linked(text.markdown(line.body), dict(flags.mentions)),
        files=shown.read(line.files),
        when=words.when(line.published_at, flags.zone),
        edited=words.when(line.edited_at, flags.zone) if line.edited_at else "",
        reactions=[
            (kind, words.reaction(kind), words.icon(kind), getattr(line, kind), kind in line.reactions.split())
            for kind in REACTIONS
        ],
        post_url=addresses.of_post(line.id),
    )


@pieces.remembered
def _head(row: tuple[Any, ...], is_public: bool) -> Markup:
    thread = reading.Read(row, None, "", None).thread
    return pieces.part(
        "forums/_head.html",
        thread=thread,
        lang=languages.current(),
        kind=words.kind(thread.kind),
        is_public=is_public,
        crumbs=[
            (thread.group.name, groups_addresses.of(thread.group)),
            (str(words.discussions()), addresses.of_group(thread.group_id)),
        ],
        tags=[(tag, url_for("forums.threads", group_id=thread.group_id, tag=tag)) for tag in thread.tags],
    )


def _is_new(found: Read, line: Line) -> bool:
    return found.read_at is not None and line.position is not None and line.published_at > found.read_at


def _tools(viewer: Viewer, thread: Thread) -> dict[str, bool]:
    """What the viewer may do with the thread as a whole."""
    return {
        "pin": policy.may_pin(viewer, thread),
        "close": policy.may_close(viewer, thread),
        "retitle": policy.may_retitle(viewer, thread),
    }


def _why_shut(viewer: Viewer, thread: Thread) -> str:
    """Why there is no form, as a word that the template knows."""
    if thread.is_closed or not thread.takes_replies:
        return "closed" if thread.is_closed else "no replies"
    if not thread.posts:
        return "waits"
    if policy.paused_until(viewer, thread.group_id):
        return "paused"
    if not groups.is_open(thread.group):
        return "group"
    return "sign in" if viewer.is_guest else "join"


def paused(viewer: Viewer, group: Group) -> str:
    """Until when the viewer writes nothing here, in words."""
    until = policy.paused_until(viewer, group.id)
    return words.when(until, languages.viewer_zone(group.zone)) if until else ""


def alternates(url: str) -> list[tuple[str, str]]:
    """The page in each language, for search engines; what people have written stays as it is."""
    return [(code, f"{url}?lang={code}") for code in languages.NAMES]
