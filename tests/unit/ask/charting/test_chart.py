"""Which chart is chosen, and that it is honest, valid and harmless."""

import json
import math
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from boardroom.ask.charting.chart import visualization_of
from boardroom.ask.charting.drawing import MOST_POINTS
from boardroom.ask.charting.visualization import Visualization
from boardroom.ask.charting.wanted import Wanted
from boardroom.semantic.result import Caveat, Column, Result
from boardroom.semantic.result_json import dump_json
from tests.unit.ask.charting.gallery import (
    CHARTS,
    CHURN,
    COUNTRIES,
    ORDERS,
    REVENUE,
    by_channel,
    by_region,
    by_two,
    campaigns,
    drawn,
    orders,
)
from tests.unit.ask.charting.rows import TIME, dimension, metric, months, regions, result, until

ENDLESS = ("url", "href", "usermeta", "lookup", "image", "format", "formatType")
"""Keys that make a viewer load something, or that would read a text of the data as a format."""


@pytest.fixture(scope="module")
def vega_lite() -> jsonschema.Draft7Validator:
    """The published schema of Vega-Lite 6."""
    altair = pytest.importorskip("altair")
    path = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    return jsonschema.Draft7Validator(json.loads(path.read_text()))


def rows_of(found: Visualization) -> list[dict[str, Any]]:
    """The data of a chart."""
    assert found.spec is not None
    values: list[dict[str, Any]] = json.loads(json.dumps(found.spec))["data"]["values"]
    return values


