"""Colours that everybody can tell apart, on both grounds."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from boardroom.ask.charting.theme import SERIES, TOKENS, ThemeName, chart_config
from boardroom.insight.html.theme import contrast

Matrix = npt.NDArray[np.float64]

SIGHT: dict[str, Matrix] = {
    "all": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
"""Linear RGB as seen. Source: Machado, Oliveira and Fernandes (2009), severity 1."""

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
TOLD_APART = 20.0
"""CIE76 distance; a just noticeable difference is about 2.3."""


def lab(colour: str, sight: Matrix) -> Matrix:
    """A colour as seen, in CIE L*a*b*."""
    plain = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(plain <= 0.04045, plain / 12.92, ((plain + 0.055) / 1.055) ** 2.4)
    ratio = TO_XYZ @ np.clip(sight @ linear, 0, 1) / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colours: Sequence[str], sight: Matrix) -> float:
    """The distance of the two most alike."""
    seen = [lab(colour, sight) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_series_are_told_apart_by_everybody(theme: ThemeName, sight: str) -> None:
    assert nearest(SERIES[theme], SIGHT[sight]) > TOLD_APART


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_texts_stand_out(theme: ThemeName) -> None:
    tokens = TOKENS[theme]
    assert min(contrast(colour, tokens["card"]) for colour in SERIES[theme]) >= 3
    for name in ("text", "soft", "muted", "good", "bad"):
        assert contrast(tokens[name], tokens["card"]) >= 4.5


def test_both_themes_say_the_same_things() -> None:
    light, dark = chart_config("light"), chart_config("dark")
    assert light.keys() == dark.keys()
    assert light["background"] != dark["background"]
