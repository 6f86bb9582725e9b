"""Making, refreshing and looking after a workspace from the command line."""

import shutil
from pathlib import Path

from tests.cli.conftest import Run


def test_init_says_per_item_why_and_how_sure(run: Run, sample_files: Path, tmp_path: Path) -> None:
    ended = run("init", tmp_path / "shop", "--from", sample_files)

    assert ended.code == 0
    assert "sure" in ended.out
    assert "order_items → orders" in ended.out
    assert (tmp_path / "shop" / "boardroom.yml").is_file()
    assert list((tmp_path / "shop" / "models").glob("*.yml"))


def test_init_refuses_a_folder_that_is_a_workspace(
    run: Run, company: Path, sample_files: Path
) -> None:
    before = (company / "boardroom.yml").read_bytes()

    ended = run("init", company, "--from", sample_files)

    assert ended.code == 2
    assert "is a workspace already" in ended.err
    assert (company / "boardroom.yml").read_bytes() == before


def test_init_from_a_missing_path_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    ended = run("init", tmp_path / "shop", "--from", tmp_path / "nowhere")

    assert ended.code == 6
    assert "nowhere" in ended.err
    assert not (tmp_path / "shop").exists()


def test_loading_twice_changes_nothing(run: Run, company: Path) -> None:
    def versions() -> list[str]:
        lake = company / ".boardroom" / "lake"
        return sorted(str(path.relative_to(lake)) for path in lake.rglob("_delta_log/*.json"))

    before = versions()

    ended = run("load", "-w", company)

    assert ended.code == 0
    assert versions() == before
    assert "unchanged" in ended.out


def test_loading_an_unknown_source_names_the_known_ones(run: Run, company: Path) -> None:
    ended = run("load", "nonsense", "-w", company)

    assert ended.code == 2
    assert "Sources:" in ended.err


def test_a_failed_source_keeps_its_last_good_version_and_exits_6(
    run: Run, sample_files: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_files, data)
    assert run("init", tmp_path / "shop", "--from", data).code == 0
    good = run("query", "-w", tmp_path / "shop", "-m", "orders", "--format", "json").json
    shutil.rmtree(data)

    ended = run("load", "-w", tmp_path / "shop")
    after = run("query", "-w", tmp_path / "shop", "-m", "orders", "--format", "json").json

    assert ended.code == 6
    assert after["rows"] == good["rows"]
    assert after["freshness"]["stale"] is True


def test_no_workspace_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    ended = run("dashboard", "-w", tmp_path)

    assert ended.code == 2
    assert "boardroom init" in ended.err


def test_doctor_finds_a_sound_workspace_sound(run: Run, company: Path) -> None:
    ended = run("doctor", "-w", company)

    assert ended.code == 0
    assert "PROBLEM" not in ended.out


def test_doctor_names_the_line_of_a_broken_model(
    run: Run, sample_files: Path, tmp_path: Path
) -> None:
    run("init", tmp_path / "shop", "--from", sample_files)
    model = next((tmp_path / "shop" / "models").glob("*.yml"))
    model.write_text(model.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")

    ended = run("doctor", "-w", tmp_path / "shop")

    assert ended.code == 1
    assert "nonsense" in ended.out
    assert f"{model.name}:" in ended.out


def test_a_wrong_config_key_names_line_and_nearest_key(run: Run, tmp_path: Path) -> None:
    (tmp_path / "boardroom.yml").write_text("name: x\ntime_zon: UTC\n", encoding="utf-8")

    ended = run("dashboard", "-w", tmp_path)

    assert ended.code == 3
    assert "boardroom.yml:2" in ended.err
    assert "time_zone" in ended.err
