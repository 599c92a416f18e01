"""The table of what must be reached: each path, how its requests are made, and its limits."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bench.load import Request
from bench.scene import Scene
from netapp.core.db import Base
from netapp.events.models import SignUp
from netapp.forums.models import Post, Telling
from netapp.mail.models import Letter

# What a browser and a calendar program send, as far as the answer depends on it.
GUEST = (("Accept", "*/*"), ("Accept-Encoding", "gzip, br"), ("Accept-Language", "en"))
POSTED = (("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded"))

# On PostgreSQL a path that asks the database waits for another process: so much of the ratio, so many times the CPU.
EASED_RATIO, EASED_CPU = 0.75, 1.4

MOST_START_SECONDS = 1.5
MOST_MEMORY = 220_000_000
MOST_FIRST_VISIT = 60_000
MOST_PAINT_SECONDS = 0.5
LEAST_LIGHTHOUSE = 100


@dataclass(frozen=True)
class Path:
    """One row. `ratio` (requests/s over the yardstick's) is the least, `cpu` (CPU a request over its) the most.

    `kept` False is answered by a site that keeps no page; `is_known` sends the answer's ETag back. `writes` are the
    tables to which each answer adds a row: such a request is sent only once, and `supply` says how many there are.
    """

    name: str
    make: Callable[[Scene], Iterable[Request]]
    ratio: float
    cpu: float
    status: int = 200
    warm: bool = False
    kept: bool = True
    is_known: bool = False
    writes: tuple[type[Base], ...] = ()
    supply: Callable[[Scene], int] = lambda scene: scene.pair_count

    @property
    def once(self) -> bool:
        return bool(self.writes)

    def limits(self, engine: str) -> tuple[float, float]:
        """(least ratio, most CPU) on this engine: a warm answer asks no database, so it is eased on none."""
        if engine == "postgresql" and not self.warm:
            return self.ratio * EASED_RATIO, self.cpu * EASED_CPU
        return self.ratio, self.cpu


def _guest(address: Callable[[Scene], str]) -> Callable[[Scene], Iterable[Request]]:
    return lambda scene: [Request("GET", address(scene), GUEST)]


def _members(
    address: Callable[[Scene], str], who: Callable[[Scene], Iterable[str]]
) -> Callable[[Scene], Iterable[Request]]:
    """As one member after the other: what one of them has just asked helps nobody else."""
    return lambda scene: [Request("GET", address(scene), (*GUEST, ("Cookie", cookie))) for cookie in who(scene)]


def _sign_ups(scene: Scene) -> Iterator[Request]:
    """Each pair of a person and a meeting only once: the second time nothing is written."""
    for cookie, meeting in scene.pairs:
        yield Request("POST", f"/meetings/{meeting}/signup", (*GUEST, *POSTED, ("Cookie", cookie)))


def _replies(scene: Scene) -> Iterator[Request]:
    """Each its own words: the same again by the same person would be no new post."""
    for number, (cookie, thread) in enumerate(scene.replies):
        said = f"body=We+have+a+pallet+a+week.+Number+{number}.".encode()
        yield Request("POST", f"/threads/{thread}/posts", (*GUEST, *POSTED, ("Cookie", cookie)), said)


def _front(scene: Scene) -> str:
    return scene.front


def _network(scene: Scene) -> str:
    return scene.network


def _meeting(scene: Scene) -> str:
    return scene.meeting


def _feed(scene: Scene) -> str:
    return scene.feed


def _door(scene: Scene) -> str:
    return scene.door


def _company(scene: Scene) -> str:
    return scene.company


def _series(scene: Scene) -> str:
    return scene.series


def _programme(scene: Scene) -> str:
    return scene.programme


def _month(scene: Scene) -> str:
    return scene.month


def _thread(scene: Scene) -> str:
    return scene.thread


def _deep(scene: Scene) -> str:
    return scene.deep


def _threads(scene: Scene) -> str:
    return scene.threads


def _article(scene: Scene) -> str:
    return scene.article


def _articles(scene: Scene) -> str:
    return scene.articles


def _unread(_scene: Scene) -> str:
    return "/threads"


def _own_feed(scene: Scene) -> str:
    """Its key names its reader, so nobody keeps it."""
    return scene.own_feed


def _directory(_scene: Scene) -> str:
    """Two words that about one company in ten has."""
    return "/companies?q=waste+heat"


def _search(_scene: Scene) -> str:
    """Of everything something: meetings to come and that were, networks, companies."""
    return "/search?q=waste+heat"


def _document(_scene: Scene) -> str:
    return "/api/v1/meetings?limit=100"


def _me(_scene: Scene) -> str:
    return "/me"


def _everybody(scene: Scene) -> Iterable[str]:
    return scene.cookies


def _insiders(scene: Scene) -> Iterable[str]:
    return scene.network_cookies


PATHS = (
    Path("front page, warm", _guest(_front), 0.60, 2, warm=True),
    Path("network page, warm", _guest(_network), 0.60, 2, warm=True),
    Path("meeting page, warm", _guest(_meeting), 0.60, 2, warm=True),
    Path("series page, warm", _guest(_series), 0.60, 2, warm=True),
    Path("meeting page with a programme, warm", _guest(_programme), 0.60, 2, warm=True),
    Path("month view, warm", _guest(_month), 0.60, 2, warm=True),
    Path("article, warm", _guest(_article), 0.60, 2, warm=True),
    Path("list of articles, warm", _guest(_articles), 0.60, 2, warm=True),
    Path("front page, rebuilt", _guest(_front), 0.12, 10, kept=False),
    Path("network page, rebuilt", _guest(_network), 0.12, 10, kept=False),
    Path("meeting page, rebuilt", _guest(_meeting), 0.12, 10, kept=False),
    Path("series page, rebuilt", _guest(_series), 0.12, 10, kept=False),
    Path("meeting page with a programme, rebuilt", _guest(_programme), 0.12, 10, kept=False),
    Path("month view, rebuilt", _guest(_month), 0.12, 10, kept=False),
    Path("article, rebuilt", _guest(_article), 0.12, 10, kept=False),
    Path("list of articles, rebuilt", _guest(_articles), 0.12, 10, kept=False),
    Path("check-in list, rebuilt", _guest(_door), 0.12, 10, kept=False),
    Path("feed of 100 meetings, warm", _guest(_feed), 0.60, 2, warm=True),
    Path("feed of 100 meetings, 304", _guest(_feed), 0.60, 2, status=304, is_known=True),
    Path("feed of 100 meetings, rebuilt", _guest(_feed), 0.12, 10, kept=False),
    Path("personal feed of 100 meetings, rebuilt", _guest(_own_feed), 0.10, 12, kept=False),
    Path("company page, as a guest, rebuilt", _guest(_company), 0.08, 14, kept=False),
    Path("directory search, as a guest, rebuilt", _guest(_directory), 0.08, 14, kept=False),
    Path("search, as a guest, rebuilt", _guest(_search), 0.08, 14, kept=False),
    Path("100 meetings as JSON, as a guest, rebuilt", _guest(_document), 0.08, 14, kept=False),
    Path("thread of 20 posts, as a guest, rebuilt", _guest(_thread), 0.15, 8, kept=False),
    Path("thread of 20 posts, as a member", _members(_thread, _insiders), 0.10, 12),
    Path("deep page of a long thread, as a guest, rebuilt", _guest(_deep), 0.15, 8, kept=False),
    Path("group's list of threads, as a guest, rebuilt", _guest(_threads), 0.12, 10, kept=False),
    Path("unread list", _members(_unread, _everybody), 0.10, 12),
    Path("member's own page", _members(_me, _everybody), 0.10, 12),
    Path("network page, as a member", _members(_network, _insiders), 0.08, 14),
    Path("reply", _replies, 0.06, 18, status=303, writes=(Post, Telling), supply=lambda scene: scene.reply_count),
    Path("sign-up", _sign_ups, 0.12, 10, status=303, writes=(SignUp, Letter)),
)


def chosen(pattern: str) -> tuple[Path, ...]:
    """Those whose name holds one of the patterns between bars, whatever the case; all for an empty one."""
    return tuple(path for path in PATHS if any(one in path.name.lower() for one in pattern.lower().split("|")))
