"""The pages on which organisers set up webhooks and see what became of each message."""

from flask import flash, redirect, render_template, url_for

from netapp.api.views import Answer, blueprint
from netapp.api.webhooks import actions, forms, page, signing
from netapp.api.webhooks.models import Webhook
from netapp.core import forms as core_forms
from netapp.core.access import signed_in
from netapp.core.languages import gettext as _
from netapp.core.viewer import current


@blueprint.route("/groups/<int:group_id>/webhooks", methods=["GET", "POST"])
@signed_in
def webhooks(group_id: int) -> Answer:
    """The list, and a form for a new one, whose secret the answer shows this once."""
    form = forms.WebhookForm()
    if core_forms.submitted(form) and core_forms.done(
        form, actions.hook, current(), group_id, form.url.data or "", form.events
    ):
        return _secret(form.result)
    return render_template("api/webhooks.html", **page.of_group(current(), group_id, form))


@blueprint.get("/groups/<int:group_id>/webhooks/<int:webhook_id>")
@signed_in
def webhook(group_id: int, webhook_id: int) -> Answer:
    return render_template("api/webhook.html", **page.of_one(current(), group_id, webhook_id))


@blueprint.post("/groups/<int:group_id>/webhooks/<int:webhook_id>/secret")
@signed_in
def rotate_webhook(group_id: int, webhook_id: int) -> Answer:
    return _secret(actions.rotate(current(), page.get(current(), group_id, webhook_id)))


@blueprint.post("/groups/<int:group_id>/webhooks/<int:webhook_id>/trial")
@signed_in
def try_webhook(group_id: int, webhook_id: int) -> Answer:
    actions.limit(current())
    found = page.get(current(), group_id, webhook_id)
    actions.try_out(current(), found)
    flash(_("On its way; it shows below within a minute."), "good")
    return redirect(page.url(found), 303)


@blueprint.post("/groups/<int:group_id>/webhooks/<int:webhook_id>/messages/<int:delivery_id>")
@signed_in
def send_again(group_id: int, webhook_id: int, delivery_id: int) -> Answer:
    actions.limit(current())
    found = page.get(current(), group_id, webhook_id)
    actions.send_again(current(), found, delivery_id)
    flash(_("On its way; it shows below within a minute."), "good")
    return redirect(page.url(found), 303)


@blueprint.post("/groups/<int:group_id>/webhooks/<int:webhook_id>/removal")
@signed_in
def drop_webhook(group_id: int, webhook_id: int) -> Answer:
    actions.unhook(current(), page.get(current(), group_id, webhook_id))
    flash(_("Taken away; nothing more is sent there."), "good")
    return redirect(url_for("api.webhooks", group_id=group_id), 303)


def _secret(made: Webhook) -> str:
    return render_template("api/secret.html", secret=signing.secret(made.nonce), webhook=made, back=page.url(made))
