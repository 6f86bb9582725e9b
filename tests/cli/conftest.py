"""The command line run in this process on a small sample company made once."""

import json
import shutil
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
def new_company(sample_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on the sample company that nothing was asked of yet; tests work on a copy."""
    folder = tmp_path_factory.mktemp("new") / "company"
    with pytest.raises(SystemExit) as ended:
        main(["init", str(folder), "--from", str(sample_files), "--currency", "USD"])
    assert ended.value.code in {0, None}
    return folder


@pytest.fixture(scope="session")
def company(new_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all tests that only ask; what one has worked out, as pages and runs, the next
    finds there.
    """
    return shutil.copytree(new_company, tmp_path_factory.mktemp("workspaces") / "company")
