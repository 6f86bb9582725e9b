"""From the cells of records to dimensions, texts and the calendar of a survey.

Called by ``executive.survey.reading``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

import numpy as np

from boardroom.analysis.cadence import Cadence, period_end, period_start
from boardroom.analysis.survey.association import crossing
from boardroom.analysis.survey.column import Codes, Floats, Grouping, group
from boardroom.analysis.survey.word import identifiers
from boardroom.executive.survey.interest import column_interest
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension, Texts
from boardroom.semantic.model import Dataset, EventTime, Field, IntervalTime
from boardroom.semantic.query import NamedExpression

MOST_VALUES = 200
"""More values than that are names of single things."""

_MOST_SHARE = 0.5
"""Of the records: a column with more different values than that does not group them."""

_NEARLY_SAME = 0.85
"""Cramér's V of two columns of which one repeats the other but for slips."""

_WORDY = 2.5
_LONG = 20
_RARE = 0.02
_MOST_NAME = 4
"""Words of a person's name."""

_PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d\s().-]{7,}\d")
"""E-mail addresses and telephone numbers."""

_LEAST_NAMED = 20
_PERIODS = 8
_MOST_PERIODS = 60
_ORIGIN = datetime(1, 1, 1)  # noqa: DTZ001  # days are differences of wall times
_GOAL_WORDS = frozenset({"target", "goal", "budget", "plan", "planned", "quota", "promised"})
Cells = Mapping[str, Sequence[object]]


def label_of(field: Field) -> str:
    """The field's label, or its name in words."""
    return field.label or field.name.replace("_", " ").capitalize()


def day_number(cell: object) -> float:
    """Days since 1 Jan 1 with their fraction; NaN for what is no time."""
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=None) - _ORIGIN) / timedelta(days=1)
    return float(cell.toordinal() - 1) if isinstance(cell, date) else float("nan")


def find_texts(dataset: Dataset, cells: Cells) -> tuple[Texts, ...]:
    """Columns of several words a cell that mostly differ from each other, without what the model
    marks as personal elsewhere: names that a column of names holds, addresses, long numbers."""
    found = []
    names: AbstractSet[str] = frozenset()
    for name, column in cells.items():
        field = dataset.field_by_name[name]
        known = [str(cell) for cell in column if isinstance(cell, str) and cell]
        if len(known) < _LEAST_NAMED or field.pii or field.role == "key":
            continue
        words = sum(len(text.split()) for text in known[:500]) / len(known[:500])
        letters = sum(len(text) for text in known[:500]) / len(known[:500])
        different = len(set(known))
        if words >= _WORDY and letters >= _LONG and different > _MOST_SHARE * min(40, len(known)):
            names = names or _names_of_persons(dataset, cells)
            texts = [_impersonal(cell, names) if isinstance(cell, str) else None for cell in column]
            ref = f"{dataset.name}.{name}"
            found.append(Texts(ref=ref, label=label_of(field), cells=texts))
    return tuple(found)


def _names_of_persons(dataset: Dataset, cells: Cells) -> AbstractSet[str]:
    """The names of several words in columns marked as names, in small letters."""
    return {
        " ".join(cell.lower().split())
        for name, column in cells.items()
        if dataset.field_by_name[name].pii == "name"
        for cell in column
        if isinstance(cell, str) and 2 <= len(cell.split()) <= _MOST_NAME
    }


def _impersonal(text: str, names: AbstractSet[str]) -> str:
    """``text`` without addresses, long numbers and the names."""
    words = _PERSONAL.sub(" ", text).split()
    plain = [re.sub(r"\W+$|^\W+", "", word).lower() for word in words]
    kept, place = [], 0
    while place < len(words):
        sizes = range(2, _MOST_NAME + 1) if names else range(0)
        named = (size for size in sizes if " ".join(plain[place : place + size]) in names)
        size = next(named, 0)
        kept += [] if size else [words[place]]
        place += size or 1
    return " ".join(kept)


def field_dimensions(
    dataset: Dataset, cells: Cells, *, skipped: AbstractSet[str]
) -> tuple[Dimension, ...]:
    """Columns of a few values; of several that say (nearly) the same, the one that matters most."""
    found: list[Dimension] = []
    for name, column in sorted(cells.items(), key=lambda pair: -column_interest(pair[0])):
        field = dataset.field_by_name[name]
        ref = f"{dataset.name}.{name}"
        if ref in skipped or not (field.role == "dimension" or field.datatype == "Boolean"):
            continue
        grouping = group([None if cell is None or cell == "" else _text(cell) for cell in column])
        most = min(MOST_VALUES, _MOST_SHARE * len(column))
        if 2 <= len(grouping.values) <= most and not _known(grouping, found):
            found.append(
                Dimension(ref=ref, label=label_of(field), grouping=grouping, fields=(name,))
            )
    return tuple(found)


