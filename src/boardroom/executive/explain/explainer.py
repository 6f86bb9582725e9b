"""Why a metric moved, as a ``Report``: the change and whether it is unusual, the tree of its parts
with their effects, the segments that it sits in, what began about then.

The numbers say where a change sits; that one thing caused another is never said. Called by the
workspace; ``boardroom explain`` shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boardroom.agents.context import Context
from boardroom.errors import BoardroomError, NotFoundError, QueryError
from boardroom.executive.explain.event import look_since
from boardroom.executive.explain.formula import numerator_of
from boardroom.executive.explain.metric_tree import Bridge, metric_tree
from boardroom.executive.explain.opening import find_opening
from boardroom.executive.explain.price_mix import split_price
from boardroom.executive.explain.question import Model, Question
from boardroom.executive.explain.segment import Found, dimensions_of, find_segments
from boardroom.executive.explain.shape import shape_of
from boardroom.executive.explain.swing import Swing, measure_swing
from boardroom.executive.explain.tree_value import TreeValues, drivers_of, read_values
from boardroom.executive.explain.what_if import recompute
from boardroom.executive.explain.wording import change_told
from boardroom.executive.explain.wrong_rows import find_wrong
from boardroom.executive.finding import insight_id
from boardroom.executive.key_metric import evidence_from, number
from boardroom.executive.metric_facts import MetricFacts
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import Pack
from boardroom.executive.period_plan import plan_periods
from boardroom.executive.probe import Footprints, page_day, take_footprints
from boardroom.executive.repair import Repair
from boardroom.insight.delta_text import difference
from boardroom.insight.drivers import Driver, Drivers, WhatIf
from boardroom.insight.model import Effect, Insight, KeyMetric, Report
from boardroom.insight.wording import Sentence, assess
from boardroom.semantic.model import Metric, SemanticModel
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.query import Compare, Query
from boardroom.semantic.result import Caveat, Result


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What ``boardroom explain`` asks.

    Attributes:
        metric: its name.
        time_range: as in a ``Query``; None = the last complete period.
        compare: the period before, or the same one a year ago.
        what_if: one input of the tree and what it is to be, such as ``conversion_rate=+10%``.
    """

    metric: str
    time_range: str | None = None
    compare: Compare = "previous_period"
    what_if: str | None = None


@dataclass(frozen=True, kw_only=True)
class Explainer:
    """Explains changes of the metrics of one model.

    Attributes:
        notebook: what need not be worked out twice.
        bridges: stock metric → its flows.
    """

    notebook: Notebook
    bridges: Mapping[str, Bridge]

    def explain(self, asking: Asking, context: Context) -> Report:
        """The report on one change.

        Raises:
            NotFoundError: there is no such metric.
            QueryError: there is no period to speak of, or nothing to compare it with.
        """
        metric = find_metric(context.model, asking.metric)
        facts = self.notebook.reader.read(metric)
        footprints = take_footprints(context, [facts], self.notebook)
        context, time_range = _placed(context, facts, asking, footprints)
        question = Question(
            metric=metric,
            time_range=time_range,
            compare=asking.compare,
            context=context,
            model=Model(context.model, self.notebook.reader),
        )
        repair = Repair(facts=facts, footprints=footprints)
        return _Answer(question, repair, self.bridges).report(asking.what_if)


def find_metric(model: SemanticModel, name: str) -> Metric:
    """The metric. Raises: NotFoundError with the nearest name."""
    known = model.metric_by_name.get(name)
    if known is None:
        raise NotFoundError(
            f"There is no metric {name!r}{did_you_mean(name, model.metric_by_name)}",
            hint="`boardroom model show` lists them.",
        )
    return known


def bridges_of(packs: Sequence[Pack], model: SemanticModel) -> Mapping[str, Bridge]:
    """The bridges that packs draw and whose metrics the model has, by the stock they end in."""
    found = {}
    for pack in packs:
        for view in pack.views:
            names = [name.lstrip("+-") for name in view.metrics]
            if view.kind != "bridge" or any(name not in model.metric_by_name for name in names):
                continue
            flows = tuple((name.lstrip("+-"), name.startswith("-")) for name in view.metrics[1:-1])
            found[names[-1]] = Bridge(flows=flows)
    return found


