"""What fails is refused with its reason, or tried once more where only that leaves values as they
are."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.conversation.repair import FIRST_ROWS, repaired
from boardroom.ask.conversation.sql_agent import SqlAgent
from boardroom.ask.conversation.state import ConversationState
from boardroom.ask.lexicon import Lexicon
from boardroom.errors import LimitError, UnavailableError
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.query import Query
from tests.unit.ask.conversation.talk import Talk, team
from tests.unit.ask.shop_data import TODAY, rows_of
from tests.unit.executive.world import make_service

_MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: stale
    datasets:
      - name: sales
        source: sales
        time: day
        fields:
          - {name: day, expression: day, datatype: Date, role: time}
          - {name: region, expression: region, datatype: String, role: dimension}
          - {name: price, expression: CAST(price AS DOUBLE), datatype: Float, role: measure}
          - {name: weight, expression: weight, datatype: Float, role: measure}
          - {name: units, expression: units, datatype: Integer, role: measure}
    metrics:
      - {name: revenue, expression: SUM(sales.price)}
      - {name: total_weight, expression: SUM(sales.weight)}
      - {name: volume, expression: SUM(sales.units * sales.units)}
"""
_HUGE = 2**62


@pytest.fixture(scope="module")
def stale(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """A shop whose prices are dirty, whose weights are gone, and whose units are huge."""
    rows = pa.table(
        {
            "day": [date(2026, 5, 1), date(2026, 5, 2)],
            "region": ["North", "South"],
            "price": ["12", "n/a"],
            "units": [_HUGE, _HUGE],
        }
    )
    model = parse_model(_MODEL, origin="stale.yml")
    folder = tmp_path_factory.mktemp("stale")
    metrics = make_service(folder, {"sales": rows}, model=model, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(model))


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        ("revenue", "Could not convert string 'n/a' to DOUBLE"),
        ("total weight by region", "which the table 'sales' does not have"),
        ("volume", "Overflow"),
    ],
)
def test_a_number_that_cannot_be_computed_is_refused_with_the_reason(
    stale: Asker, turn: str, why: str
) -> None:
    found = Talk(agents=team(stale)).say(turn)
    assert (found.status, found.result) == ("refused", None)
    assert why in found.message


def test_a_list_is_shown_without_a_field_that_is_gone_and_says_so(stale: Asker) -> None:
    found = Talk(agents=team(stale)).say("list the region and weight of all sales")
    assert found.status == "answered", found.message
    assert rows_of(found) == [("North",), ("South",)]
    assert found.result is not None
    (caveat,) = [item.text for item in found.result.caveats if item.kind == "left_out"]
    assert "'weight', which the table 'sales' does not have" in caveat


def test_a_list_that_is_too_long_is_cut_and_says_so(stale: Asker) -> None:
    error = LimitError("more than 10 rows")
    query = Query(records="sales", fields=("sales.region",))
    mended = repaired(query, error, stale.metrics, principal=LOCAL_ADMIN)
    assert mended is not None
    assert mended[0] == replace(query, limit=FIRST_ROWS)
    assert mended[1].text == f"Only the first {FIRST_ROWS:,} rows are shown: more than 10 rows."


@pytest.mark.parametrize(
    "query",
    [Query(metrics=("revenue",)), Query(records="sales", fields=("sales.region",), limit=5)],
)
def test_nothing_else_is_cut(stale: Asker, query: Query) -> None:
    error = LimitError("more than 10 rows")
    assert repaired(query, error, stale.metrics, principal=LOCAL_ADMIN) is None


def test_what_does_not_answer_is_asked_once_more(asker: Asker) -> None:
    asked: list[str] = []

    class Flaky(SqlAgent):
        """The first time the server does not answer."""

        def _told(self, state: ConversationState):  # type: ignore[no-untyped-def]  # as it is there
            asked.append(state.turn)
            if len(asked) == 1:
                raise UnavailableError("the server does not answer")
            return super()._told(state)

    talk = Talk(agents=team(asker))
    state = ConversationState(
        turn="revenue", subject="", session=talk.session, principal=LOCAL_ADMIN, as_of=TODAY
    )
    answer = Flaky(asker=asker).visit(state).answer
    assert answer is not None
    assert (answer.status, asked) == ("answered", ["revenue", "revenue"])
