"""A live PostgreSQL table with a column of every kind of type is profiled, modelled and asked."""

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import adbc_driver_postgresql.dbapi as postgres
import pytest

from boardroom.data.profile import datatype_of
from boardroom.governance.principal import LOCAL_ADMIN
from boardroom.semantic.query import Query
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

STATEMENTS = (
    "CREATE TYPE integer_mood AS ENUM ('calm', 'angry')",
    "CREATE TYPE date_pair AS (since date, until date)",
    "CREATE DOMAIN euro_price AS money CHECK (VALUE > 0::money)",
    "CREATE DOMAIN net_amount AS numeric(12, 2)",
    "CREATE DOMAIN net_total AS net_amount",
    """CREATE TABLE orders AS SELECT i AS order_id,
       timestamptz '2024-01-01' + i * interval '1 hour' AS ordered_at,
       (i * 1.5 - 30)::numeric::money AS amount, (i * 2.25)::numeric::money::euro_price AS price,
       (i * 1.25)::net_total AS total, (i / 3.0)::numeric AS weight, i * 0.5::float8 AS score,
       '{"a": 1}'::json AS extra, '{"a": 1}'::jsonb AS more, ARRAY[i, 2] AS numbers,
       ARRAY[now()] AS instants, ARRAY[1::money] AS amounts, gen_random_uuid() AS token,
       '10.0.0.1'::inet AS address, '10.0.0.0/8'::cidr AS net, '08:00:2b:01:02:03'::macaddr AS mac,
       i * interval '1 minute' AS duration, '\\x00'::bytea AS picture,
       CASE WHEN i % 3 = 0 THEN 'calm' ELSE 'angry' END::integer_mood AS mood,
       ROW('2024-01-01', '2024-02-01')::date_pair AS pair, daterange('2024-01-01', NULL) AS days,
       int4range(1, 5) AS span, point(1, 2) AS place, B'1' AS flag, B'101'::varbit AS bits,
       'a b'::tsvector AS words, '<a/>'::xml AS page, localtime AS clock, current_time AS clock_tz,
       'x'::"char" AS letter, 'n'::name AS label, i % 2 = 0 AS paid, 1::oid AS object,
       NULL::money AS nothing FROM generate_series(1, 300) AS t(i)""",
)


@pytest.fixture
def workspace(postgres_database: str, tmp_path: Path) -> Iterator[Workspace]:
    with contextlib.closing(postgres.connect(postgres_database)) as connection:
        with connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement)
        connection.commit()
    wanted = NewWorkspace(locations=(postgres_database,), load=False)
    with create_workspace(tmp_path / "live", wanted) as created:
        yield created.workspace


def test_every_proposed_metric_of_every_type_has_an_answer(workspace: Workspace) -> None:
    metrics = workspace.metrics()
    for name in metrics.model.metric_by_name:
        found = metrics.run(Query(metrics=(name,)), principal=LOCAL_ADMIN)
        assert len(found.rows) == 1, name
        assert found.rows[0][0] is not None, name


def test_every_dimension_of_every_type_can_be_grouped_by(workspace: Workspace) -> None:
    fields = workspace.model.dataset_by_name["orders"].fields
    for item in fields:
        if item.datatype != "Opaque":
            query = Query(metrics=("orders",), group_by=(f"orders.{item.name}",))
            assert workspace.query(query).rows, item.name


def test_money_is_an_exact_number(workspace: Workspace) -> None:
    row = workspace.query(Query(metrics=("revenue",))).rows[0]
    assert row == (Decimal("58725.00"),)


def test_what_is_no_number_text_or_date_is_opaque(workspace: Workspace) -> None:
    fields = workspace.model.dataset_by_name["orders"].fields
    kinds = {item.name: item.datatype for item in fields}
    opaque = "extra more numbers instants amounts mac duration picture pair days span place"
    opaque += " flag bits words page object"
    assert {name for name, kind in kinds.items() if kind == "Opaque"} == set(opaque.split())
    assert kinds["mood"] == "String"
    assert kinds["total"] == kinds["price"] == "Decimal"
    assert kinds["ordered_at"] == "DateTimeTz"


def test_a_list_of_moments_is_no_moment() -> None:
    assert datatype_of("TIMESTAMP WITH TIME ZONE[]") == "Opaque"
    assert datatype_of("enum('json','array')") == "String"
