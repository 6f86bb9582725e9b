"""Conversations of the business suite are held turn by turn."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from boardroom.workspace.creation import NewWorkspace, create_workspace
from evals.ask import Door
from evals.conversation import hold
from evals.suite import read_turns

_TOTAL = "SELECT sum(amount) FROM orders"
_BY_CHANNEL = "SELECT channel, sum(amount) FROM orders GROUP BY 1"


@pytest.mark.slow
def test_a_turn_is_judged_by_what_the_turns_before_it_left(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    turns: list[dict[str, Any]] = [
        {"question": "revenue", "gold": _TOTAL},
        {"question": "revenue by channel", "gold": _BY_CHANNEL},
        {"question": "undo", "gold": _TOTAL},
        {"question": "hello"},
        {"pick": "gold", "gold": _TOTAL},
    ]
    with duckdb.connect() as tables:
        tables.execute(
            "CREATE TABLE orders AS SELECT i AS order_id, "
            "if(i % 3 = 0, 'web', 'store') AS channel, i % 7 AS amount, "
            "DATE '2023-06-01' + i::INT AS order_date FROM range(400) t(i)"
        )
        tables.execute(f"COPY orders TO '{path}' (FORMAT parquet)")
        entry = {"id": "talk", "category": "conversations", "turns": turns}
        read = read_turns(entry, tables)
    wanted = NewWorkspace(locations=[str(path)], name="Shop")
    with create_workspace(tmp_path / "work", wanted, progress=lambda _: None) as created:
        workspace = created.workspace
        door = Door(workspace, principal=workspace.principal, as_of=date(2024, 7, 5))
        verdicts = list(hold(read, door))
    assert [item.case.id for item in verdicts] == ["talk/1", "talk/2", "talk/3", "talk/5"]
    assert [item.good for item in verdicts] == [True, True, True, False]
    assert verdicts[-1].case.question == "1"
