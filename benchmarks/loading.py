"""Loading a CSV file: our loader with its types, rejects and quality report, and the bare
minimum."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from deltalake import write_deltalake

from benchmarks.measure import Line, times_ms
from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake

COLUMNS = {
    "id": "range",
    "sold_at": "TIMESTAMP '2023-01-01' + to_seconds(range * 30)",
    "store": "'store ' || range % 50",
    "customer": "'customer ' || hash(range) % 100000",
    "amount": "(hash(range) % 2000000 / 100)::DECIMAL(12, 2)",
    "quantity": "range % 5",
    "returned": "range % 97 = 0",
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A way to write the same rows.

    Attributes:
        columns: SQL of the columns that are written otherwise.
        options: what ``read_csv`` must be told to read them as well as we do.
        encoding: of the file.
    """

    name: str
    columns: Mapping[str, str]
    delimiter: str = ","
    options: str = ""
    encoding: str = "utf-8"


_GERMAN = "translate(format('{:,.2f}', hash(range) % 2000000 / 100), ',.', '.,')"
_NOTE = "chr(34) || range % 7 || E'\\nline two; ' || range % 50"
KINDS = (
    Kind(name="plainly written", columns={}),
    Kind(
        name="with German numbers and dates",
        columns={
            "amount": _GERMAN,
            "sold_at": f"strftime({COLUMNS['sold_at']}, '%d.%m.%Y %H:%M:%S')",
        },
        delimiter=";",
        options="decimal_separator = ',', thousands = '.', timestampformat = '%d.%m.%Y %H:%M:%S'",
    ),
    Kind(
        name="with line breaks inside values", columns={"customer": _NOTE}, options="quote = '\"'"
    ),
    Kind(
        name="in Latin 1",
        columns={"store": "'Zürich ' || range % 50"},
        options="encoding = 'latin-1'",
        encoding="latin-1",
    ),
)


def measure_loading(folder: Path, *, rows: int) -> list[Line]:
    """Load ``rows`` CSV rows both ways, in turns, for each way to write them."""
    found: list[Line] = []
    for number, kind in enumerate(KINDS):
        place = folder / f"kind_{number}"
        place.mkdir()
        found += _measure(place, kind, rows=rows)
    return found


def _measure(folder: Path, kind: Kind, *, rows: int) -> list[Line]:
    path = _written(folder / "sales.csv", kind, rows=rows)
    ours, bare = [], []
    for turn in range(3):
        spec = SourceSpec(name=f"load_{turn}", location=str(path))
        lake = Lake(folder / f"ours_{turn}" / "lake")
        ours += times_ms(lambda one=spec, to=lake: _load(one, to), repeat=1)  # type: ignore[misc]  # a default binds the loop's value
        bare += times_ms(lambda to=folder / f"bare_{turn}": _bare(path, kind, to), repeat=1)  # type: ignore[misc]  # as above
    ratio = min(ours) / min(bare)
    return [
        Line(what=f"load {rows:,} CSV rows {kind.name}", measured=f"{min(ours) / 1000:.2f} s"),
        Line(
            what="the same by DuckDB's read_csv and a Delta write",
            measured=f"{min(bare) / 1000:.2f} s",
        ),
        Line(
            what=f"our loading / read_csv and a Delta write, {kind.name}",
            measured=f"{ratio:.2f} ×",
            promise="≤ 2 ×",
            kept=ratio <= 2,
        ),
    ]


def _written(path: Path, kind: Kind, *, rows: int) -> Path:
    terms = ", ".join(f"{sql} AS {name}" for name, sql in (COLUMNS | dict(kind.columns)).items())
    target = f"'{path}' (HEADER, DELIMITER '{kind.delimiter}')"
    duckdb.execute(f"COPY (SELECT {terms} FROM range({rows})) TO {target}")
    if kind.encoding != "utf-8":
        path.write_bytes(path.read_text("utf-8").encode(kind.encoding))
    return path


def _load(spec: SourceSpec, lake: Lake) -> None:
    report = load_source(spec, lake)
    if not report.changed:
        raise SystemExit(f"the benchmark's file was not loaded: {report}")


def _bare(path: Path, kind: Kind, folder: Path) -> None:
    options = ", ".join(filter(None, [f"delim = '{kind.delimiter}'", kind.options]))
    source = f"read_csv('{path}', {options})"
    rows = duckdb.connect().execute(f"SELECT * FROM {source} ORDER BY sold_at")
    write_deltalake(folder, rows.to_arrow_reader(122_880))
