"""The executive summary on the HTML page: health, growth, risk, priorities, alerts, what differs.

Called by ``insight.render_html``.
"""

from collections.abc import Sequence

from boardroom.insight.html.card import spark, verdict
from boardroom.insight.html.chart import bar, ring
from boardroom.insight.html.evidence import fact, query_body, query_details
from boardroom.insight.html.fold import drawer, folded, opening_row
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.html.statement import level_tag, mark, statement
from boardroom.insight.insight_view import LEVEL_MARKS
from boardroom.insight.page_index import PageIndex
from boardroom.insight.summary import (
    Alert,
    Health,
    Moved,
    Priority,
    Risk,
    Since,
    Summary,
    Trajectory,
)
from boardroom.insight.summary_view import (
    NO_PRIORITIES,
    NOTHING_DIFFERENT,
    HealthRow,
    alert_count,
    alert_notes,
    come_and_gone,
    department_scores,
    growth_arrow,
    growth_assessment,
    health_move,
    health_rows,
    is_unchanged,
    money_of,
    moved_values,
    priority_plan,
    risk_assessment,
    score_text,
    since_text,
    sorted_alerts,
)

_REASONS_SHOWN = 4
_TITLES_SHOWN = 4


def outlook_tiles(summary: Summary | None, index: PageIndex) -> Markup | None:
    """Health, growth and risk side by side; None when there is none of them."""
    tiles = _tiles(summary, index) if summary is not None else []
    return tag("div", {"class": f"grid tiles n{len(tiles)}"}, tiles) if tiles else None


def priority_card(summary: Summary | None, index: PageIndex) -> Markup | None:
    """What to act on first; None for a report without a summary."""
    if summary is None:
        return None
    if not summary.priorities:
        return _card("Top priorities", tag("p", {"class": "empty"}, NO_PRIORITIES), kind="o1")
    return _card(
        "Top priorities",
        tag("ol", {"class": "priorities"}, [_priority(item, index) for item in summary.priorities]),
        aside=tag("p", {"class": "legend"}, "by money at stake"),
        kind="o1",
    )


def alert_card(alerts: Sequence[Alert], index: PageIndex) -> Markup | None:
    """What is wrong now, the gravest first; None when nothing is."""
    if not alerts:
        return None
    return _card(
        "Alerts",
        tag("ul", {"class": "insights"}, [_alert(item, index) for item in sorted_alerts(alerts)]),
        aside=tag("p", {"class": "legend"}, alert_count(alerts)),
        kind="o2",
    )


def since_card(summary: Summary | None, index: PageIndex) -> Markup | None:
    """What is different from the page before; None for a first page."""
    return _since(summary.since, index) if summary and summary.since else None


def _tiles(summary: Summary, index: PageIndex) -> list[Markup]:
    tiles = []
    if summary.health is not None:
        tiles.append(_health(summary.health, index))
    if summary.trajectory is not None:
        tiles.append(_growth(summary.trajectory, index))
    if summary.risk is not None:
        tiles.append(_risk(summary.risk))
    return tiles


def _card(title: str, *content: Content, aside: Content = None, kind: str = "") -> Markup:
    return tag(
        "section",
        {"class": f"card box {kind}".strip()},
        tag("div", {"class": "head"}, tag("h2", None, title), aside),
        *content,
    )


def _health(health: Health, index: PageIndex) -> Markup:
    score = score_text(health.score)
    scores = [
        tag(
            "li",
            None,
            tag("span", None, name),
            bar(own / 10),
            tag("b", {"class": "num"}, score_text(own)),
        )
        for name, own in department_scores(health, index)
    ]
    return _card(
        "Health",
        tag(
            "div",
            {"class": "health"},
            tag(
                "div",
                {"class": "dial"},
                ring(health.score / 10, label=f"Health {score} of 10"),
                tag("p", {"class": "num", "aria-hidden": "true"}, tag("b", None, score), " / 10"),
            ),
            tag("ul", {"class": "scores"}, scores),
        ),
        drawer("How it comes about", _parts(health, index), kind="drawer parts"),
        kind="tile",
    )


def _parts(health: Health, index: PageIndex) -> list[Markup]:
    head = [
        tag("th", {"scope": "col", "class": kind}, name)
        for name, kind in (
            ("Part", None), ("Score", "r"), ("Weight", "r"), ("Lost", "r"), ("Why", None),
        )
    ]  # fmt: skip
    return [
        tag("p", {"class": "empty"}, health.formula),
        tag(
            "p",
            {"class": "empty"},
            "Weight is also sensitivity: so much of a change of the part reaches the whole.",
        ),
        tag(
            "div",
            {"class": "scroll", "tabindex": 0, "role": "group", "aria-label": "Parts of health"},
            tag(
                "table",
                {"class": "grid-table"},
                tag("caption", {"class": "hide"}, "Parts of the health score"),
                tag("thead", None, tag("tr", None, head)),
                tag("tbody", None, [_part(row) for row in health_rows(health, index)]),
            ),
        ),
    ]


