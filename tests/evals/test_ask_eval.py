"""The evaluations of questions run on data of their layout."""

from pathlib import Path

import duckdb
import pytest

from evals import ask
from evals.business_world import BUSINESS
from evals.insurance_world import INSURANCE
from evals.suite import CATEGORIES, read_case, read_entries

_QUESTIONS = """question,query,db_name,query_category
Revenue by channel,"SELECT channel, sum(amount) FROM orders GROUP BY 1",shop,sum
Revenue,SELECT sum(amount) FROM nowhere,shop,not on this engine
Revenue,SELECT 1,another,elsewhere
"""
_IDK = """question,query,db_name,query_category
What is the meaning of life?,SELECT 'no',shop,cat_a
"""


@pytest.mark.slow
def test_a_folder_of_databases_and_questions_is_asked(tmp_path: Path) -> None:
    (tmp_path / "duckdb").mkdir()
    (tmp_path / "questions").mkdir()
    with duckdb.connect(str(tmp_path / "duckdb" / "shop.duckdb")) as made:
        made.execute(
            "CREATE TABLE orders AS SELECT i AS order_id, "
            "if(i % 3 = 0, 'web', 'store') AS channel, i % 7 AS amount, "
            "DATE '2023-06-01' + i::INT AS order_date FROM range(400) t(i)"
        )
    for name, text in (("gen_postgres", _QUESTIONS), ("gen_sqlite", "x"), ("idk", _IDK)):
        (tmp_path / "questions" / f"{name}.csv").write_text(text, "utf-8")
    verdicts = {item.case.category: item for item in ask.verdicts_of(tmp_path)}
    assert set(verdicts) == {"sum", "cat_a"}
    assert verdicts["sum"].outcome == "right"
    assert verdicts["cat_a"].outcome == "refused"


def test_a_database_of_which_no_model_can_be_made_is_an_error_of_each_question(
    tmp_path: Path,
) -> None:
    duckdb.connect(str(tmp_path / "shop.duckdb")).close()
    (tmp_path / "idk.csv").write_text(_IDK, "utf-8")
    (verdict,) = ask.verdicts_of(tmp_path)
    assert (verdict.outcome, verdict.good) == ("error", False)
    assert "Error: " in verdict.told


@pytest.mark.slow
def test_questions_of_published_databases_are_asked(tmp_path: Path, eval_data: Path) -> None:
    known = eval_data / "defog_sql_eval"
    (tmp_path / "questions").symlink_to(known / "questions")
    (tmp_path / "restaurants.duckdb").symlink_to(known / "duckdb" / "restaurants.duckdb")
    found = ask.evaluate(tmp_path)
    assert found.cases > 20
    assert found.figures["right"] > found.figures["wrong"]
    assert found.figures["error"] == 0


@pytest.mark.parametrize("folder", [BUSINESS, INSURANCE])
def test_a_suite_is_written_as_its_readme_says(folder: Path) -> None:
    entries = read_entries(folder)
    ids = [entry["id"] for entry in entries]
    assert len(ids) == len(set(ids))
    assert {entry["category"] for entry in entries} <= CATEGORIES
    for entry in entries:
        assert entry.get("expect", "answer") in {"answer", "clarify", "refuse"}
        assert "turns" in entry or "gold" in entry or entry.get("expect") == "refuse"


def test_a_case_that_is_not_as_the_readme_says_is_an_error() -> None:
    with duckdb.connect() as tables:
        for wrong in ({"golds": "SELECT 1"}, {"category": "jokes"}, {"gold": "SELECT nothing"}):
            entry = {"id": "x", "category": "lists", "question": "?", "gold": "SELECT 1", **wrong}
            with pytest.raises(ValueError, match="x: "):
                read_case(entry, tables)
