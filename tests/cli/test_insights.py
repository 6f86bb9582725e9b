"""``boardroom insights``: what left its expected range, as a list, one in full, and as JSON."""

import csv
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from boardroom.analysis.anomaly.method import Method
from boardroom.cli.insights_command import MethodName
from tests.cli.conftest import UNTIL, Run

FROM = date(2026, 8, 3)
TO = date(2026, 8, 30)
LAG = 4


@pytest.fixture(scope="module")
def dented(sample_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's files without four in five of the orders of four weeks."""
    folder = tmp_path_factory.mktemp("dented") / "files"
    shutil.copytree(sample_files, folder)
    path = folder / "orders.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    place = next(i for i, name in enumerate(rows[0]) if name in {"ordered_at", "order_date"})
    kept = [
        row
        for number, row in enumerate(rows)
        if number == 0
        or not FROM.isoformat() <= row[place][:10] <= TO.isoformat()
        or not number % 5
    ]
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(kept)
    return folder


def _told(report: Any) -> list[tuple[str, str, str, float]]:
    return [(item["id"], item["title"], item["text"], item["score"]) for item in report["insights"]]


def test_a_dent_is_told_with_its_days_and_what_it_rests_on(
    run: Run, dented: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    assert run("init", folder, "--from", dented).code == 0
    listed = run("insights", "-w", folder, "--as-of", UNTIL, "--json")
    assert listed.code == 0
    episodes = [item for item in listed.json["insights"] if item["kind"] == "episode"]
    told = [
        item
        for item in episodes
        if abs((date.fromisoformat(item["evidence"]["period"]["start"]) - FROM).days) <= 3
        and abs((date.fromisoformat(item["evidence"]["period"]["end"]) - TO).days) <= 3
    ]
    assert len(told) == 1
    assert "below expected" in told[0]["title"]
    assert told[0]["status"] == "recovered"
    assert all(
        number["text"] in f"{told[0]['title']} {told[0]['text']} {told[0]['uncertainty']}"
        for number in told[0]["numbers"]
    )

    again = run("insights", "-w", folder, "--as-of", UNTIL, "--json")
    assert _told(again.json) == _told(listed.json), "the same data is judged once"
    one = run("insights", "-w", folder, "--as-of", UNTIL, "--explain", told[0]["id"])
    assert one.code == 0
    assert "SELECT" in one.out
    assert told[0]["title"] in one.out


def test_what_comes_before_something_else_is_told_without_a_cause(run: Run, tmp_path: Path) -> None:
    source, folder = tmp_path / "files", tmp_path / "company"
    source.mkdir()
    random = np.random.default_rng(1)
    level = random.gamma(16.0, 30.0 / 16.0, 400)
    for name, lag in (("sessions", 0), ("signups", LAG)):
        lines = [
            f"{number},{UNTIL - timedelta(days=400 - day)}"
            for day in range(lag, 400)
            for number in range(day * 1_000, day * 1_000 + random.poisson(level[day - lag]))
        ]
        text = "\n".join([f"{name[:-1]}_id,{name[:-1]}_date", *lines])
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    assert run("init", folder, "--from", source).code == 0
    listed = run("insights", "-w", folder, "--as-of", UNTIL, "--json").json
    (item,) = [one for one in listed["insights"] if one["kind"] == "correlation"]
    assert item["title"] == "A rise in Sessions tends to come 4 days before one in Signups"
    assert item["metric"] == "signups"
    assert item["effect"]["low"] < item["effect"]["value"] < item["effect"]["high"]
    assert item["p_value"] < 0.001
    assert "does not say that one brings about the other" in item["text"]
    assert set(item["evidence"]["query"]["metrics"]) == {"sessions", "signups"}
    shown = run("insights", "-w", folder, "--as-of", UNTIL, "--explain", item["id"])
    assert "SELECT" in shown.out


def test_without_news_the_list_says_so(run: Run, company: Path) -> None:
    listed = run("insights", "-w", company, "--as-of", UNTIL)
    assert listed.code == 0
    assert "series by day and segment" in listed.out
    assert "above expected" not in listed.out


def test_unknown_names_are_told(run: Run, company: Path) -> None:
    assert "did you mean 'revenue'" in run("insights", "-w", company, "-m", "revenu").err
    assert "there is no insight 'x'" in run("insights", "-w", company, "--explain", "x").err


def test_one_can_be_dismissed_with_a_reason_and_told_again(
    run: Run, dented: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    assert run("init", folder, "--from", dented).code == 0
    listed = run("insights", "-w", folder, "--json").json
    found, before = listed["insights"], _told(listed)
    name = found[0]["id"]

    assert run("insights", "-w", folder, "--dismiss", name, "--reason", "a known strike").code == 0
    left = run("insights", "-w", folder, "--json").json["insights"]
    assert [item["id"] for item in left] == [item["id"] for item in found[1:]]
    every = run("insights", "-w", folder, "--dismissed", "--json").json["insights"]
    assert [(item["id"], item["status"]) for item in every[:1]] == [(name, "dismissed")]
    one = run("insights", "-w", folder, "--explain", name).out
    assert "UTC opened" in one
    assert "UTC dismissed: a known strike" in one
    assert re.search(r"^impact +[+−]\d", one, re.MULTILINE)
    assert run("insights", "-w", folder, "--restore", name).code == 0
    assert _told(run("insights", "-w", folder, "--json").json) == before

    unknown = run("insights", "-w", folder, "--dismiss", "nothing")
    assert unknown.code != 0
    assert "there is no insight 'nothing'" in unknown.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reason", "a strike"], "--reason says why an insight is dismissed, and none is"),
        (["--restore", "x", "--reason", "a strike"], "--reason says why"),
        (["--dismiss", "x", "--explain", "x"], "--dismiss and --explain do not go together"),
        (["--dismiss", "x", "--restore", "x"], "--dismiss and --restore do not go together"),
        (["--restore", "x", "--json"], "--restore and --json do not go together"),
        (["--explain", "x", "-m", "revenue"], "--explain and --metric do not go together"),
        (["--explain", "x", "--dismissed"], "--explain and --dismissed do not go together"),
    ],
)
def test_options_that_say_different_things_are_no_command(
    run: Run, company: Path, options: list[str], said: str
) -> None:
    outcome = run("insights", "-w", company, *options)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_forecasts_are_told_with_their_errors_and_one_can_be_explained(
    run: Run, company: Path
) -> None:
    listed = run("insights", "-w", company, "--as-of", UNTIL)
    assert "held before" in listed.out
    assert "mean miss" in listed.out
    found = run("insights", "-w", company, "--as-of", UNTIL, "--json").json["insights"]
    forecast = next(item for item in found if item["kind"] == "forecast")
    one = run("insights", "-w", company, "--as-of", UNTIL, "--explain", forecast["id"]).out
    assert "past values forecast the same way" in " ".join(one.split())
    only = run("insights", "-w", company, "-m", forecast["metric"], "--as-of", UNTIL, "--json")
    assert {item["metric"] for item in only.json["insights"]} == {forecast["metric"]}


def test_what_is_told_of_one_metric_says_what_could_not_be_looked_at(
    run: Run, company: Path
) -> None:
    asked = ("insights", "-w", company, "--as-of", UNTIL, "--json")
    assert run(*asked).code == 0, "from here on nothing is still being worked out"
    lacking = run(*asked).json["not_available"]
    assert lacking
    assert run(*asked, "-m", "revenue").json["not_available"] == lacking


def test_a_method_shows_what_it_flags_and_what_that_is_worth(
    run: Run, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("insights", "-w", company, "--as-of", UNTIL, "--metric", "revenue", "--method", "iqr")
    shown, told = run(*asked), run(*asked, "--json").json
    assert shown.code == 0
    assert "Revenue by day, judged by the interquartile range" in shown.out
    assert f"{told['flagged']} of {told['judged']} points flagged" in shown.out
    assert "This controls no false discoveries" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80
    assert " ".join(told["note"].split()) in " ".join(shown.out.split())
    assert all(point["how"] in shown.out for point in told["points"])
    assert told["method"] == "iqr"
    assert told["evidence"]["query"]["metrics"] == ["revenue"]
    values = [item["value"] for item in told["series"] if item["start"] >= told["start"]]
    known = [value for value in values if value is not None]
    low, high = np.quantile(known, [0.25, 0.75])
    reach = 1.5 * (high - low)
    beyond = [value for value in known if not low - reach <= value <= high + reach]
    assert [point["value"] for point in told["points"]] == pytest.approx(beyond)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "--method judges the series of one metric; given: none"),
        (["-m", "revenue", "-m", "orders"], "given: revenue, orders"),
        (["-m", "revenue", "--explain", "x"], "--method and --explain do not go together"),
        (["-m", "revenu"], "did you mean 'revenue'"),
    ],
)
def test_a_method_wants_one_metric_that_there_is(
    run: Run, company: Path, options: list[str], message: str
) -> None:
    ended = run("insights", "-w", company, "--method", "zscore", *options)
    assert ended.code == 2
    assert message in ended.err


def test_the_command_line_offers_all_methods() -> None:
    assert get_args(MethodName) == tuple(Method)
