"""The site with two providers: one that behaves as LinkedIn does, one that keeps to the standard."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from netapp.core.db import db
from tests.support.doors import local
from tests.support.provider import CLIENT, SECRET, Provider
from tests.support.visitors import Visitor


@pytest.fixture(scope="session")
def providers() -> Iterator[dict[str, Provider]]:
    both = {"linkedin": Provider(), "oidc": Provider(is_linkedin=False)}
    yield both
    for provider in both.values():
        provider.stop()


@pytest.fixture(scope="session")
def shared_app(make_app: Callable[..., Flask], database_url: str, providers: dict[str, Provider]) -> Iterator[Flask]:
    settings = {"NETAPP_SITE_URL": "http://localhost", "NETAPP_OIDC_NAME": "Federation"}
    for key, provider in providers.items():
        settings[f"NETAPP_{key.upper()}_ISSUER"] = provider.issuer
        settings[f"NETAPP_{key.upper()}_CLIENT_ID"] = CLIENT
        settings[f"NETAPP_{key.upper()}_CLIENT_SECRET"] = SECRET
    app = make_app(database_url, **settings)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(make_app: Callable[..., Flask], clean_database: str) -> Iterator[Callable[..., Flask]]:
    """site(NETAPP_SITE_URL="…", …): another site on the test's database, with settings of its own."""
    made: list[Flask] = []

    def make(**settings: str) -> Flask:
        made.append(make_app(clean_database, **{"NETAPP_SITE_URL": "http://localhost", **settings}))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def _honest(providers: dict[str, Provider]) -> None:
    for provider in providers.values():
        provider.reset()


@pytest.fixture
def linkedin(providers: dict[str, Provider]) -> Provider:
    return providers["linkedin"]


@pytest.fixture
def oidc(providers: dict[str, Provider]) -> Provider:
    return providers["oidc"]


@pytest.fixture
def through(providers: dict[str, Provider]) -> Callable[..., TestResponse]:
    """through(visitor, "linkedin", next="/x"): to the provider, choose a person, and back: the callback's answer."""

    def go(visitor: Visitor, key: str = "linkedin", sub: str = "u1", next: str = "") -> TestResponse:
        answer = visitor.get(f"/sign-in/{key}", query_string={"next": next} if next else {})
        assert answer.status_code == 303, answer.text
        return visitor.get(local(providers[key].choose(answer.location, sub)))

    return go
