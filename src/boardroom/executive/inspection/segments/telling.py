"""Who customers are, by what they bought: segments, moves between them that chance does not
explain, and groups that are alike.

Called by the inspector, for each view of the kind ``segments``. No customer is named.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from boardroom.analysis.segments.migration import MoveTest
from boardroom.analysis.segments.rfm import SEGMENTS
from boardroom.executive.finding import insight_id
from boardroom.executive.inspection.kind import (
    Findings,
    Inspection,
    has_wrong_rows,
    lacks_days,
    surprise,
)
from boardroom.executive.inspection.segments.buyers import (
    MOST_ROWS,
    find_buyers,
    read_purchases,
)
from boardroom.executive.inspection.segments.study import study_customers
from boardroom.executive.inspection.segments.tables import (
    Sheet,
    money_shares,
    place_name,
    segment_tables,
    unnamed_caveats,
)
from boardroom.executive.key_metric import evidence_from
from boardroom.executive.pack import View
from boardroom.executive.pack_binding import Department
from boardroom.insight.inspection_wording import inside_text
from boardroom.insight.model import Effect, Evidence, Insight, NotAvailable, Table
from boardroom.insight.period_text import day_text
from boardroom.insight.segment_wording import MoveFigures, move_sentence
from boardroom.insight.wording import assess
from boardroom.semantic.result import Comparison, Period

_SCORE = 50.0
_YEAR = 12
_CLUSTERS = "Groups of customers that are alike"
_MOVES = "Whether moves between segments are more than chance"
_WRONG = (
    "Rows of some of the days between are missing or there twice: who bought then is not known."
)


def find_segments(inspection: Inspection) -> Findings:
    """The tables of each view; of the moves those up and those down that are least likely by
    chance.
    """
    tables: dict[str, tuple[Table, ...]] = {}
    insights: list[Insight] = []
    missing: list[NotAvailable] = []
    tests = 0
    for department, view in inspection.views("segments"):
        found = _look(view, department, inspection)
        if isinstance(found, NotAvailable):
            missing.append(found)
        elif found is not None:
            name = department.pack.name
            tables[name] = (*tables.get(name, ()), *segment_tables(found, title=view.title))
            missing += _no_clusters(found)
            if _is_wrong(found):
                missing.append(NotAvailable(what=_MOVES, why=_WRONG))
                continue
            tests += len(found.study.tests)
            insights += _told(found, department)
    return Findings(insights=tuple(insights), tables=tables, tests=tests, missing=tuple(missing))


def _look(
    view: View, department: Department, inspection: Inspection
) -> Sheet | NotAvailable | None:
    buyers = find_buyers(view, department, inspection)
    if buyers is None:
        return None
    answer = inspection.ask(buyers.query)
    if len(answer.rows) >= MOST_ROWS:
        why = f"Customers bought on more than {MOST_ROWS:,} days; fewer are looked at."
        return NotAvailable(what=view.title, why=why)
    purchases = read_purchases(buyers, answer)
    study = study_customers(purchases, first=buyers.first, until=buyers.until)
    return None if study is None else Sheet(study=study, buyers=buyers, answer=answer)


def _told(sheet: Sheet, department: Department) -> Iterable[Insight]:
    """Of each way the move that is least likely by chance."""
    for way in ("up", "down"):
        tests = [test for test in sheet.study.tests if test.way == way]
        if tests:
            yield _insight(min(tests, key=lambda x: x.test.p_value), sheet, department)


def _insight(found: MoveTest, sheet: Sheet, department: Department) -> Insight:
    test = found.test
    sentence = move_sentence(_figures(found, sheet))
    off = test.share - test.expected
    parts = {"segments": _SCORE, "surprise": surprise(test.p_value)}
    return Insight(
        id=insight_id("migration", SEGMENTS[found.segment].lower().replace(" ", "_"), found.way),
        kind="migration",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=_evidence(sheet),
        subject={"segment": SEGMENTS[found.segment]},
        department=department.pack.name,
        assessment=assess(off, "up" if found.way == "up" else "down"),
        uncertainty=sentence.uncertainty,
        caveats=unnamed_caveats(sheet),
        score=sum(parts.values()),
        score_parts=parts,
        p_value=test.p_value,
        effect=Effect(value=off, low=off - test.spread, high=off + test.spread),
    )


def _figures(found: MoveTest, sheet: Sheet) -> MoveFigures:
    study, moves = sheet.study, sheet.study.steps[-1]
    mostly = moves.mostly(found.segment, found.way)
    before, after = study.looks.days[-2:]
    return MoveFigures(
        segment=SEGMENTS[found.segment],
        up=found.way == "up",
        size=moves.size(found.segment),
        moved=moves.moved(found.segment, found.way),
        mostly=place_name(mostly),
        most=int(moves.table[found.segment][mostly]),
        now=int(np.count_nonzero(study.now == found.segment)),
        share=money_shares(study)[found.segment],
        what=inside_text(sheet.buyers.metric.title),
        before=day_text(before),
        after=day_text(after),
        step=study.looks.step_word,
        expected=found.test.expected,
        groups=found.test.groups,
        p_value=found.test.p_value,
        season=found.test.groups * study.looks.step >= _YEAR,
    )


def _evidence(sheet: Sheet) -> Evidence:
    """The query of all purchases; the period is that between the two looks."""
    looks, one = sheet.study.looks, timedelta(days=1)
    earlier, before, day = looks.days[-3:]
    return replace(
        evidence_from(sheet.buyers.query, sheet.answer),
        period=Period(start=before, end=day - one, complete=True),
        comparison=Comparison(start=earlier, end=before - one, kind="previous_period"),
    )


def _is_wrong(sheet: Sheet) -> bool:
    """Whether rows between the last two looks are missing, so that who bought then seems silent, or
    there twice.
    """
    if not sheet.study.steps:
        return False
    since, until = sheet.study.looks.days[-2:]
    behind = sheet.buyers.behind
    return lacks_days(behind.rows_per_day, since=since, until=until) or has_wrong_rows(
        behind, since=since, until=until
    )


def _no_clusters(sheet: Sheet) -> tuple[NotAvailable, ...]:
    why = sheet.study.clusters.why
    return (NotAvailable(what=_CLUSTERS, why=why),) if why else ()
