"""The letter that a post comes by; asked once more before it leaves whether it is still due (M3)."""

from typing import Any

from netapp.core import links, text
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import GUEST, Viewer
from netapp.forums import addresses, policy, queries
from netapp.forums.asking import queries as asking
from netapp.forums.attaching import queries as attaching
from netapp.forums.attaching import shown
from netapp.forums.mailing import doors, numbers
from netapp.forums.mentioning import marks
from netapp.forums.mentioning import page as mentioning_page
from netapp.forums.mentioning import queries as mentioning
from netapp.forums.models import Post, Thread
from netapp.forums.moderation import queries as moderation
from netapp.forums.voting import page as voting
from netapp.groups import records
from netapp.mail import stopping
from netapp.members import queries as members

# So much of what a post answers stands above it.
MOST_QUOTED = 280


def scope(group_id: int) -> str:
    """What the link at the foot stops: single posts of this group, which come in the digest then."""
    return f"posts:{group_id}"


def _post(order: Order) -> Written | None:
    post = queries.post_for_task(order.data["post"])
    if post is None or not post.is_published or post.is_gone or order.person_id is None:
        return None
    thread = post.thread
    person = members.people([order.person_id]).get(order.person_id)
    if person is None:
        return None
    viewer = records.as_viewer(person)
    reason = why(viewer, thread, post)
    if not policy.may_read(viewer, thread) or not reason:
        return None
    answers_to = doors.answer_address(viewer, thread)
    return Written(
        context=_with_links(viewer, post, as_read(thread, post, order)) | {"answers_by_mail": answers_to is not None},
        reason=reason,
        stop=scope(thread.group_id),
        # Stopping sets a member's mail level itself; who gets one after that has asked for it again. Who is named from
        # above, or only follows the group, has none.
        even_if_stopped=viewer.belongs_to(thread.group_id),
        sender=queries.name_of(post) or thread.group.name,
        follows=earlier(thread, post, order.person_id),
        reply_to=answers_to or "",
        by_hand=True,
    )


def as_read(thread: Thread, post: Post, order: Order) -> dict[str, Any]:
    """What its templates say. Where the group says so, not a word of what was written."""
    titles_only = queries.forum(thread.group_id).titles_only
    answered = queries.answered_by(post)
    company, files = attaching.company_and_files(post.id)
    return {
        "title": thread.title,
        "is_first": post.position == 1,
        "kind": thread.kind,
        "author": queries.name_of(post),
        "company": company,
        "group": thread.group.name,
        "titles_only": titles_only,
        "body": "" if titles_only else text.markdown(post.body),
        "plain": "" if titles_only else text.plain(post.body),
        "quoted": None if titles_only or answered is None or not answered.body else _quoted(answered),
        "files": () if titles_only else shown.kept(files),
        "url": addresses.absolute_of_post(post.id),
        "choices": voting.links_for(thread, order.person_id or 0) if post.position == 1 and not titles_only else [],
        "mute_url": stopping.link(order.address, f"thread:{thread.id}"),
    }


def _with_links(viewer: Viewer, post: Post, said: dict[str, Any]) -> dict[str, Any]:
    """Those whom it names lead to their pages, as far as this reader sees them."""
    if not said["body"] or not post.mentions:
        return said
    return said | {"body": marks.linked(said["body"], mentioning_page.in_letter(viewer, post))}


def why(viewer: Viewer, thread: Thread, post: Post) -> str:
    """Why the letter comes to this reader, in a sentence; "" when it should not any more."""
    level, watched = queries.wishes(viewer.person_id, thread)
    if watched == "mute" or level == "nothing" or post.author_id == viewer.person_id:
        return ""
    if moderation.blocks(viewer.person_id, post.author_id):
        return ""
    if f"person:{viewer.person_id}" in (post.mentions or ()):
        return _("You get this because you are named in it.")
    if post.position == 1 and thread.company_id and asking.is_contact(viewer.person_id, thread.company_id):
        company = asking.name_of(thread.company_id)
        return _("You get this because %(company)s is asked, for which you answer.", company=company)
    for number in mentioning.companies_of(post):
        if asking.is_contact(viewer.person_id, number):
            company = asking.name_of(number)
            return _("You get this because %(company)s is named in it, for which you answer.", company=company)
    if watched == "follow":
        return _("You get this because you follow this thread.")
    if level == "everything":
        return _("You get this because you get each post of %(group)s by mail.", group=thread.group.name)
    if thread.kind == "announcement" and post.position == 1:
        return _("You get this because it is announced to all of %(group)s.", group=thread.group.name)
    return ""


def earlier(thread: Thread, post: Post, person_id: int) -> list[str]:
    """The Message-IDs of the letters that this one goes on from, as this reader has them."""
    if post.position == 1:
        return []
    return list(dict.fromkeys(_number(one, person_id) for one in queries.before_in_mail(thread, post)))


def _number(post: Post, person_id: int) -> str:
    """What they have is the letter that we sent them, or the one that they wrote."""
    if post.author_id == person_id and post.message_id:
        return post.message_id
    return numbers.of(post.id, person_id)


def _quoted(post: Post) -> tuple[str, str]:
    return queries.name_of(post), text.excerpt(post.body, MOST_QUOTED)


def _not_published(order: Order) -> Written | None:
    """What it was about stands in it for who may read that."""
    person = members.people([order.person_id]).get(order.person_id) if order.person_id else None
    viewer = records.as_viewer(person) if person else GUEST
    title, url = _about(viewer, order)
    return Written(
        context={"why": order.data["why"], "rows": [(_("Thread"), title)], "url": url},
        reason=_("You get this letter because a letter came to us from your address."),
        answers=order.data["answers"],
    )


def _about(viewer: Viewer, order: Order) -> tuple[str, str]:
    """(title of the thread, address of the page where one writes), as far as the reader may know of them."""
    thread = queries.thread_for_task(order.data["thread"]) if order.data.get("thread") else None
    if thread is not None:
        return (thread.title, addresses.absolute(thread)) if policy.may_read(viewer, thread) else ("", "")
    group = records.group(order.data["group"]) if order.data.get("group") else None
    if group is None or not policy.is_inside(viewer, group.id):
        return "", ""
    return "", links.absolute("forums.new", group_id=group.id)


LETTERS = (
    Letter("post", _post),
    Letter("not_published", _not_published),
)
