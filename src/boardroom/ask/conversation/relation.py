"""Whether numbers move together: CORRELATE turns. Called by the analysis agent.

Two numbers that the turn names are compared, or one with all metrics that its asker may see; the
rules are the engine's (``analysis.correlation``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from boardroom.ask.answer import ENGINE, Answer, Remark, Step, refusal
from boardroom.ask.asker import Asker
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.shape import read_shape
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.conclusion import title_of
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.conversation.subject import Subject, read_subject
from boardroom.data.model_tables import source_tables
from boardroom.errors import BoardroomError, QueryError
from boardroom.insight.correlation_wording import (
    NO_CAUSE,
    CompanionFigures,
    companion_sentence,
    r_text,
)
from boardroom.semantic.compiler.additivity import additivity
from boardroom.semantic.compiler.expand import Formula
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Column, Period, Result

if TYPE_CHECKING:
    from boardroom.analysis.correlation.together import Pair
    from boardroom.analysis.correlation.weekly import Kind, Weekly

_BOUND = r"(?:correlated?s?|related|linked|tied|connected|associated|moves?|goes|go)"
_PAIR = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:how )?(?:strongly )?(?:is|are|was|were|does|do|did) (?P<one>.+?) (?:strongly )?"
        rf"{_BOUND}(?: together)? (?:with|to) (?P<other>.+)",
        r".*?(?:correlation|relationship|relation|connection|link) "
        r"(?:between|of) (?P<one>.+?) (?:and|with|to) (?P<other>.+)",
        rf"(?:how )?(?:does|do|did|is|are) (?P<one>.+?) (?:and|with) (?P<other>.+?) {_BOUND}"
        r"(?: together)?",
        r"correlate (?P<one>.+?) (?:and|with|to|against) (?P<other>.+)",
        r"(?:how )?(?:does|do|did) (?P<one>.+?) "
        r"(?:affect|influence|impact|depend on|lead) (?P<other>.+)",
    )
)
_ALONE = re.compile(
    r"(?:what|which (?:metrics?|numbers?|kpis?)) (?:else )?"
    r"(?:moves?|goes|go|correlates?|(?:is|are) (?:correlated|related))"
    r"(?: together)? (?:with|to) (?P<one>.+)"
)
_MOST = 5
_SHOWN_WEEKS = 160
_OPEN = 0.1
"""What unrelated numbers reach more often is no sign of anything."""


@dataclass(frozen=True)
class _Side:
    """A number by week."""

    title: str
    column: Column
    result: Result
    weekly: "Weekly"


def relate(state: ConversationState, asker: Asker) -> Answer:
    """The answer to a turn that asks what moves together.

    Raises:
        QueryError: it does not name what to compare.
    """
    alone = _ALONE.fullmatch(state.subject)
    if alone is not None:
        subject = _subject(alone["one"], state, asker)
        return subject if isinstance(subject, Answer) else _with_all(subject, state, asker)
    for pattern in _PAIR:
        if found := pattern.fullmatch(state.subject):
            one, other = (_subject(found[name], state, asker) for name in ("one", "other"))
            if isinstance(one, Answer):
                return one
            return other if isinstance(other, Answer) else _pair(one, other, state, asker)
    raise QueryError("Name two numbers, such as: is revenue correlated with leads.")


def _subject(words: str, state: ConversationState, asker: Asker) -> Subject | Answer:
    found = read_subject(replace(state, subject=words), asker)
    if isinstance(found, Subject) and (found.when or found.grain):
        raise QueryError("What moves together is told of all weeks there are; leave the time out.")
    return found


def _pair(one: Subject, other: Subject, state: ConversationState, asker: Asker) -> Answer:
    from boardroom.analysis.correlation.weekly import compare, is_telling

    if one.query == other.query:
        raise QueryError(f"{one.title} moves with itself; name another number.")
    queries = [_weekly(item.query) for item in (one, other)]
    results = asker.metrics.run_many(queries, principal=state.principal, as_of=state.as_of)
    sides = [_side(*item, asker) for item in zip((one, other), results, strict=True)]
    pair = compare(*(item.weekly for item in sides))
    if pair is None:
        return refusal(state.turn, _too_little(" and ".join(item.title for item in sides)))
    rows = _together(sides)
    told = _figures(pair, dict(enumerate(sides)), periods=len(rows.rows))
    joint = one.query.filters == other.query.filters
    query = Query(metrics=(*one.query.metrics, *other.query.metrics), filters=one.query.filters)
    query = replace(query, expressions=(*one.query.expressions, *other.query.expressions))
    same = sides[0].weekly.made_of & sides[1].weekly.made_of
    notes = [_by_definition(same)] if same else []
    chart = visualization_of(rows, wanted=Wanted(intent="trend", grain="week"))
    return Answer(
        question=state.turn,
        status="answered",
        message=_message(told, found=is_telling(pair)),
        query=_weekly(query) if joint else None,
        reading=(*one.reading, *other.reading),
        result=replace(rows, caveats=(*rows.caveats, *notes)),
        remarks=(_remark(told, found=is_telling(pair)),),
        visualization=None if chart is None else chart.to_json(),
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=sum(item.elapsed_ms for item in results)),),
    )


def _with_all(subject: Subject, state: ConversationState, asker: Asker) -> Answer:
    """What of all metrics moves with one number."""
    from boardroom.analysis.correlation.weekly import companions

    own = set(subject.query.metrics)
    seen = asker.metrics.describe(principal=state.principal).metrics
    queries = [subject.query, *(Query(metrics=(x.name,)) for x in seen if x.name not in own)]
    found = asker.metrics.run_each(
        [_weekly(item) for item in queries], principal=state.principal, as_of=state.as_of
    )
    if isinstance(found[0], BoardroomError):
        raise found[0]
    sides = [
        _side(Subject(query=query, column=result.columns[1]), result, asker)
        for query, result in zip(queries, found, strict=True)
        if isinstance(result, Result) and len(result.columns) == 2 and result.rows
    ]
    first, others = sides[0], sides[1:]
    if not first.weekly.enough:
        raise QueryError(_too_little(subject.title))
    together = companions(first.weekly, [item.weekly for item in others])
    names = [others[place].title for place in together.pairs]
    size = f"of {together.tests} metrics made of other rows"
    message = f"Nothing moves with {subject.title} more than chance makes it, {size}."
    if names:
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        message = f"{subject.title} moves with {', '.join(names[:_MOST])}{more}, {size}."
    same = ", ".join(others[place].title for place in together.same)
    notes = [Caveat(kind="same_numbers", text=f"All but the same numbers: {same}.")] if same else []
    notes += [Caveat(kind="no_cause", text=NO_CAUSE)] if names else []
    result = _listed(first, [(others[x], pair) for x, pair in together.pairs.items()])
    return Answer(
        question=state.turn,
        status="answered",
        message=message,
        query=_weekly(subject.query),
        reading=subject.reading,
        result=result if names else None,
        freshness=first.result.freshness,
        visualization=_bars(result) if names[1:] else None,
        remarks=tuple(
            _short(first, others[place], pair)
            for place, pair in list(together.pairs.items())[:_MOST]
        ),
        caveats=tuple(notes),
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=max(x.elapsed_ms for x in found if isinstance(x, Result))),),
    )


def _listed(first: _Side, pairs: Sequence[tuple[_Side, "Pair"]]) -> Result:
    """What moves with a number, a row each; ``weeks_later`` is below 0 where it comes before."""
    known = np.isfinite(first.weekly.values)
    days = first.weekly.days[known]
    columns = (
        Column(name="metric", role="dimension", type="String", label="Metric"),
        Column(name="r", role="metric", type="Float", label="Correlation"),
        Column(name="low", role="transform", type="Float", metric="r"),
        Column(name="high", role="transform", type="Float", metric="r"),
        Column(name="rank_r", role="metric", type="Float", label="Correlation of ranks"),
        Column(name="weeks_later", role="metric", type="Integer"),
        Column(name="p_value", role="metric", type="Float"),
    )
    return replace(
        first.result,
        columns=columns,
        rows=tuple(
            (side.title, x.r, x.low, x.high, x.rank_r, x.lag if x.first == 0 else -x.lag, x.p_value)
            for side, x in pairs
        ),
        period=Period(
            start=date.fromordinal(int(days[0])),
            end=date.fromordinal(int(days[-1])) + timedelta(days=6),
            complete=True,
        ),
        caveats=(),
    )


def _bars(result: Result) -> dict[str, object] | None:
    plain = replace(
        result, columns=result.columns[:2], rows=tuple(tuple(row[:2]) for row in result.rows)
    )
    chart = visualization_of(plain, wanted=Wanted(intent="rank", ordered=True))
    return None if chart is None else chart.to_json()


def _short(first: _Side, other: _Side, pair: "Pair") -> Remark:
    """One of many: its title says which way and when."""
    sides = {0: first, pair.first + pair.second: other}
    told = _figures(pair, sides, periods=len(_together([first, other]).rows))
    sentence = companion_sentence(told)
    text = (
        f"r = {r_text(told.r)} (from {r_text(told.low)} to {r_text(told.high)}; of the ranks "
        f"{r_text(told.rank_r)}) over {told.periods} weeks. {sentence.uncertainty}"
    )
    return Remark(title=sentence.title, text=text, numbers=_numbers(told))


def _too_little(title: str) -> str:
    return f"Too little is known of {title} by week to tell what it moves with."


def _weekly(query: Query) -> Query:
    return replace(query, grain="week", time_range="all")


def _side(subject: Subject, result: Result, asker: Asker) -> _Side:
    """A number by its complete weeks."""
    from boardroom.analysis.correlation.weekly import Weekly

    shape = read_shape(result, Wanted(grain="week"))
    cells = dict(zip(shape.starts, shape.values_of(subject.column), strict=True))
    weeks = [day for day in shape.timeline if day not in shape.parts]
    values = [cells.get(day) for day in weeks]
    formula = _formula(subject.query, asker)
    weekly = Weekly(
        days=np.array([day.toordinal() for day in weeks], dtype=np.int64),
        values=np.array([np.nan if x is None else x for x in values], dtype=float),
        kind=_kind(formula, asker),
        made_of=_tables(formula, asker),
    )
    return _Side(title_of(subject.column), subject.column, result, weekly)


def _formula(query: Query, asker: Asker) -> Formula:
    expander = asker.lexicon.ground.expander
    if query.metrics:
        return expander.metric(query.metrics[0])
    return expander.inline(query.expressions[0])


def _kind(formula: Formula, asker: Asker) -> "Kind":
    found = additivity(formula, asker.graph)
    return "flow" if found == "additive" else "stock" if found == "stock" else "level"


def _tables(formula: Formula, asker: Asker) -> frozenset[str]:
    datasets = {call.base for call in formula.calls}
    known = asker.metrics.model.dataset_by_name
    return frozenset(
        ".".join(parts) for name in datasets for parts in source_tables(known[name].source)
    )


def _together(sides: Sequence[_Side]) -> Result:
    """Both numbers by the weeks that both are known for, the newest some years of them."""
    one, other = (dict(zip(x.weekly.days, x.weekly.values, strict=True)) for x in sides)
    days = [day for day in one if day in other and np.isfinite(one[day] + other[day])]
    shown = days[-_SHOWN_WEEKS:]
    rows = tuple((date.fromordinal(int(day)), float(one[day]), float(other[day])) for day in shown)
    first, second = (item.result for item in sides)
    columns = [replace(item.column, type="Float") for item in sides]
    if columns[0].name == columns[1].name:
        columns[1] = replace(columns[1], name=f"{columns[1].name}_2")
    caveats = dict.fromkeys((*first.caveats, *second.caveats))
    kept = tuple(item for item in caveats if item.kind not in {"to_date", "partly_loaded"})
    return replace(
        first,
        columns=(first.columns[0], *columns),
        rows=rows,
        sql="\n\n".join(dict.fromkeys([first.sql, second.sql])),
        period=Period(start=None, end=None, complete=True) if not rows else _period(rows),
        caveats=kept,
    )


def _period(rows: Sequence[tuple[date, float, float]]) -> Period:
    return Period(start=rows[0][0], end=rows[-1][0] + timedelta(days=6), complete=True)


def _figures(pair: "Pair", sides: Mapping[int, _Side], *, periods: int) -> CompanionFigures:
    return CompanionFigures(
        first=sides[pair.first].title,
        second=sides[pair.second].title,
        lag=pair.lag,
        period="week",
        r=pair.r,
        low=pair.low,
        high=pair.high,
        rank_r=pair.rank_r,
        periods=periods,
        p_value=pair.p_value,
    )


def _message(told: CompanionFigures, *, found: bool) -> str:
    r = f"r = {r_text(told.r)} over {told.periods} weeks"
    both = f"{told.first} and {told.second}"
    if found:
        return f"Yes: {_lowered(companion_sentence(told).title)} ({r})."
    if told.p_value > _OPEN:
        return f"No: {both} do not move together more than chance makes it ({r})."
    return f"Not for sure: of {both} {r}; unrelated numbers reach as much {_often(told.p_value)}."


def _lowered(title: str) -> str:
    return title[0].lower() + title[1:] if title.startswith("A rise") else title


def _remark(told: CompanionFigures, *, found: bool) -> Remark:
    """What was measured: both correlations, at which lag, and how often chance makes as much."""
    numbers = _numbers(told)
    if found:
        sentence = companion_sentence(told)
        text = f"{sentence.text} {sentence.uncertainty}"
        return Remark(title=sentence.title, text=text, numbers=numbers)
    lag = f" with {told.second} {told.lag} weeks later" if told.lag else ""
    text = (
        "Of what their trends and seasons leave, the largest correlation at any lag up to 8 weeks "
        f"is {r_text(told.r)}{lag} (Pearson; of the ranks, Spearman, {r_text(told.rank_r)}), over "
        f"{told.periods} weeks; unrelated numbers reach as much {_often(told.p_value)}. {NO_CAUSE}"
    )
    return Remark(title="Correlation", text=text, numbers=numbers)


def _numbers(told: CompanionFigures) -> Mapping[str, float]:
    return {
        "r": told.r,
        "rank_r": told.rank_r,
        "lag": float(told.lag),
        "p_value": told.p_value,
        "periods": float(told.periods),
    }


def _often(p_value: float) -> str:
    cases = 1 / max(p_value, 1e-3)
    return "nearly always" if cases < 1.5 else f"about once in {cases:,.0f} cases"


def _by_definition(tables: frozenset[str]) -> Caveat:
    names = ", ".join(sorted(name.replace("_", " ") for name in tables))
    text = f"Both are computed from the same rows ({names}): part of it is so by definition."
    return Caveat(kind="same_rows", text=text)
