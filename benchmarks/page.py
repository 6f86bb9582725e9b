"""A page of thirty queries: through the metrics service, and the same written by hand on the same
rollups."""

import resource
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.measure import Line, alternating_ms, times_ms
from benchmarks.star import build_star_rollups, fill_star, open_star, star_model
from boardroom.data.metrics import MetricsService
from boardroom.data.warehouse.duckdb_engine import DuckDbEngine
from boardroom.data.warehouse.lake import Lake
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.query import Query
from boardroom.settings import Settings

_PARTS = {
    "revenue": "SUM({amount})",
    "sales_count": "SUM({count})",
    "pieces": "SUM({quantity})",
    "discounts": "SUM({discount})",
    "net": "SUM({amount}) - SUM({discount})",
    "average_sale": "SUM({amount})::DOUBLE / NULLIF(SUM({count}), 0)",
    "discount_rate": "SUM({discount})::DOUBLE / NULLIF(SUM({amount}), 0)",
    "price": "SUM({amount})::DOUBLE / NULLIF(SUM({quantity}), 0)",
    "largest": "MAX({largest})",
    "pieces_per_sale": "SUM({quantity})::DOUBLE / NULLIF(SUM({count}), 0)",
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    """Three questions about each of ten metrics, as queries and as SQL."""

    queries: Sequence[Query]
    statements: Sequence[str]


def measure_page(folder: Path, *, rows: int, memory_mb: int) -> list[Line]:
    """Make the star, build its rollups, and time the page both ways."""
    settings = Settings(memory_limit_mb=memory_mb)
    lake = Lake(folder / "lake")
    lake_ms = times_ms(lambda: fill_star(lake, rows=rows), repeat=1)[0]
    build_ms = times_ms(lambda: build_star_rollups(lake, settings), repeat=1)[0]
    engine, metrics = open_star(lake, settings)
    try:
        return [
            Line(what=f"generate and write {rows:,} rows", measured=f"{lake_ms / 1000:.1f} s"),
            Line(what="build the rollups", measured=f"{build_ms / 1000:.1f} s"),
            *_compare(engine, metrics, rows=rows, memory_mb=memory_mb),
        ]
    finally:
        metrics.close()


def _compare(
    engine: DuckDbEngine, metrics: MetricsService, *, rows: int, memory_mb: int
) -> list[Line]:
    page = _page(engine, metrics)
    by_hand = duckdb.connect(config={"memory_limit": f"{memory_mb}MiB"} if memory_mb else {})
    by_hand.execute("SET parquet_metadata_cache = true")
    for name, version in engine.snapshot().versions.items():
        files = ", ".join(f"'{path}'" for path in version.files)
        by_hand.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet([{files}])')
    works: dict[str, Callable[[], object]] = {
        "service": _through_service(metrics, page.queries),
        "hand": lambda: [by_hand.execute(sql).to_arrow_table() for sql in page.statements],
        "hand in threads": lambda: list(pool.map(_run_on(by_hand), page.statements)),
        "cached": lambda: metrics.run_many(page.queries, principal=LOCAL_ADMIN),
    }
    with ThreadPoolExecutor(max_workers=4) as pool:
        taken = alternating_ms(works)
    by_hand.close()
    best = min(taken["hand"], taken["hand in threads"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = taken["service"] / best
    size = f"page of {len(page.queries)} queries, {rows:,} rows"
    large = rows >= 100_000_000
    return [
        Line(
            what=f"{size}: warm, rows computed anew",
            measured=f"{taken['service']:.0f} ms",
            promise="< 1 s from rollups" if large else "",
            kept=taken["service"] < 1000 if large else None,
        ),
        Line(what=f"{size}: SQL by hand, one by one", measured=f"{taken['hand']:.0f} ms"),
        Line(
            what=f"{size}: SQL by hand, four threads",
            measured=f"{taken['hand in threads']:.0f} ms",
        ),
        Line(
            what=f"{size}: service / the faster by hand",
            measured=f"{ratio:.2f} ×",
            promise="≤ 1.3 ×",
            kept=ratio <= 1.3,
        ),
        Line(what=f"{size}: rows still known", measured=f"{taken['cached']:.1f} ms"),
        Line(
            what=f"{size}: largest memory of the process, writing included",
            measured=f"{peak:.0f} MB",
            promise="≤ 2,048 MB" if large else "",
            kept=peak <= 2048 if large else None,
        ),
    ]


def _run_on(database: duckdb.DuckDBPyConnection) -> Callable[[str], object]:
    return lambda sql: database.cursor().execute(sql).to_arrow_table()


def _through_service(metrics: MetricsService, queries: Sequence[Query]) -> Callable[[], object]:
    def work() -> object:
        metrics.forget()
        return metrics.run_many(queries, principal=LOCAL_ADMIN)

    return work


def _page(engine: DuckDbEngine, metrics: MetricsService) -> _Page:
    """The queries, and hand-written SQL with the same answers (checked here)."""
    queries, statements = [], []
    daily, keyed = '"rollup__sales_daily"', '"rollup__sales_daily_by_key"'
    columns = _columns(engine)
    december = "day >= DATE '2024-12-01' AND day < DATE '2025-01-01'"
    for metric in star_model().metrics:
        value = _PARTS[metric.name].format(**columns)
        queries += [
            Query(metrics=(metric.name,), grain="month", time_range="last_24_months"),
            Query(metrics=(metric.name,), group_by=("sales.channel",), time_range="2024-12"),
            Query(metrics=(metric.name,), group_by=("stores.region",), time_range="2024-12"),
        ]
        statements += [
            f"SELECT date_trunc('month', day) AS period, {value} AS v FROM {daily} "
            "WHERE day >= DATE '2023-01-01' AND day < DATE '2025-01-01' GROUP BY 1 ORDER BY 1",
            f"SELECT channel, {value} AS v FROM {daily} WHERE {december} GROUP BY 1 ORDER BY 1",
            f"SELECT stores.region, {value} AS v FROM {keyed} AS f "
            f"LEFT JOIN stores ON stores.id = f.store_id WHERE {december} GROUP BY 1 ORDER BY 1",
        ]
    page = _Page(queries=queries, statements=statements)
    _check(engine, metrics, page)
    return page


def _columns(engine: DuckDbEngine) -> dict[str, str]:
    """Names of the rollup's measure columns, by what they hold."""
    names = list(engine.snapshot().versions["rollup__sales_daily"].columns)

    def named(*words: str) -> str:
        return next(name for name in names if all(word in name for word in words))

    return {
        "amount": named("sum", "amount"),
        "discount": named("sum", "discount"),
        "quantity": named("sum", "quantity"),
        "count": named("count"),
        "largest": named("max", "amount"),
    }


def _check(engine: DuckDbEngine, metrics: MetricsService, page: _Page) -> None:
    """Both ways must give the same numbers, or the comparison means nothing."""
    answers = metrics.run_many(page.queries, principal=LOCAL_ADMIN)
    for result, table in zip(answers, engine.query_many(page.statements), strict=True):
        ours = sorted(round(float(str(row[-1])), 6) for row in result.rows)
        theirs = sorted(round(float(value), 6) for value in table.column(1).to_pylist())
        if ours != theirs:
            raise SystemExit(f"the page and its SQL by hand differ:\n{result.sql}")
