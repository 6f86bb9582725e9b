"""The checks of a pack: how many rows break each. Called by the analysts."""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.errors import BoardroomError
from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.pack import Check
from boardroom.executive.pack_binding import Department, translate
from boardroom.insight.model import Insight, NotAvailable
from boardroom.insight.state_wording import broken_rule_sentence
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

_SCORE = 20.0


@dataclass(frozen=True, kw_only=True)
class RowCheck:
    """A check on the model's own dataset, with the query that counts."""

    check: Check
    dataset: str
    query: Query


def plan_checks(department: Department) -> tuple[RowCheck, ...]:
    """The checks whose tables and fields exist."""
    found = []
    for check in department.pack.checks:
        place = department.tables.get(check.table)
        holds = translate(check.holds, department.tables, home=check.table)
        if place is None or holds is None:
            continue
        broken = f"COUNT(CASE WHEN NOT ({holds}) THEN 1 END)"
        query = Query(
            expressions=(
                NamedExpression(name="broken", expression=broken, dataset=place.dataset),
                NamedExpression(name="rows", expression="COUNT(*)", dataset=place.dataset),
            )
        )
        found.append(RowCheck(check=check, dataset=place.dataset, query=query))
    return tuple(found)


def read_checks(
    plans: Sequence[RowCheck], answers: Sequence[Result | BoardroomError], *, department: str
) -> tuple[tuple[Insight, ...], tuple[NotAvailable, ...]]:
    """One insight per broken check; checks that could not be made, with the reason."""
    broken, failed = [], []
    for plan, answer in zip(plans, answers, strict=True):
        if isinstance(answer, BoardroomError):
            failed.append(NotAvailable(what=plan.check.description, why=answer.message))
            continue
        count = number(answer.column("broken")[0]) if answer.rows else None
        rows = number(answer.column("rows")[0]) if answer.rows else None
        if count and rows:
            broken.append(_insight(plan, answer, count=int(count), rows=int(rows)))
    return tuple(broken), tuple(failed)


def _insight(plan: RowCheck, answer: Result, *, count: int, rows: int) -> Insight:
    sentence = broken_rule_sentence(plan.dataset, plan.check.description, broken=count, rows=rows)
    return Insight(
        id=insight_id("data_quality", "check", plan.check.name),
        kind="data_quality",
        metric="",
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=evidence_from(plan.query, answer),
        assessment="bad",
        score=_SCORE,
        score_parts={"quality": _SCORE},
        subject={"dataset": plan.dataset, "trouble": plan.check.name},
    )
