"""The numbers of a question."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.ask.number_phrase import NumberPhrase, read_numbers
from boardroom.ask.token import read_tokens
from boardroom.errors import UsageError


def _numbers(question: str) -> tuple[NumberPhrase, ...]:
    return read_numbers(read_tokens(question))


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("12", "12", None),
        ("1,000", "1000", None),
        ("1,234,567.89", "1234567.89", None),
        ("1.5", "1.5", None),
        ("0", "0", None),
        ("-5", "-5", None),
        ("twelve", "12", None),
        ("twenty", "20", None),
        ("twenty-five", "25", None),
        ("twenty five", "25", None),
        ("ninety nine", "99", None),
        ("one hundred", "100", None),
        ("a hundred", "100", None),
        ("a hundred and one", "101", None),
        ("two hundred and fifty", "250", None),
        ("two hundred fifty", "250", None),
        ("three thousand two hundred", "3200", None),
        ("one hundred and one thousand", "101000", None),
        ("two hundred and fifty thousand", "250000", None),
        ("one million two hundred thousand and five", "1200005", None),
        ("a million", "1000000", None),
        ("half a million", "500000", None),
        ("one and a half million", "1500000", None),
        ("a dozen", "12", None),
        ("two dozen", "24", None),
        ("half a dozen", "6", None),
        ("3 dozen", "36", None),
        ("a couple of", "2", None),
        ("a couple", "2", None),
        ("a pair of", "2", None),
        ("1.5 million", "1500000", None),
        ("5 hundred", "500", None),
        ("2 hundred thousand", "200000", None),
        ("10k", "10000", None),
        ("2.5k", "2500", None),
        ("10 k", "10000", None),
        ("3bn", "3000000000", None),
        ("3 bn", "3000000000", None),
        ("4m", "4000000", None),
        ("4 mn", "4000000", None),
        ("1.2b", "1200000000", None),
        ("7 lakh", "700000", None),
        ("2 crore", "20000000", None),
        ("$2M", "2000000", "USD"),
        ("$2 M", "2000000", "USD"),
        ("-$40", "-40", "USD"),
        ("US$ 1,500", "1500", "USD"),
        ("$1.5 million", "1500000", "USD"),
        ("€20k", "20000", "EUR"),
        ("£99.99", "99.99", "GBP"),
        ("50 €", "50", "EUR"),
        ("EUR 5", "5", "EUR"),
        ("5 usd", "5", "USD"),
        ("two million dollars", "2000000", "USD"),
        ("300 euros", "300", "EUR"),
        ("10 %", "0.1", "percent"),
        ("10%", "0.1", "percent"),
        ("12.5%", "0.125", "percent"),
        ("-3%", "-0.03", "percent"),
        ("ten percent", "0.1", "percent"),
        ("5 per cent", "0.05", "percent"),
        ("2 percentage points", "0.02", "percent"),
        ("100%", "1", "percent"),
    ],
)  # fmt: skip
def test_a_number_is_read_whole(words: str, value: str, unit: str | None) -> None:
    tokens = read_tokens(f"deals above {words}, please")
    (number,) = read_numbers(tokens)
    assert (number.value, number.unit, number.ordinal) == (Decimal(value), unit, False)
    assert (number.first, number.last) == (2, len(tokens) - 2)
    assert isinstance(number.value, int) == (Decimal(value) == int(Decimal(value)))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *(("1st", 1), ("2nd", 2), ("23rd", 23), ("11th", 11), ("first", 1), ("third", 3)),
        *(("twelfth", 12), ("twentieth", 20), ("twenty-first", 21), ("thirty second", 32)),
    ],
)
def test_ordinals_are_marked(words: str, value: int) -> None:
    ordinals = [number.value for number in _numbers(f"the {words} order") if number.ordinal]
    assert ordinals == [value]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("between 10 and 20", [10, 20]),
        ("between 10-20", [10, 20]),
        ("between two and three", [2, 3]),
        ("two, three or four", [2, 3, 4]),
        ("five twenty", [5, 20]),
        ("twenty twelve", [20, 12]),
        ("top 5 of the 3 regions", [5, 3]),
        ("sixty and seventy", [60, 70]),
        ("one hundred and two hundred", [100, 200]),
        ("5 m", [5]),
    ],
)
def test_several_numbers_stay_apart(question: str, values: list[int]) -> None:
    assert [number.value for number in _numbers(question)] == values


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("between 10 and 20 %", "0.1", "0.2", "percent"),
        ("10-20 %", "0.1", "0.2", "percent"),
        ("between 2 and 5 million", "2000000", "5000000", None),
        ("from 10 to 50k", "10000", "50000", None),
        ("between 500 and 2k", "500", "2000", None),
        ("between $1 and 2 million", "1000000", "2000000", "USD"),
        ("between 10% and 20", "0.1", "0.2", "percent"),
        ("$1M to $2M", "1000000", "2000000", "USD"),
        ("between 5 and 10 dollars", "5", "10", "USD"),
        ("between two and three hundred", "200", "300", None),
        ("between 1k and 2 million", "1000", "2000000", None),
    ],
)
def test_the_ends_of_a_span_share_unit_and_scale(
    words: str, low: str, high: str, unit: str | None
) -> None:
    first, second = _numbers(f"deals {words}")
    assert (first.value, second.value) == (Decimal(low), Decimal(high))
    assert (first.unit, second.unit) == (unit, unit)


def test_numbers_that_are_no_span_keep_their_own_scale() -> None:
    assert [number.value for number in _numbers("3 deals and 5 million")] == [3, 5_000_000]
    assert [number.value for number in _numbers("top 3 and 5 %")] == [3, Decimal("0.05")]


@pytest.mark.parametrize(
    "question",
    [
        "orders of q4 and sku12x",
        "30d and version 3.5.1",
        'papers on "12 angry men"',
        "any customer and another",
        "since 2025-03-01",
        "half of all orders",
        "hundred",
        "a k",
        "dollars per customer",
        "24x7",
    ],
)
def test_what_is_no_number_is_left(question: str) -> None:
    assert _numbers(question) == ()


_WORDS = (
    "a an half one two twenty hundred thousand million and dozen couple of $ € - 5 1.5 10k % "
    "percent first 3rd usd point points . , k m b"
)
_texts = st.text(max_size=120) | st.lists(st.sampled_from(_WORDS.split()), max_size=30).map(
    " ".join
)


@given(_texts)
def test_any_text_gives_numbers_in_order(text: str) -> None:
    try:
        tokens = read_tokens(text)
    except UsageError:
        return
    end = 0
    for number in read_numbers(tokens):
        assert end <= number.first < number.last <= len(tokens)
        end = number.last
