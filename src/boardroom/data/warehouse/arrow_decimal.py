"""Numbers that a driver hands over as text, as exact Arrow decimals. Used by the PostgreSQL and
MySQL engines."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_PRECISION = 76


def decimals_from_text(texts: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """``texts`` such as ``12.50`` as the narrowest decimals that hold all of them exactly.

    NaN and infinities become NULL; numbers of more than 76 digits become floats.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    compute: Any = pc
    plain = compute.match_substring_regex(texts, r"^[+-]?\d*\.?\d+$")
    finite = compute.if_else(plain, texts, pa.scalar(None, texts.type))
    point = compute.find_substring(finite, ".")
    length = compute.utf8_length(finite)
    decimals = compute.if_else(
        compute.greater_equal(point, 0), compute.subtract(compute.subtract(length, point), 1), 0
    )
    scale = compute.max(decimals).as_py() or 0
    whole = compute.max(compute.subtract(length, decimals)).as_py() or 1
    precision = max(1, scale + whole)
    if precision > _MAX_PRECISION:
        return finite.cast(pa.float64())
    kind = pa.decimal128(38, scale) if precision <= 38 else pa.decimal256(76, scale)
    return finite.cast(kind)
