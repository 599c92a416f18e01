"""Talking to identity providers by OpenID Connect, through Authlib; nothing here touches the database.

LinkedIn departs from the standard in three ways: it never returns the nonce, refuses any PKCE, and takes its secret
in the form only. Authlib's own defaults fail on all three, and it leaves the audience unchecked. So each ID token is
checked here for signature, issuer, audience, times and subject; LinkedIn's want of a nonce (OWASP ASVS 10.5.1) is
borne by the state, which is bound to the browser and works once, and by the code, which comes over TLS.
"""

from dataclasses import dataclass
from typing import Any

import flask
import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from authlib.oidc.core import CodeIDToken
from flask import Flask, current_app, request
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError

from netapp.config import LANGUAGES, LINKEDIN, Provider
from netapp.core import clock, forms, links, text
from netapp.core.db import unlocked
from netapp.core.languages import gettext as _
from netapp.signin.accounts import Account, Claims

SECONDS = 8
LEEWAY = 60
OLDEST_TOKEN = 600
KEPT_FOR = 86400
# Signatures that only the provider can make: not "none", and not the HS family, whose key a page's reader might know.
_SIGNED_BY_PROVIDER = ("RS", "PS", "ES", "Ed")
_CANCELLED = {"user_cancelled_login", "user_cancelled_authorize", "access_denied"}
# Whatever a provider may answer with, or not answer at all; a wrong type in its JSON shows as any of the last four.
_FAILURES = (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class Answer:
    """What came of a visit: claims, or one sentence that says why there are none."""

    claims: Claims | None
    trouble: str = ""


class _IDToken(CodeIDToken):
    """The standard's checks, the nonce among them, and three more."""

    def validate(self, _now: Any = None, leeway: int = 0) -> None:
        now = int(clock.now().timestamp())
        if not str(self.header.get("alg", "")).startswith(_SIGNED_BY_PROVIDER):
            raise InvalidClaimError("alg")
        super().validate(now, leeway)
        if self["iat"] < now - OLDEST_TOKEN:
            raise InvalidClaimError("iat")
        if not isinstance(self["sub"], str) or not 0 < len(self["sub"]) <= 255:
            raise InvalidClaimError("sub")


class _LinkedInToken(_IDToken):
    """LinkedIn leaves the nonce out (authlib #763); one that is there must be right."""

    def validate_nonce(self) -> None:
        if "nonce" in self:
            super().validate_nonce()


def init_app(app: Flask) -> None:
    """Make a client for each provider of the settings. Its endpoints are asked for when the first visitor comes."""
    oauth: Any = OAuth(app)
    for provider in app.config["NETAPP"].providers:
        oauth.register(
            provider.key,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "token_endpoint_auth_method": "client_secret_post",
                "default_timeout": SECONDS,
            },
        )
    app.extensions["oidc"] = oauth


def begin(provider: Provider) -> tuple[str, str] | None:
    """(address to send the visitor to, state); None when the provider can't be asked."""
    with unlocked():
        try:
            client = _client(provider)
            visit = client.create_authorization_url(_callback(provider))
        except _FAILURES as error:
            _note(provider, error)
            return None
    kept = {name: visit[name] for name in ("state", "nonce", "code_verifier") if name in visit}
    client.save_authorize_data(redirect_uri=_callback(provider), **kept)
    return visit["url"], visit["state"]


def own_state(provider: Provider) -> str | None:
    """The state that the provider sent back, when it was this browser that set out with it."""
    state = request.args.get("state", "")
    return state if _key(provider, state) in flask.session else None


def finish(provider: Provider) -> Answer:
    """Exchange the code and check what comes back. The state's part in the cookie is used up, whatever comes of it."""
    if request.args.get("error") in _CANCELLED:
        flask.session.pop(_key(provider, request.args.get("state", "")), None)
        return Answer(None, _("You stopped at %(provider)s. Try again, or choose another way.", provider=provider.name))
    with unlocked():
        try:
            return Answer(_claims(provider, _client(provider)))
        except _FAILURES as error:
            _note(provider, error)
        finally:
            flask.session.pop(_key(provider, request.args.get("state", "")), None)
    return Answer(None, unreachable(provider))


def unreachable(provider: Provider) -> str:
    return _("Signing in with %(provider)s did not work. Try again, or choose another way.", provider=provider.name)


def _client(provider: Provider) -> Any:
    """Authlib's client, with the provider's own description of itself loaded and believed."""
    client = current_app.extensions["oidc"].create_client(provider.key)
    if clock.now().timestamp() - client.server_metadata.get("_loaded_at", 0) > KEPT_FOR:
        client.server_metadata = {}
    metadata = client.load_server_metadata()
    if str(metadata["issuer"]).rstrip("/") != provider.issuer:
        client.server_metadata = {}
        raise ValueError("the provider calls itself by another name than the settings do")
    if not _is_linkedin(provider) and "S256" in metadata.get("code_challenge_methods_supported", ()):
        client.client_kwargs["code_challenge_method"] = "S256"
    return client


def _is_linkedin(provider: Provider) -> bool:
    return provider.key == "linkedin" or provider.issuer == LINKEDIN


def _claims(provider: Provider, client: Any) -> Claims:
    issuer = client.server_metadata["issuer"]
    token = client.authorize_access_token(
        claims_cls=_LinkedInToken if _is_linkedin(provider) else _IDToken,
        claims_options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
        },
        leeway=LEEWAY,
    )
    if "id_token" not in token or "userinfo" not in token:
        raise MissingClaimError("id_token")
    said = dict(token["userinfo"])
    if "userinfo_endpoint" in client.server_metadata:
        more = client.userinfo(token=token)
        if more["sub"] != said["sub"]:
            raise InvalidClaimError("sub")
        said = {**more, **said}
    return _plain(provider, said)


def _plain(provider: Provider, said: dict[str, Any]) -> Claims:
    """The claims that we use, in the shapes that we trust; a claim of another shape counts as not made."""
    email, picture = said.get("email"), said.get("picture")
    name = said.get("name") or " ".join(str(said[part]) for part in ("given_name", "family_name") if said.get(part))
    is_web = isinstance(picture, str) and picture.startswith("https://") and len(picture) <= 1000
    is_mail = isinstance(email, str) and len(email) <= 254 and forms.is_address(email)
    return Claims(
        account=Account(provider.issuer, said["sub"], picture if is_web else None),
        door=provider.key,
        name=text.one_line(str(name))[:120],
        email=str(email).strip().lower() if is_mail else None,
        is_verified=said.get("email_verified") is True
        or str(said.get("email_verified")) == "true",  # LinkedIn's is text.
        language=_language(said.get("locale")),
    )


def _language(locale: Any) -> str | None:
    """LinkedIn says {"language": "da", "country": "DK"}, others "da-DK"."""
    code = locale.get("language") if isinstance(locale, dict) else locale
    code = code.replace("_", "-").partition("-")[0].lower() if isinstance(code, str) else None
    return code if code in LANGUAGES else None


def _callback(provider: Provider) -> str:
    return links.absolute("signin.callback", key=provider.key)


def _key(provider: Provider, state: str) -> str:
    """Where Authlib keeps the visit's nonce and verifier in the browser's session."""
    return f"_state_{provider.key}_{state}"


def _note(provider: Provider, error: BaseException) -> None:
    # The kind alone: an error's text may quote a token.
    current_app.logger.warning("signing in with %s failed: %s", provider.key, type(error).__name__)
