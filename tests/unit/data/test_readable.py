"""Which made datasets stay open under a row policy."""

from boardroom.data.model_tables import Binding
from boardroom.data.readable import close_derived
from boardroom.semantic.context import AccessRules
from boardroom.semantic.model import Dataset, Relationship, SemanticModel
from boardroom.semantic.query import Predicate

RECENT = "SELECT id, buyer, seller FROM deals"
RULES = AccessRules(
    row_filters={"places": Predicate(field="places.city", op="=", values=("Rome",))}
)


def link(start: str, column: str) -> Relationship:
    return Relationship(
        name=f"{start}_{column}",
        from_dataset=start,
        to_dataset="places",
        from_columns=(column,),
        to_columns=("id",),
    )


def hidden(*links: Relationship) -> frozenset[str]:
    sources = {"places": "places", "deals": "deals", "recent": RECENT}
    datasets = tuple(Dataset(name=name, source=source) for name, source in sources.items())
    model = SemanticModel(name="m", datasets=datasets, relationships=links)
    tables = {"places": ("places",), "deals": ("deals",), "recent": ("deals",)}
    return close_derived(model, Binding(tables=tables, sql={}, missing={}), RULES).hidden_datasets


def test_a_selection_stays_open_only_with_every_way_to_what_restricts_its_table() -> None:
    ways = (link("deals", "buyer"), link("deals", "seller"))
    both = (link("recent", "buyer"), link("recent", "seller"))
    assert hidden(*ways, *both) == frozenset()
    assert hidden(*ways, both[0]) == {"recent"}
    assert hidden(*ways) == {"recent"}
