"""Measures and metrics of dbt files to the records of ``specification``, in both spellings.

In the older one a metric's details stand under ``type_params`` and name measures; in the newer one
they stand beside its name and a simple metric aggregates by itself. Called by ``reader``.
"""

from collections.abc import Iterator

from boardroom.semantic.dbt.entry import Entry
from boardroom.semantic.dbt.foreign import plain_sql
from boardroom.semantic.dbt.specification import Input, Measure, Metric, NonAdditive, Origin

_INPUTS = ("numerator", "denominator", "metrics", "input_metrics", "metric", "input_metric")


def read_origin(entry: Entry) -> Origin:
    """Its place and what people call it; asked last, it takes along what nobody read."""
    description, label = entry.text("description"), entry.text("label")
    return Origin(
        place=entry.place,
        description=description.strip() if description else None,
        label=label,
        synonyms=_synonyms(entry),
        rest=entry.rest(),
    )


def _synonyms(entry: Entry) -> tuple[str, ...]:
    """Other names, under ``meta`` or ``config.meta``; what stands there is carried along, too."""
    kept = set(entry.taken)
    config = entry.child("config")
    places = (entry.child("meta"), config.child("meta") if config else None)
    found = tuple(text for meta in places if meta for text in meta.texts("synonyms"))
    entry.taken = kept
    return found


def read_expression(entry: Entry, name: str) -> str:
    """What it computes of a row; the column of its name where nothing is said."""
    return plain_sql(entry.text("expr") or name)


def read_measures(parent: Entry) -> Iterator[Measure]:
    """The measures of a standalone semantic model."""
    for entry in parent.children("measures"):
        name = entry.named("measure")
        if name is None:
            continue
        parameters = entry.child("agg_params")
        yield Measure(
            name=name,
            agg=_aggregation(entry),
            expr=read_expression(entry, name),
            percentile=parameters.text("percentile") if parameters else None,
            discrete=parameters.flag("use_discrete_percentile") if parameters else False,
            time=entry.text("agg_time_dimension"),
            non_additive=_non_additive(entry),
            creates_metric=entry.flag("create_metric"),
            origin=read_origin(entry),
        )


def _aggregation(entry: Entry) -> str:
    agg = (entry.text("agg") or "").lower()
    return "average" if agg == "avg" else agg


def _non_additive(entry: Entry) -> NonAdditive | None:
    found = entry.child("non_additive_dimension")
    if found is None:
        return None
    return NonAdditive(
        dimension=found.text("name") or "",
        choice=(found.text("window_choice") or found.text("window_agg") or "min").lower(),
        groupings=found.texts("window_groupings") or found.texts("group_by"),
    )


def read_metrics(parent: Entry, *, own_model: str | None = None) -> Iterator[Metric]:
    """The metrics of a file, or of the model of the newer spelling that they stand in."""
    for entry in parent.children("metrics"):
        if name := entry.named("metric"):
            yield _metric(entry, name, own_model)


def _metric(entry: Entry, name: str, own_model: str | None) -> Metric:
    nested = entry.child("type_params")
    details = nested or entry
    cumulative = details.child("cumulative_type_params") or details
    kind = (entry.text("type") or "simple").lower()
    measure, own_measure = details.child("measure"), None
    found = read_input(measure) if measure else None
    if found is None and entry.has("agg"):
        own_measure = _own_measure(entry, name)
        found = Input(name=name, fill_nulls_with=entry.text("fill_nulls_with"))
        entry.get("join_to_timespine")
    sources = (details,) if cumulative is details else (details, cumulative)
    inputs = [
        read_input(item) for key in _INPUTS for source in sources for item in source.children(key)
    ]
    return Metric(
        name=name,
        kind=kind,
        filters=entry.texts("filter"),
        measure=found,
        own_measure=own_measure,
        inputs=tuple(inputs),
        expr=details.text("expr"),
        window=cumulative.text("window") or details.text("window"),
        grain_to_date=cumulative.text("grain_to_date") or details.text("grain_to_date"),
        period_agg=cumulative.text("period_agg"),
        own_model=own_model,
        origin=_metric_origin(entry, nested),
    )


def _metric_origin(entry: Entry, nested: Entry | None) -> Origin:
    origin = read_origin(entry)
    rest = nested.rest() if nested else {}
    if not rest:
        return origin
    return Origin(**{**vars(origin), "rest": {**origin.rest, "type_params": rest}})


def _own_measure(entry: Entry, name: str) -> Measure:
    return Measure(
        name=name,
        agg=_aggregation(entry),
        expr=read_expression(entry, name),
        percentile=entry.text("percentile"),
        discrete=entry.text("percentile_type") == "discrete",
        time=entry.text("agg_time_dimension"),
        non_additive=_non_additive(entry),
        origin=Origin(place=entry.place),
    )


def read_input(entry: Entry) -> Input:
    """A measure or metric as input, by its name alone or with a filter and a shift in time."""
    entry.get("join_to_timespine")
    return Input(
        name=entry.text("name") or "",
        alias=entry.text("alias"),
        filters=entry.texts("filter"),
        offset_window=entry.text("offset_window"),
        offset_to_grain=entry.text("offset_to_grain"),
        fill_nulls_with=entry.text("fill_nulls_with"),
    )
