"""dbt semantic models become ours: keys, fields, aggregations, metrics, filters; both spellings."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardroom.errors import ModelError
from boardroom.semantic.check import check_model
from boardroom.semantic.compiler.compile import Compiler
from boardroom.semantic.context import CompileContext, Coverage
from boardroom.semantic.dbt import DbtImport, import_dbt
from boardroom.semantic.model import AiContext, EventTime, MetricInput, SnapshotTime
from boardroom.semantic.model_file import dump_model, parse_model
from boardroom.semantic.query import Query

LEGACY = """
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    config: {meta: {owner: sales}}
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
      - {name: region, type: foreign, expr: "lower(region)"}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: shipped_at, type: time, type_params: {time_granularity: day}}
      - {name: status, type: categorical, expr: state}
    measures:
      - {name: orders, agg: sum, expr: 1}
      - {name: rows, agg: count, expr: "*"}
      - {name: paid, agg: count, expr: paid_at}
      - {name: revenue, agg: sum, expr: amount, create_metric: true}
      - {name: buyers, agg: count_distinct, expr: customer_id}
      - {name: mean, agg: average, expr: amount}
      - {name: middle, agg: median, expr: amount}
      - {name: least, agg: min, expr: amount}
      - {name: most, agg: max, expr: amount}
      - {name: p95, agg: percentile, expr: amount, agg_params: {percentile: 0.95}}
      - {name: d95, agg: percentile, expr: amount,
         agg_params: {percentile: 0.95, use_discrete_percentile: true}}
      - {name: late, agg: sum_boolean, expr: shipped_at > promised_at}
      - {name: shipped, agg: sum, expr: amount, agg_time_dimension: shipped_at}
  - name: customers
    model: source('crm', 'customers')
    entities:
      - {name: customer, type: primary, expr: id}
    dimensions:
      - {name: tier, type: categorical}
  - name: balances
    model: balances
    defaults: {agg_time_dimension: day}
    entities:
      - {name: account, type: primary, expr: row_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: day, type: time, type_params: {time_granularity: day}}
    measures:
      - name: balance
        agg: sum
        expr: amount
        non_additive_dimension: {name: day, window_choice: max, window_groupings: [customer]}
      - name: first_balance
        agg: sum
        expr: amount
        non_additive_dimension: {name: day, window_choice: min, window_groupings: [customer]}
metrics:
  - {name: orders, type: simple, type_params: {measure: orders}}
  - name: gold_orders
    type: simple
    type_params:
      measure: {name: orders, filter: "{{ Dimension('order__status') }} = 'paid'"}
    filter: "{{ Dimension('customer__tier') }} = 'gold'"
  - name: filled
    type: simple
    type_params: {measure: {name: mean, fill_nulls_with: 0}}
  - name: filled_sum
    type: simple
    type_params: {measure: {name: revenue, fill_nulls_with: 0, join_to_timespine: true}}
  - name: basket
    type: ratio
    type_params: {numerator: revenue, denominator: orders}
  - name: gold_share
    type: ratio
    type_params:
      numerator: {name: orders, filter: "{{ Dimension('customer__tier') }} = 'gold'"}
      denominator: orders
  - name: growth
    type: derived
    type_params:
      expr: now / before - 1
      metrics:
        - {name: revenue, alias: now}
        - {name: revenue, alias: before, offset_window: 14 days}
  - name: since_month
    type: derived
    type_params:
      expr: revenue - start_of_month
      metrics:
        - revenue
        - {name: revenue, alias: start_of_month, offset_to_grain: month}
  - {name: running, type: cumulative, type_params: {measure: revenue}}
  - {name: rolling, type: cumulative, type_params: {measure: revenue, window: 7 days}}
  - name: month_to_date
    type: cumulative
    type_params: {measure: revenue, cumulative_type_params: {grain_to_date: month}}
  - {name: balance, type: simple, type_params: {measure: balance}}
  - {name: first_balance, type: simple, type_params: {measure: first_balance}}
  - {name: visit_to_buy, type: conversion, type_params: {conversion_type_params: {entity: user}}}
  - {name: lost, type: simple, type_params: {measure: nowhere}}
  - {name: needs_lost, type: derived, type_params: {expr: lost * 2, metrics: [lost]}}
  - name: metric_filter
    type: simple
    type_params: {measure: orders}
    filter: "{{ Metric('revenue', group_by=['customer']) }} > 10"
