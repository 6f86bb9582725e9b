"""What the rows of a table are: orders, order lines, customers, tickets, subscriptions…

Read from the table's name first, then from the columns it has; used for primary keys, time placement,
departments and metric recipes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from boardroom.semantic.propose.lexicon import carries


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A kind of thing that businesses keep tables of.

    Attributes:
        phrases: singular words that name it, in a table's name or a key's name.
        people: whether its rows are persons.
        lasting: whether its rows hold for a while (start to end) rather than happen.
        listed: whether its rows are a list of things that facts point at.
        freshness: age of the newest row at which somebody should ask.
    """

    name: str
    department: str
    phrases: tuple[tuple[str, ...], ...]
    people: bool = False
    lasting: bool = False
    listed: bool = False
    freshness: str | None = None


def _entity(row: str, department: str, phrases: str, *traits: str) -> Entity:
    return Entity(
        name=row,
        department=department,
        phrases=tuple(tuple(phrase.split()) for phrase in phrases.split("|")),
        people="people" in traits,
        lasting="lasting" in traits,
        listed="listed" in traits,
        freshness="2 days" if "daily" in traits else None,
    )


ENTITIES: tuple[Entity, ...] = (
    _entity(
        "order_line",
        "sales",
        "order item|order line|order detail|invoice line|invoice item|invoice detail|line item|"
        "sale item|sale line|order product|basket item|cart item|transaction item|sales item|sales line",
        "daily",
    ),
    _entity(
        "payment", "finance", "payment|payments received|payments made|payout", "daily"
    ),
    _entity("review", "customer", "review|rating|survey|feedback|tip|nps", "daily"),
    _entity(
        "category",
        "product",
        "category translation|translation|category|genre|segment|class",
        "listed",
    ),
    _entity("churn_event", "customer", "churn event|cancellation|churn log"),
    _entity("usage", "product", "feature usage|usage|activity|event log", "daily"),
    _entity("ticket", "customer", "ticket|support|case|incident|complaint|helpdesk|issue", "daily"),
    _entity(
        "subscription",
        "sales",
        "subscription|contract|membership|policy|lease|subscription period",
        "lasting",
    ),
    _entity("opportunity", "sales", "opportunity|pipeline|deal|sales pipeline|closed deal"),
    _entity("lead", "marketing", "lead|mql|prospect|qualified lead"),
    _entity("conversion", "marketing", "conversion"),
    _entity(
        "ad",
        "marketing",
        "ad spend|ad|ads|advertising|marketing spend|marketing cost|media spend|adwords|facebook ad",
    ),
    _entity("campaign", "marketing", "campaign|marketing campaign|promotion|coupon"),
    _entity(
        "session",
        "marketing",
        "session|web session|visit|pageview|online shopper|shopper intention|traffic|clickstream",
    ),
    _entity("budget", "finance", "budget|plan|forecast|target"),
    _entity(
        "ledger",
        "finance",
        "ledger|journal|gl|posting|journal entry|general ledger|accounting|transactions flat",
    ),
    _entity("expense", "finance", "expense|expenditure|cost|spend"),
    _entity("inventory", "operations", "inventory|stock|snapshot|balance|warehouse stock"),
    _entity("shipment", "operations", "shipment|delivery|shipping"),
    _entity("invoice", "finance", "invoice|bill|billing", "daily"),
    _entity("order", "sales", "order|purchase order|sales order|purchase", "daily"),
    _entity(
        "sale",
        "sales",
        "sale|sales|retail|store sale|superstore|receipt|pos|checkout",
        "daily",
    ),
    _entity("gl_account", "finance", "ledger account|gl account|chart of account", "listed"),
    _entity("transaction", "finance", "transaction|transfer", "daily"),
    _entity(
        "employee",
        "people",
        "employee|staff|hr|attrition|worker|personnel|workforce|headcount|hire|salesperson|"
        "hrdataset|sysuser",
        "people",
        "lasting",
        "listed",
    ),
    _entity("sales_team", "sales", "sales team|team|sales agent|sales representative", "listed"),
    _entity("patient", "operations", "patient", "people", "listed"),
    _entity("student", "operations", "student", "people", "listed"),
    _entity(
        "customer",
        "customer",
        "customer|client|shopper|subscriber|guest|member|churn|telco|user",
        "people",
        "listed",
    ),
    _entity("account", "customer", "account|company|organisation|merchant|business", "listed"),
    _entity("supplier", "operations", "supplier|vendor|shipper|carrier|seller", "listed"),
    _entity(
        "product",
        "product",
        "product|item|sku|article|track|menu item|catalog|catalogue|supply|supplies|car|book|movie|film|album",
        "listed",
    ),
    _entity(
        "store",
        "sales",
        "store|shop|branch|outlet|location|office|restaurant|warehouse|depot",
        "listed",
    ),
    _entity("goal", "operations", "goal|objective|okr|project|task"),
    _entity("asset", "operations", "asset|device|equipment|vehicle", "listed"),
    _entity("calendar", "operations", "calendar|date dimension|dim date|date", "listed"),
    _entity(
        "place",
        "operations",
        "geolocation|geography|geographic|city|state|country|region|territory|zip|county",
        "listed",
    ),
    _entity("scenario", "finance", "scenario|version", "listed"),
)
ENTITY_BY_NAME = {entity.name: entity for entity in ENTITIES}

