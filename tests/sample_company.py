"""A small sample company as CSV files: an online coffee shop with two years of history.

Deterministic for a seed and an end date. ``boardroom demo`` loads it; tests use it as a known
world.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from boardroom.errors import StorageError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

REGIONS = ("North", "South", "East", "West")
SEGMENTS = ("Consumer", "Office", "Restaurant")
CHANNELS = ("Search", "Social", "E-mail", "Direct", "Partner")
CATEGORIES = {
    "Beans": (14.0, 0.52),
    "Machines": (189.0, 0.66),
    "Accessories": (24.0, 0.45),
    "Gifts": (39.0, 0.5),
}
WEEKDAY_LEVEL = (1.08, 1.02, 1.0, 1.0, 1.12, 0.92, 0.86)
MONTH_LEVEL = (0.94, 0.93, 0.97, 0.98, 0.96, 0.92, 0.88, 0.9, 1.0, 1.04, 1.2, 1.34)


@dataclass(frozen=True, kw_only=True)
class SampleSize:
    """How much to make. One order per ``daily_orders`` and day on average."""

    days: int = 730
    daily_orders: float = 28.0
    customers: int = 2400
    products: int = 48


def write_sample(
    folder: Path, *, until: date, seed: int = 7, size: SampleSize | None = None
) -> tuple[Path, ...]:
    """Write the sample company's CSV files into ``folder``.

    Args:
        folder: made when missing; files of the same names are replaced.
        until: first day without data («today»).
        seed: other seeds give other companies of the same kind.
        size: how much to make.

    Returns:
        The files: customers, products, orders, order_items, ad_spend, web_sessions,
        support_tickets, employees.

    Raises:
        StorageError: the folder cannot be written.
    """
    from pyarrow import csv

    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for name, table in make_sample(until=until, seed=seed, size=size).items():
            path = folder / f"{name}.csv"
            csv.write_csv(table, path)
            paths.append(path)
    except OSError as exc:
        message = f"cannot write the sample company to {str(folder)!r}: {exc.strerror or exc}"
        raise StorageError(
            message, hint="Choose a folder you may write to, with some MB free."
        ) from exc
    return tuple(paths)


def make_sample(
    *, until: date, seed: int = 7, size: SampleSize | None = None
) -> Mapping[str, "pa.Table"]:
    """The sample company's tables by name, as written by ``write_sample``."""
    import numpy as np
    import pyarrow as pa

    size = size or SampleSize()
    rng = np.random.default_rng(seed)
    first = until - timedelta(days=size.days)
    customers = _customers(rng, first=first, size=size)
    products = _products(rng, size=size)
    orders = _orders(rng, first=first, size=size, customers=customers)
    tables = {
        "customers": customers,
        "products": products,
        "orders": orders,
        "order_items": _order_items(rng, orders=orders, products=products),
        "ad_spend": _ad_spend(rng, first=first, size=size),
        "web_sessions": _web_sessions(rng, orders=orders, first=first, size=size),
        "support_tickets": _support_tickets(rng, orders=orders),
        "employees": _employees(rng, first=first, until=until),
    }
    return {name: pa.table(columns) for name, columns in tables.items()}


Columns = dict[str, "np.ndarray | list[object]"]


def _levels(first: date, days: int) -> "np.ndarray":
    import numpy as np

    dates = [first + timedelta(days=offset) for offset in range(days)]
    growth = 1.0 + 0.35 * np.arange(days) / max(days, 1)
    season = np.array([WEEKDAY_LEVEL[day.weekday()] * MONTH_LEVEL[day.month - 1] for day in dates])
    return np.asarray(growth * season)


