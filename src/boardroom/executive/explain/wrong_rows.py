"""What rows that are missing, late or stand twice do to an explanation: its change is not the
business where they cover it, and carries the caveat where they do not. Called by ``explainer``.
"""

from dataclasses import dataclass, replace

from boardroom.executive.explain.swing import Swing
from boardroom.executive.repair import Repair
from boardroom.insight.model import Effect, Insight, KeyMetric
from boardroom.insight.wording import Sentence
from boardroom.semantic.result import Caveat, Result

_COVERED = "Were all rows there once, it would be within its usual swing."
_UNKNOWN = "What of it is the business cannot be told."
_IN_PART = "Were all rows there once, it would still be unusual."


@dataclass(frozen=True, kw_only=True)
class WrongRows:
    """What is wrong with the rows of the period or of the one compared with.

    Attributes:
        touches: whether the value of either is wrong for it.
        swing: the test of the change with all rows there, where there is one.
    """

    caveats: tuple[Caveat, ...] = ()
    touches: bool = False
    swing: Swing | None = None

    @property
    def covers(self) -> bool:
        """Whether nothing unusual is left of the change."""
        return self.touches and (self.swing is None or self.swing.is_usual)

    def told(self, sentence: Sentence) -> Sentence:
        """The sentence on the change, beginning with what is wrong."""
        if not self.touches:
            return sentence
        known = _COVERED if self.covers else _IN_PART
        verdict = _UNKNOWN if self.swing is None else known
        reasons = " ".join(item.text for item in self.caveats)
        title = f"{sentence.title}, with rows known to be wrong"
        text = f"{reasons} {verdict} {sentence.text}"
        uncertainty = None if self.covers else sentence.uncertainty
        return replace(sentence, title=title, text=text, uncertainty=uncertainty)

    def in_insight(self, insight: Insight) -> Insight:
        """The insight with the caveats; no news where nothing unusual is left."""
        if self.touches and self.swing is not None:
            test = self.swing.test
            low, high = test.change - test.usual, test.change + test.usual
            insight = replace(insight, effect=Effect(value=test.change, low=low, high=high))
        caveats = tuple(dict.fromkeys((*self.caveats, *insight.caveats)))
        assessment = "neutral" if self.covers else insight.assessment
        return replace(insight, caveats=caveats, assessment=assessment)

    def in_card(self, card: KeyMetric) -> KeyMetric:
        """The card likewise."""
        assessment = "neutral" if self.covers else card.assessment
        return replace(card, caveats=(*self.caveats, *card.caveats), assessment=assessment)


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
    return WrongRows(caveats=caveats, touches=touches, swing=swing)
