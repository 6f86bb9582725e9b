"""What rows that are missing, late or stand twice do to an explanation: its change is not the
business where they cover it, and carries the caveat where they do not. Called by ``explainer``.
"""

from dataclasses import dataclass, replace

from boardroom.executive.explain.swing import Swing
from boardroom.executive.repair import Repair
from boardroom.insight.model import Assessment, Effect, Insight, KeyMetric
from boardroom.insight.wording import NumberBook, Sentence, assess
from boardroom.semantic.model import Direction
from boardroom.semantic.result import Caveat, Result

_COVERED = "Were all rows there once, it would be within its usual swing."
_UNKNOWN = "What of it is the business cannot be told."
_IN_PART = "Were all rows there once, it would have {moved} unusually."


@dataclass(frozen=True, kw_only=True)
class WrongRows:
    """What is wrong with the rows of the period or of the one compared with.

    Attributes:
        touches: whether the value of either is wrong for it.
        swing: the test of the change with all rows there, where there is one.
        direction: which way is good for the metric.
    """

    caveats: tuple[Caveat, ...] = ()
    touches: bool = False
    swing: Swing | None = None
    direction: Direction | None = None

    @property
    def covers(self) -> bool:
        """Whether nothing unusual is left of the change."""
        return self.touches and (self.swing is None or self.swing.is_usual)

    def told(self, sentence: Sentence) -> Sentence:
        """The sentence on the change, beginning with what is wrong."""
        if not self.touches:
            return sentence
        book = NumberBook()
        reasons = " ".join(
            book.quote(f"wrong_{place}", item.text) for place, item in enumerate(self.caveats)
        )
        title = f"{sentence.title}, with rows known to be wrong"
        text = f"{reasons} {self._verdict()} {sentence.text}"
        uncertainty = None if self.covers else sentence.uncertainty
        numbers = (*book, *sentence.numbers)
        return replace(
            sentence, title=title, text=text, numbers=numbers, uncertainty=uncertainty, names=None
        )

    def in_insight(self, insight: Insight) -> Insight:
        """The insight with the caveats; no news where nothing unusual is left."""
        if self.touches and self.swing is not None:
            test = self.swing.test
            low, high = test.change - test.usual, test.change + test.usual
            insight = replace(insight, effect=Effect(value=test.change, low=low, high=high))
        caveats = tuple(dict.fromkeys((*self.caveats, *insight.caveats)))
        return replace(insight, caveats=caveats, assessment=self._assessed(insight.assessment))

    def in_card(self, card: KeyMetric) -> KeyMetric:
        """The card likewise."""
        caveats = (*self.caveats, *card.caveats)
        return replace(card, caveats=caveats, assessment=self._assessed(card.assessment))

    def _verdict(self) -> str:
        """What is left of the change with all rows there, which may go the other way."""
        if self.swing is None:
            return _UNKNOWN
        if self.covers:
            return _COVERED
        return _IN_PART.format(moved="risen" if self.swing.test.change > 0 else "fallen")

    def _assessed(self, loaded: Assessment) -> Assessment:
        """Whether that is good; ``loaded`` says it of the change as loaded."""
        if not self.touches:
            return loaded
        if self.swing is None or self.covers:
            return "neutral"
        return assess(self.swing.test.change, self.direction)


def find_wrong(repair: Repair, result: Result, swing: Swing | None) -> WrongRows:
    """What is wrong with the rows behind ``result``, a metric over a period and another one."""
    period, compared = result.period, result.comparison
    if not repair.needed or period.start is None or period.end is None:
        return WrongRows()
    spans = [(period.start, period.end)]
    if compared is not None:
        spans.append((compared.start, compared.end))
    caveats = tuple(caveat for span in spans for caveat in repair.caveats(*span))
    touches = any(repair.factor(*span) != 1.0 for span in spans)
    direction = repair.facts.metric.direction
    return WrongRows(caveats=caveats, touches=touches, swing=swing, direction=direction)
