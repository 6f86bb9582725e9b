"""How an episode's size is told: relative where that means something, else as a difference."""

import pytest

from boardroom.insight.scan_wording import EpisodeFigures, episode_sentence, trouble_sentence


@pytest.mark.parametrize(
    ("unit", "value", "expected", "title"),
    [
        ("count", 212.0, 100.0, "X: 112% above expected, 8–24 Oct"),
        ("USD", 50.0, 100.0, "X: 50.0% below expected, 8–24 Oct"),
        ("percent", 0.03, 0.07, "X: 4.0 pts below expected, 8–24 Oct"),
        ("score", -28.0, 43.0, "X: 71.00 below expected, 8–24 Oct"),
        ("count", 12.0, 0.0, "X: 12 above expected, 8–24 Oct"),
    ],
)
def test_a_size_is_a_ratio_only_where_there_is_one(
    unit: str, value: float, expected: float, title: str
) -> None:
    sentence = episode_sentence(
        EpisodeFigures(
            subject="X",
            unit=unit,
            value=value,
            expected=expected,
            per="on average",
            past="its own past",
            days="8–24 Oct",
            open=True,
            p_value=0.001,
        )
    )
    assert sentence.title == title


@pytest.mark.parametrize(("rows", "words"), [(1, "1 row instead"), (2, "2 rows instead")])
def test_one_row_is_a_row(rows: int, words: str) -> None:
    found = trouble_sentence("payments", "late", days="26 Nov 2026", rows=rows, expected=5.0)
    assert found.text.startswith(words)