"""

LATEST = """
models:
  - name: fct_orders
    description: One row per order.
    semantic_model: {enabled: true, name: orders}
    agg_time_dimension: ordered_at
    columns:
      - name: order_id
        entity: {type: primary, name: order}
      - name: customer_id
        entity: {type: foreign, name: customer}
      - name: ordered_at
        granularity: day
        dimension: time
      - name: state
        description: Where it stands.
        data_tests: [{accepted_values: {values: [open, paid]}}]
        dimension: {type: categorical, name: status, label: Status}
    derived_semantics:
      dimensions:
        - {name: large, type: categorical, expr: amount > 100}
    metrics:
      - {name: revenue, type: simple, label: Revenue, agg: sum, expr: amount}
      - {name: p90, type: simple, agg: percentile, percentile: 0.9, percentile_type: discrete,
         expr: amount}
      - {name: paid_revenue, agg: sum, expr: amount,
         filter: "{{ Dimension('order__status') }} = 'paid'"}
      - {name: to_date, type: cumulative, input_metric: revenue, grain_to_date: year}
  - name: customers
    semantic_model: true
    columns:
      - {name: id, entity: {type: primary, name: customer}}
      - {name: tier, dimension: categorical}
  - name: plain_model
    columns: [{name: x}]
metrics:
  - {name: paid_share, type: ratio, numerator: paid_revenue, denominator: revenue}
  - name: growth
    type: derived
    expr: revenue - before
    input_metrics:
      - revenue
      - {name: revenue, alias: before, offset_window: 1 month}
"""


def imported(tmp_path: Path, text: str) -> DbtImport:
    file = tmp_path / "shop.yml"
    file.write_text(text, encoding="utf-8")
    return import_dbt(file)


def test_models_become_datasets_with_keys_times_and_links(tmp_path: Path) -> None:
    model = imported(tmp_path, LEGACY).model
    orders, customers = model.dataset_by_name["orders"], model.dataset_by_name["customers"]
    assert (orders.source, customers.source) == ("fct_orders", "crm.customers")
    assert orders.primary_key == ("order_id",)
    assert orders.time == EventTime(field="ordered_at")
    assert orders.field_by_name["status"].expression.sql == "state"
    assert orders.field_by_name["region"].expression.sql == "lower(region)"
    assert orders.extensions[0].data == '{"config": {"meta": {"owner": "sales"}}}'
    links = [(link.name, link.from_dataset, link.to_dataset) for link in model.relationships]
    assert links == [
        ("orders_customer", "orders", "customers"),
        ("balances_customer", "balances", "customers"),
    ]


@pytest.mark.parametrize(
    ("metric", "sql"),
    [
        ("orders", "COUNT(*)"),
        ("rows", "COUNT(*)"),
        ("paid", "COUNT(orders.paid_at)"),
        ("revenue", "SUM(orders.amount)"),
        ("buyers", "COUNT(DISTINCT orders.customer_id)"),
        ("middle", "MEDIAN(orders.amount)"),
        ("least", "MIN(orders.amount)"),
        ("most", "MAX(orders.amount)"),
        ("p95", "PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY orders.amount)"),
        ("d95", "PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY orders.amount)"),
        ("late", "SUM(CASE WHEN orders.late THEN 1 ELSE 0 END)"),
        ("filled", "COALESCE(AVG(orders.amount), 0)"),
        ("filled_sum", "SUM(orders.amount)"),
        ("basket", "revenue / orders"),
        ("gold_share", "numerator / orders"),
        ("growth", "now / before - 1"),
    ],
)
def test_each_aggregation_and_kind_has_its_expression(
    tmp_path: Path, metric: str, sql: str
) -> None:
    assert imported(tmp_path, LEGACY).model.metric_by_name[metric].expression.sql == sql


def test_filters_name_the_fields_they_lead_to(tmp_path: Path) -> None:
    metrics = imported(tmp_path, LEGACY).model.metric_by_name
    assert metrics["gold_orders"].filter == "(orders.status = 'paid') AND (customers.tier = 'gold')"
    assert metrics["gold_share"].inputs == {
        "numerator": MetricInput(metric="orders", filter="customers.tier = 'gold'")
    }


def test_looks_through_time_are_kept(tmp_path: Path) -> None:
    metrics = imported(tmp_path, LEGACY).model.metric_by_name
    assert metrics["growth"].inputs["before"] == MetricInput(metric="revenue", offset="14 days")
    assert metrics["since_month"].inputs["start_of_month"].offset_to == "month"
    assert metrics["running"].to_date == "all"
    assert metrics["rolling"].window == "7 days"
    assert metrics["month_to_date"].to_date == "month"
    assert metrics["shipped"].time == EventTime(field="shipped_at")
    assert metrics["balance"].time == SnapshotTime(field="day", entity=("customer_id",))


def test_measures_without_a_metric_are_hidden_unless_dbt_makes_one(tmp_path: Path) -> None:
    metrics = imported(tmp_path, LEGACY).model.metric_by_name
    assert metrics["buyers"].hidden
    assert not metrics["revenue"].hidden


def test_other_names_of_meta_are_synonyms_and_case_tells_no_column_apart(tmp_path: Path) -> None:
    model = imported(
        tmp_path,
        """
