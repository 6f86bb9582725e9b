"""The same seed writes the same bytes in another process too."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

WRITE = """
import sys
from datetime import date
from pathlib import Path
from boardroom.simulate.company import CompanySpec, write_company
spec = CompanySpec(until=date(2026, 3, 20), seed=int(sys.argv[2]), scale=0.02)
write_company(Path(sys.argv[1]), spec)
"""


def _write(folder: Path, *, seed: int, hash_seed: str, zone: str, threads: str) -> dict[str, str]:
    """Digest of every file that a fresh process writes, under settings that must not matter."""
    settings = {"PYTHONHASHSEED": hash_seed, "TZ": zone, "OMP_NUM_THREADS": threads}
    subprocess.run(
        [sys.executable, "-c", WRITE, str(folder), str(seed)],
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
    )
    files = {path.name: path for path in folder.iterdir()}
    files["truth"] = folder.with_name(f"{folder.name}.truth.json")
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


@pytest.mark.parametrize("seed", [7, 31])
def test_two_processes_write_the_same_bytes(tmp_path: Path, seed: int) -> None:
    one = _write(tmp_path / "a", seed=seed, hash_seed="1", zone="UTC", threads="1")
    two = _write(tmp_path / "b", seed=seed, hash_seed="2", zone="Asia/Kolkata", threads="2")
    assert len(one) > 30
    assert one == two


def test_another_seed_writes_other_bytes(tmp_path: Path) -> None:
    one = _write(tmp_path / "a", seed=1, hash_seed="1", zone="UTC", threads="1")
    two = _write(tmp_path / "b", seed=2, hash_seed="1", zone="UTC", threads="1")
    assert one.keys() == two.keys()
    equal = [name for name in one if one[name] == two[name]]
    assert len(equal) < len(one) / 4, equal
