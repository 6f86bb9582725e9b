"""An answer as text for the terminal. Called by the commands that ask."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boardroom.ask.answer import Answer, Reading, Remark
    from boardroom.semantic.query import Query
    from boardroom.semantic.result import Result


def answer_text(found: "Answer", *, width: int, unicode: bool) -> str:
    """The message, how it was read, the choices or statements, the rows, and what to ask next."""
    text = "\n\n".join(_parts(found, width=width, unicode=unicode))
    return text if unicode else text.encode("ascii", "replace").decode()


def _parts(found: "Answer", *, width: int, unicode: bool) -> Iterator[str]:
    yield fill(found.message, width)
    read = [_read(item) for item in found.reading]
    if read:
        yield fill("read as: " + "; ".join(read), width, subsequent_indent="  ")
    if found.choices:
        yield "\n".join(
            fill(f"{item.id}. {item.words}", width, initial_indent="  ", subsequent_indent="     ")
            for item in found.choices
        )
    if found.remarks:
        yield "\n".join(_statement(item, width) for item in found.remarks)
    if found.result is not None:
        from boardroom.insight.render_result import result_to_table

        titles = _headings(found.result, found.query)
        table = result_to_table(found.result, width=width, unicode=unicode, titles=titles)
        yield table.rstrip("\n")
    if found.caveats:
        yield "\n".join(fill(f"note: {item.text}", width) for item in found.caveats)
    if found.follow_ups:
        yield "\n".join(["ask next:", *(f"  {item}" for item in found.follow_ups)])


_SUFFIXES = {"previous": ", before", "change": ", change", "change_ratio": ", change in %"}


def _headings(result: "Result", query: "Query | None") -> list[str]:
    """What stands above the columns, in words; the dataset too, where two would be called alike."""
    from boardroom.insight.table_view import column_title

    plain = [column_title(item) + _SUFFIXES.get(item.role, "") for item in result.columns]
    found = list(plain)
    for place, item in enumerate(result.columns):
        dataset = item.name.rpartition(".")[0].replace("_", " ")
        if item.role == "time" and not item.label and query is not None and query.grain:
            found[place] = query.grain.replace("_", " ").capitalize()
        elif dataset and plain.count(plain[place]) > 1:
            found[place] = f"{dataset.capitalize()}: {plain[place].lower()}"
    return found


def _read(item: "Reading") -> str:
    kept = " (from before)" if item.kept else ""
    return f"{item.words} = {item.meaning}{kept}" if item.words else f"{item.meaning}{kept}"


def _statement(item: "Remark", width: int) -> str:
    text = f"{item.title}: {item.text}" if item.title and item.title != item.text else item.text
    return fill(text, width, initial_indent="  ", subsequent_indent="    ")
