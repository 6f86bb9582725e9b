"""Every number in the sentences of inspections is one of their numbers, as it stands there."""

import re
from dataclasses import replace

import pytest

from boardroom.insight.inspection_wording import (
    MetricStepFigures,
    MixFigures,
    OutlierFigures,
    RecordFigures,
    RetentionFigures,
    StepFigures,
    StockItem,
    metric_step_sentence,
    mix_sentence,
    outlier_sentence,
    record_sentence,
    retention_sentence,
    step_sentence,
    stock_sentence,
)
from boardroom.insight.wording import Sentence

RECORD = RecordFigures(
    label="Revenue", unit="USD", value=5.2e6, before=4.9e6, expected=4.61e6, beats=19, high=True,
    period="Oct 2026", grain="month", since="Mar 2025", p_value=0.0002,
)  # fmt: skip
ITEM = StockItem(name="Lamp", position=12.0, point=41.0)
ROW = OutlierFigures(
    label="Invoices", key="I-12", group="customer 24 and item Team", day="3 Oct 2026", unit="USD",
    value=1.2e6, median=940.0, low=610.0, high=1800.0, rows=48, p_value=1e-9,
)  # fmt: skip
STEP = StepFigures(
    funnel="Deals by stage", step="Evaluation", came=120.0, went=42.0, days=30,
    when="7 Mar – 5 Jun 2026", before=0.48, expected=0.4721, groups=8, p_value=0.001,
)  # fmt: skip
MIX = MixFigures(
    label="Revenue", unit="USD", dimension="region", value=5.2e6, previous=5.1e6, period="Oct 2026",
    against="Sep 2026", gained="Europe", gained_shares=(0.24, 0.31), lost="Area 51",
    lost_shares=(0.4, 0.33), usual=0.021, steps=23, p_value=0.0004,
)  # fmt: skip
COHORT = RetentionFigures(
    cohort="Q1 2026", months=3, size=312.0, share=0.71, expected=0.8214, groups=8, p_value=0.0003
)
PAIR = MetricStepFigures(
    first="Sessions", then="MQLs", came=1968.0, went=140.0, period="Oct 2026", against="Sep 2026",
    grain="month", before=0.0855, expected=0.0776, groups=25, lags=3, season=True, p_value=0.001,
)  # fmt: skip
GIVEN = (
    "Sep 2026",
    "Area 51",
    "7 Mar – 5 Jun 2026",
    "Q1 2026",
    "3 Oct 2026",
    "Oct 2026",
    "Mar 2025",
    "I-12",
    "customer 24",
)
"""Names and dates: digits in them are no figures."""


def _sentences() -> list[Sentence]:
    return [
        record_sentence(RECORD),
        record_sentence(replace(RECORD, unit="percent", value=0.1, high=False, since="")),
        retention_sentence(COHORT),
        step_sentence(STEP),
        metric_step_sentence(PAIR),
        metric_step_sentence(replace(PAIR, went=300.0, first="x" * 60, then="y" * 60)),
        metric_step_sentence(replace(PAIR, season=False)),
        mix_sentence(MIX),
        mix_sentence(replace(MIX, unit="count", gained="(none)", lost="y" * 60)),
        step_sentence(replace(STEP, went=80.0, step="x" * 60)),
        outlier_sentence(ROW),
        outlier_sentence(replace(ROW, value=1.0, group="", key="x" * 60)),
        stock_sentence([ITEM], items=4, level=0.95, tests=60),
        stock_sentence([replace(ITEM, name="A" * 60)] * 5, items=40, level=0.95, tests=300),
    ]


@pytest.mark.parametrize("sentence", _sentences())
def test_no_number_stands_in_a_text_that_is_not_among_its_numbers(sentence: Sentence) -> None:
    rest = f"{sentence.title} {sentence.text} {sentence.uncertainty}"
    for number in sentence.numbers:
        assert number.text in rest, number
    for known in sorted([*GIVEN, *(n.text for n in sentence.numbers)], key=len, reverse=True):
        rest = rest.replace(known, "")
    assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize("sentence", _sentences())
def test_sentences_are_short_and_whole(sentence: Sentence) -> None:
    assert len(sentence.title) <= 80
    assert sentence.text.endswith(".")
    assert "  " not in sentence.text
    assert "None" not in sentence.text


def test_a_record_says_since_when() -> None:
    assert record_sentence(RECORD).title == "Revenue: highest since Mar 2025"
    low = record_sentence(replace(RECORD, high=False, since=""))
    assert low.title == "Revenue: lowest of all months known"
    assert "below all of the 19 months before" in low.text
