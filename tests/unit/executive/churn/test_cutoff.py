"""What is known at a cut-off does not depend on what came after it; labels follow from the rows."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from boardroom.analysis.churn.table import Categorical, FeatureTable, Numeric
from boardroom.executive.churn.cutoff import find_cases, make_table, plan_cutoffs
from boardroom.executive.churn.entity import find_entity
from boardroom.executive.churn.history import History, Questions, read_history
from tests.unit.executive.churn.club import TABLES, Club, context_of, make_club, serve

UNTIL = date(2024, 7, 1)


@pytest.fixture(scope="module")
def club() -> Club:
    return make_club(120)


def _history(folder: Path, club: Club) -> History:
    service = serve(folder, club)
    entity = find_entity(service.model, TABLES)
    assert entity is not None
    questions = Questions(entity=entity, until=UNTIL)
    return read_history(questions, context_of(service).ask(questions.all(), as_of=UNTIL))


def _columns(table: FeatureTable) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for item in table.features:
        if isinstance(item, Numeric):
            found[item.name] = [None if np.isnan(x) else float(x) for x in item.values]
        elif isinstance(item, Categorical):
            found[item.name] = [item.levels[code] for code in item.codes]
    return found


def test_features_do_not_know_what_comes_after(tmp_path: Path, club: Club) -> None:
    from dataclasses import replace

    history = _history(tmp_path / "all", club)
    cutoffs = plan_cutoffs(history)
    month = cutoffs.past[-2]
    earlier = pc.less(club.visits["day"], history.day(month))
    shorter = replace(club, visits=club.visits.filter(earlier))
    cases = find_cases(history, cutoffs)
    rows = np.flatnonzero(cases.month <= month)
    known = make_table(history, cases).take(rows)
    then = make_table(_history(tmp_path / "then", shorter), cases).take(rows)
    columns, other = _columns(known), _columns(then)
    assert len(columns) > 5
    for name, values in columns.items():
        assert other.get(name, values) == values, name


def test_leavers_are_those_whose_last_contract_ends_in_the_window(
    tmp_path: Path, club: Club
) -> None:
    history = _history(tmp_path, club)
    cutoffs = plan_cutoffs(history)
    assert cutoffs.window == 3
    cases = find_cases(history, cutoffs)
    contracts = {
        row["member_id"]: (row["begins"], row["ends"]) for row in club.contracts.to_pylist()
    }
    for month in cutoffs.past:
        begin, end = history.day(month), history.day(month + cutoffs.window)
        there = {
            name for name, (first, last) in contracts.items()
            if first < begin and (last is None or last > begin)
        }  # fmt: skip
        gone = {name for name in there if (contracts[name][1] or date.max) <= end}
        rows = cases.month == month
        assert {history.customers[row] for row in cases.owner[rows]} == there
        assert {history.customers[row] for row in cases.owner[rows & cases.left]} == gone
