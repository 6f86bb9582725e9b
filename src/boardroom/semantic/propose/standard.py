"""Standard metrics: every recipe that the evidence carries, in its best variant.

Turns bindings into ``Metric`` values: expression, unit, description, time, confidence. Called by
``propose`` after the tables are joined and placed in time.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from boardroom.semantic.model import (
    AiContext,
    Confidence,
    EventTime,
    Expression,
    IntervalTime,
    Metric,
    MetricInput,
    MovementTime,
    TimeSpec,
    Unit,
)  # fmt: skip
from boardroom.semantic.profile import Probe
from boardroom.semantic.propose.binding import (
    Binding,
    actual_rows,
    bind,
    filled_condition,
    placeholder,
    reference,
)
from boardroom.semantic.propose.naming import label
from boardroom.semantic.propose.placement import counting_time, grown, still_there
from boardroom.semantic.propose.recipe import Recipe, Variant, recipes
from boardroom.semantic.propose.view import Column, Note, Scene, Table

_GAP = re.compile(r"AVG_(DAYS|HOURS)\((?:(.+?) \? )?(\S+), (\S+)\)")
_ROWS = "COUNT(*)"
_BACKWARDS = 0.1
"""Above this share of rows whose end is before their start a duration is not proposed."""
_UNTOLD = 0.02
"""Above this share of rows whose end contradicts their status nothing is built on the ends."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A proposed metric with the tables whose rows it counts."""

    metric: Metric
    bases: frozenset[str]
    columns: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()


def standard_metrics(scene: Scene, probe: Probe) -> tuple[dict[str, Found], tuple[Note, ...]]:
    """The standard metrics by name, and what was rejected."""
    found: dict[str, Found] = {}
    notes: list[Note] = []
    for recipe in recipes():
        for variant in recipe.variants:
            item = _build(recipe, variant, scene, _State(found=found, probe=probe, notes=notes))
            if item is not None:
                found[recipe.name] = item
                break
    return found, tuple(notes)


@dataclass(frozen=True, kw_only=True)
class _State:
    found: dict[str, Found]
    probe: Probe
    notes: list[Note]


def _build(recipe: Recipe, variant: Variant, scene: Scene, state: _State) -> Found | None:
    inputs = [need[2:] for need in variant.needs if need.startswith("m:")]
    if inputs:
        return _derived(recipe, variant, inputs, scene, state.found)
    used = frozenset(name for item in state.found.values() for name in item.bases)
    for binding in bind(variant, scene, used=used):
        if binding.table.counted and "row" in variant.needs and variant.sql != _ROWS:
            continue
        doubt = _runs_backwards(binding, state.probe) or _ends_untold(binding, state.probe)
        if doubt:
            state.notes.append(Note(kind="metric", where=recipe.name, text=doubt))
            continue
        return _from_rows(recipe, binding, scene)
    return None


def _derived(
    recipe: Recipe, variant: Variant, inputs: list[str], scene: Scene, found: Mapping[str, Found]
) -> Found | None:
    """A metric over metrics; their rows must belong together unless the variant is loose."""
    if not all(name in found for name in inputs):
        return None
    bases = [found[name].bases for name in inputs]
    if not variant.loose and not _linked(bases, scene):
        return None
    metric = replace(
        _metric(recipe, variant.sql, variant.says, score=variant.score),
        unit=_shared_unit(recipe, [found[name].metric for name in inputs], scene),
        inputs={name: MetricInput(metric=of, at="start") for name, of in variant.opening},
    )
    remarks = tuple(dict.fromkeys(text for name in inputs for text in found[name].remarks))
    metric = replace(metric, description=_with(metric.description or "", remarks))
    return Found(metric=metric, bases=frozenset().union(*bases), remarks=remarks)


def _shared_unit(recipe: Recipe, inputs: list[Metric], scene: Scene) -> Unit:
    if recipe.unit != "money":
        return recipe.unit
    known = [metric.unit for metric in inputs if metric.unit not in {"count", "percent", None}]
    return known[0] or scene.currency if known else scene.currency


def _linked(bases: list[frozenset[str]], scene: Scene) -> bool:
    """Whether every two inputs share a table or one leads to the other."""
    reach = {
        name: {name, *(t.name for t in scene.ancestors(name))} for group in bases for name in group
    }
    return all(
        any(reach[a] & reach[b] for a in one for b in other)
        for number, one in enumerate(bases)
        for other in bases[number + 1 :]
    )


