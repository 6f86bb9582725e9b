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


def whose_words(found: Rephrased) -> str:
    """Whose words a text is in.

    Example:
        >>> whose_words(Rephrased(original="It fell.", model="openai:x"))
        'Words by openai:x, checked to say the same as Boardroom’s own'
    """
    return f"Words by {found.model}, checked to say the same as Boardroom’s own"
