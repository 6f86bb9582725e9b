"""The business lexicon: which words in a column's name speak of which concept.

Data only. Phrases are singular words in any order; a name carries a phrase when it has all its
words. The first sense whose phrase is carried wins, so special senses stand before general ones.
Evidence from the values (``column``) may overrule what a name says.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from boardroom.semantic.model import Direction
from boardroom.semantic.propose.naming import singular, words
from boardroom.semantic.propose.tables import (
    direction_of,
    phrases_of,
    read_table_file,
    text_of,
)

Nature = Literal[
    "money",
    "price",
    "salary",
    "balance",
    "quantity",
    "stock",
    "ratio",
    "score",
    "duration",
    "level",
]
"""How a number behaves: money and quantities add up, balances at one moment, others average."""


@dataclass(frozen=True, kw_only=True)
class Sense:
    """What a phrase in a column's name says."""

    concept: str
    nature: Nature
    direction: Direction | None
    phrases: tuple[tuple[str, ...], ...]


@cache
def measures() -> tuple[Sense, ...]:
    """What measures are called (``senses.toml``), special before general."""
    return tuple(
        Sense(
            concept=text_of(item, "concept"),
            nature=item["nature"],
            direction=direction_of(item),
            phrases=phrases_of(text_of(item, "phrases")),
        )
        for item in read_table_file("senses.toml")["sense"]
    )


DURATION_WORDS = {
    "millisecond": "milliseconds", "ms": "milliseconds", "second": "seconds", "minute": "minutes",
    "hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years",
}  # fmt: skip
"""Last resort: a number whose name ends in a unit of time is a duration in it."""

SIZE_WORDS = {
    "g": "g", "kg": "kg", "lb": "lb", "lbs": "lb", "oz": "oz", "cm": "cm", "mm": "mm", "m": "m",
    "km": "km", "mile": "miles", "byte": "bytes", "kb": "kB", "mb": "MB", "gb": "GB",
    "litre": "litres", "liter": "litres", "ml": "ml", "celsius": "°C", "fahrenheit": "°F",
}  # fmt: skip

CURRENCY_CODES = frozenset(
    (
        "usd eur gbp brl aud cad chf cny dkk hkd inr jpy krw mxn nok nzd pln rub sek sgd "
        "thb try zar"
    ).split()
)
CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "R$": "BRL"}

KEY_WORDS = frozenset(
    (
        "id key code number uuid guid sku hash pk uid no identifier isbn ean barcode tag "
        "sequence sequential ordinal"
    ).split()
)
"""A name that ends in one of these names a thing instead of measuring it."""

GENERIC_NAMES = frozenset(
    "id key code number name title type status state date description label value uuid "
    "guid no country city region "
    "department category email phone month year day gender location priority currency "
    "segment channel owner user "
    "source notes note address county".split()
)
"""Names that mean something else in each table: equal generic names are no reason to join."""

CALENDAR_WORDS = frozenset(
    (
        "year month quarter week weekday day hour minute period fiscal season dayofyear weekofyear"
    ).split()
)
PLACE_WORDS = frozenset("zip zipcode postal postcode latitude longitude plz geo mcc prefix".split())
CODED_WORDS = frozenset(
    (
        "level group class segment tier type category band grade bucket region browser system zone"
    ).split()
)
TEXT_WORDS = frozenset(
    "description comment message note body text feedback remark abstract biography bio "
    "summary content detail "
    "details notes reason_text subject resolution".split()
)
PERSON_WORDS = (
    ("first", "name"), ("last", "name"), ("full", "name"), ("firstname",), ("lastname",),
    ("surname",), ("fullname",), ("customer", "name"), ("employee", "name"), ("contact", "name"),
    ("user", "name"), ("patient", "name"), ("student", "name"), ("client", "name"),
    ("manager", "name"), ("agent", "name"), ("owner", "name"), ("guest", "name"),
    ("member", "name"), ("sales", "agent"), ("sales", "representative"), ("manager",),
    ("assigned", "to"), ("closed", "by"), ("caller",), ("composer",), ("representative", "name"),
    ("contact", "person"), ("middle", "name"),
)  # fmt: skip
CONTACT_WORDS = {
    "email": "email", "mail": "email", "phone": "phone", "mobile": "phone", "telephone": "phone",
    "fax": "phone", "cell": "phone", "address": "address", "street": "address", "ip": "ip address",
    "ssn": "national id", "passport": "national id", "iban": "bank account",
    "birthdate": "birth date", "password": "secret", "passwd": "secret", "secret": "secret",
    "username": "name", "nickname": "name",
}  # fmt: skip

