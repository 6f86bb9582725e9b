"""Policies: from the workspace file and a principal to access rules."""

import pytest

from boardroom.errors import ModelError, PolicyError
from boardroom.governance.policy import Policy, policy_from_data, resolve
from boardroom.governance.principal import LOCAL_ADMIN, AttributeValue, Principal
from boardroom.semantic.context import AccessRules
from boardroom.semantic.query import Condition, Or, Predicate

POLICY = policy_from_data(
    {
        "roles": {
            "executive": {},
            "manager": {
                "rows": {
                    "orders": "region = {user.region}",
                    "costs": "department in ({user.departments}) and amount < 100",
                },
                "hide": ["customers.email", "salaries"],
            },
            "analyst": {"rows": {"orders": "year >= 2024"}, "hide": ["customers.email"]},
        }
    }
)


def someone(*roles: str, **attributes: AttributeValue) -> Principal:
    return Principal(
        id="ann@example.com", roles=frozenset(roles), departments=("Sales",), attributes=attributes
    )


def region_filter(region: AttributeValue) -> object:
    rules = resolve(POLICY, someone("manager", region=region))
    return rules.row_filters["orders"]


def test_without_roles_everybody_sees_everything() -> None:
    assert resolve(Policy(), someone()) == AccessRules()


def test_the_local_admin_is_never_restricted() -> None:
    assert resolve(POLICY, LOCAL_ADMIN) == AccessRules()


def test_an_attribute_becomes_a_value_of_the_row_filter() -> None:
    assert region_filter("West") == Predicate(field="orders.region", op="=", values=("West",))


@pytest.mark.parametrize(
    "nasty", ["O'Brien", "' OR 1=1 --", "x' OR 'a'='a", "\\' OR TRUE --", "{user.id}", "/* */", ""]
)
def test_a_nasty_attribute_stays_one_value(nasty: str) -> None:
    assert region_filter(nasty) == Predicate(field="orders.region", op="=", values=(nasty,))


def test_a_list_attribute_becomes_a_list_of_values() -> None:
    policy = policy_from_data({"roles": {"m": {"rows": {"orders": "region in ({user.regions})"}}}})
    rules = resolve(policy, someone("m", regions=("West", "O'East")))
    assert rules.row_filters["orders"] == Predicate(
        field="orders.region", op="in", values=("West", "O'East")
    )


def test_an_empty_list_attribute_shows_no_rows() -> None:
    policy = policy_from_data({"roles": {"m": {"rows": {"orders": "region in ({user.regions})"}}}})
    assert resolve(policy, someone("m", regions=())).row_filters["orders"] == Or(items=())


def test_a_missing_attribute_is_denied_by_name() -> None:
    with pytest.raises(PolicyError, match="'region'"):
        resolve(POLICY, someone("manager"))


def test_no_known_role_sees_nothing() -> None:
    with pytest.raises(PolicyError, match="no role"):
        resolve(POLICY, someone("visitor"))
    with pytest.raises(PolicyError, match="no role"):
        resolve(POLICY, someone())


def test_hidden_names_are_split_into_datasets_and_fields() -> None:
    rules = resolve(POLICY, someone("manager", region="West"))
    assert rules.hidden_datasets == {"salaries"}
    assert rules.hidden_fields == {"customers.email"}


def test_two_roles_grant_what_either_grants() -> None:
    rules = resolve(POLICY, someone("manager", "analyst", region="West"))
    assert rules.hidden_datasets == frozenset()
    assert rules.hidden_fields == {"customers.email"}
    assert set(rules.row_filters) == {"orders"}
    assert isinstance(rules.row_filters["orders"], Or)


def test_an_unrestricted_role_lifts_the_restrictions_of_another() -> None:
    assert resolve(POLICY, someone("manager", "executive", region="West")) == AccessRules()


def test_bare_names_in_sql_conditions_mean_the_dataset_s_own_fields() -> None:
    policy = policy_from_data({"roles": {"m": {"rows": {"orders": "lower(region) = {user.r}"}}}})
    item = resolve(policy, someone("m", r="west")).row_filters["orders"]
    assert isinstance(item, Condition)
    assert "orders.region" in item.sql


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ([], "must be a mapping"),
        ({"role": {}}, "unknown key 'role'"),
        ({"roles": {"m": {"row": {}}}}, "unknown key 'row'"),
        ({"roles": {"m": {"hide": "x"}}}, "must be a list"),
        ({"roles": {"m": {"rows": {"orders": 3}}}}, "must be a condition"),
        ({"roles": {"m": {"rows": {"orders": "region = '{user.r}'"}}}}, "inside quotes"),
        ({"roles": {"m": {"rows": {"orders": "region = {region}"}}}}, "in braces"),
        ({"roles": {"m": {"rows": {"orders": "region = (select 1)"}}}}, "policies.roles.m.rows"),
        ({"roles": {"m": {"rows": {"orders": "sum(x) > 3"}}}}, "policies.roles.m.rows"),
    ],
)
def test_a_wrong_policy_file_names_the_place(data: object, expected: str) -> None:
    with pytest.raises(ModelError, match=expected):
        policy_from_data(data)
