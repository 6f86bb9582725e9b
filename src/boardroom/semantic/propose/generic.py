"""Metrics beyond the standard ones: counts of rows, totals or means of measures, rates of flags.

So that everything useful in the data can be asked by name. What must not be added up is averaged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.semantic.model import (
    Confidence,
    Direction,
    EventTime,
    Expression,
    IntervalTime,
    Metric,
    SnapshotTime,
    TimeSpec,
)
from boardroom.semantic.propose.binding import (
    KEY_ENDS,
    actual_rows,
    condition_of,
    granted_rows,
    reference,
    truer_key,
)
from boardroom.semantic.propose.entity import countable, entities, entity_by_name, things
from boardroom.semantic.propose.ledger import unadded
from boardroom.semantic.propose.lexicon import (
    DURATION_WORDS,
    KEY_WORDS,
    measure_sense,
    name_words,
)
from boardroom.semantic.propose.naming import label, one_of, plural, snake, unique_name
from boardroom.semantic.propose.placement import (
    came,
    counting_time,
    described,
    grown,
    still_there,
    stock_time,
)
from boardroom.semantic.propose.shape import per_day, unfit
from boardroom.semantic.propose.standard import Found
from boardroom.semantic.propose.view import Column, Scene, Table

_UNCOUNTED = frozenset(
    {"category", "calendar", "scenario", "place", "gl_account", "book_owner", "ledger"}
)
"""Lists whose length says nothing of the business."""
_SUMMED = frozenset({"money", "quantity"})
_HELD = frozenset({"balance", "stock"})
_GUESSED = 0.5
"""Below this score a number is taken for a count by its form only."""
_NAMED_ENTITIES = frozenset({"employee", "expense", "goal", "patient", "student"})
"""Entities by whose name rows are counted when the table's name is no plural."""
_VAGUE = frozenset({"transaction"})
"""What rows of many kinds are called."""
_MOST_NAMED = 20
_BLAND = frozenset(
    {
        "amount",
        "total",
        "value",
        "count",
        "number",
        "net",
        "gross",
        "budget",
        "quantity",
        "duration",
    }
) | frozenset(DURATION_WORDS)
"""Names that say nothing without their dataset's."""
_BUSINESS = frozenset(
    {"revenue", "cost", "profit", "sales", "spend", "margin", "income", "employees"}
)
"""Names of the business's own money: on a list of things they need the dataset's name."""
_INSTEAD = frozenset({"daily_active_users", "nps"})
"""Standard metrics that say how their column is to be read."""
_HISTORIC = frozenset({"mrr", "arr"})
"""Stocks whose movements may be known."""
_PLANNED = frozenset({"budget", "budgeted", "plan", "planned", "forecast", "target", "quota"})
_FLAG_WORDS = ("is_", "has_", "was_", "flag_")


def generic_metrics(scene: Scene, found: Mapping[str, Found]) -> tuple[Metric, ...]:
    """The generic metrics of all tables, under names not yet taken."""
    taken = set(found)
    known = {
        _formula(item.metric)
        for item in found.values()
        if item.metric.time in {None, _counting_time(item.metric, scene)}
    }
    elsewhere = _placed_elsewhere(found)
    weighted = [name for item in found.values() for name in item.columns if _weighs(item, name)]
    drafts = [
        (table, metric)
        for table in scene.tables
        for metric in _drafts(table, found)
        if _formula(metric) not in known
        and metric.expression.sql not in elsewhere
        and not any(metric.expression.sql.startswith(f"AVG({name})") for name in weighted)
    ]
    named = Counter(name for _, name in {(table.name, metric.name) for table, metric in drafts})
    taken |= {name for name, tables in named.items() if tables > 1}
    metrics: list[Metric] = []
    for table, metric in drafts:
        name = _free_name(metric.name, table, taken)
        taken.add(name)
        metrics.append(_named(metric, name))
    return tuple(metrics)


def _drafts(table: Table, found: Mapping[str, Found]) -> Sequence[Metric]:
    """The metrics of a table under plain names."""
    left = table.source or table.bridge or table.entity == "calendar"
    if left or not table.profile.rows:
        return ()
    measured = [*_measures(table, found), *_flags(table)]
    standard = any(table.name in item.bases for item in found.values())
    return [*_count(table, told=bool(measured), standard=standard), *measured]


