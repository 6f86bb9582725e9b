"""Which columns of a dataset a survey compares."""

from boardroom.executive.survey.column_making import find_texts
from boardroom.semantic.model import Dataset, Expression, Field


def _field(name: str, *, pii: str | None = None) -> Field:
    return Field(name=name, expression=Expression(sql=name), role="dimension", pii=pii)


def test_texts_are_read_without_persons() -> None:
    fields = (_field("caller", pii="name"), _field("note"))
    dataset = Dataset(name="calls", source="calls", fields=fields)
    notes = [
        f"Ann Lee, line {n}: mail ann{n}@x.org or +49 30 1234567{n}, printer" for n in range(30)
    ]
    (found,) = find_texts(dataset, {"caller": ["Ann Lee"] * 30, "note": notes})
    assert found.cells[3] == "line 3: mail or , printer"