semantic_models:
  - name: claims
    model: ref('claim')
    meta: {synonyms: [cases]}
    entities: [{name: claim, type: primary, expr: Claim_Id}]
    dimensions:
      - {name: opened, type: categorical, expr: Opened, config: {meta: {synonyms: [start, began]}}}
      - {name: state, type: categorical, expr: "upper(State)"}
    measures:
      - {name: last_opened, agg: max, expr: OPENED, create_metric: true}
      - {name: states, agg: max, expr: State, create_metric: true}
metrics:
  - name: latest
    type: simple
    config: {meta: {synonyms: newest}}
    type_params: {measure: last_opened}
""",
    ).model
    (claims,) = model.datasets
    assert claims.ai_context == AiContext(synonyms=("cases",))
    assert claims.field_by_name["opened"].ai_context == AiContext(synonyms=("start", "began"))
    assert "meta" in claims.field_by_name["opened"].extensions[0].data
    assert model.metric_by_name["latest"].ai_context == AiContext(synonyms=("newest",))
    assert [item.name for item in claims.fields] == ["Claim_Id", "opened", "state", "State_2"]
    expressions = {item.name: item.expression.sql for item in model.metrics}
    assert expressions["last_opened"] == "MAX(claims.opened)"
    assert expressions["states"] == "MAX(claims.State_2)"


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        ("{{ dbt.datediff('opened', 'closed', 'day') }}", 30),
        ("{{ datediff('opened', 'closed', 'month') }}", 1),
        ("datediff(day, opened, closed)", 30),
        ("DATE_DIFF(closed, opened, DAY)", 30),
        ("iff(paid > 5, paid, 0)", 7),
        ("zeroifnull(missing)", 0),
        ("div0(paid, 0)", 0),
        ("year({{ dbt.date_trunc('year', 'opened') }})", 2026),
    ],
)
def test_words_of_other_warehouses_are_understood(tmp_path: Path, expr: str, value: int) -> None:
    text = f"""
semantic_models:
  - name: claims
    model: ref('claim')
    entities: [{{name: claim, type: primary, expr: id}}]
    measures:
      - name: total
        agg: sum
        create_metric: true
        expr: "{expr}"
