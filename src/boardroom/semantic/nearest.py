"""The nearest valid name for a misspelt one, as the end of an error message.

Used wherever a file, query or model names something that does not exist.
"""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_CUTOFF = 60.0
_TELLING = 4
"""So many letters of a name within another one are no chance."""


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, the first by the alphabet of several; None when none is
    like it.

    Example:
        >>> nearest_name("revenue", ["re", "net_revenue_total"])
        'net_revenue_total'
        >>> nearest_name("California", ["rn", "id"])
    """
    folded = {item.casefold(): item for item in sorted(known, reverse=True)}
    names = sorted(folded)
    found = process.extractOne(name.casefold(), names, scorer=fuzz.ratio, score_cutoff=_CUTOFF)
    if found is None and len(name) >= _TELLING:
        names = [item for item in names if len(item) >= _TELLING]
        found = process.extractOne(name.casefold(), names, scorer=fuzz.WRatio, score_cutoff=_CUTOFF)
    return folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` or nothing.

    Example:
        >>> did_you_mean("diretion", ["direction", "department"])
        "; did you mean 'direction'?"
    """
    best = nearest_name(name, known)
    return f"; did you mean {best!r}?" if best is not None else ""
