"""What a nasty file is: bytes made by the test itself, and what an honest load says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Rows = tuple[tuple[object, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One table of an honest load.

    ``rows`` are compared without regard to order; ``read`` counts every record of the file.
    """

    rows: Rows | None
    read: int
    types: tuple[str, ...] | None = None
    quarantined: Mapping[str, int] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()
    status: str = "loaded"


@dataclass(frozen=True, kw_only=True)
class Nasty:
    """Files in a folder, and the tables they must give; no tables = a reason is told instead."""

    name: str
    files: Mapping[str, bytes]
    tables: Mapping[str, Expected] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def one(name: str, content: str | bytes, expected: Expected, *, file: str = "t.csv") -> Nasty:
    """A single file ``t.csv`` that gives a table ``t``."""
    data = content.encode() if isinstance(content, str) else content
    return Nasty(name=name, files={file: data}, tables={"t": expected})


def refused(name: str, content: bytes, *, file: str = "t.csv") -> Nasty:
    """A file that must be refused with a reason, next to a good one that must still load."""
    good = Expected(rows=((1, None),), read=1)
    bad = Expected(rows=None, read=0, status="failed")
    return Nasty(
        name=name, files={file: content, "good.csv": b"a,b\n1,\n"}, tables={"t": bad, "good": good}
    )


def table(
    rows: Rows,
    *types: str,
    read: int | None = None,
    quarantined: Mapping[str, int] | None = None,
    findings: str = "",
) -> Expected:
    """An expected table; ``read`` is the number of rows unless told otherwise."""
    bad = quarantined or {}
    return Expected(
        rows=rows,
        read=len(rows) + sum(bad.values()) if read is None else read,
        types=types or None,
        quarantined=bad,
        findings=frozenset(findings.split()),
    )