"""
    compiler = Compiler(imported(tmp_path, text).model)
    compiled = compiler.compile(Query(metrics=("total",)), CompileContext(as_of=date(2026, 3, 1)))
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE claim AS SELECT 1 AS id, DATE '2026-01-02' AS opened, "
            "DATE '2026-02-01' AS closed, 7 AS paid, CAST(NULL AS INTEGER) AS missing"
        )
        assert connection.execute(compiled.sql).fetchall()[0][0] == value


def test_what_has_no_equivalent_is_listed_with_its_reason(tmp_path: Path) -> None:
    found = imported(tmp_path, LEGACY)
    assert {problem.level for problem in found.problems} == {"warning"}
    texts = "\n".join(map(str, found.problems))
    for part in (
        "entity 'region' is a field without a relationship: no semantic model has it",
        "metric 'first_balance' is not imported: a balance at the first moment",
        "metric 'visit_to_buy' is not imported: conversion metrics",
        "metric 'lost' is not imported: there is no measure 'nowhere'",
        "metric 'needs_lost' is not imported: ",
        "metric 'metric_filter' is not imported: a filter on another metric",
    ):
        assert part in texts
    assert "shop.yml:" in found.problems[0].where


def test_the_newer_spelling_says_the_same(tmp_path: Path) -> None:
    found = imported(tmp_path, LATEST)
    model = found.model
    assert found.problems == ()
    assert list(model.dataset_by_name) == ["orders", "customers"]
    orders = model.dataset_by_name["orders"]
    status = orders.field_by_name["status"]
    assert (status.expression.sql, status.label, status.values) == (
        "state",
        "Status",
        ("open", "paid"),
    )
    assert orders.field_by_name["large"].expression.sql == "amount > 100"
    assert orders.time == EventTime(field="ordered_at")
    assert [link.name for link in model.relationships] == ["orders_customer"]
    metrics = {name: item.expression.sql for name, item in model.metric_by_name.items()}
    assert metrics == {
        "revenue": "SUM(orders.amount)",
        "p90": "PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY orders.amount)",
        "paid_revenue": "SUM(orders.amount)",
        "to_date": "revenue",
        "paid_share": "paid_revenue / revenue",
        "growth": "revenue - before",
    }
    assert model.metric_by_name["paid_revenue"].filter == "orders.status = 'paid'"
    assert model.metric_by_name["to_date"].to_date == "year"


@pytest.mark.parametrize("text", [LEGACY, LATEST], ids=["legacy", "latest"])
def test_an_import_can_be_written_and_read_back(tmp_path: Path, text: str) -> None:
    model = imported(tmp_path, text).model
    assert parse_model(dump_model(model)) == model


@pytest.mark.parametrize(
    ("template", "sql"),
    [
        ("{{ TimeDimension('order__ordered_at', 'month') }} > '2017'",
         "DATE_TRUNC('month', orders.ordered_at) > '2017'"),
        ("{{TimeDimension('metric_time')}} > '2017'", "orders.ordered_at > '2017'"),
        ("{{ Dimension('order__ordered_at').grain('year') }} > '2017'",
         "DATE_TRUNC('year', orders.ordered_at) > '2017'"),
        ("{{ Dimension('order__ordered_at').date_part('year') }} = 2017",
         "EXTRACT(year FROM orders.ordered_at) = 2017"),
        ("{{ Dimension('tier', entity_path=['customer']) }} = 'a'", "customers.tier = 'a'"),
        ("{{ Entity('customer') }} = 3", "orders.customer_id = 3"),
        ("{{ Entity('order__customer') }} = 3", "orders.customer_id = 3"),
    ],
)  # fmt: skip
def test_filter_templates_become_sql(tmp_path: Path, template: str, sql: str) -> None:
    text = LEGACY + (
        "  - name: filtered\n    type: simple\n    type_params: {measure: orders}\n"
        f'    filter: "{template}"\n'
    )
    assert imported(tmp_path, text).model.metric_by_name["filtered"].filter == sql


@pytest.mark.parametrize(
    "template",
    [
        "{{ Dimension('order__nothing') }} = 1",
        "{{ Dimension('nobody__tier') }} = 1",
        "{{ var('x') }} = 1",
        "{% if x %} a = 1 {% endif %}",
        "{{ Dimension('customer__tier').upper() }} = 1",
    ],
)
def test_a_filter_that_is_not_understood_leaves_the_metric_out(
    tmp_path: Path, template: str
) -> None:
    text = LEGACY + (
        "  - name: filtered\n    type: simple\n    type_params: {measure: orders}\n"
        f'    filter: "{template}"\n'
    )
    found = imported(tmp_path, text)
    assert "filtered" not in found.model.metric_by_name
    assert any("metric 'filtered' is not imported" in str(problem) for problem in found.problems)


SHARED = """
semantic_models:
  - name: claim_coverage
    model: ref('claim_coverage')
    entities:
      - {name: claim, type: primary, expr: claim_id}
      - {name: coverage, type: foreign, expr: coverage_id}
  - name: claims
    model: ref('claim')
    entities: [{name: claim, type: primary, expr: id}]
    measures: [{name: claims, agg: sum, expr: 1, create_metric: true}]
  - name: amounts
    model: ref('amount')
    entities:
      - {name: amount, type: primary, expr: id}
      - {name: claim, type: foreign, expr: claim_id}
    measures: [{name: paid, agg: sum, expr: paid, create_metric: true}]
  - name: expenses
    model: ref('expense')
    entities: [{name: amount, type: unique, expr: amount_id}]
    dimensions: [{name: is_expense, type: categorical, expr: "1"}]
  - name: coverages
    model: ref('coverage')
    entities: [{name: coverage, type: primary, expr: id}]
    dimensions: [{name: peril, type: categorical}]
