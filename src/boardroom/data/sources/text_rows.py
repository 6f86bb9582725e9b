"""Stages rows made in Python (JSON objects, spreadsheet rows) as text columns, in batches.

Columns may turn up at any row; rows remember the line they came from.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from boardroom.data.sources.naming import distinct_name, identifier
from boardroom.data.sources.sql_text import quoted
from boardroom.data.sources.staging import REJECTS, Column, Part, Stage

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000


class TextRows:
    """Collects rows of label → text and appends them to a scratch table.

    Args:
        target: the table; made at the first flush, widened when new labels turn up.
        origin: the file's name for rejects.
    """

    def __init__(self, stage: Stage, *, target: str, origin: str, names: dict[str, str]) -> None:
        self._stage = stage
        self._target = target
        self._origin = origin
        self._names = names
        self._rows: list[Mapping[str, str | None]] = []
        self._lines = array("q")
        self._rejects: list[tuple[int, str, str]] = []
        self._rejected = 0
        self._first = stage.count(target) if self._exists() else 0

    @property
    def started(self) -> bool:
        """Whether rows were handed to the scratch database already."""
        return bool(self._lines) or self._rejected > 0

    def add(self, line: int, values: Mapping[str, str | None]) -> None:
        """One row; ``line`` is 1-based."""
        self._rows.append(values)
        self._lines.append(line)
        if len(self._rows) >= BATCH_ROWS:
            self.flush()

    def reject(self, line: int, reason: str, raw: str) -> None:
        """One line that is no row."""
        self._rejects.append((line, reason, raw[:100_000]))
        self._rejected += 1
        if len(self._rejects) >= BATCH_ROWS:
            self.flush()

    def declare(self, labels: Iterable[str]) -> None:
        """Make sure these columns exist, also when no row has them."""
        for label in labels:
            self._name(label)

    def flush(self) -> None:
        """Write what was collected so far."""
        import pyarrow as pa

        for row in self._rows:
            for label in row:
                if label not in self._names:
                    self._name(label)
        self._make()
        if self._rows:
            arrays = {
                name: text_array([row.get(label) for row in self._rows])
                for label, name in self._names.items()
            }
            columns = ", ".join(quoted(name) for name in self._names.values())
            self._stage.insert(self._target, pa.table(arrays), columns)
            self._rows = []
        if self._rejects:
            lines, reasons, raws = zip(*self._rejects, strict=True)
            empty = pa.nulls(len(lines), pa.string())
            texts = [text_array(values) for values in (reasons, raws)]
            origin = pa.array([self._origin] * len(lines), pa.string())
            parts = [origin, pa.array(lines, pa.int64()), texts[0], empty, empty, texts[1]]
            self._stage.insert(REJECTS, pa.table(parts, names=list("abcdef")))
            self._rejects = []

    def part(self) -> Part:
        """The rows written, after a last flush."""
        self.flush()
        end = self._stage.count(self._target) if self._names else 0
        return Part(origin=self._origin, first=self._first, end=end, rejected=self._rejected)

    def locate(self, rows: Iterable[int]) -> Mapping[int, tuple[int, str]]:
        """Line of each row; its raw text is what the row itself says."""
        return {row: (self._lines[row], "") for row in rows}

    def _name(self, label: str) -> None:
        if label not in self._names:
            position = len(self._names) + 1
            plain = identifier(label, fallback=f"column_{position}")
            self._names[label] = distinct_name(plain, set(self._names.values()))

    def _exists(self) -> bool:
        return bool(
            self._stage.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [self._target])
        )

    def _make(self) -> None:
        if not self._names:
            return
        if not self._exists():
            columns = ", ".join(f"{quoted(name)} VARCHAR" for name in self._names.values())
            self._stage.run(f"CREATE TABLE {quoted(self._target)} ({columns})")
            return
        rows = self._stage.rows(f"DESCRIBE {quoted(self._target)}")
        known = {str(row[0]) for row in rows}
        for name in self._names.values():
            if name not in known:
                table = quoted(self._target)
                self._stage.run(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} VARCHAR")


def text_array(values: Sequence[str | None]) -> "pa.Array":
    """An Arrow text column; halves of characters that are no text are written out as escapes."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        plain = [
            None if one is None else one.encode("utf-8", "backslashreplace").decode("utf-8")
            for one in values
        ]
        return pa.array(plain, pa.string())


def text_columns(names: Mapping[str, str], fixed: Sequence[str] = ()) -> tuple[Column, ...]:
    """The staged columns of ``label → name``; those in ``fixed`` are text by their source."""
    return tuple(
        Column(name=name, label=label, fixed_text=label in fixed) for label, name in names.items()
    )
