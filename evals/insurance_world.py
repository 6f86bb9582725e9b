"""The insurance company that the insurance suite asks about: a warehouse of files, a dbt project.

The tables are made here, with a fixed seed; the project in ``insurance/project`` says what they
mean, as a dbt user would have written it. ``insurance_world`` does what a newcomer does: loads the
files, and imports the project as it is. Called by the evaluation and by whoever asks by hand::

    python -c "from evals.insurance_world import *; insurance_world(Path('FOLDER'))"
    boardroom ask "total loss by policy number" -w FOLDER/work
"""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.model_import import import_model
from boardroom.workspace.workspace import Workspace

AS_OF = date(2026, 1, 1)
INSURANCE = Path(__file__).resolve().parent / "insurance"
PROJECT = INSURANCE / "project"

Row = Mapping[str, Any]

_SEED = 11
_BEGIN, _END = date(2023, 1, 1), date(2025, 12, 31)
_POLICIES, _PEOPLE, _AGENTS = 1100, 820, 36
_STATES = (
    ("TX", "Texas", "South", 9), ("FL", "Florida", "South", 8), ("GA", "Georgia", "South", 4),
    ("CA", "California", "West", 10), ("WA", "Washington", "West", 4),
    ("CO", "Colorado", "West", 3),
    ("NY", "New York", "Northeast", 7), ("PA", "Pennsylvania", "Northeast", 5),
    ("MA", "Massachusetts", "Northeast", 3), ("IL", "Illinois", "Midwest", 5),
    ("OH", "Ohio", "Midwest", 4), ("MN", "Minnesota", "Midwest", 2),
)  # fmt: skip
_Line = tuple[str, str, str, int, float, tuple[str, ...]]
_LINES: tuple[_Line, ...] = (
    ("PAU", "Personal Auto", "Personal", 38, 420,
     ("Bodily Injury", "Property Damage", "Collision", "Comprehensive")),
    ("HOM", "Homeowners", "Personal", 27, 610,
     ("Dwelling", "Personal Property", "Personal Liability", "Loss of Use")),
    ("UMB", "Umbrella", "Personal", 6, 260, ("Excess Liability",)),
    ("CAU", "Commercial Auto", "Commercial", 10, 1350,
     ("Bodily Injury", "Property Damage", "Collision")),
    ("CPR", "Commercial Property", "Commercial", 9, 2100,
     ("Building", "Business Property", "Business Interruption")),
    ("GLI", "General Liability", "Commercial", 6, 1700,
     ("Premises Liability", "Products Liability")),
    ("WCO", "Workers Compensation", "Commercial", 4, 2600,
     ("Medical Benefits", "Disability Income")),
)  # fmt: skip
_CATASTROPHES = (
    ("Hurricane Odette", "Hurricane", date(2023, 9, 14), ("FL", "GA")),
    ("Winter Storm Gideon", "Winter Storm", date(2023, 2, 3), ("IL", "OH", "MN")),
    ("Cedar Ridge Wildfire", "Wildfire", date(2024, 8, 20), ("CA", "WA")),
    ("Hurricane Mabel", "Hurricane", date(2024, 10, 2), ("FL", "TX")),
    ("Front Range Hailstorm", "Hail", date(2025, 6, 11), ("CO",)),
    ("Brazos Flood", "Flood", date(2025, 4, 27), ("TX",)),
    ("Tornado Outbreak 7", "Tornado", date(2025, 5, 18), ("IL", "OH", "GA")),
    ("Pine Hollow Wildfire", "Wildfire", date(2025, 9, 5), ()),
)  # fmt: skip
_CAUSES = ("Collision", "Theft", "Water Damage", "Fire", "Wind", "Slip and Fall", "Vandalism")
_FIRST = (
    "Alice", "Brian", "Carmen", "Derek", "Elena", "Felix", "Grace", "Hugo", "Irene", "Jonas",
    "Keiko", "Liam", "Maria", "Noah", "Olga", "Peter", "Rosa", "Samir", "Tara", "Victor",
)  # fmt: skip
_LAST = (
    "Abbott", "Bauer", "Castro", "Dawson", "Eriksen", "Fontaine", "Garcia", "Hayes", "Ibarra",
    "Jensen", "Kowalski", "Lindgren", "Mercer", "Novak", "Okafor", "Pritchard", "Quinn", "Rossi",
    "Schmidt", "Tanaka", "Underwood", "Vasquez", "Whitfield", "Young",
)  # fmt: skip
_TRADES = ("Bakery", "Logistics", "Dental Group", "Roofing", "Foods", "Motors", "Textiles")


