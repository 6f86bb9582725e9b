"""The sentences on what holds inside a value that an insight is about. Called by
``executive.survey``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boardroom.insight.number_text import change_text, share_text, value_text
from boardroom.insight.wording import NumberBook, Sentence
from boardroom.semantic.model import Unit


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value with its figure.

    Attributes:
        figure: in ``unit``, a mean over ``records`` or a count; with ``of`` the records that count
            among so many; a ``change`` is one of counts.
        whole: the sum over ``records``.
    """

    value: str
    figure: float
    unit: Unit | None
    of: float | None = None
    records: float | None = None
    whole: float | None = None


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A column's values inside another's."""

    lead: str
    entries: Sequence[Entry]


def with_inside(sentence: Sentence, lines: Sequence[Inside]) -> Sentence:
    """The sentence, with what holds inside said after it."""
    book = NumberBook(numbers=list(sentence.numbers))
    told = [
        f"{line.lead}: {', '.join(_entry(book, entry) for entry in line.entries)}."
        for line in lines
        if line.entries
    ]
    text = " ".join([sentence.text, *told])
    names = None if told else sentence.names
    return replace(sentence, text=text, numbers=tuple(book), names=names)


def with_edges(sentence: Sentence, edges: Sequence[tuple[str, float]]) -> Sentence:
    """The sentence with those ``edges`` of brackets that it names among its numbers."""
    book = NumberBook(numbers=list(sentence.numbers))
    for text, value in edges:
        if text in f"{sentence.title} {sentence.text}":
            _note(book, value, text, None)
    return replace(sentence, numbers=tuple(book))


def _entry(book: NumberBook, entry: Entry) -> str:
    """«Server 8,000 (5 records, 40,000 in all)», «Low 72% (13 of 18)», «Ann 7», «Network +3»."""
    if entry.of:
        share = entry.figure / entry.of
        shown = _note(book, share, share_text(share), "percent")
        return f"{entry.value} {shown} ({_count(book, entry.figure)} of {_count(book, entry.of)})"
    if entry.unit == "change":
        return (
            f"{entry.value} {_note(book, entry.figure, change_text(entry.figure, None), 'count')}"
        )
    shown = _note(book, entry.figure, value_text(entry.figure, entry.unit), entry.unit)
    if entry.records is None:
        return f"{entry.value} {shown}"
    more = f"{_count(book, entry.records)} records"
    if entry.whole is not None:
        more += (
            f", {_note(book, entry.whole, value_text(entry.whole, entry.unit), entry.unit)} in all"
        )
    return f"{entry.value} {shown} ({more})"


def _count(book: NumberBook, value: float) -> str:
    return _note(book, value, value_text(value, "count"), "count")


def _note(book: NumberBook, value: float, text: str, unit: Unit | None) -> str:
    return book.note(f"n{len(book.numbers) + 1}", value, text, unit=unit)
