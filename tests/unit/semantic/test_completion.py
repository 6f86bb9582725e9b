"""A model written elsewhere is completed with what the data says, and never contradicted."""

from dataclasses import replace

import pytest

from boardroom.semantic.completion import Completion, Known, complete_model
from boardroom.semantic.model import (
    Dataset,
    Expression,
    Field,
    FieldRole,
    Relationship,
    SemanticModel,
)
from boardroom.semantic.profile import ColumnProfile, TableProfile

ROWS = 4


def field(name: str, sql: str | None = None, *, role: FieldRole = "dimension") -> Field:
    return Field(name=name, expression=Expression(sql=sql or name), role=role)


def column(name: str, *, distinct: int, nulls: int = 0) -> ColumnProfile:
    return ColumnProfile(
        name=name,
        datatype="String",
        stored_type="VARCHAR",
        rows=ROWS,
        nulls=nulls,
        distinct=distinct,
        minimum=None,
        maximum=None,
    )


KNOWN = Known(
    tables=[
        TableProfile(
            name="claim",
            rows=ROWS,
            columns=(
                column("claim_number", distinct=ROWS),
                column("other_number", distinct=ROWS - 1, nulls=1),
                column("status", distinct=2),
            ),
        )
    ],
    proposed=SemanticModel(
        name="proposed",
        datasets=(
            Dataset(
                name="claims",
                source="claim",
                fields=(
                    replace(
                        field("status", '"status"'),
                        datatype="String",
                        values=("Open", "Closed"),
                        aliases={"Shut": "Closed"},
                    ),
                    replace(
                        field("paid", '"paid"', role="measure"), datatype="Decimal", unit="EUR"
                    ),
                ),
            ),
        ),
    ),
)


def completed(*fields: Field, source: str = "claim") -> Completion:
    dataset = Dataset(name="my_claims", source=source, fields=fields)
    return complete_model(SemanticModel(name="given", datasets=(dataset,)), KNOWN)


def one(*fields: Field, source: str = "claim") -> Dataset:
    return completed(*fields, source=source).model.datasets[0]


def test_a_column_has_the_values_types_and_units_of_the_data() -> None:
    status, paid = one(
        field("claim_state", "status"), field("amount", "PAID", role="measure")
    ).fields

    assert (status.values, status.datatype) == (("Open", "Closed"), "String")
    assert status.aliases == {"Shut": "Closed"}
    assert (paid.unit, paid.datatype) == ("EUR", "Decimal")


def test_what_the_model_says_stands() -> None:
    given = replace(field("status"), values=("Open",), datatype="Opaque")

    found = one(given).field_by_name["status"]

    assert (found.values, found.datatype) == (("Open",), "Opaque")


@pytest.mark.parametrize(
    ("sql", "datatype", "unit", "values"),
    [
        ("paid > 100", "Boolean", None, ()),
        ("closed_on IS NOT NULL", "Boolean", None, ()),
        ("date_diff('day', opened_on, closed_on)", "Integer", "days", ()),
        ("CASE WHEN paid > 9 THEN 'large' ELSE 'small' END", "String", None, ("large", "small")),
        ("CASE WHEN paid > 9 THEN 'large' WHEN paid > 1 THEN NULL END", "String", None, ("large",)),
        ("CASE WHEN paid > 9 THEN 'large' ELSE status END", None, None, ()),
        ("CASE WHEN paid > 9 THEN paid END", None, None, ()),
        ("paid *", None, None, ()),
    ],
)
def test_an_expression_says_what_it_gives(
    sql: str, datatype: str | None, unit: str | None, values: tuple[str, ...]
) -> None:
    found = one(field("made_of", sql)).fields[0]

    assert (found.datatype, found.unit, found.values) == (datatype, unit, values)


def test_a_number_or_name_of_each_row_alone_is_a_further_key() -> None:
    numbers = [field(name) for name in ("claim_number", "other_number", "status")]

    assert one(*numbers).unique_keys == (("claim_number",),)


@pytest.mark.parametrize(("key", "sound"), [("claim_number", True), ("status", False)])
def test_a_link_to_what_rows_share_is_not_followed(key: str, *, sound: bool) -> None:
    claims = Dataset(name="claims", source="claim", fields=(field(key),))
    notes = Dataset(name="notes", source="note", fields=(field("of_claim"),))
    link = Relationship(
        name="notes_claim",
        from_dataset="notes",
        to_dataset="claims",
        from_columns=("of_claim",),
        to_columns=(key,),
    )
    given = SemanticModel(name="given", datasets=(claims, notes), relationships=(link,))

    found = complete_model(given, KNOWN)

    assert found.model.relationships[0].active is sound
    assert any("is no key" in problem.text for problem in found.problems) is not sound


def test_a_schema_that_was_not_loaded_is_no_obstacle() -> None:
    assert one(field("status"), source='warehouse."Claim"').source == "claim"


def test_a_table_that_is_not_there_is_told_with_the_nearest() -> None:
    (problem,) = completed(field("status"), source="fct_claim").problems

    assert "no table 'fct_claim'" in problem.text
    assert "'claim'" in problem.text


def test_a_query_is_no_missing_table() -> None:
    assert not completed(field("status"), source="SELECT * FROM claim").problems
