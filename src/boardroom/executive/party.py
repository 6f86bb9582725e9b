"""Who buys or delivers: the tables of customers and suppliers that a model has.

Called by the scan and the inspector.
"""

from collections.abc import Iterator

from boardroom.executive.metric_facts import FactsReader, MetricFacts
from boardroom.semantic.model import SemanticModel

CUSTOMERS, SUPPLIERS = "customers", "suppliers"
_TABLES = {
    CUSTOMERS: frozenset({"customers", "customer", "clients", "client"}),
    SUPPLIERS: frozenset({"suppliers", "supplier", "vendors", "vendor"}),
}
"""Kind of party → what tables of them are called."""

PARTIES = tuple(_TABLES)


def party_keys(
    parties: str, facts: MetricFacts, model: SemanticModel, reader: FactsReader
) -> Iterator[str]:
    """How a query names each party of one kind that the metric's rows belong to: the keys of
    tables of such parties."""
    for dataset in model.datasets:
        if dataset.name.casefold() in _TABLES[parties] and len(dataset.primary_key) == 1:
            key = f"{dataset.name}.{dataset.primary_key[0]}"
            if reader.splits_by(facts, key):
                yield key
