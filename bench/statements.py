"""How many statements one answer takes, counted in this process: the site itself has no switch for it."""

import itertools
from collections.abc import Mapping

from flask import Flask

from bench.load import Invalid
from bench.paths import Path
from bench.scene import Scene
from netapp import config, create_app
from netapp.core.db import db
from tests.support.queries import Counter


def app(settings: Mapping[str, str]) -> Flask:
    """The site in this process, with these settings and nobody else's."""
    return create_app(config.read(settings))


def count(site: Flask, path: Path, scene: Scene) -> int:
    """Statements of the second request: what is kept was built by the first. BEGIN and COMMIT are none."""
    client = site.test_client(use_cookies=False)
    two = list(itertools.islice(itertools.cycle(path.make(scene)), 2))
    headers: dict[str, str] = {}
    with site.app_context():
        counter = Counter(db.engine)
    for request in two:
        counter.statements.clear()
        with counter:
            answer = client.open(
                request.path, method=request.method, headers=[*request.headers, *headers.items()], data=request.body
            )
        if path.is_known:
            headers["If-None-Match"] = answer.headers["ETag"]
    if answer.status_code != path.status:
        raise Invalid(f"{path.name}: {two[1].path} answered {answer.status_code} instead of {path.status}.")
    return len(counter)
