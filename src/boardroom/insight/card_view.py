"""A card in words: when its value is of. Used by renderers."""

from boardroom.insight.model import KeyMetric
from boardroom.insight.period_text import period_text

_BEHIND = "period_behind"


def when_text(card: KeyMetric) -> str:
    """The period of the value; said to be the last one with data where a later one is over."""
    words = period_text(card.evidence.period)
    behind = any(item.kind == _BEHIND for item in card.caveats)
    return f"{words}, last with data" if behind else words
