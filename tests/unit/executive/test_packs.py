"""Packs: read strictly, bound to any model's tables, and never over what a person wrote."""

from datetime import date
from pathlib import Path

import pytest

from boardroom.errors import ModelError
from boardroom.executive.notebook import Notebook
from boardroom.executive.pack import PageSettings, TableMapping
from boardroom.executive.pack_binding import bind_packs, translate
from boardroom.executive.pack_file import built_in_packs, join_packs, read_pack, read_packs
from boardroom.executive.reading import Reading
from boardroom.executive.views.kind import Desk
from boardroom.executive.views.plan import plan_views
from boardroom.semantic.check import check_model
from boardroom.semantic.compiler.expression import parse, references
from boardroom.semantic.model import Threshold
from boardroom.semantic.model_file import parse_model
from boardroom.semantic.yaml_memory import YamlMemory

PACK = """
name: sales
title: Sales
owner: Head of Sales
tables:
  - name: deals
    description: one row per deal
    aliases: [opportunities]
    fields:
      - {name: amount, aliases: [value], needed: true}
      - {name: closed_at, aliases: [close_date], needed: true}
      - {name: won}
metrics:
  - {name: revenue}
  - name: won_value
    expression: SUM(CASE WHEN deals.won THEN deals.amount END)
    time: deals.closed_at
    unit: currency
    direction: up
    target: 100
    thresholds: {warning: 50}
  - {name: won_twice, expression: won_value * 2, unit: currency}
  - {name: deals_closed, expression: COUNT(*), dataset: deals, filter: closed_at IS NOT NULL}
"""

MODEL = """
version: "0.2.0.dev0"
semantic_model:
  - name: crm
    datasets:
      - name: opportunities
        source: opportunities
        time: close_date
        fields:
          - {name: value, expression: value, datatype: Decimal}
          - {name: close_date, expression: close_date, datatype: Date}
          - {name: stage, expression: stage, datatype: String}
    metrics:
      - {name: revenue, expression: SUM(opportunities.value), direction: up}
      - {name: odd, expression: COUNT(opportunities.stage), department: research}
"""

WON = PageSettings(
    tables={"deals": TableMapping(dataset="opportunities", fields={"won": "stage = 'Won'"})}
)


def test_the_built_in_packs_are_sound() -> None:
    packs = built_in_packs()
    assert [pack.name for pack in packs] == [
        "sales", "marketing", "finance", "customer", "operations", "people", "market",
    ]  # fmt: skip
    for pack in packs:
        fields = {f"{table.name}.{item.name}" for table in pack.tables for item in table.fields}
        names = {metric.name for other in packs for metric in other.metrics}
        for metric in pack.metrics:
            if metric.expression.sql:
                used = {name for name in references(parse(metric.expression.sql)) if "." in name}
                assert used <= fields, (pack.name, metric.name)
        for check in pack.checks:
            assert {name for name in references(parse(check.holds)) if "." in name} <= fields
        for play in pack.playbook:
            assert play.kind or play.metric in names, (pack.name, play.metric)
        assert pack.owner
        assert len({metric.name for metric in pack.metrics}) == len(pack.metrics)


def test_a_pack_is_found_by_alias_and_mapping_and_becomes_plain_metrics() -> None:
    bound = bind_packs(parse_model(MODEL), [read_pack(PACK, origin="sales.yml")], WON)
    won = bound.model.metric_by_name["won_value"]
    assert won.expression.sql == (
        "SUM(opportunities.value) FILTER(WHERE (opportunities.stage = 'Won'))"
    )
    assert won.department == "sales"
    assert (won.target, won.thresholds) == (100, Threshold(warning=50))
    assert bound.model.metric_by_name["deals_closed"].dataset == "opportunities"
    assert not [item for item in check_model(bound.model) if item.level == "error"]
    (sales, research) = bound.departments
    assert sales.metrics == ("revenue", "won_value", "won_twice", "deals_closed")
    assert (research.pack.name, research.metrics) == ("research", ("odd",))


def test_what_the_data_lacks_is_named_once_with_the_place_to_map_it() -> None:
    bound = bind_packs(parse_model(MODEL), [read_pack(PACK, origin="sales.yml")], PageSettings())
    (sales, _) = bound.departments
    assert sales.metrics == ("revenue", "deals_closed")
    (missing,) = sales.missing
    assert missing.what == "Sales: Won value"
    assert "Table «deals» (one row per deal) lacks the fields they need" in missing.why
    assert "boardroom.yml" in missing.why


def test_the_models_own_metric_wins_and_a_person_decides_its_department() -> None:
    text = (
        MODEL + "      - {name: won_value, expression: 'SUM(opportunities.value) / 2', target: 7}\n"
    )
    bound = bind_packs(parse_model(text), [read_pack(PACK, origin="sales.yml")], WON)
    won = bound.model.metric_by_name["won_value"]
    assert won.expression.sql == "SUM(opportunities.value) / 2"
    assert won.target == 7
    assert won.thresholds == Threshold(warning=50)


def test_a_proposed_second_name_of_a_packs_metric_gives_way() -> None:
    text = (
        MODEL
        + """
      - name: closed_opportunities
        expression: COUNT(*)
        dataset: opportunities
        time: opportunities.close_date
        filter: opportunities.close_date IS NOT NULL
        confidence: {score: 0.8, why: counted}
      - name: opportunities_by_stage
        expression: COUNT(opportunities.stage)
        confidence: {score: 0.8, why: counted}
      - name: closed_by_hand
        expression: COUNT(*)
        dataset: opportunities
        filter: opportunities.close_date IS NOT NULL
      - name: share_closed
        expression: closed_opportunities / opportunities_by_stage
        confidence: {score: 0.8, why: divided}
"""
    )
    bound = bind_packs(parse_model(text), [read_pack(PACK, origin="sales.yml")], WON)
    shown = {name for item in bound.departments for name in item.metrics}
    assert {"deals_closed", "closed_by_hand", "opportunities_by_stage", "share_closed"} <= shown
    assert "closed_opportunities" not in shown
    assert bound.model.metric_by_name["closed_opportunities"].hidden
    assert not [item for item in check_model(bound.model) if item.level == "error"]


