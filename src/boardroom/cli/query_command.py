"""``boardroom query``: options or a JSON file become a ``Query``; its ``Result`` is printed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar, cast, get_args

import typer

from boardroom.cli.completion import dataset_names, dimension_names, metric_names, names_of
from boardroom.cli.console import emit, terminal_width, wants_unicode
from boardroom.cli.options import AsOfOption, WorkspaceOption, parse_as_of
from boardroom.cli.query_file import read_query_file
from boardroom.errors import UsageError
from boardroom.semantic.model import Grain
from boardroom.semantic.query import Compare, Order, Query

MANY_VALUED = frozenset({"-m", "--metric", "-d", "--dimension", "--filter", "--having", "--order"})

Word = TypeVar("Word", bound=str)
ResultFormat = Literal["table", "json", "csv"]


MetricsOption = Annotated[
    list[str] | None,
    typer.Option(
        "-m",
        "--metric",
        metavar="METRIC",
        help="Metrics to compute, one or more.",
        autocompletion=names_of(metric_names),
    ),
]
DimensionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "-d",
        "--dimension",
        metavar="DIMENSION",
        help="Fields to group by; with --records, to show.",
        autocompletion=names_of(dimension_names),
    ),
]
FiltersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--filter", metavar="CONDITION", help="Such as \"region = 'West'\"; all must hold."
    ),
]
HavingOption = Annotated[
    list[str] | None,
    typer.Option("--having", metavar="CONDITION", help='On the result, such as "revenue > 1000".'),
]
TimeRangeOption = Annotated[
    str | None,
    typer.Option(
        "--range",
        metavar="RANGE",
        help="all, last_complete_month, mtd, last_30_days, 2017, 2017-11..2018-02 …",
    ),
]
GrainOption = Annotated[
    str | None, typer.Option("--grain", metavar="GRAIN", help=" | ".join(get_args(Grain)))
]
CompareOption = Annotated[
    str | None, typer.Option("--compare", metavar="WITH", help=" | ".join(get_args(Compare)))
]
OrderOption = Annotated[
    list[str] | None,
    typer.Option("--order", metavar="COLUMN", help='Sort, such as "revenue desc".'),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most N rows.")
]
QueryFileOption = Annotated[
    Path | None, typer.Option("--query", metavar="FILE", help="A Query as JSON; - reads stdin.")
]
RecordsOption = Annotated[
    str | None,
    typer.Option(
        "--records",
        metavar="DATASET",
        help="Rows of a dataset instead of metrics.",
        autocompletion=names_of(dataset_names),
    ),
]
OutputFormatOption = Annotated[
    ResultFormat, typer.Option("--format", help="How to print the result.")
]


def query(  # noqa: PLR0913  # one parameter per option: that is how typer reads a command line
    workspace: WorkspaceOption = Path(),
    metrics: MetricsOption = None,
    dimensions: DimensionsOption = None,
    filters: FiltersOption = None,
    having: HavingOption = None,
    time_range: TimeRangeOption = None,
    grain: GrainOption = None,
    compare: CompareOption = None,
    order: OrderOption = None,
    limit: LimitOption = None,
    as_of: AsOfOption = None,
    query_file: QueryFileOption = None,
    records: RecordsOption = None,
    output_format: OutputFormatOption = "table",
) -> None:
    """Compute metrics over the semantic model, with the SQL and its provenance."""
    from boardroom.workspace.workspace import Workspace

    options = {
        "metrics": metrics,
        "group_by": dimensions,
        "filters": filters,
        "having": having,
        "time_range": time_range,
        "grain": grain,
        "compare": compare,
        "order": order,
        "limit": limit,
        "records": records,
    }
    given = {key: value for key, value in options.items() if value}
    asked = _from_file(query_file, options=given) if query_file else _from_options(given)
    with Workspace.open(workspace) as opened:
        result = opened.query(asked, as_of=parse_as_of(as_of))
    if output_format == "json":
        from boardroom.semantic.result_json import dump_json, result_to_json

        emit(dump_json(result_to_json(result)))
    elif output_format == "csv":
        from boardroom.insight.render_result import result_to_csv

        emit(result_to_csv(result))
    else:
        from boardroom.insight.render_result import result_to_table

        emit(result_to_table(result, width=terminal_width(), unicode=wants_unicode()))


def _from_file(path: Path, *, options: Mapping[str, object]) -> Query:
    if options:
        message = (
            f"--query already holds the whole query, so {sorted(options)} cannot be given as well"
        )
        raise UsageError(message, hint="Put everything into the file, or use only options.")
    return read_query_file(path)


def _from_options(options: Mapping[str, object]) -> Query:
    from boardroom.semantic.filter_text import parse_filter

    texts = {key: _several(value) for key, value in options.items() if isinstance(value, list)}
    dimensions = tuple(texts.get("group_by", ()))
    records = cast("str | None", options.get("records"))
    if not records and "metrics" not in texts:
        message = "nothing to compute"
        raise UsageError(
            message,
            hint="Name a metric with -m (`boardroom model show` lists them), or --records DATASET.",
        )
    return Query(
        metrics=tuple(texts.get("metrics", ())),
        group_by=() if records else dimensions,
        fields=dimensions if records else (),
        records=records,
        filters=tuple(parse_filter(text) for text in cast("list[str]", options.get("filters", []))),
        having=tuple(cast("list[str]", options.get("having", []))),
        time_range=cast("str", options.get("time_range", "all")),
        grain=_one_of(options.get("grain"), allowed=get_args(Grain), option="--grain"),
        compare=_one_of(options.get("compare"), allowed=get_args(Compare), option="--compare"),
        order=tuple(_order(text) for text in texts.get("order", [])),
        limit=cast("int | None", options.get("limit")),
    )


def _several(value: list[str]) -> list[str]:
    return [part.strip() for text in value for part in text.split(",") if part.strip()]


def _one_of(value: object, *, allowed: tuple[Word, ...], option: str) -> Word | None:
    if value is None:
        return None
    for word in allowed:
        if word == value:
            return word
    message = f"{option} is {value!r}, expected one of {', '.join(allowed)}"
    raise UsageError(message)


def _order(text: str) -> Order:
    column, _, direction = text.partition(" ")
    if direction.strip().lower() not in {"", "asc", "desc"}:
        message = f"--order is {text!r}, expected a column and asc or desc"
        raise UsageError(message, hint='For example --order "revenue desc".')
    return Order(by=column, descending=direction.strip().lower() == "desc")
