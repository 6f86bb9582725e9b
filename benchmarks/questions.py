"""How long the phrases of time and the numbers of a question take to be read."""

from datetime import date
from statistics import median

from benchmarks.measure import Line, times_ms
from boardroom.ask.number_phrase import read_numbers
from boardroom.ask.time_phrase import read_times
from boardroom.ask.token import read_tokens
from boardroom.semantic.context import Calendar

_USUAL = (
    "What was total revenue by region last quarter compared to the same quarter last year?",
    "top 10 customers by revenue in Q4 2025",
    "How many orders per customer were placed between March 5 and April 2, 2025, by month?",
    "list of active employees in sales",
)
_LONG = (
    "which customers with more than 3 orders since March have the highest average order value and "
    "have not ordered in the last 90 days, by region and month, in the US and Canada?"
)


def measure_questions() -> list[Line]:
    """Read usual questions, and a long one."""
    usual = [taken for question in _USUAL for taken in _taken_ms(question)]
    return [
        _line("read times and numbers of a usual question (median of 4)", median(usual), below=2),
        _line("read times and numbers of 36 words", median(_taken_ms(_LONG)), below=5),
    ]


def _taken_ms(question: str) -> list[float]:
    tokens = read_tokens(question)
    calendar = Calendar(fiscal_year_start=(10, 1))

    def work() -> None:
        read_times(tokens, as_of=date(2026, 7, 1), calendar=calendar)
        read_numbers(tokens)

    work()
    return times_ms(work, repeat=25)


def _line(what: str, measured_ms: float, *, below: float) -> Line:
    return Line(
        what=what,
        measured=f"{measured_ms:.2f} ms",
        promise=f"< {below:g} ms",
        kept=measured_ms < below,
    )
