"""Caveats that only the rows can tell: divisions by zero, stale data. Called by ``data.metrics``.

What follows from the query alone (an unfinished period, days outside the loaded ones) is the
compiler's; so is the test which rows divide by zero.
"""

from collections.abc import Mapping

from boardroom.semantic.result import Caveat, Result


def with_observed(result: Result, zeros: Mapping[str, int]) -> tuple[Caveat, ...]:
    """The result's caveats and those that its rows and freshness call for.

    Args:
        result: the answer so far.
        zeros: column → number of its rows without a value because a divisor is zero.
    """
    found = list(result.caveats)
    if result.freshness.stale and all(item.kind != "stale" for item in found):
        found.append(Caveat(kind="stale", text=f"Not up to date: {result.freshness.why}."))
    for column in result.columns:
        missing = zeros.get(column.name, 0)
        if missing:
            rows = f"{missing} of {len(result.rows)} rows" if len(result.rows) > 1 else "this row"
            earlier = "in the time compared with " if column.role == "previous" else ""
            title = column.label or column.name.removesuffix("_previous" if earlier else "")
            text = f"{title} has no value {earlier}in {rows}: nothing to divide by."
            found.append(Caveat(kind="division_by_zero", text=text))
    return tuple(found)
