"""The business lexicon: which words in a column's name speak of which concept.

Data only. Phrases are singular words in any order; a name carries a phrase when it has all its words. The
first sense whose phrase is carried wins, so special senses stand before general ones. Evidence from the
values (``column``) may overrule what a name says.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from boardroom.semantic.model import Direction
from boardroom.semantic.propose.naming import singular, words

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
"""How a number behaves: money and quantities add up, balances and stocks add up at one moment only, the others average."""


@dataclass(frozen=True, kw_only=True)
class Sense:
    """What a phrase in a column's name says."""

    concept: str
    nature: Nature
    direction: Direction | None
    phrases: tuple[tuple[str, ...], ...]


def _senses(nature: Nature, *rows: tuple[str, str, str]) -> tuple[Sense, ...]:
    arrows: dict[str, Direction | None] = {"+": "up", "-": "down", "": None}
    return tuple(
        Sense(concept=concept, nature=nature, direction=arrows[arrow], phrases=_phrases(text))
        for concept, arrow, text in rows
    )


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


MEASURES: tuple[Sense, ...] = (
    *_senses(
        "level",
        ("fx_rate", "", "fx rate|exchange rate|fx|currency rate"),
        ("target_percent", "", "target percent"),
        ("installments", "", "installment"),
    ),
    *_senses(
        "price",
        (
            "pay_rate",
            "",
            "daily rate|hourly rate|monthly rate|weekly rate|annual rate|pay rate|room rate|adr",
        ),
        (
            "unit_cost",
            "-",
            "unit cost|cost per|cost price|standard cost|cost each|purchase price|cpc|cpm|cost click",
        ),
        (
            "spend_limit",
            "",
            "limit daily|limit monthly|credit limit|minimum purchase|amount limit|limit",
        ),
    ),
    *_senses(
        "ratio",
        ("discount_rate", "", "discount percent|discount rate|percent off|discount ratio"),
        ("conversion_rate", "+", "conversion rate|convert rate"),
        ("click_rate", "+", "click rate|ctr|click through"),
        ("open_rate", "+", "open rate"),
        ("bounce_rate", "-", "bounce rate|bounce"),
        ("exit_rate", "-", "exit rate"),
        ("churn_rate", "-", "churn rate|churn probability|churn risk"),
        ("retention_rate", "+", "retention rate|renewal rate"),
        ("attrition_rate", "-", "attrition rate|turnover rate"),
        (
            "error_rate",
            "-",
            "error rate|defect rate|failure rate|return rate|refund rate|cancel rate|complaint rate",
        ),
        ("late_rate", "-", "late rate|delay rate"),
        ("on_time_rate", "+", "time rate|fill rate|service level|uptime"),
        ("tax_rate", "", "tax rate|vat rate"),
        ("interest_rate", "", "interest rate|apr"),
        ("margin_rate", "+", "margin percent|margin rate|margin ratio|profit percent|profit ratio"),
        ("growth_rate", "+", "growth rate|growth percent|growth"),
        ("salary_increase", "", "percent hike|percent increase|salary hike|percent salary"),
        ("utilisation", "+", "utilization|utilisation|occupancy|capacity used"),
        ("completion", "+", "percent complete|completion rate|percent completed|completion"),
        ("commission_rate", "", "commission rate|commission percent"),
        ("win_rate", "+", "win rate"),
        ("percent", "", "percent|ratio|proportion|probability"),
    ),
    *_senses(
        "salary",
        (
            "salary",
            "",
            "salary|wage|base pay|annual pay|compensation|monthly income|annual income|household income",
        ),
    ),
    *_senses(
        "duration",
        (
            "first_response_time",
            "-",
            "first response time|first response|first reply|response time|time to respond",
        ),
        (
            "resolution_time",
            "-",
            "resolution time|time resolution|resolution hour|resolution minute|time resolve|"
            "resolve time|resolution day|handle time|handling time|time to resolution",
        ),
        (
            "delivery_time",
            "-",
            "delivery time|delivery day|transit time|shipping time|shipping day|day to ship|lead time",
        ),
        (
            "processing_time",
            "-",
            "processing time|process time|processing period|processed time|processing day|"
            "processing hour|cycle time|cycle day|turnaround",
        ),
        ("wait_time", "-", "wait time|waiting time|queue time|hold time"),
        ("delay", "-", "delay|day late|late day|lateness|minute late|overdue"),
        (
            "session_duration",
            "+",
            "session duration|time on site|time spent|watch time|session length|usage duration",
        ),
        ("recency", "-", "recency|day since|month since"),
        (
            "tenure",
            "+",
            "tenure|year at|seniority|month on book|working year|year with|year in|year since|experience",
        ),
        ("overtime", "", "overtime hour"),
        ("duration", "", "duration|elapsed|time elapsed"),
    ),
    *_senses(
        "quantity",
        ("conversions", "+", "conversion"),
        ("impressions", "+", "impression"),
        ("clicks", "+", "click"),
        (
            "sessions",
            "+",
            "session count|visit count|number session|number visit|session|visit|web visit",
        ),
        ("page_views", "+", "page view|pageview"),
    ),
    *_senses(
        "price",
        (
            "unit_price",
            "",
            "unit price|price per|price each|sale price|sales price|list price|selling price|retail price|"
            "msrp|catalog price|price unit|item price",
        ),
        ("price", "", "price|fare|page value"),
    ),
    *_senses(
        "money",
        ("arr", "+", "arr|annual recurring|annual amount|annual contract value|acv"),
        (
            "mrr",
            "+",
            "mrr|monthly recurring|monthly amount|monthly charge|monthly fee|monthly price|monthly revenue",
        ),
        (
            "lifetime_value",
            "+",
            "lifetime value|ltv|clv|total charge|lifetime revenue|lifetime spend",
        ),
        ("profit", "+", "profit|margin|net income|operating income|ebitda|contribution|earning"),
        (
            "deal_value",
            "+",
            "close value|deal value|deal size|deal amount|opportunity amount|opportunity value|"
            "contract value|expected revenue|pipeline value|tcv|opportunity size",
        ),
        ("refund", "-", "refund|chargeback|returned amount|return amount|credit note|refunded"),
        (
            "freight",
            "-",
            "freight|shipping cost|shipping fee|delivery fee|delivery cost|shipping charge|postage|shipping",
        ),
        ("tax", "", "tax|vat|gst"),
        ("discount", "-", "discount|coupon amount|markdown|rebate|promo amount"),
        ("budget", "", "budget|budgeted|planned amount|plan amount|planned cost|planned spend"),
        ("forecast", "", "forecast|forecast amount"),
        ("actual", "", "actual amount|actual spend|actual cost|actual value|actual"),
        ("spend", "-", "spend|spent|ad cost|media cost|campaign cost|advertising cost"),
        ("cost", "-", "cost|expense|expenditure|cogs|overhead"),
        (
            "revenue",
            "+",
            "revenue|sale amount|sales amount|gross sale|gross sales|net sale|net sales|turnover|gmv|sales value|"
            "sales|sale value|billing amount|billed amount|weekly sales|bookings|takings",
        ),
        ("payment", "+", "payment value|payment amount|amount paid|paid amount|payment"),
        ("fee", "", "fee|commission|tip|interest amount|interest paid|premium|bonus|deposit"),
    ),
    *_senses("salary", ("income", "", "income")),
    *_senses("score", ("balance_score", "+", "life balance|work life")),
    *_senses(
        "balance",
        ("balance", "", "balance|outstanding|account balance|closing balance|opening balance"),
    ),
    *_senses(
        "stock",
        ("stock", "", "in stock|stock|on hand|inventory|stock level|on order"),
    ),
    *_senses(
        "score",
        ("satisfaction", "+", "satisfaction|csat|happiness"),
        ("nps", "+", "nps|net promoter"),
        ("engagement", "+", "engagement"),
        ("review_score", "+", "review score|review rating|rating|star"),
        ("performance", "+", "performance score|performance rating|performance|perf score"),
        ("score", "+", "score|grade|index score|quality"),
    ),
    *_senses(
        "level",
        ("age", "", "age"),
        ("reorder_level", "", "reorder level|safety stock|reorder point"),
        ("temperature", "", "temperature|humidity|wind|pressure"),
        ("index", "", "cpi|index|unemployment|inflation|gdp|rank|level|density"),
        (
            "size",
            "",
            "weight|height|width|length|lenght|depth|distance|area|elevation|altitude|speed|span|size|radius|"
            "mile|kilometer|bytes|byte|load|payload|capacity|range|volume cm",
        ),
    ),
    *_senses(
        "quantity",
        ("errors", "-", "error|defect|failure|complaint|bug|return count|incident count|complain"),
        ("absences", "-", "absence|sick day|absent day|leave day"),
        ("seats", "+", "seat|licence|license"),
        ("employees", "", "employee|headcount|staff|fte"),
        ("population", "", "population|inhabitant"),
        ("quantity", "+", "quantity|unit sold|unit|piece|item sold|volume|units"),
        ("purchases", "+", "purchase|order count|number order|number purchase|order|deal purchase"),
        (
            "views",
            "+",
            "view|download|install|signup|lead|registration|share|like|follower|citation|reference",
        ),
    ),
    *_senses(
        "money",
        ("amount", "", "amount|total|value|charge|subtotal|gross|net|debit|credit|dollar"),
    ),
)
"""What measures are called, special before general."""

