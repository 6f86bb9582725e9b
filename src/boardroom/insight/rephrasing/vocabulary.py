"""The words that another wording may use, beside those of the sentence itself.

Nothing else is let through: numbers in words, currencies, causes, orders and links are kept out
without being known.
"""

from collections.abc import Mapping

SYNONYMS = (
    "rose grew increased climbed",
    "rises grows increases climbs",
    "rising growing increasing climbing",
    "rise increase",
    "fell dropped declined decreased",
    "falls drops declines decreases",
    "falling dropping declining decreasing",
    "fall drop decline decrease",
    "earlier previous prior preceding",
    "after following",
    "later afterwards",
    "usual typical normal",
    "usually typically normally",
    "within inside",
)
"""Groups of words that say the same, in the same tense."""

PLAIN = frozenset(
    "a an the this that these those it its they them their and while whereas however though "
    "although which who whose".split()
)
"""Words that carry no claim of their own; they come and go. «But» is none: «all but»; nor is «by»:
«followed by»."""

MEANINGS: Mapping[str, str] = {
    word: group.split()[0] for group in SYNONYMS for word in group.split()
}
"""Word → the first of those that say the same."""
