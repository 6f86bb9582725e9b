"""A stranger who does what the guide says has taught a word, a number and an answer."""

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from boardroom.cli.main import main
from tests.guide.conftest import TODAY, World
from tests.guide.pages import TEACHING, section

REVENUE = "SELECT sum(amount) FROM ledger WHERE account_class = 'Revenue'"
JUNE = f"{REVENUE} AND posting_date >= '2026-06-01' AND posting_date < '2026-07-01'"
OVERDUE = """SELECT sum(amount) FROM invoices JOIN customers USING (customer_id)
             WHERE status = 'overdue' GROUP BY region ORDER BY 1 DESC LIMIT 1"""


@dataclass
class Stranger:
    """Somebody at a terminal in a workspace, who follows a text literally."""

    folder: Path
    terminal: pytest.CaptureFixture[str]

    def run(self, command: str) -> str:
        """What a command prints, which must work."""
        program, *arguments = shlex.split(command, comments=True)
        assert program == "boardroom"
        asks = arguments[0] == "ask" and "--teach" not in arguments
        self.terminal.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments, *(["--as-of", str(TODAY)] if asks else [])])
        printed = self.terminal.readouterr()
        assert not ended.value.code, printed.err
        return printed.out + printed.err

    def blocks(self) -> list[tuple[str, str]]:
        """The code of the guide: language and text."""
        return re.findall(r"```(\w+)\n(.*?)```", section(TEACHING), re.DOTALL)

    def put_into_line(self, shown: str, line: str) -> None:
        """Put a line of the guide in the place of the one with its key, in the item shown."""
        where = re.search(r"stands in\s+(.+):(\d+)", shown)
        assert where
        path = self.folder / where[1]
        lines = path.read_text("utf-8").splitlines(keepends=True)
        key = line.split(":")[0] + ":"
        place = next(n for n in range(int(where[2]), len(lines)) if lines[n].startswith(key))
        assert place < int(where[2]) + 12
        path.write_text("".join([*lines[:place], line, *lines[place + 1 :]]), "utf-8")


@pytest.fixture
def stranger(
    company: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Stranger:
    folder = tmp_path / "company"
    shutil.copytree(company.workspace, folder)
    monkeypatch.chdir(folder)
    return Stranger(folder, capsys)


@pytest.mark.slow
def test_each_step_of_the_guide_works_as_written(stranger: Stranger, company: World) -> None:
    shown, synonyms, asked, own, counted, taught, entry = stranger.blocks()
    where = stranger.run(shown[1])
    stranger.put_into_line(where, synonyms[1])
    ((june,),) = company.rows(JUNE)
    assert f"Revenue: ${float(str(june)) / 1e3:.1f}K, Jun 2026" in stranger.run(asked[1])

    (stranger.folder / "models" / "own.yml").write_text(own[1], "utf-8")
    check, ask = counted[1].splitlines()
    assert "the model is sound" in stranger.run(check)
    ((most,),) = company.rows(OVERDUE)
    assert f"the highest overdue amount of 4, ${float(str(most)):,.0f}" in stranger.run(ask)

    before, teach, again = taught[1].splitlines()
    told = stranger.run(before)
    stranger.run(teach)
    answered = stranger.run(again)
    assert answered.splitlines()[0] == told.splitlines()[0]
    assert "verified by Ada, CFO on" in answered
    written = (stranger.folder / "questions.yml").read_text("utf-8")
    assert entry[1].partition("verified_on")[0] in written


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("models/own.yml", "unit:", "untis:", "models/own.yml:4: unknown key 'untis'"),
        ("models/own.yml", "money]", "money", "is not closed"),
        ("models/own.yml", "    unit:", "  unit:", "models/own.yml:4: this is no valid YAML"),
        ("models/own.yml", "[overdue money]", "[revenue]", "is the name of the metric 'revenue'"),
        ("models/own.yml", "invoices.amount", "invoices.amuont", "Did you mean 'amount'"),
        ("questions.yml", "owner", "onwer", "unknown key 'onwer'; did you mean 'owner'?"),
        ("questions.yml", "[revenue]", "[revenu]", "questions.yml:3: not used"),
    ],
)
def test_a_slip_is_told_with_its_file_and_line(
    stranger: Stranger, file: str, old: str, new: str, told: str
) -> None:
    own, entry = (stranger.blocks()[place][1] for place in (3, 6))
    for name, text in (("models/own.yml", own), ("questions.yml", entry)):
        slipped = text.replace(old, new) if name == file else text
        (stranger.folder / name).write_text(slipped, "utf-8")
    stranger.terminal.readouterr()
    with pytest.raises(SystemExit):
        main(["model", "check"])
    printed = stranger.terminal.readouterr().out
    assert told in printed
    assert f"{file}:" in printed
