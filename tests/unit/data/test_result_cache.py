"""The result cache: one computation per key, shared between threads, bounded, forgotten in time."""

import threading
import time
from collections.abc import Sequence

import pytest

from boardroom.data.result_cache import ResultCache
from boardroom.semantic.rows import Cells, Rows


def _one(value: int) -> Rows:
    return Rows([Cells([value])])


def test_a_repeated_key_is_computed_once() -> None:
    computed: list[int] = []

    def compute(missing: Sequence[int]) -> list[Rows]:
        computed.extend(missing)
        return [_one(position) for position in missing]

    cache = ResultCache()
    assert cache.get_many(["a", "b", "a"], compute) == [((0,),), ((1,),), ((0,),)]
    assert cache.get_many(["b"], compute) == [((1,),)]
    assert computed == [0, 1]


def test_threads_wait_for_the_first() -> None:
    cache, calls = ResultCache(), []
    started = threading.Event()

    def compute(missing: Sequence[int]) -> list[Rows]:
        calls.append(1)
        started.set()
        time.sleep(0.05)
        return [_one(42) for _ in missing]

    answers: list[Rows] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(cache.get_many(["k"], compute)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [((42,),)] * 6
    assert len(calls) == 1


def test_a_failure_reaches_every_waiter_and_is_not_remembered() -> None:
    cache = ResultCache()

    def fail(missing: Sequence[int]) -> list[Rows]:
        raise ValueError(f"{len(missing)} failed")

    with pytest.raises(ValueError, match="1 failed"):
        cache.get_many(["k"], fail)
    assert cache.get_many(["k"], lambda missing: [_one(1) for _ in missing]) == [((1,),)]


def test_the_least_recently_used_rows_go_first() -> None:
    cache = ResultCache(max_cells=40)
    for name in "abcde":
        cache.get_many([name], lambda missing: [Rows([Cells([1] * 10)]) for _ in missing])
    computed: list[int] = []

    def compute(missing: Sequence[int]) -> list[Rows]:
        computed.extend(missing)
        return [Rows([Cells([])]) for _ in missing]

    cache.get_many(["a", "e"], compute)
    assert computed == [0]
