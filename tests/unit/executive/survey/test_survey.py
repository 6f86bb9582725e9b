"""A survey of small made tables, from files to insights."""

import csv
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from boardroom.agents.context import Context
from boardroom.insight.model import OF_RECORDS, Insight
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

Row = Sequence[object]
_NEW_YEAR = datetime(2025, 1, 1)  # noqa: DTZ001  # files hold wall time
_HEAD = ("id", "category", "region", "agent", "note", "amount", "opened_at", "closed_at")


@contextmanager
def _workspace(folder: Path, head: Row, rows: Sequence[Row]) -> Iterator[Workspace]:
    folder.mkdir()
    path = folder / "tickets.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head, *rows])
    with create_workspace(folder / "w", NewWorkspace(locations=[str(path)])) as created:
        yield created.workspace


def _survey(folder: Path, head: Row, rows: Sequence[Row]) -> tuple[Insight, ...]:
    with _workspace(folder, head, rows) as workspace:
        found = workspace.insights().insights
    return tuple(item for item in found if item.kind in OF_RECORDS)


def _tickets(*, planted: bool) -> list[Row]:
    """600 tickets of a year; hardware is slow, in the north, and about one printer."""
    chance = random.Random(7)
    rows: list[Row] = []
    for number in range(600):
        hardware = planted and number % 3 == 0
        category = "Hardware" if hardware else chance.choice(["Software", "Network", "Access"])
        north = hardware and chance.random() < 0.8
        region = "North" if north else chance.choice(["North", "South", "East", "West"])
        note = "printer Printer77 is jammed" if hardware else f"cannot reach page {number}"
        opened = _NEW_YEAR + timedelta(days=365 * number / 600)
        hours = chance.expovariate(1 / (200 if hardware else 50))
        rows.append(
            (
                f"T{number}",
                category,
                region,
                chance.choice(["Ann Lee", "Bo Diaz", "Cy Young"]),
                note,
                round(chance.lognormvariate(4, 1), 2),
                opened.isoformat(sep=" ", timespec="seconds"),
                (opened + timedelta(hours=hours)).isoformat(sep=" ", timespec="seconds"),
            )
        )
    return rows


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Insight, ...]:
    return _survey(tmp_path_factory.mktemp("planted") / "x", _HEAD, _tickets(planted=True))


def _of(told: Sequence[Insight], kind: str, *words: str) -> Insight:
    found = [
        item
        for item in told
        if item.kind == kind and all(word.lower() in item.title.lower() for word in words)
    ]
    assert found, [item.title for item in told]
    return found[0]


def test_what_was_planted_is_told_first(told: Sequence[Insight]) -> None:
    first = told[:10]
    assert "days" in _of(first, "difference", "hardware", "higher").title
    assert _of(first, "association", "hardware", "north").p_value is not None
    assert "«printer»" in _of(first, "words", "hardware").title.lower()
    assert [item.score for item in told] == sorted((x.score for x in told), reverse=True)


def test_more_of_what_should_be_few_is_bad(tmp_path: Path) -> None:
    rows = []
    for number, row in enumerate(_tickets(planted=False)):
        opened = _NEW_YEAR + timedelta(days=365 * ((number + 1) / 600) ** 0.5)
        rows.append((*row[:6], opened.isoformat(sep=" ", timespec="seconds"), None))
    told = _survey(tmp_path / "x", _HEAD, rows)
    course = _of(told, "course", "tickets: rising")
    assert course.assessment == "bad"


def test_every_number_of_a_text_is_in_its_evidence(told: Sequence[Insight]) -> None:
    for item in told:
        text = f"{item.title} {item.text} {item.uncertainty}"
        assert item.numbers
        assert all(number.text in text for number in item.numbers)
        assert len({number.id for number in item.numbers}) == len(item.numbers)


