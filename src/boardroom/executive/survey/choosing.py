"""Which claims are told, and in which order.

False discoveries are controlled over everything that was examined in the workspace: by itself over
what counts and sums say of one column, which is plain more often than not, so that its findings
make no relation of several columns more likely. What tells of the same columns in the same way is
told once; the order prefers what is new beside the claims that stand above it. Called by
``executive.survey.surveyor``.
"""

from collections.abc import Sequence

from boardroom.analysis.discovery import discoveries
from boardroom.executive.survey.claim import Claim

RATE = 0.05
"""At most so many of the findings are false on average."""

_PLAIN = frozenset({"share", "repeat"})

MOST = 30
_LEAST_SCORE = 0.9
_LEAST_STRENGTH = 0.05
_SAME_KIND, _OTHER_MEASURE, _SAME_ABSENCE = 0.75, 0.87, 0.8
_SAME_COLUMN = 0.9
_SAME_COLUMNS = 0.5
_SAME_RECORDS = 0.6


def choose(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims to be told, most worth telling first."""
    plain = [item for item in claims if item.kind in _PLAIN]
    sound = [*_sound(plain), *_sound([item for item in claims if item.kind not in _PLAIN])]
    usable = [item for item in sound if item.strength >= _LEAST_STRENGTH]
    usable += [item for item in claims if item.p_value is None]
    return _diverse(usable)


def _sound(claims: Sequence[Claim]) -> list[Claim]:
    """Those that survive false-discovery control over all of them."""
    tested = [item for item in claims if item.p_value is not None]
    kept = discoveries([item.p_value or 0.0 for item in tested], rate=RATE)
    return [item for item, is_kept in zip(tested, kept, strict=True) if is_kept]


def _diverse(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Best first, each judged by what it adds to those chosen before."""
    worth = {place: item.score for place, item in enumerate(claims)}
    chosen: list[Claim] = []
    while worth and len(chosen) < MOST:
        place = max(worth, key=lambda key: worth[key])
        if worth.pop(place) < _LEAST_SCORE:
            break
        best = claims[place]
        chosen.append(best)
        for other in worth:
            worth[other] *= _left(claims[other], best)
    return tuple(chosen)


def _left(claim: Claim, told: Claim) -> float:
    """What a claim is still worth beside one that is told."""
    if claim.sheet is not told.sheet:
        return 1.0
    factor = 1.0
    if claim.kind == told.kind:
        factor = _of_a_kind(claim, told)
    elif claim.kind == "evenness":
        return 1.0
    if _moves(claim) != _moves(told) and claim.about == told.about:
        return factor
    if claim.about == told.about or _same_course(claim, told) or _same_records(claim, told):
        return factor * _SAME_COLUMNS
    return factor * (_SAME_COLUMN if claim.about & told.about else 1.0)


def _of_a_kind(claim: Claim, told: Claim) -> float:
    if claim.kind == "evenness":
        return _SAME_ABSENCE
    measured = claim.kind in {"difference", "course"}
    return _OTHER_MEASURE if measured and claim.amount is not told.amount else _SAME_KIND


def _moves(claim: Claim) -> bool:
    """Whether it says how something moves, which is news beside how high it is."""
    return claim.kind == "course"


def _same_records(claim: Claim, told: Claim) -> bool:
    """Whether both say the same kind of thing of nearly the same records, named by two columns."""
    if claim.kind != told.kind or claim.amount is not told.amount:
        return False
    one, two = claim.inside, told.inside
    if one is None or two is None:
        return False
    return float((one & two).sum()) >= _SAME_RECORDS * float((one | two).sum())


def _same_course(claim: Claim, told: Claim) -> bool:
    """Whether both say how one thing moves over time, in the whole or in parts of it."""
    return claim.kind == told.kind == "course" and claim.amount is told.amount
