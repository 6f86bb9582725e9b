"""Numbers in text: exact to what is shown, never cut, never surprising."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.insight.number_text import change_text, ratio_text, share_text, value_text
from boardroom.semantic.model import Unit

UNITS = [None, "count", "percent", "points", "USD", "CHF", "currency", "days", "score", "g"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1_284_034.2, "USD", "$1.28M"),
        (842_100, "USD", "$842.1K"),
        (99_999.4, "USD", "$99,999"),
        (99_999.9, "USD", "$100.0K"),
        (999_949, "USD", "$999.9K"),
        (999_960, "USD", "$1.00M"),
        (999.996, "EUR", "€1,000"),
        (12_345_678, "EUR", "€12.3M"),
        (2_500_000_000, "BRL", "R$2.50B"),
        (5.5, "CHF", "CHF 5.50"),
        (-46_000, "USD", "−$46,000"),
        (0, "USD", "$0.00"),
        (1234.6, "currency", "1,235"),
        (18_432, "count", "18,432"),
        (842_100, "count", "842,100"),
        (1_284_034, "count", "1.28M"),
        (2.4839, None, "2.48"),
        (3.7, "score", "3.70"),
        (0.000123, None, "0.000123"),
        (0.0241, "percent", "2.41%"),
        (0.123, "percent", "12.3%"),
        (0.00004, "percent", "0.004%"),
        (0.0, "percent", "0.0%"),
        (1.0, "percent", "100.0%"),
        (11.23, "days", "11.2 days"),
        (1, "days", "1 day"),
        (2.25, "kg", "2.25 kg"),
        (60.654, "milliseconds", "60.65 ms"),
        (None, "USD", "–"),
        (math.nan, "USD", "–"),
        (math.inf, None, "–"),
    ],
)
def test_values_read_as_people_write_them(
    value: float | None, unit: Unit | None, text: str
) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (0.004, "percent", "+0.4 pts"),
        (-0.0004, "percent", "−0.04 pts"),
        (0.00000001, "percent", "0.00 pts"),
        (-13, "count", "−13"),
        (77_234.2, "USD", "+$77,234"),
    ],
)
def test_changes_carry_their_sign_and_rates_move_in_points(
    change: float, unit: Unit, text: str
) -> None:
    assert change_text(change, unit) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.064, "+6.4%"), (-0.9996, "−100%"), (11.5, "+1,150%"), (0.0004, "+0.04%"), (0.0, "0.0%")],
)
def test_relative_changes_carry_their_sign(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


def test_shares_are_whole_percents() -> None:
    assert [share_text(share) for share in (0.416, 1.2, -0.083)] == ["42%", "120%", "−8%"]


@given(value=st.floats(-1e14, 1e14), unit=st.sampled_from(UNITS))
def test_the_text_is_the_value_to_three_digits(value: float, unit: Unit | None) -> None:
    text = value_text(value, unit)
    match = re.search(r"[\d,]+(\.\d+)?(e-?\d+)?", text)
    assert match is not None
    scale = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}.get(text[match.end() : match.end() + 1], 1.0)
    read = float(match[0].replace(",", "")) * scale
    if unit in {"percent", "points"}:
        read /= 100
    smallest = {
        "score": 0.00501,
        "USD": 0.00501,
        "CHF": 0.00501,
        "currency": 0.00501,
        "points": 0.0005,
        "percent": 0.00051,
    }
    assert read == pytest.approx(abs(value), rel=0.006, abs=smallest.get(unit or "", 1e-9))
    assert text.startswith("−") == (value < 0 and read != 0)


@given(value=st.floats(-1e14, 1e14), unit=st.sampled_from(UNITS))
def test_full_texts_have_no_scale_letters(value: float, unit: Unit | None) -> None:
    text = value_text(value, unit, full=True)
    assert not re.search(r"\d[KMBT]\b", text)