def _days(first: date, offsets: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.datetime64(first, "D") + offsets.astype("timedelta64[D]")


def _moments(rng: "np.random.Generator", days: "np.ndarray") -> "np.ndarray":
    import numpy as np

    seconds = (
        rng.normal(14.5 * 3600, 3.5 * 3600, len(days)).clip(0, 86_399).astype("timedelta64[s]")
    )
    return np.asarray(days.astype("datetime64[s]") + seconds)


def _customers(rng: "np.random.Generator", *, first: date, size: SampleSize) -> Columns:
    import numpy as np

    number = np.arange(1, size.customers + 1)
    joined = np.sort(rng.integers(-365, size.days, size.customers))
    return {
        "customer_id": np.char.add("C", number.astype(str)),
        "segment": rng.choice(SEGMENTS, size.customers, p=(0.7, 0.22, 0.08)),
        "region": rng.choice(REGIONS, size.customers, p=(0.34, 0.21, 0.18, 0.27)),
        "signup_date": _days(first, joined),
    }


def _products(rng: "np.random.Generator", *, size: SampleSize) -> Columns:
    import numpy as np

    category = np.array(list(CATEGORIES))[np.arange(size.products) % len(CATEGORIES)]
    base = np.array([CATEGORIES[name][0] for name in category])
    share = np.array([CATEGORIES[name][1] for name in category])
    price = np.round(base * rng.uniform(0.6, 1.6, size.products), 2)
    return {
        "product_id": np.char.add("P", np.arange(101, 101 + size.products).astype(str)),
        "product_name": [f"{name} No. {index + 1}" for index, name in enumerate(category)],
        "category": category,
        "list_price": price,
        "unit_cost": np.round(price * share, 2),
    }


def _orders(
    rng: "np.random.Generator", *, first: date, size: SampleSize, customers: Columns
) -> Columns:
    import numpy as np

    counts = rng.poisson(size.daily_orders * _levels(first, size.days))
    day = _days(first, np.repeat(np.arange(size.days), counts))
    total = len(day)
    signup = np.asarray(customers["signup_date"])
    known = np.searchsorted(signup, day, side="right").clip(1, size.customers)
    pick = (known * rng.beta(1.0, 1.6, total)).astype(int)
    ordered = np.sort(_moments(rng, day))
    promised = rng.integers(3, 6, total)
    taken = np.maximum(
        1, promised + rng.choice((-2, -1, 0, 1, 3), total, p=(0.2, 0.4, 0.29, 0.07, 0.04))
    )
    delivered = ordered.astype("datetime64[D]") + taken.astype("timedelta64[D]")
    cancelled = rng.random(total) < 0.03
    last = np.datetime64(first, "D") + np.timedelta64(size.days, "D")
    delivered[cancelled | (delivered >= last)] = np.datetime64("NaT")
    status = np.where(cancelled, "cancelled", np.where(np.isnat(delivered), "shipped", "delivered"))
    return {
        "order_id": np.char.add("O", np.arange(10_001, 10_001 + total).astype(str)),
        "customer_id": np.asarray(customers["customer_id"])[pick],
        "ordered_at": ordered,
        "channel": rng.choice(CHANNELS, total, p=(0.31, 0.22, 0.16, 0.23, 0.08)),
        "status": status,
        "promised_date": ordered.astype("datetime64[D]") + promised.astype("timedelta64[D]"),
        "delivered_date": delivered,
    }


def _order_items(rng: "np.random.Generator", *, orders: Columns, products: Columns) -> Columns:
    import numpy as np

    lines = 1 + rng.poisson(0.9, len(orders["order_id"]))
    order_id = np.repeat(np.asarray(orders["order_id"]), lines)
    total = len(order_id)
    weight = np.linspace(2.0, 0.5, len(products["product_id"]))
    pick = rng.choice(len(weight), total, p=weight / weight.sum())
    price = np.asarray(products["list_price"])[pick]
    quantity = 1 + rng.poisson(0.6, total)
    discount = np.round(
        price * quantity * rng.choice((0.0, 0.05, 0.1, 0.2), total, p=(0.7, 0.12, 0.12, 0.06)), 2
    )
    starts = np.cumsum(lines) - lines
    return {
        "order_id": order_id,
        "line_number": np.arange(total) - np.repeat(starts, lines) + 1,
        "product_id": np.asarray(products["product_id"])[pick],
        "quantity": quantity,
        "unit_price": price,
        "amount": np.round(price * quantity - discount, 2),
        "cost": np.round(np.asarray(products["unit_cost"])[pick] * quantity, 2),
    }


def _ad_spend(rng: "np.random.Generator", *, first: date, size: SampleSize) -> Columns:
    import numpy as np

    paid = CHANNELS[:3]
    level = np.repeat(_levels(first, size.days), len(paid))
    base = np.tile((210.0, 160.0, 35.0), size.days)
    return {
        "spend_date": np.repeat(_days(first, np.arange(size.days)), len(paid)),
        "channel": np.tile(paid, size.days),
        "ad_spend": np.round(base * level * rng.lognormal(0.0, 0.15, len(base)), 2),
    }


def _web_sessions(
    rng: "np.random.Generator", *, orders: Columns, first: date, size: SampleSize
) -> Columns:
    import numpy as np

    day = (
        np.asarray(orders["ordered_at"]).astype("datetime64[D]") - np.datetime64(first, "D")
    ).astype(int)
    channel = np.searchsorted(np.sort(CHANNELS), np.asarray(orders["channel"]))
    bought = np.zeros((size.days, len(CHANNELS)), dtype=int)
    np.add.at(bought, (day, channel), 1)
    sessions = bought + rng.poisson(bought * 28 + 6)
    return {
        "session_date": np.repeat(_days(first, np.arange(size.days)), len(CHANNELS)),
        "channel": np.tile(np.sort(CHANNELS), size.days),
        "sessions": sessions.ravel(),
        "conversions": bought.ravel(),
    }


def _support_tickets(rng: "np.random.Generator", *, orders: Columns) -> Columns:
    import numpy as np

    ordered = np.asarray(orders["ordered_at"])
    chosen = np.flatnonzero(rng.random(len(ordered)) < 0.11)
    waited = rng.integers(3600, 6 * 86_400, len(chosen)).astype("timedelta64[s]")
    opened = ordered[chosen] + waited
    chosen, opened = chosen[opened <= ordered.max()], opened[opened <= ordered.max()]
    total = len(chosen)
    resolved = opened + (rng.lognormal(2.3, 0.8, total) * 3600).astype("timedelta64[s]")
    resolved[resolved > ordered.max()] = np.datetime64("NaT")
    score = rng.choice((1, 2, 3, 4, 5), total, p=(0.05, 0.07, 0.16, 0.34, 0.38))
    return {
        "ticket_id": np.char.add("T", np.arange(1, total + 1).astype(str)),
        "order_id": np.asarray(orders["order_id"])[chosen],
        "opened_at": opened,
        "resolved_at": resolved,
        "priority": rng.choice(("low", "normal", "high"), total, p=(0.3, 0.55, 0.15)),
        "satisfaction_score": score,
    }


def _employees(rng: "np.random.Generator", *, first: date, until: date) -> Columns:
    import numpy as np

    total = 64
    span = (until - first).days
    hired = np.sort(_days(first, rng.integers(-1400, span, total)))
    left = hired + rng.integers(200, 3000, total).astype("timedelta64[D]")
    left[left >= np.datetime64(until, "D")] = np.datetime64("NaT")
    return {
        "employee_id": np.char.add("E", np.arange(1, total + 1).astype(str)),
        "team": rng.choice(("Roastery", "Logistics", "Marketing", "Support", "Office"), total),
        "hire_date": hired,
        "termination_date": left,
        "salary": np.round(rng.normal(52_000, 9_000, total), -2),
    }
