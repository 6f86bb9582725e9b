"""The churn agent names who is about to leave, with reasons and money, or says that it cannot."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from boardroom.data.metrics import MetricsService
from boardroom.executive.background import IN_THE_MAKING, Background
from boardroom.executive.churn.outcome import outcome_from, outcome_text
from boardroom.executive.shelf import MemoryShelf
from boardroom.insight.period_text import day_text
from tests.unit.executive.churn.club import Club, make_club, run_agent, serve


class Counting(MemoryShelf):
    """A shelf that counts what is put on it."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[str] = []

    def put(self, key: str, document: str) -> None:
        self.documents.append(document)
        super().put(key, document)


@pytest.fixture(scope="module")
def club() -> Club:
    return make_club()


@pytest.fixture(scope="module")
def service(club: Club, tmp_path_factory: pytest.TempPathFactory) -> MetricsService:
    return serve(tmp_path_factory.mktemp("club"), club)


def test_members_that_stop_coming_are_named_with_reasons_and_money(
    service: MetricsService,
) -> None:
    shelf = Counting()
    report = run_agent(service, shelf=shelf)
    (insight,), (table, _) = report.insights, report.tables
    outcome = outcome_from(shelf.documents[0])
    assert outcome.card is not None
    assert outcome.card.verdict.auc.low > 0.6
    chances = table.result.column("chance")
    values, at_risk = table.result.column("value_per_year"), table.result.column("value_at_risk")
    for chance, value, risk in zip(chances, values, at_risk, strict=True):
        assert isinstance(chance, float)
        assert isinstance(value, float)
        assert value in {12.0 * fee for fee in range(20, 25)}
        assert risk == pytest.approx(chance * value)
    assert all("visits" in str(reasons) for reasons in table.result.column("reasons"))
    assert all(str(name).startswith("Member m") for name in table.result.column("customer"))
    assert "a year at risk" in insight.title


def test_the_card_of_the_model_is_shown_with_what_it_was_tested_on(
    service: MetricsService,
) -> None:
    shelf = Counting()
    (_, table) = run_agent(service, shelf=shelf).tables
    card = outcome_from(shelf.documents[0]).card
    assert card is not None
    shown = {str(row[0]): str(row[1]) for row in table.result.rows}
    assert shown["Brier score"] == f"{card.verdict.brier:.3f}"
    assert shown["AUC"].startswith(f"{card.verdict.auc.value:.2f} (")
    assert shown["Calibration error"] == f"{card.verdict.calibration_error:.3f}"
    assert shown["Learnt from"] == f"{card.rows:,}, of whom {card.leavers:,} left"
    meant = {str(row[0]): str(row[2]) for row in table.result.rows}
    assert shown["Looks at"] == str(len(card.features))
    assert meant["Looks at"].startswith(", ".join(card.features[:8]))
    assert "status: " in meant["Left out"]


def test_every_number_in_the_insight_is_one_of_its_numbers(service: MetricsService) -> None:
    (insight,) = run_agent(service).insights
    text = f"{insight.title} {insight.text}".replace(day_text(date(2024, 6, 1)), "")
    for number in sorted(insight.numbers, key=lambda item: -len(item.text)):
        assert number.text in text
        text = text.replace(number.text, " ")
    assert re.findall(r"\d+", text) == []


def test_what_stands_today_is_no_feature_of_the_past(service: MetricsService) -> None:
    shelf = Counting()
    run_agent(service, shelf=shelf)
    card = outcome_from(shelf.documents[0]).card
    assert card is not None
    assert "set when customers leave" in card.left_out["status"]
    assert "status" not in card.features
    assert "town" in card.features


def test_leaving_by_chance_is_said_to_be_beyond_telling(tmp_path: Path) -> None:
    report = run_agent(serve(tmp_path, make_club(tells=False)))
    assert not report.insights
    (card,) = report.tables
    assert card.title.startswith("Model card")
    (missing,) = report.not_available
    assert missing.what == "Customers about to leave"
    assert "cannot be told from this data" in missing.why
    assert "AUC" in missing.why


def test_few_leavers_are_said_to_be_too_few(tmp_path: Path) -> None:
    (missing,) = run_agent(serve(tmp_path, make_club(40))).not_available
    assert missing.why.startswith("Too few left to learn from")


def test_silence_is_leaving_where_nothing_else_tells(tmp_path: Path, club: Club) -> None:
    service = serve(tmp_path, club)
    model = replace(
        service.model,
        datasets=tuple(item for item in service.model.datasets if item.name != "contracts"),
        relationships=service.model.relationships[:1],
        metrics=(),
    )
    from tests.unit.executive.world import make_service

    silent = make_service(
        tmp_path / "silent",
        {"members": club.members, "visits": club.visits},
        model=model,
        today=date(2024, 7, 15),
    )
    shelf = Counting()
    run_agent(silent, shelf=shelf)
    outcome = outcome_from(shelf.documents[0])
    assert outcome.card is not None
    assert outcome.card.verdict.tells


def test_a_model_is_kept_until_the_month_or_many_rows_change(tmp_path: Path, club: Club) -> None:
    shelf = Counting()
    first = run_agent(serve(tmp_path / "first", club), shelf=shelf)
    again = run_agent(serve(tmp_path / "again", club), shelf=shelf, as_of=date(2024, 7, 29))
    assert len(shelf.documents) == 1
    assert again.tables[0].result.rows == first.tables[0].result.rows
    half = pc.less(club.visits["visit_id"], club.visits.num_rows // 2)
    fewer = replace(club, visits=pa.table(club.visits.filter(half)))
    run_agent(serve(tmp_path / "fewer", fewer), shelf=shelf)
    assert len(shelf.documents) == 2
    run_agent(serve(tmp_path / "month", club), shelf=shelf, as_of=date(2024, 5, 15))
    assert len(shelf.documents) == 3


def test_a_page_does_not_wait_for_a_fit_and_the_next_has_it(service: MetricsService) -> None:
    background, shelf = Background(), MemoryShelf()
    first = run_agent(service, shelf=shelf, background=background, patience_seconds=0.0)
    assert not first.tables
    assert first.not_available[0].why == IN_THE_MAKING
    run_agent(service, shelf=shelf, background=background)  # Waits for the fit that runs already.
    again = run_agent(service, shelf=shelf, background=background, patience_seconds=0.0)
    assert again.tables


def test_an_outcome_survives_being_kept(service: MetricsService) -> None:
    shelf = Counting()
    run_agent(service, shelf=shelf)
    outcome = outcome_from(shelf.documents[0])
    assert outcome.accounts
    assert outcome_from(outcome_text(outcome)) == outcome
