"""Which combinations of attributes moved otherwise than all the rest, between two periods.

``cause`` is the other search, and both are needed. It is told what each leaf should be and counts
leaves as witnesses, so it tells apart causes of up to four attributes that lie across each other,
whatever the noise. Between two periods no leaf is known so well: one of three rows may have one or
six the next time, and as witnesses such leaves say nothing. Here leaves are only ever summed; that
sees a twentieth of a rate, but a cause beside a larger one only when that one is set aside. Each
combination of
attribute values, from coarse to fine, is held against everything outside it: how far is its sum
(or its rate) from where it would be had it moved as the rest did, in units of the deviation that
its own rows and its earlier steps let expect? The combination farthest off, less what it costs to
name it, is a cause; its rows are set aside and the search goes on. So money with a few large
orders, counts of few events a leaf, and rates over few rows are all judged by what the rows
themselves vary.

A sum whose rows are counted is looked at in three ways: as it is, as so many rows, and as so much a
row; prices that fell by a twentieth do not show in the sum of a few orders, but in their mean.

Called by ``search``, which chooses, and by ``executive.explain``.

Source: scan statistics of M. Kulldorff (1997).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boardroom.analysis.localisation.course import LEAST_GAIN
from boardroom.analysis.localisation.held import STEP, Held, Kept
from boardroom.analysis.localisation.leaf import DEEPEST, Codes, Floats, cuboids_of
from boardroom.analysis.localisation.period import TwoPeriods, View
from boardroom.analysis.localisation.usual import COARSE, LEAST_UNIT, Usual

_PER_ATTRIBUTE = 2.0
_TIE = 1.0
"""Combinations as good as the best but for so much of gain: that with the largest change is it."""
_MOST, _FOCUS, _NEAR = 0.6, 2.0, 0.9
"""What carries a change: so much of it at least, so many times its weight before; nearly
as much is so much of the most."""
ENOUGH_STEPS = 3
_MEMORIES = (0.3, 0.5, 0.7)
"""Weights of what was before the earlier period that are tried."""
_EXACT = 1e-9
"""Below this part of the other error, one is none."""
_FEW_LEAVES = 5_000
"""Up to so many leaves, deeper combinations are followed through the earlier steps too."""


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A combination that moved otherwise than the rest.

    Attributes:
        where: attribute → value.
        leaves: its leaves, without those of causes before it.
        gain: log-likelihood gained by naming it, less what its name costs.
    """

    where: Mapping[str, str | None]
    leaves: Codes
    gain: float


def find_moving(
    table: TwoPeriods, *, most: int = 5, deepest: int = DEEPEST, apart: Codes | None = None
) -> tuple[Moving, ...]:
    """The combinations that moved otherwise than the rest, the clearest first.

    Args:
        table: the leaves.
        most: combinations at most.
        deepest: attributes of one combination at most.
        apart: leaves whose cause is known.

    Example:
        >>> from boardroom.analysis.localisation.period import Sums, TwoPeriods
        >>> shop, good = np.divmod(np.arange(60), 12)
        >>> then = np.full(60, 40.0)
        >>> now = np.where(shop == 3, 15.0, 41.0 + good % 3)
        >>> table = TwoPeriods(
        ...     attributes=("shop", "good"), values=(tuple("abcde"), tuple("ABCDEFGHIJKL")),
        ...     codes=(shop, good), now=Sums(top=now, squares=now),
        ...     then=Sums(top=then, squares=then))
        >>> [dict(found.where) for found in find_moving(table)]
        [{'shop': 'd'}]
    """
    if len(table) < 2:
        return ()
    kept = _kept(table, deepest)
    if apart is not None:
        kept.drop(apart)
    looks = _looks(table, kept)
    found: list[Moving] = []
    while len(found) < most:
        best = _best(table, kept, looks)
        if best is None or best.gain < LEAST_GAIN:
            break
        found.append(_named(table, kept, best))
        kept.drop(found[-1].leaves)
    return tuple(found)


