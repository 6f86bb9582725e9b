"""Totals of money that a few customers or suppliers make: how much, and whether that has moved.

Called by the inspector. Of each kind of party the most important metric is looked at whose rows
name it, over the last twelve complete months against the twelve before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boardroom.analysis.concentration import (
    LEAST_MOVE,
    MAJOR,
    Concentration,
    chance_of_move,
    is_major,
    measure_concentration,
)
from boardroom.errors import BoardroomError
from boardroom.executive.churn.history import month_after
from boardroom.executive.finding import Candidate, insight_id
from boardroom.executive.inspection.kind import Findings, Inspection, has_wrong_rows
from boardroom.executive.inspection.segments.buyers import customer_keys
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.party import CUSTOMERS, PARTIES, party_keys
from boardroom.executive.ranking import importance
from boardroom.executive.stake import is_money
from boardroom.insight.inspection_wording import ConcentrationFigures, concentration_sentence
from boardroom.insight.model import Assessment, Effect, Insight
from boardroom.insight.period_text import axis_text
from boardroom.semantic.query import Order, Predicate, Query, Scalar
from boardroom.semantic.result import Comparison, Period, Result

MONTHS = 12
_MOST = 100_000
"""So many share nothing that matters."""

_LIKELY = 0.05
"""A move that chance brings about more often is none."""

_STANDING = -40.0
"""A share that stands as it stood is no news."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A total and who shares it.

    Attributes:
        party: how a query names one; ``name`` the field that names it for people.
        until: the first of the month after the last complete one.
    """

    candidate: Candidate
    parties: str
    party: str
    name: str
    until: date

    @property
    def metric(self) -> str:
        return self.candidate.course.facts.metric.name

    @property
    def stands(self) -> bool:
        """Whether it is what stands at an end, as MRR, rather than what comes in a year."""
        return not self.candidate.course.facts.flow

    def year(self, back: int) -> tuple[date, date]:
        """The first and the last day of the twelve months ``back`` years before."""
        last = month_after(self.until, -MONTHS * back) - timedelta(days=1)
        return month_after(self.until, -MONTHS * (back + 1)), last

    def range(self, back: int) -> str:
        """These months, as a query says them."""
        first, last = self.year(back)
        return f"{first}..{last}"

    def query(self, back: int) -> Query:
        """All that share it, the largest first."""
        return Query(
            metrics=(self.metric,),
            group_by=tuple(dict.fromkeys((self.party, self.name))),
            time_range=self.range(back),
            order=(Order(by=self.metric, descending=True),),
            limit=_MOST,
        )


@dataclass(frozen=True, kw_only=True)
class _Year:
    """What was found of a year: ``names`` and ``keys`` of the leading, largest first."""

    found: Concentration
    parties: int
    whole: float
    names: Sequence[str]
    keys: Sequence[Scalar]
    query: Query
    answer: Result


def find_concentrations(inspection: Inspection) -> Findings:
    """Where one alone makes a major share, or the share of the largest three moved."""
    insights = []
    tests = 0
    for asked in _asked(inspection):
        now = _year(asked, 0, inspection)
        if now is None:
            continue
        before = _year(asked, 1, inspection) if _is_known(asked, years=2) else None
        moved = now.found.share - before.found.share if before is not None else 0.0
        tests += before is not None
        chance = _chance(asked, now, before, inspection) if before is not None else 1.0
        if abs(moved) >= LEAST_MOVE and chance < _LIKELY:
            insights.append(_insight(asked, now, before, p_value=chance))
        elif is_major(now.found, parties=now.parties):
            insights.append(_insight(asked, now, before, p_value=None))
    return Findings(insights=tuple(insights), tests=tests)


def _asked(inspection: Inspection) -> Iterable[_Asked]:
    """Of customers and of suppliers the most important total that names them, known for a year."""
    ordered = sorted(inspection.candidates, key=lambda item: -importance(item.course.facts.metric))
    totals = [
        item
        for item in ordered
        if item.course.facts.splits and item.rows_per_day and is_money(item.course.unit)
    ]
    for parties in PARTIES:
        asked = (one for item in totals for one in _shared(item, parties, inspection))
        first = next((one for one in asked if _is_known(one, years=1)), None)
        if first is not None:
            yield first


def _shared(item: Candidate, parties: str, inspection: Inspection) -> Iterable[_Asked]:
    """The total by whom its rows belong to: the key of a table of such parties, else whoever is
    counted as a customer. What customers bring in should rise.
    """
    facts = item.course.facts
    if parties == CUSTOMERS and facts.metric.direction != "up":
        return
    for key in party_keys(parties, facts, inspection.model, inspection.reader):
        yield _of(item, key, parties, inspection)
    for department in inspection.departments if parties == CUSTOMERS else ():
        for key in customer_keys(facts, department, inspection):
            yield _of(item, key, parties, inspection)


def _of(item: Candidate, key: str, parties: str, inspection: Inspection) -> _Asked:
    owner = inspection.model.dataset_by_name[key.rpartition(".")[0]]
    named = (
        name
        for name in ("name", f"{parties[:-1]}_name", "company", "company_name", "title")
        if name in owner.field_by_name
        and not (owner.field_by_name[name].pii or owner.field_by_name[name].hidden)
    )
    name = next(named, None)
    return _Asked(
        candidate=item,
        parties=parties,
        party=key,
        name=key if name is None else f"{owner.name}.{name}",
        until=(item.plan.end + timedelta(days=1)).replace(day=1),
    )


def _is_known(asked: _Asked, *, years: int) -> bool:
    """Whether the rows of so many years are there, none of them known to be wrong."""
    since = month_after(asked.until, -MONTHS * years)
    known = min(asked.candidate.rows_per_day) < month_after(since, 1)
    return known and not has_wrong_rows(asked.candidate, since=since, until=asked.until)


def _year(asked: _Asked, back: int, inspection: Inspection) -> _Year | None:
    """What a year shows; None where it cannot be asked, or too few share the total."""
    query = asked.query(back)
    (answer,) = inspection.context.ask((query,))
    if isinstance(answer, BoardroomError) or len(answer.rows) >= _MOST:
        return None
    takings, names = _by_party(answer, asked)
    whole = sum(takings.values())
    named = sorted(
        ((key, amount) for key, amount in takings.items() if key is not None and amount > 0),
        key=lambda item: -item[1],
    )
    found = measure_concentration(
        [amount for _, amount in named],
        whole=whole,
        parties=len(named),
        less=-sum(amount for amount in takings.values() if amount < 0),
    )
    if found is None:
        return None
    leading = named[: len(found.largest)]
    return _Year(
        found=found,
        parties=len(named),
        whole=whole,
        keys=[_cell(key) for key, _ in leading],
        names=[names[key] for key, _ in leading],
        query=query,
        answer=answer,
    )


def _by_party(answer: Result, asked: _Asked) -> tuple[dict[object, float], dict[object, str]]:
    """What each took, and its name; of one who was renamed, under the name that took the most."""
    takings: dict[object, float] = {}
    names: dict[object, str] = {}
    for row, cell in zip(answer.rows, answer.column(asked.metric), strict=True):
        key, name = row[0], row[-2]
        takings[key] = takings.get(key, 0.0) + (number(cell) or 0.0)
        names.setdefault(key, str(key if name is None else name))
    return takings, names


def _cell(key: object) -> Scalar:
    """A key as a filter takes it."""
    return key if isinstance(key, str | int) else str(key)


def _chance(asked: _Asked, now: _Year, before: _Year, inspection: Inspection) -> float:
    """How often chance alone moves the share as far; 1 where that cannot be asked."""
    years = [_months(asked, back, year, inspection) for back, year in enumerate((now, before))]
    return chance_of_move(*years)


def _months(asked: _Asked, back: int, year: _Year, inspection: Inspection) -> Sequence[float]:
    """The share of a year's leading in each of its months."""
    every = Query(metrics=(asked.metric,), grain="month", time_range=asked.range(back))
    leading = Predicate(field=asked.party, op="in", values=tuple(year.keys))
    theirs = replace(every, filters=(leading,))
    parts: list[Mapping[object, float]] = []
    for answer in inspection.context.ask((theirs, every)):
        if isinstance(answer, BoardroomError):
            return ()
        pairs = zip(answer.column("period"), answer.column(asked.metric), strict=True)
        parts.append({month: number(cell) or 0.0 for month, cell in pairs})
    own, whole = parts
    return [own.get(month, 0.0) / amount for month, amount in whole.items() if amount > 0]


