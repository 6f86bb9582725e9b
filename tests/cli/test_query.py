"""``boardroom query``: the Result contract; totals equal to a plain reading of the CSV files."""

import csv
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RESULT_KEYS = {
    "columns", "rows", "sql", "period", "comparison", "freshness", "caveats", "model_version",
    "data_version", "elapsed_ms",
}  # fmt: skip


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_result_has_exactly_the_documented_keys(run: Run, company: Path) -> None:
    result = run("query", "-w", company, "-m", "revenue", "--format", "json").json

    assert set(result) == RESULT_KEYS
    assert result["columns"][0]["name"] == "revenue"
    assert set(result["columns"][0]) == {"name", "role", "type", "unit"}


def test_revenue_equals_the_sum_in_the_csv_file(
    run: Run, company: Path, sample_files: Path
) -> None:
    expected = sum(Decimal(row["amount"]) for row in rows_of(sample_files, "order_items"))

    result = run("query", "-w", company, "-m", "revenue", "--format", "json").json

    assert Decimal(str(result["rows"][0][0])) == expected


def test_revenue_by_month_and_channel_equals_the_csv_files(
    run: Run, company: Path, sample_files: Path
) -> None:
    orders = {row["order_id"]: row for row in rows_of(sample_files, "orders")}
    expected: dict[tuple[str, str], Decimal] = {}
    for item in rows_of(sample_files, "order_items"):
        order = orders[item["order_id"]]
        key = (order["ordered_at"][:7] + "-01", order["channel"])
        expected[key] = expected.get(key, Decimal()) + Decimal(item["amount"])

    result = run(
        "query", "-w", company, "-m", "revenue", "-d", "orders.channel", "--grain", "month",
        "--format", "json",
    ).json  # fmt: skip

    found = {(row[0], row[1]): Decimal(str(row[2])) for row in result["rows"]}
    assert found == expected


def test_several_metrics_follow_one_option(run: Run, company: Path) -> None:
    result = run("query", "-w", company, "-m", "revenue", "orders", "--format", "json").json

    assert [column["name"] for column in result["columns"]] == ["revenue", "orders"]


def test_a_range_includes_both_its_ends(run: Run, company: Path, sample_files: Path) -> None:
    orders = rows_of(sample_files, "orders")
    expected = sum("2026-01" <= row["ordered_at"][:7] <= "2026-03" for row in orders)

    result = run(
        "query", "-w", company, "-m", "orders", "--range", "2026-01..2026-03", "--format", "json"
    ).json

    assert result["rows"] == [[expected]]
    assert result["period"] == {"start": "2026-01-01", "end": "2026-03-31", "complete": True}


def test_a_comparison_gives_both_values_and_their_difference(run: Run, company: Path) -> None:
    result = run(
        "query", "-w", company, "-m", "orders", "--range", "2026-02", "--compare",
        "previous_period", "--format", "json",
    ).json  # fmt: skip

    names = [column["name"] for column in result["columns"]]
    assert names == ["orders", "orders_previous", "orders_change", "orders_change_ratio"]
    now, before, change, ratio = result["rows"][0]
    assert change == now - before
    assert abs(ratio - change / before) < 1e-12
    assert result["comparison"] == {
        "start": "2026-01-01",
        "end": "2026-01-31",
        "kind": "previous_period",
    }


def test_csv_output_starts_with_a_header_and_has_a_line_per_row(run: Run, company: Path) -> None:
    printed = run("query", "-w", company, "-m", "orders", "-d", "orders.channel", "--format", "csv")

    lines = list(csv.reader(printed.out.splitlines()))
    assert lines[0] == ["orders.channel", "orders"]
    assert len(lines) == 6


def test_records_show_rows_with_fields_of_their_relatives(run: Run, company: Path) -> None:
    result = run(
        "query", "-w", company, "--records", "orders", "-d", "order_id", "-d", "customers.region",
        "--filter", "orders.order_id = 'O10001'", "--format", "json",
    ).json  # fmt: skip

    assert [column["name"] for column in result["columns"]] == ["order_id", "customers.region"]
    assert len(result["rows"]) == 1
    assert result["rows"][0][0] == "O10001"


def test_a_query_file_gives_the_same_result_as_options(
    run: Run, company: Path, tmp_path: Path
) -> None:
    file = tmp_path / "query.json"
    file.write_text('{"metrics": ["orders"], "group_by": ["orders.channel"]}', encoding="utf-8")

    by_file = run("query", "-w", company, "--query", file, "--format", "json").json
    by_options = run(
        "query", "-w", company, "-m", "orders", "-d", "orders.channel", "--format", "json"
    ).json

    assert by_file["rows"] == by_options["rows"]


def test_an_unknown_metric_names_the_nearest_and_exits_2(run: Run, company: Path) -> None:
    ended = run("query", "-w", company, "-m", "revenu")

    assert ended.code == 2
    assert "revenue" in ended.err
    assert ended.out == ""


def test_an_unknown_range_says_what_is_possible_and_exits_2(run: Run, company: Path) -> None:
    ended = run("query", "-w", company, "-m", "revenue", "--range", "lately")

    assert ended.code == 2
    assert "last_complete_month" in ended.err


def test_a_fan_out_is_refused_with_its_reason_and_exits_4(run: Run, company: Path) -> None:
    ended = run("query", "-w", company, "-m", "customers", "-d", "order_items.product_id")

    assert ended.code == 4
    assert ended.out == ""
    assert "fan-out" in ended.err
    assert "order_items" in ended.err


@pytest.mark.parametrize(
    ("line", "offered"),
    [("query -w {} -m reve", "revenue"), ("query -w {} --records orde", "orders"),
     ("query -w {} -d customers.seg", "customers.segment"), ("query -w . -m reve", None)],
)  # fmt: skip
def test_the_shell_completes_the_names_of_the_model(
    company: Path, tmp_path: Path, line: str, offered: str | None
) -> None:
    words = f"boardroom {line.format(company)}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run(
        [Path(sys.executable).with_name("boardroom")],
        env={**os.environ, **asked, "_BOARDROOM_COMPLETE": "complete_bash"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    names = done.stdout.split()
    assert done.stderr == ""
    assert names == [] if offered is None else offered in names