DURATION_WORDS = {
    "millisecond": "milliseconds", "second": "seconds", "minute": "minutes", "hour": "hours", "day": "days",
    "week": "weeks", "month": "months", "year": "years",
}  # fmt: skip
"""Last resort: a number whose name ends in a unit of time is a duration in it."""

SIZE_WORDS = {
    "g": "g", "kg": "kg", "lb": "lb", "lbs": "lb", "oz": "oz", "cm": "cm", "mm": "mm", "m": "m", "km": "km",
    "mile": "miles", "byte": "bytes", "kb": "kB", "mb": "MB", "gb": "GB", "litre": "litres", "liter": "litres",
    "ml": "ml", "celsius": "°C", "fahrenheit": "°F",
}  # fmt: skip

CURRENCY_CODES = frozenset(
    "usd eur gbp brl aud cad chf cny dkk hkd inr jpy krw mxn nok nzd pln rub sek sgd thb try zar".split()
)
CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "R$": "BRL"}

KEY_WORDS = frozenset(
    "id key code number uuid guid sku hash pk uid no identifier isbn ean barcode tag sequence sequential ordinal".split()
)
"""A name that ends in one of these names a thing instead of measuring it."""

GENERIC_NAMES = frozenset(
    "id key code number name title type status state date description label value uuid guid no country city region "
    "department category email phone month year day gender location priority currency segment channel owner user "
    "source notes note address county".split()
)
"""Names that mean something else in each table: equal generic names are no reason to join."""

