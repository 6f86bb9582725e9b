"""Pack files: YAML, read strictly, every error with ``file:line``. Called by the workspace.

The built-in packs lie beside this module in ``packs/``; those of a workspace in its ``packs/``
folder. Metrics have the keys of a model file.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from boardroom.errors import ModelError
from boardroom.executive.pack import (
    CanonicalField,
    CanonicalTable,
    Check,
    Pack,
    Play,
    PlayWhen,
    TableMapping,
    View,
    ViewKind,
)
from boardroom.insight.model import InsightKind
from boardroom.semantic.model import Direction, Expression, Metric
from boardroom.semantic.model_codec import (
    NAME,
    TEXTS,
    Choice,
    Flag,
    Length,
    ListOf,
    MapOf,
    Number,
    Place,
    Text,
    Wrong,
)
from boardroom.semantic.model_keys import METRIC
from boardroom.semantic.model_record import Key, Record
from boardroom.semantic.problem import raise_errors
from boardroom.semantic.yaml_memory import YamlMemory
from boardroom.semantic.yaml_text import read_yaml

_TEXT = Text()
_HINT = "docs/guide/packs.md shows a whole pack."
_BUILT_IN = Path(__file__).parent / "packs"


def _text(name: str, doc: str, *, required: bool = False) -> Key:
    """A key that holds a text."""
    return Key(name=name, codec=_TEXT, required=required, doc=doc)


def _name(doc: str, *, key: str = "name") -> Key:
    """The key that an item is known by."""
    return Key(name=key, codec=NAME, required=True, doc=doc)


def _texts(name: str, doc: str) -> Key:
    """A key that holds several texts."""
    return Key(name=name, codec=TEXTS, doc=doc)


_IN_EXPRESSIONS = _name("How the pack's expressions call it.")
_ALIASES = _texts("aliases", "Other names it goes by.")

_FIELD = Record(
    noun="canonical field",
    title="CanonicalField",
    make=CanonicalField,
    keys=(
        _IN_EXPRESSIONS,
        _text("description", "What it holds."),
        _ALIASES,
        Key(name="needed", codec=Flag(), doc="A table without it is not this one."),
    ),
)

_TABLE = Record(
    noun="canonical table",
    title="CanonicalTable",
    make=CanonicalTable,
    named=True,
    keys=(
        _IN_EXPRESSIONS,
        _text("description", "What one row is.", required=True),
        _ALIASES,
        Key(name="fields", codec=ListOf(_FIELD), doc="Its fields."),
    ),
)

_CHECK = Record(
    noun="check",
    title="Check",
    make=Check,
    named=True,
    keys=(
        _name("Unique in the pack."),
        _text("table", "The canonical table.", required=True),
        _text("holds", "The condition for every row.", required=True),
        _text("description", "What it means.", required=True),
    ),
)

_DAYS = {"day": 1, "week": 7}


def _play(**values: Any) -> Play:
    """A play; the deadline of a file is a text such as ``2 weeks``."""
    text = values.get("deadline")
    if text is not None:
        number, unit = text.split()
        values["deadline"] = timedelta(days=int(number) * _DAYS[unit.removesuffix("s")])
    return Play(**values)


_PLAY = Record(
    noun="play",
    title="Play",
    make=_play,
    keys=(
        Key(name="metric", codec=NAME, doc="The metric in trouble; none = any."),
        Key(name="kind", codec=Choice(get_args(InsightKind)), doc="The kind of insight."),
        _text("unit", "The metric's unit; `money` = any currency."),
        Key(name="direction", codec=Choice(get_args(Direction)), doc="Where it should go."),
        Key(name="when", codec=Choice(get_args(PlayWhen)), doc="How bad it must be."),
        _text("action", "What to do.", required=True),
        _text("success", "How one will see that it helped."),
        _text("owner", "Who does it."),
        _text(
            "stake",
            "Money at stake per period: arithmetic over metrics and `change`, `value`, `previous`.",
        ),
        Key(
            name="deadline",
            codec=Length(tuple(_DAYS), "a length of time such as '3 days' or '2 weeks'"),
            doc="How long there is to do it.",
        ),
    ),
)


def _view(**values: Any) -> View:
    """A view; numbers of a file are floats, a number of rows is whole."""
    return View(**{**values, "limit": int(values.get("limit", View.limit))})


_VIEW = Record(
    noun="view",
    title="View",
    make=_view,
    keys=(
        _text("title", "Its heading.", required=True),
        Key(name="kind", codec=Choice(get_args(ViewKind)), required=True, doc="What it is."),
        _texts("metrics", "The metrics shown."),
        _texts("by", "Dimensions to split by; the first that exists is taken."),
        _text("table", "The canonical table of the rows."),
        _texts("fields", "The canonical fields to show."),
        _text("where", "Rows that count."),
        _text(
            "order",
            "A canonical field, of a breakdown one of its metrics or `change`; `-` in front = "
            "largest first.",
        ),
        Key(name="limit", codec=Number(), doc="Rows shown."),
    ),
)


def _pack_metric(**values: Any) -> Metric:
    """A metric; without an expression it stands for the model's."""
    return Metric(**{"expression": Expression(sql=""), **values})


