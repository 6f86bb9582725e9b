"""Several numbers as one answer: DASHBOARD turns. Called by the visualization agent.

The numbers are those of a department, of one dataset, or those beside one metric. One query gives
them by month, so that each stands on rows and has a course.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from boardroom.ask.answer import ENGINE, Answer, Reading, Remark, Step
from boardroom.ask.asker import Asker
from boardroom.ask.charting.board import WIDTH, board_of
from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.shape import Shape, read_shape
from boardroom.ask.charting.title import lowered
from boardroom.ask.charting.visualization import Visualization
from boardroom.ask.charting.wanted import Wanted
from boardroom.ask.conversation.outside import Boards
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.token import fold, read_tokens
from boardroom.errors import BoardroomError, QueryError
from boardroom.insight.delta_text import difference
from boardroom.insight.number_text import change_text, ratio_text, value_text
from boardroom.insight.period_text import axis_text
from boardroom.insight.table_view import column_title
from boardroom.semantic.query import Query
from boardroom.semantic.result import Column, Result

_MOST = 6
_TRIED = 12
_MONTHS = "last_13_months"
_SAID = 3
_ALIASES = {
    "support": "tickets", "helpdesk": "tickets", "service": "tickets", "hr": "people",
    "staff": "people", "customers": "customer", "customer success": "customer", "money": "finance",
    "ops": "operations",
}  # fmt: skip
"""What people call a department or its main dataset."""


@dataclass(frozen=True)
class Board:
    """The numbers of one dashboard, the most important first."""

    title: str
    metrics: tuple[str, ...]


def find_board(subject: str, asker: Asker, boards: Boards) -> Board | None:
    """The numbers that are meant; None where the words name no department, dataset or metric."""
    words = " ".join(word for word in fold(subject).split() if word not in {"the", "our", "my"})
    departments = {item.name: item for item in boards()}
    if not words or words in {"company", "business", "executive"}:
        first = tuple(name for item in departments.values() for name in item.metrics[:1])
        return Board("The company", first) if first else None
    for name in (words, _ALIASES.get(words, "")):
        if name in departments:
            return Board(departments[name].title, departments[name].metrics)
    return _of_model(_ALIASES.get(words, words), asker, boards)


def _of_model(words: str, asker: Asker, boards: Boards) -> Board | None:
    """The metrics of one dataset, of which the words name it or a metric."""
    stems = tuple(token.stem for token in read_tokens(words) if token.kind != "sign")
    senses = [x for x in asker.lexicon.senses(stems) if x.match == 1.0]
    metric = next((x.ref for x in senses if x.kind == "metric"), None)
    dataset = next((x.ref for x in senses if x.kind == "dataset"), None)
    expander, model = asker.lexicon.ground.expander, asker.metrics.model
    if metric is not None:
        dataset = expander.metric(metric).calls[0].base
    if dataset is None:
        return None
    ranked = [name for item in boards() for name in item.metrics]
    known = [name for name in dict.fromkeys(ranked) if name in model.metric_by_name]
    own = [x for x in known if dataset in {call.base for call in expander.metric(x).calls}]
    title = model.dataset_by_name[dataset].label or dataset.replace("_", " ").capitalize()
    title = model.metric_by_name[metric].title if metric else title
    chosen = tuple(dict.fromkeys([*([metric] if metric else []), *own]))
    return Board(title, chosen) if chosen else None


def overview(state: ConversationState, asker: Asker, boards: Boards) -> Answer:
    """The answer to a turn that asks for a dashboard.

    Raises:
        QueryError: nothing is known by that name, or none of its numbers has a course.
    """
    board = find_board(state.subject, asker, boards)
    if board is None:
        names = ", ".join(item.name for item in boards())
        raise QueryError(f"No dashboard of {state.subject!r}; there are: {names}.")
    query, spent = _query(board, state, asker)
    result = asker.metrics.run(query, principal=state.principal, as_of=state.as_of)
    shape = read_shape(result, Wanted(grain="month"))
    columns = [item for item in result.columns if item.role == "metric"]
    remarks = [told for item in columns if (told := _remark(shape, item)) is not None]
    if not remarks:
        raise QueryError(f"None of the numbers of {board.title} has a value in a complete month.")
    title = f"{board.title}, by month"
    chart = board_of([x for x in (_chart(result, item) for item in columns) if x], title)
    rule = Reading(words=state.subject, meaning=f"the first numbers of {lowered(board.title)}")
    return Answer(
        question=state.turn,
        status="answered",
        message=_message(board, remarks, shape),
        query=query,
        reading=(rule,),
        result=result,
        remarks=tuple(remarks),
        visualization=None if chart is None else chart.to_json(),
        confidence=1.0,
        steps=(Step(agent=ENGINE, ms=spent + result.elapsed_ms),),
    )


def _query(board: Board, state: ConversationState, asker: Asker) -> tuple[Query, float]:
    """The query for the first numbers that can be asked by month and have a value; and the time
    that it took to find them."""
    tried = board.metrics[:_TRIED]
    queries = [Query(metrics=(name,), grain="month", time_range=_MONTHS) for name in tried]
    found = asker.metrics.run_each(queries, principal=state.principal, as_of=state.as_of)
    good = [
        name
        for name, answer in zip(tried, found, strict=True)
        if isinstance(answer, Result) and any(x is not None for x in answer.column(name))
    ][:_MOST]
    if not good:
        why = next((x.message for x in found if isinstance(x, BoardroomError)), "there are none")
        raise QueryError(f"None of the numbers of {board.title} can be told by month: {why}")
    spent = max((x.elapsed_ms for x in found if isinstance(x, Result)), default=0.0)
    return Query(metrics=tuple(good), grain="month", time_range=_MONTHS), spent


def _chart(result: Result, column: Column) -> Visualization | None:
    place = result.index(column.name)
    alone = replace(
        result,
        columns=(result.columns[0], column),
        rows=tuple((row[0], row[place]) for row in result.rows),
        caveats=(),
    )
    wanted = Wanted(intent="trend", grain="month")
    return visualization_of(alone, wanted=wanted, title=column_title(column), width=WIDTH)


def _remark(shape: Shape, column: Column) -> Remark | None:
    """One number: in the last complete month, against the month and the year before."""
    cells = dict(zip(shape.starts, shape.values_of(column), strict=True))
    known = [day for day in shape.timeline if day not in shape.parts and cells.get(day) is not None]
    if not known:
        return None
    last = known[-1]
    numbers: dict[str, float | None] = {"value": cells[last]}
    said = [f"{value_text(cells[last], column.unit)} in {axis_text(last, 'month')}"]
    for name, before in _earlier(last):
        if (earlier := cells.get(before)) is not None:
            change, ratio = difference(cells[last], earlier, column.unit)
            numbers |= {f"{name}_value": earlier, f"{name}_change": change}
            numbers |= {f"{name}_ratio": ratio} if ratio is not None else {}
            size = ratio_text(ratio) if ratio is not None else change_text(change, column.unit)
            said.append(f"{size} against {axis_text(before, 'month')}")
    return Remark(title=column_title(column), text=", ".join(said) + ".", numbers=numbers)


def _earlier(day: date) -> Iterator[tuple[str, date]]:
    month = day.year * 12 + day.month - 2
    yield "previous", date(month // 12, month % 12 + 1, 1)
    yield "year", date(day.year - 1, day.month, 1)


def _message(board: Board, remarks: Sequence[Remark], shape: Shape) -> str:
    months = [day for day in shape.timeline if day not in shape.parts]
    when = f" in {axis_text(months[-1], 'month')}" if months else ""
    said = [f"{lowered(item.title)} {item.text.partition(' in ')[0]}" for item in remarks[:_SAID]]
    more = f" and {len(remarks) - _SAID} more below" if len(remarks) > _SAID else ""
    return f"{board.title}{when}: {', '.join(said)}{more}."