metrics:
  - name: expenses
    type: simple
    type_params: {measure: paid}
    filter: "{{ Dimension('amount__is_expense') }} = 1"
"""
SHARED_TABLES = """
CREATE TABLE claim AS FROM (VALUES (1), (2), (3)) AS t(id);
CREATE TABLE claim_coverage AS FROM (VALUES (1, 7), (2, 8)) AS t(claim_id, coverage_id);
CREATE TABLE coverage AS FROM (VALUES (7, 'fire'), (8, 'flood')) AS t(id, peril);
CREATE TABLE amount AS FROM (VALUES (1, 1, 5), (2, 1, 50), (3, 2, 500), (4, 3, 9))
  AS t(id, claim_id, paid);
CREATE TABLE expense AS FROM (VALUES (2), (3)) AS t(amount_id);
CREATE VIEW claims AS SELECT claim.id AS claim_id, peril FROM claim
  LEFT JOIN claim_coverage ON claim_id = claim.id LEFT JOIN coverage ON coverage.id = coverage_id;
CREATE VIEW amounts AS FROM amount JOIN claims USING (claim_id);
"""


def test_models_that_share_a_key_lead_to_each_other_by_one_way(tmp_path: Path) -> None:
    links = imported(tmp_path, SHARED).model.relationships
    assert [(link.from_dataset, link.to_dataset, link.active) for link in links] == [
        ("claim_coverage", "claims", True),
        ("claim_coverage", "coverages", True),
        ("claims", "claim_coverage", True),
        ("amounts", "expenses", True),
        ("amounts", "claims", True),
        ("expenses", "amounts", True),
    ]


@pytest.mark.parametrize(
    ("metric", "sql"),
    [
        ("claims", "SELECT peril, count(*) FROM claims GROUP BY 1"),
        ("paid", "SELECT peril, sum(paid) FROM amounts GROUP BY 1"),
        (
            "expenses",
            "SELECT peril, sum(paid) FROM amounts WHERE id IN (FROM expense) GROUP BY 1",
        ),
    ],
)
def test_metrics_over_models_that_share_a_key_compute(
    tmp_path: Path, metric: str, sql: str
) -> None:
    query = Query(metrics=(metric,), group_by=("coverages.peril",))
    compiler = Compiler(imported(tmp_path, SHARED).model)
    compiled = compiler.compile(query, CompileContext(as_of=date(2026, 1, 1)))
    with duckdb.connect() as connection:
        connection.execute(SHARED_TABLES)
        found = connection.execute(compiled.sql).fetchall()
        assert sorted(found, key=str) == sorted(connection.execute(sql).fetchall(), key=str)


ROLES = """
semantic_models:
  - name: policies
    model: ref('policy')
    entities: [{name: policy, type: primary, expr: id}]
    measures: [{name: insured, agg: sum, expr: amount, create_metric: true}]
  - name: parties
    model: ref('party')
    entities: [{name: party, type: primary, expr: id}]
    dimensions: [{name: party_name, type: categorical}]
  - name: roles
    model: ref('role')
    entities:
      - {name: role, type: primary, expr: id}
      - {name: policy, type: foreign, expr: policy_id}
      - {name: party, type: foreign, expr: party_id}
    dimensions:
      - {name: role_code, type: categorical}
      - {name: since, type: time, type_params: {time_granularity: day}}
    measures: [{name: parties_with_a_role, agg: count_distinct, expr: party_id}]