def _counting_time(metric: Metric, scene: Scene) -> TimeSpec | None:
    table = scene.by_name.get(metric.dataset or "")
    return counting_time(table) if table is not None else None


def _placed_elsewhere(found: Mapping[str, Found]) -> frozenset[str]:
    """Totals of what a standard metric adds up at another moment: the same money, twice dated."""
    return frozenset(
        f"SUM({name})"
        for item in found.values()
        if item.metric.time is not None and item.metric.expression.sql.startswith("SUM(")
        for name in item.columns
    )


def _weighs(item: Found, name: str) -> bool:
    """Whether a mean is built with its weights, or out of counts or answers: the plain mean would
    be another number under the same name."""
    sql = item.metric.expression.sql
    weighted = f"SUM({name} * " in sql and "/ SUM(CASE" in sql
    return weighted or item.recipe in _INSTEAD


def _free_name(name: str, table: Table, taken: set[str]) -> str:
    """The plain name; with the dataset's singular in it where taken or saying nothing alone."""
    bare = name.removeprefix("average_")
    if name not in taken and not set(name_words(bare)) <= _BLAND:
        return name
    start = "average_" if bare != name else ""
    return unique_name(f"{start}{one_of(table.name)}_{bare}", taken)


def _named(metric: Metric, name: str) -> Metric:
    return replace(metric, name=name, label=label(name))


def _formula(metric: Metric) -> tuple[str, str]:
    """What tells two metrics apart; ``COUNT(*)`` only together with its dataset."""
    sql = metric.expression.sql
    return sql, f"{metric.dataset} {metric.to_date}" if sql == "COUNT(*)" else ""


def _count(table: Table, *, told: bool, standard: bool) -> Iterable[Metric]:
    """How many rows there are, where rows are things that happened or exist.

    Rows that are no things by their dataset's name are counted only when nothing else was told;
    those that only their key numbers, when no standard metric is built on them.
    """
    counts_something = table.primary_key or table.time or table.of_kind("measure")
    if table.entity in _UNCOUNTED or table.counted or not counts_something or per_day(table):
        return
    name = _count_name(table, numbered=not standard)
    if table.plan or table.long_by or ((told or standard) and name.endswith("_count")):
        return
    if isinstance(table.time, SnapshotTime):
        return
    held = isinstance(table.time, IntervalTime)
    says = f"the number of rows of {table.name}" + (
        " that hold at the end of the period" if held else ""
    )
    person = truer_key(table, table.primary_key) if table.entity == "customer" else None
    sql = "COUNT(*)" if person is None else f"COUNT(DISTINCT {reference(table, person)})"
    if person is not None:
        says = f"the number of different {person.name} values of {table.name}"
    metric = replace(
        _metric(table, name, sql, says, score=0.7),
        unit="count",
        time=counting_time(table),
        to_date="all" if grown(table) else None,
        filter=actual_rows(table),
    )
    yield metric
    since = came(table)
    if since and not (held and table.entity == "employee"):
        things = f"{table.entity}s" if table.entity in {"customer", "employee"} else table.name
        fresh = _metric(
            table, f"new_{things}", "COUNT(*)", f"{says} that came in the period", score=0.7
        )
        gained: Direction | None = "up" if table.entity in {"customer", "account"} else None
        start = EventTime(field=f"{table.name}.{since}")
        yield replace(fresh, unit="count", time=start, direction=gained)


def _count_name(table: Table, *, numbered: bool) -> str:
    """The dataset's name where it is a plural of things, else what its rows are.

    Args:
        numbered: whether a key named after the rows is enough.
    """
    thing = name_words(table.name)[-1]
    listed = _listed_things(table)
    if listed:
        return listed
    if _misnamed(table, thing):
        return plural(table.entity)
    if table.name.endswith("s") and (thing in countable() or (numbered and _numbers(table, thing))):
        return f"known_{table.name}" if table.entity == "customer" else table.name
    return plural(table.entity) if table.entity in _NAMED_ENTITIES else f"{table.name}_count"


def _numbers(table: Table, thing: str) -> bool:
    """Whether the key of a table numbers such things: ``stop_no`` of machine stops."""
    key = table.primary_key[0] if len(table.primary_key) == 1 else ""
    return bool(key) and tuple(w for w in table.by_name[key].words if w not in KEY_ENDS) == (thing,)