def test_the_query_behind_a_difference_gives_its_numbers(tmp_path: Path) -> None:
    with _workspace(tmp_path / "x", _HEAD, _tickets(planted=True)) as workspace:
        found = [x for x in workspace.insights().insights if x.kind == "difference"]
        item = _of(found, "difference", "category hardware")
        rows = {row[0]: row[1] for row in workspace.query(item.evidence.query).rows}
    mean = rows["Hardware"]
    assert isinstance(mean, float)
    assert any(number.value == pytest.approx(mean) for number in item.numbers)


def test_every_insight_has_an_id_of_its_own(told: Sequence[Insight]) -> None:
    assert len({item.id for item in told}) == len(told)


def test_the_query_behind_a_word_counts_words_and_no_parts_of_words(tmp_path: Path) -> None:
    rows = _tickets(planted=True)
    blueprints = [(*row[:4], "blueprinters are lost", *row[5:]) for row in rows[1:60:3]]
    rows[1:60:3] = blueprints
    with _workspace(tmp_path / "x", _HEAD, rows) as workspace:
        item = _of(workspace.insights().insights, "words", "hardware", "printer")
        answer = workspace.query(item.evidence.query).rows
    counted = [row[-1] for row in answer if isinstance(row[-1], int)]
    assert sum(counted) == item.numbers[0].value


def test_as_of_a_day_only_the_records_before_it_are_told_of(tmp_path: Path) -> None:
    rows = _tickets(planted=True)
    day = _NEW_YEAR + timedelta(days=200)
    early = [row for row in rows if str(row[6]) < day.isoformat(sep=" ")]
    hardware = sum(row[1] == "Hardware" for row in early)
    with _workspace(tmp_path / "x", _HEAD, rows) as workspace:
        found = workspace.insights(as_of=day.date()).insights
        shares = [item for item in found if item.kind == "share" and item.metric == "tickets"]
        counted = {row[0]: row[1] for row in workspace.query(shares[0].evidence.query).rows}
        none = workspace.insights(as_of=_NEW_YEAR.date()).insights
        now = workspace.insights().as_of
    assert sum(int(str(count)) for count in counted.values()) == len(early) < len(rows)
    assert any(hardware in {number.value for number in item.numbers} for item in found)
    assert [item.title for item in none if item.kind in OF_RECORDS] == []
    last = max(str(moment) for row in rows for moment in row[6:8])
    assert now == datetime.fromisoformat(last).date() + timedelta(days=1)


def test_nothing_planted_nothing_claimed(tmp_path: Path) -> None:
    chance = random.Random(5)
    words = ["screen", "door", "lamp", "desk", "cable", "chair", "phone", "plug"]
    rows = [
        (*row[:4], f"the {' and '.join(chance.sample(words, 3))} no {place}", *row[5:])
        for place, row in enumerate(_tickets(planted=False))
    ]
    found = _survey(tmp_path / "x", _HEAD, rows)
    across = [item.title for item in found if item.kind in {"difference", "association", "words"}]
    assert across == []
    even = [item.title for item in found if item.kind == "evenness"]
    assert any(title.startswith("Region: no value stands out") for title in even)
    assert any("no word goes with" in title for title in even)
    assert any("no correlation with" in title for title in even)


def test_what_a_column_makes_no_difference_to_is_told_once(tmp_path: Path) -> None:
    rows = []
    for number, row in enumerate(_tickets(planted=False)):
        opened = datetime.fromisoformat(str(row[6]))
        late = opened + timedelta(hours=48 + number / 4)
        rows.append((*row[:7], late.isoformat(sep=" ", timespec="seconds")))
    found = _survey(tmp_path / "x", _HEAD, rows)
    item = _of(found, "evenness", "category:", "rises alike in each", "spread alike in each")
    assert "then" in item.text
    assert "; elsewhere" in item.text
    inside = [x for x in found if x.kind == "course" and x.subject and "time" in x.title.lower()]
    assert inside == [], "the course of all records is no news of one value"


