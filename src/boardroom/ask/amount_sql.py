"""Amounts as metrics of the model or as expressions over its fields.

Called by ``ask.query_draft``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from boardroom.ask.cover import Piece
from boardroom.ask.lexicon import Sense, words_of
from boardroom.ask.meaning import Amount, Clause, Condition, How
from boardroom.ask.restriction import restrict
from boardroom.ask.setting import Setting, Unsaid
from boardroom.ask.things import count_metric, field_of, is_mass, row_field, size_field
from boardroom.ask.time_filter import time_filters
from boardroom.ask.unit import agrees, factor, is_currency, is_money
from boardroom.semantic.compiler.dialect import literal
from boardroom.semantic.compiler.expression import parse
from boardroom.semantic.model import EventTime, IntervalTime
from boardroom.semantic.propose.naming import words
from boardroom.semantic.query import Filter, NamedExpression, Predicate

_FUNCTIONS: dict[How, str] = {
    "sum": "SUM({})", "avg": "AVG({})", "median": "MEDIAN({})", "min": "MIN({})",
    "max": "MAX({})", "distinct": "COUNT(DISTINCT {})", "count": "COUNT(DISTINCT {})",
}  # fmt: skip
_WORDS: dict[How, str] = {
    "sum": "total", "avg": "average", "median": "median", "min": "lowest", "max": "highest",
    "distinct": "number of different", "count": "number of different",
}  # fmt: skip
_OF_METRICS: dict[How, tuple[str, ...]] = {
    "sum": ("SUM(", "COUNT("), "count": ("COUNT(",), "avg": ("AVG(",),
}  # fmt: skip
"""What a metric has to be where its aggregate is named: a total of means is none."""
_COUNTED = frozenset({"count", "rows", "distinct", "sum"})
"""What can be said of how many rows there are."""
_MEANS = frozenset({"average", "mean"})
_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


_NUMBERS = frozenset({"Integer", "Decimal", "Float"})
_PLAIN = re.compile(r"[A-Za-z]+(?:[ _][A-Za-z]+)*")
"""Values that may stand in a name."""


class AmountSql:
    """The amounts of one choice of senses."""

    def __init__(self, setting: Setting, chosen: Mapping[Piece, Sense]) -> None:
        self._setting, self._chosen = setting, chosen

    def amount(self, asked: Amount) -> str | NamedExpression:
        """The metric's name, or the expression; how many rows there are is the model's own metric
        where it has one. Raises: Unsaid."""
        if is_currency(asked.unit) and asked.per is None and self._counts(asked):
            asked = replace(asked, how="worth")  # «what we ordered, in dollars»
        if asked.how == "mean":
            asked = self._mean(asked)
        found = self._amount(asked)
        if asked.unit is None or self._is_in(asked, asked.unit, found):
            return found
        return self._converted(asked.unit, found)

    def _mean(self, asked: Amount) -> Amount:
        """What is a mean anyway, or that of single things. Raises: Unsaid: rows are no things."""
        sense = self._chosen[asked.of]
        datasets = self._setting.graph.model.dataset_by_name
        if sense.kind == "field" and len(datasets[sense.dataset].primary_key) != 1:
            raise Unsaid  # «spend on average»: of a day, of a campaign, or of each on each day?
        return replace(asked, how="avg")

    def _converted(self, unit: str, found: str | NamedExpression) -> NamedExpression:
        """How long something takes in another unit. Raises: Unsaid: it is no time."""
        named = self._setting.graph.model.metric_by_name
        own = named[found].unit if isinstance(found, str) else None
        elapsed = found in {item.metric for item in self._setting.ground.durations}
        times = factor(own, unit, elapsed=elapsed)
        if times is None or not isinstance(found, str):
            raise Unsaid
        text = f"{found} * {times.numerator}.0 / {times.denominator}"
        return NamedExpression(name=f"{found}_in_{unit}", expression=text, unit=unit)

    def _counts(self, asked: Amount) -> bool:
        """Whether it is asked how many things there are."""
        sense = self._chosen[asked.of]
        counts = sense.kind == "dataset" or sense.counts is not None
        return counts and asked.how in {"metric", "count", "rows"}

    def _is_in(self, asked: Amount, unit: str, found: str | NamedExpression) -> bool:
        """Whether a number is in a unit; a quotient, what is divided."""
        if asked.per is not None:
            found = self._amount(replace(asked, per=None, clauses=()))
        named = self._setting.graph.model.metric_by_name
        own = named[found].unit if isinstance(found, str) else found.unit
        return agrees(unit, own, currency=self._setting.currency)

    def _amount(self, asked: Amount) -> str | NamedExpression:
        """The number, in whatever unit."""
        if asked.per is not None:
            return self._quotient(asked, asked.per)
        if asked.clauses and any(x.conditions or x.thing for x in asked.clauses):
            raise Unsaid
        sense = self._chosen[asked.of]
        worth = self._worth(asked, sense)
        if worth is not None:
            return worth
        if sense.kind == "metric" and asked.single:
            sense = self._of_rows(sense)
        if sense.kind == "metric":
            self._check_metric(asked, sense)
            return sense.ref
        if sense.kind == "dataset" or asked.how == "rows":
            if asked.how not in _COUNTED:
                raise Unsaid
            return self.rows(sense.dataset)
        if asked.how == "usual":
            return self._usually(asked, sense)
        return self._of_field(asked, sense)

    def _of_rows(self, sense: Sense) -> Sense:
        """What single things have of what a metric adds up. Raises: Unsaid: it does not."""
        ref = row_field(self._setting.graph.model.metric_by_name[sense.ref])
        if ref is None:
            raise Unsaid
        return Sense(kind="field", ref=ref)

    def _usual(self, ref: str) -> str:
        """The one metric that the model makes of a field alone, or its one sum. Raises: Unsaid: it
        has none, or several."""
        made = [item for item in self._made_of(ref) if self._is_plain(item)]
        sums = [item for item in made if self._sql_of(item).startswith("SUM(")]
        found = made if len(made) == 1 else sums
        if len(found) != 1:
            raise Unsaid
        return found[0]

    def _usually(self, asked: Amount, sense: Sense) -> str | NamedExpression:
        """What the model makes of a field; its sum where it only sums some of it or says what lasts
        at a moment. Raises: Unsaid."""
        made = self._made_of(sense.ref)
        sums = [item for item in made if self._sql_of(item).startswith("SUM(")]
        if sums and not any(self._is_plain(item) for item in sums):
            return self._of_field(replace(asked, how="sum"), sense)
        return self._usual(sense.ref)

    def _made_of(self, ref: str) -> list[str]:
        """The metrics that are an aggregate of a field."""
        calls = {f"{how}({ref})".upper() for how in ("SUM", "AVG", "MAX", "MIN", "MEDIAN")}
        metrics = (x for x in self._setting.graph.model.metrics if not x.hidden)
        return [item.name for item in metrics if self._sql_of(item.name) in calls]

    def _sql_of(self, metric: str) -> str:
        return self._setting.graph.model.metric_by_name[metric].expression.sql.upper()

    def _is_plain(self, metric: str) -> bool:
        """Whether a metric is of all rows, and not what lasts at a moment of things that have a day
        of their own."""
        item = self._setting.graph.model.metric_by_name[metric]
        calls = self._setting.expander.metric(metric).calls
        lasts = all(isinstance(call.time, IntervalTime) for call in calls)
        dated = isinstance(self._setting.graph.dataset(calls[0].base).time, EventTime)
        return item.filter is None and not item.window and not (lasts and dated)

    def _worth(self, asked: Amount, sense: Sense) -> str | NamedExpression | None:
        """What things come to: ``how much premium``, ``premium by state``, and not how many there
        are. Raises: Unsaid: they are measured by nothing, or by several things."""
        ref = self._mass(asked, sense)
        if ref is None:
            return None
        try:
            return self._usual(ref)
        except Unsaid:
            field = Sense(kind="field", ref=ref)
            return self._of_field(replace(asked, how="sum"), field)

    def _mass(self, asked: Amount, sense: Sense) -> str | None:
        """The field that things are summed by where they are spoken of as a mass. Raises: Unsaid:
        they are measured by nothing, or by several things."""
        name = sense.counts or (sense.ref if sense.kind == "dataset" else "")
        if not name or asked.how not in {"worth", "metric", "sum"}:
            return None
        dataset = self._setting.graph.model.dataset_by_name[name]
        size = size_field(dataset)
        if asked.how != "worth" and not (size and is_mass(asked.of.text, dataset, size)):
            return None
        if size is None:
            raise Unsaid
        return f"{name}.{size}"

    def adds_up(self, asked: Amount) -> bool:
        """Whether parts of an amount make the whole: a sum or a number of things."""
        sense = self._chosen[asked.of]
        if sense.kind != "metric":
            return asked.how in {"count", "rows", "sum", "distinct"}
        text = self._setting.graph.model.metric_by_name[sense.ref].expression.sql.upper()
        return text.startswith(("SUM(", "COUNT(")) and "/" not in text

    def rows(self, dataset: str) -> str | NamedExpression:
        """How many rows a dataset has."""
        return count_metric(self._setting.kinds.values(), dataset) or NamedExpression(
            name=f"number_of_{dataset}",
            expression="COUNT(*)",
            dataset=dataset,
            unit="count",
        )

    def _check_metric(self, asked: Amount, sense: Sense) -> None:
        metric = self._setting.graph.model.metric_by_name[sense.ref]
        if asked.how == "count" and metric.unit == "count":
            return  # «how many units sold»
        text = metric.expression.sql.upper()
        if asked.how == "count" and "/" in text:
            raise Unsaid  # A rate is no «number of late orders».
        if asked.how == "avg" and words(metric.label or metric.name)[0] in _MEANS:
            return  # A quotient that is called a mean.
        if asked.how != "metric" and not text.startswith(_OF_METRICS.get(asked.how, ())):
            raise Unsaid

    def _of_field(self, asked: Amount, sense: Sense) -> NamedExpression:
        field = field_of(self._setting.graph.model, sense.ref)
        if field.datatype == "Boolean":
            raise Unsaid  # It is true or false of things, and no number of them.
        if field.role == "key" and asked.how not in _COUNTED - {"sum"}:
            raise Unsaid  # The slowest agent has not the highest number.
        if field.temporal and asked.how in {
            "count",
            "distinct",
            "sum",
            "avg",
            "median",
        }:
            raise Unsaid
        ordered = field.temporal or field.datatype in _NUMBERS
        if asked.how in {"min", "max"} and not ordered:
            raise Unsaid  # The last of all names is not the dearest of things.
        how: How = "sum" if asked.how == "count" and field.role == "measure" else asked.how
        counted = how in {"count", "distinct"}
        function, words = _FUNCTIONS.get(how, ""), _WORDS.get(how, "")
        if how == "quantile":
            if asked.quantile is None or field.temporal:
                raise Unsaid
            function = f"QUANTILE_CONT({{}}, {asked.quantile})"
            words = f"p{int(asked.quantile * 100)}"
        return NamedExpression(
            name=f"{words} {field.name}".replace(" ", "_"),
            expression=function.format(sense.ref),
            dataset=sense.dataset,
            unit="count" if counted else field.unit,
        )

    def part(self, asked: Amount, clauses: Sequence[Clause]) -> NamedExpression:
        """Which share of an amount is of rows for which the last clauses hold; the others are said
        of the whole. Raises: Unsaid."""
        conditions = [x for item in clauses for x in item.conditions]
        stated = [item for item in conditions if item.asserted]
        part = stated or conditions
        if len(part) != 1:
            raise Unsaid
        rest = [
            replace(x, times=(), conditions=tuple(y for y in x.conditions if y not in part))
            for x in clauses
        ]
        one = replace(asked, clauses=tuple(replace(item, times=()) for item in clauses))
        found = self._quotient(one, replace(asked, clauses=tuple(rest)))
        return replace(found, name=f"share_of_{self._called(asked)}", unit="percent")

    def part_of_kind(self, asked: Amount, clauses: Sequence[Clause]) -> NamedExpression:
        """``the share of [claims that are open]``: of all of these things. Raises: Unsaid: the
        model does not count them all, or by another time."""
        sense = self._chosen[asked.of]
        whole = self.rows(sense.tallies) if sense.tallies else None
        moments = [x.moment for x in map(self._setting.kinds.get, (sense.ref, str(whole))) if x]
        timed = any(item.times for item in clauses) and len(set(moments)) > 1
        if sense.counts or timed or any(x.thing for x in clauses) or not isinstance(whole, str):
            raise Unsaid
        if self._setting.is_stock(whole) and not self._setting.is_stock(sense.ref):
            raise Unsaid  # Those that ended are no part of those that go on.
        name = f"share_of_{self._called(asked)}"
        return NamedExpression(name=name, expression=f"{sense.ref} / {whole}", unit="percent")

    def _quotient(self, over: Amount, under: Amount) -> NamedExpression:
        base = self.base(over)
        other = self.base(under)
        apart = base != other and not self._setting.graph.paths(base, other)
        if apart and self._is_of_all(over.of):
            raise Unsaid  # «cost per hire» is what hiring costs, and not all there is.
        each = under.how == "distinct" and self._counts(over)  # not «the ratio of all to all»
        if apart and each and self._meet(base, other):
            raise Unsaid  # «products per order» are those in an order, and not all there are.
        over, under = self._alike(over, under)
        above, below = self._call(over, base), self._call(under, base)
        joint = "as_a_percentage_of" if under.whole else "per"
        return NamedExpression(
            name=f"{self._called(over)}_{joint}_{self._called(under)}",
            expression=f"{above} / {below}",
            unit="percent" if under.whole else self._unit_of_each(over, below),
        )

    def _meet(self, one: str, other: str) -> bool:
        """Whether things meet, many with many, in rows that are parts of either: order lines."""
        graph = self._setting.graph
        if graph.paths(other, one):
            return False
        datasets = graph.model.dataset_by_name
        return any(
            set(link.from_columns) < set(datasets[link.from_dataset].primary_key)
            and all(graph.paths(link.from_dataset, name) for name in (one, other))
            for link in graph.model.relationships
            if link.active and link.to_dataset in {one, other}
        )

    def _is_of_all(self, piece: Piece) -> bool:
        """Whether a word is all of what is spent, of which the model knows kinds: ``cost`` beside
        ``device cost``."""
        if self._chosen[piece].kind != "metric":
            return False
        model, said = self._setting.graph.model, set(words_of(piece.text))
        metric = model.metric_by_name[self._chosen[piece].ref]
        spent = [x for x in model.metrics if x.direction == "down" and is_money(x.unit)]
        others = (name for x in spent if x is not metric for name in (x.name, x.title))
        return metric in spent and any(said < set(words_of(_spaced(x))) for x in others)

    def _unit_of_each(self, over: Amount, below: str) -> str | None:
        """The unit of an amount that is divided by how many there are; None where it is none."""
        metrics = self._setting.graph.model.metric_by_name
        sense = self._chosen[over.of]
        counted = below.startswith("COUNT(") or (
            below in metrics and metrics[below].unit == "count"
        )
        unit = metrics[sense.ref].unit if sense.kind == "metric" else None
        return unit if counted and unit not in {"percent", "count"} else None

    def _alike(self, over: Amount, under: Amount) -> tuple[Amount, Amount]:
        """Both sides with what is said of both: behind the second, and not the counterpart of
        what is said of the first. Raises: Unsaid: it may be either."""
        if self._chosen[over.of].ref != self._chosen[under.of].ref:
            return over, under
        above, below = (
            [item for clause in side.clauses for item in clause.conditions]
            for side in (over, under)
        )
        fields = {self._field_of(item) for item in above}
        shared = [item for item in below if self._field_of(item) not in fields]
        if not above or not shared:
            return over, under
        if len(shared) == len(below) and not under.whole:
            raise Unsaid
        first, *rest = over.clauses
        more = replace(first, conditions=(*first.conditions, *shared))
        return replace(over, clauses=(more, *rest)), under

    def _field_of(self, condition: Condition) -> str:
        named = condition.pieces[0] if condition.pieces else condition.field
        if named is None:
            raise Unsaid
        return self._chosen[named].ref

    def _called(self, asked: Amount) -> str:
        """A name for an amount, with the values that say which rows count: ``paid_invoices``."""
        said = [
            self._chosen[piece].value or ""
            for clause in asked.clauses
            for condition in clause.conditions
            if condition.op == "in"
            for piece in condition.pieces
            if piece in self._chosen
        ]
        words = [text.lower().replace(" ", "_") for text in said if _PLAIN.fullmatch(text)]
        return "_".join([*words, self._chosen[asked.of].ref.rpartition(".")[2]])

    def base(self, asked: Amount) -> str:
        """The dataset whose rows an amount is computed from."""
        sense = self._chosen[asked.of]
        return sense.dataset or self._setting.home(sense.ref)

    def _call(self, asked: Amount, base: str) -> str:
        """The aggregate with its conditions."""
        sense = self._chosen[asked.of]
        home = self.base(asked)
        said = restrict(home, asked.clauses, self._chosen, self._setting)
        times = [x for item in said.times for x in time_filters(home, item, self._setting)]
        only = " AND ".join(_sql(item) for item in (*said.filters, *times))
        if sense.kind == "metric" and not only:
            self._check_metric(asked, sense)
            return sense.ref
        text = self._aggregate(asked, sense, base)
        if only and sense.kind == "metric" and parse(text).find(exp.Case, exp.Filter):
            raise Unsaid  # It says already which rows count.
        return f"{text} FILTER (WHERE {only})" if only else text

    def _aggregate(self, asked: Amount, sense: Sense, base: str) -> str:
        model = self._setting.graph.model
        mass = self._mass(asked, sense)
        if mass is not None:
            return f"SUM({mass})"
        if sense.counts:
            sense = Sense(kind="dataset", ref=sense.counts)
            asked = replace(asked, how="count") if asked.how == "metric" else asked
        if sense.kind == "metric":
            metric = model.metric_by_name[sense.ref]
            own = metric.dataset is None
            alone = own and not (metric.filter or metric.inputs or metric.window or metric.offset)
            call = _single_call(metric.expression.sql)
            self._check_metric(asked, sense)
            if not alone or metric.to_date or not call:
                raise Unsaid
            return metric.expression.sql
        if sense.kind == "field":
            return self._of_field(asked, sense).expression
        if asked.how == "distinct" and sense.ref != base:
            return self._behind(base, asked.of, sense.ref)
        keys = model.dataset_by_name[sense.ref].primary_key
        if asked.how not in _COUNTED or len(keys) != 1:
            raise Unsaid
        return f"COUNT({sense.ref}.{keys[0]})"

    def _behind(self, base: str, said: Piece, dataset: str) -> str:
        """How many different things the rows belong to."""
        paths = self._setting.graph.paths(base, dataset)
        count = self.rows(dataset)
        called = [x.ref for x in said.of_kind("metric") if x.tallies == dataset and x.match == 1.0]
        if not paths and len(called) == 1:
            count = called[0]  # Those there are: ``revenue per employee``.
        if not paths and isinstance(count, str):
            return count  # They are counted for themselves: ``ad spend per lead``.
        keys = self._setting.graph.model.dataset_by_name[dataset].primary_key
        if len(paths) != 1 or len(keys) != 1:
            raise Unsaid
        return f"COUNT(DISTINCT {'.'.join((base, *paths[0], keys[0]))})"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _single_call(sql: str) -> bool:
    """Whether an expression is one aggregate call."""
    text = sql.strip().upper()
    return text.count("(") == text.count(")") >= 1 and text.endswith(")") and "/" not in text


def _sql(item: Filter) -> str:
    """A condition as SQL over fields of the model. Raises: Unsaid: it is no plain one."""
    if not isinstance(item, Predicate):
        raise Unsaid
    name = ".".join(f'"{part}"' for part in item.field.split("."))
    values = [literal(value).sql(dialect="duckdb") for value in item.values]
    if item.op in _COMPARISONS:
        return f"{name} {'<>' if item.op == '!=' else item.op} {values[0]}"
    match item.op:
        case "in" | "not_in":
            return f"{name} {'NOT ' * (item.op == 'not_in')}IN ({', '.join(values)})"
        case "between":
            return f"{name} BETWEEN {values[0]} AND {values[1]}"
        case "is_null" | "is_not_null":
            return f"{name} IS {'NOT ' * (item.op == 'is_not_null')}NULL"
        case _:
            raise Unsaid
