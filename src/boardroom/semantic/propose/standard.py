"""Standard metrics: every recipe that the evidence carries, in its best variant.

Turns bindings into ``Metric`` values: expression, unit, description, time, confidence. Called by
``propose`` after the tables are joined and placed in time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

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
    granted_rows,
    person_key,
    placeholder,
    reference,
)
from boardroom.semantic.propose.doubt import GAP, doubt_of
from boardroom.semantic.propose.naming import label, one_of
from boardroom.semantic.propose.placement import counting_time, grown, still_there, stock_time
from boardroom.semantic.propose.recipe import Recipe, Variant, recipes
from boardroom.semantic.propose.rival import apart, by_weight, contemporary, is_list, related
from boardroom.semantic.propose.view import Column, Note, Scene, Table

_ROWS = "COUNT(*)"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A proposed metric with the tables whose rows it counts."""

    metric: Metric
    bases: frozenset[str]
    recipe: str = ""
    columns: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class _State:
    found: dict[str, Found]
    probe: Probe
    notes: list[Note]


def standard_metrics(scene: Scene, probe: Probe) -> tuple[dict[str, Found], tuple[Note, ...]]:
    """The standard metrics by name, and what was rejected."""
    found: dict[str, Found] = {}
    notes: list[Note] = []
    state = _State(found=found, probe=probe, notes=notes)
    for recipe in recipes():
        for item in _items(recipe, scene, state):
            found[item.metric.name] = item
    return found, tuple(notes)


def _items(recipe: Recipe, scene: Scene, state: _State) -> Sequence[Found]:
    """A recipe's metric, and those of other tables that tell it apart from the first."""
    for variant in recipe.variants:
        derived = _derived(recipe, variant, scene, state.found)
        if derived is not None:
            return [derived]
        if not (recipe.rivals or recipe.follows):
            first = next(_bindings(recipe, variant, scene, state), None)
            if first is not None:
                return [_from_rows(recipe, first, scene)]
    if not (recipe.rivals or recipe.follows):
        return []
    every = (x for variant in recipe.variants for x in _bindings(recipe, variant, scene, state))
    if recipe.follows:
        followed = _following(list(every), recipe.follows, scene, state)
        return [_from_rows(recipe, binding, scene) for binding in followed[:1]]
    ranked = by_weight(apart(every, scene), state.probe)
    return _named_apart(recipe, [_from_rows(recipe, x, scene) for x in ranked])


def _following(
    bindings: list[Binding], name: str, scene: Scene, state: _State
) -> Sequence[Binding]:
    """The bindings, first those whose rows tell of the same events as another metric."""
    leads = [item.metric.dataset or "" for item in _alternatives(name, state.found)]

    def place(binding: Binding) -> int:
        fit = (n for n, lead in enumerate(leads) if related(binding.table.name, lead, scene))
        return next(fit, len(leads))

    return sorted(bindings, key=place)


def _named_apart(recipe: Recipe, items: list[Found]) -> Sequence[Found]:
    """The first under the recipe's name, the others under their dataset's; it tells of them."""
    others = []
    for item in items[1:]:
        name = f"{one_of(item.metric.dataset or '')}_{recipe.name}"
        metric = replace(item.metric, name=name, label=label(name), ai_context=AiContext())
        others.append(replace(item, metric=metric))
    if not others:
        return items
    told = ", ".join(item.metric.name for item in others)
    remark = f"what other tables say is apart: {told}"
    main = items[0].metric
    first = replace(main, description=_with(main.description or "", [remark]))
    return [replace(items[0], metric=first), *others]


def _bindings(recipe: Recipe, variant: Variant, scene: Scene, state: _State) -> Iterator[Binding]:
    """The bindings of a variant over rows that hold what they promise."""
    if _inputs(variant):
        return
    used = frozenset(name for item in state.found.values() for name in item.bases)
    for binding in bind(variant, scene, used=used):
        if binding.table.counted and "row" in variant.needs and variant.sql != _ROWS:
            continue
        doubt = doubt_of(binding, scene, state.probe)
        if doubt:
            state.notes.append(Note(kind="metric", where=recipe.name, text=doubt))
            continue
        yield binding


def _inputs(variant: Variant) -> list[str]:
    """The metrics that a variant builds on."""
    return [need[2:] for need in variant.needs if need.startswith("m:")]


def _alternatives(name: str, found: Mapping[str, Found]) -> list[Found]:
    """All metrics of a recipe, the one of its name first."""
    return [item for item in found.values() if item.recipe == name]


def _derived(
    recipe: Recipe, variant: Variant, scene: Scene, found: Mapping[str, Found]
) -> Found | None:
    """A metric over metrics; their rows must belong together unless the variant is loose."""
    inputs = _inputs(variant)
    chosen = _together(variant, scene, [_alternatives(name, found) for name in inputs])
    if not chosen:
        return None
    names = {name: item.metric.name for name, item in zip(inputs, chosen, strict=True)}
    sql, says = variant.sql, variant.says
    for name, actual in names.items():
        sql = re.sub(rf"\b{name}\b", actual, sql)
    metric = replace(
        _metric(recipe, sql, says, score=variant.score),
        unit=_shared_unit(recipe, [item.metric for item in chosen], scene),
        inputs={name: MetricInput(metric=names[of], at="start") for name, of in variant.opening},
        filter=_identified(variant, chosen, scene),
    )
    other = [item.metric.name for item in chosen if item.metric.name != item.recipe]
    remarks = tuple(dict.fromkeys(text for item in chosen for text in item.remarks))
    told = [f"meant is {name}" for name in other]
    if metric.filter:
        told.append(f"rows without {metric.filter.split()[0]} are left out")
    metric = replace(metric, description=_with(metric.description or "", [*told, *remarks]))
    bases = frozenset[str]().union(*(item.bases for item in chosen))
    return Found(metric=metric, recipe=recipe.name, bases=bases, remarks=remarks)


