"""The waterfall of an explained change."""

import json
from datetime import date

import pytest

from boardroom.ask.charting.drivers_chart import drivers_chart
from boardroom.ask.charting.visualization import Visualization
from boardroom.insight.drivers import Driver, Drivers, Segment, Segments
from boardroom.insight.model import Evidence, Insight
from boardroom.semantic.model import Direction
from boardroom.semantic.query import Query
from tests.unit.ask.charting.rows import MAY, until

JUNE = until(date(2026, 6, 1), date(2026, 6, 30))
ORDERS = Driver(
    label="Orders", sign="", unit="count", current=90, previous=100, effect=-10.0, share=0.5
)
VALUE = Driver(
    label="Order value", sign="×", unit="USD", current=0.9, previous=1, effect=-9.0, share=0.5
)
NOWHERE = Segments(of="Revenue", metric="revenue", unit="USD", total=-19.0)


def explained(tree: Driver, segments: Segments = NOWHERE) -> Insight:
    """A change that was taken apart."""
    return Insight(
        id="1", kind="drivers", metric="revenue", title="Revenue fell", text="It fell.", numbers=(),
        evidence=Evidence(query=Query(metrics=("revenue",)), sql="", period=JUNE, comparison=MAY),
        drivers=Drivers(tree=tree, within_swing=False, segments=segments),
    )  # fmt: skip


def revenue(*parts: Driver) -> Driver:
    """The whole: from 100 to 81."""
    return Driver(label="Revenue", sign="", unit="USD", current=81, previous=100, effect=-19.0,
                  share=1.0, metric="revenue", parts=parts)  # fmt: skip


def steps_of(found: Visualization | None) -> list[tuple[str, float, str]]:
    """Name, size and kind of each bar."""
    assert found is not None
    rows = json.loads(json.dumps(found.spec))["data"]["values"]
    return [(row["name"], row["to"] - row["from"], row["kind"]) for row in rows]


@pytest.mark.parametrize(
    ("direction", "kind"), [("up", "bad"), ("down", "good"), (None, "neutral")]
)
def test_parts_lead_from_one_value_to_the_other(direction: Direction | None, kind: str) -> None:
    found = drivers_chart([explained(revenue(ORDERS, VALUE))], direction=direction)
    assert steps_of(found) == [
        ("May 2026", 100.0, "total"),
        ("Orders", -10.0, kind),
        ("Order value", -9.0, kind),
        ("Jun 2026", 81.0, "total"),
    ]
    assert found is not None
    assert found.title == "Revenue, Jun 2026 against May 2026"


def test_where_it_has_no_parts_its_segments_are_the_steps() -> None:
    west = Segment(
        where={"region": "West"}, label="West", current=20, previous=36, change=-16.0, share=0.8
    )
    places = Segments(
        of="Revenue", metric="revenue", unit="USD", total=-19.0, items=(west,), rest=-3.0
    )
    found = steps_of(drivers_chart([explained(revenue(), places)]))
    assert [name for name, _, _ in found] == ["May 2026", "West", "all others", "Jun 2026"]


def test_segments_of_another_metric_are_no_steps_of_this_one() -> None:
    west = Segment(where={}, label="West", current=20, previous=36, change=-16.0, share=0.8)
    places = Segments(
        of="Orders", metric="orders", unit="count", total=-10.0, items=(west,), rest=6.0
    )
    assert drivers_chart([explained(revenue(), places)]) is None


def test_what_was_not_taken_apart_has_no_chart() -> None:
    assert drivers_chart([]) is None
    assert drivers_chart([explained(revenue())]) is None
