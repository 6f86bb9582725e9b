"""Hypothesis strategies of sound semantic models, for round trips."""

from hypothesis import strategies as st

from boardroom.semantic.model import (
    AiContext,
    Confidence,
    CustomExtension,
    Dataset,
    Direction,
    EventTime,
    Expression,
    Field,
    IntervalTime,
    Metric,
    MetricInput,
    MovementTime,
    Relationship,
    SemanticModel,
    SnapshotTime,
    Threshold,
    TimeSpec,
)

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
    min_size=1,
    max_size=12,
)
NAMES = st.from_regex(r"[a-z_é][a-zA-Z0-9_ é-]{0,6}[a-z]", fullmatch=True)
DURATIONS = st.sampled_from(["1 month", "28 days", "2 fiscal_years"])
GRAINS = st.sampled_from(["day", "week", "month", "fiscal_year"])
DIRECTIONS: st.SearchStrategy[Direction | None] = st.sampled_from([None, "up", "down"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def maybe(strategy: "st.SearchStrategy[str]") -> "st.SearchStrategy[str | None]":
    return st.none() | strategy


CONTEXTS = st.none() | st.one_of(
    st.builds(AiContext, text=TEXT),
    st.builds(
        AiContext,
        synonyms=st.lists(TEXT, max_size=2).map(tuple),
        instructions=maybe(TEXT),
        examples=st.lists(TEXT, max_size=2).map(tuple),
        extra=st.dictionaries(
            st.sampled_from(["x", "note"]),
            st.none() | TEXT | st.integers() | st.lists(TEXT),
            max_size=2,
        ),
    ),
)
FOREIGN = st.lists(
    st.builds(CustomExtension, vendor_name=st.sampled_from(["DBT", "X Y"]), data=TEXT), max_size=2
).map(tuple)
CONFIDENCES = st.none() | st.builds(Confidence, score=st.floats(0, 1), why=TEXT)
DIALECTS = st.dictionaries(st.sampled_from(["SNOWFLAKE", "TABLEAU"]), TEXT, max_size=2)


@st.composite
def fields(draw: st.DrawFn, name: str) -> Field:
    sql = draw(st.sampled_from(["price", "CAST(a AS DATE)", "CASE WHEN a = ': #' THEN\n 1 END"]))
    return Field(
        name=name,
        expression=Expression(sql=sql, dialects=draw(DIALECTS)),
        datatype=draw(st.sampled_from([None, "String", "Date", "Decimal"])),
        is_time=draw(st.sampled_from([None, True, False])),
        role=draw(st.sampled_from([None, "key", "dimension"])),
        label=draw(maybe(TEXT)),
        description=draw(maybe(TEXT)),
        unit=draw(st.sampled_from([None, "BRL", "percent", "kg"])),
        direction=draw(DIRECTIONS),
        values=tuple(draw(st.lists(TEXT, max_size=3))),
        aliases=draw(st.dictionaries(TEXT, TEXT, max_size=2)),
        pii=draw(maybe(TEXT)),
        hidden=draw(st.booleans()),
        ai_context=draw(CONTEXTS),
        extensions=draw(FOREIGN),
        confidence=draw(CONFIDENCES),
    )


@st.composite
def datasets(draw: st.DrawFn, name: str) -> Dataset:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold))
    key, day = "key", "day"
    own = [Field(name=key, expression=Expression(sql="id"))]
    own.append(Field(name=day, expression=Expression(sql="day"), datatype="Date"))
    own += [draw(fields(name=item)) for item in names if item not in {key, day}]
    times: list[TimeSpec | None] = [
        None,
        EventTime(field=day),
        IntervalTime(start=day, end=day),
        SnapshotTime(field=day, entity=()),
        SnapshotTime(field=day, entity=(key,)),
        SnapshotTime(field=day, entity=(key, names[0])),
        MovementTime(field=day),
    ]
    return Dataset(
        name=name,
        source=draw(st.sampled_from(["t", "a.b.c", "SELECT *\nFROM t"])),
        primary_key=(key,),
        unique_keys=draw(st.sampled_from([(), ((key, day),)])),
        fields=tuple(own),
        time=draw(st.sampled_from(times)),
        bridge=draw(st.booleans()),
        label=draw(maybe(TEXT)),
        description=draw(maybe(TEXT)),
        owner=draw(maybe(TEXT)),
        department=draw(maybe(TEXT)),
        freshness=draw(st.sampled_from([None, "2 days", "6 hours"])),
        ai_context=draw(CONTEXTS),
        extensions=draw(FOREIGN),
        confidence=draw(CONFIDENCES),
    )


@st.composite
def metrics(draw: st.DrawFn, name: str, dataset: str, earlier: tuple[str, ...]) -> Metric:
    inputs: dict[str, MetricInput] = {}
    sql = draw(st.sampled_from(['SUM("{}"."key")', 'COUNT("{}".*) * 100.0'])).format(dataset)
    seen = draw(st.booleans())
    if earlier and seen:
        inputs["before"] = MetricInput(
            metric=draw(st.sampled_from(earlier)),
            offset=draw(st.none() | DURATIONS),
            to_date=draw(st.none() | GRAINS),
            at=draw(st.sampled_from([None, "start"])),
        )
        sql = sql + " / before"
    return Metric(
        name=name,
        expression=Expression(sql=sql, dialects=draw(DIALECTS)),
        dataset=draw(st.sampled_from([None, dataset])),
        inputs=inputs,
        offset=draw(st.none() | DURATIONS),
        window=draw(st.none() | DURATIONS),
        at=draw(st.sampled_from([None, "end"])),
        datatype=draw(st.sampled_from([None, "Decimal"])),
        label=draw(maybe(TEXT)),
        description=draw(maybe(TEXT)),
        unit=draw(st.sampled_from([None, "USD", "count"])),
        direction=draw(DIRECTIONS),
        owner=draw(maybe(TEXT)),
        department=draw(maybe(TEXT)),
        target=draw(st.none() | NUMBERS),
        thresholds=draw(
            st.none() | st.builds(Threshold, warning=st.none() | NUMBERS, critical=NUMBERS)
        ),
        freshness=draw(st.sampled_from([None, "1 week"])),
        additive=draw(st.sampled_from([None, True, False])),
        hidden=draw(st.booleans()),
        ai_context=draw(CONTEXTS),
        extensions=draw(FOREIGN),
        confidence=draw(CONFIDENCES),
    )


@st.composite
def models(draw: st.DrawFn) -> SemanticModel:
    names = draw(st.lists(NAMES, min_size=1, max_size=2, unique_by=str.casefold))
    sets = tuple(draw(datasets(name=name)) for name in names)
    links: list[Relationship] = []
    if len(sets) > 1:
        links.append(
            Relationship(
                name="the link",
                from_dataset=names[1],
                to_dataset=names[0],
                from_columns=("key",),
                to_columns=("key",),
                active=draw(st.booleans()),
                ai_context=draw(CONTEXTS),
                extensions=draw(FOREIGN),
                confidence=draw(CONFIDENCES),
            )
        )
    measured: list[Metric] = []
    for position in range(draw(st.integers(0, 2))):
        earlier = tuple(item.name for item in measured)
        measured.append(draw(metrics(name=f"m{position}", dataset=names[0], earlier=earlier)))
    return SemanticModel(
        name=draw(TEXT),
        datasets=sets,
        relationships=tuple(links),
        metrics=tuple(measured),
        description=draw(maybe(TEXT)),
        ai_context=draw(CONTEXTS),
        extensions=draw(FOREIGN),
    )
