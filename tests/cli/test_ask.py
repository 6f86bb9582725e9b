"""``boardroom ask``: one question, conversations, batches, what is taught, and the dialog."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from boardroom.cli.main import main
from tests.cli.conftest import Outcome, Run
from tests.unit.ask.shop import MODEL
from tests.unit.ask.shop_data import CUSTOMERS, ORDERS, REVIEWS

TABLES: dict[str, tuple[str, Sequence[tuple[object, ...]]]] = {
    "customers": ("id customer_name state", CUSTOMERS),
    "orders": ("id customer_id ordered_on status item_num ship_cost", ORDERS),
    "reviews_daily": ("id order_id rating", REVIEWS),
}


@pytest.fixture(scope="module")
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on the small shop; tests work on a copy."""
    folder = tmp_path_factory.mktemp("files")
    for name, (columns, rows) in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns.split(), *rows])
    shop = tmp_path_factory.mktemp("new") / "shop"
    with pytest.raises(SystemExit) as ended:
        main(["init", str(shop), "--from", str(folder)])
    assert ended.value.code in {0, None}
    shutil.rmtree(shop / "models")
    (shop / "models").mkdir()
    (shop / "models" / "shop.yml").write_text(MODEL, encoding="utf-8")
    return shop


@pytest.fixture
def shop(new_shop: Path, tmp_path: Path) -> Path:
    return shutil.copytree(new_shop, tmp_path / "shop")


def _ask(run: Run, shop: Path, *arguments: object) -> Outcome:
    return run("ask", "-w", shop, "--as-of", "2026-07-01", *arguments)


def test_a_session_goes_on_from_call_to_call_until_it_is_forgotten(run: Run, shop: Path) -> None:
    _ask(run, shop, "revenue by state", "--session", "a")
    narrowed = _ask(run, shop, "only in California", "--session", "a", "--json").json
    assert (narrowed["session_id"], narrowed["intent"]) == ("a", "REFINE")
    assert narrowed["data"]["rows"] == [["CA", 510]]
    assert "session 'a' is forgotten" in _ask(run, shop, "--session", "a", "--forget").err
    alone = _ask(run, shop, "only in California", "--session", "a", "--json").json
    assert alone["status"] == "refused"


def test_a_question_without_a_session_stands_alone(run: Run, shop: Path) -> None:
    assert _ask(run, shop, "revenue", "--json").json["session_id"] is None
    assert _ask(run, shop, "by state", "--json").json["status"] == "refused"


def test_a_state_that_cannot_be_written_is_said_and_costs_no_answer(run: Run, shop: Path) -> None:
    state = shop / ".boardroom" / "state.sqlite"
    state.unlink(missing_ok=True)
    state.mkdir()
    found = _ask(run, shop, "revenue", "--session", "a", "--json").json
    assert found["data"]["rows"] == [[630]]
    assert [item["kind"] for item in found["caveats"]] == ["session"]


def test_why_tells_what_explain_tells(run: Run, company: Path) -> None:
    report = run("explain", "revenue", "-w", company, "--range", "2026-09", "--json").json
    (insight,) = report["insights"]
    found = run("ask", "why did revenue change in September 2026", "-w", company, "--json").json
    assert found["intent"] == "EXPLAIN"
    assert found["message"] == f"{insight['title']}."
    told = {item["title"]: item for item in found["insights"]}
    assert told[insight["title"]]["text"] == insight["text"]
    parts = told["What it is made of"]["numbers"]
    leaves = {}
    nodes = [insight["drivers"]["tree"]]
    while nodes:
        node = nodes.pop()
        nodes += node["parts"]
        if not node["parts"]:
            leaves[node["label"]] = node["effect"]
    assert parts.items() <= leaves.items()
    assert len(parts) == min(3, len(leaves))


