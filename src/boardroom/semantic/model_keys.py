"""The table of all keys of a model file, written once.

The loader, the writer, the Ossie import and export, the JSON Schema for editors and the reference
documentation are all derived from these records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from boardroom.semantic.model import (
    AiContext,
    Confidence,
    CustomExtension,
    Dataset,
    DataType,
    Direction,
    Field,
    FieldRole,
    Metric,
    MetricInput,
    Relationship,
    StockPoint,
    Threshold,
)
from boardroom.semantic.model_codec import (
    AGE,
    DURATION,
    DURATION_UNITS,
    NAME,
    TEXTS,
    Choice,
    Flag,
    ListOf,
    MapOf,
    Number,
    Text,
)
from boardroom.semantic.model_record import AI_CONTEXT, EXTENSIONS, SYNONYMS, Key, Record
from boardroom.semantic.model_value import (
    AiContextCodec,
    DimensionCodec,
    ExpressionCodec,
    TimeCodec,
)
from boardroom.semantic.yaml_node import Node

TEXT = Text()
GRAIN = Choice(DURATION_UNITS)


@dataclass(frozen=True, kw_only=True)
class ModelPart:
    """What one file says of the model; a folder's parts make one ``SemanticModel``."""

    name: str | None = None
    description: str | None = None
    datasets: tuple[Dataset, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    metrics: tuple[Metric, ...] = ()
    ai_context: AiContext | None = None
    extensions: tuple[CustomExtension, ...] = ()


EXTENSION = Record(
    noun="custom extension",
    title="CustomExtension",
    make=CustomExtension,
    keys=(
        Key(name="vendor_name", codec=TEXT, required=True, standard=True, doc="Whose it is."),
        Key(name="data", codec=TEXT, required=True, standard=True, doc="Its JSON, as a text."),
    ),
)

CONFIDENCE = Record(
    noun="confidence",
    title="Confidence",
    make=Confidence,
    keys=(
        Key(name="score", codec=Number(), required=True, doc="How sure the proposal is, 0 to 1."),
        Key(name="why", codec=TEXT, required=True, doc="The evidence, in words."),
    ),
)

THRESHOLD = Record(
    noun="threshold",
    title="Threshold",
    make=Threshold,
    keys=(
        Key(name="warning", codec=Number(), doc="The level at which somebody should look."),
        Key(name="critical", codec=Number(), doc="The level at which somebody should act."),
    ),
)


def _description(of: str) -> Key:
    return Key(name="description", codec=TEXT, standard=True, doc=f"What the {of} means.")


def _label(*, standard: bool = False) -> Key:
    return Key(name="label", codec=TEXT, standard=standard, doc="Its name for people.")


def _tail(*, proposed: bool = True) -> tuple[Key, ...]:
    """The keys that end every item."""
    keys = (
        Key(name=AI_CONTEXT, codec=AiContextCodec(), standard=True, doc="Synonyms and hints."),
        Key(
            name=SYNONYMS,
            codec=TEXTS,
            virtual=True,
            doc="Other names people use; short for `ai_context: {synonyms: […]}`.",
        ),
        Key(
            name=EXTENSIONS,
            codec=ListOf(EXTENSION),
            attribute="extensions",
            standard=True,
            doc="What other tools keep here; carried through unread.",
        ),
    )
    confidence = Key(
        name="confidence", codec=CONFIDENCE, doc="Why a proposed item is there; delete it at will."
    )
    return (*keys, confidence) if proposed else keys


_DIMENSION = "dimension"
_EXPRESSION_DOC = (
    "SQL over the columns of the dataset's source and its other fields, one value per row."
)
_OWNER = Key(name="owner", codec=TEXT, doc="Who answers for it.")
_DEPARTMENT = Key(name="department", codec=TEXT, doc="Whose page it stands on.")
_DIRECTION = Key(name="direction", codec=Choice(get_args(Direction)), doc="Which way is good.")
_UNIT = Key(
    name="unit",
    codec=TEXT,
    doc="`percent` (a fraction), `count`, `days`, `hours`, `minutes`, `seconds`, `score`, "
    "`points`, an ISO 4217 code such as `USD`, `currency`, or any other word.",
)
_DATATYPE = Key(
    name="datatype", codec=Choice(get_args(DataType)), standard=True, doc="The logical type."
)
_HIDDEN = Key(name="hidden", codec=Flag(), doc="Usable in expressions, but not offered to people.")


def _complete_field(values: dict[str, Any], entries: Mapping[str, Node]) -> None:
    """Ossie's ``dimension: {}`` says that the field is a dimension, and no more."""
    if "dimension" in entries and values.get("is_time") is None:
        values.setdefault("role", _DIMENSION)


def _export_field(standard: dict[str, Any], own: dict[str, Any]) -> None:
    """The reverse of ``_complete_field``."""
    if own.get("role") == _DIMENSION and "dimension" not in standard:
        standard["dimension"] = {}
        del own["role"]


FIELD = Record(
    noun="field",
    title="Field",
    make=Field,
    named=True,
    completed=_complete_field,
    exported=_export_field,
    keys=(
        Key(name="name", codec=NAME, required=True, standard=True, doc="Unique in its dataset."),
        Key(
            name="expression",
            codec=ExpressionCodec(),
            required=True,
            standard=True,
            doc=_EXPRESSION_DOC,
        ),
        _DATATYPE,
        Key(
            name="role",
            codec=Choice(get_args(FieldRole)),
            doc="What it is for: joining, placing in time, grouping, adding up, or only showing.",
        ),
        _label(standard=True),
        _description("field"),
        _UNIT,
        _DIRECTION,
        Key(name="values", codec=TEXTS, doc="Known values, most frequent first."),
        Key(
            name="aliases",
            codec=MapOf(TEXT),
            doc="Other names of values: `{California: CA}` (what people say → what is stored).",
        ),
        Key(name="pii", codec=TEXT, doc="The kind of personal data: `email`, `phone`, `name`…"),
        _HIDDEN,
        Key(
            name="dimension",
            codec=DimensionCodec(),
            attribute="is_time",
            standard=True,
            doc="Whether it is a time dimension; by default dates and times are.",
        ),
        *_tail(),
    ),
)

DATASET = Record(
    noun="dataset",
    title="Dataset",
    make=Dataset,
    named=True,
    scoped=True,
    keys=(
        Key(name="name", codec=NAME, required=True, standard=True, doc="Unique in the model."),
        Key(
            name="source",
            codec=TEXT,
            required=True,
            standard=True,
            doc="The table, possibly qualified, or a `SELECT` text.",
        ),
        _label(),
        _description("dataset"),
        Key(
            name="primary_key",
            codec=TEXTS,
            standard=True,
            doc="The fields that identify a row.",
        ),
        Key(
            name="unique_keys",
            codec=ListOf(TEXTS),
            standard=True,
            doc="Further sets of fields that identify a row.",
        ),
        Key(name="time", codec=TimeCodec(), doc="How its rows stand in time; absent = timeless."),
        Key(name="bridge", codec=Flag(), doc="It only links two others many-to-many."),
        _OWNER,
        _DEPARTMENT,
        Key(name="freshness", codec=AGE, doc="The longest acceptable age of the newest row."),
        *_tail(),
        Key(name="fields", codec=ListOf(FIELD), standard=True, doc="Its fields."),
    ),
)

RELATIONSHIP = Record(
    noun="relationship",
    title="Relationship",
    make=Relationship,
    named=True,
    keys=(
        Key(
            name="name",
            codec=NAME,
            required=True,
            standard=True,
            doc="Unique in the model, and no dataset's name.",
        ),
        Key(
            name="from",
            codec=TEXT,
            attribute="from_dataset",
            required=True,
            standard=True,
            doc="The dataset on the many side.",
        ),
        Key(
            name="to",
            codec=TEXT,
            attribute="to_dataset",
            required=True,
            standard=True,
            doc="The dataset on the one side.",
        ),
        Key(
            name="from_columns",
            codec=ListOf(TEXT, least=1),
            required=True,
            standard=True,
            doc="Fields of the many side.",
        ),
        Key(
            name="to_columns",
            codec=ListOf(TEXT, least=1),
            required=True,
            standard=True,
            doc="Fields of the one side that identify its rows, in the same order.",
        ),
        Key(
            name="active",
            codec=Flag(),
            doc="`false`: used only where a reference names it (`billing_address.city`).",
        ),
        *_tail(),
    ),
)

_AT = Key(
    name="at",
    codec=Choice(get_args(StockPoint)),
    doc="For stocks: the balance when the period opens or closes.",
)


def _time_shifts() -> tuple[Key, ...]:
    return (
        Key(name="offset", codec=DURATION, doc="The value so long before."),
        Key(name="offset_to", codec=GRAIN, doc="The value at the first period of that grain."),
        Key(name="window", codec=DURATION, doc="Over the trailing window that ends with a period."),
        Key(
            name="to_date",
            codec=Choice((*DURATION_UNITS, "all")),
            doc="From the start of that grain to a period's end; `all` = since ever.",
        ),
        _AT,
        Key(name="filter", codec=TEXT, doc="Which rows count: a SQL condition over fields."),
    )


INPUT = Record(
    noun="metric input",
    title="MetricInput",
    make=MetricInput,
    keys=(Key(name="metric", codec=TEXT, required=True, doc="The metric meant."), *_time_shifts()),
)

METRIC = Record(
    noun="metric",
    title="Metric",
    make=Metric,
    named=True,
    keys=(
        Key(name="name", codec=NAME, required=True, standard=True, doc="Unique in the model."),
        Key(
            name="expression",
            codec=ExpressionCodec(),
            required=True,
            standard=True,
            doc="A SQL aggregate over `dataset.field` references and names of other metrics.",
        ),
        Key(
            name="dataset",
            codec=TEXT,
            doc="The dataset that unqualified names and `COUNT(*)` mean.",
        ),
        Key(
            name="inputs",
            codec=MapOf(INPUT),
            doc="Names in the expression that stand for a metric seen through time.",
        ),
        _label(),
        _description("metric"),
        _UNIT,
        _DIRECTION,
        _DATATYPE,
        Key(name="time", codec=TimeCodec(), doc="Overrides the dataset's own time."),
        *_time_shifts(),
        _OWNER,
        _DEPARTMENT,
        Key(name="target", codec=Number(), doc="The value aimed at, in the metric's unit."),
        Key(
            name="thresholds",
            codec=THRESHOLD,
            doc="`{warning: …, critical: …}`, in the metric's unit.",
        ),
        Key(name="freshness", codec=AGE, doc="The longest acceptable age of its newest data."),
        Key(
            name="additive",
            codec=Flag(),
            doc="`false`: values of parts must not be summed to a whole.",
        ),
        Key(
            name="max_grain",
            codec=GRAIN,
            doc="The longest period its expression is right for; longer ones are refused.",
        ),
        _HIDDEN,
        *_tail(),
    ),
)

MODEL = Record(
    noun="semantic model",
    title="SemanticModel",
    make=ModelPart,
    keys=(
        Key(name="name", codec=TEXT, standard=True, doc="The model's name; once per workspace."),
        _description("model"),
        *_tail(proposed=False),
        Key(name="datasets", codec=ListOf(DATASET), standard=True, doc="Logical tables."),
        Key(
            name="relationships",
            codec=ListOf(RELATIONSHIP),
            standard=True,
            doc="Many-to-one links between datasets.",
        ),
        Key(name="metrics", codec=ListOf(METRIC), standard=True, doc="What is measured."),
    ),
)

RECORDS = (MODEL, DATASET, FIELD, RELATIONSHIP, METRIC, INPUT, THRESHOLD, CONFIDENCE, EXTENSION)
"""All records, outermost first."""
