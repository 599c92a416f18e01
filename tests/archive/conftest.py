"""Archives taken, spoilt, and read in again."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from netapp.archive import network, reading
from netapp.core.db import Base, db, session
from netapp.groups import queries, records
from netapp.groups.models import Group
from netapp.members.models import Person

Files = dict[str, bytes]


def taken(person: Person, group: Group) -> Files:
    """The archive as this organiser gets it, file by file."""
    session.commit()
    viewer = records.as_viewer(person)
    with network.take(viewer, queries.get_run(viewer, group.id)) as content, zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(files: Files, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"{name}.json"])
    return found


def zipped(files: Files) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def signed(files: Files, **manifest: Any) -> Files:
    """With a manifest that says of each file what it now is: as whoever forges an archive would."""
    said = json.loads(files["manifest.json"])
    named = {name: sha256(data).hexdigest() for name, data in files.items() if name in said["files"]}
    counts = {name: len(rows(files, name)) for name in said["counts"] if f"{name}.json" in files}
    return files | {"manifest.json": json.dumps(said | {"files": named, "counts": counts} | manifest).encode()}


def with_rows(files: Files, name: str, changed: list[dict[str, Any]]) -> Files:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in changed)
    return signed(files | {f"{name}.json": f"[\n{lines}\n]\n".encode("utf-8", "surrogatepass")})


def everything() -> dict[str, list[Any]]:
    """All rows of all tables: for seeing that nothing has changed."""
    session.rollback()
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all())) for table in Base.metadata.sorted_tables
    }


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Files | bytes], Group]:
    """read(files): the network that is made of them here."""

    def reading_in(files: Files | bytes) -> Group:
        file = tmp_path / "archive.zip"
        file.write_bytes(files if isinstance(files, bytes) else zipped(files))
        session.commit()
        return reading.read_in(reading.OPERATOR, file)[0]

    return reading_in


@pytest.fixture
def other_site(make_database: Callable[[str], str], make_app: Callable[..., Flask]) -> Iterator[Callable[[str], Flask]]:
    """other_site("postgresql"): an app on an empty database of its own."""
    made: list[Flask] = []

    def make(engine: str) -> Flask:
        made.append(make_app(make_database(engine)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
