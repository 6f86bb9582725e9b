"""A database server that somebody else runs: its URL taken apart, and what its refusals mean.

Every message names host, user and the next step, and never a password. Used by the engines of live
databases and by the readers that load from them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from boardroom.data.warehouse.engine import Limits
from boardroom.errors import (
    BoardroomError,
    LimitError,
    QueryError,
    SourceError,
    UnavailableError,
    UsageError,
)

CONNECT_SECONDS = 5.0
"""How long a server may take to answer the first knock."""

Trouble = Literal["silent", "refused", "slow", "full", "sql"]
"""Nobody answers · not for this user or database · too long · out of resources · wrong SQL."""

_ENCODE = "Write signs such as @ : / # ? in user and password as %40 %3A %2F %23 %3F."
_LONGEST = 400


@dataclass(frozen=True, kw_only=True, repr=False)
class Server:
    """Where a database is and as whom it is asked.

    Attributes:
        product: its name in messages.
        host, port: where it listens.
        user, password, database: as the URL has them, decoded; empty = the driver's default.
        options: the URL's query.
        patience_seconds: how long to wait for the first answer, unless the URL says
            ``connect_timeout``.
    """

    product: str
    host: str
    port: int
    user: str
    password: str
    database: str
    options: Mapping[str, str]
    patience_seconds: float = CONNECT_SECONDS

    @property
    def place(self) -> str:
        """``host:port`` and the database, for messages."""
        return f"{self.host}:{self.port}" + (f"/{self.database}" if self.database else "")

    @property
    def connect_seconds(self) -> int:
        """How long to wait for the first answer."""
        text = self.options.get("connect_timeout", "")
        return int(text) if text.isdigit() and int(text) > 0 else ceil(self.patience_seconds)

    def error(self, trouble: Trouble, text: str, limits: Limits | None = None) -> BoardroomError:
        """What to raise for ``trouble``, which the server or its driver told as ``text``."""
        text = self.told(text)
        match trouble:
            case "silent":
                hint = "Check that the server runs and that host and port of the URL are right."
                return UnavailableError(
                    f"{self.product} at {self.place} does not answer: {text}", hint=hint
                )
            case "refused":
                who = repr(self.user) if self.user else "us"
                return SourceError(
                    f"{self.product} at {self.place} refuses {who}: {text}",
                    hint="Check user, password, database and rights.",
                )
            case "slow":
                return (limits or Limits()).too_slow()
            case "full":
                return LimitError(f"{self.product} at {self.place} is out of resources: {text}")
            case "sql":
                return QueryError(f"{self.product} cannot answer this SQL: {text}")

    def told(self, text: str) -> str:
        """One line of bounded length, without the password."""
        for secret in (self.password, *(v for k, v in self.options.items() if "pass" in k)):
            text = text.replace(secret, "***") if secret else text
        return re.sub(r"\s+", " ", text).strip()[:_LONGEST]


def server_of(
    url: str, *, product: str, port: int, patience_seconds: float = CONNECT_SECONDS
) -> Server:
    """The server that ``url`` names.

    Args:
        url: ``scheme://user:password@host:port/database?option=value``.
        product: its name in messages.
        port: where it listens when the URL does not say.
        patience_seconds: how long to wait for the first answer, unless the URL says.

    Raises:
        UsageError: the URL cannot be read.
    """
    parts = urlsplit(url)
    try:
        known_port = parts.port
    except ValueError:
        known_port = 0
    if known_port == 0 or url.count("@") > 1 or "@" in parts.path + parts.query + parts.fragment:
        raise UsageError(f"the URL of {product} cannot be read", hint=_ENCODE)
    return Server(
        product=product,
        host=parts.hostname or "localhost",
        port=known_port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.strip("/")),
        options=dict(parse_qsl(parts.query)),
        patience_seconds=patience_seconds,
    )
