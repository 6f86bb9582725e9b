"""Words that are akin to names are found with their names; others are not."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from boardroom.ask.kinship import Kinship, spoken_names
from tests.unit.ask.shop import shop

DIRECTIONS = {
    "Revenue": 0,
    "revenue": 0,
    "Customers": 60,
    "People": 63,
    "turnover": 5,
    "clients": 61,
}


class Compass:
    """An encoder whose vectors are directions in the plane, in degrees."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        angle = np.radians([DIRECTIONS.get(text, 200) for text in texts])
        return np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("turnover", ["Revenue"]),
        ("clients", ["Customers", "People"]),
        ("unicorns", []),
        (" ", []),
    ],
)
def test_the_names_akin_to_words_come_nearest_first(words: str, names: list[str]) -> None:
    found = Kinship(["Revenue", "Customers", "People"], Compass()).near(words)
    assert [near.name for near in found] == names
    assert all(near.score > 0.9 for near in found)


def test_names_are_worked_out_once_and_only_when_asked() -> None:
    compass = Compass()
    kin = Kinship(["Revenue", "revenue", "Customers"], compass)
    assert compass.asked == []
    kin.near("turnover")
    kin.near("clients", limit=1)
    assert compass.asked == ["Revenue", "Customers", "turnover", "clients"]


def test_names_are_those_people_say_and_no_hidden_ones() -> None:
    names = spoken_names(shop())
    assert {"revenue", "orders", "customers", "reviews daily", "status", "ordered on"} <= {*names}
    assert not {"secret", "customer id"} & {*names}
