"""Heavy packages load where they are used: not with `import boardroom`, not for `--help`."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from boardroom.data.warehouse.lake import Lake

HEAVY = {
    "adbc_driver_manager",
    "anthropic",
    "alembic",
    "connectorx",
    "deltalake",
    "duckdb",
    "google",
    "httpx2",
    "numpy",
    "openai",
    "pandas",
    "pyarrow",
    "pydantic",
    "pydantic_ai",
    "pyspark",
    "python_calamine",
    "ruamel",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "sqlglot",
    "statsforecast",
    "statsmodels",
}


def modules_loaded_by(code: str) -> set[str]:
    """Top-level modules beyond the standard library that a fresh process running ``code`` loads."""
    program = (
        "import sys, json\nbefore = set(sys.modules)\n"
        f"{code}\n"
        "print(json.dumps(sorted({m.split('.')[0] for m in set(sys.modules) - before}"
        " - set(sys.stdlib_module_names))), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_import_boardroom_loads_nothing_but_boardroom() -> None:
    assert modules_loaded_by("import boardroom") == {"boardroom"}


def test_help_loads_nothing_heavy() -> None:
    code = (
        "from boardroom.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert not modules_loaded_by(code) & HEAVY


def test_a_query_does_not_load_pandas(tmp_path: Path) -> None:
    """Where pandas is installed, several calls of DuckDB and pyarrow would load it by the way."""
    lake = Lake(tmp_path / "lake")
    column = pa.array([1, 2, 3])
    at = column.view(pa.timestamp("us", "UTC"))
    batch = pa.RecordBatch.from_arrays([column, at], names=["a", "seen"])
    lake.write("numbers", pa.Table.from_batches([batch]))
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from boardroom.data.warehouse.duckdb_engine import DuckDbEngine\n"
        "from boardroom.data.warehouse.lake import Lake\nfrom boardroom.settings import Settings\n"
        f"lake = Lake(Path({str(tmp_path / 'lake')!r}))\n"
        "from boardroom.data.arrow_rows import cells_of, rows_from_arrow\n"
        "from boardroom.semantic.result import Column\n"
        "engine = DuckDbEngine(lake, Settings())\n"
        "assert engine.query('SELECT SUM(a) AS s FROM numbers').to_pylist() == [{'s': 6}]\n"
        "assert engine.snapshot().bounds('numbers', 'seen') is not None\n"
        "at = engine.query('SELECT MAX(seen) AS seen FROM numbers').column('seen')\n"
        "assert cells_of(at)[0].isoformat() == '1970-01-01T00:00:00.000003+00:00'\n"
        "sql = 'SELECT a::VARCHAR, a, a::DECIMAL(9, 2), a::DOUBLE, seen::DATE FROM numbers '\n"
        "table = engine.query(sql + 'UNION ALL SELECT NULL, NULL, NULL, NULL, NULL ORDER BY 2')\n"
        "kinds = ('String', 'Integer', 'Decimal', 'Float', 'Date')\n"
        "columns = [Column(name=kind, role='field', type=kind) for kind in kinds]\n"
        "name, *numbers, day = rows_from_arrow(table, columns).cells\n"
        "assert name.groups.values == ('1', '2', '3', None)\n"
        "assert [item.numbers.tolist()[:3] for item in numbers] == [[1.0, 2.0, 3.0]] * 3\n"
        "assert day.days.tolist() == [719163, 719163, 719163, 0]\n"
        "engine.close()\nassert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
