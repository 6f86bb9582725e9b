"""Writes a simulated company: one Parquet file per table, sorted by time, and the ground truth."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from boardroom.errors import StorageError
from boardroom.simulate.company.incident import Incident, truth_of
from boardroom.simulate.company.plant import plant_default
from boardroom.simulate.company.spec import Company, CompanySpec
from boardroom.simulate.company.world import open_world, table_names, table_pieces

if TYPE_CHECKING:
    import pyarrow as pa

TRUTH = "truth.json"


def write_company(folder: Path, spec: CompanySpec, *, truth: Path | None = None) -> Company:
    """Simulate ``spec`` and write it into ``folder``.

    Args:
        folder: made when missing; files of the same names are replaced.
        spec: what to simulate. The same spec writes the same bytes.
        truth: where the ground truth goes; beside the folder, as ``FOLDER.truth.json``, so that
            it is not loaded with the data.

    Raises:
        StorageError: the folder cannot be written.
    """
    incidents = _incidents(spec)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".spill-") as spill:
            rows = _write_tables(folder, spec, incidents=incidents, spill=Path(spill))
        company = Company(spec=spec, folder=folder, rows=rows, incidents=incidents)
        _write_truth(truth or folder.with_name(f"{folder.name}.truth.json"), company)
    except OSError as exc:
        message = f"cannot write the simulated company to {str(folder)!r}: {exc.strerror or exc}"
        raise StorageError(message, hint="Choose a folder you may write to.") from exc
    return company


def _incidents(spec: CompanySpec) -> tuple[Incident, ...]:
    if spec.incidents == "default":
        return plant_default(seed=spec.seed, scale=spec.scale, until=spec.until)
    return () if spec.incidents == "none" else spec.incidents


def _write_tables(
    folder: Path, spec: CompanySpec, *, incidents: tuple[Incident, ...], spill: Path
) -> dict[str, int]:
    with open_world(spec, incidents=incidents, spill=spill) as con:
        return {
            name: _write_parquet(folder / f"{name}.parquet", table_pieces(con, spec, name))
            for name in table_names()
        }


def _write_parquet(path: Path, pieces: "Iterator[pa.RecordBatchReader]") -> int:
    """One file with a row group per batch; the rows written."""
    import pyarrow.parquet as pq

    first = next(pieces)
    rows = 0
    with pq.ParquetWriter(path, first.schema, compression="zstd", compression_level=1) as writer:
        for reader in chain((first,), pieces):
            for batch in reader:
                writer.write_batch(batch)
                rows += batch.num_rows
    return rows


def _write_truth(path: Path, company: Company) -> None:
    spec = company.spec
    document = {
        "seed": spec.seed,
        "scale": spec.scale,
        "until": spec.until.isoformat(),
        "first": spec.first.isoformat(),
        "incidents": truth_of(company.incidents),
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
