"""``boardroom model …``: check, show, propose, export, import."""

import json
from pathlib import Path

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
