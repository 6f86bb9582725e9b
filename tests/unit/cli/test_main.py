"""The parts of the command line that need no workspace."""

from pathlib import Path

import pytest

from boardroom import errors
from boardroom.cli.exit_code import EXIT_CODES, exit_code
from boardroom.cli.main import spread_options, tell_defect


def all_errors(base: type[errors.BoardroomError]) -> set[type[errors.BoardroomError]]:
    return {base}.union(*(all_errors(child) for child in base.__subclasses__()))


def test_every_error_has_a_documented_exit_code() -> None:
    assert set(EXIT_CODES) == all_errors(errors.BoardroomError)


def test_a_subclass_made_elsewhere_takes_the_code_of_its_base() -> None:
    class Odd(errors.QueryError):
        pass

    assert exit_code(Odd("x")) == EXIT_CODES[errors.QueryError]


@pytest.mark.parametrize(
    ("given", "spread"),
    [
        (["-m", "a"], ["-m", "a"]),
        (["-m", "a", "b"], ["-m", "a", "-m", "b"]),
        (["-m", "a", "b", "-d", "c", "d"], ["-m", "a", "-m", "b", "-d", "c", "-d", "d"]),
        (["-m", "a", "--limit", "3"], ["-m", "a", "--limit", "3"]),
        (["--metric=a", "b"], ["--metric=a", "b"]),
        ([], []),
    ],
)
def test_an_option_takes_all_values_up_to_the_next_option(
    given: list[str], spread: list[str]
) -> None:
    assert spread_options(given, names=frozenset({"-m", "-d"})) == spread


def test_a_defect_is_told_in_short_with_a_file_that_has_the_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        tell_defect(error)

    told = capsys.readouterr().err
    assert "unexpected ZeroDivisionError: by zero" in told
    assert "Traceback" not in told
    report = Path(told.rstrip().rpartition(" ")[2])
    assert report.parent == tmp_path
    assert "Traceback" in report.read_text(encoding="utf-8")
