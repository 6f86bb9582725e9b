"""Lists of things as they are now: what they say has no history, their coming and going has."""

from boardroom.semantic.model import EventTime, IntervalTime
from tests.unit.semantic.propose.test_metrics import DAY, Shop

CUSTOMERS = f"""SELECT i AS customer_id, {DAY} AS enrolment_date, 10 + i % 7 AS web_purchases,
                i % 2 = 0 AS accepted_campaign FROM range(120) AS t(i)"""
STAFF = f"""SELECT i AS employee_id, {DAY} AS hire_date,
            CASE WHEN i % 4 = 0 THEN {DAY} + 30 END AS termination_date,
            i % 9 AS absences, 1000 + i AS salary FROM range(120) AS t(i)"""


def test_what_customers_did_so_far_is_not_dated_by_their_enrolment() -> None:
    shop = Shop(customers=CUSTOMERS)
    assert shop.model.dataset_by_name["customers"].time is None
    for name in ("web_purchases", "accepted_campaign_rate"):
        assert shop.metric(name).time is None
        assert shop.metric(name).to_date is None
    assert shop.total("web_purchases") == shop.plain("SUM(web_purchases) FROM customers")


def test_new_customers_keep_the_day_they_came() -> None:
    shop = Shop(customers=CUSTOMERS)
    assert shop.metric("new_customers").time == EventTime(field="customers.enrolment_date")
    assert shop.total("new_customers") == 120
    counted = [m for m in shop.model.metrics if m.to_date == "all"]
    assert {m.time for m in counted} == {EventTime(field="customers.enrolment_date")}
    assert len(counted) == 1


def test_headcount_has_a_history_and_absences_have_none() -> None:
    shop = Shop(employees=STAFF)
    assert shop.metric("headcount").time == IntervalTime(
        start="employees.hire_date", end="employees.termination_date"
    )
    assert shop.total("headcount") == 90
    assert shop.metric("absences").time is None
    there = "FROM employees WHERE termination_date IS NULL"
    assert shop.total("absences") == shop.plain(f"SUM(absences) {there}")
    assert shop.total("average_salary") == shop.plain(f"AVG(salary) {there}")
    assert shop.total("leavers") == 30
    assert shop.total("attrition_rate") == 0.25


def test_metrics_of_employees_come_from_one_file_where_two_are_unrelated() -> None:
    other = """SELECT 5000 + i AS number, 2000 + i AS monthly_salary, 1 + i % 4 AS job_satisfaction
               FROM range(900) AS t(i)"""
    shop = Shop(hr_list=STAFF, staff_survey=other)
    families = {shop.metric(name).dataset for name in ("headcount", "average_salary")}
    assert len(families) == 1
    assert any(m.expression.sql == "AVG(staff_surveys.monthly_salary)" for m in shop.model.metrics)
