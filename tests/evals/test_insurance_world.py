"""The insurance company: its project is imported whole, and each metric is what its tables say."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from boardroom.semantic.dbt import import_dbt
from boardroom.semantic.query import Query
from boardroom.workspace.workspace import Workspace
from evals.insurance_world import (
    AS_OF,
    INSURANCE,
    PROJECT,
    insurance_world,
    make_tables,
    raw_tables,
)
from evals.suite import read_case, read_entries, read_turns

_AMOUNT = "SELECT sum(claim_amount) FROM claim_amount WHERE amount_type"
_DAYS = "date_diff('day', claim_open_date, claim_close_date)"
METRICS = {
    "number_of_claims": "SELECT count(*) FROM claim",
    "open_claims": "SELECT count(*) FROM claim WHERE claim_close_date IS NULL",
    "denial_rate": "SELECT avg((claim_status = 'Denied')::int) FROM claim",
    "average_time_to_settle": f"SELECT avg({_DAYS}) FROM claim",
    "median_time_to_settle": f"SELECT median({_DAYS}) FROM claim",
    "p90_time_to_settle": f"SELECT quantile_cont({_DAYS}, 0.9) FROM claim",
    "litigated_claims": "SELECT count(*) FROM claim WHERE is_litigated",
    "settled_claims": "SELECT count(claim_close_date) FROM claim",
    "catastrophe_claims": "SELECT count(catastrophe_identifier) FROM claim",
    "hurricane_claims": "SELECT count(*) FROM claim_full WHERE catastrophe_type = 'Hurricane'",
    "loss_payment_amount": f"{_AMOUNT} = 'Loss Payment'",
    "total_paid": f"{_AMOUNT} LIKE '%Payment'",
    "total_loss": "SELECT sum(claim_amount) FROM claim_amount",
    "loss_ratio": "SELECT (SELECT sum(claim_amount) FROM claim_amount) / sum(premium_amount) "
    "FROM premium",
    "number_of_policies": "SELECT count(*) FROM policy",
    "cancelled_policy_share": "SELECT avg((cancellation_date IS NOT NULL)::int) FROM policy",
    "renewal_share": "SELECT avg(is_renewal::int) FROM policy",
    "claim_frequency": "SELECT (SELECT count(*) FROM claim) / (SELECT count(*) FROM policy)",
    "total_coverage_limit": "SELECT sum(coverage_limit_amount) FROM policy_coverage_detail",
    "average_deductible": "SELECT avg(deductible_amount) FROM policy_coverage_detail",
    "endorsement_share": "SELECT sum(premium_amount) FILTER (premium_type = 'Endorsement') "
    "/ sum(premium_amount) FROM premium",
    "median_premium": "SELECT median(premium_amount) FROM premium",
    "number_of_agents": "SELECT count(DISTINCT party_identifier) FROM role_full "
    "WHERE party_role_code = 'AG'",
    "policies_held": "SELECT count(*) FROM policy",
    "payment_amount": "SELECT sum(payment_amount) FROM premium_payment",
    "late_payment_rate": "SELECT avg((payment_status = 'Late')::int) FROM premium_payment",
}
GROUPED = {
    ("total_loss", "policies.policy_number"): "SELECT policy_number, sum(claim_amount) "
    "FROM amount_full GROUP BY 1",
    ("number_of_claims", "catastrophes.catastrophe_name"): "SELECT catastrophe_name, count(*) "
    "FROM claim_full GROUP BY 1",
    ("total_premium", "states.region"): "SELECT region, sum(premium_amount) FROM premium_full "
    "GROUP BY 1",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("insurance")
    insurance_world(made).close()
    return made


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with insurance_world(folder) as opened:
        yield opened


@pytest.fixture
def tables(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with raw_tables(folder) as opened:
        yield opened


def test_the_tables_are_the_same_each_time() -> None:
    assert make_tables() == make_tables()


def test_only_what_follows_an_entity_from_event_to_event_is_left_out() -> None:
    (problem,) = import_dbt(PROJECT).problems

    assert "policy_to_claim_conversion" in problem.text


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_of_the_project_is_what_the_tables_say(
    name: str, workspace: Workspace, tables: duckdb.DuckDBPyConnection
) -> None:
    result = workspace.query(Query(metrics=(name,)), as_of=AS_OF)

    (wanted,) = tables.execute(METRICS[name]).fetchall()
    assert float(str(result.rows[0][0])) == pytest.approx(float(wanted[0]))


@pytest.mark.parametrize(("name", "by"), GROUPED)
def test_a_metric_by_what_its_rows_belong_to_is_what_the_tables_say(
    name: str, by: str, workspace: Workspace, tables: duckdb.DuckDBPyConnection
) -> None:
    result = workspace.query(Query(metrics=(name,), group_by=(by,)), as_of=AS_OF)

    found = {row[0]: float(str(row[1])) for row in result.rows if row[1] is not None}
    assert found == pytest.approx(dict(tables.execute(GROUPED[name, by]).fetchall()))


def test_every_gold_runs(tables: duckdb.DuckDBPyConnection) -> None:
    for entry in read_entries(INSURANCE):
        made = (
            read_turns(entry, tables) if "turns" in entry else [(entry, read_case(entry, tables))]
        )
        for written, case in made:
            assert len(case.golds) >= written.get("gold", "").count(";") + ("gold" in written)
