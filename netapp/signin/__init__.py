"""All doors: LinkedIn, any OpenID Connect provider, a link by mail; and the sessions behind them.

There are no passwords (I1). A provider's account is known by issuer and subject only (I2). A session is
a row, so that it can be listed and ended.
"""

from flask import Blueprint, Flask


def init_app(app: Flask) -> None:
    """Hold sessions, and know the providers of the settings."""
    from netapp.signin import sessions

    sessions.init_app(app)
    if app.config["NETAPP"].providers:
        from netapp.signin import oidc

        oidc.init_app(app)


def blueprint() -> Blueprint:
    from netapp.signin import views

    return views.blueprint
