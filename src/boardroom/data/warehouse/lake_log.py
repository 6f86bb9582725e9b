"""Reads a Delta log's own files, for the few questions asked too often to open a table for.

Used by the lake only: which version is the newest, what did its writer note, what is an orphan.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

DETAILS_KEY = "boardroom"


def last_version(path: Path) -> int | None:
    """The newest committed version of the table in ``path``; None when there is no table."""
    try:
        with os.scandir(path / "_delta_log") as entries:
            names = [e.name for e in entries if e.name.endswith(".json")]
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max((int(name[:20]) for name in names if name[:20].isdigit()), default=None)


def read_details(path: Path, version: int) -> Mapping[str, object]:
    """What the writer of ``version`` noted; of the version before when another tool wrote it."""
    for one in range(version, -1, -1):
        log = path / "_delta_log" / f"{one:020d}.json"
        try:
            lines = log.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        for line in lines:
            noted = json.loads(line).get("commitInfo", {}).get(DETAILS_KEY)
            if noted is not None:
                return cast("Mapping[str, object]", json.loads(noted))
    return {}


def table_files(path: Path) -> frozenset[str]:
    """Names of the data files that lie in the table's folder, committed or not."""
    try:
        with os.scandir(path) as entries:
            return frozenset(e.name for e in entries if e.name.endswith(".parquet"))
    except FileNotFoundError:
        return frozenset()


def remove_orphans(path: Path, *, keep: frozenset[str]) -> None:
    """After a failed write: delete the data files not in ``keep``, and an empty new table."""
    for name in table_files(path) - keep:
        (path / name).unlink(missing_ok=True)
    if last_version(path) is None:
        log = path / "_delta_log"
        for folder in (log, path):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
