"""Reading names: words of an identifier, singular and plural, field and dataset names, labels.

Used by every part of the proposal; knows spelling, not meaning (that is ``lexicon``).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

ABBREVIATIONS = {
    "acct": "account", "addr": "address", "agmt": "agreement", "amt": "amount",
    "approx": "approximate", "avg": "average", "bal": "balance", "bdate": "birthdate",
    "cat": "category", "cmp": "campaign", "cnt": "count", "ctry": "country", "curr": "current",
    "cust": "customer", "dept": "department", "desc": "description",
    "descr": "description", "disc": "discount",
    "dob": "birthdate", "dow": "weekday", "dt": "date", "emp": "employee", "eng": "english",
    "est": "estimated", "fname": "firstname", "freq": "frequency", "govt": "government",
    "hrs": "hours", "img": "image", "inv": "invoice", "lat": "latitude", "lname": "lastname",
    "lng": "longitude", "lon": "longitude", "loc": "location", "mfr": "manufacturer",
    "mgr": "manager", "mins": "minutes", "mnt": "amount", "mo": "month", "msg": "message",
    "mth": "month", "nbr": "number", "nr": "number", "num": "number",
    "opp": "opportunity", "ord": "order",
    "org": "organisation", "organization": "organisation", "orig": "original", "pct": "percent",
    "perc": "percent", "percentage": "percent", "pmt": "payment", "pr": "price",
    "prc": "price", "prev": "previous",
    "prod": "product", "purch": "purchase", "qtr": "quarter", "qty": "quantity", "rcvd": "received",
    "ref": "reference", "rep": "representative", "secs": "seconds", "sec": "seconds",
    "seq": "sequence", "sts": "status", "subs": "subscription", "termd": "terminated",
    "tkt": "ticket",
    "tot": "total", "trans": "transaction", "trx": "transaction", "txn": "transaction",
    "tx": "transaction", "ts": "timestamp", "usr": "user", "val": "value", "vol": "volume",
    "wk": "week", "yr": "year", "yrs": "years",
}  # fmt: skip
"""Short forms found in column names → the word; meant for single words, not for whole names."""

_GLUED = (
    "id",
    "date",
    "name",
    "code",
    "number",
    "price",
    "amount",
    "key",
    "flag",
    "status",
    "type",
    "of",
)
"""Words often written together with the one before them: ``customerid``, ``orderdate``."""

_WHOLE = frozenset(
    (
        "paid valid invalid grid bid android void avoid covid fluid hybrid solid rapid liquid acid "
        "raid aid said mid kid prepaid unpaid overpaid update candidate mandate rename surname "
        "username nickname filename barcode monkey turkey hockey journey prototype subtype bidcode "
        "guid uuid asteroid steroid lucid humid morbid"
    ).split()
)
_MARKED = 3
"""So many columns at least say that how all begin is no part of their names."""
_SHORT = 5
_SNAKE = re.compile(r"[^0-9A-Za-z]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SQL_WORDS = frozenset(
    (
        "all alter and any as between create cross current_date current_time current_timestamp "
        "current_user distinct drop else except false fetch for from grant having inner insert "
        "intersect into join lateral like localtime localtimestamp not null on or outer qualify "
        "returning revoke rollback select session_user then true union using when where with xor"
    ).split()
)
"""Words of SQL that would have to be quoted wherever a formula or filter names them."""
_SINGULAR_S = ("ss", "us", "is", "news", "series", "gas", "bus", "sales", "as")
_IRREGULAR = {
    "ads": "ad", "ids": "id", "people": "person", "children": "child", "men": "man",
    "women": "woman", "indices": "index", "statuses": "status", "buses": "bus",
    "addresses": "address", "businesses": "business", "movies": "movie", "cookies": "cookie",
    "analyses": "analysis", "media": "media", "data": "data", "taxes": "tax", "boxes": "box",
    "lives": "life", "criteria": "criterion",
}  # fmt: skip
_PLURAL = {singular: plural for plural, singular in _IRREGULAR.items()}


def snake(text: str) -> str:
    """``text`` as a lower-case identifier: ``Order Date``, ``orderDate`` → ``order_date``."""
    spaced = _CAMEL.sub(" ", text.strip().strip("\ufeff"))
    name = _SNAKE.sub("_", spaced).strip("_").lower()
    return _plain(name) if name else "column"


def _plain(name: str) -> str:
    """The name, with a letter before it where SQL would read a number."""
    return f"n_{name}" if name[0].isdigit() else name


def safe_name(name: str) -> str:
    """The name, with a letter before it where SQL would read a number or a word of its own."""
    return f"n_{name}" if name in _SQL_WORDS else _plain(name)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of an identifier: glued words cut, abbreviations written out, lower case."""
    cut = (word for part in snake(text).split("_") for word in _cut(part))
    return tuple(_written_out(word) for word in cut)


