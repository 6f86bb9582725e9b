"""``boardroom.yml``: strict reading with places, writing that reads back, passwords kept apart."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardroom.data.sources.spec import SourceSpec
from boardroom.errors import ModelError, StorageError
from boardroom.semantic.context import Calendar
from boardroom.workspace.config import (
    WorkspaceConfig,
    config_to_text,
    put_password,
    read_config,
    take_password,
)
from boardroom.workspace.secret import read_secrets, write_secrets


def config_of(text: str, folder: Path) -> WorkspaceConfig:
    path = folder / "boardroom.yml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_a_written_config_reads_back_equal(tmp_path: Path) -> None:
    config = WorkspaceConfig(
        name="shop",
        calendar=Calendar(time_zone="Europe/Berlin", fiscal_year_start=(4, 1)),
        currency="EUR",
        as_of=date(2026, 3, 1),
        sources=(SourceSpec(name="files", location="data"),),
    )

    assert config_of(config_to_text(config), tmp_path) == config


def test_a_short_config_has_plain_defaults(tmp_path: Path) -> None:
    config = config_of("name: shop\n", tmp_path)

    assert config.calendar == Calendar()
    assert config.sources == ()
    assert config.currency is None


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("name: x\ntime_zone: Mars/Base\n", "boardroom.yml:2", "IANA"),
        ("name: x\ncurrency: euros\n", "boardroom.yml:2", "ISO 4217"),
        ("name: x\n\nfiscal_year_start: 02-30\n", "boardroom.yml:3", "no day"),
        ("name: x\nas_of: yesterday\n", "boardroom.yml:2", "YYYY-MM-DD"),
        ("name: x\nsources: data\n", "boardroom.yml:2", "list"),
        ("name: x\nsources:\n  - name: a\n", "boardroom.yml:3", "location"),
        ("nam: x\n", "boardroom.yml:1", "did you mean 'name'"),
        ("- a\n- b\n", "boardroom.yml", "expected keys"),
        ("", "boardroom.yml", "expected keys"),
        ("name: [\n", "boardroom.yml:", "YAML"),
        (
            "name: x\nsources:\n  - {name: a, location: p}\n  - {name: a, location: q}\n",
            "boardroom.yml:2",
            "two sources",
        ),
    ],
)
def test_a_wrong_config_is_refused_with_its_place(
    text: str, place: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelError) as caught:
        config_of(text, tmp_path)

    assert place in str(caught.value)
    assert words in str(caught.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        config_of("name: x\ncurrency: e\nas_of: y\n", tmp_path)

    assert "boardroom.yml:2" in str(caught.value)
    assert "boardroom.yml:3" in str(caught.value)


@given(
    user=st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    password=st.text(st.characters(codec="ascii", exclude_characters="@"), min_size=1, max_size=20),
)
def test_a_password_leaves_a_url_and_comes_back(user: str, password: str) -> None:
    location = f"postgresql://{user}:{password}@db.example/shop"

    public, secret = take_password(location)

    assert secret == password
    assert public == f"postgresql://{user}@db.example/shop"
    assert put_password(public, password) == location


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    write_secrets(tmp_path, {"shop": "s3cret"})

    assert read_secrets(tmp_path) == {"shop": "s3cret"}
    assert (tmp_path / ".boardroom" / "secrets.json").stat().st_mode & 0o077 == 0


def test_damaged_secrets_name_their_file(tmp_path: Path) -> None:
    (tmp_path / ".boardroom").mkdir()
    (tmp_path / ".boardroom" / "secrets.json").write_text("{", encoding="utf-8")

    with pytest.raises(StorageError, match=r"secrets\.json"):
        read_secrets(tmp_path)
