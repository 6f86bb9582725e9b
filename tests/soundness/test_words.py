"""No number stands in a text of a page or of the insights that is not among the numbers that the
text carries, and each of these stands there as large as it is.

What is left out: days and periods, which are the evidence's; the names of metrics, tables and
values of the data that hold digits.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from boardroom.insight.model import Insight, Report
from boardroom.insight.number import Number
from boardroom.insight.rephrasing.check import find_fault
from boardroom.insight.rephrasing.pattern import SLOT, find_pattern
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from tests.architecture.tree import ROOT
from tests.sample_company import write_sample

UNTIL = date(2026, 11, 26)

pytestmark = pytest.mark.slow

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = rf"\d{{1,2}}(?: {_MONTH}(?: \d{{2}}(?:\d{{2}})?)?)?"
_WHEN = re.compile(
    rf"\b(?:{_DAY} ?[–-] ?)?\d{{1,2}} {_MONTH}\b(?: \d{{4}})?|{_MONTH} ?[–-] ?{_MONTH} \d{{4}}"
    rf"|{_MONTH} \d{{2}}(?:\d{{2}})?\b|Q[1-4] \d{{4}}|\b\d\d:\d\d\b|\d{{4}}-\d\d-\d\d"
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "%": 0.01, " pts": 0.01}
_FEW = 30
_SIZED = re.compile(r"(\d[\d,]*(?:\.(\d+))?)(K|M|B|T|%| pts)?")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A text with the numbers that it carries and the names that may stand in it."""

    where: str
    text: str
    numbers: tuple[Number, ...]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class World:
    """What a workspace tells of files."""

    folder: Path
    page: Report
    insights: Report

    @property
    def told(self) -> Iterator[Told]:
        yield from _page_texts(self.page)
        for report in (self.page, self.insights):
            for item in _insights(report):
                names = self._names(item) | _labels(self.page)
                for place in ("title", "text", "uncertainty"):
                    text = getattr(item, place) or ""
                    where = f"{place} of {item.id}"
                    yield Told(where=where, text=text, numbers=item.numbers, names=names)

    def _names(self, item: Insight) -> frozenset[str]:
        """The columns that an insight speaks of, and their values."""
        names = {str(value) for value in item.subject.values()}
        names |= {name.text for name in item.names or () if name.kind == "party"}
        said = f"{item.title} {item.text}".lower()
        for label, values in _columns(self.folder).items():
            if re.search(rf"\b{re.escape(label)}\b", said):
                names |= {label, label.capitalize(), *values}
        return frozenset(names)


