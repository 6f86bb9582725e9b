"""``boardroom model check``: each problem once, at its own line, in words of the model."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

MODEL = """\
datasets:
  - name: subs
    source: subs
    time: {start: begin, end: finish}
    fields:
      - {name: id, expression: id, datatype: Integer}
      - {name: begin, expression: began_on, datatype: Date}
      - {name: finish, expression: ended_on, datatype: Date}
      - {name: fee, expression: fee, datatype: Decimal}
  - name: orders
    source: orders
    primary_key: [id]
    time: day
    fields:
      - {name: id, expression: id, datatype: Integer}
      - {name: day, expression: day, datatype: Date}
      - {name: amount, expression: amount, datatype: Decimal}
      - {name: double_amount, expression: amount * 2, datatype: Decimal}
metrics:
  - {name: revenue, expression: SUM(orders.amount)}
  - {name: fees, expression: SUM(subs.fee)}
  - {name: january, expression: SUM(orders.amount), offset_to: year}
  - {name: monthly_amount, expression: SUM(orders.amount), max_grain: month}
  - name: growth
    expression: revenue / start - 1
    inputs: {start: {metric: revenue, offset_to: year}}
  - {name: monthly, expression: SUM(orders.amount), max_grain: month}
  - {name: twice, expression: 2 * monthly}
"""


@pytest.fixture
def workspace(run: Run, tmp_path: Path) -> Path:
    """Two small tables under a model written by hand."""
    data = tmp_path / "data"
    data.mkdir()
    subs = "id,began_on,ended_on,fee\n1,2024-01-05,2024-03-01,9.50\n2,2024-02-01,,4.00\n"
    (data / "subs.csv").write_text(subs, encoding="utf-8")
    rows = "".join(f"{n},2024-0{1 + n % 6}-1{n % 9},{n}.25\n" for n in range(1, 30))
    (data / "orders.csv").write_text("id,day,amount\n" + rows, encoding="utf-8")
    folder = tmp_path / "workspace"
    assert run("init", folder, "--from", data).code == 0
    for path in (folder / "models").iterdir():
        path.unlink()
    (folder / "models" / "own.yml").write_text(MODEL, encoding="utf-8")
    return folder


def change(workspace: Path, old: str, new: str) -> int:
    """Put ``new`` for ``old`` into the model; the line where it stands."""
    path = workspace / "models" / "own.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def errors(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith("error: ")]


def test_a_metric_that_has_no_value_over_all_days_is_sound(run: Run, workspace: Path) -> None:
    ended = run("model", "check", "-w", workspace)
    assert (ended.code, errors(ended.out)) == (0, [])


def test_a_wrong_time_column_is_one_error_at_its_line(run: Run, workspace: Path) -> None:
    line = change(workspace, "expression: began_on", "expression: began_an")
    ended = run("model", "check", "-w", workspace)
    assert ended.code == 3
    assert errors(ended.out) == [
        f"error: models/own.yml:{line}: the field 'subs.begin' reads the column 'began_an', which "
        "the table 'subs' does not have; did you mean 'began_on'?"
    ]


@pytest.mark.parametrize("grain", [(), ("--grain", "month"), ("--range", "2024-02")])
def test_a_wrong_time_column_stops_only_what_is_dated_by_it(
    run: Run, workspace: Path, grain: tuple[str, ...]
) -> None:
    before = run("query", "-m", "revenue", *grain, "-w", workspace, "--format", "json").json
    change(workspace, "expression: began_on", "expression: began_an")
    after = run("query", "-m", "revenue", *grain, "-w", workspace, "--format", "json").json
    assert after["rows"] == before["rows"]
    refused = run("query", "-m", "fees", *grain, "-w", workspace)
    assert refused.code == 4
    assert "the field 'subs.begin' reads the column 'began_an'" in refused.err
    assert "Binder" not in refused.err


def test_a_field_that_no_metric_uses_is_tried_too(run: Run, workspace: Path) -> None:
    line = change(workspace, "expression: amount * 2", "expression: amaunt * 2")
    ended = run("model", "check", "-w", workspace)
    assert errors(ended.out) == [
        f"error: models/own.yml:{line}: the field 'orders.double_amount' reads the column "
        "'amaunt', which the table 'orders' does not have; did you mean 'amount'?"
    ]
    refused = run("query", "--records", "orders", "-w", workspace)
    assert refused.code == 4
    assert "the field 'orders.double_amount' reads the column 'amaunt'" in refused.err


def test_a_day_that_is_a_moment_is_told(run: Run, workspace: Path) -> None:
    moment = "expression: 'CAST(day AS TIMESTAMP)', datatype: Date"
    change(workspace, "expression: day, datatype: Date", moment)
    ended = run("model", "check", "-w", workspace)
    (found,) = errors(ended.out)
    assert "'orders.day' is said to be a Date, and its values are moments" in found


def test_an_expression_that_the_engine_refuses_names_its_field(run: Run, workspace: Path) -> None:
    line = change(workspace, "expression: amount * 2", "expression: year(amount)")
    ended = run("model", "check", "-w", workspace)
    (found,) = errors(ended.out)
    assert found.startswith(
        f"error: models/own.yml:{line}: the field 'orders.double_amount' cannot be computed from "
        "'year(amount)': "
    )


@pytest.mark.parametrize("call", ["SUM", "AVG", "MEDIAN"])
def test_a_metric_that_only_the_engine_refuses_is_told_of(
    run: Run, workspace: Path, call: str
) -> None:
    line = change(workspace, "SUM(subs.fee)", f"{call}(subs.note)")
    change(
        workspace,
        "{name: fee, expression: fee, datatype: Decimal}",
        "{name: note, expression: CAST(fee AS TEXT), datatype: String}",
    )
    ended = run("model", "check", "-w", workspace)
    assert ended.code == 3
    (error,) = errors(ended.out)
    begin = f"error: models/own.yml:{line}: metric 'fees' cannot be computed from "
    assert error.startswith(f"{begin}'{call}(subs.note)': ")
    assert "No function matches" in error
    assert error.endswith("Correct the expression, or the type of the fields in it.")
    assert "Candidate" not in ended.out


def test_metrics_and_mappings_of_packs_are_checked_too(run: Run, workspace: Path) -> None:
    (workspace / "packs").mkdir()
    pack = workspace / "packs" / "club.yml"
    pack.write_text(
        "name: club\ntitle: Club\nmetrics:\n"
        "  - {name: odd_fees, expression: SUM(subs.began_on)}\n"
        "tables: [{name: subs, description: a list, fields: [{name: began_on}]}]\n"
    )
    config = workspace / "boardroom.yml"
    told = config.read_text() + "tables: {subs: {dataset: subs, fields: {began_on: begin}}}\n"
    config.write_text(told)

    refused = run("model", "check", "-w", workspace)
    assert refused.code == 3
    assert "metric 'odd_fees'" in refused.out + refused.err

    config.write_text(told.replace("began_on: begin", "began_on: beginn"))
    wrong = run("model", "check", "-w", workspace)
    assert wrong.code == 3
    assert "did you mean 'begin'?" in wrong.out + wrong.err