def unmarked(name: str, beside: Sequence[str]) -> str:
    """A column's name without the short mark of its table, with which all of them begin:
    ``vn_name`` beside ``vn_id`` and ``vn_city``; nothing where they have none."""
    mark, _, rest = name.partition("_")
    marked = len(beside) >= _MARKED and len(mark) <= _SHORT
    return rest if marked and all(x.startswith(f"{mark}_") for x in beside) else ""


def _written_out(word: str) -> str:
    """A short form as the word it stands for, also in the plural: ``accts``."""
    one = ABBREVIATIONS.get(word.removesuffix("s"))
    many = word not in ABBREVIATIONS and word.endswith("s") and one is not None
    return plural(one) if many and one is not None else ABBREVIATIONS.get(word, word)


def _cut(part: str) -> tuple[str, ...]:
    """A glued word in two: ``customerid`` → customer, id."""
    bare = part.rstrip("0123456789") or part
    digits = part[len(bare) :]
    tail = (digits,) if digits else ()
    if bare in _WHOLE:
        return (bare, *tail)
    for end in _GLUED:
        head = bare[: -len(end)]
        if bare.endswith(end) and len(head) >= (4 if end == "id" else 3):
            return (head, end, *tail)
    return (bare, *tail)


def singular(word: str) -> str:
    """The singular of an English noun; a word that is none stays."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_SINGULAR_S):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def one_of(name: str) -> str:
    """A dataset's name in the singular: ``order_items`` → ``order_item``."""
    parts = name.split("_")
    return "_".join([*parts[:-1], singular(parts[-1])])


def plural(word: str) -> str:
    """The plural of an English noun."""
    if word in _PLURAL:
        return _PLURAL[word]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def singular_words(text: str) -> tuple[str, ...]:
    """Words of an identifier, each in the singular."""
    return tuple(singular(word) for word in words(text))


def label(name: str) -> str:
    """A name as a heading: ``order_id`` → ``Order ID``."""
    text = name.replace("_", " ").strip()
    text = text[:1].upper() + text[1:]
    return re.sub(
        r"\b(id|url|sku|mrr|arr|nrr|grr|crm|nps|cpc|cpm|roas|cac|sla|utm|kpi|cpi)\b",
        _upper,
        text,
        flags=re.I,
    )


def _upper(match: re.Match[str]) -> str:
    return match.group(0).upper()


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """``wanted``, or ``wanted_2``, ``wanted_3``… when it is taken."""
    used = set(taken)
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}_{number}" in used:
        number += 1
    return f"{wanted}_{number}"


NOISE_BEFORE = frozenset(
    "raw stg staging src source dim fct fact tbl table tb vw view public main dbo".split()
)
_NOISE_AFTER = frozenset(
    "dataset data table tbl csv export extract dump sheet sheet1 raw final clean cleaned".split()
)
_FILE_WORDS = frozenset("sample data dataset export extract report file book workbook dump".split())
"""Words of a file's name that stand before a sheet's: «accounting sample data transactions»."""