@pytest.fixture(scope="module", params=["company", "shop"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "shop":
        write_sample(folder / "files", until=UNTIL)
    else:
        write_company(folder / "files", CompanySpec(until=UNTIL, seed=7, scale=0.05))
    wanted = NewWorkspace(locations=(str(folder / "files"),))
    with create_workspace(folder / "workspace", wanted) as created:
        page = created.workspace.page(as_of=UNTIL, patience_seconds=300)
        insights = created.workspace.insights(as_of=UNTIL)
    return World(folder=folder / "files", page=page, insights=insights)


def test_no_number_stands_in_a_text_that_the_text_does_not_carry(world: World) -> None:
    wrong = [f"{one.where}: {found}" for one in world.told if (found := _loose(one))]
    assert wrong == []


def test_each_number_stands_in_the_text_as_large_as_it_is(world: World) -> None:
    numbers = {number for one in world.told for number in one.numbers}
    assert len(numbers) > 100
    assert [number for number in numbers if not _is_shown_right(number)] == []


def test_a_number_that_is_not_carried_is_seen() -> None:
    nine = Number(id="n", value=9_000.0, unit="count", text="9,000")
    text = "Revenue of 9,000 and 41 more in P95 latency on 3 Nov 2026, Q3 2026 and Jan 26"
    told = Told(where="", text=text, numbers=(nine,), names=frozenset({"P95 latency"}))
    assert _loose(told) == ["41"]
    assert not _is_shown_right(Number(id="n", value=9_100.0, unit="count", text="9,000"))
    assert _is_shown_right(Number(id="n", value=9_123.0, unit="USD", text="$9.1K"))
    assert _is_shown_right(Number(id="n", value=-0.304, unit="percent", text="30.4%"))


def test_a_pattern_has_no_word_but_our_own_and_stands_for_its_text(world: World) -> None:
    """What a language model is shown holds nothing of the data."""
    patterns = [
        (item, find_pattern(item.text, numbers=item.numbers, names=item.names))
        for report in (world.page, world.insights)
        for item in _insights(report)
        if item.names is not None
    ]
    assert patterns
    for item, pattern in patterns:
        assert pattern is not None, item.text
        assert pattern.fill(pattern.text) == item.text
        assert find_fault(pattern, pattern.text) is None
        words = set(re.findall(r"[^\W\d]+", SLOT.sub("", pattern.text).lower()))
        assert words <= _own_words(), pattern.text


@cache
def _own_words() -> frozenset[str]:
    """All words that the code itself writes into texts."""
    texts = [
        node.value
        for folder in ("insight", "executive")
        for path in sorted((ROOT / "src" / "boardroom" / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    lines = (text for text in texts if "\n" not in text)
    return frozenset(word for line in lines for word in re.findall(r"[^\W\d]+", line.lower()))


def _loose(told: Told) -> list[str]:
    """The figures of a text that are neither carried nor part of a day or a name."""
    text = told.text
    for name in sorted(told.names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.,]){re.escape(name)}(?![\w%]|[.,]\d)", "", text)
    carried = {figure for number in told.numbers for figure in _FIGURE.findall(number.text)}
    found = _FIGURE.findall(_WHEN.sub("", text))
    return [figure.rstrip(",") for figure in found if figure.rstrip(",") not in carried]


def _is_shown_right(number: Number) -> bool:
    """Whether a number's text says its value, to half of the last digit shown."""
    found = _SIZED.search(number.text)
    if found is None or number.text.startswith("under "):
        return found is not None
    scale = _SCALES.get(found[3] or "", 1.0)
    shown = float(found[1].replace(",", "")) * scale
    step = scale * 10.0 ** -len(found[2] or "")
    return abs(shown - abs(number.value)) <= 0.501 * step


def _page_texts(page: Report) -> Iterator[Told]:
    summary = page.summary
    assert summary is not None
    names = _labels(page)
    for item in summary.priorities:
        for text in (item.title, item.evidence, item.success):
            yield Told(where="priority", text=text, numbers=item.numbers, names=names)
        if item.why is not None:
            yield Told(where="why", text=item.why.text, numbers=item.why.numbers, names=names)
    if summary.trajectory is not None:
        going = summary.trajectory
        yield Told(where="trajectory", text=going.text, numbers=going.numbers, names=names)
    assert summary.health is not None
    for part in summary.health.parts:
        yield Told(where="health", text=part.why, numbers=part.numbers, names=names)


def _insights(report: Report) -> Iterator[Insight]:
    for told in (report.insights, *(section.insights for section in report.sections)):
        for item in told:
            yield from item.stories


def _labels(report: Report) -> frozenset[str]:
    """Metrics and tables with digits in their name."""
    cards = (report.key_metrics, *(section.key_metrics for section in report.sections))
    labels = {card.label for shown in cards for card in shown}
    return frozenset(name for name in labels if re.search(r"\d", name))


@cache
def _columns(folder: Path) -> dict[str, frozenset[str]]:
    """Column of the files, in words → its values with digits, where these are names: texts, and
    numbers of which there are few.
    """
    found: dict[str, frozenset[str]] = {}
    with duckdb.connect() as connection:
        for path in sorted(folder.iterdir()):
            for name, kind, *_ in connection.execute(f"DESCRIBE FROM '{path}'").fetchall():
                rows = connection.execute(
                    f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM '{path}' LIMIT 10000"
                ).fetchall()
                few = kind == "VARCHAR" or ("INT" in kind and len(rows) <= _FEW)
                values = {str(row[0]) for row in rows if few}
                label = str(name).replace("_", " ")
                known = found.get(label, frozenset())
                found[label] = known | {value for value in values if re.search(r"\d", value)}
    return found
