"""Loading a CSV file: our loader with its types, rejects and quality report, and the bare
minimum."""

from pathlib import Path

import duckdb
from deltalake import write_deltalake

from benchmarks.measure import Line, times_ms
from boardroom.data.sources.load import load_source
from boardroom.data.sources.spec import SourceSpec
from boardroom.data.warehouse.lake import Lake


def measure_loading(folder: Path, *, rows: int) -> list[Line]:
    """Load ``rows`` CSV rows both ways, in turns."""
    path = folder / "sales.csv"
    duckdb.execute(
        "COPY (SELECT range AS id, TIMESTAMP '2023-01-01' + to_seconds(range * 30) AS sold_at, "
        "'store ' || range % 50 AS store, 'customer ' || hash(range) % 100000 AS customer, "
        "(hash(range) % 20000 / 100)::DECIMAL(12, 2) AS amount, range % 5 AS quantity, "
        f"range % 97 = 0 AS returned FROM range({rows})) TO '{path}' (HEADER)"
    )
    ours, bare = [], []
    for turn in range(3):
        spec = SourceSpec(name=f"load_{turn}", location=str(path))
        lake = Lake(folder / f"ours_{turn}" / "lake")
        ours += times_ms(lambda one=spec, to=lake: _load(one, to), repeat=1)  # type: ignore[misc]  # a default binds the loop's value
        bare += times_ms(lambda to=folder / f"bare_{turn}": _bare(path, to), repeat=1)  # type: ignore[misc]  # as above
    ratio = min(ours) / min(bare)
    return [
        Line(what=f"load {rows:,} CSV rows", measured=f"{min(ours) / 1000:.2f} s"),
        Line(
            what=f"DuckDB's read_csv and a Delta write, {rows:,} rows",
            measured=f"{min(bare) / 1000:.2f} s",
        ),
        Line(
            what="our loading / read_csv and a Delta write",
            measured=f"{ratio:.2f} ×",
            promise="≤ 2 ×",
            kept=ratio <= 2,
        ),
    ]


def _load(spec: SourceSpec, lake: Lake) -> None:
    report = load_source(spec, lake)
    if not report.changed:
        raise SystemExit(f"the benchmark's file was not loaded: {report}")


def _bare(path: Path, folder: Path) -> None:
    rows = duckdb.connect().execute(f"SELECT * FROM read_csv('{path}') ORDER BY sold_at")
    write_deltalake(folder, rows.to_arrow_reader(122_880))
