"""Money at stake: reckoned from the effect and its interval, and said in the reader's words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.errors import BoardroomError
from boardroom.executive.stake import evaluate, is_money, money_at_stake
from boardroom.insight.model import Effect, KeyMetric
from boardroom.insight.summary import Stake
from tests.unit.insight.sample_report import CHURN, HEADCOUNT, REVENUE

MRR = replace(REVENUE, metric="mrr", label="Monthly revenue", value=50_000.0)
WORTH = "ABS(change) * mrr"


def _stake(
    effect: Effect, *, formula: str = WORTH, card: KeyMetric = CHURN, mrr: KeyMetric | None = MRR
) -> Stake | str:
    cards = {} if mrr is None else {"mrr": mrr}
    return money_at_stake(card, effect, formula=formula, cards=cards)


def _known(found: Stake | str) -> Stake:
    assert isinstance(found, Stake), found
    return found


def test_a_formula_is_told_with_the_labels_of_its_metrics() -> None:
    found = _known(_stake(Effect(value=0.004, low=0.002, high=0.006)))
    assert (found.value, found.low, found.high) == (200.0, 100.0, 300.0)
    assert (found.unit, found.period, found.why_no_interval) == ("USD", "month", None)
    assert found.how == "Change of Logo churn × Monthly revenue."


def test_a_metric_in_money_is_worth_its_own_change() -> None:
    found = _known(money_at_stake(REVENUE, Effect(value=-12_000.0), formula="", cards={}))
    assert found.value == 12_000.0
    assert found.how == "The change of Revenue itself."
    assert (found.low, found.high) == (None, None)
    assert found.why_no_interval


def test_a_distance_from_a_goal_is_not_called_a_change() -> None:
    gap = Effect(value=-12_000.0)
    found = money_at_stake(REVENUE, gap, formula="", cards={}, goal="its target")
    assert _known(found).how == "The distance of Revenue from its target."
    rate = money_at_stake(
        CHURN, Effect(value=0.01), formula=WORTH, cards={"mrr": MRR}, goal="its warning level"
    )
    assert _known(rate).how == ("Distance of Logo churn from its warning level × Monthly revenue.")


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("formula", ["change * mrr", WORTH])
def test_an_interval_around_nothing_begins_at_nothing(sign: float, formula: str) -> None:
    low, high = sorted((sign * -0.002, sign * 0.006))
    found = _known(_stake(Effect(value=sign * 0.002, low=low, high=high), formula=formula))
    assert (found.low, found.value) == (0.0, 100.0)
    assert found.high == pytest.approx(300.0)


@given(value=st.floats(-1e3, 1e3), usual=st.floats(0, 1e3), formula=st.sampled_from(["", WORTH]))
def test_the_amount_and_every_size_within_reach_lie_in_the_interval(
    value: float, usual: float, formula: str
) -> None:
    card = CHURN if formula else REVENUE
    effect = Effect(value=value, low=value - usual, high=value + usual)
    found = _known(_stake(effect, formula=formula, card=card))
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high
    factor = 50_000.0 if formula else 1.0
    assert found.value == pytest.approx(abs(value) * factor)
    if formula:
        reach = [value - usual + usual * step / 10 for step in range(21)]
        assert found.low <= min(map(abs, reach)) * factor * (1 + 1e-9) + 1e-9
        assert found.high == pytest.approx(max(map(abs, reach)) * factor)


@pytest.mark.parametrize(
    ("mrr", "words"),
    [
        (None, "mrr has no value here"),
        (replace(MRR, value=None), "mrr has no value here"),
        (replace(MRR, outdated=True), "mrr has no value here"),
        (replace(MRR, sparkline_grain="week"), "mrr is not known per month"),
    ],
)
def test_what_cannot_be_reckoned_has_a_reason(mrr: KeyMetric | None, words: str) -> None:
    assert words in str(_stake(Effect(value=0.01), mrr=mrr))


def test_a_value_without_periods_may_be_reckoned_with() -> None:
    salary = replace(MRR, sparkline_grain=None)
    assert _known(_stake(Effect(value=0.01), mrr=salary)).value == 500.0


def test_what_is_no_money_and_has_no_formula_says_so() -> None:
    why = money_at_stake(HEADCOUNT, Effect(value=-3.0), formula="", cards={})
    assert why == "Its playbook does not say what a point of it is worth."
    zero = money_at_stake(CHURN, Effect(value=0.1), formula="change / value", cards={})
    assert isinstance(zero, Stake)
    nothing = replace(CHURN, value=0.0)
    assert "has no value here" in str(
        money_at_stake(nothing, Effect(value=0.1), formula="change / value", cards={})
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("a - b - 1", 5.0), ("a / b / 2", 2.0), ("-a + (b * 3)", -2.0), ("ABS(b - a) * 2", 12.0)],
)
def test_arithmetic_is_what_it_is(text: str, value: float) -> None:
    assert evaluate(text, {"a": 8.0, "b": 2.0}) == value


@pytest.mark.parametrize("text", ["SUM(a)", "a AND b", "'x'", "c", "a % b", "a > b"])
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(BoardroomError):
        evaluate(text, {"a": 1.0, "b": 2.0})


def test_money_is_a_currency() -> None:
    assert [is_money(unit) for unit in ("EUR", "currency", "percent", "count", None, "eur")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