def _listed_things(table: Table) -> str:
    """What a list is a list of, where its key says so and its name says something else."""
    key = table.primary_key[0] if len(table.primary_key) == 1 else ""
    called = tuple(w for w in table.by_name[key].words if w not in KEY_ENDS) if key else ()
    if not _is_listed(table) or not called or called[-1] not in countable() - KEY_WORDS:
        return ""
    return "" if called[-1] in table.words else plural("_".join(called))


def _misnamed(table: Table, thing: str) -> bool:
    """Whether the last word of the name means other things than the rows: ads, not conversions."""
    named, entity = entity_by_name((thing,)), entities().get(table.entity)
    if named is None or entity is None or entity.listed or named.name in _VAGUE:
        return False
    if any(table.words[-len(phrase) :] == phrase for phrase in entity.phrases):
        return False
    return named.name != entity.name


def _measures(table: Table, found: Mapping[str, Found]) -> Iterable[Metric]:
    if table.long_by:
        for plan in _plans(table):
            yield from _by_name(table, plan)
        return
    for column in table.of_kind("measure"):
        left = {*table.mixed, *unadded(table), table.moved_by, *_restated(table, found)}
        if column.name not in left and not unfit(column):
            yield from _of_column(table, column)


def _restated(table: Table, found: Mapping[str, Found]) -> Iterable[str]:
    """Stocks as loaded, where a standard metric knows their history: today's price of the past."""
    for column in table.of_kind("measure"):
        known = found.get(column.reading.concept)
        elsewhere = known is not None and known.metric.dataset != table.name
        if elsewhere and column.reading.concept in _HISTORIC and table.entity == "subscription":
            yield column.name


