"""The kinds of incidents: which levers they move, which metrics show it, how noisy those are.

Read by ``incident`` (effects and truth) and ``plant`` (segments, windows and sizes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Direction = Literal["up", "down", "none"]
Shares = Mapping[str, float]

REGION: Shares = MappingProxyType(
    {"North America": 0.44, "Europe": 0.31, "Asia Pacific": 0.16, "Latin America": 0.09}
)
SEGMENT: Shares = MappingProxyType({"Small": 0.56, "Mid-Market": 0.32, "Enterprise": 0.12})
PLAN: Shares = MappingProxyType(
    {"Starter": 0.31, "Team": 0.39, "Business": 0.24, "Enterprise": 0.06}
)
CHANNEL: Shares = MappingProxyType(
    {
        "Organic Search": 0.26,
        "Paid Search": 0.2,
        "Paid Social": 0.14,
        "Email": 0.09,
        "Referral": 0.08,
        "Partner": 0.06,
    }
)
PAID: Shares = MappingProxyType({"Paid Search": 0.5, "Paid Social": 0.3, "Partner": 0.16})
SERVICE: Shares = MappingProxyType(
    dict.fromkeys(("auth", "billing", "core-api", "ingestion", "analytics", "web-app"), 1 / 6)
)
TEAM: Shares = MappingProxyType(
    {"Engineering": 0.32, "Sales": 0.2, "Support": 0.14, "Customer Success": 0.11}
)
DEVICE: Shares = MappingProxyType(dict.fromkeys(("Hub", "Scanner", "Gateway", "Sensor Kit"), 1 / 4))
CATEGORY: Shares = MappingProxyType(
    {"technical": 1 / 3, "how-to": 1 / 6, "billing": 1 / 6, "account": 1 / 6}
)
ACCOUNT: Shares = MappingProxyType(
    {"Hosting": 1.0, "Office and Software": 1.0, "Professional Services": 1.0}
)
COMPETITOR: Shares = MappingProxyType(
    dict.fromkeys(("Castellan", "Brightdesk", "Openfield", "Marlowe"), 1.0)
)
FILE: Shares = MappingProxyType(
    {"web_sessions": 1.0, "product_usage": 1.0, "ad_spend": 1.0, "tickets": 1.0}
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A lever and how it moves: its factor becomes 1 + ``weight`` × size, where ``by`` agrees."""

    lever: str
    weight: float
    by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Noise:
    """The unexplained daily deviation of a metric, in the unit of the incident's size.

    √(``level``² + ``spread``² / events): what all events of a day share, and what each has of its
    own. ``events`` is their number per day over all segments, at scale 1 and the end of history.
    """

    level: float = 0.0
    spread: float = 0.0
    events: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of incident.

    Attributes:
        business: False for what must not be reported as news of the business.
        dimensions: what its segment names, with the values to choose from and their shares.
        moves: the levers of the generation.
        metrics: the metrics that show it, with their direction.
        days: the least and greatest number of days.
        sizes: the least and greatest size.
        noise: of the first metric.
        unit: of the size.
        says: what it is, in one sentence.
        place: ``past`` within the last year, ``recent`` within the last month, ``end`` up to the
            last day, ``open`` on the day that is not over.
        yearly: comes back every year.
    """

    business: bool = True
    dimensions: Mapping[str, Shares] = field(default_factory=dict)
    moves: tuple[Move, ...]
    metrics: Mapping[str, Direction]
    days: tuple[int, int]
    sizes: tuple[float, float]
    noise: Noise
    unit: str = "relative change"
    says: str
    place: Literal["past", "recent", "end", "open"] = "past"
    yearly: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "regional_conversion_drop": Kind(
            says="fewer sessions of one region become leads",
            dimensions={"region": REGION},
            moves=(Move(lever="conversion", weight=-1, by=("region",)),),
            metrics={"leads": "down", "conversion_rate": "down"},
            days=(14, 40),
            sizes=(0.06, 0.7),
            noise=Noise(level=0.03, spread=1, events=112),
        ),
        "channel_cac_spike": Kind(
            says="one channel costs more and brings nothing more",
            dimensions={"channel": PAID},
            moves=(Move(lever="spend", weight=1, by=("channel",)),),
            metrics={"ad_spend": "up", "cac": "up"},
            days=(14, 45),
            sizes=(0.04, 1.2),
            noise=Noise(level=0.045),
        ),
        "api_outage": Kind(
            says="one service is down for hours, and customers write",
            dimensions={"service": SERVICE},
            moves=(Move(lever="outage", weight=1, by=("service",)),),
            metrics={"uptime": "down", "error_rate": "up", "tickets": "up"},
            days=(1, 1),
            sizes=(0.1, 0.4),
            noise=Noise(level=0.004),
            unit="share of the day",
        ),
        "churn_cluster": Kind(
            says="customers of one plan in one region leave more often",
            dimensions={"plan": PLAN, "region": REGION},
            moves=(Move(lever="churn", weight=1, by=("plan", "region")),),
            metrics={"churn_rate": "up", "mrr": "down"},
            days=(40, 75),
            sizes=(1.5, 9.0),
            noise=Noise(spread=1, events=0.5),
        ),
        "pricing_error": Kind(
            says="invoices of one plan are lower than the contracts",
            dimensions={"plan": PLAN},
            moves=(Move(lever="price", weight=-1, by=("plan",)),),
            metrics={"revenue": "down"},
            days=(20, 45),
            sizes=(0.05, 0.6),
            noise=Noise(spread=0.75, events=61),
        ),
        "sales_cycle_slowdown": Kind(
            says="deals of one segment take longer in every stage",
            dimensions={"segment": SEGMENT},
            moves=(Move(lever="cycle", weight=1, by=("segment",)),),
            metrics={"sales_cycle_days": "up", "closed_deals": "down"},
            days=(60, 120),
            sizes=(0.15, 1.5),
            noise=Noise(spread=0.35, events=8),
        ),
        "hiring_freeze": Kind(
            says="one team fills fewer openings",
            dimensions={"team": TEAM},
            moves=(Move(lever="hiring", weight=-1, by=("team",)),),
            metrics={"hires": "down", "headcount": "down"},
            days=(60, 120),
            sizes=(0.6, 1.0),
            noise=Noise(spread=1, events=0.3),
        ),
        "stock_out": Kind(
            says="a supplier sends one device late, and orders wait",
            dimensions={"device": DEVICE},
            moves=(Move(lever="supply", weight=1, by=("device",)),),
            metrics={"units_on_hand": "down", "units_backordered": "up", "shipping_days": "up"},
            days=(30, 50),
            sizes=(2.0, 50.0),
            noise=Noise(spread=6.0, events=5),
            unit="days late",
        ),
        "mix_shift": Kind(
            says="sessions of one channel in one region come directly instead; their sum stays",
            dimensions={"region": REGION, "channel": CHANNEL},
            moves=(Move(lever="mix", weight=1, by=("region", "channel")),),
            metrics={"sessions": "none", "channel_share": "down"},
            days=(20, 60),
            sizes=(0.06, 0.7),
            noise=Noise(level=0.06, spread=1, events=1650),
        ),
        "competitor_move": Kind(
            says="a competitor lowers its prices, and one segment is won less often",
            dimensions={"competitor": COMPETITOR, "segment": SEGMENT},
            moves=(
                Move(lever="competitor", weight=-0.5, by=("competitor",)),
                Move(lever="win", weight=-1, by=("segment",)),
            ),
            metrics={"win_rate": "down", "competitor_price": "down"},
            days=(60, 110),
            sizes=(0.2, 0.6),
            noise=Noise(spread=1.65, events=8),
        ),
        "usage_decline": Kind(
            says="fewer people at customers of one segment use the product",
            dimensions={"segment": SEGMENT},
            moves=(Move(lever="usage", weight=-1, by=("segment",)),),
            metrics={"active_users": "down"},
            days=(20, 60),
            sizes=(0.05, 0.5),
            noise=Noise(spread=0.9, events=1100),
        ),
        "support_slowdown": Kind(
            says="tickets of one category wait longer",
            dimensions={"category": CATEGORY},
            moves=(Move(lever="response", weight=1, by=("category",)),),
            metrics={"first_response_time": "up", "resolution_time": "up"},
            days=(14, 45),
            sizes=(0.2, 2.5),
            noise=Noise(spread=1.1, events=55),
        ),
        "payment_delay": Kind(
            says="customers of one region pay later",
            dimensions={"region": REGION},
            moves=(Move(lever="payment_days", weight=1, by=("region",)),),
            metrics={"payment_days": "up", "cash_receipts": "down"},
            days=(30, 75),
            sizes=(0.1, 1.2),
            noise=Noise(spread=0.45, events=61),
        ),
        "cost_overrun": Kind(
            says="one account of the ledger costs more",
            dimensions={"account": ACCOUNT},
            moves=(Move(lever="cost", weight=1, by=("account",)),),
            metrics={"cost": "up", "margin": "down"},
            days=(60, 95),
            sizes=(0.06, 0.6),
            noise=Noise(level=0.06),
        ),
        "satisfaction_drop": Kind(
            says="customers of one segment recommend the company less",
            dimensions={"segment": SEGMENT},
            moves=(Move(lever="mood", weight=-1, by=("segment",)),),
            metrics={"nps": "down"},
            days=(30, 75),
            sizes=(0.1, 0.6),
            noise=Noise(spread=0.9, events=20),
        ),
        "traffic_surge": Kind(
            says="good news: one channel brings more visitors",
            dimensions={"channel": CHANNEL},
            moves=(Move(lever="sessions", weight=1, by=("channel",)),),
            metrics={"sessions": "up", "leads": "up"},
            days=(10, 30),
            sizes=(0.05, 1.0),
            noise=Noise(level=0.04, spread=1, events=1650),
        ),
        "pipeline_gap": Kind(
            business=False,
            says="rows of one file were never loaded",
            dimensions={"file": FILE},
            moves=(Move(lever="kept", weight=-1, by=("file",)),),
            metrics={"rows": "down"},
            days=(1, 3),
            sizes=(1.0, 1.0),
            noise=Noise(level=0.08),
            unit="share of rows",
            place="recent",
        ),
        "late_data": Kind(
            business=False,
            says="the last rows of one file have not arrived yet",
            dimensions={"file": FILE},
            moves=(Move(lever="kept", weight=-1, by=("file",)),),
            metrics={"rows": "down"},
            days=(2, 4),
            sizes=(0.35, 0.8),
            noise=Noise(level=0.08),
            unit="share of rows",
            place="end",
        ),
        "duplicate_load": Kind(
            business=False,
            says="rows of one file were loaded twice",
            dimensions={"file": FILE},
            moves=(Move(lever="repeated", weight=1, by=("file",)),),
            metrics={"rows": "up"},
            days=(1, 2),
            sizes=(1.0, 1.0),
            noise=Noise(level=0.08),
            unit="share of rows",
            place="recent",
        ),
        "seasonal_swing": Kind(
            business=False,
            says="visitors come as in these weeks of every year",
            moves=(Move(lever="sessions", weight=1),),
            metrics={"sessions": "up", "leads": "up"},
            days=(10, 21),
            sizes=(0.15, 0.5),
            noise=Noise(level=0.03, spread=1, events=1650),
            yearly=True,
        ),
        "unfinished_period": Kind(
            business=False,
            says="the day that has only begun is in the sessions already",
            moves=(Move(lever="unfinished", weight=1),),
            metrics={"sessions": "down"},
            days=(1, 1),
            sizes=(1.0, 1.0),
            noise=Noise(level=0.08),
            unit="switch",
            place="open",
        ),
    }
)
