"""Tables that only link others are bridges, also where few rows make each column unique."""

import pytest

from tests.unit.semantic.propose.test_metrics import Shop

AUTHORS = "SELECT 1 + i AS aid, 'Author ' || i AS name FROM range(5) AS t(i)"
DOMAINS = "SELECT 1 + i AS did, 'Domain ' || i AS name FROM range(4) AS t(i)"


@pytest.mark.parametrize("rows", [2, 3, 12])
def test_two_keys_of_other_things_link_them_however_few_rows(rows: int) -> None:
    link = f"SELECT 1 + i % 5 AS aid, 1 + i % 4 AS did FROM range({rows}) AS t(i)"
    shop = Shop(author=AUTHORS, domain=DOMAINS, domain_author=link)
    linking = next(d for d in shop.model.datasets if d.source == "domain_author")
    assert linking.bridge
    assert set(linking.primary_key) == {"aid", "did"}
    ends = {(r.to_dataset, r.active) for r in shop.model.relationships}
    assert {r.from_dataset for r in shop.model.relationships} == {linking.name}
    assert all(active for _, active in ends)
    assert len(ends) == 2
    assert not [m.name for m in shop.model.metrics if m.dataset == linking.name]


def test_rows_that_say_more_than_two_keys_are_things() -> None:
    link = """SELECT 1 + i AS aid, 1 + i AS did, 2.5 * i AS hours_spent FROM range(4) AS t(i)"""
    shop = Shop(author=AUTHORS, domain=DOMAINS, assignment=link)
    assert not any(d.bridge for d in shop.model.datasets)


def test_a_list_of_words_is_a_thing_though_others_point_at_it() -> None:
    words = "SELECT 'w' || i AS keyword, 1 + i AS kid FROM range(4) AS t(i)"
    link = "SELECT 1 + i AS did, 1 + i AS kid FROM range(2) AS t(i)"
    shop = Shop(domain=DOMAINS, keyword=words, domain_keyword=link)
    assert {d.source for d in shop.model.datasets if d.bridge} == {"domain_keyword"}
