"""The company of the business suite: its curation fits the proposed model, its tables are clean."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.errors import PolicyError
from boardroom.semantic.query import Query
from evals.business_world import AS_OF, PRINCIPALS, business_world, curate, raw_tables


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


@pytest.mark.slow
def test_the_company_is_made_once_and_its_model_agrees_with_the_tables(tmp_path: Path) -> None:
    with business_world(tmp_path) as workspace:
        metrics = workspace.metrics()
        executive = PRINCIPALS["executive"]
        names = ("tickets", "sessions", "leads", "active_customers", "receivables")
        found = metrics.run(Query(metrics=names), principal=executive, as_of=AS_OF)
        pay = Query(metrics=("average_salary",))
        with pytest.raises(PolicyError, match="salary"):
            metrics.run(pay, principal=PRINCIPALS["analyst"], as_of=AS_OF)
    with raw_tables(tmp_path) as tables:
        counted = tables.execute(
            "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM web_sessions), "
            "(SELECT count(*) FROM leads), "
            "(SELECT count(*) FROM subscriptions WHERE end_date IS NULL), "
            "(SELECT sum(amount) FROM invoices WHERE status <> 'paid')"
        ).fetchall()
    assert list(found.rows) == counted
    assert workspace.config.as_of == date(2026, 7, 1)
    stamp = (tmp_path / "work" / "boardroom.yml").stat().st_mtime_ns
    business_world(tmp_path).close()
    assert (tmp_path / "work" / "boardroom.yml").stat().st_mtime_ns == stamp
