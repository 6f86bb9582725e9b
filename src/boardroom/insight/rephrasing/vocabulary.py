"""The words that another wording may use, beside those of the sentence itself.

Nothing else is let through: numbers in words, currencies, causes, orders and links are kept out
without being known.
"""

from collections.abc import Mapping

SYNONYMS: Mapping[str, str] = {
    "up": "rose rise rises rising risen up grew grow grows growing grown increased increase "
    "increases increasing climbed climb climbs climbing higher",
    "down": "fell fall falls falling fallen down dropped drop drops dropping declined decline "
    "declines declining decreased decrease decreases decreasing lower",
    "earlier": "earlier previous prior preceding before",
    "later": "later after following afterwards next",
    "usual": "usual usually typical typically normal normally",
    "about": "about around roughly approximately",
    "fewer": "fewer less",
    "within": "within inside",
    "all": "all each every",
    "change": "change changes changed changing",
    "mean": "mean means average averages averaged",
    "is": "is are was were at stands stood",
    "outside": "elsewhere outside",
    "not": "not no",
}
"""Words that say the same; their order is that of the sentence. A word of the sentence that is
neither here nor in ``PLAIN`` must stay as it is."""

PLAIN = frozenset(
    "a an the this that these those it its they them their there has have had been being do does "
    "did and while whereas but however though although with for in on of to from by as which who "
    "whose when where also during through throughout compared against versus remained remain "
    "remains stayed stay stays lay lies came come comes saw seen showed shows shown here".split()
)
"""Words that carry no claim of their own; they come and go."""

FIXED = frozenset(
    "above below over under beyond more most least only both than instead or if unless since until "
    "between may might could will must should first last highest lowest best worst now half twice "
    "double almost nearly exactly already again still hardly none nothing never neither nor cannot "
    "without".split()
)
"""Words that are said where the sentence says them, in its order, and nowhere else."""

TIMES = frozenset(
    f"{word}{end}"
    for word in "minute hour day week month quarter year".split()
    for end in ("", "s")
)
"""What a number may be of: the word after it stays."""

MEANINGS: Mapping[str, str] = {
    word: meaning for meaning, words in SYNONYMS.items() for word in words.split()
} | {word: word for word in FIXED}
"""Word → what it says."""