def dataset_names(
    tables: Sequence[str],
    *,
    countable: frozenset[str],
    phrases: frozenset[tuple[str, ...]] = frozenset(),
) -> dict[str, str]:
    """Short, plural, unique dataset names.

    Args:
        tables: physical names.
        countable: singular nouns that name things (customer, order…): only these become plural.
        phrases: singular words that say what rows are (stock move…): none is taken apart.

    Returns:
        physical name → dataset name; where short ones would meet, longer ones are taken.
    """
    parts = {table: snake(table).split("_") for table in tables}
    bare = _bare(parts, countable, phrases)
    levels = (
        {table: _after_file(words_) for table, words_ in bare.items()},
        {
            table: [w for w in words_ if w not in _FILE_WORDS] or words_
            for table, words_ in bare.items()
        },
        bare,
        parts,
    )
    chosen: dict[str, str] = {}
    for table in sorted(tables, key=lambda name: (len(parts[name]), name)):
        names = [_pluralise(level[table], countable) for level in levels]
        own = (
            name
            for level, name in zip(levels, names, strict=True)
            if _alone(name, level, countable)
        )
        name = next((name for name in own if name not in chosen.values()), names[-1])
        chosen[table] = unique_name(safe_name(name), chosen.values())
    return {table: chosen[table] for table in tables}


def _bare(
    parts: dict[str, list[str]], countable: frozenset[str], phrases: frozenset[tuple[str, ...]]
) -> dict[str, list[str]]:
    """The words of each table without what most share, as long as something shared is left."""
    left = parts
    heads = countable | {phrase[-1] for phrase in phrases}
    openings = {phrase[:2] for phrase in phrases if len(phrase) > 1}
    while True:
        first, last = _shared_ends(left.values(), countable, heads)
        bare = {}
        for table, words_ in left.items():
            opened = tuple(singular(word) for word in words_[:2]) in openings
            bare[table] = _strip(words_, (frozenset() if opened else first, last))
        if bare == left:
            return bare
        left = bare


def _alone(name: str, level: dict[str, list[str]], countable: frozenset[str]) -> bool:
    """Whether no other table would come to the same name."""
    return sum(1 for words_ in level.values() if _pluralise(words_, countable) == name) == 1


def _after_file(parts: list[str]) -> list[str]:
    """What stands behind the last word of a file's name."""
    last = max(
        (number for number, word in enumerate(parts[:-1]) if word in _FILE_WORDS), default=-1
    )
    return parts[last + 1 :]


def _shared_ends(
    names: Iterable[list[str]], countable: frozenset[str], heads: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """First and last words that most of the tables share and that name nothing by themselves.

    Args:
        heads: closing words that say what rows are.
    """
    listed = list(names)
    need = max(2, round(0.6 * len(listed)))
    first = Counter(words_[0] for words_ in listed if len(words_) > 1)
    last = Counter(words_[-1] for words_ in listed if len(words_) > 1)
    return _common(first, need, countable), _common(last, need, heads)


def _common(words_: Counter[str], need: int, countable: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word for word, count in words_.items() if count >= need and singular(word) not in countable
    )


def _strip(parts: list[str], shared: tuple[frozenset[str], frozenset[str]]) -> list[str]:
    """Without shared and meaningless first and last words; never empty."""
    first, last = shared
    left = list(parts)
    while _has_name(left[1:]) and (
        left[0] in NOISE_BEFORE or left[0] in first or left[0].isdigit()
    ):
        left = left[1:]
    while len(left) > 1 and (
        left[-1] in _NOISE_AFTER or left[-1] in last or re.fullmatch(r"v?\d+", left[-1])
    ):
        left = left[:-1]
    return left


def _has_name(parts: list[str]) -> bool:
    """Whether any word is more than a number or version."""
    return any(not re.fullmatch(r"v?\d+", word) for word in parts)


def _pluralise(parts: list[str], countable: frozenset[str]) -> str:
    last = parts[-1]
    return "_".join([*parts[:-1], plural(last) if last in countable else last])