TIME_CONCEPTS: tuple[tuple[str, float, str], ...] = (
    ("birth", 0.0, "birthdate|birth|birthday"),
    ("expires", 0.02, "expiry|expiration|warranty|expire|valid until"),
    (
        "promised",
        0.05,
        "estimated|expected|promised|required|due|estimate|deadline|limit|lock|planned|"
        "scheduled|target|forecast",
    ),
    (
        "updated",
        0.1,
        "updated|modified|update|loaded|synced|ingested|changed|refreshed|created "
        "updated|etl|review last|"
        "last performance",
    ),
    (
        "seen",
        0.15,
        "last login|last seen|last active|last visit|recent|latest|last order|last "
        "purchase|last contact|read",
    ),
    ("responded", 0.3, "response|responded|first reply|answer|answered|reply"),
    (
        "shipped",
        0.4,
        "delivered carrier|shipped|ship|dispatched|dispatch|carrier|shipping|shipment",
    ),
    ("delivered", 0.35, "delivered|delivery|received|arrival|arrived|receipt"),
    ("approved", 0.35, "approved|approval|verified|kyc"),
    (
        "ended",
        0.3,
        "end|ended|stop|termination|terminated|cancel|cancelled|canceled|cancellation|"
        "churn|churned|until|"
        "unsubscribe|deactivated|resign|resignation|leaving|exit|stopped|discontinued",
    ),
    (
        "closed",
        0.6,
        "close|closed|resolved|restored|recovered|repaired|resolution|won|completed|finished|solved|processed|"
        "complete|completion|settled|filled",
    ),
    ("hired", 0.8, "hire|hired|join|joined|joining|onboard|employment"),
    (
        "started",
        0.85,
        "start|started|begin|began|effective|from|activation|activated|subscribed|since|disbursed|"
        "disbursement|originated|origination|granted",
    ),
    (
        "ordered",
        1.0,
        "order|ordered|purchase|purchased|sale|sold|invoice|invoiced|transaction|"
        "booking|booked|payment|"
        "paid|billing|billed|posting|posted|converted|conversion",
    ),
    (
        "opened",
        0.9,
        "opened|open|created|create|creation|submitted|submit|registered|registration|"
        "signup|sign|enrolled|"
        "added|requested|raised|engage|engaged|contact|reported|logged|review|written|"
        "issued|customer",
    ),
    ("event", 0.95, ""),
)
"""(concept, how well it places a row in time, phrases); the last one is every other moment."""

_FIRST_WORDS = frozenset(
    "from start started begin began beginning commence commenced commencement inception effective "
    "since join joined joining entry entered".split()
)
_LAST_WORDS = frozenset(
    (
        "to until till through thru end ended expiry expire expired expiration left lapse exit "
        "exited"
    ).split()
)
_MOMENT_WORDS = frozenset("date day at on time datetime timestamp valid validity".split())

TRUE_WORDS = ("yes", "y", "true", "t", "1", "1.0", "ja")
FALSE_WORDS = ("no", "n", "false", "f", "0", "0.0", "nein")

STATUS_WORDS = frozenset(
    "status stage state outcome result disposition situation resolution".split()
)
"""Columns that tell how something stands."""

OUTCOMES: tuple[tuple[str, str], ...] = (
    ("won", "won|closed won|converted|signed"),
    ("lost", "lost|closed lost|rejected"),
    ("delivered", "delivered"),
    ("cancelled", "cancelled|canceled|voided|void"),
    ("returned", "returned|return|refunded|return pending"),
    ("solved", "closed|resolved|solved|done|completed|complete|filled"),
    ("processed", "processed|approved|paid"),
    ("declined", "declined|denied|failed|refused|disallowed"),
    ("active", "active"),
    ("up", "up|online|healthy|operational|available|passed"),
)
"""Values of status columns that mean an outcome."""

