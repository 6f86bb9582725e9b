"""The scorer of what is claimed where there is nothing."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boardroom.executive.metric_facts import FactsReader
from boardroom.insight.model import Evidence, Insight, InsightKind
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Period
from evals.negative import Judge, Trial, ask_of, score_trials
from evals.negative_set import choose, find_sets, read_set
from evals.shuffled_set import shuffle_set
from tests.evals.test_shuffled_set import orders

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: shop
    datasets:
      - name: orders
        source: shop_orders
        primary_key: [id]
        time: ordered
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: ordered, expression: "CAST(ordered_at AS DATE)", datatype: Date}
          - {name: shipped, expression: shipped_at, datatype: Date}
      - name: contracts
        source: contracts
        primary_key: [id]
        time: {start: begins, end: ends}
        fields:
          - {name: id, expression: id, datatype: Integer}
          - {name: begins, expression: begins, datatype: Date}
          - {name: ends, expression: ends, datatype: Date}
    metrics:
      - {name: orders_count, expression: COUNT(orders.id)}
      - {name: contracts_held, expression: COUNT(contracts.id)}
"""


def judge(times: Mapping[str, str] | None) -> Judge:
    model = parse_model(MODEL, origin="model.yml")
    reader = FactsReader(model)
    facts = {item.name: reader.read(item) for item in model.metrics}
    return Judge(model=model, facts=facts, times=times)


def insight(kind: InsightKind = "change", metric: str = "orders_count") -> Insight:
    period = Period(start=None, end=None, complete=True)
    return Insight(
        id=f"{kind}:{metric}", kind=kind, metric=metric, title="", text="", numbers=(),
        evidence=Evidence(query=Query(), sql="", period=period),
    )  # fmt: skip


EVEN = {"shop_orders": "ordered_at", "contracts": "begins"}


@pytest.mark.parametrize("kind", ["change", "trend", "episode", "correlation"])
def test_a_statement_about_what_is_even_is_a_claim(kind: InsightKind) -> None:
    assert judge(EVEN).is_claim(insight(kind))
    assert judge(None).is_claim(insight(kind))


@pytest.mark.parametrize("kind", ["value", "forecast", "target", "contributors"])
def test_what_stays_true_is_no_claim(kind: InsightKind) -> None:
    assert not judge(EVEN).is_claim(insight(kind))


def test_what_depends_on_lengths_of_time_is_no_claim() -> None:
    assert not judge({"shop_orders": "shipped_at"}).is_claim(insight())
    assert not judge(None).is_claim(insight(metric="contracts_held")), "a stock"


ROWS = NamedExpression(name="rows", expression="COUNT(*)", dataset="orders")


def test_of_data_troubles_only_guesses_are_claims() -> None:
    guess = replace(insight("data_quality", ""), id="data_quality:late:orders:x")
    guess = by_time(guess)
    assert judge(EVEN).is_claim(guess)
    assert not judge({"shop_orders": "shipped_at"}).is_claim(guess)
    assert not judge(EVEN).is_claim(replace(guess, id="data_quality:check:orders"))


def test_the_time_of_the_query_goes_before_that_of_the_metric() -> None:
    assert judge(EVEN).is_claim(by_time(insight("trend")))
    assert not judge(EVEN).is_claim(by_time(insight("trend"), field="shipped"))


def test_of_a_set_as_it_is_only_what_is_independent_is_judged() -> None:
    only = replace(judge(None), only=re.compile("contracts|rating", re.IGNORECASE))
    about = replace(insight("change", ""), title="Rating is lower for channel web")
    assert only.is_claim(about)
    assert not only.is_claim(replace(about, title="Amount is lower for channel web"))
    assert not only.is_claim(replace(about, title="Closed: 51% of records have rating known"))
    assert not only.is_claim(insight())
    assert not only.says_nothing("orders_count")
    assert judge(None).says_nothing("orders_count")
    assert not judge(None).says_nothing("contracts_held"), "a stock"


def by_time(item: Insight, *, field: str = "ordered") -> Insight:
    query = Query(expressions=(ROWS,), time_field=field)
    return replace(item, evidence=replace(item.evidence, query=query))


def test_the_worst_part_decides_and_a_copy_is_spoilt_by_one_report() -> None:
    trials = [
        *(Trial(part="page", of=f"copy {n}", claims=()) for n in range(4)),
        Trial(part="insights", of="copy 0", claims=("a", "b")),
        Trial(part="insights", of="copy 1", claims=()),
        *(Trial(part="churn", of="churn", claims=("churn",)) for _ in range(1)),
        *(Trial(part="churn", of="churn", claims=()) for _ in range(9)),
    ]
    score = score_trials(trials, seconds=1.0)
    assert score.figures["fdr"] == 0.5
    assert score.figures["copies"] == 0.25
    assert score.figures["claims"] == 3
    assert score.figures["fdr_churn"] == pytest.approx(0.1)
    assert score.cases == 16


def test_nothing_to_judge_is_said() -> None:
    with pytest.raises(SystemExit, match="no set"):
        score_trials([], seconds=0.0)


def test_sets_are_folders_and_collections_their_files(tmp_path: Path) -> None:
    for name in ("shop", "cases/a", "cases/b"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "shop" / "orders.csv").write_text("a\n1\n")
    (tmp_path / "shop" / "README.md").write_text("")
    for number in range(15):
        (tmp_path / "cases" / "a" / f"{number:02}.csv").write_text("a\n1\n")
        (tmp_path / "cases" / "b" / f"{number:02}.csv").write_text("a\n1\n")
    (tmp_path / "empty").mkdir()
    found = find_sets(tmp_path)
    assert {name: [path.name for path in paths] for name, paths in found.items()} == {
        "shop": ["shop"],
        "cases": ["a", "b"],
    }


def test_choosing_goes_from_the_first_to_the_last() -> None:
    paths = [Path(str(number)) for number in range(10)]
    assert [item.name for item in choose(paths, 3)] == ["0", "3", "6"]
    assert [item.name for item in choose(paths[:2], 3)] == ["0", "1", "0"]


def test_a_set_without_tables_has_none(tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("a,b\n1,2\n")
    assert read_set(tmp_path / "few.csv", tmp_path / "lake") == {}


def test_a_shuffled_shop_is_silent_and_the_shop_is_not(tmp_path: Path) -> None:
    was = {"orders": orders()}
    now = shuffle_set(was, np.random.default_rng(5), most_rows=4_000)
    claims = {}
    for name, tables in (("was", was), ("now", now)):
        folder = tmp_path / name
        folder.mkdir()
        pq.write_table(pa.table(tables["orders"]), folder / "orders.parquet")
        trials = list(ask_of(folder, of=name, times={"orders": "ordered"}))
        assert {item.part for item in trials} >= {"insights", "page"}
        claims[name] = sum(len(item.claims) for item in trials)
    assert claims["now"] == 0
    assert claims["was"] > 0, "orders grow all the time"