def walk(node: object) -> Iterator[tuple[str, object]]:
    """All keys with their values."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from walk(item)


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_valid_vega_lite_and_json(
    name: str, vega_lite: jsonschema.Draft7Validator
) -> None:
    for theme in ("light", "dark"):
        found = CHARTS[name]().to_json(theme)
        spec = json.loads(dump_json(found))["spec"]
        assert [error.message for error in vega_lite.iter_errors(spec)] == []


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_small_described_and_loads_nothing(name: str) -> None:
    spec = json.loads(json.dumps(CHARTS[name]().themed()))
    keys = {key for key, _ in walk(spec)}
    assert keys.isdisjoint(ENDLESS)
    assert len(spec["description"]) > len(" ".join(spec["title"]["text"]))
    views = spec.get("vconcat", [spec])
    assert all(0 < len(view["data"]["values"]) <= MOST_POINTS + 3 for view in views)


@pytest.mark.parametrize(
    ("rows", "intent", "chart"),
    [
        (result([REVENUE], [(5,)]), "", "number"),
        (result([dimension("state"), ORDERS], [("CA", 5)]), "rank", "number"),
        (regions(5), "", "bar"),
        (result([TIME, REVENUE], [(day, 5) for day in months(6)]), "trend", "line"),
        (result([TIME, REVENUE], [(day, 5) for day in months(2)]), "trend", "bar"),
        (by_channel(3), "", "line"),
        (by_two(COUNTRIES[:3], ("a", "b"), CHURN), "compare", "grouped_bar"),
        (by_two(COUNTRIES, ("a", "b", "c", "d", "e"), REVENUE), "", "stacked_bar"),
        (by_two(COUNTRIES, ("a", "b", "c", "d", "e"), CHURN), "", "heat_map"),
        (by_two(COUNTRIES[:3], ("a", "b"), REVENUE), "share", "stacked_bar"),
        (campaigns(9), "CORRELATE", "scatter"),
        (campaigns(9), "", "bar"),
        (campaigns(2), "correlate", "bar"),
        (by_region(), "", "bar"),
        (by_region(), "EXPLAIN", "waterfall"),
        (orders(50), "", "table"),
        (orders(50), "distribution", "histogram"),
        (result([dimension("name")], [("a",), ("b",)]), "", "table"),
        (result([dimension("a"), dimension("b"), dimension("c"), REVENUE],
                [(*names, 1) for names in product("xy", repeat=3)]), "", "table"),
        (result([dimension("name"), REVENUE], [("a", 1), ("a", 2)]), "", "table"),
        (result([dimension("name"), REVENUE], [("a", None), ("b", None)]), "", "table"),
    ],
)  # fmt: skip
def test_the_chart_is_chosen_by_intent_and_rows(rows: Result, intent: str, chart: str) -> None:
    assert drawn(rows, intent=intent).chart_type == chart


def test_there_is_no_chart_of_no_rows() -> None:
    assert visualization_of(result([REVENUE], []), title="Revenue") is None


def test_title_and_axes_name_what_is_shown() -> None:
    found = drawn(by_region())
    assert found.to_json().keys() == {"chart_type", "x_axis", "y_axis", "title", "spec"}
    assert (found.title, found.x_axis, found.y_axis) == (
        "Revenue by region, Jun 2026",
        "region",
        "revenue",
    )
    titles = {str(value) for key, value in walk(dict(found.spec or {})) if key == "title"}
    assert {"Region", "Revenue (USD)"} <= titles


def test_a_given_title_stands() -> None:
    found = visualization_of(by_region(), title="What we sold", intent="compare")
    assert found is not None
    assert found.title == "What we sold"


def test_many_groups_are_folded_only_where_they_add_up() -> None:
    few = result(
        [dimension("region"), REVENUE], [(f"R{n:02}x", 2000 // (n + 1)) for n in range(24)]
    )
    summed = rows_of(drawn(few))
    assert len(summed) == 21
    assert summed[-1]["name"] == "other (4)"
    assert summed[-1]["value"] == sum(2000 // (n + 1) for n in range(20, 24))
    plain = drawn(few, additive=frozenset())
    assert len(rows_of(plain)) == 20
    assert plain.notes == ("The largest 20 of 24; the others are in the table",)


def test_groups_that_share_rows_are_never_folded() -> None:
    few = [(f"R{n:02}x", 2000 // (n + 1)) for n in range(24)]
    doubt = Caveat(kind="non_additive", text="Rows stand in several groups.")
    shared = result([dimension("region"), REVENUE], few, caveats=[doubt])
    assert not any("other" in row["name"] for row in rows_of(drawn(shared)))


def test_what_would_dwarf_the_bars_is_told_instead() -> None:
    found = drawn(regions(61))
    rest = sum(sorted((Decimal(str(row[1])) for row in regions(61).rows), reverse=True)[20:])
    assert len(rows_of(found)) == 20
    assert found.notes == (f"The largest 20 of 61; the rest add up to ${rest:,.0f}",)


def test_too_many_series_are_folded_or_left_out() -> None:
    summed = {row["series"] for row in rows_of(drawn(by_channel(11)))}
    assert len(summed) == 8
    assert "other (4)" in summed
    apart = drawn(by_channel(11, CHURN))
    assert len({row["series"] for row in rows_of(apart)}) == 8
    assert "the others are in the table" in apart.notes[0]


def test_the_sum_of_folded_series_is_exact() -> None:
    rows = by_channel(11).rows
    found = [row for row in rows_of(drawn(by_channel(11))) if row["series"] == "other (4)"]
    small = {f"Channel {number}" for number in range(4)}
    for row in found:
        day = date.fromisoformat(row["start"])
        expected = math.fsum(float(str(x[2])) for x in rows if x[0] == day and x[1] in small)
        assert row["value"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", ["bar", "bar of long names", "bar standing", "bar of periods"])
def test_bars_begin_at_zero(name: str) -> None:
    for key, value in walk(json.loads(json.dumps(CHARTS[name]().spec))):
        if key == "scale" and isinstance(value, dict) and "domainMin" in value:
            low = value["domainMin"]
            assert low == 0 or str(low["expr"]).startswith("-")
            break
    else:
        pytest.fail("no scale says where it begins")


def test_bars_are_sorted_unless_their_names_have_an_order_or_one_was_asked_for() -> None:
    rows: Sequence[tuple[object, ...]] = [("Tue", 2), ("Mon", 1), ("Wed", 3)]
    week = result([dimension("weekday"), ORDERS], rows)
    assert [row["name"] for row in rows_of(drawn(week))] == ["Mon", "Tue", "Wed"]
    assert [row["name"] for row in rows_of(drawn(week, ordered=True))] == ["Tue", "Mon", "Wed"]
    other = result([dimension("region"), ORDERS], [("North", 2), ("South", 1), ("East", 3)])
    assert [row["name"] for row in rows_of(drawn(other))] == ["East", "North", "South"]


def test_a_missing_period_is_a_gap_and_no_zero() -> None:
    year = months(5)
    found = drawn(result([TIME, CHURN], [(day, 0.02) for day in year if day != year[2]]))
    values = {row["start"]: row["value"] for row in rows_of(found)}
    assert values[year[2].isoformat()] is None
    assert len(values) == 5


def test_an_unfinished_period_is_dashed_and_told() -> None:
    year = months(6, first=date(2026, 1, 1))
    cut = result([TIME, REVENUE], [(day, 5 + day.month) for day in year],
                 period=until(year[0], date(2026, 6, 12), complete=False))  # fmt: skip
    found = drawn(cut)
    kinds = {(row["start"], row["kind"]) for row in rows_of(found) if row["value"] is not None}
    assert ("2026-06-01", "part") in kinds
    assert ("2026-06-01", "whole") not in kinds
    assert ("2026-05-01", "joint") in kinds
    assert "Dashed: not all of Jun 2026 is in" in found.notes


def test_a_first_period_that_is_cut_is_dashed_too() -> None:
    year = months(6, first=date(2026, 1, 1))
    rows = [(day, 5) for day in year]
    cut = result([TIME, ORDERS], rows, period=until(date(2026, 1, 15), date(2026, 6, 30)))
    assert {row["start"] for row in rows_of(drawn(cut)) if row["kind"] == "part"} == {"2026-01-01"}


def test_periods_keep_their_day_whatever_the_time_zone() -> None:
    spec = json.loads(
        json.dumps(drawn(result([TIME, REVENUE], [(day, 5) for day in months(6)])).spec)
    )
    x = spec["encoding"]["x"]
    assert (x["type"], x["timeUnit"], x["scale"]["type"]) == ("temporal", "utcyearmonth", "utc")
    assert all(tick["utc"] for tick in x["axis"]["values"])


def test_long_series_keep_their_extremes_and_say_what_is_left_out() -> None:
    found = CHARTS["line of days"]()
    rows = rows_of(found)
    assert len(rows) <= MOST_POINTS
    assert found.notes == (f"{len(rows):,} of 1,500 points are drawn, the extremes among them",)


def test_a_pie_is_drawn_only_when_asked_for_and_only_of_a_whole() -> None:
    rows = result([dimension("region"), REVENUE], [("North", 5), ("South", 3)])
    assert drawn(rows).chart_type == "bar"
    assert drawn(rows, chart="pie").chart_type == "pie"
    for kept in ({"additive": frozenset[str]()}, {"whole": False}):
        found = drawn(rows, chart="pie", **kept)
        assert found.chart_type == "bar"
        assert "No pie: these rows do not make one" in found.notes


def test_stacked_areas_need_a_sum() -> None:
    assert drawn(by_channel(3), chart="area").chart_type == "area"
    assert drawn(by_channel(3, CHURN), chart="area").chart_type == "line"


def test_a_waterfall_adds_up() -> None:
    rows = rows_of(drawn(by_region(), intent="explain"))
    opening, *steps, closing = rows
    changes = [row["to"] - row["from"] for row in steps]
    assert opening["to"] + math.fsum(changes) == pytest.approx(closing["to"])
    assert [row["kind"] for row in rows if row["name"] == "EMEA"] == ["bad"]


def test_a_waterfall_of_a_rate_is_refused() -> None:
    assert drawn(by_region(column=CHURN), intent="explain").chart_type == "bar"


def test_a_funnel_never_widens() -> None:
    rows = [("Visited", 10), ("Ordered", 12)]
    found = drawn(result([dimension("step"), metric("people", "count")], rows), intent="funnel")
    assert found.chart_type != "funnel"


def test_rows_of_one_name_are_told_apart_by_their_key() -> None:
    key = Column(name="customers.id", role="key", type="Integer")
    rows = [(1, "Smith", 5), (2, "Smith", 4), (3, "Jones", 3)]
    found = drawn(result([key, dimension("customer"), REVENUE], rows))
    assert [row["name"] for row in rows_of(found)] == ["Smith (1)", "Smith (2)", "Jones"]


def test_shares_that_make_up_a_whole_are_stacked_over_time() -> None:
    share = Column(
        name="revenue_share", role="transform", type="Float", unit="percent", metric="revenue"
    )
    rows = [(day, name, 9, part) for day in months(4) for name, part in (("a", 0.25), ("b", 0.75))]
    found = visualization_of(
        result([TIME, dimension("region"), REVENUE, share], rows),
        wanted=Wanted(additive=frozenset({"revenue", "revenue_share"})),
    )
    assert found is not None
    assert (found.chart_type, found.y_axis) == ("area", "revenue_share")


HOSTILE = (
    "<img src=x onerror=alert(1)>", "datum['value']", "a.b[0]", "{{7*7}}", "first\nsecond",
    "right\u202eleft", "'); fetch('https://example.com'); ('", "x" * 500, "\x00", "http://a.b/c.png",
)  # fmt: skip


def test_hostile_names_stay_text() -> None:
    columns = [dimension("evil['field'].name"), metric("a.b[0]")]
    found = drawn(result(columns, [(name, place) for place, name in enumerate(HOSTILE)]))
    spec = json.loads(json.dumps(found.themed()))
    names = {row["name"] for row in spec["data"]["values"]}
    assert all(name.isprintable() and len(name) <= 80 for name in names)
    expressions = [
        str(value) for key, value in walk(spec) if key in {"expr", "labelExpr", "filter"}
    ]
    assert expressions
    assert not any(
        text in expression for expression in expressions for text in ("evil", "fetch", "onerror")
    )
    fields = {str(value) for key, value in walk(spec) if key == "field"}
    assert fields <= {"name", "value", "previous", "end", "text", "full", "before", "kind"}


def test_nothing_is_summed_of_what_nothing_is_known() -> None:
    found = visualization_of(regions(61))
    assert found is not None
    assert found.notes == ("The largest 20 of 61; the others are in the table",)


def test_numbers_that_json_cannot_say_are_gaps() -> None:
    rows = [("a", float("nan")), ("b", float("inf")), ("c", Decimal("2.50")), ("d", None)]
    found = drawn(result([dimension("name"), REVENUE], rows))
    assert {row["name"]: row["value"] for row in rows_of(found)} == {
        "a": None,
        "b": None,
        "c": 2.5,
        "d": None,
    }


def test_a_key_beside_a_unique_name_is_no_second_dimension() -> None:
    columns = [dimension("products.product_id"), dimension("products.product_name"), REVENUE]
    found = drawn(result(columns, [("P1", "Beans", 5), ("P2", "Gifts", 7), ("P3", "Mugs", 1)]))
    assert (found.chart_type, found.x_axis) == ("bar", "products.product_name")
    assert [row["name"] for row in rows_of(found)] == ["Gifts", "Beans", "Mugs"]


def test_two_names_of_one_thing_share_an_axis() -> None:
    columns = [dimension("region"), dimension("product"), REVENUE]
    best = [("North", "Beans", 5), ("South", "Gifts", 7), ("East", "Beans", 1)]
    found = drawn(result(columns, best))
    assert found.chart_type == "bar"
    assert rows_of(found)[0]["name"] == "South · Gifts"


def test_what_has_not_begun_is_not_drawn_and_today_is_unfinished() -> None:
    year = months(6, first=date(2026, 1, 1))
    rows = [(day, None if day.month > 4 else 5) for day in year]
    cut = result([TIME, ORDERS], rows, period=until(year[0], date(2026, 4, 14), complete=False))
    found = drawn(cut)
    assert {row["start"] for row in rows_of(found)} == {
        f"2026-0{month}-01" for month in range(1, 5)
    }
    assert {row["start"] for row in rows_of(found) if row["kind"] == "part"} == {"2026-04-01"}
