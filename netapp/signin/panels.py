"""What the doors lend to one's own page: the questions of a first visit, each of which may wait for ever."""

from flask import render_template
from markupsafe import Markup

from netapp.core.viewer import Viewer
from netapp.signin import forms, queries


def welcome(viewer: Viewer) -> Markup | None:
    """Name, picture and address, as far as they are missing; nothing when all is said."""
    offer = queries.offered_picture(viewer)
    if not viewer.is_signed_in or (viewer.name and viewer.email and offer is None):
        return None
    provider = queries.name_of(offer.issuer) if offer else ""
    names = None if viewer.name else forms.NameForm()
    addresses = None if viewer.email else forms.AddressForm()
    page = render_template("signin/_welcome.html", provider=provider, names=names, addresses=addresses)
    return Markup(page)  # noqa: S704 (our own template)
