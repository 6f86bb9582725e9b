"""dbt metrics to metrics: simple, ratio, derived and cumulative ones. Called by ``importer``.

A measure is written out as an aggregate over its dataset's fields, so that metrics need no
measures. What has no equivalent is refused with the reason.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from boardroom.semantic import model as ours
from boardroom.semantic.dbt.conversion import Draft, add_measure, extensions_of, spoken
from boardroom.semantic.dbt.filter_template import Catalog, Untranslatable, joined, translate
from boardroom.semantic.dbt.naming import field_sql, name_sql
from boardroom.semantic.dbt.specification import AGGREGATIONS, Input, Measure, Metric, Origin
from boardroom.semantic.model_codec import DURATION_UNITS

_LENGTH = re.compile(r"\s*(\d+)\s*([a-z_]+?)s?\s*\Z", re.IGNORECASE)
_ADDITIVE = {"sum", "count", "sum_boolean"}
_SIMPLE_CALLS = {
    "sum": "SUM({})", "count": "COUNT({})", "count_distinct": "COUNT(DISTINCT {})",
    "average": "AVG({})", "median": "MEDIAN({})", "min": "MIN({})", "max": "MAX({})",
    "sum_boolean": "SUM(CASE WHEN {} THEN 1 ELSE 0 END)",
}  # fmt: skip


class MetricConverter:
    """Turns the metrics of one project into ours."""

    def __init__(self, drafts: Mapping[str, Draft], catalog: Catalog) -> None:
        self._drafts = drafts
        self._catalog = catalog
        self._measures: dict[str, tuple[str, Measure]] = {
            measure.name: (name, measure)
            for name, draft in reversed(list(drafts.items()))
            for measure in draft.model.measures
        }

    def convert(self, metric: Metric) -> ours.Metric:
        """Our metric.

        Raises:
            Untranslatable: it has no equivalent; the text says why.
        """
        match metric.kind:
            case "simple":
                return self._simple(metric)
            case "cumulative":
                return self._cumulative(metric)
            case "ratio":
                return self._ratio(metric)
            case "derived":
                return self._derived(metric)
            case "conversion":
                raise Untranslatable(
                    "conversion metrics follow an entity from event to event: no equivalent"
                )
        raise Untranslatable(f"the type {metric.kind!r} is unknown")

    def from_measure(self, name: str, *, hidden: bool) -> ours.Metric:
        """A metric that is just a measure."""
        dataset, measure = self._measures[name]
        values = self._aggregate(dataset, measure, Input(name=name), filters=())
        return _finished(name, measure.origin, {**values, "hidden": hidden})

    def unused_measures(self, metrics: Sequence[Metric]) -> list[tuple[str, bool]]:
        """Measures without a metric of their own, and whether dbt would have made one."""
        used = {metric.measure.name for metric in metrics if metric.measure}
        names = {metric.name for metric in metrics}
        return [
            (name, measure.creates_metric)
            for draft in self._drafts.values()
            for measure in draft.model.measures
            if (name := measure.name) not in names and (measure.creates_metric or name not in used)
        ]

    def _measure_of(self, metric: Metric) -> tuple[str, Measure, Input]:
        if metric.own_measure is not None and metric.own_model is not None:
            return metric.own_model, metric.own_measure, metric.measure or Input(name=metric.name)
        if metric.measure is None:
            raise Untranslatable("it names no measure")
        if metric.measure.name not in self._measures:
            raise Untranslatable(f"there is no measure {metric.measure.name!r}")
        return (*self._measures[metric.measure.name], metric.measure)

    def _simple(self, metric: Metric) -> ours.Metric:
        dataset, measure, source = self._measure_of(metric)
        values = self._aggregate(dataset, measure, source, filters=metric.filters)
        return _finished(metric.name, metric.origin, values)

    def _aggregate(
        self, dataset: str, measure: Measure, source: Input, *, filters: tuple[str, ...]
    ) -> dict[str, Any]:
        """Expression, dataset, filter and time of a metric over one measure."""
        draft = self._drafts[dataset]
        call = _call(measure, draft)
        fill = source.fill_nulls_with
        if fill is not None and not (fill == "0" and measure.agg in _ADDITIVE):
            call = f"COALESCE({call}, {_number(fill)})"
        conditions = [
            translate(text, self._catalog, dataset=dataset) for text in (*source.filters, *filters)
        ]
        values: dict[str, Any] = {
            "expression": ours.Expression(sql=call),
            "dataset": dataset,
            "filter": joined(conditions),
        }
        return values | _time_of(measure, draft)

    def _cumulative(self, metric: Metric) -> ours.Metric:
        if metric.period_agg in {"first", "average"}:
            raise Untranslatable(
                f"period_agg {metric.period_agg!r}: a period shows its last value only"
            )
        if metric.measure is not None or metric.own_measure is not None:
            dataset, measure, source = self._measure_of(metric)
            values = self._aggregate(dataset, measure, source, filters=metric.filters)
        elif len(metric.inputs) == 1:
            values = self._over_metrics(metric, name_of_inputs=(metric.inputs[0].name,))
        else:
            raise Untranslatable("it names no measure and no input metric")
        if metric.window is not None:
            values["window"] = _length(metric.window)
        else:
            values["to_date"] = _grain(metric.grain_to_date) if metric.grain_to_date else "all"
        return _finished(metric.name, metric.origin, values)

    def _ratio(self, metric: Metric) -> ours.Metric:
        if len(metric.inputs) != 2:
            raise Untranslatable("a ratio needs a numerator and a denominator")
        names = ["numerator", "denominator"]
        chosen = [
            item.alias or (item.name if _is_plain(item) else default)
            for item, default in zip(metric.inputs, names, strict=True)
        ]
        values = self._over_metrics(metric, name_of_inputs=tuple(chosen))
        return _finished(metric.name, metric.origin, values)

    def _derived(self, metric: Metric) -> ours.Metric:
        if not metric.expr:
            raise Untranslatable("it has no expr")
        names = tuple(item.alias or item.name for item in metric.inputs)
        values = self._over_metrics(metric, name_of_inputs=names)
        values["expression"] = ours.Expression(sql=metric.expr.strip())
        return _finished(metric.name, metric.origin, values)

    def _over_metrics(self, metric: Metric, *, name_of_inputs: tuple[str, ...]) -> dict[str, Any]:
        """Expression (the quotient of all inputs), inputs and filter of a metric over metrics."""
        inputs = {
            name: ours.MetricInput(
                metric=item.name,
                offset=_length(item.offset_window) if item.offset_window else None,
                offset_to=_grain(item.offset_to_grain) if item.offset_to_grain else None,
                filter=joined([translate(t, self._catalog, dataset=None) for t in item.filters]),
            )
            for name, item in zip(name_of_inputs, metric.inputs, strict=True)
            if not (_is_plain(item) and name == item.name)
        }
        filters = [translate(text, self._catalog, dataset=None) for text in metric.filters]
        expression = " / ".join(map(name_sql, name_of_inputs))
        return {
            "expression": ours.Expression(sql=expression),
            "inputs": inputs,
            "filter": joined(filters),
        }


def _finished(name: str, origin: Origin, values: dict[str, Any]) -> ours.Metric:
    return ours.Metric(
        name=name,
        label=origin.label,
        description=origin.description,
        ai_context=spoken(origin),
        extensions=extensions_of(origin),
        **values,
    )


def _is_plain(item: Input) -> bool:
    return not (item.filters or item.offset_window or item.offset_to_grain)


def _call(measure: Measure, draft: Draft) -> str:
    """The aggregate call over the field that holds the measure's expression."""
    expr = measure.expr.strip()
    if "{{" in expr:
        raise Untranslatable("the measure's expression is a template")
    if (measure.agg, expr) in {("sum", "1"), ("count", "1"), ("count", "*")}:
        return "COUNT(*)"
    if measure.agg not in AGGREGATIONS:
        raise Untranslatable(f"the aggregation {measure.agg!r} is unknown")
    column = field_sql(draft.model.name, add_measure(draft, measure))
    if measure.agg != "percentile":
        return _SIMPLE_CALLS[measure.agg].format(column)
    if measure.percentile is None:
        raise Untranslatable("it says no percentile")
    function = "PERCENTILE_DISC" if measure.discrete else "PERCENTILE_CONT"
    return f"{function}({_number(measure.percentile)}) WITHIN GROUP (ORDER BY {column})"


