"""Who sits where on a page: each analyst's report at its desk, further agents' beside it, and what
no desk could tell. Called by ``executive.page``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from boardroom.agents.agent import Agent
from boardroom.agents.task import Run
from boardroom.executive.analyst import Analyst
from boardroom.executive.finding import control
from boardroom.executive.layout import Desk
from boardroom.executive.same_course import mark_repeats
from boardroom.insight.model import Insight, NotAvailable


def desk_of(analyst: Analyst, run: Run) -> Desk:
    """The desk of a department, with what its analyst reported or why there is nothing."""
    return Desk(
        name=analyst.department,
        title=analyst.desk.pack.title,
        owner=analyst.desk.pack.owner or None,
        report=run.report,
        problem=_problem(run),
    )


def seat_agent(desks: list[Desk], agent: Agent, run: Run) -> None:
    """Put a further agent's report beside its department's, or at a desk of its own."""
    name = agent.department or agent.name
    place = next((i for i, desk in enumerate(desks) if desk.name == name), None)
    if place is None:
        title = run.report.title if run.report else name.replace("_", " ").capitalize()
        desks.append(Desk(name=name, title=title, report=run.report, problem=_problem(run)))
        return
    desk = desks[place]
    if run.report is None or desk.report is None:
        problem = " ".join(filter(None, (desk.problem, _problem(run))))
        desks[place] = replace(desk, report=desk.report or run.report, problem=problem or None)
        return
    joined = replace(
        desk.report,
        key_metrics=(*desk.report.key_metrics, *run.report.key_metrics),
        insights=(*desk.report.insights, *run.report.insights),
        tables=(*desk.report.tables, *run.report.tables),
        not_available=(*desk.report.not_available, *run.report.not_available),
        tests=dict(Counter(desk.report.tests) + Counter(run.report.tests)),
    )
    desks[place] = replace(desk, report=joined)


def mark_desk(desk: Desk, repeats: Mapping[str, str]) -> Desk:
    """The desk whose cards say which other metric speaks for them."""
    if desk.report is None:
        return desk
    cards = mark_repeats(desk.report.key_metrics, repeats)
    return replace(desk, report=replace(desk.report, key_metrics=cards))


def controlled(desks: Sequence[Desk], beside: Mapping[str, int]) -> tuple[Insight, ...]:
    """The desks' insights that survive false-discovery control over the whole page, the tests that
    were made beside it included.
    """
    insights = [
        replace(item, department=desk.name)
        for desk in desks
        if desk.report is not None
        for item in desk.report.insights
    ]
    return control(insights, tests=tests_of(desks, beside))


def tests_of(desks: Sequence[Desk], beside: Mapping[str, int]) -> Mapping[str, int]:
    """How many tests there were, by kind."""
    tests: Counter[str] = Counter(beside)
    for desk in desks:
        if desk.report is not None:
            tests.update(desk.report.tests)
    return tests


def together(missing: Sequence[NotAvailable]) -> tuple[NotAvailable, ...]:
    """Those of one reason in one line."""
    by_reason: dict[str, list[str]] = {}
    for item in missing:
        by_reason.setdefault(item.why, []).append(item.what)
    return tuple(
        NotAvailable(what=", ".join(dict.fromkeys(whats)), why=why)
        for why, whats in by_reason.items()
    )


def _problem(run: Run) -> str | None:
    if run.status == "done":
        return None
    return f"This section is missing: {run.problem}."
