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
    Compiler(model).compile(queries[0], context)
    compiler = Compiler(model)
    cold, cached = [], []
    for query in queries:
        cold += times_ms(lambda asked=query: compiler.compile(asked, context), repeat=1)  # type: ignore[misc]  # a default binds the loop's value
        cached += times_ms(lambda asked=query: compiler.compile(asked, context), repeat=20)  # type: ignore[misc]  # as above
    cold_ms, cached_ms = median(cold), median(cached)
    return [
        Line(
            what="compile a query, first time (median of 30)",
            measured=f"{cold_ms:.2f} ms",
            promise="< 5 ms",
            kept=cold_ms < 5,
        ),
        Line(
            what="compile a query, plan cached",
            measured=f"{cached_ms:.3f} ms",
            promise="< 0.3 ms",
            kept=cached_ms < 0.3,
        ),
    ]
