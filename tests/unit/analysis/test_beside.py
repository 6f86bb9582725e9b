"""Many things worked on at once."""

import threading

import pytest

from boardroom.analysis.beside import each


def test_two_are_worked_on_at_once_and_found_in_their_order() -> None:
    both = threading.Barrier(2, timeout=10)

    def work(thing: int) -> int:
        both.wait()
        return thing * 10

    assert each(work, range(4)) == [0, 10, 20, 30]


def test_a_failure_is_raised_and_what_was_not_begun_is_left() -> None:
    begun: list[int] = []

    def work(thing: int) -> None:
        begun.append(thing)
        if not thing:
            raise ValueError("the first")
        threading.Event().wait(0.05)

    with pytest.raises(ValueError, match="the first"):
        each(work, range(200))
    assert len(begun) < 200
