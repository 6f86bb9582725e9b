"""``boardroom explain``: why a metric moved, as text and as JSON."""

import math

from tests.cli.conftest import Run


def test_the_tree_of_a_metric_adds_up_and_its_sql_is_there(run: Run, company: object) -> None:
    report = run("explain", "revenue", "-w", company, "--json").json
    (insight,) = report["insights"]
    assert insight["kind"] == "drivers"
    drivers = insight["drivers"]
    tree = drivers["tree"]
    assert tree["parts"]
    total = math.fsum(part["effect"] for part in tree["parts"])
    assert math.isclose(total, tree["effect"], rel_tol=1e-9, abs_tol=1e-6)
    assert {"change", "tree"} <= set(drivers["sql"])
    assert all(
        sql.lstrip().upper().startswith(("SELECT", "WITH")) for sql in drivers["sql"].values()
    )


def test_text_and_json_tell_of_the_same_period(run: Run, company: object) -> None:
    text = run("explain", "revenue", "-w", company, "--range", "2026-09").out
    report = run("explain", "revenue", "-w", company, "--range", "2026-09", "--format", "json").json
    assert text.splitlines()[0] == report["insights"][0]["title"]
    assert "What it is made of" in text
    assert "Where the numbers come from" in text


def test_an_unknown_metric_names_the_nearest_and_exits_with_its_code(
    run: Run, company: object
) -> None:
    outcome = run("explain", "revenu", "-w", company)
    assert outcome.code != 0
    assert "did you mean 'revenue'" in outcome.err
    assert outcome.out == ""
