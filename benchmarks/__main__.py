"""``python -m benchmarks``: measure everything once, print a table, and write the docs page when
asked."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.anomalies import measure_anomalies
from benchmarks.causes import measure_causes
from benchmarks.company import measure_company, measure_executive
from benchmarks.compilation import measure_compilation
from benchmarks.forecasting import measure_forecasting
from benchmarks.insights import measure_insights
from benchmarks.loading import measure_loading
from benchmarks.measure import Line
from benchmarks.page import measure_page
from benchmarks.questions import measure_questions
from benchmarks.start import measure_start

DOCS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks chosen on the command line."""
    options = _options(arguments)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="boardroom-bench-") as name:
        folder = Path(name)
        works: Mapping[str, Callable[[], list[Line]]] = {
            "page": lambda: measure_page(
                folder / "page", rows=options.rows, memory_mb=options.memory_mb
            ),
            "compile": measure_compilation,
            "load": lambda: measure_loading(folder, rows=options.csv_rows),
            "company": lambda: measure_company(folder, scale=options.company_scale),
            "executive": lambda: measure_executive(folder, scale=options.company_scale),
            "insights": lambda: measure_insights(folder, scale=options.company_scale),
            "causes": measure_causes,
            "anomalies": measure_anomalies,
            "forecasting": measure_forecasting,
            "questions": measure_questions,
            "start": measure_start,
        }
        for work in options.only or works:
            for line in works[work]():
                print(_row(line), flush=True)
                lines.append(line)
    if options.write_docs:
        DOCS.parent.mkdir(exist_ok=True)
        DOCS.write_text(_page(lines), "utf-8")
        print(f"wrote {DOCS}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    works = [
        "page", "compile", "load", "company", "executive", "insights", "causes", "anomalies",
        "forecasting", "questions", "start", [],
    ]  # fmt: skip
    parser.add_argument("only", nargs="*", choices=works)
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the star's facts")
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--company-scale", type=float, default=1.0)
    parser.add_argument("--memory-mb", type=int, default=2_048, help="the engine's memory")
    parser.add_argument("--write-docs", action="store_true", help="write docs/benchmarks.md")
    return parser.parse_args(arguments)


def _row(line: Line) -> str:
    verdict = {None: "", True: "kept", False: "MISSED"}[line.kept]
    return f"{line.what:<78} {line.measured:>10}  {line.promise:<20} {verdict}".rstrip()


def _page(lines: Sequence[Line]) -> str:
    """The docs page of one run."""
    rows = [
        f"| {line.what} | {line.measured} | {line.promise} | "
        f"{ {None: '', True: 'kept', False: 'missed'}[line.kept] } |"
        for line in lines
    ]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "One run of `make bench ARGS=--write-docs` "
            f"(Python {platform.python_version()}, {os.cpu_count()} cores). Times depend on the "
            "machine and on what else it does; ratios were taken in turns in the same run.",
            "",
            "| What | Measured | Promise | |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
