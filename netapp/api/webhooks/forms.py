"""The shape of what is typed about webhooks."""

from typing import Any

from wtforms import BooleanField, Field, validators

from netapp.api.webhooks.models import EVENTS
from netapp.core import outbound
from netapp.core.forms import Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l

SAID = {
    "meeting.published": _l("A meeting is published"),
    "meeting.changed": _l("A meeting has changed"),
    "meeting.cancelled": _l("A meeting is cancelled"),
    "meeting.held": _l("A meeting was held"),
    "sign_up.came": _l("Somebody has a seat"),
    "sign_up.withdrew": _l("Somebody gave a seat up"),
    "test": _l("A trial"),
}


class WebhookForm(Form):
    url = Line(_l("Address of your program"), most=500, needed=_l("Where shall it go?"))
    meeting_published = BooleanField(SAID["meeting.published"], default=True)
    meeting_changed = BooleanField(SAID["meeting.changed"], default=True)
    meeting_cancelled = BooleanField(SAID["meeting.cancelled"], default=True)
    meeting_held = BooleanField(SAID["meeting.held"])
    sign_up_came = BooleanField(SAID["sign_up.came"])
    sign_up_withdrew = BooleanField(SAID["sign_up.withdrew"])

    def validate_url(self, field: Field) -> None:
        if not outbound.is_accepted(field.data or ""):
            raise validators.StopValidation(
                _("Give an address that begins with https://, with no port and no password.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        if not self.events:
            self.meeting_published.errors = [_("Tick at least one.")]
            return False
        return whole

    @property
    def boxes(self) -> list[Field]:
        return [self[event.replace(".", "_")] for event in EVENTS]

    @property
    def events(self) -> list[str]:
        """What was ticked."""
        return [event for event, box in zip(EVENTS, self.boxes, strict=True) if box.data]