CALENDAR_WORDS = frozenset(
    "year month quarter week weekday day hour minute period fiscal season dayofyear weekofyear".split()
)
PLACE_WORDS = frozenset("zip zipcode postal postcode latitude longitude plz geo mcc prefix".split())
CODED_WORDS = frozenset(
    "level group class segment tier type category band grade bucket region browser system zone".split()
)
TEXT_WORDS = frozenset(
    "description comment message note body text feedback remark abstract biography bio summary content detail "
    "details notes reason_text subject resolution".split()
)
PERSON_WORDS = (
    ("first", "name"), ("last", "name"), ("full", "name"), ("firstname",), ("lastname",), ("surname",), ("fullname",),
    ("customer", "name"), ("employee", "name"), ("contact", "name"), ("user", "name"), ("patient", "name"),
    ("student", "name"), ("client", "name"), ("manager", "name"), ("agent", "name"), ("owner", "name"),
    ("guest", "name"), ("member", "name"), ("sales", "agent"), ("sales", "representative"), ("manager",), ("assigned", "to"),
    ("closed", "by"), ("caller",), ("composer",), ("representative", "name"), ("contact", "person"), ("middle", "name"),
)  # fmt: skip
CONTACT_WORDS = {
    "email": "email", "mail": "email", "phone": "phone", "mobile": "phone", "telephone": "phone", "fax": "phone",
    "cell": "phone", "address": "address", "street": "address", "ip": "ip address", "ssn": "national id",
    "passport": "national id", "iban": "bank account", "birthdate": "birth date", "password": "secret",
    "passwd": "secret", "secret": "secret", "username": "name", "nickname": "name",
}  # fmt: skip