def test_the_workspace_says_the_last_word() -> None:
    settings = PageSettings(
        sections=("research", "sales"),
        targets={"won_value": 5},
        thresholds={"won_value": Threshold(critical=1)},
        owners={"won_value": "Ann", "sales": "Bea"},
        tables=WON.tables,
    )
    bound = bind_packs(parse_model(MODEL), [read_pack(PACK, origin="sales.yml")], settings)
    won = bound.model.metric_by_name["won_value"]
    assert (won.target, won.thresholds, won.owner) == (5, Threshold(critical=1), "Ann")
    assert [(item.pack.name, item.pack.owner) for item in bound.departments] == [
        ("research", ""), ("sales", "Bea"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            PageSettings(tables={"deal": TableMapping(dataset="opportunities")}),
            "no pack has a table 'deal'; did you mean 'deals'?",
        ),
        (
            PageSettings(tables={"deals": TableMapping(dataset="opportunity")}),
            "did you mean 'opportunities'?",
        ),
        (
            PageSettings(
                tables={"deals": TableMapping(dataset="opportunities", fields={"amout": "value"})}
            ),
            "table 'deals' has no field 'amout'; did you mean 'amount'?",
        ),
        (
            PageSettings(
                tables={"deals": TableMapping(dataset="opportunities", fields={"won": "stge = 1"})}
            ),
            "has no field 'stge'; did you mean 'stage'?",
        ),
        (PageSettings(sections=("sale",)), "no department 'sale'; did you mean 'sales'?"),
    ],
)
def test_a_wrong_mapping_names_the_nearest_name(settings: PageSettings, message: str) -> None:
    with pytest.raises(ModelError) as raised:
        bind_packs(parse_model(MODEL), [read_pack(PACK, origin="sales.yml")], settings)
    assert message in raised.value.message


def test_wrong_packs_are_told_with_file_and_line() -> None:
    text = (
        "name: x\ntitle: X\nmetrics:\n  - {name: m, expresion: COUNT(*)}\n"
        "views: [{title: V, kind: pie}]\n"
    )
    with pytest.raises(ModelError) as raised:
        read_pack(text, origin="packs/x.yml")
    assert "packs/x.yml:4: unknown key 'expresion'" in raised.value.message
    assert "packs/x.yml:5:" in raised.value.message
    for empty in ("", "[]", "just text"):
        with pytest.raises(ModelError):
            read_pack(empty, origin="packs/x.yml")


def test_packs_of_one_name_are_joined_item_by_item() -> None:
    more = read_pack(
        "name: sales\ntitle: Selling\nmetrics: [{name: revenue, target: 9}, {name: calls}]".replace(
            "\\\n", "\n"
        ),
        origin="packs/mine.yml",
    )
    (joined,) = join_packs([read_pack(PACK, origin="sales.yml"), more])
    assert (joined.title, joined.owner) == ("Selling", "Head of Sales")
    assert [item.name for item in joined.metrics] == [
        "revenue", "won_value", "won_twice", "deals_closed", "calls",
    ]  # fmt: skip
    assert joined.metrics[0].target == 9


def test_a_condition_is_translated_or_said_to_be_impossible() -> None:
    tables = {"deals": TableMapping(dataset="opportunities", fields={"amount": "value"})}
    assert translate("amount >= 0", tables, home="deals") == "opportunities.value >= 0"
    assert translate("deals.owner = 'x'", tables) is None


def test_money_of_a_pack_is_in_the_models_one_currency() -> None:
    pack = read_pack(PACK, origin="sales.yml")
    text = MODEL.replace("direction: up}", "direction: up, unit: EUR}")
    bound = bind_packs(parse_model(text), [pack], WON)
    assert bound.model.metric_by_name["won_value"].unit == "EUR"
    two = text.replace("department: research}", "department: research, unit: USD}")
    bound = bind_packs(parse_model(two), [pack], WON)
    assert bound.model.metric_by_name["won_value"].unit == "currency"


def test_packs_read_before_are_remembered_until_their_text_changes(tmp_path: Path) -> None:
    packs, memory = tmp_path / "packs", YamlMemory(folder=tmp_path / "memory")
    packs.mkdir()
    (packs / "sales.yml").write_text(PACK, "utf-8")
    first = read_packs(packs, memory=memory)
    assert len(list(memory.folder.iterdir())) == 1
    assert read_packs(packs, memory=memory) == first == read_packs(packs)
    (packs / "sales.yml").write_text(PACK.replace("title: Sales", "title: Deals"), "utf-8")
    assert read_packs(packs, memory=memory)[0].title == "Deals"


def test_a_view_of_metrics_that_are_not_there_is_left_out() -> None:
    views = "views:\n  - {title: V, kind: breakdown, metrics: [nothing], by: [deals.amount]}\n"
    views += "  - {title: W, kind: funnel, metrics: [nothing]}\n"
    bound = bind_packs(parse_model(MODEL), [read_pack(PACK + views, origin="sales.yml")], WON)
    desk = Desk(
        department=bound.departments[0],
        reading=Reading(facts=()),
        reader=Notebook(bound.model).reader,
        model=bound.model,
        as_of=date(2026, 1, 1),
    )
    assert plan_views(desk) == ()
