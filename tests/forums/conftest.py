"""A site that receives letters."""

from dataclasses import replace

import pytest


@pytest.fixture
def mailin(app, monkeypatch):
    settings = replace(
        app.config["NETAPP"], mailin_domain="in.net.example", mail_from="post@net.example", mailin_trusts="mx.example"
    )
    monkeypatch.setitem(app.config, "NETAPP", settings)
    return app
