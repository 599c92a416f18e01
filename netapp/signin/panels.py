"""What the doors lend to one's own page: two questions that may wait for ever."""

from markupsafe import Markup

from netapp.core import pieces
from netapp.core.viewer import Viewer
from netapp.signin import forms, queries


def welcome(viewer: Viewer) -> Markup | None:
    """An address, when there is none; the provider's picture, until that is answered."""
    issuer = viewer.offered_picture
    if not viewer.is_signed_in or (viewer.email and issuer is None):
        return None
    provider = queries.name_of(issuer) if issuer else ""
    form = None if viewer.email else forms.AddressForm()
    return pieces.part("signin/_welcome.html", provider=provider, form=form)
