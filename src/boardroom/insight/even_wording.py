"""The sentences on what makes no difference.

Every number in them is a ``Number``. Called by ``executive.survey``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.insight.survey_pen import Part, Pen, Row, figures_text, finished, first_up, joined
from boardroom.insight.wording import Sentence

_ALL = 12
_NAMED = 2
_THIRDS = " in the first and the last third of the time"


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How a column spreads inside values of another: shares, largest first."""

    label: str
    shares: Sequence[tuple[str, Sequence[Part]]]


def even_sentence(
    label: str, rows: Sequence[Row], *, noun: str, mixes: Sequence[Mix] = ()
) -> Sentence:
    """«Category: no value stands out in number of tickets (83 to 124 each); resolution time rises
    alike in each»."""
    pen = Pen()
    first = rows[0]
    said = [_even(pen, first, noun) if first.says == "level" else _moving(first, noun)]
    said += [_moving(row, noun) for row in rows[1:] if row.says in {"rising", "falling"}][:_NAMED]
    if mixes:
        names = joined([mix.label for mix in mixes])
        said.append(f"{names} {'is' if len(mixes) == 1 else 'are'} spread alike in each")
    lines = [
        f"{row.label}{'' if row.says == 'level' else _THIRDS}: "
        f"{figures_text(pen, row.parts[:_ALL], row.unit)}"
        for row in rows
    ]
    lines += [_mixed(pen, mix, label.lower()) for mix in mixes]
    text = f"{first_up('; '.join(lines))}. "
    text += "Differences between them as large as these come about by chance."
    return finished(pen, f"{label}: {'; '.join(said)}", text, None)


def _even(pen: Pen, row: Row, noun: str) -> str:
    low, high = (pen.amount(row.parts[x].figure, row.unit) for x in (-1, 0))
    return f"no value stands out in {_measure(row, noun)} ({low} to {high} each)"


def _moving(row: Row, noun: str) -> str:
    if row.says == "steady":
        return f"no value gains or loses {_measure(row, noun)} over time"
    return f"{_measure(row, noun)} {'rises' if row.says == 'rising' else 'falls'} alike in each"


def _measure(row: Row, noun: str) -> str:
    return f"number of {noun}" if _is_count(row, noun) else row.label.removesuffix(" on average")


def _is_count(row: Row, noun: str) -> bool:
    return row.unit == "count" and row.label.startswith(noun)


def _mixed(pen: Pen, mix: Mix, by: str) -> str:
    rows = [
        f"{value} {', '.join(f'{part.value} {pen.share(part.figure)}' for part in parts)}"
        for value, parts in mix.shares
    ]
    return f"{mix.label} by {by}: {'; '.join(rows)}"


def no_word_sentence(label: str, rows: Sequence[Row]) -> Sentence:
    """«Description: no word goes with more or less target percentage»."""
    pen = Pen()
    measures = ", ".join(row.label.removesuffix(" with") for row in rows)
    lines = [f"{row.label} {figures_text(pen, row.parts, row.unit)}" for row in rows]
    text = f"On average, {'; '.join(lines)}. Differences as large come about by chance."
    return finished(pen, f"{label}: no word goes with more or less {measures}", text, None)
