"""What a policy hides is refused as such, also where a query is given and not read."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.ask.conversation.verified import VerifiedQuestion, VerifiedQuestions
from boardroom.governance.policy import policy_from_data
from boardroom.governance.principal import LOCAL_ADMIN, Principal
from boardroom.semantic.query import Predicate, Query
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import open_shop, rows_of

RULES = {
    "roles": {"west": {"rows": {"customers": "state = 'CA'", "orders": "customers.state = 'CA'"}}}
}
WEST = Principal(id="west@shop", roles=frozenset({"west"}))
OREGON = Query(
    metrics=("orders",), filters=(Predicate(field="customers.state", op="=", values=("OR",)),)
)


@pytest.mark.parametrize(("principal", "rows"), [(LOCAL_ADMIN, [(1.0,)]), (WEST, None)])
def test_no_zero_is_shown_of_what_is_hidden(
    tmp_path: Path, principal: Principal, rows: list[tuple[float]] | None
) -> None:
    asker = open_shop(tmp_path, policy=policy_from_data(RULES))
    entry = VerifiedQuestion(
        question="how is the north", query=OREGON, owner="Ada", verified_on=date(2026, 6, 1)
    )
    agents = team(asker, verified=VerifiedQuestions([entry]))
    verified = Talk(agents=agents, principal=principal).say("how is the north")
    talk = Talk(agents=agents, principal=principal)
    assert talk.say("orders in Oregon last May").status == "clarify"
    for found in (verified, talk.say("1")):
        if rows is not None:
            assert rows_of(found) == rows
        else:
            assert (found.status, found.result) == ("refused", None)
            assert found.message == "You may not see any customers · state OR."
