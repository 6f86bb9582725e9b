"""SQL-like filter texts to typed filters: ``region = 'West' and not amount between 3 and 5``.

Owns the small language of ``--filter`` and of filter strings in ``Query`` JSON and model files: SQL
conditions over field references, plus ``contains``, ``starts with`` and ``ends with``. Called by
``semantic.query_json``, the command line and the compiler. Parsing is sqlglot's; this module only
renames three operators in the token list beforehand and turns the tree into ``Filter`` values
afterwards.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from boardroom.errors import QueryError
from boardroom.semantic.query import And, Condition, Filter, Not, Operator, Or, Predicate, Scalar

MAX_LENGTH = 20_000
"""Longest filter text, in characters."""

MAX_DEPTH = 60
"""Deepest nesting of parentheses."""

_SQL = DuckDB()
"""The dialect in which the compiler, too, reads the model's SQL."""

_HINT = (
    "Write conditions such as: region = 'West', amount between 3 and 5, state in ('CA', 'NY'), "
    "name contains 'x', shipped is null, joined with and, or, not and parentheses."
)

_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_FLIPPED: dict[Operator, Operator] = {
    "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip

_TEXT_OPERATORS: dict[type[exp.Expr], Operator] = {
    exp.Glob: "contains", exp.SimilarTo: "starts_with", exp.Overlaps: "ends_with",
}  # fmt: skip
_TEXT_TOKENS = {
    "contains": TokenType.GLOB,
    "starts": TokenType.SIMILAR_TO,
    "ends": TokenType.OVERLAPS,
}
_OWN_WORDS = {"and", "or", "not", "in", "is", "null", "between", "like"}
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER, TokenType.STAR}
_NEGATED: dict[Operator, Operator] = {
    "in": "not_in", "contains": "not_contains", "is_null": "is_not_null",
}  # fmt: skip

_FORBIDDEN = (exp.Query, exp.DDL, exp.DML, exp.Command, exp.Subquery, exp.Exists, exp.Block)
_PLACEHOLDERS = (exp.Placeholder, exp.Parameter, exp.SessionParameter, exp.Star)
_VALUES = (exp.Literal, exp.Null, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe)


class _Unsupported(Exception):
    """The expression is no predicate: the caller falls back to a ``Condition``."""


def parse_filter(text: str) -> Filter:
    """The typed filter that ``text`` says.

    A field against constants becomes a ``Predicate``; fields against each other, arithmetic and
    functions become a ``Condition`` with the SQL. Strings stay strings (an ISO date compares with
    date fields); ``DATE '2017-01-31'`` and a bare ``2017-01-31`` become dates. Whole numbers become
    ``int``, decimal ones ``Decimal``.

    Raises:
        QueryError: the text is empty, is no condition, compares with NULL, or holds an aggregate or
            a subquery; the message has the position of the first wrong character, counted from 1.

    Example:
        >>> parse_filter("amount between 3 and 5")
        Predicate(field='amount', op='between', values=(3, 5))
    """
    if not text.strip():
        raise QueryError("the filter is empty", hint=_HINT)
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the filter has {len(text)} characters, more than {MAX_LENGTH}")
    try:
        tree = _parse(text)
        _refuse_foreign(tree, text)
        return _convert(tree, text)
    except RecursionError as exc:
        raise QueryError(f"the filter {_shown(text)} is nested too deeply", hint=_HINT) from exc


def _parse(text: str) -> exp.Expr:
    try:
        tokens = _marked(_SQL.tokenize(text), text)
        trees = _SQL.parser().parse_into(exp.Condition, tokens, text)
    except TokenError as exc:
        raise QueryError(
            f"the filter {_shown(text)} has a quote that is not closed", hint=_HINT
        ) from exc
    except ParseError as exc:
        raise _parse_error(text, exc) from exc
    tree = trees[0] if trees else None
    if tree is None:
        raise QueryError(f"the filter {_shown(text)} holds no condition", hint=_HINT)
    return tree


def _parse_error(text: str, error: ParseError) -> QueryError:
    details = error.errors[0] if error.errors else {}
    line, column = int(details.get("line") or 1), int(details.get("col") or len(text))
    found = str(details.get("highlight") or "")
    start = max(column - len(found) + 1, 1)
    place = f"character {start}" if line == 1 else f"line {line}, character {start}"
    near = f" at {found!r}" if found else ""
    hint = _HINT
    if (
        found.isidentifier()
        and found.lower() not in _OWN_WORDS
        and _SQL.tokenize(found)[0].token_type is not TokenType.VAR
    ):
        hint = f'{found!r} is a word of SQL; a field of that name is dataset.{found} or "{found}".'
    return QueryError(f"the filter {_shown(text)} is not understood at {place}{near}", hint=hint)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 120 else text[:117] + "...")