def _identified(variant: Variant, chosen: Sequence[Found], scene: Scene) -> str | None:
    """The condition for rows that name the person whom another metric counts, where some do not."""
    person = next((x.person for x in chosen if x.recipe == variant.identified), "")
    owner = person.partition(".")[0]
    reached = all(
        owner == name or owner in {table.name for table in scene.ancestors(name)}
        for item in chosen
        for name in _facts(item.bases, scene)
    )
    return f"{person} IS NOT NULL" if person and reached else None


def _together(
    variant: Variant, scene: Scene, alternatives: Sequence[Sequence[Found]]
) -> tuple[Found, ...]:
    """The first of several ways to fill the inputs whose rows belong together."""
    for chosen in product(*alternatives) if alternatives else ():
        bases = [item.bases for item in chosen]
        counted = {scene.by_name[name].entity for group in bases for name in group}
        fits = not variant.of or variant.of in counted
        loose = variant.loose and contemporary(frozenset().union(*bases), scene)
        if fits and (loose or _linked(bases, scene)):
            return chosen
    return ()


def _shared_unit(recipe: Recipe, inputs: list[Metric], scene: Scene) -> Unit:
    if recipe.unit != "money":
        return recipe.unit
    known = [metric.unit for metric in inputs if metric.unit not in {"count", "percent", None}]
    return known[0] or scene.currency if known else scene.currency


def _linked(bases: list[frozenset[str]], scene: Scene) -> bool:
    """Whether of every two inputs the rows tell of the same events."""
    bases = [_facts(group, scene) for group in bases]
    return all(
        any(related(a, b, scene) for a in one for b in other)
        for number, one in enumerate(bases)
        for other in bases[number + 1 :]
    )


def _facts(names: frozenset[str], scene: Scene) -> frozenset[str]:
    """Of the datasets behind a metric those whose rows happen, unless all are lists of things."""
    facts = (name for name in names if not is_list(scene.by_name[name]))
    return frozenset(facts) or names


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
        filter=_kept_rows(recipe, binding),
        description=_description(metric.description or "", recipe, binding),
        confidence=Confidence(score=variant.score, why=_why(binding, says)),
    )
    columns = frozenset(f"{binding.table.name}.{column.name}" for column in binding.columns)
    remarks = binding.table.remarks
    return Found(
        metric=metric,
        recipe=recipe.name,
        bases=frozenset(bases),
        columns=columns,
        remarks=remarks,
        person=_unnamed(binding),
    )


def _unnamed(binding: Binding) -> str:
    """The key of the persons whom a metric counts, where rows name none; else empty."""
    column = person_key(binding.table) if "person" in binding.slots else None
    return reference(binding.table, column) if column is not None and column.null_share else ""


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
    if binding.variant.moment == "stocked":
        return stock_time(binding.table)
    slots = [binding.slots[placeholder(need)] for need in (binding.variant.moment or "").split()]
    if binding.variant.running:
        return MovementTime(field=slots[0].sql)
    if len(slots) == 1:
        return EventTime(field=slots[0].sql)
    start, end = slots
    return IntervalTime(start=start.sql, end=end.sql)


def _own_time(binding: Binding) -> TimeSpec | None:
    return counting_time(binding.table) if _counts_all(binding) else None


def _kept_rows(recipe: Recipe, binding: Binding) -> str | None:
    """Actual rows beside plans; of people who come and go those who are still there; of money spent
    what was not refused."""
    if binding.variant.moment is None and not _counts_all(binding) and not _is_gone(binding):
        there = still_there(binding.table)
        if there is not None:
            return there
    if _chooses_scenario(binding.variant):
        return None
    granted = granted_rows(binding.table) if recipe.unit == "money" else None
    return actual_rows(binding.table) or granted


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
        max_grain=recipe.max_grain,
        department=recipe.department,
        description=f"{says[:1].upper()}{says[1:]}.",
        ai_context=AiContext(synonyms=recipe.synonyms),
        confidence=Confidence(score=score, why=says),
    )


def _expand(sql: str, binding: Binding) -> tuple[str, Unit | None]:
    """``AVG_DAYS(a, b)`` written out: whole days between dates, else exact to the second."""
    found = GAP.search(sql)
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


def _description(text: str, recipe: Recipe, binding: Binding) -> str:
    remarks = [slot.remark for slot in binding.slots.values() if slot.remark]
    remarks += binding.table.remarks
    negative = [
        c.name
        for c in binding.columns
        if c.reading.nature == "quantity" and (c.profile.negative_share or 0) > 0
    ]
    if negative and not {"neg:quantity", "moved"} & set(binding.variant.needs):
        remarks.append(
            f"rows with a negative {negative[0]} (returns, cancellations) are included "
            "and reduce it"
        )
    if binding.variant.sql.startswith("COUNT(DISTINCT {person") and _has_negative(binding.table):
        remarks.append("those with returns or cancellations only are included")
    kept = _kept_rows(recipe, binding)
    if kept is not None and kept == granted_rows(binding.table):
        remarks.append("what was refused or cancelled is left out")
    unnamed = _unnamed(binding)
    if unnamed:
        column = binding.table.by_name[unnamed.partition(".")[2]]
        remarks.append(f"{column.null_share:.0%} of the rows name none")
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