def _part(row: HealthRow) -> Markup:
    figures = [tag("td", {"class": "r num"}, text) for text in (row.score, row.weight, row.lost)]
    return tag("tr", None, tag("th", {"scope": "row"}, row.name), figures, tag("td", None, row.why))


def _growth(found: Trajectory, index: PageIndex) -> Markup:
    card = index.cards.get(found.metric)
    assessment = growth_assessment(found, index)
    return _card(
        "Growth",
        tag(
            "p",
            {"class": f"lead {assessment}"},
            f"{growth_arrow(found)} {found.label}",
            verdict(assessment),
        ),
        tag("p", {"class": "text num"}, found.text),
        tag("div", {"class": assessment}, spark(card)) if card is not None else None,
        query_details(card.evidence) if card is not None else None,
        kind="tile",
    )


def _risk(risk: Risk) -> Markup:
    assessment = risk_assessment(risk)
    reasons = [tag("li", None, reason) for reason in risk.reasons]
    return _card(
        "Risk",
        tag("p", {"class": f"lead {assessment}"}, risk.level, verdict(assessment)),
        folded(reasons, most=_REASONS_SHOWN, kind="reasons", noun="reasons")
        if reasons
        else tag("p", {"class": "text"}, "No level is reached and nothing changed for the worse."),
        drawer("How the level follows", tag("p", {"class": "empty"}, risk.rule)),
        kind="tile",
    )


def _priority(item: Priority, index: PageIndex) -> Markup:
    money = money_of(item)
    evidence = index.evidence_of_insight(item.insight)
    stake = f"{money.range.removesuffix('.')}. {money.how}".strip()
    worth = tag("b", {"class": "num"}, money.amount) if money.amount else tag("b", None, "not told")
    seen, *plan = priority_plan(item, index)
    rows = [
        fact(*seen),
        fact("At stake", stake[:1].upper() + stake[1:]),
        [fact(name, tag("b", None, text) if name == "Do" else text) for name, text in plan],
    ]
    return tag(
        "li",
        None,
        tag(
            "div",
            {"class": "first-line"},
            tag("h3", None, item.title),
            tag("p", {"class": "worth"}, tag("span", {"class": "hide"}, "At stake: "), worth),
        ),
        tag("dl", {"class": "plan"}, rows),
        query_details(evidence) if evidence is not None else None,
    )


def _alert(alert: Alert, index: PageIndex) -> Markup:
    return statement(
        (
            mark(LEVEL_MARKS[alert.level], alert.level),
            tag("h3", None, alert.title),
            level_tag(alert.level),
        ),
        tag("p", {"class": "text"}, alert.text),
        evidence=index.evidence_of_insight(alert.subject),
        tags=alert_notes(alert, index),
    )


def _since(since: Since, index: PageIndex) -> Markup:
    move = health_move(since)
    rows = [_moved(item, index) for item in since.moved]
    parts: list[Content] = []
    if is_unchanged(since):
        parts.append(tag("p", {"class": "empty"}, NOTHING_DIFFERENT))
    if move is not None:
        words = tag("b", {"class": f"num {move[1]}"}, move[0], verdict(move[1]))
        parts.append(tag("p", {"class": "text"}, "Health ", words))
    parts.append(tag("ul", {"class": "rows moved"}, rows) if rows else None)
    for word, titles in come_and_gone(since):
        items = [tag("li", None, title) for title in titles]
        parts.append(tag("h3", {"class": "label"}, f"{word}, {len(titles)}"))
        parts.append(folded(items, most=_TITLES_SHOWN, kind="reasons", noun=word.lower()))
    legend = tag("p", {"class": "legend"}, since_text(since))
    return _card("Since the page before", *parts, aside=legend, kind="o3")


def _moved(moved: Moved, index: PageIndex) -> Markup:
    before, now = moved_values(moved)
    line = (
        tag("span", {"class": "name"}, moved.label),
        tag("span", {"class": "num muted"}, before),
        tag("span", {"class": "num muted"}, tag("span", {"class": "hide"}, "to "), "→"),
        tag("b", {"class": "num"}, now),
    )
    evidence = index.evidence_of_metric(moved.metric)
    if evidence is None:
        return tag("li", {"class": "row step"}, line)
    return opening_row(line, query_body(evidence), kind="row step")
