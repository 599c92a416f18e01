"""An identity provider that answers over HTTP, as LinkedIn does, as the standard says, or as an enemy would.

LinkedIn: no nonce in the ID token, the secret in the form only, 401 on any code_verifier, e-mail optional and
`email_verified` a string, `locale` an object, an issuer with a path.
"""

import secrets
import threading
import time
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Flask, Response, jsonify, redirect, render_template_string, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as BaseResponse

CLIENT, SECRET = "the-client", "the-secret-of-the-client"
ANNA = {"name": "Anna Ådal", "given_name": "Anna", "family_name": "Ådal", "email": "anna@adal.example"}
PAGE = """<!doctype html><html lang="en"><title>Provider</title><form method="post">
{% for sub, one in people.items() %}<button name="sub" value="{{ sub }}">{{ one.name }}</button>{% endfor %}
<button name="sub" value="">Cancel</button></form></html>"""


class Provider:
    """`twist` bends the next answers: see _bend. `asked` keeps what the token endpoint was sent."""

    def __init__(self, is_linkedin: bool = True) -> None:
        self.is_linkedin = is_linkedin
        self.key, self.other_key = new_key("k1"), new_key("k1")
        app = Flask("provider")
        for path, view in {
            "/oauth/.well-known/openid-configuration": self._metadata,
            "/oauth/jwks": lambda: jsonify(keys=[self.key.as_dict(private=False)]),
            "/oauth/authorization": self._authorization,
            "/oauth/accessToken": self._token,
            "/oauth/userinfo": self._userinfo,
        }.items():
            app.add_url_rule(path, path, view, methods=["GET", "POST"])
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.reset()

    def reset(self) -> None:
        self.people: dict[str, dict[str, Any]] = {"u1": dict(ANNA)}
        self.twist = ""
        self.kid = "k1"
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, str] = {}

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def issuer(self) -> str:
        return f"{self.url}/oauth"

    def choose(self, address: str, sub: str = "u1") -> str:
        """What a person does on the provider's page: the address that the browser is sent back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]

    def _metadata(self) -> Response:
        more: dict[str, Any] = {} if self.is_linkedin else {"code_challenge_methods_supported": ["S256", "plain"]}
        if self.twist == "metadata of another":
            more["issuer"] = "https://other.example"
        return jsonify(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorization",
                "token_endpoint": f"{self.issuer}/accessToken",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                # Some list "none" in earnest.
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **more,
            }
        )

    def _authorization(self) -> str | BaseResponse:
        if request.method == "GET":
            return render_template_string(PAGE, people=self.people)
        sent, sub = request.args, request.form.get("sub", "")
        if not sub:
            error = "user_cancelled_login" if self.is_linkedin else "access_denied"
            return redirect(f"{sent['redirect_uri']}?{urlencode({'error': error, 'state': sent['state']})}")
        code = secrets.token_urlsafe(12)
        self.codes[code] = {"sub": sub, **sent.to_dict()}
        return redirect(f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}")

    def _token(self) -> Response | tuple[Response, int]:
        sent = request.form.to_dict()
        self.asked.append(sent)
        visit = self.codes.pop(sent.get("code", ""), None)
        if self.is_linkedin and (sent.get("client_secret") != SECRET or "code_verifier" in sent):
            return jsonify(error="invalid_client", error_description="Client authentication failed"), 401
        if visit is None or visit["redirect_uri"] != sent["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        if self.twist == "broken":
            return jsonify(["what"]), 200
        access = secrets.token_urlsafe(24)
        self.tokens[access] = visit["sub"]
        answer = {"access_token": access, "expires_in": 5183999, "token_type": "Bearer"}
        if self.twist != "no ID token":
            answer["id_token"] = self._id_token(visit)
        return jsonify(answer)

    def _userinfo(self) -> Response | tuple[Response, int]:
        sub = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if sub is None:
            return jsonify(error="invalid_token"), 401
        return jsonify({**self._said(sub), "sub": "somebody else" if self.twist == "other sub" else sub})

    def _said(self, sub: str) -> dict[str, Any]:
        person = dict(self.people[sub])
        if "email" in person:
            person.setdefault("email_verified", "true" if self.is_linkedin else True)
        return {"locale": {"country": "GB", "language": "en"} if self.is_linkedin else "en-GB", **person}

    def _id_token(self, visit: dict[str, Any]) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": visit["client_id"], "iat": now, "exp": now + 3600, "sub": visit["sub"]}
        if self.is_linkedin:
            claims |= self._said(visit["sub"])
        else:
            claims["nonce"] = visit["nonce"]
        return self._bend(claims, now)

    def _bend(self, claims: dict[str, Any], now: int) -> str:
        """Sign the claims, honestly or as `twist` says."""
        bent: dict[str, dict[str, Any]] = {
            "foreign audience": {"aud": "another-client"},
            "foreign audience for us": {"aud": "another-client", "azp": CLIENT},
            "two audiences": {"aud": [CLIENT, "another-client"]},
            "foreign issuer": {"iss": "https://other.example"},
            "expired": {"iat": now - 400, "exp": now - 300},
            "old": {"iat": now - 86400, "exp": now + 86400},
            "from the future": {"iat": now + 3600, "exp": now + 7200},
            "no expiry": {"exp": None},
            "wrong nonce": {"nonce": "guessed"},
            "no nonce": {"nonce": None},
            "no subject": {"sub": None},
            "number as subject": {"sub": 7},
        }
        claims |= bent.get(self.twist, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.kid, "typ": "JWT"}
        if self.twist == "alg none":
            registry = JWSRegistry(algorithms=["none"])
            return jwt.encode({**header, "alg": "none"}, claims, OctKey.import_key("x" * 32), registry=registry)
        if self.twist == "signed with the secret":
            return jwt.encode({**header, "alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))
        return jwt.encode(header, claims, self.other_key if self.twist == "forged signature" else self.key)


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})