ENTITY_NOUNS = frozenset(
    word for entity in ENTITIES for phrase in entity.phrases if len(phrase) == 1 for word in phrase
) - {"churn", "telco", "retail", "superstore", "attrition", "hr", "gl", "plan", "spend", "cost", "support", "sale", "sales",
     "balance", "date", "target", "pos", "rating", "tip", "nps", "class", "hire", "delivery", "shipping", "headcount"}  # fmt: skip
"""Nouns that name one thing: an integer column called just so is a key."""

COUNTABLE = (ENTITY_NOUNS | frozenset(
    "line detail item event artist playlist type group session visit author paper journal keyword publication city "
    "state river lake mountain employee territory shipper department manager agent feature fare flight airport airline "
    "aircraft note tag message notification vehicle salesperson course instructor program doctor drug treatment "
    "diagnosis tweet post link page room booking trip ride driver agency loan claim".split()
)) - {"inventory", "stock", "traffic", "workforce", "personnel", "staff", "geography", "geolocation", "supplies", "accounting",
     "activity", "usage", "feedback", "pipeline", "hardware", "marketing", "advertising", "ads", "media",
     "translation", "billing", "hrdataset", "sysuser", "forecast", "zip"}  # fmt: skip
"""Nouns that have a plural as a dataset's name."""

_SIGNATURES: tuple[tuple[str, frozenset[str]], ...] = (
    ("subscription", frozenset({"mrr", "started"})),
    ("ticket", frozenset({"resolution_time"})),
    ("order_line", frozenset({"quantity", "unit_price", "#order", "#product"})),
    ("sale", frozenset({"quantity", "unit_price", "#invoice"})),
    ("sale", frozenset({"revenue", "#order"})),
    ("sale", frozenset({"revenue", "#store"})),
    ("ticket", frozenset({"opened", "closed", "@priority"})),
    ("opportunity", frozenset({"deal_value", "@stage"})),
    ("ad", frozenset({"impressions", "clicks"})),
    ("ad", frozenset({"spend", "@campaign"})),
    ("expense", frozenset({"amount", "@department"})),
    ("employee", frozenset({"salary", "@department"})),
    ("employee", frozenset({"hired"})),
    ("customer", frozenset({"mrr", "#customer"})),
    ("session", frozenset({"bounce_rate"})),
    ("ledger", frozenset({"amount", "@account"})),
    ("goal", frozenset({"completion"})),
)
"""Entity by what the columns mean: concepts, ``#`` a key and ``@`` a category with that word."""


def entity_by_name(have: tuple[str, ...]) -> Entity | None:
    """The entity a table's name speaks of: the longest phrase, and of equals the last in the name."""
    best: tuple[tuple[int, int], Entity] | None = None
    for entity in ENTITIES:
        for phrase in entity.phrases:
            if carries(have, phrase):
                rank = (len(phrase), max(have.index(word) for word in phrase))
                if best is None or rank > best[0]:
                    best = (rank, entity)
    return best[1] if best else None


_PEOPLE_WORDS = frozenset("birth birthdate age gender sex marital education income kid teen child spouse dependent partner".split())


_WORK_WORDS = frozenset("employee hire hired salary job termination payroll position attrition overtime".split())


def entity_of_people(columns: Sequence[tuple[str, ...]]) -> Entity | None:
    """Employees or customers when at least three columns are traits of a person."""
    if sum(1 for have in columns if _PEOPLE_WORDS & set(have)) < 3:
        return None
    works = sum(1 for have in columns if _WORK_WORDS & set(have)) >= 2
    return ENTITY_BY_NAME["employee" if works else "customer"]


def entity_by_columns(concepts: frozenset[str]) -> Entity | None:
    """The entity whose signature the columns carry."""
    for name, needed in _SIGNATURES:
        if needed <= concepts:
            return ENTITY_BY_NAME[name]
    return None
