"""How PostgreSQL finds rows by their words from one end on, and stops at the few that are wanted.

Its index tells all rows that have the words, or none. So it is asked about one stretch of rows after the other (see
search.py): what is common is found in the first few. After these it is asked about all that is left of the kind, since
what has not been found by then is rare, and costs less at once than in hundreds of stretches.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    asc,
    bindparam,
    case,
    cast,
    desc,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from netapp.core.search import KIND_BITS, STRETCH_BITS, SearchRow

# So many stretches: of meetings to come, the first three are those from which some may still be on.
FIRST = 6
# Whoever holds more keys than that is asked about all at once: in each stretch, each key is looked for by itself.
MOST_KEYS = 40
# Written as they are: PostgreSQL shifts by plain integers alone.
_STRETCH: Any = literal_column(str(STRETCH_BITS))
_KIND: Any = literal_column(str(KIND_BITS))


def first(keys: int) -> int:
    """How many stretches are asked about one by one, for who holds so many keys."""
    return FIRST if keys <= MOST_KEYS else 0


def rows(number: int, where: str, *, backwards: bool) -> Select[Any]:
    """The numbers of the rows from low to high that have the words, in order; filled in by the names of a leg's own
    values (`low`, `high`, `asked`) and by `stretches`, which is what `first` says.

    The order is that in which the parts are made, one after the other, as far as somebody takes rows from them. To sort
    the whole would make all of them.
    """
    order = desc if backwards else asc
    low, high = (bindparam(f"{name}{number}", type_=BigInteger()) for name in ("low", "high"))
    most = bindparam("stretches", type_=BigInteger())
    steps: Any = select(literal(1).label("step"), _next(order, low, high).label("begins")).cte(f"steps{number}", True)
    done = steps.c.begins.bitwise_rshift(_STRETCH)
    bounds = (low, done.bitwise_lshift(_STRETCH)) if backwards else ((done + 1).bitwise_lshift(_STRETCH), high)
    another = select(steps.c.step + 1, _next(order, *bounds))
    steps = steps.union_all(another.where(steps.c.begins.is_not(None), steps.c.step <= most))
    bits = case((steps.c.step <= most, _STRETCH), else_=_KIND)
    prefix = func.to_hex(steps.c.begins.bitwise_rshift(bits)).concat("x")
    asked = cast(func.replace(bindparam(f"asked_{where}"), "@", prefix), TSQUERY)
    row: Any = SearchRow.__table__.alias()
    has_words = func.search_tokens(row.c.id, row.c.words).op("@@")(asked)
    # OFFSET 0: the bounds stay outside, else PostgreSQL would read all numbers between them each time.
    some: Any = select(row.c.id).where(has_words).order_by(order(row.c.id)).offset(literal_column("0")).lateral()
    # + 0: what PostgreSQL reckons of the bounds is the same whatever they are, so it need not plan anew each time.
    there = some.c.id + literal_column("0")
    within = (there <= steps.c.begins, there >= low) if backwards else (there >= steps.c.begins, there < high)
    return select(some.c.id).select_from(steps.join(some, true())).where(*within)


def _next(order: Any, low: ColumnElement[int], high: ColumnElement[int]) -> Any:
    """The first row between these numbers; stretches without any are passed over."""
    row: Any = SearchRow.__table__.alias()
    return select(row.c.id).where(row.c.id >= low, row.c.id < high).order_by(order(row.c.id)).limit(1).scalar_subquery()
