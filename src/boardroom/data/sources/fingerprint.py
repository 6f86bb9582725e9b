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

READER = 1
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
        other: whether a known file has changed or is gone.
    """

    manifest: Mapping[str, Fingerprint]
    fresh: tuple[Path, ...]
    other: bool


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
    changed = False
    for file in table.files:
        origin = table.origin(file)
        now[origin] = _fingerprint(file, known.get(origin))
        if origin not in known:
            fresh.append(file)
        else:
            changed = changed or now[origin].digest != known[origin].digest
    gone = any(origin not in now for origin in known)
    return Changes(manifest=now, fresh=tuple(fresh), other=changed or gone)


def _fingerprint(file: Path, known: Fingerprint | None) -> Fingerprint:
    try:
        facts = file.stat()
        size, modified = facts.st_size, facts.st_mtime_ns
        if known is not None and (known.size, known.modified_ns) == (size, modified):
            return known
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
    except OSError as exc:
        message = f"{file} cannot be read: {exc.strerror or exc}"
        raise SourceError(message, hint="Check that it exists and may be read.") from exc
    return Fingerprint(size=size, modified_ns=modified, digest=digest)


def options_digest(options: Sequence[object]) -> str:
    """A short digest of everything that decides how files are read."""
    text = json.dumps([READER, *options], sort_keys=True, default=repr)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
