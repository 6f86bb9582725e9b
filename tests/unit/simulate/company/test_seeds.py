"""The same seed writes the same bytes; another seed is another world."""

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import numpy as np
import pytest

from boardroom.errors import StorageError, UsageError
from boardroom.simulate import company as simulate_company
from boardroom.simulate.company import CompanySpec, read_incidents, write_company
from boardroom.simulate.company.kind import KINDS
from boardroom.simulate.company.plant import plant_default

RANDOM = files(simulate_company).joinpath("build", "random.sql").read_text(encoding="utf-8")
UNTIL = date(2026, 3, 20)
SMALL = CompanySpec(until=UNTIL, scale=0.02)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_company(tmp_path / "a", SMALL)
    second = write_company(tmp_path / "b", SMALL)

    assert [path.read_bytes() for path in first.tables] == [
        path.read_bytes() for path in second.tables
    ]
    assert (tmp_path / "a.truth.json").read_bytes() == (tmp_path / "b.truth.json").read_bytes()
    assert not [path for path in (tmp_path / "a").iterdir() if path not in first.tables]


def test_the_truth_can_be_planted_again(tmp_path: Path) -> None:
    first = write_company(tmp_path / "a", SMALL)
    again = CompanySpec(
        until=UNTIL, scale=0.02, incidents=read_incidents(tmp_path / "a.truth.json")
    )

    second = write_company(tmp_path / "b", again)

    assert second.incidents == first.incidents
    assert [path.read_bytes() for path in first.tables] == [
        path.read_bytes() for path in second.tables
    ]


def test_a_quiet_company_has_an_empty_truth(tmp_path: Path) -> None:
    company = write_company(
        tmp_path / "data", CompanySpec(until=UNTIL, scale=0.01, seed=3, incidents="none")
    )

    assert company.incidents == ()
    assert json.loads((tmp_path / "data.truth.json").read_text())["incidents"] == []


def test_no_two_seeds_share_their_chance() -> None:
    numbers = []
    for seed in range(5):
        with duckdb.connect() as connection:
            connection.execute(f"CREATE MACRO world_seed() AS {seed}")
            connection.execute(RANDOM)
            found = connection.sql("SELECT unit(key, 'salt') AS u FROM range(20000) AS r (key)")
            numbers.append(found.fetchnumpy()["u"])

    apart = np.corrcoef(numbers) - np.eye(5)

    assert np.abs(apart).max() < 0.04  # Over five deviations of what chance gives.
    assert all(abs(item.mean() - 0.5) < 0.015 for item in numbers)


def test_other_seeds_plant_other_segments_windows_and_sizes() -> None:
    worlds = [plant_default(seed=seed, scale=1, until=UNTIL) for seed in range(8)]

    for kind in (name for name, known in KINDS.items() if known.place == "past"):
        planted = [incident for world in worlds for incident in world if incident.kind == kind]
        assert len({incident.start for incident in planted}) > 4, kind
        assert len({tuple(incident.segment.items()) for incident in planted}) > 1 or not (
            KINDS[kind].dimensions
        ), kind
    assert len({incident.size for world in worlds for incident in world}) > 8 * 12


@pytest.mark.parametrize("seed", range(8))
def test_a_third_of_the_business_incidents_is_hard_to_see(seed: int) -> None:
    planted = plant_default(seed=seed, scale=1, until=UNTIL)
    sigmas = [incident.sigmas for incident in planted if incident.of_kind.business]

    assert len(sigmas) >= 12
    weak = [value for value in sigmas if value is not None and value < 2.5]
    assert 0.25 <= len(weak) / len(sigmas) <= 0.5


@pytest.mark.parametrize("seed", range(8))
def test_every_kind_is_planted_once_within_history(seed: int) -> None:
    planted = plant_default(seed=seed, scale=1, until=UNTIL)

    assert sorted(incident.kind for incident in planted) == sorted(KINDS)
    for incident in planted:
        least, greatest = incident.of_kind.sizes
        assert least <= incident.size <= greatest
        assert date(2025, 1, 1) < incident.start <= min(incident.end, UNTIL)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("[{}]", "unknown kind"),
        ("{}", "no list"),
        ("not json", "cannot read"),
        (
            '[{"kind": "hiring_freeze", "start": "2026-01-01", "end": "2026-01-05", "size": 1}]',
            "team",
        ),
        (
            '[{"kind": "hiring_freeze", "segment": {"team": "Sale"}, "start": "2026-01-01",'
            ' "end": "2026-01-05", "size": 1}]',
            "'Sale'",
        ),
        (
            '[{"kind": "hiring_freeze", "segment": {"team": "Sales"}, "start": "2026-02-01",'
            ' "end": "2026-01-05", "size": 1}]',
            "start <= end",
        ),
    ],
)
def test_a_file_of_incidents_is_read_strictly(tmp_path: Path, entry: str, says: str) -> None:
    path = tmp_path / "incidents.json"
    path.write_text(entry)

    with pytest.raises(UsageError, match=says):
        read_incidents(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match="file"):
        write_company(tmp_path / "file" / "data", SMALL)
