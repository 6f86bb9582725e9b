"""The company of the business suite: its curation fits the proposed model, its tables are clean."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.errors import PolicyError
from boardroom.semantic.query import Query
from evals.business_world import (
    AS_OF,
    BUSINESS,
    PRINCIPALS,
    business_world,
    curate,
    raw_tables,
)
from evals.suite import read_case, read_entries, read_turns


def _proposed() -> dict[str, object]:
    why = {"score": 0.5, "why": "a guess"}
    field = {"name": "amount", "expression": "amount", "confidence": why}
    return {
        "datasets": [{"name": "orders", "source": "orders", "fields": [field]}],
        "metrics": [{"name": "orders", "expression": "COUNT(*)", "confidence": why}],
    }


def test_what_the_analyst_wrote_replaces_and_adds() -> None:
    model = _proposed()
    curate(
        model,
        {
            "datasets": {"orders": {"label": "Purchases"}},
            "fields": {"orders.amount": {"hidden": True}},
            "metrics": {"orders": {"unit": "count"}, "sales": {"expression": "SUM(orders.amount)"}},
        },
    )
    field = {"name": "amount", "expression": "amount", "hidden": True}
    assert model["datasets"] == [
        {"name": "orders", "source": "orders", "label": "Purchases", "fields": [field]}
    ]
    assert model["metrics"] == [
        {"name": "orders", "expression": "COUNT(*)", "unit": "count"},
        {"name": "sales", "expression": "SUM(orders.amount)"},
    ]


def test_an_item_that_is_not_in_the_model_is_an_error() -> None:
    edits = {"datasets": {"bills": {"label": "Bills"}}, "fields": {}, "metrics": {}}
    with pytest.raises(KeyError, match="bills"):
        curate(_proposed(), edits)


ZEROS = {"s-trap-above-and-below", "s-trap-germany-in-asia"}
"""Questions whose true answer is nothing."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company, made."""
    folder = tmp_path_factory.mktemp("world")
    business_world(folder).close()
    return folder


@pytest.mark.slow
def test_every_gold_of_the_suite_runs_and_finds_something(world: Path) -> None:
    nothing: set[str] = set()
    with raw_tables(world) as tables:
        for entry in read_entries(BUSINESS):
            turns = read_turns(entry, tables) if "turns" in entry else [(entry, None)]
            for turn, read in turns:
                case = read or read_case(turn, tables)
                found = [row for gold in case.golds for row in gold.rows if any(row)]
                nothing |= {case.id} if case.golds and not found else set()
    assert nothing == ZEROS


@pytest.mark.slow
def test_the_company_is_made_once_and_its_model_agrees_with_the_tables(world: Path) -> None:
    with business_world(world) as workspace:
        metrics = workspace.metrics()
        executive = PRINCIPALS["executive"]
        names = ("tickets", "sessions", "leads", "active_customers", "receivables")
        found = metrics.run(Query(metrics=names), principal=executive, as_of=AS_OF)
        pay = Query(metrics=("average_salary",))
        with pytest.raises(PolicyError, match="salary"):
            metrics.run(pay, principal=PRINCIPALS["analyst"], as_of=AS_OF)
    with raw_tables(world) as tables:
        counted = tables.execute(
            "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM web_sessions), "
            "(SELECT count(*) FROM leads), "
            "(SELECT count(*) FROM subscriptions WHERE end_date IS NULL), "
            "(SELECT sum(amount) FROM invoices WHERE status <> 'paid')"
        ).fetchall()
    assert list(found.rows) == counted
    assert workspace.config.as_of == date(2026, 7, 1)
    stamp = (world / "work" / "boardroom.yml").stat().st_mtime_ns
    business_world(world).close()
    assert (world / "work" / "boardroom.yml").stat().st_mtime_ns == stamp
