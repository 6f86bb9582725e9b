"""A number that means one table or another, as its row says, is no join to either."""

import pytest

from tests.unit.semantic.propose.test_metrics import DAY, Shop

USERS = "SELECT 1 + i AS user_id, 'U' || i AS user_name FROM range(40) AS t(i)"
MERCHANTS = "SELECT 1 + i AS merchant_id, 'M' || i AS merchant_name FROM range(40) AS t(i)"
EMPLOYEES = "SELECT 1 + i AS employee_id, 'E' || i AS last_name FROM range(40) AS t(i)"


def _payments(column: str, kind: str) -> str:
    return f"""SELECT 1 + i AS payment_id, 1 + i % 40 AS {column}_id, {kind} AS {column}_type,
               {DAY} AS paid_on, 5.5 + i AS amount FROM range(200) AS t(i)"""


def _ends(shop: Shop) -> set[tuple[str, str]]:
    return {(r.from_columns[0], r.to_dataset) for r in shop.model.relationships}


@pytest.mark.parametrize(
    "kind",
    [
        "i % 2",
        "CASE i % 2 WHEN 0 THEN 'user' ELSE 'merchant' END",
        "CASE i % 2 WHEN 0 THEN 'Users' ELSE 'Merchants' END",
    ],
)
@pytest.mark.parametrize("column", ["sender", "owner", "agent"])
def test_what_a_type_tells_row_by_row_is_no_join_and_is_said(column: str, kind: str) -> None:
    shop = Shop(
        users=USERS, merchants=MERCHANTS, employees=EMPLOYEES, payments=_payments(column, kind)
    )
    assert not _ends(shop)
    (note,) = (n for n in shop.proposal.notes if n.where == f"payments.{column}_id")
    assert f"CASE WHEN {column}_type" in note.text


def test_a_kind_of_the_thing_itself_takes_no_join_away() -> None:
    kind = "CASE i % 2 WHEN 0 THEN 'retail' ELSE 'wholesale' END"
    owners = Shop(employees=EMPLOYEES, payments=_payments("owner", kind))
    assert _ends(owners) == {("owner_id", "employees")}
    users = Shop(users=USERS, merchants=MERCHANTS, payments=_payments("user", "i % 2"))
    assert _ends(users) == {("user_id", "users")}