def _insight(asked: _Asked, now: _Year, before: _Year | None, *, p_value: float | None) -> Insight:
    course = asked.candidate.course
    metric, share = course.facts.metric, now.found.share
    moved = share - before.found.share if before is not None else 0.0
    first, last = asked.year(0)
    sentence = concentration_sentence(
        ConcentrationFigures(
            label=metric.title,
            unit=course.unit,
            parties=asked.parties,
            count=now.parties,
            leading=list(zip(now.names, now.found.largest, strict=True)),
            amount=share * now.whole,
            whole=now.whole,
            months=None if asked.stands else MONTHS,
            period=axis_text(last.replace(day=1), "month"),
            before=None if before is None else before.found.share,
            major=MAJOR if is_major(now.found, parties=now.parties) else None,
            p_value=p_value,
        )
    )
    parts = {
        "importance": importance(metric),
        "share": 30.0 * share,
        "novelty": _STANDING if p_value is None else 0.0,
    }
    evidence = evidence_from(now.query, now.answer)
    return Insight(
        id=insight_id("concentration", metric.name, asked.party),
        kind="concentration",
        metric=metric.name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=replace(
            evidence,
            period=Period(start=first, end=last, complete=True),
            comparison=_compared(asked) if before is not None else None,
        ),
        subject={asked.party: str(now.keys[0])},
        department=metric.department,
        assessment=_assessed(moved, told=p_value is not None),
        uncertainty=sentence.uncertainty,
        score=sum(parts.values()),
        score_parts=parts,
        p_value=p_value,
        effect=Effect(value=share if p_value is None else moved),
    )


def _compared(asked: _Asked) -> Comparison:
    first, last = asked.year(1)
    return Comparison(start=first, end=last, kind="previous_year")


def _assessed(moved: float, *, told: bool) -> Assessment:
    """To hang on fewer is bad, whatever the total; to hang on fewer less is good."""
    return "good" if told and moved < 0 else "bad"
