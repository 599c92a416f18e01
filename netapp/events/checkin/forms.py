"""What is typed at the door, and what a phone sends when its line is back."""

import json
import re
from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, HiddenField

from netapp.core import forms, text
from netapp.core.errors import Refused
from netapp.core.forms import EmailLine, Form, Line
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.events.checkin.actions import Said, new_key
from netapp.events.checkin.models import ARRIVALS

# A phone sends so many at once; what waits beyond goes with the next post.
MOST = 500
_KEY = re.compile(r"[0-9A-Za-z-]{8,36}")
_LARGEST = 2**31


class DoorForm(Form):
    """An entrance, or whoever stands there."""

    name = Line(_l("For whom, or which entrance"), most=60, needed=_l("Who stands there, or where?"))


class WalkInForm(Form):
    """Somebody who came without a sign-up."""

    name = Line(_l("Name"), most=120, needed=_l("What is their name?"), render_kw={"autocomplete": "off"})
    company = Line(_l("Company"), most=160, render_kw={"autocomplete": "off"})
    email = EmailLine(_l("E-mail"), render_kw={"autocomplete": "off"})
    agreed = BooleanField(_l("Let them in all the same"))
    key = HiddenField()

    @property
    def said(self) -> Said:
        return Said(
            key=key_of(self.key.data) or new_key(),
            name=self.name.data or "",
            company=self.company.data or "",
            email=self.email.data or "",
            agreed=bool(self.agreed.data),
            way="walk_in",
        )


def key_of(value: Any) -> str:
    """A mark's key; "" for what can't be one."""
    return value if isinstance(value, str) and _KEY.fullmatch(value) else ""


def told(sent: str) -> list[Said]:
    """The marks of a phone. Refused as a whole when it can't be read: what is not understood is not forgotten there."""
    try:
        rows = json.loads(sent)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST:
        raise Refused(_("These marks can’t be read."))
    return list(_read(rows))


def _read(rows: list[Any]) -> Iterator[Said]:
    for row in rows:
        key = key_of(row.get("key")) if isinstance(row, dict) else ""
        if not key:
            raise Refused(_("These marks can’t be read."))
        email = _line(row.get("email"), 254)
        yield Said(
            key=key,
            sign_up_id=_number(row.get("who")) or None,
            undoes=key_of(row.get("undoes")),
            name=_line(row.get("name"), 120),
            company=_line(row.get("company"), 160),
            # Somebody is here, whatever was typed of their address.
            email=email.lower() if forms.is_address(email) else "",
            way=row["way"] if row.get("way") in ARRIVALS[:3] else "list",
            agreed=row.get("agreed") is True,
            ago=_number(row.get("ago")),
        )


def _line(value: Any, most: int) -> str:
    return text.one_line(value)[:most] if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < _LARGEST else 0
