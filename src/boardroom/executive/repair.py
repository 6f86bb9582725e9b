"""What rows that are missing, late or stand twice do to a metric's values: by what to multiply one
for all of its rows to be there once, and what a reader must know.

Called wherever a value is judged. A fall that is gone once its value is repaired is none of the
business; one that stays is told, with the caveat.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from boardroom.executive.metric_facts import MetricFacts, TimeBase
from boardroom.executive.probe import Footprints
from boardroom.executive.trouble import Trouble
from boardroom.insight.period_text import days_text, period_text
from boardroom.insight.scan_wording import trouble_caveat
from boardroom.semantic.result import Caveat, Period

_NEXT_TO_NONE = 0.005
"""Of the rows of a period: less is not worth a caveat."""

_LITTLE = 0.02
"""Of the rows of a period: more leaves what is no sum over them unknown."""

_ENOUGH = 0.2
"""Of the rows of a period: less is too little to tell the others from."""


@dataclass(frozen=True, kw_only=True)
class Repair:
    """What is wrong with the rows behind one metric.

    Attributes:
        footprints: the rows per day, and the days that cannot be right.
    """

    facts: MetricFacts
    footprints: Footprints

    @property
    def needed(self) -> bool:
        """Whether anything is known to be wrong."""
        return any(self._trouble(base) for base in self.facts.times)

    def factor(self, first: date, last: date) -> float | None:
        """What the value of a period is to be multiplied by; None where that cannot be told.

        A sum grows with its rows. A mean of the rows stays, and so does a stock; what else is made
        of rows of which many are missing is not known, such as how many different customers they
        are of, or the days of a longer window. To what only counts different things it does not
        matter that rows stand twice.
        """
        shares = [
            1.0 - self._lacking(base, self._trouble(base), first, last) for base in self.facts.times
        ]
        off = max((abs(1.0 - share) for share in shares), default=0.0)
        if off < _NEXT_TO_NONE or self.facts.holds:
            return 1.0
        if self.facts.happens and len(shares) == 1:
            if self.facts.flow and self.facts.distinct in {"", "keys"}:
                return 1.0 / shares[0] if shares[0] >= _ENOUGH else None
            if self.facts.ratio is not None and not self.facts.distinct:
                return 1.0
        return 1.0 if off < _LITTLE else None

    def caveats(self, first: date, last: date) -> tuple[Caveat, ...]:
        """What is wrong with the rows of a period, one sentence for each kind of trouble."""
        return tuple(self._caveats(first, last))

    def _caveats(self, first: date, last: date) -> Iterator[Caveat]:
        for base in self.facts.times:
            for item in self._trouble(base):
                share = abs(self._lacking(base, [item], first, last))
                if share >= _NEXT_TO_NONE:
                    if item.kind == "twice":  # Of the rows that are there, not of the usual ones.
                        share /= 1.0 + share
                    text = trouble_caveat(
                        item.dataset,
                        item.kind,
                        days=days_text(item.days[0], item.days[-1]),
                        share=share,
                        period=period_text(Period(start=first, end=last, complete=True)),
                    )
                    yield Caveat(kind="wrong_rows", text=text)

    def _lacking(
        self, base: TimeBase, trouble: Iterable[Trouble], first: date, last: date
    ) -> float:
        """The share of the rows of a period that is not there, by what its days usually have, so
        that it says nothing of whether the others had more or less; below zero for rows that stand
        twice."""
        footprint = self.footprints.found.get(base)
        usual = {} if footprint is None else footprint.looked.expect(first, last)
        whole = sum(usual.values())
        if footprint is None or whole <= 0:
            return 0.0
        lacking = 0.0
        for item in trouble:
            should = item.expected / len(item.days)
            for day in item.days:
                there = footprint.rows_per_day.get(day, 0) / should if should > 0 else 1.0
                lacking += usual.get(day, 0.0) * (1.0 - there)
        return lacking / whole

    def _trouble(self, base: TimeBase) -> list[Trouble]:
        """The trouble of the metric's own rows, by what they are dated."""
        if base not in self.footprints.found:
            return []
        found = [item for item in self.footprints.trouble if item.is_of(base)]
        only_different = self.facts.distinct in {"keys", "things"}
        return [item for item in found if item.kind != "twice" or not only_different]
