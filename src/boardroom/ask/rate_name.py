"""What a rate may be called: a number of things is none. ``late deliveries`` and ``cancelled
orders`` ask how many there are, also where a model has them as other words for their share.

Called by ``ask.lexicon``.
"""

import re
from dataclasses import replace

from boardroom.semantic.model import AiContext, Metric
from boardroom.semantic.propose.naming import singular

_OF_ROWS = re.compile(
    r"COUNT\s*\(.*\)\s*/\s*(NULLIF\s*\(\s*)?COUNT\s*\(", re.IGNORECASE | re.DOTALL
)
_SHARES = frozenset("rate ratio share percentage proportion fraction percent".split())


def names_of_rate(metric: Metric) -> AiContext | None:
    """The other words for a metric, of a share of rows those that are no number of them."""
    known = metric.ai_context
    if known is None or metric.unit != "percent" or not _OF_ROWS.search(metric.expression.sql):
        return known
    return replace(known, synonyms=tuple(x for x in known.synonyms if not _counts(x)))


def _counts(text: str) -> bool:
    """Whether things are named, of which there are several."""
    words = text.lower().split()
    last = words[-1] if words else ""
    return singular(last) != last and singular(last) not in _SHARES and "of" not in words
