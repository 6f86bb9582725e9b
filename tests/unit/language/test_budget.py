"""The limits of a day hold over processes, whatever comes of a question."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from boardroom.clock import FixedClock
from boardroom.errors import LimitError, UnavailableError
from boardroom.executive.shelf import MemoryShelf
from boardroom.language.budget import Limits, MeteredModel
from boardroom.language.model import Request, Use
from boardroom.testing import ScriptedModel

DAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
REQUEST = Request(task="Say it.", data={}, output=str)


def _metered(
    model: ScriptedModel, limits: Limits, *, shelf: MemoryShelf, at: datetime = DAY
) -> MeteredModel:
    return MeteredModel(model=model, limits=limits, notes=shelf, clock=FixedClock(instant=at))


def test_tokens_of_a_day_are_limited_over_processes_and_free_the_next_day() -> None:
    shelf, model = MemoryShelf(), ScriptedModel(replies=["a"] * 9, use=Use(tokens=60))
    limits = Limits(tokens=100)
    for _ in range(2):
        assert _metered(model, limits, shelf=shelf).answer(REQUEST) == "a"
    with pytest.raises(LimitError, match="100 tokens"):
        _metered(model, limits, shelf=shelf).answer(REQUEST)
    assert len(model.requests) == 2
    later = _metered(model, limits, shelf=shelf, at=DAY.replace(day=27))
    assert later.answer(REQUEST) == "a"


def test_money_is_limited_where_the_price_is_known() -> None:
    for usd, reached in ((Decimal("0.6"), True), (None, False)):
        model = ScriptedModel(replies=["a"] * 9, use=Use(tokens=1, usd=usd))
        metered = _metered(model, Limits(usd=1.0), shelf=MemoryShelf())
        metered.answer(REQUEST)
        metered.answer(REQUEST)
        if reached:
            with pytest.raises(LimitError, match=r"\$1\.00"):
                metered.answer(REQUEST)
        else:
            assert metered.answer(REQUEST) == "a"


def test_zero_is_no_limit() -> None:
    model = ScriptedModel(replies=["a"] * 9, use=Use(tokens=10**9, usd=Decimal(10**6)))
    metered = _metered(model, Limits(tokens=0, usd=0), shelf=MemoryShelf())
    assert [metered.answer(REQUEST) for _ in range(3)] == ["a"] * 3


def test_a_question_without_an_answer_counts_too_and_is_told() -> None:
    shelf = MemoryShelf()
    told: list[Use] = []
    model = ScriptedModel(use=Use(tokens=100))
    metered = _metered(model, Limits(tokens=100), shelf=shelf)
    with pytest.raises(UnavailableError):
        metered.answer(REQUEST, used=told.append)
    assert told == [Use(tokens=100)]
    with pytest.raises(LimitError):
        metered.answer(REQUEST)


def test_a_note_that_cannot_be_read_is_none() -> None:
    shelf = MemoryShelf()
    shelf.put("language-use:2026-11-26", "not JSON")
    model = ScriptedModel(replies=["a"], use=Use(tokens=5))
    assert _metered(model, Limits(), shelf=shelf).answer(REQUEST) == "a"
    assert shelf.get("language-use:2026-11-26") == '{"tokens": 5, "usd": null}'


def test_nobody_waits_for_the_question_of_another_nor_overlooks_its_use() -> None:
    shelf, inner = MemoryShelf(), list[str]()

    def nested(_: object) -> str:
        if not inner:
            inner.append("asked")
            inner.append(metered.answer(REQUEST))
        return "a"

    model = ScriptedModel(replies=[nested] * 9, use=Use(tokens=60))
    metered = _metered(model, Limits(tokens=2_000), shelf=shelf)
    assert metered.answer(REQUEST) == "a"
    assert inner == ["asked", "a"]
    assert shelf.get("language-use:2026-11-26") == '{"tokens": 120, "usd": null}'
    inner.clear()
    tight = _metered(model, Limits(tokens=1_000), shelf=MemoryShelf())
    metered = tight
    with pytest.raises(LimitError):
        tight.answer(REQUEST)
    assert inner == ["asked"]
