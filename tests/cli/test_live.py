"""A workspace that sits on its database: from the URL to a page, and a refusal in plain words."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.contract.engines import mysql_engine, postgres_engine

DAY = "2024-02-05"


@pytest.fixture(params=["postgresql", "mysql"])
def shop_url(request: pytest.FixtureRequest) -> str:
    """A database with the contract's shop."""
    mysql = request.param == "mysql"
    url: str = request.getfixturevalue("mysql_database" if mysql else "postgres_database")
    (mysql_engine if mysql else postgres_engine)(url).close()
    return url


def test_a_database_is_modelled_shown_and_queried_in_place(
    run: Run, shop_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "live"
    assert run("init", folder, "--from", shop_url, "--no-load").code == 0
    page = run("dashboard", "-w", folder, "--as-of", DAY, "--format", "json").json
    shown = {item["metric"]: item["value"] for item in page["key_metrics"]}
    asked = ["-m", "orders", "--range", "2024-01", "--as-of", DAY, "--format", "json"]
    orders = run("query", "-w", folder, *asked).json
    assert orders["rows"][0][0] == shown["orders"] > 0
    assert orders["data_version"] == "live"


def test_a_wrong_password_is_a_refusal_that_keeps_it_secret(
    run: Run, mysql_database: str, tmp_path: Path
) -> None:
    url = mysql_database.replace(":boardroom@", ":geheim@")
    for options in (["--no-load"], []):
        told = run("init", tmp_path / "live", "--from", url, *options)
        assert told.code == 6
        assert "refuses 'boardroom'" in " ".join(told.err.split())
        assert "geheim" not in told.out + told.err
