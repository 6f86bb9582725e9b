"""Scoring of explanations of planted incidents."""

from datetime import date

from boardroom.simulate.company.incident import Incident
from evals.simulated_drivers import Answer, asked_range, moved_values, score_answers


def _incident(kind: str, start: date, end: date, **segment: str) -> Incident:
    return Incident(id="x", kind=kind, segment=segment, start=start, end=end, size=1.0, sigmas=3.0)


def _answer(*named: frozenset[str]) -> Answer:
    incident = _incident(
        "churn_cluster", date(2026, 3, 1), date(2026, 3, 20), plan="Team", region="Europe"
    )
    return Answer(incident=incident, metric="churn_rate", named=named, seconds=0.5)


BOTH, ONE = frozenset({"Team", "Europe"}), frozenset({"Team"})


def test_first_is_right_only_with_exactly_the_planted_values() -> None:
    score = score_answers([_answer(BOTH), _answer(ONE, BOTH), _answer(ONE), _answer()])
    assert score.figures["top1"] == 0.25
    assert score.figures["f1"] == 2 * 2 / (4 + 4)
    assert score.figures["seconds_per_case"] == 0.5
    assert score.cases == 4


def test_of_a_competitors_move_the_segment_that_was_won_less_often_counts() -> None:
    incident = _incident(
        "competitor_move", date(2026, 3, 1), date(2026, 5, 1), competitor="Marlowe", segment="Small"
    )
    assert moved_values(incident) == {"Small"}


def test_an_incident_is_asked_about_by_its_days_that_are_over() -> None:
    past = _incident("traffic_surge", date(2026, 3, 5), date(2026, 3, 20), channel="Email")
    lasting = _incident("traffic_surge", date(2026, 11, 5), date(2026, 12, 2), channel="Email")
    until = date(2026, 11, 27)
    assert asked_range(past, until) == "2026-03-05..2026-03-20"
    assert asked_range(lasting, until) == "2026-11-05..2026-11-26"
