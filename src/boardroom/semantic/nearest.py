"""The nearest valid name for a misspelt one, as the end of an error message.

Used wherever a file, query or model names something that does not exist.
"""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_CUTOFF = 60.0


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``; None when none is like it."""
    folded = {item.casefold(): item for item in known}
    best = process.extractOne(name.casefold(), folded, scorer=fuzz.WRatio, score_cutoff=_CUTOFF)
    found = process.extractOne(
        name.casefold(), list(folded), scorer=fuzz.ratio, score_cutoff=_CUTOFF
    )
    if found:
        return folded[found[0]]
    return folded[str(best[0])] if best and len(name) > 2 else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` or nothing.

    Example:
        >>> did_you_mean("diretion", ["direction", "department"])
        "; did you mean 'direction'?"
    """
    best = nearest_name(name, known)
    return f"; did you mean {best!r}?" if best is not None else ""
