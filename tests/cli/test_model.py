"""``boardroom model …``: check, show, propose, export, import."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_proposed_model_is_sound(run: Run, company: Path) -> None:
    ended = run("model", "check", "-w", company)

    assert ended.code == 0, ended.out
    assert "metrics" in ended.err


def test_show_explains_one_metric(run: Run, company: Path) -> None:
    ended = run("model", "show", "revenue", "-w", company)

    assert ended.code == 0
    assert "SUM(" in ended.out
    assert "why proposed" in ended.out


def test_show_of_an_unknown_name_offers_near_ones(run: Run, company: Path) -> None:
    ended = run("model", "show", "revenu", "-w", company)

    assert ended.code == 2
    assert "revenue" in ended.err


def test_proposing_again_finds_nothing_new(run: Run, company: Path) -> None:
    ended = run("model", "propose", "-w", company)

    assert ended.code == 0
    assert ended.out.strip() == "The proposal says what the model says already."


def test_an_edit_survives_proposing_again(run: Run, sample_files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    run("init", folder, "--from", sample_files)
    model = next((folder / "models").glob("*.yml"))
    edited = model.read_text(encoding="utf-8").replace("label: Revenue", "label: Takings", 1)
    assert "Takings" in edited
    model.write_text(edited, encoding="utf-8")

    ended = run("model", "propose", "--write", "-w", folder)

    assert ended.code == 0
    assert model.read_text(encoding="utf-8") == edited
    assert "revenue" in ended.out


def test_the_ossie_export_comes_back_equal(
    run: Run, company: Path, sample_files: Path, tmp_path: Path
) -> None:
    exported = tmp_path / "model.yaml"
    assert run("model", "export", "--to", "ossie", "-w", company, "-o", exported).code == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "boardroom.yml").write_text("name: empty\nsources: []\n", encoding="utf-8")

    ended = run("model", "import", "--from", "ossie", exported, "-w", empty)
    again = run("model", "export", "--to", "ossie", "-w", empty)

    assert ended.code == 0, ended.err
    assert again.out.strip() == exported.read_text(encoding="utf-8").strip()


def test_the_json_schema_for_editors_is_json(run: Run, company: Path) -> None:
    ended = run("model", "show", "--format", "json-schema", "-w", company)

    assert json.loads(ended.out)["$schema"].startswith("https://json-schema.org/")


PROJECT = """
semantic_models:
  - name: shops
    model: ref('shop')
    entities: [{name: shop, type: primary, expr: shop_id}]
    dimensions: [{name: town, type: categorical}]
    measures: [{name: shop_count, agg: count, expr: shop_id}]
metrics:
  - {name: number_of_shops, type: simple, type_params: {measure: shop_count}}
"""


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """A folder with ``data`` of shops and a dbt ``project`` about them."""
    for made, name, text in (
        ("data", "shop.csv", "shop_id,town\n1,Bonn\n2,Ulm\n3,Bonn\n"),
        ("project", "shops.yml", PROJECT),
    ):
        (tmp_path / made).mkdir()
        (tmp_path / made / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_imported_dbt_project_takes_the_place_of_the_proposal(run: Run, shops: Path) -> None:
    project, folder = shops / "project", shops / "work"
    assert run("init", folder, "--from", shops / "data").code == 0

    ended = run("model", "import", "--from", "dbt", project, "-w", folder)

    assert ended.code == 0, ended.err
    assert "set" in ended.err
    assert "model.yml.replaced" in ended.err
    assert run("model", "check", "-w", folder).code == 0
    asked = run("ask", "number of shops in Bonn", "-w", folder, "--json")
    assert json.loads(asked.out)["data"]["rows"] == [[2]]
    assert "- name: work\n" in run("model", "show", "--format", "yaml", "-w", folder).out


def test_an_import_loads_what_is_not_loaded(run: Run, shops: Path) -> None:
    folder = shops / "work"
    folder.mkdir()
    text = f"name: work\nsources:\n  - {{name: data, location: {shops / 'data'}}}\n"
    (folder / "boardroom.yml").write_text(text, encoding="utf-8")

    assert run("model", "import", "--from", "dbt", shops / "project", "-w", folder).code == 0

    asked = run("ask", "number of shops in Bonn", "-w", folder, "--json")
    assert json.loads(asked.out)["data"]["rows"] == [[2]]
