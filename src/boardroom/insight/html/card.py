"""Cards and rows of key metrics. Called by ``insight.render_html`` and the sections."""

from collections.abc import Sequence

from boardroom.insight.card_view import when_text
from boardroom.insight.delta_text import DeltaText, delta_of_card, delta_of_year, delta_text
from boardroom.insight.html.chart import sparkline
from boardroom.insight.html.evidence import (
    freshness_words,
    metric_facts,
    query_body,
    query_details,
)
from boardroom.insight.html.fold import opening_row
from boardroom.insight.html.markup import Content, Markup, join, tag
from boardroom.insight.model import Assessment, KeyMetric, ToDate
from boardroom.insight.number_text import value_text
from boardroom.insight.page_index import PageIndex
from boardroom.semantic.result import Caveat


def key_metric_card(card: KeyMetric) -> Markup:
    """One card of the top grid."""
    return tag(
        "article",
        {"class": "card kpi", "aria-label": card.label},
        tag("h3", {"class": "name"}, tag("span", None, card.label), freshness_dot(card)),
        tag("p", {"class": "value num"}, value_text(card.value, card.unit)),
        tag("p", {"class": "when"}, when_text(card)),
        _delta(delta_of_card(card), first=True),
        _delta(delta_of_year(card)),
        tag("div", {"class": card.assessment}, spark(card)),
        _so_far(card.so_far, card),
        warnings(card.caveats),
        query_details(card.evidence, facts=metric_facts(card)),
    )


def metric_row(card: KeyMetric, index: PageIndex) -> Markup:
    """One row of a department; it opens its query."""
    repeats = index.repeats(card)
    name = (
        card.label,
        _flag(card),
        tag("small", None, when_text(card)),
        tag("small", None, repeats) if repeats else None,
    )
    changes = (_delta(delta_of_card(card)), _delta(delta_of_year(card)))
    return opening_row(
        (
            tag("span", {"class": "name"}, name),
            tag("span", {"class": "figure num"}, value_text(card.value, card.unit)),
            tag("span", {"class": "change"}, changes),
            tag("span", {"class": card.assessment}, spark(card)),
        ),
        _so_far(card.so_far, card),
        warnings(card.caveats),
        query_body(card.evidence, facts=metric_facts(card)),
    )


def _flag(card: KeyMetric) -> Markup | None:
    """A mark on a row whose caveats only show once it is opened."""
    if not card.caveats and not card.evidence.freshness.stale:
        return None
    return tag("span", {"class": "flag"}, " !", tag("span", {"class": "hide"}, " (has a caveat)"))


def spark(card: KeyMetric) -> Markup:
    """The card's sparkline."""
    return sparkline(card.sparkline, unit=card.unit, grain=card.sparkline_grain)


def freshness_dot(card: KeyMetric) -> Markup:
    """A dot that says by shape, colour and text whether the data is fresh."""
    freshness = card.evidence.freshness
    words = freshness_words(freshness) or "freshness unknown"
    kind = "dot stale" if freshness.stale else "dot"
    return tag("span", {"class": kind, "role": "img", "title": words, "aria-label": words})


def warnings(caveats: Sequence[Caveat]) -> Markup | None:
    """Caveats as a list; nothing when there are none."""
    texts = list(dict.fromkeys(item.text for item in caveats))
    if not texts:
        return None
    return tag("ul", {"class": "warns"}, [tag("li", None, text) for text in texts])


def delta_markup(found: DeltaText) -> Markup:
    """Arrow, sign and period; good or bad by colour and by a word for those who do not see it."""
    return join(
        (
            tag(
                "b",
                {"class": f"num {found.assessment}"},
                f"{found.arrow} {found.size}",
                verdict(found.assessment),
            ),
            f" {found.against}",
        )
    )


def verdict(assessment: Assessment) -> Content:
    """Good or bad as a hidden word."""
    if assessment == "neutral":
        return None
    return tag("span", {"class": "hide"}, f" ({assessment})")


def _delta(found: DeltaText | None, *, first: bool = False) -> Markup | None:
    if found is None:
        return None
    return tag("span", {"class": "delta first" if first else "delta"}, delta_markup(found))


def _so_far(so_far: ToDate | None, card: KeyMetric) -> Markup | None:
    if so_far is None:
        return None
    delta = delta_text(so_far.delta, unit=card.unit)
    return tag(
        "div",
        {"class": "so-far"},
        tag("strong", {"class": "num"}, value_text(so_far.value, card.unit)),
        f" to date, {so_far.label}",
        tag("div", None, delta_markup(delta)) if delta is not None else None,
    )