def find_carrier(table: TwoPeriods) -> Moving | None:
    """The value that carries most of the change; of values that carry nearly as much, the one with
    the least part of what was before.

    It need not be unusual for that value to move so; ask when it is known that the whole moved
    otherwise than usual, and nothing in particular. What all share is carried by each as far as it
    weighs; the growth of few rare events by which one might correct for that is none.
    """
    kept = _kept(table, 1)
    found: list[tuple[float, float, _Candidate]] = []
    for place in range(len(kept.cuboids) if len(table) > 1 else 0):
        held = kept.held(place, STEP, view=table.views[0])
        parts = held.change / (float(np.sum(held.change)) or np.inf)
        for code in np.flatnonzero((parts >= _MOST) & (parts <= 1 / _MOST)).tolist():
            part, share = float(parts[code]), float(held.weight[code])
            if part >= _FOCUS * share:
                change = abs(float(held.change[code]))
                candidate = _Candidate(place=place, code=code, gain=0.0, change=change)
                found.append((min(part, 1 / part), share, candidate))
    if not found:
        return None
    most = max(part for part, _, _ in found)
    near = [item for item in found if item[0] >= _NEAR * most]
    return _named(table, kept, min(near, key=lambda item: item[1])[2])


def find_beside(
    table: TwoPeriods, values: Sequence[tuple[int, int, float]], *, most: int = 5
) -> tuple[Moving, ...]:
    """Values known to have moved, such as those that left their course, and what moved beside them.

    Args:
        table: the leaves.
        values: attribute, code and gain of each, the clearest first; one that those before it
            explain is left out.
        most: combinations at most.
    """
    kept = _kept(table, 1)
    whole = {place: kept.held(place, STEP, view=table.views[0]) for place, _, _ in values}
    found: list[Moving] = []
    for place, code, gain in values:
        left = kept.held(place, STEP, view=table.views[0])
        changed, all_of_it = abs(left.change[code]), abs(whole[place].change[code])
        if len(found) < most and len(kept.leaves(place, code)) and changed >= all_of_it / 2:
            found.append(
                _named(table, kept, _Candidate(place=place, code=code, gain=gain, change=0))
            )
            kept.drop(found[-1].leaves)
    apart = np.flatnonzero(~kept.free)
    return (*found, *find_moving(table, most=most - len(found), apart=apart))


def powers_of(tables: Sequence[TwoPeriods]) -> tuple[float, ...]:
    """How clearly some value of the first attribute of each table moved otherwise than the rest;
    above zero: more than the number of values lets expect. The tables hold the same rows.
    """
    powers = np.full(len(tables), -np.inf)
    for view in tables[0].views if tables else ():
        squares = []
        for table in tables:
            held = _kept(table, 1).held(0, STEP, view=view)
            known = held.variance > 0
            squares.append(held.away[known] ** 2 / held.variance[known])
        means = [float(np.mean(found)) for found in squares if len(found)]
        unit = max(float(np.median(means)), LEAST_UNIT) if means else 1.0
        found = [
            float(np.max(one)) / unit / 2 - float(np.log(len(one))) if len(one) else -np.inf
            for one in squares
        ]
        powers = np.maximum(powers, found)
    return tuple(powers.tolist())


def _kept(table: TwoPeriods, deepest: int) -> Kept:
    sizes = [len(values) for values in table.values]
    return Kept(table, list(cuboids_of(table.codes, sizes=sizes, deepest=deepest)))


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A combination that is as good as the best of its cuboid, or nearly."""

    place: int
    code: int
    gain: float
    change: float


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One way to look at the step.

    Attributes:
        memory: weight of what was before the earlier period.
        usual: how combinations moved in earlier steps, all leaves together; None where too few
            steps are known.
    """

    view: View
    memory: float = 0.0
    usual: Usual | None = None


def _looks(table: TwoPeriods, kept: Kept) -> list[_Look]:
    """The views, each against the period before and, where that is foreseen better so, against
    what was before it too."""
    if kept.steps < ENOUGH_STEPS:
        return [_Look(view=view) for view in table.views]
    return [
        _Look(view=view, memory=memory, usual=Usual.before(_steps(table, kept, view, memory)))
        for view in table.views
        for memory in dict.fromkeys((0.0, _memory(kept, view)))
    ]


