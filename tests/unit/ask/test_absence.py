"""What there is none of or some, flags, and words that must not be read over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, ask, columns_of, rows_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: works
    datasets:
      - name: clients
        source: clients
        primary_key: [client]
        fields:
          - {name: client, expression: client, datatype: String, role: dimension}
          - {name: turnover, expression: turnover, datatype: Decimal, role: measure, unit: USD}
          - {name: employees, expression: employees, datatype: Integer, role: measure}
      - name: jobs
        source: jobs
        primary_key: [job_id]
        time: begun_on
        fields:
          - {name: job_id, expression: job_id, datatype: Integer, role: key}
          - {name: client, expression: client, datatype: String, role: key}
          - {name: begun_on, expression: begun_on, datatype: Date, role: time}
          - {name: closing_date, expression: closing_date, datatype: Date, role: time}
          - {name: stage, expression: stage, datatype: String, role: dimension,
             values: [Won, Lost, Fresh, Stalled]}
          - {name: rebate, expression: rebate, datatype: Decimal, role: measure, unit: USD}
          - {name: archived, expression: archived, datatype: Integer, role: dimension,
             values: ["0", "1"]}
          - {name: sex_id, expression: sex_id, datatype: Integer, role: dimension,
             values: ["0", "1"]}
      - name: job_details
        source: job_details
        primary_key: [detail_id]
        fields:
          - {name: detail_id, expression: detail_id, datatype: Integer, role: key}
          - {name: job_id, expression: job_id, datatype: Integer, role: key}
          - {name: markdown, expression: markdown, datatype: Decimal, role: measure, unit: USD}
          - {name: postage, expression: postage, datatype: Decimal, role: measure, unit: USD}
    relationships:
      - {name: of_client, from: jobs, to: clients, from_columns: [client],
         to_columns: [client]}
      - {name: of_job, from: job_details, to: jobs, from_columns: [job_id],
         to_columns: [job_id]}
    metrics:
      - {name: jobs, expression: COUNT(*), dataset: jobs, unit: count}
      - name: clients
        expression: COUNT(*)
        dataset: clients
        unit: count
      - {name: rebates, expression: SUM(jobs.rebate), unit: USD}
      - name: won_jobs
        expression: COUNT(CASE WHEN jobs.stage = 'Won' THEN 1 END)
        dataset: jobs
        time: jobs.closing_date
        unit: count
      - name: turnaround_time
        expression: AVG(DATE_DIFF('day', jobs.begun_on, jobs.closing_date))
        dataset: jobs
        unit: days
        ai_context: {synonyms: [closing time]}
""",
    origin="works.yml",
)
CLIENTS = [("Alto", Decimal(9000), 60), ("Bero", Decimal(40), 700), ("Cora", Decimal(30), 20)]
JOBS = [
    (1, "Alto", date(2026, 4, 2), date(2026, 5, 2), "Lost", Decimal(0), 0, 1),
    (2, "Bero", date(2026, 5, 4), date(2026, 5, 24), "Won", Decimal(7), 1, 0),
    (3, "Bero", date(2026, 5, 8), date(2026, 6, 7), "Lost", None, 1, 1),
    (4, "Cora", date(2026, 5, 9), date(2026, 6, 8), "Lost", Decimal(5), 0, 0),
    (5, "Cora", None, None, "Fresh", Decimal(0), 0, 0),
]
DETAILS = [
    (1, 1, Decimal(0), Decimal(9)),
    (2, 2, Decimal(3), Decimal(1)),
    (3, 2, Decimal(0), Decimal(1)),
    (4, 4, None, Decimal(1)),
]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the works."""
    jobs = "job_id client begun_on closing_date stage rebate archived sex_id"
    tables = {
        "clients": columns_of("client turnover employees", CLIENTS),
        "jobs": columns_of(jobs, JOBS),
        "job_details": columns_of("detail_id job_id markdown postage", DETAILS),
    }
    folder = tmp_path_factory.mktemp("works")
    metrics = make_service(folder, tables, model=MODEL, today=TODAY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("how many jobs had no rebate", 3),  # of two it is 0, of one it is not known
        ("how many jobs without a rebate", 3),
        ("how many jobs had a rebate", 2),
        ("how many jobs with a rebate in May 2026", 2),
        ("how many jobs where the rebate is missing", 1),
        ("how many jobs without a markdown", 4),
        ("how many jobs have a markdown", 1),
        ("how many jobs are out of rebate", 3),
        ("how many jobs are archived", 2),
        ("archived jobs in May 2026", 2),
    ],
)
def test_zero_is_none_and_a_flag_says_yes(asker: Asker, question: str, number: int) -> None:
    assert rows_of(ask(asker, question)) == [(number,)]


def test_a_number_of_what_is_a_field_is_that_field(asker: Asker) -> None:
    assert rows_of(ask(asker, "clients with more than 500 employees")) == [("Bero",)]
    assert rows_of(ask(asker, "clients with turnover above 500")) == [("Alto",)]


def test_two_numbers_that_are_no_answers_are_no_flag(asker: Asker) -> None:
    assert rows_of(ask(asker, "jobs by sex id")) == [(0, 3.0), (1, 2.0)]


def test_things_that_are_called_by_more_are_not_those_that_are_named(asker: Asker) -> None:
    found = ask(asker, "list the jobs")
    assert found.status == "answered"
    assert found.query is not None
    assert found.query.records == "jobs"


@pytest.mark.parametrize("question", ["longest closing", "top 2 clients by closing"])
def test_no_size_is_a_day(asker: Asker, question: str) -> None:
    assert ask(asker, question).status != "answered"


def test_a_mean_of_what_is_done_is_how_long_that_takes(asker: Asker) -> None:
    found = ask(asker, "average closing in April 2026")
    assert rows_of(found) == [(30.0,)]
    assert ask(asker, "average closing rebate").status != "answered"


def test_what_is_charged_beside_makes_nothing_large(asker: Asker) -> None:
    found = ask(asker, "the largest job detail")
    assert found.query is None or "postage" not in str(found.query)


def test_a_state_is_dated_by_either_day(asker: Asker) -> None:
    found = ask(asker, "how many jobs were lost in May 2026")
    assert found.status == "clarify"
    told = [choice.words.rpartition("by ")[2] for choice in found.choices]
    assert told == ["jobs · begun on", "jobs · closing date"]
    assert rows_of(ask(asker, "won jobs in May 2026")) == [(1,)]


def test_what_was_done_is_no_slip_of_what_is_to_be_done(asker: Asker) -> None:
    found = ask(asker, "returned jobs in May 2026")
    assert found.status == "refused"
    assert "returned" in found.message


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many job details were sold", "names nothing that can be"),
        ("number of job details sold", "names nothing that can be"),
    ],
)
def test_none_and_all_are_not_told_of_others(asker: Asker, question: str, said: str) -> None:
    found = ask(asker, question)
    assert found.status == "refused"
    assert said in found.message


def test_what_has_no_day_is_there_today(asker: Asker) -> None:
    assert rows_of(ask(asker, "how many jobs are fresh")) == [(1,)]
    assert rows_of(ask(asker, "how many jobs are there")) == [(5,)]


def test_of_a_past_day_what_has_no_day_cannot_be_told(asker: Asker) -> None:
    past = TODAY - timedelta(days=1)
    found = asker.ask("how many jobs are fresh", principal=LOCAL_ADMIN, as_of=past)
    assert found.status == "refused"
    assert "they have no begun on, by which they are counted" in found.message


def test_what_there_really_is_none_of_is_none(asker: Asker) -> None:
    assert rows_of(ask(asker, "fresh jobs in May 2026")) == [(0,)]
    assert rows_of(ask(asker, "how many jobs are stalled")) == [(0,)]
    assert rows_of(ask(asker, "how many clients are there")) == [(3,)]
