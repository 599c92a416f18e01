"""Call down, announce up, never sideways: who may import whom, by the plan of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

NETAPP = Path(__file__).parents[2] / "netapp"

# Each line may import only lines below it; neighbours on a line do not import each other. Rooms that are still to be
# built have their place already.
PLAN = (
    "cli backup checking companion database restore serving",
    "netapp",
    "schedule demo",
    "home api archive mailin",
    "projects",
    "news exchange assessments noticeboard",
    "notes",
    "promises gallery",
    "events",
    "forums",
    "signin",
    "groups",
    "members",
    "mail files",
    "core",
    "config",
)
FLOOR = {name: len(PLAN) - n for n, line in enumerate(PLAN) for name in line.split()}
# The command's own files are one story, cut by what they do; they are neighbours that know each other.
COMMAND = frozenset(PLAN[0].split())


class Import(NamedTuple):
    """`line` of the source, the module that is asked for, and the name taken out of it: "" when it is taken whole."""

    line: int
    module: str
    name: str


def modules() -> dict[str, Path]:
    """Dotted name → file, of everything in the package."""
    found = {}
    for path in sorted(NETAPP.rglob("*.py")):
        parts = path.relative_to(NETAPP.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


KNOWN = modules()


def read(module: str) -> str:
    return KNOWN[module].read_text(encoding="utf-8")


def imports(source: str) -> Iterator[Import]:
    """What a file takes from the package, also inside its functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides where it leads"
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield (
                    Import(node.lineno, whole, "")
                    if whole in KNOWN
                    else Import(node.lineno, node.module or "", name.name)
                )


def ours(source: str) -> list[Import]:
    return [found for found in imports(source) if found.module.split(".")[0] == "netapp"]


def room(module: str) -> str:
    """The line of the plan's word for a module: its package, its own name at the top, or "netapp" for create_app."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def wrong(module: str, source: str) -> list[str]:
    """Every import of this module that leads up or sideways."""
    own = room(module)
    return [
        f"{module}:{found.line} imports {found.module}"
        for found in ours(source)
        if (asked := room(found.module)) != own and FLOOR[asked] >= FLOOR[own] and not ({own, asked} <= COMMAND)
    ]


def piecemeal(module: str, source: str) -> list[str]:
    """Every function that is taken out of another room by name, so that a reader can't see whose it is."""
    return [
        f"{module}:{found.line} takes {found.name} out of {found.module}"
        for found in ours(source)
        if found.name
        and found.name[0].islower()
        and room(found.module) not in {room(module), "core", "config", "netapp"}
        and not found.module.endswith(".models")
    ]


def test_every_module_has_its_place_in_the_plan():
    assert [name for name in KNOWN if room(name) not in FLOOR] == []


def test_imports_lead_down_only():
    assert [slip for module in KNOWN for slip in wrong(module, read(module))] == []


def test_modules_of_other_rooms_are_imported_whole():
    assert [
        slip for module, path in KNOWN.items() for slip in piecemeal(module, path.read_text(encoding="utf-8"))
    ] == []


def test_core_knows_no_domain():
    below = {name for name in FLOOR if FLOOR[name] <= FLOOR["core"]}
    assert below == {"core", "config"}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("netapp.groups.queries", "from netapp.events import lists"),
        ("netapp.groups.queries", "import netapp.events.lists"),
        ("netapp.groups.queries", "def late():\n    from netapp.signin import sessions"),
        ("netapp.groups.models", "if TYPE_CHECKING:\n    from netapp.events.models import Meeting"),
        ("netapp.mail.outbox", "from netapp.files import store"),
        ("netapp.core.site", "from netapp.members.models import Person"),
        ("netapp.config", "from netapp.core import clock"),
        ("netapp.events.page", "from netapp import create_app"),
        ("netapp.events.tasks", "from netapp import schedule"),
        ("netapp.home.front", "from netapp.demo import roles"),
        ("netapp", "from netapp.cli import main"),
    ],
)
def test_a_wrong_import_is_seen(module, source, monkeypatch):
    monkeypatch.setitem(KNOWN, "netapp.files.store", Path())
    assert len(wrong(module, source)) == 1


def test_a_right_import_passes():
    source = "from netapp.core import clock\nfrom netapp.members.models import Person\nfrom netapp.groups import policy"
    assert wrong("netapp.groups.queries", source) == []
    assert wrong("netapp.cli", "from netapp import create_app, database") == []


def test_a_function_taken_by_name_is_seen():
    taken = "from netapp.members.actions import set_company"
    assert len(piecemeal("netapp.events.signing_up", taken)) == 1
    assert piecemeal("netapp.events.signing_up", "from netapp.members.models import Person") == []


def test_a_relative_import_is_seen():
    with pytest.raises(AssertionError, match="relative"):
        list(imports("from . import queries"))