def _best(table: TwoPeriods, kept: Kept, looks: Sequence[_Look]) -> _Candidate | None:
    """The clearest combination in any way to look at it, judged by the earlier steps; where too few
    are known, by what is usual in this one where the combination is left out."""
    found: list[_Candidate] = []
    everywhere = range(len(kept.cuboids))
    own = [kept.held(place, STEP, view=table.views[0]) for place in everywhere]
    for look in looks:
        view, memory = look.view, look.memory
        held = own
        if (view, memory) != (table.views[0], 0.0):
            held = [kept.held(place, STEP, view=view, memory=memory) for place in everywhere]
        if look.usual is not None:
            found += _candidates(held, look.usual, own, views=len(looks))
        else:
            found += _by_others(kept, held, own, view=view, views=len(looks))
    return _clearest(found)


def _memory(kept: Kept, view: View) -> float:
    """The weight of what was before with which earlier steps were foreseen best."""
    single = [place for place, cuboid in enumerate(kept.cuboids) if len(cuboid.places) == 1]
    plain = _missed(kept, single, view=view, memory=0.0)
    told = plain > 0
    if not np.any(told):
        return 0.0
    best, least = 0.0, 0.0
    for memory in _MEMORIES:
        missed = _missed(kept, single, view=view, memory=memory)[told]
        gain = float(np.mean(np.log(np.maximum(missed / plain[told], _EXACT))))
        if gain < least:
            best, least = memory, gain
    return best


def _missed(kept: Kept, places: Sequence[int], *, view: View, memory: float) -> Floats:
    """Per combination, how far off it was in all earlier steps that had one before."""
    return np.concatenate([
        np.sum(
            [
                np.abs(kept.held(place, step, view=view, memory=memory).away)
                for step in range(1, kept.steps)
            ],
            axis=0,
        )
        for place in places
    ])  # fmt: skip


def _by_others(
    kept: Kept, held: Sequence[Held], own: Sequence[Held], *, view: View, views: int
) -> list[_Candidate]:
    """By what is usual in the step itself, first with and then without the clearest."""
    first = _clearest(_candidates(held, Usual.of(held), own, views=views))
    if first is None:
        return []
    leaves = kept.leaves(first.place, first.code)
    coarse = [
        kept.held(place, STEP, view=view, without=leaves)
        for place, cuboid in enumerate(kept.cuboids)
        if len(cuboid.places) <= COARSE
    ]
    return _candidates(held, Usual.of(coarse), own, views=views)


def _steps(table: TwoPeriods, kept: Kept, view: View, memory: float) -> list[list[Held]]:
    """Per cuboid, how its combinations moved in earlier steps, latest first."""
    deepest = DEEPEST if len(table) <= _FEW_LEAVES else COARSE
    return [
        [kept.held(place, step, view=view, memory=memory) for step in range(1, kept.steps + 1)]
        for place, cuboid in enumerate(kept.cuboids)
        if len(cuboid.places) <= deepest
    ]


def _candidates(
    held: Sequence[Held], usual: Usual, own: Sequence[Held], *, views: int
) -> list[_Candidate]:
    """Per cuboid, the best combination and those nearly as good."""
    found = []
    for place, (one, metric) in enumerate(zip(held, own, strict=True)):
        known = max(int(np.sum(one.variance > 0)), 1)
        cost = float(np.log(known * views)) + _PER_ATTRIBUTE * len(one.cuboid.places)
        codes, gains = usual.clearest(one, within=_TIE)
        for code, gain in zip(codes.tolist(), gains.tolist(), strict=True):
            change = abs(float(metric.top[code] - metric.base[code]))
            found.append(_Candidate(place=place, code=code, gain=gain - cost, change=change))
    return found


def _clearest(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The one with the highest gain; of those nearly as good, with the largest change."""
    if not candidates:
        return None
    top = max(one.gain for one in candidates)
    near = [one for one in candidates if one.gain >= top - _TIE]
    return replace(max(near, key=lambda one: one.change), gain=top)


def _named(table: TwoPeriods, kept: Kept, best: _Candidate) -> Moving:
    cuboid = kept.cuboids[best.place]
    leaves = kept.leaves(best.place, best.code)
    leaf = int(leaves[0])
    return Moving(
        where={
            table.attributes[place]: table.values[place][int(table.codes[place][leaf])]
            for place in cuboid.places
        },
        leaves=leaves,
        gain=best.gain,
    )
