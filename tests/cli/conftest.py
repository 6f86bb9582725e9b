"""The command line run in this process on a small sample company made once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boardroom.cli.main import main
from tests.sample_company import SampleSize, write_sample

UNTIL = date(2026, 11, 2)
SIZE = SampleSize(days=430, daily_orders=6.0, customers=300, products=12)


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``boardroom ARGUMENTS…``."""

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        return Outcome(code=code if isinstance(code, int) else 0, out=printed.out, err=printed.err)

    return call


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CSV files of a small sample company."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, until=UNTIL, size=SIZE)
    return folder


@pytest.fixture(scope="session")
def company(sample_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on the sample company; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("workspaces") / "company"
    with pytest.raises(SystemExit) as ended:
        main(["init", str(folder), "--from", str(sample_files), "--currency", "USD"])
    assert ended.value.code in {0, None}
    return folder