def _time_of(measure: Measure, draft: Draft) -> dict[str, Any]:
    """The time of a metric, where it is not the dataset's own."""
    balance = measure.non_additive
    if balance is not None:
        return {"time": _balance_time(balance.dimension, balance.choice, balance.groupings, draft)}
    if measure.time is None or measure.time == draft.model.time:
        return {}
    return {"time": ours.EventTime(field=_known(measure.time, draft))}


def _balance_time(
    dimension: str, choice: str, groupings: tuple[str, ...], draft: Draft
) -> ours.SnapshotTime:
    if choice != "max":
        raise Untranslatable("a balance at the first moment of a period has no equivalent")
    if not groupings:
        raise Untranslatable(
            "non_additive_dimension without window_groupings does not say whose balance it is"
        )
    entity = tuple(_known(name, draft) for name in groupings)
    return ours.SnapshotTime(field=_known(dimension, draft), entity=entity)


def _known(name: str, draft: Draft) -> str:
    if name not in draft.names:
        raise Untranslatable(f"unknown dimension or entity {name!r} of {draft.model.name!r}")
    return draft.names[name]


def _number(text: str) -> str:
    try:
        float(text)
    except ValueError:
        raise Untranslatable(f"{text!r} is no number") from None
    return text


def _length(text: str) -> str:
    match = _LENGTH.match(text)
    if match is None or match[2].lower() not in DURATION_UNITS or int(match[1]) == 0:
        raise Untranslatable(f"the length of time {text!r} is unknown")
    return f"{int(match[1])} {match[2].lower()}{'' if int(match[1]) == 1 else 's'}"


def _grain(text: str) -> str:
    if text.lower() not in DURATION_UNITS:
        raise Untranslatable(f"the grain {text!r} is unknown")
    return text.lower()
