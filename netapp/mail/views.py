"""The administrators' view of the outbox, and the page behind the stop link of a letter."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from netapp.core import languages, links, site, viewer
from netapp.core.access import from_anywhere, public, signed_in
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.paging import Page
from netapp.mail import actions, policy, queries, reading, returning, smtp, stopping, words
from netapp.mail.models import Letter

blueprint = Blueprint("mail", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"moment": words.moment, "clock_of": words.clock_of, "states": words.STATES})


@blueprint.get("/outbox")
@public
def outbox() -> str:
    who, state = viewer.current(), request.args.get("state")
    counts = queries.counts(who)
    rows, has_more = queries.letters_seen(who, state, links.number(request.args.get("before")))
    older = url_for("mail.outbox", state=state, before=rows[-1].id) if has_more else None
    return render_template(
        "mail/outbox.html",
        page=Page(rows, next_url=older),
        shut=queries.shut(who, rows),
        state=state,
        counts=counts,
        links=[(_("All"), url_for("mail.outbox"), state not in counts), *_by_state(counts, state)],
        is_open_demo=site.is_open_demo(),
        can_send=smtp.is_set_up() and policy.may_send_again(who),
    )


@blueprint.get("/outbox/<int:letter_id>")
@public
def letter(letter_id: int) -> str:
    who = viewer.current()
    row = queries.get_letter(who, letter_id)
    source = queries.source(who, row)
    return render_template(
        "mail/letter.html",
        letter=row,
        rows=_rows(row),
        message=reading.read(source) if source else None,
        opens_door=queries.opens_door(row.letter),
        is_shut=bool(queries.shut(who, [row])),
        may_send_again=policy.may_send_again(who),
    )


@blueprint.get("/outbox/<int:letter_id>/body")
@public
def body(letter_id: int) -> Response:
    """The letter's HTML as a mail program shows it, for the frame on its page: no script, nothing from elsewhere."""
    who = viewer.current()
    answer = Response(reading.html(queries.source(who, queries.get_letter(who, letter_id))))
    answer.headers["Content-Security-Policy"] = reading.CSP
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@blueprint.post("/outbox/<int:letter_id>/attempt")
@signed_in
def attempt(letter_id: int) -> BaseResponse:
    actions.send_again(viewer.current(), letter_id)
    flash(_("The letter is in the queue again."), "good")
    return redirect(url_for("mail.letter", letter_id=letter_id), 303)


@blueprint.post("/outbox/attempts")
@signed_in
def attempts() -> BaseResponse:
    n = actions.send_all(viewer.current(), request.form.get("state", ""))
    flash(ngettext("%(num)d letter is in the queue again.", "%(num)d letters are in the queue again.", n), "good")
    return redirect(url_for("mail.outbox"), 303)


@blueprint.post("/letters/returned")
@signed_in
def try_again() -> BaseResponse:
    returning.try_again(viewer.current())
    flash(_("Letters go to %(address)s again.", address=viewer.current().email or ""), "good")
    return redirect(url_for("home.me"), 303)


@blueprint.get("/letters/stop/<token>")
@public
def stop(token: str) -> str:
    """What the link would stop, and a button; looking changes nothing (M6)."""
    address, scope = stopping.meant(token)
    is_stopped = stopping.is_stopped(address, scope)
    kind = scope.partition(":")[0]
    return render_template(
        "mail/stop.html", token=token, address=address, scope=scope, kind=kind, is_stopped=is_stopped
    )


@blueprint.post("/letters/stop/<token>")
@public
@from_anywhere
def stopped(token: str) -> Response | BaseResponse:
    """A mail program presses this by itself, without cookie or origin (RFC 8058): it gets a plain answer."""
    stopping.stop(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(_("These letters have stopped."), mimetype="text/plain")
    return redirect(url_for("mail.stop", token=token), 303)


@blueprint.post("/letters/stop/<token>/undo")
@public
def resumed(token: str) -> BaseResponse:
    stopping.resume(token)
    flash(_("You will get these letters again."), "good")
    return redirect(url_for("mail.stop", token=token), 303)


def _by_state(counts: dict[str, int], state: str | None) -> list[tuple[str, str, bool]]:
    """The links of the filter: those states that there are letters in."""
    return [
        (
            _("%(state)s (%(count)s)", state=words.STATES[name][0], count=languages.number(n)),
            url_for("mail.outbox", state=name),
            name == state,
        )
        for name, n in counts.items()
        if n or name == state
    ]


def _rows(row: Letter) -> list[tuple[str, str]]:
    """What is known of a letter besides what it says."""
    rows = [
        (_("To"), f"{row.name} <{row.address}>" if row.name else row.address),
        (_("State"), str(words.STATES[row.state][0])),
        (_("Ordered"), words.moment(row.created_at)),
        (_("Done"), words.moment(row.done_at)) if row.done_at else (_("Due"), words.moment(row.due_at)),
        (_("Attempts"), languages.number(row.attempts)),
        (_("Error"), row.error),
    ]
    return [(term, said) for term, said in rows if said]
