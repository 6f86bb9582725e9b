"""Metrics that move together, in words that never say why."""

from dataclasses import replace

import pytest

from boardroom.insight.correlation_wording import NO_CAUSE, CompanionFigures, companion_sentence

FIGURES = CompanionFigures(
    first="Sessions",
    second="Leads",
    lag=3,
    period="day",
    r=0.618,
    low=0.55,
    high=0.67,
    rank_r=0.6,
    periods=1_033,
    p_value=1e-9,
)


@pytest.mark.parametrize(
    ("lag", "r", "title"),
    [
        (3, 0.6, "A rise in Sessions tends to come 3 days before one in Leads"),
        (1, -0.6, "A rise in Sessions tends to come 1 day before a fall in Leads"),
        (0, 0.6, "Sessions and Leads move together"),
        (0, -0.6, "Sessions and Leads move in opposite directions"),
    ],
)
def test_the_title_tells_order_and_direction(lag: int, r: float, title: str) -> None:
    assert companion_sentence(replace(FIGURES, lag=lag, r=r)).title == title


def test_the_text_has_its_numbers_and_no_cause() -> None:
    sentence = companion_sentence(replace(FIGURES, also=["Page views and Leads"]))
    assert "0.62 over 1,033 days (from 0.55 to 0.67; of the ranks 0.60)" in sentence.text
    assert NO_CAUSE in sentence.text
    assert sentence.text.endswith("Also: Page views and Leads.")
    whole = f"{sentence.title} {sentence.text} {sentence.uncertainty}"
    assert all(item.text in whole for item in sentence.numbers)
    assert {item.id for item in sentence.numbers} == {"chance",
        "lag", "r", "low", "high", "rank_r", "periods",
    }  # fmt: skip
    for word in ("because", "causes", "due to", "drives", "leads to"):
        assert word not in sentence.text
