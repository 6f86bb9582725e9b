"""Titles of charts: what is shown, by what, when; and their lines in a given width."""

import textwrap
from collections.abc import Sequence

from boardroom.ask.charting.shape import Shape
from boardroom.insight.table_view import column_title

_TITLE_MARK, _NOTE_MARK = 8.4, 6.3
"""Pixels that a mark of the title and of the notes takes on average."""
_MARGINS = 24


def title_of(shape: Shape) -> str:
    """«Revenue by region, Jun 2026»."""
    measures = [column_title(column) for column in shape.measures] or ["Rows"]
    measures[1:] = map(lowered, measures[1:])
    what = ", ".join(measures[:-1]) + " and " + measures[-1] if measures[1:] else measures[0]
    by = [lowered(column_title(column)) for column in shape.dimensions]
    if shape.time is not None:
        by.insert(0, (shape.grain or shape.time.name).replace("_", " "))
    if shape.records:
        what, by = "Records", []
    return dated(f"{what} by {' and '.join(by)}" if by else what, shape)


def dated(title: str, shape: Shape) -> str:
    """A title with the period of the result."""
    return f"{title}, {shape.period_words}" if shape.period_words else title


def lowered(title: str) -> str:
    """A column's title inside a sentence; abbreviations keep their capitals.

    Example:
        >>> lowered("Churn rate"), lowered("MRR")
        ('churn rate', 'MRR')
    """
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def fitted_title(title: str, notes: Sequence[str], *, width: int) -> dict[str, object]:
    """The title and its notes, broken into lines that fit ``width`` pixels."""
    room = width - _MARGINS
    lines = textwrap.wrap(title, max(16, int(room / _TITLE_MARK))) or [""]
    found: dict[str, object] = {"text": lines}
    per_line = max(20, int(room / _NOTE_MARK))
    below = [line for note in notes for line in textwrap.wrap(note, per_line)]
    return {**found, "subtitle": below} if below else found