SCENARIO_WORDS = frozenset("scenario version type ledger".split())
SCENARIOS: tuple[tuple[str, str], ...] = (
    ("actual", "actual|actuals"),
    ("budget", "budget|budgeted|plan|planned"),
    ("forecast", "forecast|forecasted|outlook|estimate"),
)
"""Values of scenario columns."""

MOVEMENT_WORDS = frozenset("type kind movement change category event direction reason".split())
MOVEMENTS: tuple[tuple[str, str], ...] = (
    ("new", "new|new business|new customer|new logo|new subscription"),
    ("expansion", "expansion|upgrade|upsell|upsold|upgraded|cross sell"),
    ("contraction", "contraction|downgrade|downsell|downgraded"),
    ("churn", "churn|churned|cancellation|cancelled|canceled|lost"),
    ("reactivation", "reactivation|reactivated|winback|win back|resurrected"),
    (
        "inflow",
        "in|inbound|receipt|received|receive|goods receipt|purchase|restock|credit|deposit|"
        "return|returned|customer return|transfer in|incoming|inflow|top up|production",
    ),
    (
        "outflow",
        "out|outbound|issue|issued|goods issue|sale|sold|shipment|shipped|debit|withdrawal|"
        "transfer out|outgoing|outflow|consumption|scrap|write off|damage|payment",
    ),
)
"""Values of columns that tell what a movement of recurring revenue, stock or money was."""

STATEMENTS: tuple[tuple[str, str], ...] = (
    (
        "income",
        "revenue|revenues|income|sales|turnover|other income|operating income|other revenue",
    ),
    (
        "expense",
        "expense|expenses|cost|costs|cost of sales|cost of goods sold|cogs|direct "
        "costs|directcosts|overhead|overheads|"
        "operating expense|operating expenses|other expense|depreciation",
    ),
    ("asset", "asset|assets|current asset|current assets|fixed asset|fixed assets|bank|inventory"),
    ("liability", "liability|liabilities|current liability|current liabilities|term liability"),
    ("equity", "equity|capital"),
)
"""Classes of accounts in a general ledger."""


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """Singular words of a column's or table's name."""
    return tuple(singular(word) for word in words(name))


def carries(have: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether all words of the phrase are among ``have``; of one that begins with «=», no other."""
    if phrase and phrase[0].startswith("="):
        return have == (phrase[0][1:], *phrase[1:])
    return bool(phrase) and all(word in have for word in phrase)


def measure_sense(have: tuple[str, ...]) -> Sense | None:
    """The first sense one of whose phrases the words carry."""
    for sense in measures():
        if any(carries(have, phrase) for phrase in sense.phrases):
            return sense
    return None


def time_concept(have: tuple[str, ...]) -> tuple[str, float]:
    """Which moment the words of a time column name, and how well it places a row in time."""
    for concept, weight, text in TIME_CONCEPTS:
        if any(carries(have, phrase) for phrase in phrases_of(text)):
            return concept, weight
    return TIME_CONCEPTS[-1][0], TIME_CONCEPTS[-1][1]


def concept_weight(concept: str) -> float:
    """How well a moment of that concept places a row in time."""
    return next(weight for name, weight, _ in TIME_CONCEPTS if name == concept)


def bound_of(have: tuple[str, ...]) -> tuple[str, frozenset[str]] | None:
    """Whether a name tells the ``first`` or ``last`` moment of something, and what else it says."""
    said = frozenset(have)
    rest = said - _FIRST_WORDS - _LAST_WORDS - _MOMENT_WORDS
    if said & _LAST_WORDS:
        return "last", rest
    return ("first", rest) if said & _FIRST_WORDS else None


def named_after(have: tuple[str, ...], table: tuple[str, ...]) -> bool:
    """Whether a moment is called after what the rows of a table are: ``visit_date`` of visits,
    ``read_date`` of readings."""
    bare = tuple(word for word in have if word not in _MOMENT_WORDS)
    done = tuple(f"{word}ing" for word in bare)
    return bool(bare) and table[-1:] in {bare, done}


def means(value: str, meanings: tuple[tuple[str, str], ...]) -> str | None:
    """What a value means by a table of meanings (``OUTCOMES``, ``SCENARIOS``)."""
    plain = " ".join(value.lower().replace("_", " ").replace("-", " ").split())
    for name, text in meanings:
        if plain in text.split("|"):
            return name
    return None
