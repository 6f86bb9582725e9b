"""By what a metric is watched."""

from types import SimpleNamespace
from typing import cast

from boardroom.executive.metric_facts import FactsReader, MetricFacts
from boardroom.executive.scan.watch_list import _dimensions


def test_its_own_dimensions_come_first_then_those_of_the_whole_business() -> None:
    dimensions = {
        "payments.method": "Method",
        "customers.industry": "Industry",
        "customers.region": "Region",
        "invoices.item": "Item",
        "invoices.type": "Type",
        "leads.region": "Region",
        "orders.region": "Region",
        "leads.industry": "Industry",
        "payments.status": "Status",
    }
    reached = {"payments", "customers", "invoices"}
    reader = SimpleNamespace(splits_by=lambda _, name: name.partition(".")[0] in reached)
    facts = cast("MetricFacts", SimpleNamespace(bases=("payments",)))
    found = [name for name, _ in _dimensions(facts, cast("FactsReader", reader), dimensions)]
    assert found == [
        "payments.method", "customers.region", "invoices.item", "customers.industry",
        "invoices.type",
    ]  # fmt: skip