@dataclass(kw_only=True)
class Company:
    """The tables in the making; each row is written once its facts are drawn."""

    draw: random.Random = field(default_factory=lambda: random.Random(_SEED))
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: object) -> int:
        """Add a row; its number, which is its key."""
        rows = self.tables.setdefault(table, [])
        rows.append({f"{table}_identifier": len(rows) + 1, **row})
        return len(rows)

    def day(self, first: date, last: date) -> date:
        """A day from the first to the last."""
        return first + timedelta(days=self.draw.randint(0, max(0, (last - first).days)))

    def amount(self, typical: float) -> float:
        """An amount of money around a typical one, never twice the same but by chance."""
        return round(typical * self.draw.lognormvariate(0, 0.45), 2)


@dataclass(frozen=True, kw_only=True)
class Sold:
    """A policy that was sold: what its coverages, premiums and claims go by."""

    policy: int
    state: str
    typical: float
    effective: date
    expiration: date

    @property
    def last(self) -> date:
        """The last day of it that is past."""
        return min(self.expiration, _END)


def make_tables() -> Mapping[str, Sequence[Row]]:
    """All tables of the company by name."""
    company = Company()
    company.tables["state"] = [
        {"state_code": code, "state_name": name, "region": region}
        for code, name, region, _ in _STATES
    ]
    company.tables["line_of_business"] = [
        {"line_of_business_code": code, "line_of_business_name": name, "business_segment": segment}
        for code, name, segment, *_ in _LINES
    ]
    for name, kind, day, _ in _CATASTROPHES:
        company.add("catastrophe", catastrophe_name=name, catastrophe_type=kind, event_date=day)
    _add_parties(company)
    for _ in range(_POLICIES):
        _add_policy(company)
    return company.tables


def _add_parties(company: Company) -> None:
    draw = company.draw
    for number in range(_AGENTS + _PEOPLE):
        person = number < _AGENTS or draw.random() < 0.78
        name = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
        company.add(
            "party",
            party_name=name if person else f"{draw.choice(_LAST)} {draw.choice(_TRADES)}",
            party_type="Person" if person else "Organization",
            state_code=_state(draw),
            date_of_birth=company.day(date(1945, 1, 1), date(2004, 12, 31)) if person else None,
        )


def _state(draw: random.Random) -> str:
    return draw.choices(_STATES, [weight for *_, weight in _STATES])[0][0]


def _add_policy(company: Company) -> None:
    draw = company.draw
    code, _, _, _, typical, coverages = draw.choices(_LINES, [line[3] for line in _LINES])[0]
    effective = company.day(_BEGIN, _END)
    expiration = effective + timedelta(days=182 if code == "PAU" else 365)
    cancelled = company.day(effective, expiration) if draw.random() < 0.11 else None
    if cancelled and cancelled > _END:
        cancelled = None
    status = "Cancelled" if cancelled else "In Force" if expiration > _END else "Expired"
    number = len(company.tables.get("policy", ())) + 1
    state = _state(draw)
    policy = company.add(
        "policy",
        policy_number=f"POL-{effective:%y}-{number:05d}",
        line_of_business_code=code,
        state_code=state,
        policy_status=status,
        distribution_channel=draw.choices(("Independent Agent", "Broker", "Direct"), (6, 2, 3))[0],
        is_renewal=draw.random() < 0.42,
        policy_effective_date=effective,
        policy_expiration_date=expiration,
        cancellation_date=cancelled,
        cancellation_reason=draw.choice(("Non-payment", "Sold Property", "Found Cheaper"))
        if cancelled
        else None,
    )
    sold = Sold(
        policy=policy, state=state, typical=typical, effective=effective, expiration=expiration
    )
    _add_roles(company, sold)
    total = 0.0
    for coverage in draw.sample(coverages, draw.randint(1, len(coverages))):
        total += _add_coverage(company, sold, coverage)
    _add_payments(company, sold, total)


def _add_roles(company: Company, sold: Sold) -> None:
    draw = company.draw
    agent = min(draw.randint(1, _AGENTS), draw.randint(1, _AGENTS))
    parties = [("AG", agent), ("PH", _anyone(draw))]
    if draw.random() < 0.15:
        parties.append(("AI", _anyone(draw)))
    for role, party in parties:
        company.add(
            "agreement_party_role",
            policy_identifier=sold.policy,
            party_identifier=party,
            party_role_code=role,
            role_effective_date=sold.effective,
            role_expiration_date=sold.expiration,
        )


def _anyone(draw: random.Random) -> int:
    """A party that is no agent; some have no policy."""
    return _AGENTS + draw.randint(1, _PEOPLE - 60)


