"""Tables of a report on the HTML page: bars, steps or a grid. Called by sections and the page."""

from boardroom.insight.breakdown_view import (
    BreakdownRow,
    BreakdownView,
    read_breakdown_table,
    table_evidence,
)
from boardroom.insight.delta_text import delta_text
from boardroom.insight.html.card import verdict, warnings
from boardroom.insight.html.chart import bar, split_bar
from boardroom.insight.html.evidence import query_details
from boardroom.insight.html.fold import drawer
from boardroom.insight.html.markup import Content, Markup, tag
from boardroom.insight.model import Table
from boardroom.insight.number_text import value_text
from boardroom.insight.table_view import (
    GridCell,
    GridColumn,
    Step,
    read_grid,
    read_steps,
    table_kind,
)


def table_card(table: Table) -> Markup:
    """A table as a card of its own."""
    return tag(
        "section",
        {"class": "card box o6"},
        tag(
            "div",
            {"class": "head"},
            tag("h2", None, table.title),
            tag("p", {"class": "legend"}, _legend(table)),
        ),
        _body(table),
    )


def table_drawer(table: Table, *, opened: bool) -> Markup:
    """A table inside a department; closed ones show their title."""
    legend = tag("p", {"class": "legend"}, _legend(table)) if _legend(table) else None
    return drawer(table.title, legend, _body(table), opened=opened, kind="drawer table")


def _legend(table: Table) -> str:
    kind = table_kind(table)
    if kind == "bars":
        against = read_breakdown_table(table).against
        return f"Bar: value. Mark: {against}." if against else ""
    return "From the value before to the value now." if kind == "steps" else ""


def _body(table: Table) -> list[Content]:
    match table_kind(table):
        case "bars":
            drawn = _bars(table)
        case "steps":
            drawn = _steps(table)
        case _:
            drawn = _grid(table)
    return [drawn, warnings(table.result.caveats), query_details(table_evidence(table))]


def _bars(table: Table) -> Markup:
    view = read_breakdown_table(table)
    return tag(
        "table",
        {"class": "bars"},
        tag("caption", {"class": "hide"}, table.title),
        tag("tbody", None, [_bar_row(row, view) for row in view.rows]),
    )


def _bar_row(row: BreakdownRow, view: BreakdownView) -> Markup:
    top = view.top or 1.0
    tick = row.previous / top if row.previous is not None else None
    delta = delta_text(row.delta, unit=view.unit) if row.delta is not None else None
    return tag(
        "tr",
        None,
        tag("th", {"scope": "row"}, tag("span", None, row.name)),
        tag("td", None, bar((row.value or 0.0) / top, tick=tick)),
        tag("td", {"class": "v num"}, value_text(row.value, view.unit)),
        tag(
            "td",
            {"class": f"d num {delta.assessment}"},
            tag("span", {"class": "size"}, f"{delta.arrow} {delta.size}"),
            verdict(delta.assessment),
        )
        if delta is not None
        else tag("td", {"class": "d"}),
    )


def _steps(table: Table) -> Markup:
    steps = read_steps(table)
    below = max(0.0, *(-step.share for step in steps))
    above = max(0.0, *(step.share for step in steps))
    span = below + above or 1.0
    return tag(
        "table",
        {"class": "bars steps"},
        tag("caption", {"class": "hide"}, table.title),
        tag("tbody", None, [_step_row(step, span=span, left=below / span) for step in steps]),
    )


def _step_row(step: Step, *, span: float, left: float) -> Markup:
    return tag(
        "tr",
        {"class": "total" if step.total else None},
        tag("th", {"scope": "row"}, tag("span", None, step.name)),
        tag("td", None, None if step.total else split_bar(step.share / span, left=left)),
        tag("td", {"class": "v num"}, step.text),
    )


def _grid(table: Table) -> Markup:
    """A table that scrolls by itself where the screen is too narrow for its numbers."""
    view = read_grid(table)
    head = [
        tag("th", {"scope": "col", "class": "r" if column.number else None}, column.title)
        for column in view.columns
    ]
    rows = [
        tag(
            "tr",
            None,
            [_cell(cell, column) for cell, column in zip(row, view.columns, strict=True)],
        )
        for row in view.rows
    ]
    return tag(
        "div",
        {"class": "scroll", "tabindex": 0, "role": "group", "aria-label": table.title},
        tag(
            "table",
            {"class": "grid-table"},
            tag("caption", {"class": "hide"}, table.title),
            tag("thead", None, tag("tr", None, head)),
            tag("tbody", None, rows),
        ),
    )


def _cell(cell: GridCell, column: GridColumn) -> Markup:
    kind = "r num" if column.number else "fixed" if column.fixed else None
    if cell.assessment != "neutral":
        kind = f"{kind or ''} {cell.assessment}".strip()
    return tag("td", {"class": kind}, cell.text, verdict(cell.assessment))
