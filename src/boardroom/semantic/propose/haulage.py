"""Freight that customers are charged by those who carry their goods: revenue, not a cost.

In a shop freight goes to a carrier; where nothing is sold, and shipments name customers but no
order and no carrier, freight is what the company lives on. Called by ``propose``.
"""

from dataclasses import replace

from boardroom.semantic.propose.binding import person_key
from boardroom.semantic.propose.view import Scene, Table

_GOODS = frozenset({"order", "order_line", "sale"})
_HAULS = frozenset({"shipment", ""})
_OTHERS = frozenset({"order", "carrier", "supplier", "vendor", "shipper"})


def with_haulage(scene: Scene) -> Scene:
    """The scene with freight read as revenue, where it is."""
    if any(table.entity in _GOODS for table in scene.tables):
        return scene
    return replace(scene, tables=tuple(_as_haulage(table) for table in scene.tables))


def _as_haulage(table: Table) -> Table:
    freight = table.find("freight")
    named = {word for column in table.of_kind("key", "category") for word in column.words}
    if freight is None or table.entity not in _HAULS or named & _OTHERS:
        return table
    if person_key(table) is None:
        return table
    why = "an amount of money: adds up (freight that customers are charged, who buy nothing else)"
    reading = replace(freight.reading, concept="revenue", direction="up", pure=True, why=why)
    columns = (replace(c, reading=reading) if c is freight else c for c in table.columns)
    return replace(table, columns=tuple(columns))