def _add_coverage(company: Company, sold: Sold, name: str) -> float:
    """Add a coverage with its premiums and, of some, a claim; what is to be paid for it."""
    draw = company.draw
    coverage = company.add(
        "policy_coverage_detail",
        policy_identifier=sold.policy,
        coverage_name=name,
        coverage_limit_amount=draw.choice((25, 50, 100, 250, 500, 1000)) * 1000,
        deductible_amount=draw.choice((0, 250, 500, 1000, 2500)),
        coverage_effective_date=sold.effective,
        coverage_expiration_date=sold.expiration,
    )
    written = company.amount(sold.typical)
    _add_premium(company, coverage, ("Written", written), sold.effective)
    if sold.effective == _END:
        return written
    if draw.random() < 0.2:
        change = round(company.amount(sold.typical * 0.15) * draw.choice((-1, 1, 1)), 2)
        _add_premium(
            company, coverage, ("Endorsement", change), company.day(sold.effective, sold.last)
        )
        written += change
    if draw.random() < 0.3:
        _add_claim(company, sold, coverage)
    return written


def _add_premium(company: Company, coverage: int, booked: tuple[str, float], day: date) -> None:
    company.add(
        "premium",
        policy_coverage_detail_identifier=coverage,
        premium_type=booked[0],
        premium_amount=booked[1],
        premium_date=day,
    )


def _add_claim(company: Company, sold: Sold, coverage: int) -> None:
    draw = company.draw
    catastrophe = _catastrophe(draw, sold)
    loss = company.day(sold.effective, sold.last)
    if catastrophe:
        struck = _CATASTROPHES[catastrophe - 1][2]
        loss = min(struck + timedelta(draw.randint(0, 2)), sold.last)
    opened = min(loss + timedelta(days=draw.randint(0, 12)), _END)
    closed: date | None = opened + timedelta(days=int(draw.lognormvariate(3.7, 0.7)) + 1)
    if closed and closed > _END:
        closed = None
    status = draw.choices(("Closed", "Denied"), (8, 1))[0] if closed else "Open"
    number = len(company.tables.get("claim", ())) + 1
    cause = _CATASTROPHES[catastrophe - 1][1] if catastrophe else draw.choice(_CAUSES)
    claim = company.add(
        "claim",
        claim_number=f"CLM-{10000 + number}",
        policy_coverage_detail_identifier=coverage,
        catastrophe_identifier=catastrophe,
        claim_status=status,
        cause_of_loss=cause,
        is_litigated=draw.random() < 0.08,
        loss_date=loss,
        claim_open_date=opened,
        claim_close_date=closed,
    )
    wanted = {"Expense Payment": 0.25, "Expense Reserve": 0.2}
    if status != "Denied":
        wanted |= {"Loss Reserve": 1.5, "Loss Payment": 2.4}
    for kind, size in wanted.items():
        chance = 0.9 if kind.endswith("Payment") or status == "Open" else 0.5
        for _ in range(draw.randint(1, 2)):
            if draw.random() < chance:
                company.add(
                    "claim_amount",
                    claim_identifier=claim,
                    amount_type=kind,
                    claim_amount=company.amount(size * sold.typical),
                    event_date=company.day(opened, closed or _END),
                )


def _catastrophe(draw: random.Random, sold: Sold) -> int | None:
    """One that struck where and while the policy held, of most claims of such policies."""
    struck = [
        number
        for number, (_, _, day, states) in enumerate(_CATASTROPHES, 1)
        if sold.state in states and sold.effective <= day <= sold.last
    ]
    return draw.choice(struck) if struck and draw.random() < 0.7 else None


def _add_payments(company: Company, sold: Sold, total: float) -> None:
    draw = company.draw
    number = draw.choice((1, 2, 4))
    for step in range(number):
        day = sold.effective + timedelta(days=step * 45 + draw.randint(0, 20))
        if day <= _END:
            company.add(
                "premium_payment",
                policy_identifier=sold.policy,
                payment_date=day,
                payment_amount=round(total / number, 2),
                payment_method=draw.choices(("Card", "Bank Transfer", "Check"), (5, 4, 1))[0],
                payment_status=draw.choices(("On Time", "Late", "Returned"), (16, 3, 1))[0],
            )


def insurance_world(folder: Path) -> Workspace:
    """The workspace in ``folder / "work"``, opened; made before unless it is there already."""
    work = folder / "work"
    if not work.is_dir():
        write_tables(folder / "data")
        wanted = NewWorkspace(locations=[str(folder / "data")], name="Insurance")
        with create_workspace(work, wanted, progress=lambda _: None):
            pass
        import_model(work, path=PROJECT, from_format="dbt")
    return Workspace.open(work)


def write_tables(folder: Path) -> None:
    """Write each table as a CSV file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in make_tables().items():
        _write(folder / f"{name}.csv", rows)


def _write(path: Path, rows: Iterable[Row]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0].keys())
        writer.writeheader()
        writer.writerows(listed)


def raw_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """The files as tables, under their names."""
    connection = duckdb.connect()
    for path in sorted((folder / "data").glob("*.csv")):
        connection.execute(f"CREATE TABLE {path.stem} AS FROM read_csv('{path}')")
    connection.execute((INSURANCE / "tables.sql").read_text("utf-8"))
    return connection
