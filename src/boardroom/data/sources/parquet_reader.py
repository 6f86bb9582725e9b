"""Reads Parquet files into the scratch database, one table from any number of like files."""

from collections.abc import Sequence
from pathlib import Path

from boardroom.data.sources.report import Finding
from boardroom.data.sources.source_table import SourceTable
from boardroom.data.sources.sql_text import literal, quoted
from boardroom.data.sources.staging import Part, Stage, Staged
from boardroom.data.sources.typed_source import stage_typed
from boardroom.errors import SourceError


def stage_parquet(
    stage: Stage, table: SourceTable, files: Sequence[Path], *, target: str
) -> Staged:
    """Stage the rows of ``files``; damaged ones of several are left out with a finding.

    Raises:
        SourceError: none of them can be read.
    """
    staged = Staged(table=target, columns=())
    good: list[Path] = []
    for file in files:
        problem = _problem(file)
        if not problem:
            good.append(file)
            continue
        text = f"{table.origin(file)} is no readable Parquet file: {problem}"
        staged.findings.append(Finding(kind="unreadable_file", text=text))
        staged.unread.append(table.origin(file))
    if not good:
        text = staged.findings[0].text if staged.findings else f"{table.name!r} has no files"
        raise SourceError(text, hint="Copy it again; the last good data stays.")
    wide = frozenset(name for file in good for name in _wide_decimals(file))
    paths = [_with_text(stage, file, n) if wide else file for n, file in enumerate(good)]
    source, mixed = _relation(stage, paths)
    columns, findings = stage_typed(stage, source, table=target, text_columns=wide)
    staged.columns = columns
    staged.findings += (*mixed, *findings)
    origin = table.origin(good[0]) if len(good) == 1 else f"{len(good)} files"
    staged.parts.append(Part(origin=origin, first=0, end=stage.count(target)))
    return staged


def _wide_decimals(file: Path) -> list[str]:
    """Columns of 256-bit decimals, which DuckDB reads wrongly."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return [one.name for one in pq.read_schema(file) if pa.types.is_decimal256(one.type)]


def _with_text(stage: Stage, file: Path, number: int) -> Path:
    """A copy of ``file`` in the scratch folder with its 256-bit decimals as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = stage.folder / f"parquet-{number}.parquet"
    with pq.ParquetFile(file) as packed:
        schema = pa.schema(
            pa.field(one.name, pa.string()) if pa.types.is_decimal256(one.type) else one
            for one in packed.schema_arrow
        )
        with pq.ParquetWriter(target, schema) as out:
            for batch in packed.iter_batches():
                out.write_table(pa.Table.from_batches([batch]).cast(schema))
    return target


def _relation(stage: Stage, files: Sequence[Path]) -> tuple[str, list[Finding]]:
    """SQL over all files; columns that no number type holds exactly in all of them are text."""
    listed = ", ".join(literal(str(file)) for file in files)
    lost = [name for name in _numbers_of_two_kinds(files) if _loses(stage, files, name)]
    if not lost:
        return f"read_parquet([{listed}], union_by_name = true)", []
    parts = []
    for file in files:
        here = [name for name in lost if name in _kinds(file)]
        plain = ", ".join(f"{quoted(name)}::VARCHAR AS {quoted(name)}" for name in here)
        fields = f"* REPLACE ({plain})" if plain else "*"
        parts.append(f"SELECT {fields} FROM read_parquet({literal(str(file))})")
    text = "some files have whole numbers that are too long for the fractions of the others"
    findings = [
        Finding(kind="mixed_types", column=name, text=f"{name}: {text}; it is loaded as text")
        for name in lost
    ]
    return f"({' UNION ALL BY NAME '.join(parts)})", findings


def _kinds(file: Path) -> dict[str, str]:
    """Column → ``float``, ``exact`` or empty."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return {
        one.name: "float" if pa.types.is_floating(one.type)
        else "exact" if pa.types.is_integer(one.type) or pa.types.is_decimal(one.type)
        else ""
        for one in pq.read_schema(file)
    }  # fmt: skip


def _numbers_of_two_kinds(files: Sequence[Path]) -> list[str]:
    found: dict[str, set[str]] = {}
    for file in files if len(files) > 1 else ():
        for name, kind in _kinds(file).items():
            found.setdefault(name, set()).add(kind)
    return [name for name, kinds in found.items() if {"float", "exact"} <= kinds]


def _loses(stage: Stage, files: Sequence[Path], name: str) -> bool:
    """Whether some exact number changes when it is read as a double."""
    exact = [literal(str(file)) for file in files if _kinds(file).get(name) == "exact"]
    column = quoted(name)
    changed = f"{column}::DOUBLE::DECIMAL(38, 6) IS DISTINCT FROM {column}::DECIMAL(38, 6)"
    rows = f"read_parquet([{', '.join(exact)}], union_by_name = true)"
    return bool(stage.rows(f"SELECT 1 FROM {rows} WHERE {changed} LIMIT 1"))


def _problem(file: Path) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(file)
    except (pa.ArrowException, OSError) as exc:
        return str(exc).splitlines()[0]
    return ""
