"""Conversations in a real Redis server: whose they are, how long they stay, what fails."""

from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from boardroom.errors import UnavailableError, UsageError
from boardroom.store.session_cache import SessionCache

KEPT = timedelta(days=30)


def _cache(url: str, *, workspace: str = "shop", user: str = "ada") -> SessionCache:
    return SessionCache(url, workspace=workspace, user=user, kept=KEPT)


def test_a_session_is_that_of_one_user_of_one_workspace(redis_url: str) -> None:
    ada = _cache(redis_url)
    others = [_cache(redis_url, user="ben"), _cache(redis_url, workspace="else")]
    ada.put("s", "first")
    ada.put("s", "«second»")
    assert ada.get("s") == "«second»"
    assert [cache.get("s") for cache in others] == [None, None]
    assert [cache.drop("s") for cache in others] == [False, False]
    assert (ada.drop("s"), ada.get("s")) == (True, None)
    for cache in (ada, *others):
        cache.close()


def test_owners_and_ids_that_run_together_are_told_apart(redis_url: str) -> None:
    one, other = _cache(redis_url, user="a:b"), _cache(redis_url, user="a")
    one.put("c", "one")
    assert other.get("b:c") is None
    one.close()
    other.close()


def test_a_session_is_kept_for_its_time_from_its_last_use(redis_url: str) -> None:
    cache = _cache(redis_url)
    cache.put("s", "x")
    with Redis.from_url(redis_url) as client:
        (key,) = client.keys("boardroom:session:*")
        left = client.ttl(key)
    assert KEPT.total_seconds() - 60 < left <= KEPT.total_seconds()
    cache.close()


def test_a_server_that_does_not_answer_is_said_to_be_gone(tmp_path: Path) -> None:
    cache = _cache(f"unix://{tmp_path / 'none.sock'}")
    for use in (lambda: cache.get("s"), lambda: cache.put("s", "x"), lambda: cache.drop("s")):
        with pytest.raises(UnavailableError, match="does not answer"):
            use()


def test_what_is_no_url_is_said_to_be_none() -> None:
    with pytest.raises(UsageError, match="BOARDROOM_REDIS_URL"):
        _cache("nonsense")
