"""The letters of the doors; links are made when a letter leaves, and one that is used or late is not sent (M3)."""

from netapp.core import links, site
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.signin import notices, queries
from netapp.signin.models import Link


def _opening(order: Order, reason: str) -> Written | None:
    """A letter with a button behind which something opens once."""
    link = session.get(Link, order.data["link"])
    if link is None or not link.is_open:
        return None
    account = link.data.get("account", {})
    return Written(
        context={
            "url": links.absolute("signin.link", token=queries.token(link)),
            "minutes": round(notices.GOOD_FOR.total_seconds() / 60),
            "provider": queries.name_of(account["issuer"]) if account else "",
        },
        reason=reason,
    )


def sign_in(order: Order) -> Written | None:
    return _opening(order, _("You get this because somebody typed your address to sign in."))


def join_account(order: Order) -> Written | None:
    return _opening(order, _("You get this because somebody signed in with an account that has your address."))


def confirm_address(order: Order) -> Written | None:
    return _opening(order, _("You get this because somebody named this address as theirs."))


def address_taken(_order: Order) -> Written:
    context = {"url": links.absolute("signin.door"), "site": site.current().name}
    return Written(context, reason=_("You get this because somebody named this address as theirs."))


def address_changed(order: Order) -> Written | None:
    """Ordered by an older version it has no link, and goes out without the button. One that is over needs no letter."""
    if "link" not in order.data:
        return Written({"url": None}, reason=_reason_of_word())
    link = session.get(Link, order.data["link"])
    if link is None or not link.is_open:
        return None
    context = {"url": links.absolute("signin.link", token=queries.token(link)), "days": notices.UNDO_FOR.days}
    return Written(context, reason=_reason_of_word())


def account_joined(order: Order) -> Written:
    return _about_account(order)


def account_removed(order: Order) -> Written:
    return _about_account(order)


def _about_account(order: Order) -> Written:
    context = {"url": links.absolute("signin.devices"), "provider": queries.name_of(order.data["issuer"])}
    return Written(context, reason=_reason_of_word())


def _reason_of_word() -> str:
    return _("You get this because the ways to sign in to your account have changed.")


LETTERS = (
    Letter("sign_in", sign_in, opens_door=True),
    Letter("join_account", join_account, opens_door=True),
    Letter("confirm_address", confirm_address, opens_door=True),
    Letter("address_taken", address_taken),
    Letter("address_changed", address_changed, opens_door=True),
    Letter("account_joined", account_joined),
    Letter("account_removed", account_removed),
)