def _placed(
    context: Context, facts: MetricFacts, asking: Asking, footprints: Footprints
) -> tuple[Context, str]:
    """The day of the work (the day after the data's end, when it ended long ago) and the range."""
    day = page_day(footprints, [facts])
    context = replace(context, as_of=day)
    if asking.time_range is not None:
        return context, asking.time_range
    footprint = footprints.of(facts)
    plan = None
    if footprint is not None:
        activity = footprint.activity
        plan = plan_periods(activity, footprint.rows_per_day, as_of=day, sparse=not facts.flow)
    if plan is None or len(plan.starts) < 2:
        raise QueryError(
            f"{facts.metric.title} has no two complete periods to compare",
            hint="Say which with --range, such as --range 2017-11..2018-02.",
        )
    return context, plan.last_range


class _Answer:
    """One explanation while it is being made."""

    def __init__(self, question: Question, repair: Repair, bridges: Mapping[str, Bridge]) -> None:
        self._question = question
        self._repair = repair
        self._bridges = bridges
        self._sql: dict[str, str] = {}

    def report(self, what_if: str | None) -> Report:
        """The whole."""
        metric = self._question.metric
        query, result = self._change()
        value, previous = self._values(query, result)
        swing = self._swing(result)
        tree = self._tree()
        driver = self._driver(tree, result, value, previous)
        found = self._segments(driver, unusual=swing is not None and not swing.is_usual)
        since = look_since(self._question, result)
        told = change_told(metric, result, value=value, previous=previous, swing=swing)
        wrong = find_wrong(self._repair, result, swing)
        told = wrong.told(told)
        drivers = Drivers(
            tree=driver,
            within_swing=None if swing is None else swing.is_usual,
            segments=found.segments,
            turn=since.turn,
            events=since.events,
            what_if=None if what_if is None else self._what_if(tree, what_if),
            sql=self._sql,
        )
        insight = wrong.in_insight(self._insight(query, result, told, drivers, swing=swing))
        card = wrong.in_card(self._card(query, result, value, previous))
        return Report(
            title=f"Why did {metric.title} move?",
            as_of=self._question.context.as_of,
            key_metrics=(card,),
            insights=(insight,),
            sources=self._question.context.freshness(),
            model_version=result.model_version,
            data_version=result.data_version,
        )

    def _change(self) -> tuple[Query, Result]:
        question = self._question
        query = Query(
            metrics=(question.metric.name,),
            time_range=question.time_range,
            compare=question.compare,
        )
        answer = question.ask(query)
        if isinstance(answer, BoardroomError):
            raise answer
        self._sql["change"] = answer.sql
        return query, answer

    def _values(self, query: Query, result: Result) -> tuple[float, float]:
        """Both values. Raises: QueryError when one is missing, saying why."""
        metric = self._question.metric
        value = number(result.column(metric.name)[0]) if result.rows else None
        previous = number(result.column(f"{metric.name}_previous")[0]) if result.rows else None
        reasons = " ".join(caveat.text for caveat in result.caveats)
        if value is None:
            raise QueryError(
                f"{metric.title} has no value in {query.time_range}. {reasons}".strip(),
                hint="Choose a range with data; `boardroom query` shows which there is.",
            )
        if previous is None:
            word = query.compare or ""
            raise QueryError(
                f"{metric.title} has no value to compare {query.time_range} with "
                f"({word.replace('_', ' ')}). {reasons}".strip(),
                hint="Try --compare previous_period, or a later --range.",
            )
        return value, previous

    def _swing(self, result: Result) -> Swing | None:
        if self._question.compare != "previous_period":
            return None
        return measure_swing(self._question, self._repair, result.period)

    def _tree(self) -> TreeValues | None:
        """The tree with its values; None where its parts cannot be had."""
        question, metric = self._question, self._question.metric
        model = question.model
        opening = None if metric.name in self._bridges else find_opening(question)
        tree = metric_tree(
            model.semantic, model.expander, metric, bridges=self._bridges, opening=opening
        )
        values = read_values(question, tree)
        if values is not None:
            self._sql["tree"] = values.result.sql
        return values

    def _what_if(self, values: TreeValues | None, text: str) -> WhatIf:
        """Raises: QueryError where there is no tree, and as ``recompute``."""
        if values is None or not values.tree.root.terms:
            raise QueryError(
                f"{self._question.metric.title} has no inputs to change",
                hint="--what-if needs a metric made of others, such as a ratio.",
            )
        return recompute(values, text)

    def _driver(
        self, values: TreeValues | None, result: Result, value: float, previous: float
    ) -> Driver:
        """The tree with effects; a single node where its parts cannot be had."""
        metric = self._question.metric
        moved = values.moved() if values is not None else None
        if values is not None and moved is not None:
            driver = drivers_of(values, moved)
            if any(item.priced for item in values.tree.meanings.values()):
                driver = split_price(self._question, values.tree, driver, self._dimensions())
            return driver
        change = value - previous
        unit = result.columns[-1].unit if metric.unit is None else metric.unit
        return Driver(
            label=metric.title, sign="", unit=unit, current=value, previous=previous,
            effect=change, share=1.0 if change else None, metric=metric.name,
        )  # fmt: skip

    def _dimensions(self) -> Mapping[str, str]:
        """The dimensions that split all rows of the metric."""
        question = self._question
        shape = shape_of(question.model.semantic, question.model.expander, question.metric)
        return {} if shape is None else dimensions_of(question, question.metric, shape)

    def _segments(self, driver: Driver, *, unusual: bool) -> Found:
        """Of the metric itself, or of the part that moved it most and can be split; what is
        outside of the dimensions of a part need not be outside of those of the whole."""
        found = find_segments(self._question, self._question.metric, unusual=unusual)
        if found.result is None:
            other = self._part_split(driver, unusual=unusual)
            if other is not None:
                segments = replace(other.segments, why=found.segments.why, outside=False)
                found = replace(other, segments=segments)
        if found.result is not None:
            self._sql["segments"] = found.result.sql
        return found

    def _part_split(self, driver: Driver, *, unusual: bool) -> Found | None:
        """Of the first part that can be split, of those that moved the whole its way: where one
        moved against it says nothing of the whole."""
        question = self._question
        model = question.context.model
        for name in _by_effect(driver):
            found = find_segments(question, model.metric_by_name[name], unusual=unusual)
            if found.result is not None:
                return found
        for part in numerator_of(model, question.metric):
            found = find_segments(question, part, unusual=unusual)
            if found.result is not None and found.segments.total * driver.effect > 0:
                return found
        return None

    def _insight(
        self, query: Query, result: Result, told: Sentence, drivers: Drivers, *, swing: Swing | None
    ) -> Insight:
        metric, change = self._question.metric, drivers.tree.effect
        effect = Effect(value=change)
        if swing is not None:
            usual = swing.test.usual
            effect = Effect(value=change, low=change - usual, high=change + usual)
        return Insight(
            id=insight_id("drivers", metric.name),
            kind="drivers",
            metric=metric.name,
            title=told.title,
            text=told.text,
            numbers=told.numbers,
            evidence=evidence_from(query, result),
            department=metric.department,
            assessment=assess(change, metric.direction),
            uncertainty=told.uncertainty,
            caveats=_distinct(result.caveats),
            p_value=None if swing is None else swing.test.p_value,
            effect=effect,
            drivers=drivers,
        )

    def _card(self, query: Query, result: Result, value: float, previous: float) -> KeyMetric:
        metric = self._question.metric
        unit = result.columns[0].unit or metric.unit
        change, ratio = difference(value, previous, unit)
        return KeyMetric(
            metric=metric.name,
            label=metric.title,
            value=value,
            unit=unit,
            direction=metric.direction,
            evidence=evidence_from(query, result),
            description=metric.description,
            department=metric.department,
            previous=previous,
            change=change,
            change_ratio=ratio,
            assessment=assess(change, metric.direction),
            to_date=not result.period.complete,
            expression=metric.expression.sql,
            owner=metric.owner,
        )


def _by_effect(driver: Driver) -> list[str]:
    """The metrics below the whole that moved it its way, largest effect first."""
    parts = list(driver.parts)
    for part in parts:
        parts.extend(part.parts)
    named = [part for part in parts if part.metric is not None and part.effect * driver.effect > 0]
    named.sort(key=lambda part: -abs(part.effect))
    return list(dict.fromkeys(part.metric for part in named if part.metric is not None))


def _distinct(caveats: Sequence[Caveat]) -> tuple[Caveat, ...]:
    return tuple(dict.fromkeys(caveats))
