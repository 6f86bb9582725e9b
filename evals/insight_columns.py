"""Which columns a ground-truth insight of InsightBench is about, by the code that its authors wrote
for it, and which an insight compares, by its query. Called by ``evals.insight_judge``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from boardroom.insight.model import Insight
from boardroom.semantic.query import Query
from boardroom.semantic.query_json import query_to_json

_NAMED = re.compile(r"""['"](\w+)['"]|\.(\w+)\b""")
_MADE = re.compile(r"""\[['"](\w+)['"]\]\s*=(?!=)\s*(.+)""")
_FIELD = re.compile(r"\b[A-Za-z_]\w*\.([A-Za-z_]\w*)\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOSTLY = 0.9


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The columns that something is about: ``times`` hold dates, ``others`` do not."""

    times: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Headers:
    """The columns of a set's tables.

    Attributes:
        times: they hold dates.
        single: each row has a value of its own, so that they name rows.
        others: all else.
    """

    times: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def reading(self, names: AbstractSet[str]) -> Reading:
        """What ``names`` are about; a column of no table is another one than those that are."""
        plain = names - self.times - self.single
        return Reading(times=frozenset(names & self.times), others=frozenset(plain))


def read_headers(tables: Sequence[Sequence[Mapping[str, str]]]) -> Headers:
    """The columns of ``tables`` (a mapping per row)."""
    times, single, others = set[str](), set[str](), set[str]()
    for rows in tables:
        for name in rows[0] if rows else ():
            cells = [row[name] for row in rows if row[name]]
            if cells and sum(bool(_DATE.match(cell)) for cell in cells) > _MOSTLY * len(cells):
                times.add(name)
            elif len(set(cells)) == len(rows):
                single.add(name)
            else:
                others.add(name)
    return Headers(
        times=frozenset(times), single=frozenset(single - others), others=frozenset(others)
    )


def code_readings(codes: Sequence[str], headers: Headers) -> Iterator[Reading]:
    """What each of a set's pieces of code reads. A column that one of them makes stands for those
    that it is made of."""
    made: dict[str, set[str]] = {}
    for code in codes:
        for name, expression in _MADE.findall(code):
            made.setdefault(name, set()).update(_names(expression) - {name})
    known = headers.times | headers.single | headers.others
    for code in codes:
        yield headers.reading(_resolved(_names(code), made, known))


def _resolved(
    names: AbstractSet[str], made: Mapping[str, AbstractSet[str]], known: AbstractSet[str]
) -> set[str]:
    found, seen, left = set[str](), set[str](), set(names)
    while left:
        name = left.pop()
        seen.add(name)
        if name in known:
            found.add(name)
        else:
            left |= made.get(name, frozenset()) - seen
    return found


def _names(code: str) -> set[str]:
    return {quoted or dotted for quoted, dotted in _NAMED.findall(code)}


def insight_reading(insight: Insight, headers: Headers) -> Reading:
    """The columns that the query behind an insight reads; of dates not those that only bound which
    rows it is asked of."""
    query = insight.evidence.query
    bare = headers.reading(_fields(replace(query, filters=())))
    return Reading(times=bare.times, others=headers.reading(_fields(query)).others)


def _fields(query: Query) -> frozenset[str]:
    return frozenset(_FIELD.findall(str(query_to_json(query))))
