"""Sources as written by people: names, passwords, mistakes in the workspace file."""

import pytest

from boardroom.data.sources.spec import (
    ColumnSpec,
    SourceSpec,
    mask_url,
    spec_for,
    spec_from_mapping,
    spec_to_mapping,
)
from boardroom.errors import ModelError, UsageError


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("data/Sales 2024.csv", "sales_2024"),
        ("/srv/olist/sample8k/", "sample8k"),
        ("postgresql://u:p@db.example.org:5432/shop", "shop"),
        ("mysql://db.example.org", "db_example_org"),
        ("sqlite:///tmp/x.sqlite", "x"),
    ],
)
def test_a_source_gets_its_name_from_its_location(location: str, name: str) -> None:
    assert spec_for(location).name == name


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("postgresql://u:secret@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:se@cr:et@h/d", "postgresql://u:***@h/d"),
        ("postgresql://h/d?user=u&password=secret", "postgresql://h/d?user=u&password=***"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("/plain/path.csv", "/plain/path.csv"),
    ],
)
def test_passwords_are_masked(url: str, masked: str) -> None:
    assert mask_url(url) == masked
    assert "secret" not in repr(SourceSpec(name="x", location=url))


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown scheme 'oracle'"):
        spec_for("oracle://h/d")


def test_a_source_of_a_workspace_file_reads_and_writes_back_equal() -> None:
    spec = SourceSpec(
        name="shop",
        location="files",
        exclude=("tmp_*",),
        cursor={"orders": "changed_at"},
        keys={"orders": ("id",)},
        columns={"Date": ColumnSpec(format="%d-%m-%Y"), "t.v": ColumnSpec(decimal=",")},
        header=False,
        load=False,
    )
    assert spec_from_mapping(spec_to_mapping(spec), where="boardroom.yml:3") == spec


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"location": "x", "colums": {}}, "boardroom.yml:3: unknown key 'colums'"),
        ({"name": "x"}, "needs a location"),
        ({"location": "x", "load": "yes"}, "load is 'yes'"),
        ({"location": "x", "columns": {"d": {"type": "number"}}}, "unknown type 'number'"),
        ({"location": "x", "columns": {"d": "%d"}}, "columns: d: expected keys"),
        ({"location": "x", "columns": {"d": {"decimal": ";"}}}, "decimal is ';'"),
    ],
)
def test_mistakes_in_a_workspace_file_are_named_with_their_place(
    data: dict[str, object], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        spec_from_mapping(data, where="boardroom.yml:3")


def test_a_misspelt_key_gets_the_right_one_as_a_hint() -> None:
    with pytest.raises(ModelError) as caught:
        spec_from_mapping({"location": "x", "delimeter": ";"}, where="boardroom.yml:3")
    assert caught.value.hint == "Did you mean 'delimiter'?"