"""


def test_who_plays_which_part_links_many_to_many(tmp_path: Path) -> None:
    model = imported(tmp_path, ROLES).model
    query = Query(metrics=("insured",), group_by=("parties.party_name",))
    compiled = Compiler(model).compile(query, CompileContext(as_of=date(2026, 1, 1)))
    with duckdb.connect() as connection:
        connection.execute("""
            CREATE TABLE policy AS FROM (VALUES (1, 10), (2, 200)) AS t(id, amount);
            CREATE TABLE party AS FROM (VALUES (1, 'Ann'), (2, 'Bob')) AS t(id, party_name);
            CREATE TABLE role AS FROM (VALUES (1, 1, 1, 'A'), (2, 1, 2, 'H'), (3, 2, 1, 'A'),
              (4, 2, 1, 'H')) AS t(id, policy_id, party_id, role_code);
        """)
        found = connection.execute(compiled.sql).fetchall()
        told = "SELECT party_name, sum(amount) FROM (SELECT DISTINCT party_id, policy_id FROM role)"
        told += " JOIN policy ON policy.id = policy_id JOIN party ON party.id = party_id GROUP BY 1"
        assert sorted(found) == sorted(connection.execute(told).fetchall())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role_code, type", "remark, type"),
        ("agg: count_distinct, expr: party_id", "agg: sum, expr: fee"),
        ("      - {name: party, type: foreign, expr: party_id}\n", ""),
        ("[{name: party, type: primary, expr: id}]",
         "[{name: party, type: primary, expr: id}, {name: role, type: foreign}]"),
    ],
)  # fmt: skip
def test_a_model_that_says_more_is_no_bridge(tmp_path: Path, old: str, new: str) -> None:
    assert imported(tmp_path, ROLES).model.dataset_by_name["roles"].bridge
    text = ROLES.replace(old, new)
    assert text != ROLES
    assert not imported(tmp_path, text).model.dataset_by_name["roles"].bridge


@pytest.mark.parametrize(("name", "is_bridge"), [("roles", True), ("visits", False)])
def test_a_role_of_what_is_not_modelled_is_a_bridge(
    tmp_path: Path, name: str, *, is_bridge: bool
) -> None:
    unmodelled = ROLES.replace("{name: party, type: primary", "{name: person, type: primary")
    text = unmodelled.replace("- name: roles", f"- name: {name}")
    assert imported(tmp_path, text).model.dataset_by_name[name].bridge is is_bridge


def test_wrong_files_are_errors_with_their_place(tmp_path: Path) -> None:
    found = imported(
        tmp_path, "semantic_models:\n  - model: ref('x')\n\n  - name: a\n    name: b\n"
    )
    errors = [str(problem) for problem in found.problems if problem.level == "error"]
    assert any(":5: the key 'name' stands here again" in text for text in errors)
    assert any(":2: a semantic model without a name" in text for text in errors)
    (tmp_path / "shop.yml").write_text("a: [", encoding="utf-8")
    assert "no valid YAML" in str(import_dbt(tmp_path).problems[0])


def test_nothing_semantic_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no dbt semantic model"):
        imported(tmp_path, "models: [{name: a}]")
    with pytest.raises(ModelError, match="does not exist"):
        import_dbt(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "text",
    [
        "semantic_models: 3",
        "semantic_models: [3, x, [y]]",
        "semantic_models: [{name: a, entities: 3, dimensions: x, measures: [1]}]",
        "semantic_models: [{name: a, entities: {name: e}, defaults: x}]\nmetrics: {name: m}",
        "semantic_models: [{name: [a]}]\nmetrics: [[]]",
        "models: [{name: a, semantic_model: true, columns: 3, metrics: [x]}]",
        "models: [{name: a, semantic_model: {enabled: 3}, columns: [{entity: [], dimension: 1}]}]",
    ],
)
def test_odd_shapes_never_crash(tmp_path: Path, text: str) -> None:
    with suppress(ModelError):
        imported(tmp_path, text)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([LEGACY, LATEST]), st.randoms(use_true_random=False), st.text(max_size=6))
def test_any_edit_of_a_project_gives_a_model_or_problems(
    text: str, random: Random, replacement: str
) -> None:
    lines = text.splitlines()
    del lines[random.randrange(1, len(lines))]
    position = random.randrange(1, len(lines))
    words = lines[position].split(" ")
    words[random.randrange(len(words))] = replacement
    lines[position] = " ".join(words)
    with TemporaryDirectory() as folder, suppress(ModelError):
        found = imported(Path(folder), "\n".join(lines))
        assert not [
            p for p in check_model(found.model) if p.level == "error" and found.model.datasets
        ]


TABLES = """
CREATE TABLE customers AS SELECT 1 AS customer_id, 'Ann' AS customer_name, 'new' AS customer_type,
  TIMESTAMP '2016-09-01' AS first_ordered_at, TIMESTAMP '2016-10-09' AS last_ordered_at,
  30.0 AS lifetime_spend_pretax, 3 AS count_lifetime_orders, 33.0 AS lifetime_spend;
