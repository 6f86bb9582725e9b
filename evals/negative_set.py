"""Which sets a folder of evaluation data has, and their tables. Read by ``evals.negative``.

A set is what a person would give to ``boardroom init``: each folder right below the folder of
evaluation data, loaded as the product loads it. A folder of more than ``MOST_FILES`` files is a
collection of sets: each of its own folders is one, or, where that has as many, each file. Files
that hold no tables (texts, settings, code) are none of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import spec_for
from boardroom.data.warehouse.lake import Lake
from boardroom.errors import BoardroomError

MOST_FILES = 20
MOST_COLUMNS = 100
"""A table with more columns has a series in each row: nothing that a business keeps."""

LEAST_ROWS = 30
"""A set whose largest table has fewer says nothing either way."""

_ENDINGS = frozenset((".csv", ".tsv", ".parquet", ".xlsx", ".sqlite", ".sqlite3", ".db", ".duckdb"))


def find_sets(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Folder of the evaluation data → the sets that it has, by path."""
    below = sorted(item for item in folder.iterdir() if item.is_dir())
    found = {item.name: tuple(_sets(item)) for item in below}
    return {name: paths for name, paths in found.items() if paths}


def choose(paths: Sequence[Path], count: int) -> list[Path]:
    """``count`` of the paths, from the first to the last at even steps; fewer are repeated."""
    if len(paths) <= count:
        return [paths[place % len(paths)] for place in range(count)]
    return [paths[place * len(paths) // count] for place in range(count)]


def read_set(path: Path, scratch: Path) -> Mapping[str, pa.Table]:
    """The tables of a set as the product loads them, large enough to say something; none where it
    holds no such.
    """
    lake = Lake(scratch)
    try:
        load_source(spec_for(str(path)), lake)
    except BoardroomError:
        return {}
    read = {
        name: pq.read_table(sorted(lake.path(name).rglob("*.parquet"))) for name in lake.names()
    }
    return {
        name: table
        for name, table in read.items()
        if table.num_rows >= LEAST_ROWS and table.num_columns <= MOST_COLUMNS
    }


def _sets(folder: Path) -> Iterator[Path]:
    files = [item for item in folder.rglob("*") if _is_data(item)]
    if not files:
        return
    if len(files) <= MOST_FILES:
        yield folder
        return
    own = sorted(item for item in files if item.parent == folder)
    yield from own
    for below in sorted(item for item in folder.iterdir() if item.is_dir()):
        yield from _sets(below)


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in _ENDINGS