TIME_CONCEPTS: tuple[tuple[str, float, str], ...] = (
    ("birth", 0.0, "birthdate|birth|birthday"),
    ("expires", 0.02, "expiry|expiration|warranty|expire|valid until"),
    (
        "promised",
        0.05,
        "estimated|expected|promised|required|due|estimate|deadline|limit|lock|planned|scheduled|target|forecast",
    ),
    (
        "updated",
        0.1,
        "updated|modified|update|loaded|synced|ingested|changed|refreshed|created updated|etl|review last|"
        "last performance",
    ),
    (
        "seen",
        0.15,
        "last login|last seen|last active|last visit|recent|latest|last order|last purchase|last contact|read",
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
        "end|ended|stop|termination|terminated|cancel|cancelled|canceled|cancellation|churn|churned|until|"
        "unsubscribe|deactivated|resign|resignation|leaving|exit|stopped|discontinued",
    ),
    (
        "closed",
        0.6,
        "close|closed|resolved|resolution|won|completed|finished|solved|processed|complete|completion|settled",
    ),
    ("hired", 0.8, "hire|hired|join|joined|joining|onboard|employment"),
    (
        "started",
        0.85,
        "start|started|begin|began|effective|from|activation|activated|subscribed|since",
    ),
    (
        "ordered",
        1.0,
        "order|ordered|purchase|purchased|sale|sold|invoice|invoiced|transaction|booking|booked|payment|"
        "paid|billing|billed|posting|posted|converted|conversion",
    ),
    (
        "opened",
        0.9,
        "opened|open|created|create|creation|submitted|submit|registered|registration|signup|sign|enrolled|"
        "added|requested|raised|engage|engaged|contact|reported|logged|review|written|issued|customer",
    ),
    ("event", 0.95, ""),
)
"""(concept, how well it places a row in time, phrases); the last one is every other moment."""

TRUE_WORDS = ("yes", "y", "true", "t", "1", "1.0")
FALSE_WORDS = ("no", "n", "false", "f", "0", "0.0")

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
    ("solved", "closed|resolved|solved|done|completed|complete"),
    ("processed", "processed|approved|paid"),
    ("declined", "declined|denied|failed|refused"),
    ("active", "active"),
)
"""Values of status columns that mean an outcome."""

SCENARIO_WORDS = frozenset("scenario version type ledger".split())
SCENARIOS: tuple[tuple[str, str], ...] = (
    ("actual", "actual|actuals"),
    ("budget", "budget|budgeted|plan|planned"),
    ("forecast", "forecast|forecasted|outlook|estimate"),
)
"""Values of scenario columns."""

STATEMENTS: tuple[tuple[str, str], ...] = (
    ("income", "revenue|revenues|income|sales|turnover|other income|operating income|other revenue"),
    (
        "expense",
        "expense|expenses|cost|costs|cost of sales|cost of goods sold|cogs|direct costs|directcosts|overhead|overheads|"
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
    """Whether all words of the phrase are among ``have``."""
    return bool(phrase) and all(word in have for word in phrase)


def measure_sense(have: tuple[str, ...]) -> Sense | None:
    """The first sense one of whose phrases the words carry."""
    for sense in MEASURES:
        if any(carries(have, phrase) for phrase in sense.phrases):
            return sense
    return None


def time_concept(have: tuple[str, ...]) -> tuple[str, float]:
    """Which moment the words of a time column name, and how well it places a row in time."""
    for concept, weight, text in TIME_CONCEPTS:
        if any(carries(have, phrase) for phrase in _phrases(text)):
            return concept, weight
    return TIME_CONCEPTS[-1][0], TIME_CONCEPTS[-1][1]


def means(value: str, meanings: tuple[tuple[str, str], ...]) -> str | None:
    """What a value means by a table of meanings (``OUTCOMES``, ``SCENARIOS``)."""
    plain = " ".join(value.lower().replace("_", " ").replace("-", " ").split())
    for name, text in meanings:
        if plain in text.split("|"):
            return name
    return None
