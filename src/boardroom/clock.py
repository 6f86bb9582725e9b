"""Injected time: nothing else in Boardroom asks the operating system what day it is.

Called by the process edges (command line, server, tests), which hand a ``Clock`` down.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time; may stand still or run in the past."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The operating system's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(tz=UTC)


@dataclass(frozen=True, kw_only=True)
class FixedClock:
    """A clock that always shows the same aware instant; for «as of» and for tests."""

    instant: datetime

    def now(self) -> datetime:
        """The fixed instant in UTC."""
        return self.instant.astimezone(UTC)


def today(clock: Clock, *, time_zone: str) -> date:
    """The calendar date at ``clock`` in the IANA ``time_zone``."""
    return clock.now().astimezone(ZoneInfo(time_zone)).date()
