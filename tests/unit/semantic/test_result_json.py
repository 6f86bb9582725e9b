"""Result JSON: the contract's keys, every digit, and equal after a round trip."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from boardroom.errors import UsageError
from boardroom.semantic.result import Caveat, Column, Comparison, Freshness, Period, Result
from boardroom.semantic.result_json import (
    dump_json,
    json_value,
    parse_json,
    result_from_json,
    result_to_json,
)

LONG = Decimal("12345678901234567890.123456789")


def example() -> Result:
    return Result(
        columns=(
            Column(name="period", role="time", type="Date"),
            Column(name="state", role="dimension", type="String", label="State"),
            Column(
                name="revenue",
                role="metric",
                type="Decimal",
                unit="BRL",
                direction="up",
                metric="revenue",
            ),
            Column(name="rate", role="metric", type="Float", unit="percent"),
            Column(name="seen", role="field", type="DateTime"),
        ),
        rows=(
            (
                date(2017, 1, 1),
                "SP",
                Decimal("10.50"),
                0.5,
                datetime.fromisoformat("2017-01-01 09:30"),
            ),
            (date(2017, 2, 1), None, LONG, None, None),
        ),
        sql="SELECT 1",
        period=Period(start=date(2017, 1, 1), end=date(2017, 2, 28), complete=True),
        comparison=Comparison(start=date(2016, 1, 1), end=date(2016, 2, 29), kind="previous_year"),
        freshness=Freshness(
            data_until=date(2017, 2, 28), loaded_at=datetime(2017, 3, 1, tzinfo=UTC)
        ),
        caveats=(Caveat(kind="to_date", text="February is not over."),),
        model_version="m1",
        data_version="d1",
        elapsed_ms=1.5,
    )


def test_the_keys_are_the_contract() -> None:
    data = result_to_json(example())
    assert list(data) == [
        "columns", "rows", "sql", "period", "comparison", "freshness", "caveats",
        "model_version", "data_version", "elapsed_ms",
    ]  # fmt: skip
    assert data["columns"][2] == {  # type: ignore[index]  # JSON values
        "name": "revenue", "role": "metric", "type": "Decimal", "unit": "BRL",
    }  # fmt: skip
    assert data["period"] == {"start": "2017-01-01", "end": "2017-02-28", "complete": True}
    assert data["comparison"] == {
        "start": "2016-01-01", "end": "2016-02-29", "kind": "previous_year",
    }  # fmt: skip


def test_decimals_are_numbers_with_all_their_digits() -> None:
    text = dump_json(result_to_json(example()))
    assert "12345678901234567890.123456789" in text
    assert f'"{LONG}"' not in text
    assert json.loads(text)["rows"][0][2] == 10.5


@pytest.mark.parametrize("indent", [None, 2])
def test_our_writer_says_what_the_standard_one_says(indent: int | None) -> None:
    data: dict[str, object] = {
        "a": [1, 2.5, None, True, "é\n", [], {}],
        "b": {"c": [{"d": date(2017, 1, 1).isoformat()}]},
    }
    assert dump_json(data, indent=indent) == json.dumps(data, ensure_ascii=False, indent=indent)
    assert dump_json({**data, "x": LONG}, indent=indent) == json.dumps(
        {**data, "x": 777}, ensure_ascii=False, indent=indent
    ).replace("777", str(LONG))


def test_a_result_comes_back_equal_from_its_full_json() -> None:
    text = dump_json(result_to_json(example(), detail="full"), indent=1)
    assert result_from_json(parse_json(text)) == example()  # type: ignore[arg-type]  # JSON


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("NaN"), None),
        (Decimal(5), 5),
        (Decimal("1E+3"), 1000.0),
        (Decimal("0.1"), 0.1),
        (LONG, LONG),
        (2**70, 2**70),
        (time(9, 30), "09:30:00"),
        (b"\x00\xff", "AP8="),
        ((1, date(2017, 1, 1)), [1, "2017-01-01"]),
        ({"a": float("nan")}, {"a": None}),
    ],
)
def test_values_become_what_json_can_say(value: object, expected: object) -> None:
    assert json_value(value) == expected


def test_huge_and_tiny_decimals_are_printed_in_plain_digits() -> None:
    assert dump_json([Decimal("1E-310"), Decimal("Infinity")]).endswith("1, null]")


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(UsageError, match="JSON cannot say"):
        dump_json({"a": object()})


@pytest.mark.parametrize("text", ["", "{", "[NaN]", "[" * 100_000])
def test_bad_json_text_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="JSON"):
        parse_json(text)


def test_a_damaged_result_is_an_error() -> None:
    with pytest.raises(UsageError, match="no Result"):
        result_from_json({"columns": []})
