"""A card in words: when its value is of. Used by renderers."""

from boardroom.insight.model import KeyMetric
from boardroom.insight.period_text import period_text

_ENDS = "ends_early"


def when_text(card: KeyMetric) -> str:
    """The period of the value; said to be the last one where the metric's data ends before the
    page's.
    """
    words = period_text(card.evidence.period)
    ended = any(item.kind == _ENDS for item in card.caveats)
    return f"{words}, last with data" if ended else words
