"""The churn agent: which customers are about to leave, what that costs, and why; or why not said.

Runs once on a page, beside the forecasts. The model is fitted when a month begins, or when the rows
behind it have changed by much; until then its outcome is read from where the workspace keeps it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boardroom.agents.context import Context, Stop
from boardroom.agents.task import Task
from boardroom.analysis.churn.card import VERSION
from boardroom.errors import BoardroomError
from boardroom.executive.background import IN_THE_MAKING, PATIENCE_SECONDS, Background
from boardroom.executive.churn.entity import Entity, find_entity
from boardroom.executive.churn.fitting import Case, Worth, fit_outcome
from boardroom.executive.churn.history import MOST_CUSTOMERS, Questions, month_after, read_history
from boardroom.executive.churn.outcome import Outcome, outcome_from, outcome_text
from boardroom.executive.churn.telling import WHAT, tell
from boardroom.executive.key_metric import number
from boardroom.executive.metric_facts import FactsReader
from boardroom.executive.pack import TableMapping
from boardroom.executive.shelf import Shelf
from boardroom.executive.stake import is_money
from boardroom.insight.model import NotAvailable, Report
from boardroom.semantic.query import NamedExpression, Query
from boardroom.semantic.result import Result

CHURN = "churn"
DEPARTMENT = "customer"

_TITLE = "Customers"
_UNKNOWN = Worth(values={}, unit=None)

_DRIFT = 0.05
"""A model is fitted again when this share of the rows behind it has come or gone."""

_YEARLY = {"arr": 1.0, "mrr": 12.0}
_FLOWS = ("revenue", "invoice_revenue", "net_revenue", "sales", "gross_sales")


@dataclass(frozen=True, kw_only=True)
class ChurnAgent:
    """Names the customers of one model that are about to leave.

    Attributes:
        tables: canonical table → where it is.
        reader: reads what metrics are made of.
        shelf: where outcomes are kept.
        background: where models are fitted.
        patience_seconds: how long a page waits for that.
    """

    tables: Mapping[str, TableMapping]
    reader: FactsReader
    shelf: Shelf
    background: Background
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def name(self) -> str:
        """The one name."""
        return CHURN

    @property
    def department(self) -> str:
        """Those who look after customers."""
        return DEPARTMENT

    def run(self, task: Task, context: Context) -> Report:
        """Accounts at risk as a table and one insight, or why there are none; empty where the model
        has no customers that do something over time.
        """
        empty = Report(title=_TITLE, as_of=context.as_of)
        entity = find_entity(context.model, self.tables)
        if entity is None or entity.dataset in context.hidden_datasets():
            return empty
        questions = Questions(entity=entity, until=_last_cutoff(context))
        worth = self._worth_query(entity, context, questions.until)
        seen = self._look(questions, worth, context)
        if seen.customers > MOST_CUSTOMERS:
            why = f"There are {seen.customers:,} customers; up to {MOST_CUSTOMERS:,} are modelled."
            return replace(empty, not_available=(NotAvailable(what=WHAT, why=why),))
        outcome = self._known(seen) or self._fitted(questions, worth, context)
        if outcome is None:
            return replace(empty, not_available=(NotAvailable(what=WHAT, why=IN_THE_MAKING),))
        return tell(outcome, seen.query, seen.answer, empty)

    def _look(self, questions: Questions, worth: Query | None, context: Context) -> "_Seen":
        """How many rows lie behind a model; cheap, and answered from the cache on a warm page."""
        entity = questions.entity
        datasets = [entity.dataset, *(item.dataset for item in entity.activities)]
        datasets += [item.dataset for item in (entity.stay, entity.goodbye) if item is not None]
        counts = [
            Query(expressions=(NamedExpression(name="rows", expression="COUNT(*)", dataset=name),))
            for name in datasets
        ]
        answers = context.ask(counts, as_of=questions.until)
        first = answers[0]
        if isinstance(first, BoardroomError):
            raise first
        found = [item for item in answers if isinstance(item, Result)]
        rows = sum(int(number(item.column("rows")[0]) or 0) for item in found)
        told = [VERSION, questions.until, worth, context.metrics.model_version]
        told += [item.sql for item in found]
        key = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]
        return _Seen(key=key, rows=rows, answer=first, query=counts[0])

    def _known(self, seen: "_Seen") -> Outcome | None:
        text = self.shelf.get(seen.key)
        outcome = outcome_from(text) if text is not None else None
        if outcome is None or abs(seen.rows - outcome.rows) > _DRIFT * max(1, outcome.rows):
            return None
        return outcome

    def _fitted(
        self, questions: Questions, worth: Query | None, context: Context
    ) -> Outcome | None:
        """The outcome of the data as it is now; None when it takes longer than a page waits."""

        def work(stop: Stop) -> str:
            with context.metrics.released().held() as held:
                later = replace(context, metrics=held, stop=stop).for_run()
                seen = self._look(questions, worth, later)
                case = _read_case(questions, worth, later)
            stop.check()
            text = outcome_text(replace(fit_outcome(case), rows=seen.rows))
            stop.check()
            self.shelf.put(seen.key, text)
            return text

        key = repr((CHURN, questions.until, worth, context.principal.id))
        found = self.background.get(key, work, patience_seconds=self.patience_seconds)
        return None if found is None else outcome_from(found)

    def _worth_query(self, entity: Entity, context: Context, until: date) -> Query | None:
        """What each customer brings in a year, by the first metric that says it."""
        for name in (*_YEARLY, *_FLOWS):
            metric = context.model.metric_by_name.get(name)
            if metric is None or not is_money(metric.unit):
                continue
            try:
                facts = self.reader.read(metric)
            except BoardroomError:
                continue
            stands = name in _YEARLY
            if self.reader.reaches(facts, entity.dataset) and (stands or facts.flow):
                first = month_after(until, -1 if stands else -12)
                time_range = f"{first}..{until - timedelta(days=1)}"
                return Query(metrics=(name,), group_by=(entity.reference,), time_range=time_range)
        return None


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What lies behind a model.

    Attributes:
        key: the same for the same cut-off, model and rights.
        answer: the count of customers, as evidence.
    """

    key: str
    rows: int
    answer: Result
    query: Query

    @property
    def customers(self) -> int:
        """How many there are."""
        return int(number(self.answer.column("rows")[0]) or 0)


def _last_cutoff(context: Context) -> date:
    """The first of the last month up to which the data is whole: silence after its end is none."""
    until = context.metrics.data_until(context.as_of)
    day = context.as_of if until is None else min(context.as_of, until + timedelta(days=1))
    return day.replace(day=1)


def _read_case(questions: Questions, worth: Query | None, context: Context) -> Case:
    """What a model is made from, all of one state of the data."""
    asked = questions.all()
    answers = context.ask([*asked, *([worth] if worth is not None else [])], as_of=questions.until)
    return Case(
        entity=questions.entity,
        history=read_history(questions, answers[: len(asked)]),
        worth=_read_worth(worth, answers[-1]) if worth is not None else _UNKNOWN,
        made_on=context.as_of,
    )


def _read_worth(query: Query, answer: Result | BoardroomError) -> Worth:
    if isinstance(answer, BoardroomError):
        return _UNKNOWN
    name = query.metrics[0]
    unit = next(item.unit for item in answer.columns if item.name == name)
    times = _YEARLY.get(name, 1.0)
    pairs: Sequence[tuple[object, float | None]] = [
        (row[0], number(cell)) for row, cell in zip(answer.rows, answer.column(name), strict=True)
    ]
    return Worth(values={key: times * x for key, x in pairs if x is not None}, unit=unit)