def missing_dimensions(dataset: Dataset, cells: Cells) -> Iterator[Dimension]:
    """For each column that some records lack: whether they do; columns that lack together count
    once."""
    seen: list[Codes] = []
    for name, column in cells.items():
        lacking = np.array([cell is None or cell == "" for cell in column])
        share = float(lacking.mean())
        if not _RARE <= share <= 1 - _RARE:
            continue
        codes = np.where(lacking, 0, 1).astype(np.int64)
        if any(bool((codes == other).all()) for other in seen):
            continue
        seen.append(codes)
        field = dataset.field_by_name[name]
        place = f"{dataset.name}.{name}"
        sql = f"CASE WHEN {place} IS NULL THEN 'missing' ELSE 'known' END"
        yield Dimension(
            ref=NamedExpression(name=f"{name}_missing", expression=sql, dataset=dataset.name),
            label=label_of(field),
            grouping=Grouping(codes=codes, values=("missing", "known")),
            fields=(name,),
            kind="missing",
        )


def goal_dimensions(
    dataset: Dataset, amounts: Sequence[Amount], *, known: Sequence[Dimension]
) -> Iterator[Dimension]:
    """For each amount that another is a target of: whether it is reached, unless a column of
    ``known`` says so."""
    for goal in amounts:
        words = _stems(goal.fields[0])
        if not words & _GOAL_WORDS:
            continue
        for actual in amounts:
            near = _stems(actual.fields[0])
            if actual is goal or near & _GOAL_WORDS or not near & (words - _GOAL_WORDS):
                continue
            both = np.isfinite(goal.values) & np.isfinite(actual.values)
            codes = np.where(both, np.where(actual.values >= goal.values, 0, 1), -1)
            sql = f"CASE WHEN {actual.sql} >= {goal.sql} THEN 'reached' ELSE 'missed' END"
            grouping = Grouping(codes=codes.astype(np.int64), values=("reached", "missed"))
            if 0 < (codes == 0).sum() < both.sum() and not _known(grouping, known):
                yield Dimension(
                    ref=NamedExpression(
                        name=f"{goal.fields[0]}_reached", expression=sql, dataset=dataset.name
                    ),
                    label=goal.label,
                    grouping=grouping,
                    fields=(goal.fields[0], actual.fields[0]),
                    kind="goal",
                )


def identifier_dimensions(texts: Sequence[Texts]) -> Iterator[Dimension]:
    """Names of single things inside texts, where enough texts name one and some recur."""
    for item in texts:
        grouping = identifiers(item.cells)
        named = int(grouping.counts.sum())
        if named >= _LEAST_NAMED and 2 <= len(grouping.values) <= min(MOST_VALUES, named / 2):
            yield Dimension(
                ref=None,
                label=item.label,
                grouping=grouping,
                fields=(item.ref.rpartition(".")[2],),
                kind="identifier",
            )


def calendar_of(dataset: Dataset, cells: Cells, *, as_of: date) -> Calendar | None:
    """The complete months, or else weeks, that the records happened in; None for too few."""
    field = time_field(dataset)
    home, _, name = (field or "").rpartition(".")
    if field is None or home != dataset.name or name not in cells:
        return None
    days = np.array([day_number(cell) for cell in cells[name]])
    known = days[np.isfinite(days)]
    if not len(known):
        return None
    first, last = (date.fromordinal(int(x) + 1) for x in (known.min(), known.max()))
    end = min(last, as_of - timedelta(days=1))
    grains: tuple[Cadence, ...] = ("month", "week") if len(known) else ()
    for grain in grains:
        starts = _complete(first, end, grain)[-_MOST_PERIODS:]
        if len(starts) >= _PERIODS:
            return Calendar(
                field=field,
                days=days,
                grain=grain,
                starts=tuple(starts),
                periods=_places(days, starts, grain),
            )
    return None


def _complete(first: date, last: date, grain: Cadence) -> list[date]:
    """Starts of the periods that records fill, but for a tenth at either end."""
    found, start = [], period_start(first, grain)
    while start <= last:
        end = period_end(start, grain)
        slack = timedelta(days=round(((end - start).days + 1) / 10))
        if first <= start + slack and last >= end - slack:
            found.append(start)
        start = end + timedelta(days=1)
    return found


def _places(days: Floats, starts: Sequence[date], grain: Cadence) -> Codes:
    edges = [float(start.toordinal() - 1) for start in starts]
    edges.append(float(period_end(starts[-1], grain).toordinal()))
    filled = np.where(np.isfinite(days), days, -1.0)
    places = np.searchsorted(np.array(edges), filled, side="right") - 1
    return np.where(places >= len(starts), -1, places).astype(np.int64)


def time_field(dataset: Dataset) -> str | None:
    """The field that says when a record happened or began, with its dataset; None without one."""
    time = dataset.time
    if isinstance(time, EventTime):
        name = time.field
    elif isinstance(time, IntervalTime):
        name = time.start
    else:
        return None
    return name if "." in name else f"{dataset.name}.{name}"


def _known(grouping: Grouping, found: Sequence[Dimension]) -> bool:
    """Whether an earlier one groups the records nearly the same way."""
    size = len(grouping.values)
    for item in found:
        if abs(len(item.grouping.values) - size) > 1 + size // 10:
            continue
        crossed = crossing(item.grouping, grouping)
        if crossed is not None and crossed.strength >= _NEARLY_SAME:
            return True
    return False


def _stems(name: str) -> set[str]:
    """The words of a name, cut to what forms of one word share."""
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return {word if word in _GOAL_WORDS else word[:6] for word in words if len(word) > 2}


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell)
