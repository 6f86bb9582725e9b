"""Pairs of places are shared by all series of one length, so nobody may change them."""

import pytest

from boardroom.analysis.change import Series, assess_change
from boardroom.analysis.pair import pairs_of


def test_shared_places_cannot_be_changed() -> None:
    for places in pairs_of(5):
        with pytest.raises(ValueError, match="read-only"):
            places[0] = 9


def test_a_series_is_tested_by_its_values_however_they_are_held() -> None:
    values = [100.0, 103.0, 99.0, 101.0, 98.0, 102.0, 100.0, 101.0, 99.0, 60.0]
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31]
    first = assess_change(Series(values=values, lengths=lengths))
    assert first == assess_change(Series(values=tuple(values), lengths=tuple(lengths)))
    values[-1] = 100.0
    changed = assess_change(Series(values=values, lengths=lengths))
    assert first is not None
    assert changed is not None
    assert changed.p_value > 10 * first.p_value
