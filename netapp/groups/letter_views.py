"""The pages behind the buttons in groups' letters: looking changes nothing, the button does, unsigned (M6)."""

from flask import redirect, render_template, request, url_for

from netapp.core import forms, languages
from netapp.core.access import public
from netapp.groups import door_page, following, inviting, joining, records
from netapp.groups.forms import InvitationForm
from netapp.groups.views import Answer, blueprint


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Answer:
    """One button, and nothing to type: what a list says of somebody whom we do not know stands there already."""
    found = records.invitation(token)
    languages.prefer(found.person.language or found.group.language)
    form = InvitationForm(obj=joining.offered(found))
    if forms.submitted(form) and forms.done(form, joining.accept, found, form.name.data, form.company.data):
        return redirect(url_for("groups.invitation", token=token), 303)
    return render_template("groups/invitation.html", form=form, membership=records.invitation(token), token=token)


@blueprint.post("/invitations/<token>/refusal")
@public
def refuse_invitation(token: str) -> Answer:
    joining.refuse(records.invitation(token))
    return redirect(url_for("groups.invitation", token=token), 303)


@blueprint.get("/requests/<token>", endpoint="request")
@public
def request_(token: str) -> Answer:
    """For one organiser; which of the two buttons stands first is what the letter's link said."""
    says_no = request.args.get("say") == "no"
    return render_template("groups/request.html", token=token, says_no=says_no, **door_page.of_request(token))


@blueprint.post("/requests/<token>/approval")
@public
def approve_by_letter(token: str) -> Answer:
    organiser, found = records.request(token)
    inviting.approve(organiser, found.group, found)
    return redirect(url_for("groups.request", token=token), 303)


@blueprint.post("/requests/<token>/refusal")
@public
def decline_by_letter(token: str) -> Answer:
    organiser, found = records.request(token)
    inviting.decline(organiser, found.group, found)
    return redirect(url_for("groups.request", token=token), 303)


@blueprint.route("/followings/<token>", methods=["GET", "POST"], endpoint="following")
@public
def following_(token: str) -> Answer:
    group, email, language = records.following(token)
    languages.prefer(language)
    is_done = request.method == "POST"
    if is_done:
        following.confirm(group, email, language)
    return render_template("groups/following.html", email=email, token=token, is_done=is_done, group=group)
