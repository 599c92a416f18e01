"""What of this room goes into a person's take-out: their tokens, but nothing that would let one in."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.api.models import Token
from netapp.api.webhooks.models import Webhook
from netapp.core.archives import Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer


def own(viewer: Viewer) -> Iterator[Sheet]:
    rows = session.scalars(select(Token).where(Token.person_id == viewer.person_id).order_by(Token.id))
    times = ("created_at", "seen_at", "expires_at", "revoked_at")
    said = [{"name": row.name, "scopes": row.scopes} | {at: plain(getattr(row, at)) for at in times} for row in rows]
    yield Sheet("keys-for-programs", _("Keys with which programs act for you here, or did."), said)
    hooks = session.scalars(select(Webhook).where(Webhook.person_id == viewer.person_id).order_by(Webhook.id))
    set_up = [
        {"url": row.url, "events": row.events, "created_at": plain(row.created_at), "ended_at": plain(row.ended_at)}
        for row in hooks
    ]
    yield Sheet("webhooks", _("Webhooks that you have set up."), set_up)
