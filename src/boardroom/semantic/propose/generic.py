"""Metrics beyond the standard ones: a count per dataset, a total or average per measure, a rate per flag.

So that everything useful in the data can be asked by name. What must not be added up is averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from boardroom.semantic.model import Confidence, Expression, IntervalTime, Metric, SnapshotTime
from boardroom.semantic.propose.binding import reference
from boardroom.semantic.propose.entity import COUNTABLE, ENTITY_BY_NAME
from boardroom.semantic.propose.naming import label, singular, unique_name
from boardroom.semantic.propose.standard import Found
from boardroom.semantic.propose.view import Column, Scene, Table

_UNCOUNTED = frozenset({"category", "calendar", "scenario", "place"})
"""Lists whose length says nothing of the business."""
_SUMMED = frozenset({"money", "quantity"})
_FLAG_WORDS = ("is_", "has_", "was_", "flag_")


def generic_metrics(scene: Scene, found: Mapping[str, Found]) -> tuple[Metric, ...]:
    """The generic metrics of all tables, under names not yet taken."""
    taken = set(found)
    known = {_formula(item.metric) for item in found.values() if item.metric.time is None}
    metrics: list[Metric] = []
    for table in scene.tables:
        if table.bridge or not table.profile.rows or table.entity == "calendar":
            continue
        drafts = [*_count(table), *_measures(table), *_flags(table)]
        for metric in drafts:
            if _formula(metric) in known:
                continue
            name = _free_name(metric.name, table, taken)
            taken.add(name)
            metrics.append(_named(metric, name))
    return tuple(metrics)


def _free_name(name: str, table: Table, taken: set[str]) -> str:
    """The plain name, else with the dataset's singular before it."""
    if name not in taken:
        return name
    return unique_name(f"{_one(table)}_{name}", taken)


def _named(metric: Metric, name: str) -> Metric:
    return replace(metric, name=name, label=label(name))


def _one(table: Table) -> str:
    parts = table.name.split("_")
    return "_".join([*parts[:-1], singular(parts[-1])])


def _formula(metric: Metric) -> tuple[str, str]:
    """What tells two metrics apart; ``COUNT(*)`` only together with its dataset."""
    sql = metric.expression.sql
    return sql, metric.dataset or "" if sql == "COUNT(*)" else ""


def _count(table: Table) -> Iterable[Metric]:
    counts_something = table.primary_key or table.time or table.of_kind("measure")
    if table.entity in _UNCOUNTED or not counts_something:
        return
    held = isinstance(table.time, IntervalTime | SnapshotTime)
    says = f"the number of rows of {table.name}" + (
        " that hold at the end of the period" if held else ""
    )
    listed = table.entity in ENTITY_BY_NAME and ENTITY_BY_NAME[table.entity].listed
    thing = singular(table.name.rsplit("_", 1)[-1])
    name = table.name if table.name.endswith("s") and thing in COUNTABLE else f"{table.name}_count"
    if listed and table.entity == "customer" and table.name.endswith("s"):
        name = f"known_{table.name}"
    yield _metric(table, name, "COUNT(*)", says, unit="count", score=0.7)


def _measures(table: Table) -> Iterable[Metric]:
    for column in table.of_kind("measure"):
        ref = reference(table, column)
        nature = column.reading.nature
        stock = isinstance(table.time, IntervalTime | SnapshotTime) or table.time is None
        added = nature in _SUMMED or (nature in {"balance", "stock"} and stock)
        if added:
            yield _of_column(table, column, column.name, f"SUM({ref})", f"the sum of {column.name}")
        else:
            name = (
                column.name
                if column.name.startswith(("average_", "avg_", "mean_"))
                else f"average_{column.name}"
            )
            scale = f" / {column.reading.scale}" if column.reading.scale != 1 else ""
            yield _of_column(
                table, column, name, f"AVG({ref}){scale}", f"the mean of {column.name}"
            )


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
        name = f"{name.removesuffix('_flag')}_rate"
        says = f"the share of {table.name} rows where {column.name} is yes"
        metric = _metric(table, name, sql, says, unit="percent", score=0.65)
        yield replace(metric, direction=column.reading.direction)


def _of_column(table: Table, column: Column, name: str, sql: str, says: str) -> Metric:
    metric = _metric(
        table,
        name,
        sql,
        f"{says} over {table.name}",
        unit=column.reading.unit,
        score=column.reading.score * 0.75,
    )
    confidence = Confidence(score=round(column.reading.score * 0.75, 2), why=column.reading.why)
    return replace(metric, direction=column.reading.direction, confidence=confidence)


def _metric(
    table: Table, name: str, sql: str, says: str, *, unit: str | None, score: float
) -> Metric:
    entity = ENTITY_BY_NAME.get(table.entity)
    return Metric(
        name=name,
        expression=Expression(sql=sql),
        dataset=table.name,
        unit=unit,
        department=entity.department if entity else None,
        description=f"{says[:1].upper()}{says[1:]}.",
        confidence=Confidence(score=round(score, 2), why=says),
    )
