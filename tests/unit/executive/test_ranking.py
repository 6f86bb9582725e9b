"""The order of metrics is the one an executive expects."""

from boardroom.executive.ranking import ranked
from boardroom.semantic.model import AiContext, Confidence, Expression, Metric

COUNT = Expression(sql="COUNT(*)")


def _names(*metrics: Metric) -> list[str]:
    return [metric.name for metric in ranked(metrics)]


def test_money_comes_first_then_orders_people_and_rates() -> None:
    names = [
        "average_price", "late_delivery_rate", "headcount", "customers", "margin_rate", "orders",
        "margin", "revenue",
    ]  # fmt: skip
    assert _names(*(Metric(name=name, expression=COUNT) for name in names)) == [
        "revenue", "margin", "orders", "customers", "margin_rate", "headcount",
        "late_delivery_rate", "average_price",
    ]  # fmt: skip


def test_parts_of_a_name_count_less_than_the_whole() -> None:
    assert _names(
        Metric(name="revenue_per_visit_day", expression=COUNT),
        Metric(name="revenue", expression=COUNT),
    ) == ["revenue", "revenue_per_visit_day"]


def test_the_last_part_of_a_name_says_what_it_is() -> None:
    names = ["sales_cycle_days", "sales_velocity", "invoice_revenue", "customers", "sales_amount"]
    assert _names(*(Metric(name=name, expression=COUNT) for name in names)) == [
        "invoice_revenue", "sales_amount", "customers", "sales_velocity", "sales_cycle_days",
    ]  # fmt: skip


def test_synonyms_say_what_a_strange_name_means() -> None:
    known = Metric(name="umsatz", expression=COUNT, ai_context=AiContext(synonyms=("revenue",)))
    assert _names(Metric(name="tickets", expression=COUNT), known)[0] == "umsatz"


def test_the_surer_the_proposal_the_higher() -> None:
    unsure = Metric(name="a", expression=COUNT, confidence=Confidence(score=0.3, why="a guess"))
    sure = Metric(name="b", expression=COUNT, confidence=Confidence(score=0.9, why="its name"))
    assert _names(unsure, sure) == ["b", "a"]


def test_ties_keep_the_order_of_the_model() -> None:
    assert _names(*(Metric(name=name, expression=COUNT) for name in ("x1", "x2", "x3"))) == [
        "x1", "x2", "x3",
    ]  # fmt: skip