def test_values_that_stand_apart_together_are_told_together(tmp_path: Path) -> None:
    chance = random.Random(11)
    means = {"Server": 900.0, "Web server": 890.0, "Desk": 300.0, "Screen": 250.0, "Cable": 200.0}
    kinds = [chance.choice(list(means)) for _ in range(400)]
    rows = [(f"A{n}", kind, chance.gauss(means[kind], 30)) for n, kind in enumerate(kinds)]
    found = _survey(tmp_path / "x", ("id", "category", "cost"), rows)
    title = _of(found, "difference", "cost is higher").title
    costly = [float(str(row[2])) for row in rows if means[str(row[1])] > 500]
    assert "Server and Web server" in title or "Web server and Server" in title
    assert f"{sum(costly) / len(costly):.2f}" in title


def test_a_measure_that_rises_with_another_is_told_with_its_brackets(tmp_path: Path) -> None:
    chance = random.Random(12)
    prices = [round(chance.uniform(18, 80), 2) for _ in range(400)]
    rows = [(f"A{n}", price, 5 * price + chance.gauss(0, 20)) for n, price in enumerate(prices)]
    found = _survey(tmp_path / "x", ("id", "price", "weight_kg"), rows)
    item = _of(found, "association", "weight kg is higher where price")
    assert "40.00 to 60.00" in item.text
    assert not [x for x in found if x.kind == "difference"], "one bracket says less"


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (("id",), [(f"a{number}",) for number in range(50)]),
        (("id", "x", "y"), [(f"a{number}", "", "") for number in range(50)]),
        (("id", "x", "y"), [(f"a{number}", "same", 5) for number in range(50)]),
        (("id", "x"), [("a1", "b")]),
        (
            ("id", "kind", "text"),
            [
                (f"a{n}", "<b>'; DROP TABLE x;--" if n % 2 else "%_\\ {}", f"${{{n}}} \" ' %s")
                for n in range(60)
            ],
        ),
    ],
)
def test_odd_tables_are_no_trouble(tmp_path: Path, head: Row, rows: Sequence[Row]) -> None:
    found = _survey(tmp_path / "x", head, rows)
    assert all(item.p_value is None or item.p_value <= 0.05 for item in found)


def test_equal_rows_without_a_key_are_not_sampled(tmp_path: Path) -> None:
    chance = random.Random(3)
    values = (["buy", "look", "leave"], ["FR", "DE", "US", "ES"], ["ios", "web", "desk"])
    rows = [tuple(chance.choice(column) for column in values) for _ in range(20_100)]
    with _workspace(tmp_path / "t", ("event", "country", "device"), rows) as workspace:
        report = workspace.insights()
    assert not [item for item in report.insights if item.kind in OF_RECORDS]
    assert any("20,100 records without a key" in item.why for item in report.not_available)


def test_states_of_one_thing_are_no_records(tmp_path: Path) -> None:
    rows = [
        (f"A{account}", "Pro" if account % 3 else "Free", f"2025-{month:02}-28", 100 * account)
        for account in range(20)
        for month in range(1, 13)
    ]
    assert not _survey(tmp_path / "t", ("account_id", "plan", "balance_date", "balance"), rows)


def test_a_failed_survey_leaves_the_courses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("odd cells")

    monkeypatch.setattr("boardroom.executive.survey.surveyor.examine", broken)
    with _workspace(tmp_path / "t", _HEAD, _tickets(planted=True)) as workspace:
        report = workspace.insights()
    assert "episode" in report.tests
    assert [item.why for item in report.not_available if item.what == "Records"]


def test_what_was_read_in_part_is_told_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _workspace(tmp_path / "t", _HEAD, _tickets(planted=True)) as workspace:
        with monkeypatch.context() as patched:
            patched.setattr(Context, "hindered", True)
            partly = {item.what for item in workspace.insights().not_available}
        whole = workspace.insights()
    assert partly == {"Records", "Unusual courses by metric and segment"}
    assert not whole.not_available
    assert [item for item in whole.insights if item.kind in OF_RECORDS]
