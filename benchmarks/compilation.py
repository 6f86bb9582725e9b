"""How long a ``Query`` takes to become SQL: the first time, and from the plan cache."""

from datetime import date
from statistics import median

from benchmarks.measure import Line, times_ms
from benchmarks.star import star_model
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import CompileContext
from boardroom.semantic.query import Query


def measure_compilation() -> list[Line]:
    """Compile thirty queries one by one."""
    model = star_model()
    context = CompileContext(as_of=date(2025, 1, 1))
    queries = [
        query
        for metric in model.metrics
        for query in (
            Query(metrics=(metric.name,), grain="month", time_range="last_24_months"),
            Query(metrics=(metric.name,), group_by=("sales.channel",), time_range="2024-12"),
            Query(
                metrics=(metric.name,),
                group_by=("stores.region",),
                time_range="2024-12",
                compare="previous_year",
            ),
        )
    ]
    years = [
        Query(
            metrics=(model.metrics[0].name,),
            grain="day",
            time_range=str(year),
            compare="previous_year",
        )
        for year in range(2010, 2020)
    ]
    Compiler(model).compile(queries[0], context)
    compiler = Compiler(model)
    cold, cached = [], []
    for query in queries:
        cold += times_ms(lambda asked=query: compiler.compile(asked, context), repeat=1)  # type: ignore[misc]  # a default binds the loop's value
        cached += times_ms(lambda asked=query: compiler.compile(asked, context), repeat=20)  # type: ignore[misc]  # as above
    year = []
    for days in years:  # Each its own, as the windows of a time are shared by all that ask for it.
        year += times_ms(lambda asked=days: compiler.compile(asked, context), repeat=1)  # type: ignore[misc]  # as above
    return [
        _line("compile a query, first time (median of 30)", median(cold), below=5),
        _line("compile a year of days and the year before, first time", median(year), below=5),
        _line("compile a query, plan cached", median(cached), below=0.3),
    ]


def _line(what: str, measured_ms: float, *, below: float) -> Line:
    return Line(
        what=what,
        measured=f"{measured_ms:.2f} ms" if below >= 1 else f"{measured_ms:.3f} ms",
        promise=f"< {below:g} ms",
        kept=measured_ms < below,
    )