CREATE TABLE locations AS SELECT 7 AS location_id, 'Mitte' AS location_name,
  DATE '2016-09-01' AS opened_date, 0.06 AS tax_rate;
CREATE TABLE products AS SELECT 'p' AS product_id, 'tea' AS product_name, 'drink' AS product_type,
  'hot' AS product_description, false AS is_food_item, true AS is_drink_item, 4.0 AS product_price;
CREATE TABLE supplies AS SELECT 's' AS supply_uuid, 's' AS supply_id, 'p' AS product_id,
  'cup' AS supply_name, 0.5 AS supply_cost, false AS is_perishable_supply;
CREATE TABLE orders AS SELECT * FROM (VALUES
  (1, 7, 1, TIMESTAMP '2016-09-01 10:00', 11.0, 1.0, true, false, 1, 2.0),
  (2, 7, 1, TIMESTAMP '2016-09-20 10:00', 33.0, 3.0, true, true, 2, 5.0),
  (3, 7, 1, TIMESTAMP '2016-10-09 10:00', 22.0, 2.0, false, true, 3, 4.0))
  AS t(order_id, location_id, customer_id, ordered_at, order_total, tax_paid, is_food_order,
       is_drink_order, customer_order_number, order_cost);
CREATE TABLE order_items AS SELECT * FROM (VALUES
  (1, 1, 'p', TIMESTAMP '2016-09-01 10:00', true, false, 10.0),
  (2, 2, 'p', TIMESTAMP '2016-09-20 10:00', true, false, 20.0),
  (3, 2, 'p', TIMESTAMP '2016-09-20 10:00', false, true, 10.0),
  (4, 3, 'p', TIMESTAMP '2016-10-09 10:00', false, true, 20.0))
  AS t(order_item_id, order_id, product_id, ordered_at, is_food_item, is_drink_item, product_price);
"""

EXPECTED = {
    "lifetime_spend_pretax": 30, "count_lifetime_orders": 3, "average_order_value": 10,
    "revenue": 60, "order_cost": 11, "median_revenue": 15, "food_revenue": 30, "drink_revenue": 30,
    "food_revenue_pct": 0.5, "drink_revenue_pct": 0.5, "order_gross_profit": 49,
    "cumulative_revenue": 60, "order_total": 66, "new_customer_orders": 1, "large_orders": 2,
    "orders": 3, "food_orders": 2, "drink_orders": 2, "customers": 1, "lifetime_spend": 33,
    "average_tax_rate": 0.06, "tax_paid": 6,
}  # fmt: skip


def test_every_published_metric_is_imported_and_computes(eval_data: Path) -> None:
    found = import_dbt(eval_data / "dbt_semantic_models")
    model = found.model
    assert all("not imported: a" in problem.text for problem in found.problems)
    assert set(model.metric_by_name) == {*EXPECTED, "revenue_growth_mom"}
    compiler = Compiler(model)
    days = Coverage(first=date(2016, 9, 1), last=date(2016, 10, 31))
    times = ("order_item.ordered_at", "orders.ordered_at", "customers.first_ordered_at",
             "locations.opened_date")  # fmt: skip
    context = CompileContext(as_of=date(2016, 11, 1), coverage=dict.fromkeys(times, days))
    with duckdb.connect() as connection:
        connection.execute(TABLES)

        def values(name: str, **options: str) -> list[tuple[object, ...]]:
            query = Query(metrics=(name,), **options)  # type: ignore[arg-type]  # grain only
            return connection.execute(compiler.compile(query, context).sql).fetchall()

        got = {name: float(values(name)[0][0]) for name in EXPECTED}  # type: ignore[arg-type]  # numbers
        assert got == pytest.approx(EXPECTED)
        growth = values("revenue_growth_mom", grain="month")
        assert [row[1] for row in growth] == [None, pytest.approx(-50.0)]
        running = values("cumulative_revenue", grain="month")
        assert [float(str(row[1])) for row in running] == [40, 60]
