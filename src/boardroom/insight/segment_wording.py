"""The words on customers in segments: what a segment is, what a cluster is, who moved.

As ``insight.wording``: every number in a text is a ``Number``. Called by ``executive.inspection``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from boardroom.insight.number_text import value_text
from boardroom.insight.wording import NumberBook, Sentence

_CLUSTER_WORDS: Mapping[str, tuple[str, str]] = {
    "silence": ("bought more lately", "longer silent"),
    "tenure": ("newer", "longer customers"),
    "purchases": ("fewer purchases", "more purchases"),
    "money per purchase": ("smaller purchases", "larger purchases"),
}


def segment_meaning(segment: str, *, recent_days: float, long_days: float) -> str:
    """When customers of a segment last bought, and which fifths by purchases or money they are of.

    Example:
        >>> segment_meaning("Champions", recent_days=31, long_days=60)
        'within 31 days, top fifth'
        >>> segment_meaning("At risk", recent_days=31, long_days=60)
        'over 60 days ago, upper two fifths'
    """
    recent, long = f"{recent_days:,.0f}", f"{long_days:,.0f}"
    return {
        "Champions": f"within {recent} days, top fifth",
        "Loyal": f"within {recent} days, next two fifths",
        "Promising": f"within {recent} days, lower two fifths",
        "Needs attention": f"{recent} to {long} days ago",
        "At risk": f"over {long} days ago, upper two fifths",
        "Hibernating": f"over {long} days ago, lower three fifths",
    }[segment]


def cluster_name(traits: Mapping[str, float]) -> str:
    """A group in words, by what sets it apart: feature → distance from the mean.

    Example:
        >>> cluster_name({"silence": 1.4, "purchases": -0.9})
        'Longer silent, fewer purchases'
        >>> cluster_name({})
        'Close to the average'
    """
    words = [_CLUSTER_WORDS[name][distance > 0] for name, distance in traits.items()]
    return ", ".join(words).capitalize() if words else "Close to the average"


@dataclass(frozen=True, kw_only=True)
class MoveFigures:
    """Moves from a segment to be put into words.

    Attributes:
        segment: its name; ``meaning`` what its customers have in common.
        up: to a better segment rather than a worse one.
        size: how many were there, ``moved`` of whom moved; ``mostly`` where ``most`` of these went.
        now: how many are there now, with ``share`` of the money of ``what``.
        before, after: the days, in words; ``step`` lies between them.
        expected: the share that moved in the ``groups`` steps before.
    """

    segment: str
    up: bool
    size: int
    moved: int
    mostly: str
    most: int
    now: int
    share: float
    what: str
    before: str
    after: str
    step: str
    expected: float
    groups: int
    p_value: float
    season: bool


def move_sentence(figures: MoveFigures) -> Sentence:
    """«Champions fell from 412 to 361: more moved down than before»."""
    book = NumberBook()
    size, moved, now, groups = (
        book.note(name, number, value_text(number, "count"), unit="count")
        for name, number in (
            ("size", figures.size), ("moved", figures.moved), ("now", figures.now),
            ("groups", figures.groups),
        )
    )  # fmt: skip
    own, expected, share = (
        book.note(name, number, value_text(number, "percent"), unit="percent")
        for name, number in (
            ("moved_share", figures.moved / figures.size), ("expected", figures.expected),
            ("share", figures.share),
        )
    )  # fmt: skip
    way = "up" if figures.up else "down"
    more = "more" if figures.moved > figures.expected * figures.size else "fewer"
    fell = figures.now < figures.size and more == "more"
    title = (
        f"{figures.segment} fell from {size} to {now}: more moved {way} than before"
        if fell
        else f"{figures.segment}: {more} moved {way} than before, {moved} of {size}"
    )
    whither = ""
    if figures.moved:
        most = book.note("most", figures.most, value_text(figures.most, "count"), unit="count")
        often = "most of them" if 2 * figures.most > figures.moved else "most often"
        whither = f", {often} to {book.name('segment', figures.mostly)} ({most})"
    season = "" if figures.season else " Less than a year is known: it may come each year."
    segment, what = book.name("segment", figures.segment), book.name("metric", figures.what)
    before, after = book.name("day", figures.before), book.name("day", figures.after)
    return book.sentence(
        title=title,
        text=f"Of {size} customers in {segment} on {before}, {moved} ({own}) had moved {way} by "
        f"{after}{whither}; in the {groups} {figures.step}s before, {expected} did. {segment} now "
        f"counts {now}, with {share} of {what}.{season}",
        uncertainty=book.chance(figures.p_value, of="A share this far off"),
    )
