"""A model that does not answer is left alone for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from boardroom.clock import FixedClock
from boardroom.errors import LimitError, UnavailableError
from boardroom.language.model import Request
from boardroom.language.rest import RestingModel
from boardroom.testing import ScriptedModel

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
REQUEST = Request(task="Say it.", data={}, output=str)
DOWN = UnavailableError("down")


def _resting(*replies: object) -> tuple[RestingModel, ScriptedModel]:
    model = ScriptedModel(replies=replies)
    return RestingModel(model=model, clock=FixedClock(instant=NOON)), model


def test_after_two_failures_nobody_waits_for_a_minute() -> None:
    resting, model = _resting(DOWN, DOWN, DOWN, "a", "b")
    for _ in range(4):
        with pytest.raises(UnavailableError):
            resting.answer(REQUEST)
    assert len(model.requests) == 2
    with pytest.raises(UnavailableError, match=r"2 times in a row .* 12:01:00 UTC"):
        resting.answer(REQUEST)
    resting.clock = FixedClock(instant=NOON + timedelta(seconds=61))
    with pytest.raises(UnavailableError, match="down"):
        resting.answer(REQUEST)
    with pytest.raises(UnavailableError, match="3 times"):
        resting.answer(REQUEST)
    resting.clock = FixedClock(instant=NOON + timedelta(seconds=122))
    assert [resting.answer(REQUEST), resting.answer(REQUEST)] == ["a", "b"]
    assert resting.name == model.name


def test_limits_and_answers_of_no_use_are_no_silence() -> None:
    bad = Request(task="Say it.", data={}, output=str, check=lambda _: "no")
    resting, model = _resting(*["x"] * 8, LimitError("enough"), "a")
    for _ in range(4):
        with pytest.raises(UnavailableError):
            resting.answer(bad)
    with pytest.raises(LimitError):
        resting.answer(REQUEST)
    assert resting.answer(REQUEST) == "a"
    assert len(model.requests) == 6