def _from_rows(recipe: Recipe, binding: Binding, scene: Scene) -> Found:
    texts = {name: slot.sql for name, slot in binding.slots.items()}
    for name, slot in binding.slots.items():
        if slot.column is not None:
            texts[f"{name}_field"] = f"{slot.table.name}.{slot.column.name}"
    variant = binding.variant
    summed = variant.sql == _ROWS and binding.table.counted
    template = "SUM({row})" if summed else variant.sql
    sql, gap_unit = _expand(template.format(**texts), binding)
    sql = _scaled(sql, binding)
    says = variant.says.format(
        **{n: s.column.name if s.column else n for n, s in binding.slots.items()}
    )
    if summed:
        says = f"the sum of {binding.table.counted}; a row counts many"
    bases = {slot.table.name for slot in binding.slots.values()} | {binding.table.name}
    metric = _metric(recipe, sql, says, score=variant.score)
    metric = replace(
        metric,
        dataset=binding.table.name,
        unit=_unit(recipe, binding, scene, gap_unit),
        time=_time(binding),
        to_date="all" if _counts_so_far(binding) else None,
        filter=_kept_rows(binding),
        description=_description(metric.description or "", binding),
        confidence=Confidence(score=variant.score, why=_why(binding, says)),
    )
    columns = frozenset(f"{binding.table.name}.{column.name}" for column in binding.columns)
    remarks = binding.table.remarks
    return Found(metric=metric, bases=frozenset(bases), columns=columns, remarks=remarks)


def _counts_all(binding: Binding) -> bool:
    """Whether it counts the rows themselves, not what they say."""
    return binding.variant.sql == _ROWS


def _counts_so_far(binding: Binding) -> bool:
    """Whether it counts what a list has gathered, not what came in a period."""
    return _counts_all(binding) and not binding.variant.moment and grown(binding.table)


def _time(binding: Binding) -> TimeSpec | None:
    """The moment a variant names; of two, rows hold from the first to the second."""
    if not binding.variant.moment:
        return _own_time(binding)
    slots = [binding.slots[placeholder(need)] for need in (binding.variant.moment or "").split()]
    if binding.variant.running:
        return MovementTime(field=slots[0].sql)
    if len(slots) == 1:
        return EventTime(field=slots[0].sql)
    start, end = slots
    return IntervalTime(start=start.sql, end=end.sql)


def _own_time(binding: Binding) -> TimeSpec | None:
    return counting_time(binding.table) if _counts_all(binding) else None


def _kept_rows(binding: Binding) -> str | None:
    """Actual rows beside plans; of people who come and go those who are still there."""
    if binding.variant.moment is None and not _counts_all(binding) and not _is_gone(binding):
        there = still_there(binding.table)
        if there is not None:
            return there
    return None if _chooses_scenario(binding.variant) else actual_rows(binding.table)


def _is_gone(binding: Binding) -> bool:
    return any(need in {"is:left", "is:churned"} for need in binding.variant.needs)


def _chooses_scenario(variant: Variant) -> bool:
    return any(need in {"is:actual", "is:budget", "is:forecast"} for need in variant.needs)


def _metric(recipe: Recipe, sql: str, says: str, *, score: float) -> Metric:
    return Metric(
        name=recipe.name,
        expression=Expression(sql=sql),
        label=label(recipe.name),
        unit=recipe.unit,
        direction=recipe.direction,
        department=recipe.department,
        description=f"{says[:1].upper()}{says[1:]}.",
        ai_context=AiContext(synonyms=recipe.synonyms),
        confidence=Confidence(score=score, why=says),
    )


def _expand(sql: str, binding: Binding) -> tuple[str, Unit | None]:
    """``AVG_DAYS(a, b)`` written out: whole days between dates, else exact to the second."""
    found = _GAP.search(sql)
    if found is None:
        return sql, None
    unit, condition, end, start = found.groups()
    ends = [
        slot.column
        for slot in binding.slots.values()
        if slot.sql in {end, start} and slot.column is not None
    ]
    whole = all(column.datatype == "Date" for column in ends)
    gap = f"DATE_DIFF('{'day' if whole else 'second'}', {start}, {end})"
    inner = f"CASE WHEN {condition} THEN {gap} END" if condition else gap
    factor = {
        ("DAYS", True): "",
        ("HOURS", True): " * 24",
        ("DAYS", False): " / 86400.0",
        ("HOURS", False): " / 3600.0",
    }
    text = f"AVG({inner}){factor[(unit, whole)]}"
    return sql[: found.start()] + text + sql[found.end() :], unit.lower()


