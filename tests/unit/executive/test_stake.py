"""Money at stake: what it is computed from is said in the reader's words."""

from dataclasses import replace

from boardroom.executive.stake import money_at_stake
from boardroom.insight.model import Effect
from boardroom.insight.summary import Stake
from tests.unit.insight.sample_report import CHURN, REVENUE

MRR = replace(REVENUE, metric="mrr", label="Monthly revenue", value=50_000.0)


def test_a_formula_is_told_with_the_labels_of_its_metrics() -> None:
    found = money_at_stake(
        CHURN,
        Effect(value=0.004, low=0.002, high=0.006),
        formula="ABS(change) * mrr",
        cards={"mrr": MRR},
    )
    assert isinstance(found, Stake)
    assert (found.value, found.low, found.high) == (200.0, 100.0, 300.0)
    assert found.how == "Change of Logo churn × Monthly revenue."


def test_a_metric_in_money_is_worth_its_own_change() -> None:
    found = money_at_stake(REVENUE, Effect(value=-12_000.0), formula="", cards={})
    assert isinstance(found, Stake)
    assert found.how == "The change of Revenue itself."
    assert found.why_no_interval
