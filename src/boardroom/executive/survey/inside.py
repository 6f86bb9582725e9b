"""What holds inside the value that a claim is about: which other column tells its records apart.

Called by ``executive.survey.telling`` for the claims that are told. A column is named where chance
does not explain it, over all columns looked at; what only adds up (the parts of a rise, of a few
records) is said of the most telling column.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from boardroom.analysis.survey.association import crossing, rates_differ
from boardroom.analysis.survey.chance import table_of
from boardroom.analysis.survey.column import Codes, Flags, Grouping, restrict
from boardroom.analysis.survey.difference import Difference, difference
from boardroom.executive.survey.claim import Claim, words_of
from boardroom.executive.survey.sheet import Amount, Calendar, Dimension
from boardroom.insight.inside_wording import Entry, Inside

_CERTAIN = 0.01
_LEAST_SHOWN = 3
_MOST_SHOWN = 6
_MOST_VALUES = 12
_LEAST_INSIDE = 10


def inside(claim: Claim) -> Iterator[Inside]:
    """What is to be said of the records inside the claim's value; often nothing."""
    if claim.focus is None:
        return
    dimension, place = claim.focus
    own: Flags = dimension.grouping.codes == place
    told = claim.about if claim.kind != "course" else frozenset()
    others = [
        item
        for item in claim.sheet.dimensions
        if item.kind == "field" and item is not dimension and not set(item.fields) & told
    ]
    if claim.outcome is not None:
        yield from _rates(claim, own, others)
    elif claim.amount is not None and claim.kind != "course":
        yield from _amounts(claim.focus, claim.amount, own, others=others)
    elif claim.calendar is not None:
        yield from _changes(claim.calendar, own, others)


def _amounts(
    focus: tuple[Dimension, int], amount: Amount, own: Flags, *, others: Sequence[Dimension]
) -> Iterator[Inside]:
    """Means, counts and sums by the column that tells the value's records apart most plainly."""
    best: tuple[float, Dimension, Difference] | None = None
    for item in others:
        found = difference(restrict(item.grouping, own), amount.values)
        if found is not None and (best is None or found.p_value < best[0]):
            best = (found.p_value, item, found)
    if best is None or best[0] * len(others) > _CERTAIN:
        return
    _, item, found = best
    order = np.argsort(-np.nan_to_num(found.means, nan=-np.inf), kind="stable")
    shown = [place for place in order if found.counts[place] >= _LEAST_SHOWN][:_MOST_SHOWN]
    yield Inside(
        lead=f"Inside {words_of(focus[0], focus[0].grouping.values[focus[1]])}, "
        f"by {item.label.lower()}",
        entries=[
            Entry(
                value=item.grouping.values[place],
                figure=float(found.means[place]),
                unit=amount.unit,
                records=float(found.counts[place]),
                whole=float(found.means[place] * found.counts[place]) if amount.additive else None,
            )
            for place in shown
        ],
    )


def _rates(claim: Claim, own: Flags, others: Sequence[Dimension]) -> Iterator[Inside]:
    """Where the rates of the outcome differ most by the claim's column, and who makes up those that
    have both."""
    if claim.focus is None or claim.outcome is None:
        return
    outcome, place = claim.outcome
    has: Flags = outcome.grouping.codes == place
    plainest = _plainest(claim.focus[0].grouping, has, others)
    if plainest is not None:
        item, value, table = plainest
        yield Inside(
            lead=f"Plainest in {words_of(item, item.grouping.values[value])}",
            entries=_rate_entries(claim.focus[0].grouping, table),
        )
    yield from _makers(own & has, others)


def _plainest(
    grouping: Grouping, has: Flags, others: Sequence[Dimension]
) -> tuple[Dimension, int, Codes] | None:
    """The value of another column inside which the rates by ``grouping`` are furthest apart beyond
    chance."""
    outcome = np.where(has, 0, 1).astype(np.int64)
    best: tuple[float, Dimension, int, Codes] | None = None
    looks = 0
    for item in others:
        if len(item.grouping.values) > _MOST_VALUES:
            continue
        for place in range(len(item.grouping.values)):
            looks += 1
            own = restrict(grouping, item.grouping.codes == place)
            table = table_of(own.codes, outcome, (len(grouping.values), 2))
            chance = rates_differ(table)
            if best is None or chance < best[0]:
                best = (chance, item, place, table)
    if best is None or best[0] * looks > _CERTAIN:
        return None
    return best[1:]


def _rate_entries(grouping: Grouping, table: Codes) -> list[Entry]:
    totals = table.sum(1)
    shown = [place for place in range(len(totals)) if totals[place] >= _LEAST_SHOWN]
    shown.sort(key=lambda place: -table[place, 0] / totals[place])
    return [
        Entry(
            value=grouping.values[place],
            figure=float(table[place, 0]),
            of=float(totals[place]),
            unit="percent",
        )
        for place in shown[:_MOST_SHOWN]
    ]


def _makers(both: Flags, others: Sequence[Dimension]) -> Iterator[Inside]:
    """How the records with both spread over the column of which few values have most of them."""
    size = int(both.sum())
    best: tuple[float, Dimension] | None = None
    for item in others:
        counts = restrict(item.grouping, both).counts
        usual = item.grouping.counts / max(1, int(item.grouping.counts.sum()))
        top = int(counts.argmax())
        excess = float(counts[top] / max(1, counts.sum()) - usual[top])
        if best is None or excess > best[0]:
            best = (excess, item)
    if best is None or size < _LEAST_INSIDE:
        return
    yield Inside(
        lead=f"Those with both, by {best[1].label.lower()}", entries=counted(best[1], both)
    )


def counted(dimension: Dimension, own: Flags) -> list[Entry]:
    """The records by the values of a column, most first."""
    counts = restrict(dimension.grouping, own).counts
    order = [place for place in np.argsort(-counts, kind="stable") if counts[place]]
    return [
        Entry(value=dimension.grouping.values[place], figure=float(counts[place]), unit="count")
        for place in order[:_MOST_SHOWN]
    ]


def _changes(calendar: Calendar, own: Flags, others: Sequence[Dimension]) -> Iterator[Inside]:
    """What the values of the column that moved most unequally add to a rise or fall of counts."""
    third = max(1, len(calendar.starts) // 3)
    late = len(calendar.starts) - third
    early: Flags = own & (calendar.periods >= 0) & (calendar.periods < third)
    ending: Flags = own & (calendar.periods >= late)
    when = np.where(early, 0, np.where(ending, 1, -1)).astype(np.int64)
    spans = Grouping(codes=when, values=("first", "last"))
    best: tuple[float, Dimension] | None = None
    for item in others:
        if len(item.grouping.values) > _MOST_VALUES:
            continue
        found = crossing(spans, item.grouping)
        chance = found.cells[0].p_value if found is not None and found.cells else 1.0
        if best is None or chance < best[0]:
            best = (chance, item)
    if best is None:
        return
    grouping = best[1].grouping
    moved = restrict(grouping, ending).counts - restrict(grouping, early).counts
    order = np.argsort(-np.abs(moved), kind="stable")
    yield Inside(
        lead=f"By {best[1].label.lower()}, per {calendar.grain}",
        entries=[
            Entry(value=grouping.values[place], figure=float(moved[place] / third), unit="change")
            for place in order[:_MOST_SHOWN]
            if moved[place]
        ],
    )