def _scaled(sql: str, binding: Binding) -> str:
    """Percent points become fractions where a ratio is averaged or multiplied."""
    for slot in binding.slots.values():
        if (
            slot.column is not None
            and slot.column.reading.nature == "ratio"
            and slot.column.reading.scale != 1
        ):
            scale = slot.column.reading.scale
            average = f"AVG({slot.sql})"
            sql = (
                sql.replace(average, f"{average} / {scale}")
                if average in sql
                else sql.replace(slot.sql, f"{slot.sql} / {scale}")
            )
    return sql


def _unit(recipe: Recipe, binding: Binding, scene: Scene, gap_unit: Unit | None) -> Unit | None:
    if recipe.unit == "money":
        return next((c.reading.unit for c in binding.columns if _is_money(c)), scene.currency)
    if recipe.unit != "=":
        return recipe.unit
    return gap_unit or next((c.reading.unit for c in binding.columns), None)


def _is_money(column: Column) -> bool:
    return column.reading.nature in {"money", "price", "salary", "balance"}


def _description(text: str, binding: Binding) -> str:
    remarks = [slot.remark for slot in binding.slots.values() if slot.remark]
    remarks += binding.table.remarks
    negative = [
        c.name
        for c in binding.columns
        if c.reading.nature == "quantity" and (c.profile.negative_share or 0) > 0
    ]
    if negative and "neg:quantity" not in binding.variant.needs:
        remarks.append(
            f"rows with a negative {negative[0]} (returns, cancellations) are included "
            "and reduce it"
        )
    if binding.variant.sql.startswith("COUNT(DISTINCT {person") and _has_negative(binding.table):
        remarks.append("those with returns or cancellations only are included")
    if isinstance(binding.table.time, IntervalTime) and "{person}" in binding.variant.sql:
        remarks.insert(0, f"of {binding.table.name} that hold at the end of the period")
    return _with(text, remarks)


def _with(text: str, remarks: Iterable[str]) -> str:
    """The text and a sentence per remark."""
    return " ".join([text, *(f"{remark[:1].upper()}{remark[1:]}." for remark in remarks)])


def _has_negative(table: Table) -> bool:
    return any(
        c.reading.concept == "quantity" and (c.profile.negative_share or 0) > 0
        for c in table.of_kind("measure")
    )


def _why(binding: Binding, says: str) -> str:
    used = ", ".join(f"{c.name} ({c.reading.why})" for c in binding.columns)
    rows = (
        f"rows of {binding.table.name} are taken for {binding.table.entity.replace('_', ' ')}s"
        if binding.table.entity
        else ""
    )
    return "; ".join(part for part in (says, rows, used) if part)


def _runs_backwards(binding: Binding, probe: Probe) -> str:
    """Why a duration is not to be trusted: too many rows end before they start."""
    gap = _ends(binding)
    if gap is None:
        return ""
    start, end = (binding.slots[name] for name in gap)
    if end.table is not start.table or end.column is None or start.column is None:
        return ""
    count = probe.count(end.table.profile.name, f"{end.column.sql} < {start.column.sql}")
    both = end.column.filled
    if not both or count / both <= _BACKWARDS:
        return ""
    return (
        f"no duration from {start.column.name} to {end.column.name}: {count} of {both} rows "
        "end before they start"
    )


def _ends(binding: Binding) -> tuple[str, str] | None:
    """The slots between which the metric measures or holds its rows."""
    found = _GAP.search(binding.variant.sql)
    if found is not None:
        return found.group(4).strip("{}"), found.group(3).strip("{}")
    moments = [placeholder(need) for need in (binding.variant.moment or "").split()]
    return (moments[0], moments[1]) if len(moments) == 2 else None


def _ends_untold(binding: Binding, probe: Probe) -> str:
    """Why ends are not to be trusted: the status says that more, or fewer, have ended."""
    moments = (binding.variant.moment or "").split()
    solved = filled_condition("solved", binding.table)
    if len(moments) != 2 or solved is None or solved.column is None:
        return ""
    end, table = binding.slots[placeholder(moments[1])], binding.table
    if end.column is None:
        return ""
    status = solved.sql.replace(reference(table, solved.column), solved.column.sql)
    is_open = f"CASE WHEN {status} THEN 0 ELSE 1 END = 1"
    odd = probe.count(table.profile.name, f"({is_open}) <> ({end.column.sql} IS NULL)")
    if odd <= _UNTOLD * table.profile.rows:
        return ""
    return (
        f"{end.column.name} does not tell what is still open: in {odd} of {table.profile.rows} "
        f"rows it contradicts {solved.column.name}"
    )
