"""A database queried in place: profile, probe and proposal on a real PostgreSQL."""

import contextlib
from collections.abc import Iterator

import adbc_driver_postgresql.dbapi as postgres
import pytest

from boardroom.data.profile import EngineProbe, profile_tables
from boardroom.data.warehouse.open_engine import open_live_engine
from boardroom.semantic.propose.propose import Proposal, propose_model
from boardroom.settings import Settings

STATEMENTS = (
    """CREATE TABLE customers AS SELECT i AS id, gen_random_uuid() AS token, 'Name ' || i AS name,
       (i % 2 = 0) AS is_vip FROM generate_series(1, 60) AS t(i)""",
    """CREATE TABLE orders AS SELECT i AS order_id, 1 + i % 60 AS customer_id, i * 1.25 AS amount,
       to_char(DATE '2024-01-01' + i % 90, 'DD/MM/YYYY') AS order_date,
       '{"a": 1}'::jsonb AS extra FROM generate_series(1, 300) AS t(i)""",
)


@pytest.fixture
def proposal(postgres_database: str) -> Iterator[Proposal]:
    with contextlib.closing(postgres.connect(postgres_database)) as connection:
        with connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement)
        connection.commit()
    engine = open_live_engine(postgres_database, Settings())
    yield propose_model(profile_tables(engine), EngineProbe(engine), name="shop")
    engine.close()


def test_tables_of_postgres_are_profiled_and_joined_in_place(proposal: Proposal) -> None:
    model = proposal.model
    assert [link.to_dataset for link in model.relationships] == ["customers"]
    assert model.dataset_by_name["orders"].field_by_name["order_date"].datatype == "Date"
    assert {"revenue", "orders", "customers"} <= set(model.metric_by_name)
