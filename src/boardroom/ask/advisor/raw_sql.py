"""SQL that a language model wrote, where a workspace allows it: checked, run, and labelled.

It passes the read-only guard and its reader's policies like any hand-written statement; besides,
it may hold no number and no text that the question does not. Called by ``consulting``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from boardroom.ask.advisor.ground import Ground
from boardroom.ask.advisor.model_slice import plain_text
from boardroom.ask.advisor.scope import Scope
from boardroom.ask.answer import Answer, Reading, run_answer
from boardroom.errors import GuardError
from boardroom.semantic.query import Query
from boardroom.semantic.result import Caveat, Result

NOT_FROM_MODEL = "not from the semantic model"
CONFIDENCE = 0.25

_ALWAYS = frozenset({Decimal(0), Decimal(1), Decimal(100)})
_FORMATS = frozenset("year quarter month week day hour minute second dow isodow".split())
_TABLE = re.compile(r"[\w.]+\Z")
_ALIAS = re.compile(r"[a-z_]{1,40}\Z")


def tables_of(scope: Scope) -> list[dict[str, object]]:
    """The tables behind what is in sight, with the columns that are fields as they are."""
    return [
        {
            "table": plain_text(item.source),
            "columns": {
                plain_text(one.expression.sql): f"{item.name}.{one.name}"
                for one in item.fields
                if _ALIAS.match(one.expression.sql.lower())
            },
        }
        for item in scope.datasets
        if _TABLE.match(item.source)
    ]


def check_literals(sql: str, ground: Ground, scope: Scope) -> None:
    """Raises: GuardError: a statement holds what the question does not say, or reads no table."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        tree = parse_one(sql, read="duckdb")
    except SqlglotError as exc:
        raise GuardError("this is not one SELECT that can be read") from exc
    if tree.find(exp.Table) is None:
        raise GuardError("the statement reads no table")
    for item in tree.find_all(exp.Alias):
        if not _ALIAS.match(item.alias):
            raise GuardError("columns are named in lower case, without digits")
    known = set(_known_values(scope))
    for literal in tree.find_all(exp.Literal):
        text = str(literal.this)
        if not (text in known or _is_said(text, ground, is_text=bool(literal.is_string))):
            raise GuardError(f"{plain_text(text)!r} is not in the question")


def _known_values(scope: Scope) -> Iterator[str]:
    if scope.values_shown:
        for dataset in scope.datasets:
            for item in dataset.fields:
                yield from item.values if item.pii is None else ()


def _is_said(text: str, ground: Ground, *, is_text: bool) -> bool:
    if is_text:
        days = {day.isoformat() for pair in ground.ranges for day in pair if day is not None}
        return text.lower() in _FORMATS or ground.says(text.strip("%")) or text[:10] in days
    try:
        return Decimal(text) in ground.numbers | _ALWAYS
    except ArithmeticError:
        return False


def sql_answer(question: str, result: Result, *, model: str) -> Answer:
    """The rows of a statement, with what a reader must know of them."""
    text = (
        f"Not from the semantic model: SQL that the language model {model} wrote. The model's "
        "definitions, units and checks do not hold for it."
    )
    others = tuple(item for item in result.caveats if item.kind != "raw_sql")
    label = Reading(words="", meaning=f"{NOT_FROM_MODEL}: SQL by {model}", editable=False)
    found = run_answer(question, Query(), replace(result, caveats=others), reading=[label])
    caveat = Caveat(kind="raw_sql", text=text)
    return replace(found, query=None, caveats=(caveat,), confidence=CONFIDENCE)
