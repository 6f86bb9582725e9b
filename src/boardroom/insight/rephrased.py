"""``Rephrased``: that a text stands in other words than its own. Part of insights and summaries."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rephrased:
    """That a text stands in a language model's words.

    Attributes:
        original: the text in Boardroom's own words.
        model: the language model that found the others.
    """

    original: str
    model: str
