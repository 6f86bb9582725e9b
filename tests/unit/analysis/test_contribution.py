"""Parts of a change add up to the change, whatever the numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.analysis.contribution import (
    Fraction,
    concentration,
    split_difference,
    split_ratio,
)

KEYS = st.sampled_from(["a", "b", "c", "d", None])
VALUES = st.dictionaries(KEYS, st.floats(-1e6, 1e6))
FRACTIONS = st.dictionaries(
    KEYS,
    st.builds(Fraction, top=st.floats(0, 1e4), bottom=st.floats(1, 1e4)),
    min_size=1,
)


@given(current=VALUES, previous=VALUES)
def test_differences_add_up_to_the_whole(
    current: dict[str | None, float], previous: dict[str | None, float]
) -> None:
    parts = split_difference(current, previous)
    total = sum(current.values()) - sum(previous.values())
    assert sum(part.change for part in parts) == pytest.approx(total, rel=1e-9, abs=1e-6)
    assert 0.0 <= concentration(parts) <= 1.0


@given(current=FRACTIONS, previous=FRACTIONS)
def test_rate_and_mix_add_up_to_the_whole(
    current: dict[str | None, Fraction], previous: dict[str | None, Fraction]
) -> None:
    parts = split_ratio(current, previous)
    now, then = (
        sum(item.top for item in side.values()) / sum(item.bottom for item in side.values())
        for side in (current, previous)
    )
    assert sum(part.change for part in parts) == pytest.approx(now - then, rel=1e-9, abs=1e-6)


def test_a_pure_mix_change_moves_no_rate() -> None:
    before: dict[str | None, Fraction] = {
        "web": Fraction(top=10, bottom=100),
        "shop": Fraction(top=50, bottom=100),
    }
    after: dict[str | None, Fraction] = {
        "web": Fraction(top=5, bottom=50),
        "shop": Fraction(top=75, bottom=150),
    }
    parts = split_ratio(after, before)
    assert all(part.rate == pytest.approx(0.0) for part in parts)
    assert sum(part.mix or 0.0 for part in parts) == pytest.approx(0.1)


def test_no_denominator_is_no_split() -> None:
    assert split_ratio({}, {"a": Fraction(top=1, bottom=2)}) == ()