def _marked(tokens: list[Token], text: str) -> list[Token]:
    """The tokens, our text operators as operators sqlglot knows, bare dates as date literals."""
    marked: list[Token] = []
    depth = index = 0
    while index < len(tokens):
        token = tokens[index]
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        _check_token(token, text, depth=depth)
        taken, replaced = (
            _bare_date(tokens, index)
            or _field_name(tokens, index)
            or _text_operator(tokens, index)
            or (1, [token])
        )
        marked.extend(replaced)
        index += taken
    return marked


def _check_token(token: Token, text: str, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise QueryError(f"the filter {_shown(text)} is nested more than {MAX_DEPTH} deep")
    if token.token_type is TokenType.SEMICOLON:
        raise QueryError(
            f"the filter {_shown(text)} has a semicolon at character {token.start + 1}", hint=_HINT
        )
    if token.comments:
        raise QueryError(
            f"the filter {_shown(text)} holds a comment",
            hint="Leave it out; texts with -- or /* in them stand in single quotes.",
        )
    if token.token_type in _TEXT_TOKENS.values():
        raise QueryError(
            f"unknown operator {token.text!r} at character {token.start + 1} of {_shown(text)}",
            hint="Use contains, starts with, ends with or like.",
        )


def _text_operator(tokens: list[Token], index: int) -> tuple[int, list[Token]] | None:
    """How many tokens a text operator takes, and the operator put in their place."""
    word = tokens[index].text.lower()
    follower = tokens[index + 1] if index + 1 < len(tokens) else None
    if index == 0 or follower is None or tokens[index].token_type is TokenType.STRING:
        return None
    head, joint, tail = word.partition("_")
    if word == "contains" or (joint and tail == "with"):
        wanted, taken = head, 1
    elif follower.text.lower() == "with":
        wanted, taken, follower = word, 2, tokens[min(index + 2, len(tokens) - 1)]
    else:
        return None
    if wanted not in _TEXT_TOKENS or follower.token_type is not TokenType.STRING:
        return None
    return taken, [_replaced(tokens[index], _TEXT_TOKENS[wanted], word)]


def _field_name(tokens: list[Token], index: int) -> tuple[int, list[Token]] | None:
    """A word of SQL behind a dot is a field's name: ``orders.select``."""
    token = tokens[index]
    after_dot = index > 0 and tokens[index - 1].token_type is TokenType.DOT
    if not after_dot or token.token_type in _NAMES or not token.text.isidentifier():
        return None
    return 1, [_replaced(token, TokenType.IDENTIFIER, token.text)]


def _bare_date(tokens: list[Token], index: int) -> tuple[int, list[Token]] | None:
    """``2017-01-31`` written without quotes: a date, never 2017 minus 1 minus 31."""
    parts = tokens[index : index + 5]
    if [part.token_type for part in parts] != [
        TokenType.NUMBER, TokenType.DASH, TokenType.NUMBER, TokenType.DASH, TokenType.NUMBER,
    ]:  # fmt: skip
        return None
    text = "".join(part.text for part in parts)
    if parts[-1].end - parts[0].start + 1 != len(text) or [len(p.text) for p in parts[::2]] != [
        4,
        2,
        2,
    ]:
        return None
    literal = _replaced(parts[0], TokenType.STRING, text)
    return 5, [_replaced(parts[0], TokenType.DATE, "DATE"), literal]


def _replaced(token: Token, kind: TokenType, text: str) -> Token:
    return Token(kind, text, token.line, token.col, token.start, token.end, token.comments)


def _date(text: str) -> date | None:
    if len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refuse_foreign(tree: exp.Expr, text: str) -> None:
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise QueryError(
                f"the filter {_shown(text)} holds a subquery or statement",
                hint='For related rows use the filter object {"exists": {"dataset": …, "of": …}}.',
            )
        if isinstance(node, _PLACEHOLDERS):
            raise QueryError(
                f"the filter {_shown(text)} holds {node.sql()!r}, which stands for no value",
                hint="Write the field or value itself; texts stand in single quotes.",
            )
        if isinstance(node, exp.AggFunc | exp.Window):
            raise QueryError(
                f"the filter {_shown(text)} holds the aggregate {node.sql()}",
                hint="A filter chooses rows; put conditions on totals under having.",
            )


def _convert(tree: exp.Expr, text: str) -> Filter:
    node = tree.unnest()
    if isinstance(node, exp.And | exp.Or):
        items = tuple(_convert(item, text) for item in node.flatten())
        return And(items=items) if isinstance(node, exp.And) else Or(items=items)
    if isinstance(node, exp.Not):
        return _negated(_convert(node.this, text))
    try:
        return _predicate(node, text)
    except _Unsupported:
        return _condition(node, text)


def _negated(item: Filter) -> Filter:
    if isinstance(item, Predicate) and item.op in _NEGATED:
        return Predicate(field=item.field, op=_NEGATED[item.op], values=item.values)
    return Not(item=item)


def _condition(node: exp.Expr, text: str) -> Condition:
    if isinstance(node, _VALUES):
        raise QueryError(
            f"the filter {_shown(text)} has a value where a condition is expected", hint=_HINT
        )
    if any(isinstance(part, tuple(_TEXT_OPERATORS)) for part in node.walk()):
        raise QueryError(
            f"{_shown(text)} does not compare a field with a text by contains, starts or ends with",
            hint=_HINT,
        )
    return Condition(sql=node.sql(dialect=_SQL))


def _predicate(node: exp.Expr, text: str) -> Predicate:
    for kinds, convert in _CONVERTERS:
        if isinstance(node, kinds):
            return convert(node, text)
    if isinstance(node, exp.Column | exp.Dot):
        return Predicate(field=_reference(node), op="=", values=(True,))
    raise _Unsupported


def _comparison(node: exp.Expr, text: str) -> Predicate:
    op = _COMPARISONS[type(node)]
    left, right = node.this.unnest(), node.expression.unnest()
    if _is_constant(left) and not _is_constant(right):
        left, right, op = right, left, _FLIPPED[op]
    return Predicate(field=_reference(left), op=op, values=(_constant(right, text),))


def _between(node: exp.Expr, text: str) -> Predicate:
    values = (_constant(node.args["low"], text), _constant(node.args["high"], text))
    return Predicate(field=_reference(node.this), op="between", values=values)


def _in(node: exp.Expr, text: str) -> Predicate:
    if not node.expressions:
        raise QueryError(f"the list after in is empty in the filter {_shown(text)}", hint=_HINT)
    values = tuple(_constant(item, text) for item in node.expressions)
    return Predicate(field=_reference(node.this), op="in", values=values)


def _is(node: exp.Expr, _text: str) -> Predicate:
    if not isinstance(node.expression, exp.Null):
        raise _Unsupported
    return Predicate(field=_reference(node.this), op="is_null")


def _text_match(node: exp.Expr, text: str) -> Predicate:
    op = _TEXT_OPERATORS[type(node)]
    return Predicate(field=_reference(node.this), op=op, values=(_constant(node.expression, text),))


def _ilike(node: exp.Expr, _text: str) -> Predicate:
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        raise _Unsupported
    body = str(pattern.this)
    core = body.strip("%")
    if not core or any(mark in core for mark in "%_\\"):
        raise _Unsupported
    shapes: dict[str, Operator] = {
        f"%{core}%": "contains", f"{core}%": "starts_with", f"%{core}": "ends_with",
    }  # fmt: skip
    if body not in shapes:
        raise _Unsupported
    return Predicate(field=_reference(node.this), op=shapes[body], values=(core,))


_CONVERTERS: tuple[tuple[tuple[type[exp.Expr], ...], Callable[[exp.Expr, str], Predicate]], ...] = (
    (tuple(_COMPARISONS), _comparison),
    (tuple(_TEXT_OPERATORS), _text_match),
    ((exp.Between,), _between),
    ((exp.In,), _in),
    ((exp.Is,), _is),
    ((exp.ILike,), _ilike),
)


def _reference(node: exp.Expr) -> str:
    node = node.unnest()
    if not isinstance(node, exp.Column | exp.Dot):
        raise _Unsupported
    parts = node.parts
    if not all(isinstance(part, exp.Identifier) for part in parts):
        raise _Unsupported
    return ".".join(part.name for part in parts)


def _is_constant(node: exp.Expr) -> bool:
    return not any(isinstance(part, exp.Column | exp.Dot) for part in node.walk())


def _constant(node: exp.Expr, text: str) -> Scalar:
    node = node.unnest()
    if isinstance(node, exp.Null):
        raise QueryError(
            f"a comparison with NULL is never true in the filter {_shown(text)}",
            hint="Write «is null» or «is not null».",
        )
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Neg):
        value = _constant(node.this, text)
        if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
            return -value
    if isinstance(node, exp.Literal):
        return str(node.this) if node.is_string else _number(str(node.this))
    if isinstance(node, exp.Cast) and node.to.this is exp.DType.DATE:
        return _date_literal(node.this, text)
    raise _Unsupported


def _number(text: str) -> int | float | Decimal:
    if text.isdigit():
        return int(text)
    return float(text) if "e" in text.lower() else Decimal(text)


def _date_literal(node: exp.Expr, text: str) -> date:
    if not (isinstance(node, exp.Literal) and node.is_string):
        raise _Unsupported
    value = _date(str(node.this))
    if value is None:
        raise QueryError(
            f"{str(node.this)!r} is no date in the filter {_shown(text)}",
            hint="Dates are YYYY-MM-DD.",
        )
    return value
