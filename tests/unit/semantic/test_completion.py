"""A model written elsewhere is completed with what the data says, and never contradicted."""

from dataclasses import replace

import pytest

from boardroom.semantic.completion import Completion, Known, Measured, complete_model
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
                    replace(field("opened_on"), datatype="Date"),
                    replace(field("closed_on"), datatype="Date"),
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
    ("sql", "datatype", "unit"),
    [
        ("paid > 100", "Boolean", None),
        ("status IS NOT NULL", "Boolean", None),
        ("date_diff('day', opened_on, closed_on)", "Integer", "days"),
        ("closed_on - opened_on", "Integer", "days"),
        ("paid - opened_on", None, None),
        ("paid *", None, None),
    ],
)
def test_an_expression_says_what_it_gives(sql: str, datatype: str | None, unit: str | None) -> None:
    found = one(field("made_of", sql)).fields[0]

    assert (found.datatype, found.unit) == (datatype, unit)


@pytest.mark.parametrize(
    ("role", "measured", "values"),
    [
        ("dimension", Measured(datatype="String", values=("low", "high")), ("low", "high")),
        ("dimension", Measured(datatype="Boolean", values=("true",)), ()),
        ("measure", Measured(datatype="Integer", values=("1",)), ()),
    ],
)
def test_an_expression_to_group_by_has_the_values_that_the_engine_finds(
    role: FieldRole, measured: Measured, values: tuple[str, ...]
) -> None:
    asked = []

    def measure(table: str, sql: str) -> Measured:
        asked.append((table, sql))
        return measured

    dataset = Dataset(name="mine", source="claim", fields=(field("size", "LOWER(a)", role=role),))
    model = SemanticModel(name="given", datasets=(dataset,))

    found = complete_model(model, replace(KNOWN, measure=measure)).model.datasets[0].fields[0]

    assert asked == ([("claim", "LOWER(a)")] if role == "dimension" else [])
    assert found.datatype == (measured.datatype if asked else None)
    assert found.values == values


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
    (problem,) = completed(field("status"), source="claim_history").problems

    assert "no table 'claim_history', so nothing" in problem.text
    assert "did you mean 'claim'?" in problem.text


@pytest.mark.parametrize("source", ["stg_claim", "marts.fct_claim"])
def test_a_table_called_as_dbt_calls_models_is_taken_and_told(source: str) -> None:
    found = completed(field("status"), source=source)

    assert found.model.datasets[0].source == "claim"
    assert "'claim' is taken for it" in found.problems[0].text


def test_a_query_is_no_missing_table() -> None:
    assert not completed(field("status"), source="SELECT * FROM claim").problems
