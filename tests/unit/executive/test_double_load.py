"""A double load is told from a surge by whether the same rows stand twice."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boardroom.agents.context import Context
from boardroom.executive.double_load import find_doubles, without_surges
from boardroom.executive.trouble import Suspects, Trouble
from boardroom.governance.policy import OPEN_POLICY, Policy, policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from tests.unit.executive.world import FIRST, MODEL, make_service, order_rows

DAYS = 100
TODAY = FIRST + timedelta(days=DAYS)
SUSPECT = (TODAY - timedelta(days=9), TODAY - timedelta(days=8))


def _trouble(kind: str) -> Trouble:
    return Trouble(
        dataset="orders",
        time_field="orders.day",
        kind=kind,  # type: ignore[arg-type]  # one of the kinds
        days=SUSPECT,
        rows=120,
        expected=60.0,
    )


def _context(
    folder: Path, rows: pa.Table, *, model: str = MODEL, policy: Policy = OPEN_POLICY
) -> Context:
    service = make_service(folder, {"orders": rows}, model=model, today=TODAY, policy=policy)
    return Context(metrics=service, principal=LOCAL_ADMIN, asked=TODAY, as_of=TODAY)


def _of(rows: pa.Table, days: tuple[date, ...]) -> pa.Table:
    return rows.filter(pc.is_in(rows["day"], value_set=pa.array(days, rows["day"].type)))


@pytest.mark.parametrize("again", [True, False])
def test_rows_that_stand_twice_are_a_double_load_and_new_ones_are_not(
    tmp_path: Path, *, again: bool
) -> None:
    rows = order_rows(days=DAYS)
    more = _of(rows if again else _new_keys(order_rows(days=DAYS, seed=2)), SUSPECT)
    context = _context(tmp_path, pa.concat_tables([rows, more]))
    assert without_surges(context, [_trouble("twice")]) == ((_trouble("twice"),) if again else ())


def test_rows_that_cannot_be_asked_about_are_no_double_load(tmp_path: Path) -> None:
    context = _context(tmp_path, order_rows(days=DAYS))
    item = replace(_trouble("twice"), time_field="orders.nothing")
    assert without_surges(context, [item]) == ()


@pytest.mark.parametrize("name", ["Sales Channel", "sales-channel", "order"])
def test_any_name_can_be_asked_about(tmp_path: Path, name: str) -> None:
    model = MODEL.replace("name: channel", f"name: {name}")
    rows = order_rows(days=DAYS, rate=FEW)
    rows = pa.concat_tables([rows, _of(rows, SUSPECT)])
    context = _context(tmp_path, rows, model=model)
    assert [item.days for item in find_doubles(context, [_suspects(ALL_DAYS)])] == [SUSPECT]


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("hide", ["orders.channel", "orders.id"])
def test_a_hidden_field_changes_nothing(tmp_path: Path, hide: str, *, again: bool) -> None:
    rows = order_rows(days=DAYS)
    few = order_rows(days=DAYS, rate=FEW)
    more = _of(rows if again else _new_keys(order_rows(days=DAYS, seed=2)), SUSPECT)
    rest = few if again else _new_keys(order_rows(days=DAYS, rate=FEW, seed=2))
    policy = policy_from_data({"roles": {"clerk": {"hide": [hide]}}})
    clerk = Principal(id="clerk", tenant=LOCAL_ADMIN.tenant, roles=frozenset({"clerk"}))
    many = _context(tmp_path / "many", pa.concat_tables([rows, more]), policy=policy)
    told = without_surges(replace(many, principal=clerk), [_trouble("twice")])
    assert told == ((_trouble("twice"),) if again else ())
    seldom = _context(tmp_path / "few", pa.concat_tables([few, _of(rest, SUSPECT)]), policy=policy)
    found = find_doubles(replace(seldom, principal=clerk), [_suspects(ALL_DAYS)])
    assert [item.days for item in found] == ([SUSPECT] if again else [])


def _new_keys(rows: pa.Table) -> pa.Table:
    return rows.set_column(0, "id", pc.add(rows["id"], 1_000_000))


def _alike(rows: pa.Table, *but: str) -> pa.Table:
    """The rows with the same cell in all columns but those."""
    columns = {name: pa.array([rows[name][0].as_py()] * len(rows)) for name in rows.column_names}
    return pa.table(columns | {name: rows[name] for name in but})


@pytest.mark.parametrize("again", [True, False])
def test_where_the_other_fields_differ_little_the_key_alone_tells(
    tmp_path: Path, *, again: bool
) -> None:
    rows = _alike(order_rows(days=DAYS), "id", "day", "state")
    more = _of(rows, SUSPECT)
    context = _context(tmp_path, pa.concat_tables([rows, more if again else _new_keys(more)]))
    assert without_surges(context, [_trouble("twice")]) == ((_trouble("twice"),) if again else ())


def test_rows_that_got_new_keys_are_told_by_their_other_fields(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS)
    context = _context(tmp_path, pa.concat_tables([rows, _new_keys(_of(rows, SUSPECT))]))
    assert without_surges(context, [_trouble("twice")]) == (_trouble("twice"),)


def test_whole_rows_are_compared_of_the_newest_days_only(tmp_path: Path) -> None:
    runs = [(TODAY - timedelta(days=5 * place),) for place in range(10, 0, -1)]
    rows = order_rows(days=DAYS)
    more = _of(rows, tuple(day for run in runs for day in run))
    items = [replace(_trouble("twice"), days=run) for run in runs]
    same = _context(tmp_path / "same", pa.concat_tables([rows, more]))
    assert without_surges(same, items) == tuple(items)
    new = _context(tmp_path / "new", pa.concat_tables([rows, _new_keys(more)]))
    assert without_surges(new, items) == tuple(items[2:])


def test_where_no_field_tells_rows_apart_more_of_them_are_no_double_load(tmp_path: Path) -> None:
    more = _of(order_rows(days=DAYS, seed=2), SUSPECT)
    rows = _alike(pa.concat_tables([order_rows(days=DAYS), more]), "day", "state")
    model = MODEL.replace("primary_key: [id]", "").replace("role: key", "role: dimension")
    context = _context(tmp_path, rows, model=model)
    assert find_doubles(context, [_suspects(SUSPECT)]) == ()
    assert without_surges(context, [_trouble("twice")]) == ()


def test_days_without_rows_are_left_as_they_are(tmp_path: Path) -> None:
    context = _context(tmp_path, order_rows(days=DAYS))
    assert without_surges(context, [_trouble("missing")]) == (_trouble("missing"),)


FEW = 6.0
"""Orders a day: their number says nothing of whether they stand twice."""

ALL_DAYS = tuple(FIRST + timedelta(days=day) for day in range(DAYS - 60, DAYS))


def _suspects(days: tuple[date, ...]) -> Suspects:
    return Suspects(dataset="orders", time_field="orders.day", days=days)


@pytest.mark.parametrize(
    ("days", "keep_key"), [((SUSPECT[0],), True), (SUSPECT, True), (SUSPECT, False)]
)
def test_days_that_stand_twice_are_found_by_their_rows(
    tmp_path: Path, days: tuple[date, ...], *, keep_key: bool
) -> None:
    rows = order_rows(days=DAYS, rate=FEW)
    again = _of(rows, days)
    if not keep_key:
        again = _new_keys(again)
    context = _context(tmp_path, pa.concat_tables([rows, again]))
    found = find_doubles(context, [_suspects(ALL_DAYS)])
    whole = {item.days: (item.rows, item.expected) for item in found}
    assert whole == ({days: (2 * len(again), len(again))} if keep_key else {})


def test_days_that_were_only_asked_along_are_not_told_again(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS, rate=FEW)
    context = _context(tmp_path, pa.concat_tables([rows, _of(rows, SUSPECT)]))
    others = tuple(day for day in ALL_DAYS if day not in SUSPECT)
    assert find_doubles(context, [_suspects(others)]) == ()
    (found,) = find_doubles(context, [_suspects((*others, SUSPECT[1]))])
    assert found.days == SUSPECT[1:]


def test_rows_that_are_alike_by_nature_are_no_double_load(tmp_path: Path) -> None:
    rows = order_rows(days=DAYS, rate=FEW)
    alike = _alike(rows, "day")
    for days in (ALL_DAYS, ALL_DAYS[-1:]):
        assert find_doubles(_context(tmp_path, alike), [_suspects(days)]) == ()