def _of_column(table: Table, column: Column) -> Iterable[Metric]:
    """The total or mean of a measure; where plans stand beside actual rows, each apart."""
    for plan in _plans(table):
        metric = _of_rows(table, column, plan)
        yield metric if plan.prefix else _as_loaded(metric, table)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Rows of one scenario, and what their metrics are called after; actual rows have no prefix."""

    rows: str | None = None
    prefix: str = ""

    @property
    def says(self) -> str:
        """Which rows of several scenarios are meant; empty where a table has but one."""
        return f"{self.prefix.rstrip('_') or 'actual'} rows" if self.rows else ""


def _plans(table: Table) -> Iterable[_Plan]:
    """Actual rows and each plan beside them; the one plan of a table that is one."""
    if table.plan:
        yield _Plan(prefix=f"{table.plan}_")
        return
    rows = actual_rows(table)
    yield _Plan(rows=rows)
    for plan in ("budget", "forecast") if rows is not None else ():
        condition = condition_of(plan, table)
        if condition is not None:
            yield _Plan(rows=condition, prefix=f"{plan}_")


def _as_loaded(metric: Metric, table: Table) -> Metric:
    """Of people who come and go, those who are still there; as the rows were loaded."""
    granted = granted_rows(table)
    spent = metric.expression.sql.startswith("SUM(")
    if granted is not None and spent and metric.filter is None:
        return replace(metric, filter=granted)
    there = still_there(table)
    if there is None or metric.filter:
        return metric
    text = (metric.description or "").removesuffix(".")
    return replace(metric, filter=there, description=f"{text}, those still there, as loaded.")


def _of_rows(table: Table, column: Column, plan: _Plan) -> Metric:
    reading = column.reading
    ref = reference(table, column)
    name, score = column.name, reading.score * 0.75
    if _is_listed(table) and name in _BUSINESS:
        name, score = f"{one_of(table.name)}_{name}", score * 0.6
    at_last = stock_time(table) if reading.nature in _HELD else None
    if at_last is not None:
        sql, says = f"SUM({ref})", f"the sum of {column.name} at the last moment of a period"
    elif _adds_up(table, column):
        sql, says = f"SUM({ref})", f"the sum of {column.name}"
    else:
        plain = name.startswith(("average_", "avg_", "mean_"))
        scale = f" / {reading.scale}" if reading.scale != 1 else ""
        sql, says = f"AVG({ref}){scale}", f"the mean of {column.name}"
        name = name if plain else f"average_{name}"
    kept = f" of {plan.says}" if plan.says else ""
    name = _as_planned(name, plan)
    how = _how(table, column, summed=sql.startswith("SUM("))
    metric = _metric(table, name, sql, f"{says} over {table.name}{kept}{how}", score=score)
    return replace(
        metric,
        unit=reading.unit,
        direction=None if plan.prefix else reading.direction,
        filter=plan.rows,
        time=at_last,
        confidence=Confidence(score=round(score, 2), why=reading.why),
    )


def _how(table: Table, column: Column, *, summed: bool) -> str:
    """What a reader must know of the rows behind a total or a mean."""
    if summed and isinstance(table.time, SnapshotTime):
        return ", of the last row of each in the period"
    if summed and isinstance(table.time, IntervalTime) and not described(table):
        return ", of those that hold at the end of the period"
    if summed:
        return ""
    if _is_listed(table):
        return ", each counted once"
    mean = bool({"average", "mean"} & set(column.words))
    return ", each row counting the same" if mean or per_day(table) else ""


def _as_planned(name: str, plan: _Plan) -> str:
    """The name with the plan before it, unless it speaks of a plan itself."""
    return name if _PLANNED & set(name_words(name)) else f"{plan.prefix}{name}"


def _is_listed(table: Table) -> bool:
    entity = entities().get(table.entity)
    return entity is not None and entity.listed and not entity.people


def _adds_up(table: Table, column: Column) -> bool:
    """Whether values may be added; a count that only describes each person is averaged."""
    nature = column.reading.nature
    entity = entities().get(table.entity)
    if column.reading.concept == "count" and entity is not None and entity.people:
        return False
    if column.reading.score < _GUESSED and not isinstance(table.time, EventTime):
        return False
    at_once = isinstance(table.time, IntervalTime | SnapshotTime) or table.time is None
    return nature in _SUMMED or (nature in _HELD and at_once)


def _by_name(table: Table, plan: _Plan) -> Iterable[Metric]:
    """One metric per named measure of a table whose value column holds many."""
    value = table.of_kind("measure")[0]
    names = table.by_name[table.long_by]
    for text, _ in names.profile.top[:_MOST_NAMED]:
        sense = measure_sense(name_words(text))
        added = sense is not None and sense.nature in _SUMMED
        quoted = text.replace("'", "''")
        is_named = f"{reference(table, names)} = '{quoted}'"
        kept = f"{is_named} AND {plan.rows}" if plan.rows else is_named
        function = "SUM" if added else "AVG"
        says = f"the {'sum' if added else 'mean'} of {value.name} where {names.name} is {text}"
        metric = _metric(
            table,
            _as_planned(snake(text) if added else f"average_{snake(text)}", plan),
            f"{function}(CASE WHEN {kept} THEN {reference(table, value)} END)",
            f"{says}{f', {plan.says} only' if plan.says else ''}",
            score=0.65,
        )
        money = sense is not None and sense.nature in {"money", "price"}
        yield replace(metric, unit=value.reading.unit if money else "count" if added else None)


def _flags(table: Table) -> Iterable[Metric]:
    for column in table.of_kind("flag"):
        gone = column.reading.concept in {"churned", "left", "cancelled"}
        if not column.reading.truth or column.profile.distinct < 2:
            continue
        if gone and isinstance(table.time, IntervalTime):
            continue
        ref = reference(table, column)
        sql = f"COUNT(CASE WHEN {column.reading.truth.format(ref)} THEN 1 END) / COUNT({ref})"
        name = column.name
        for start in _FLAG_WORDS:
            name = name.removeprefix(start)
        name = name.removesuffix("_flag")
        name = f"{name}_share" if name_words(name) in _things() else f"{name}_rate"
        says = f"the share of {table.name} rows where {column.name} is yes"
        metric = _metric(table, name, sql, says, score=0.65)
        metric = replace(metric, unit="percent", direction=column.reading.direction)
        yield metric if gone else _as_loaded(metric, table)


def _things() -> frozenset[tuple[str, ...]]:
    """Nouns: a rate of them would be a price."""
    return frozenset((word,) for word in things() | countable())


def _metric(table: Table, name: str, sql: str, says: str, *, score: float) -> Metric:
    entity = entities().get(table.entity)
    return Metric(
        name=name,
        expression=Expression(sql=sql),
        dataset=table.name,
        department=entity.department if entity else None,
        description=f"{says[:1].upper()}{says[1:]}.",
        confidence=Confidence(score=round(score, 2), why=says),
    )
