"""Tells whether files have changed since they were loaded; the manifest travels with the table.

Called by ``load_table``. A file with the size and time it had before is taken as unchanged;
otherwise its content is hashed, so that a mere touch changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boardroom.data.sources.source_table import SourceTable
from boardroom.errors import SourceError

PIECE_BYTES = 1024 * 1024
READER = 2
"""Raised when a change of the readers must read all files again."""


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """What identifies a file's content."""

    size: int
    modified_ns: int
    digest: str

    def to_json(self) -> list[object]:
        """Compact JSON form."""
        return [self.size, self.modified_ns, self.digest]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Files of a table against its manifest.

    Attributes:
        manifest: origin → fingerprint, of all files as they are now.
        fresh: files that are not in the manifest yet.
        changed, gone: known files whose content is another, or that are there no more.
    """

    manifest: Mapping[str, Fingerprint]
    fresh: tuple[Path, ...]
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def other(self) -> bool:
        """Whether a known file has changed or is gone."""
        return bool(self.changed or self.gone)


def compare(table: SourceTable, manifest: object) -> Changes:
    """The files of ``table`` against what is stored under ``files`` in its details.

    Raises:
        SourceError: a file cannot be read.
    """
    stored = manifest if isinstance(manifest, Mapping) else {}
    known = {
        str(origin): Fingerprint(size=one[0], modified_ns=one[1], digest=one[2])
        for origin, one in stored.items()
    }
    now: dict[str, Fingerprint] = {}
    fresh: list[Path] = []
    changed: list[str] = []
    for file in table.files:
        origin = table.origin(file)
        now[origin] = _fingerprint(file, known.get(origin))
        if origin not in known:
            fresh.append(file)
        elif now[origin].digest != known[origin].digest:
            changed.append(origin)
    gone = tuple(origin for origin in known if origin not in now)
    return Changes(manifest=now, fresh=tuple(fresh), changed=tuple(changed), gone=gone)


def _fingerprint(file: Path, known: Fingerprint | None) -> Fingerprint:
    try:
        parts = (file, *_write_ahead(file))
        facts = [part.stat() for part in parts]
        size, modified = sum(f.st_size for f in facts), max(f.st_mtime_ns for f in facts)
        if known is not None and (known.size, known.modified_ns) == (size, modified):
            return known
        digest = _digest(parts)
    except OSError as exc:
        message = f"{file} cannot be read: {exc.strerror or exc}"
        raise SourceError(message, hint="Check that it exists and may be read.") from exc
    return Fingerprint(size=size, modified_ns=modified, digest=digest)


def _write_ahead(file: Path) -> tuple[Path, ...]:
    """The logs beside a database file that hold what it does not hold itself yet."""
    logs = (file.with_name(file.name + ending) for ending in ("-wal", ".wal"))
    return tuple(log for log in logs if log.is_file() and log.stat().st_size)


def _digest(parts: Sequence[Path]) -> str:
    digest = hashlib.blake2b()
    for part in parts:
        with part.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                digest.update(piece)
    return digest.hexdigest()[:32]


def options_digest(options: Sequence[object]) -> str:
    """A short digest of everything that decides how files are read."""
    text = json.dumps([READER, *options], sort_keys=True, default=repr)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