_METRIC = replace(
    METRIC,
    make=_pack_metric,
    keys=tuple(
        replace(key, required=False) if key.name == "expression" else key for key in METRIC.keys
    ),
)

_PACK = Record(
    noun="pack",
    title="Pack",
    make=Pack,
    keys=(
        _name("The department, as metrics name it."),
        _text("title", "The department for people.", required=True),
        _text("owner", "Who answers for it."),
        Key(name="tables", codec=ListOf(_TABLE), doc="Canonical tables."),
        Key(name="metrics", codec=ListOf(_METRIC), doc="Metrics in the order of the page."),
        Key(name="checks", codec=ListOf(_CHECK), doc="What must hold for every row."),
        Key(name="playbook", codec=ListOf(_PLAY), doc="What to do, and by when."),
        Key(name="views", codec=ListOf(_VIEW), doc="Tables to look at."),
    ),
)

MAPPING = Record(
    noun="table mapping",
    title="TableMapping",
    make=TableMapping,
    keys=(
        _text("dataset", "The dataset of the model.", required=True),
        Key(
            name="fields",
            codec=MapOf(_TEXT),
            doc="Canonical field: a field of the dataset, or SQL over its fields.",
        ),
    ),
)


def read_pack(text: str | bytes, *, origin: str, memory: YamlMemory | None = None) -> Pack:
    """The pack that one YAML text says.

    Args:
        text: bytes must be UTF-8.
        origin: names it in errors.
        memory: where trees of texts read before are kept.

    Raises:
        ModelError: the text is wrong; the message lists all errors as ``origin:line``.
    """
    file = read_yaml(text, origin=origin, memory=memory)
    raise_errors(file.problems, hint=_HINT)
    place = Place(origin=origin, problems=[])
    if file.root is None or file.root.value is None:
        raise ModelError(f"{origin}: the pack is empty", hint=_HINT)
    pack = None
    with suppress(Wrong):  # the place has every problem
        pack = _PACK.read(file.root, place)
    raise_errors(place.problems, hint=_HINT)
    if not isinstance(pack, Pack):
        raise ModelError(f"{origin}: this is no pack", hint=_HINT)
    return pack


def read_packs(folder: Path, *, memory: YamlMemory | None = None) -> tuple[Pack, ...]:
    """The packs of all ``*.yml`` files in a folder, by file name; none where there is no folder.

    Args:
        folder: where the files are.
        memory: where trees of files read before are kept.

    Raises:
        ModelError: a file is unreadable or wrong.
    """
    files = sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")])
    return tuple(
        read_pack(_content(path), origin=f"packs/{path.name}", memory=memory) for path in files
    )


@cache
def built_in_packs(memory: YamlMemory | None = None) -> tuple[Pack, ...]:
    """The packs that come with Boardroom, in the order of the page."""
    found = {pack.name: pack for pack in read_packs(_BUILT_IN, memory=memory)}
    order = ("sales", "marketing", "finance", "customer", "operations", "people", "market")
    return tuple(replace(found[name], usual=_watched(found[name])) for name in order)


def _watched(pack: Pack) -> frozenset[str]:
    """The metrics for which a pack has thresholds."""
    return frozenset(metric.name for metric in pack.metrics if metric.thresholds)


def join_packs(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Packs of one name made one: what a later one says of an item wins, its new items follow."""
    joined: dict[str, Pack] = {}
    for pack in packs:
        known = joined.get(pack.name)
        joined[pack.name] = pack if known is None else _join(known, pack)
    return tuple(joined.values())


def _join(first: Pack, second: Pack) -> Pack:
    return replace(
        first,
        title=second.title,
        owner=second.owner or first.owner,
        tables=_by_key(first.tables, second.tables, lambda item: item.name),
        metrics=_by_key(first.metrics, second.metrics, lambda item: item.name),
        checks=_by_key(first.checks, second.checks, lambda item: item.name),
        playbook=_by_key(first.playbook, second.playbook, lambda item: item.matter),
        views=_by_key(first.views, second.views, lambda item: item.title),
        usual=first.usual - _watched(second),
    )


_Item = TypeVar("_Item")


def _by_key(
    first: Sequence[_Item], second: Sequence[_Item], key: Callable[[_Item], Hashable]
) -> tuple[_Item, ...]:
    return tuple({key(item): item for item in (*first, *second)}.values())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ModelError(
            f"cannot read the pack {str(path)!r}: {exc.strerror}", hint="Check its permissions."
        ) from exc