def test_a_batch_answers_each_line_and_stops_at_none(run: Run, shop: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": "q1", "session": "a", "question": "revenue by state"}',
        '{"id": "q2", "session": "b", "question": "revenue by status"}',
        "nonsense",
        '{"id": "q3", "session": "a", "question": "only in California"}',
        "",
        '{"id": "q4", "session": "a"}',
        '{"id": 5, "question": "what is revenue"}',
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    found = [json.loads(line) for line in _ask(run, shop, "--batch", file).out.splitlines()]
    assert [item["id"] for item in found] == ["q1", "q2", 3, "q3", 6, 5]
    assert [item["session_id"] for item in found] == ["a", "b", None, "a", None, None]
    assert found[3]["data"]["rows"] == [["CA", 510]]
    assert [found[2]["status"], found[4]["status"]] == ["refused", "refused"]
    assert found[2]["message"].startswith("Line 3: ")
    assert found[4]["message"].startswith("Line 6: it has no question")
    again = _ask(run, shop, "--batch", file).out.splitlines()
    assert [json.loads(line)["data"] for line in again] == [item["data"] for item in found]


def test_what_is_taught_is_answered_so_and_says_by_whom(run: Run, shop: Path) -> None:
    question = "How are we doing?"
    assert _ask(run, shop, question, "--json").json["status"] == "refused"
    _ask(run, shop, "revenue last month", "--session", "a")
    taught = _ask(run, shop, "--teach", question, "--session", "a", "--owner", "Ada")
    assert taught.code == 0
    found = _ask(run, shop, "how are we doing", "--json").json
    assert found["data"]["rows"] == [[560]]
    assert found["reading"][0]["meaning"].startswith("verified by Ada on ")


def test_a_query_file_is_taught_once_the_model_bears_it(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "query.json"
    file.write_text('{"metrics": ["gone"]}', encoding="utf-8")
    assert _ask(run, shop, "--teach", "how are we", "--query", file).code != 0
    assert not (shop / "questions.yml").exists()
    file.write_text('{"metrics": ["orders"]}', encoding="utf-8")
    assert _ask(run, shop, "--teach", "how are we", "--query", file).code == 0
    assert _ask(run, shop, "How are we", "--json").json["data"]["rows"] == [[6]]


def test_an_entry_that_the_model_does_not_bear_is_reported(run: Run, shop: Path) -> None:
    (shop / "questions.yml").write_text(
        "questions:\n  - {question: how are we, query: {metrics: [gone]}, owner: x,"
        " verified_on: 2026-11-02}\n"
    )
    found = _ask(run, shop, "how are we", "--json")
    assert "questions.yml:2: not used" in found.err
    assert found.json["status"] == "refused"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--teach", "how are we"],
        ["--forget"],
        ["revenue", "--batch", "x.jsonl"],
        ["--batch", "no-such-file.jsonl"],
        ["?"],
    ],
    ids=str,
)
def test_wrong_usage_has_its_exit_code(run: Run, shop: Path, arguments: list[str]) -> None:
    outcome = _ask(run, shop, *arguments)
    assert (outcome.code, outcome.out) == (2, "")


def test_lines_that_are_piped_in_are_turns(
    run: Run, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, whole = tmp_path / "rows.csv", tmp_path / "answer.json"
    turns = [
        "revenue by status", "by state instead", f"/save {rows}", f"/save {whole}", "/sql", "/undo",
        "/nonsense", "?", "/history", "/quit", "orders",
    ]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(turns)))
    outcome = _ask(run, shop)
    assert outcome.code == 0
    assert rows.read_text().split() == ["customers.state,revenue", "CA,510", "NY,80", "OR,40"]
    assert json.loads(whole.read_text())["intent"] == "REFINE"
    assert "SELECT" in outcome.out
    history = outcome.out.rpartition("revenue by status\n    ")[2]
    assert history.splitlines()[1::2] == ["by state instead", "undo"]
    assert "there is no command /nonsense" in outcome.err
    assert "no words" in outcome.err
    assert "Orders: 6" not in outcome.out


def test_piped_lines_may_be_answered_in_json(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("revenue\n\nby state\n"))
    found = [json.loads(line) for line in _ask(run, shop, "--json").out.split("\n") if line]
    assert [item["question"] for item in found] == ["revenue", "by state"]


@pytest.mark.parametrize("ending", [EOFError, KeyboardInterrupt])
def test_ctrl_d_and_ctrl_c_leave_cleanly(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    lines = iter(["revenue"])

    def typed(prompt: str) -> str:
        assert prompt == "ask> "
        for line in lines:
            return line
        raise ending

    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr("builtins.input", typed)
    outcome = _ask(run, shop)
    assert outcome.code == 0
    assert outcome.out.startswith("Revenue: $630.00")


@pytest.mark.parametrize("width", [80, 140])
def test_no_line_is_wider_than_the_terminal(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for question in ("revenue by state in California last month", "help", "is the data fresh"):
        lines = _ask(run, shop, question, "--session", "w").out.splitlines()
        assert max(map(len, lines)) <= width
