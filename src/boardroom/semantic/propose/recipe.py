"""The standard metrics as data: what each needs, how it is computed, how it is called.

A variant's ``needs`` are slots that ``binding`` fills from one table and its parents:

- ``quantity``: a measure of that concept; ``=price``: only when the name says nothing else;
- ``t:ordered``: a moment; ``is:won``: a condition (status value or flag); ``key:order``: a key that names it;
- ``up:unit_cost``: the same of a parent; ``neg:quantity``: a measure that is negative somewhere;
- ``person``: who bought; ``row``: the table itself; ``m:revenue``: a metric already found;
- ``ledger``: the amount of a ledger; ``is:income`` a class of accounts, ``sign:income`` its sign;
- ``stock``: the table's rows hold for a while (interval or snapshot).

In ``sql`` a slot stands by its last word. ``AVG_DAYS(a, b)`` and ``AVG_HOURS(a, b)`` mean the mean time from b to a.
"""

from dataclasses import dataclass, replace

from boardroom.semantic.model import Direction


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to compute a metric.

    Attributes:
        rows: entities whose tables may give it, in order of preference; empty = any table.
        says: the formula in words.
        moment: the slot that places it in time instead of the dataset's own placement.
        opening: names in ``sql`` that mean another metric at the opening of the period.
        loose: the metrics it builds on need not belong to joined tables.
    """

    sql: str
    needs: tuple[str, ...]
    says: str
    rows: tuple[str, ...] = ()
    score: float = 0.85
    moment: str | None = None
    opening: tuple[tuple[str, str], ...] = ()
    loose: bool = False


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A standard metric. ``unit`` «money» is the model's currency, ``=`` the unit of the column it averages."""

    name: str
    unit: str
    direction: Direction | None
    department: str
    synonyms: tuple[str, ...]
    variants: tuple[Variant, ...]
    label: str | None = None


_SELLING = ("order_line", "sale", "order", "invoice")
_BUYING = (
    "order",
    "sale",
    "invoice",
    "order_line",
    "payment",
    "subscription",
    "conversion",
    "session",
)
_PEOPLE = ("customer", "account", "patient", "student")


def _share(part: str, whole: str) -> str:
    return f"COUNT(CASE WHEN {part} THEN 1 END) / COUNT({whole})"


def _v(sql: str, needs: str, says: str, rows: tuple[str, ...] = (), score: float = 0.85) -> Variant:
    return Variant(sql=sql, needs=tuple(needs.split()), says=says, rows=rows, score=score)


def _at(moment: str, variant: Variant) -> Variant:
    return replace(variant, moment=moment)


def _loose(variant: Variant) -> Variant:
    return replace(variant, loose=True)


def _recipe(
    name: str, unit: str, direction: Direction | None, about: tuple[str, str], *variants: Variant
) -> Recipe:  # fmt: skip
    department, synonyms = about
    return Recipe(
        name=name,
        unit=unit,
        direction=direction,
        department=department,
        synonyms=tuple(word.strip() for word in synonyms.split(",") if word.strip()),
        variants=variants,
    )


SALES: tuple[Recipe, ...] = (
    _recipe("revenue", "money", "up", ("sales", "sales, turnover, income, net sales, gross sales, takings, gmv, sales amount"),
        _v("SUM({revenue})", "=revenue", "the sum of {revenue}", (*_SELLING, "store", "conversion", "ledger", ""), 0.92),
        _v("SUM({quantity} * {unit_price} * (1 - {discount_rate}))", "quantity unit_price discount_rate",
            "quantity × unit price × (1 − discount), summed over the lines", _SELLING, 0.95),
        _v("SUM({quantity} * {price} * (1 - {discount_rate}))", "quantity =price discount_rate",
            "quantity × price × (1 − discount), summed over the lines", _SELLING, 0.93),
        _v("SUM({quantity} * {unit_price})", "quantity unit_price", "quantity × unit price, summed over the lines", _SELLING, 0.93),
        _v("SUM({quantity} * {price})", "quantity =price", "quantity × price, summed over the lines", _SELLING, 0.92),
        _v("SUM({quantity} * {unit_price})", "quantity up:unit_price",
            "quantity × the product's unit price, summed over the lines", _SELLING, 0.8),
        _v("SUM({quantity} * {price})", "quantity up:price", "quantity × the product's price, summed over the lines", _SELLING, 0.8),
        _v("SUM({price})", "=price", "the sum of {price} over the lines, without freight", ("order_line",), 0.9),
        _v("SUM({amount})", "=amount", "the sum of {amount}", ("invoice", "order", "sale", "order_line"), 0.85),
        _v("SUM({payment})", "=payment", "the sum of {payment}", ("payment",), 0.7),
        _v("SUM({amount})", "=amount", "the sum of {amount} over the payments", ("payment",), 0.7),
        _v("{sign_income}SUM(CASE WHEN {income} THEN {ledger} END)", "is:income sign:income ledger",
            "the sum of {ledger} on income accounts", ("ledger",), 0.85),
        _at("t:closed", _v("SUM(CASE WHEN {won} THEN {deal_value} END)", "is:won deal_value t:closed",
            "the value of won deals, placed at {closed}", ("opportunity",), 0.85)),
    ),
    _recipe("cost", "money", "down", ("finance", "costs, cogs, expenses, spending, cost of sales"),
        _v("SUM({quantity} * {unit_cost})", "quantity unit_cost", "quantity × unit cost, summed over the lines", _SELLING, 0.9),
        _v("SUM({quantity} * {unit_cost})", "quantity up:unit_cost", "quantity × the product's unit cost, summed over the lines",
            _SELLING, 0.85),
        _v("SUM({cost})", "=cost", "the sum of {cost}", (*_SELLING, "expense", "asset", "shipment"), 0.85),
        _v("SUM({revenue}) - SUM({profit})", "=revenue =profit", "{revenue} minus {profit}", _SELLING, 0.75),
        _v("{sign_expense}SUM(CASE WHEN {expense} THEN {ledger} END)", "is:expense sign:expense ledger",
            "the sum of {ledger} on expense accounts", ("ledger",), 0.85),
        _v("SUM({amount})", "=amount", "the sum of {amount}", ("expense",), 0.75),
    ),
    _recipe("margin", "money", "up", ("finance", "profit, gross profit, earnings, contribution, gross margin"),
        _v("SUM({profit})", "=profit", "the sum of {profit}", (*_SELLING, "store", ""), 0.9),
        _v("revenue - cost", "m:revenue m:cost", "revenue minus cost", (), 0.8),
    ),
    _recipe("margin_rate", "percent", "up", ("finance", "profit margin, margin percent, gross margin rate, profitability"),
        _v("margin / revenue", "m:margin m:revenue", "margin divided by revenue", (), 0.9),
    ),
    _recipe("orders", "count", "up", ("sales", "purchases, number of orders, order count, sales count, transactions"),
        _v("COUNT(*)", "row", "the number of orders", ("order",), 0.95),
        _v("COUNT(*)", "row", "the number of invoices", ("invoice",), 0.88),
        _v("COUNT(DISTINCT {order})", "key:order", "the number of different {order} values", ("sale", "order_line"), 0.92),
        _v("COUNT(DISTINCT {invoice})", "key:invoice", "the number of different {invoice} values", ("sale", "order_line"), 0.88),
        _v("COUNT(DISTINCT {order})", "key:order", "the number of different {order} values that were paid", ("payment",), 0.75),
        _v("COUNT(DISTINCT {transaction})", "key:transaction", "the number of different {transaction} values", ("sale",), 0.85),
    ),
    _recipe("average_order_value", "money", "up", ("sales", "aov, basket size, average basket, average ticket, order value"),
        _v("revenue / orders", "m:revenue m:orders", "revenue divided by the number of orders", (), 0.92),
    ),
    _recipe("customers", "count", "up", ("customer", "buyers, clients, active customers, number of customers, shoppers"),
        _v("COUNT(DISTINCT {person})", "person", "the number of different {person} values", _BUYING, 0.9),
        _v("COUNT(*)", "row", "the number of customers", _PEOPLE, 0.85),
    ),
    _recipe("revenue_per_customer", "money", "up", ("customer", "average revenue per customer, spend per customer"),
        _v("revenue / customers", "m:revenue m:customers", "revenue divided by the number of customers", (), 0.75),
    ),
    _recipe("quantity", "count", "up", ("sales", "units, units sold, items sold, volume, pieces"),
        _v("SUM({quantity})", "=quantity", "the sum of {quantity}", _SELLING, 0.9),
    ),
    _recipe("freight", "money", "down", ("operations", "shipping, shipping cost, delivery cost, freight cost, postage"),
        _v("SUM({freight})", "freight", "the sum of {freight}", (*_SELLING, "shipment", "store", ""), 0.9),
    ),
    _recipe("average_discount", "percent", "down", ("sales", "discount, discount rate, mean discount"),
        _v("AVG({discount_rate})", "discount_rate", "the mean of {discount_rate} over the lines", _SELLING, 0.85),
    ),
    _recipe("returns", "money", "down", ("sales", "refunds, returned goods, credit notes, cancellations"),
        _v("SUM(CASE WHEN {quantity} < 0 THEN -1 * {quantity} * {unit_price} END)", "neg:quantity unit_price",
            "the value of lines with a negative {quantity} (returns and cancellations)", _SELLING, 0.8),
        _v("SUM({refund})", "refund", "the sum of {refund}", (), 0.85),
    ),
    _recipe("cancellation_rate", "percent", "down", ("operations", "cancelled orders, cancel rate"),
        _v(_share("{cancelled}", "*"), "is:cancelled row", "the share of rows that were cancelled", ("order", "sale"), 0.8),
    ),
    _recipe("return_rate", "percent", "down", ("operations", "returned orders, refund rate"),
        _v(_share("{returned}", "*"), "is:returned row", "the share of rows that were returned", ("order", "sale"), 0.8),
    ),
    _recipe("delivery_days", "days", "down", ("operations", "delivery time, time to deliver, lead time, delivery duration"),
        _v("AVG_DAYS({delivered}, {ordered})", "t:delivered t:ordered",
            "the mean time from {ordered} to {delivered}, in days", ("order", "sale", "shipment", "order_line", ""), 0.9),
    ),
    _recipe("shipping_days", "days", "down", ("operations", "time to ship, handling time, dispatch time"),
        _v("AVG_DAYS({shipped}, {ordered})", "t:shipped t:ordered",
            "the mean time from {ordered} to {shipped}, in days", ("order", "sale", "shipment", "order_line", ""), 0.85),
    ),
    _recipe("late_delivery_rate", "percent", "down", ("operations", "late rate, late deliveries, delayed orders, late share"),
        _v("COUNT(CASE WHEN {delivered} > {promised} THEN 1 END) / "
            "COUNT(CASE WHEN {delivered} IS NOT NULL AND {promised} IS NOT NULL THEN 1 END)", "t:delivered t:promised",
            "the share of delivered rows whose {delivered} is after {promised}", (), 0.9),
        _v("COUNT(CASE WHEN {shipped} > {promised} THEN 1 END) / "
            "COUNT(CASE WHEN {shipped} IS NOT NULL AND {promised} IS NOT NULL THEN 1 END)", "t:shipped t:promised",
            "the share of shipped rows whose {shipped} is after {promised}", ("order", "sale", "shipment"), 0.8),
        _v(_share("{late}", "*"), "is:late row", "the share of rows marked as late", ("order", "sale", "shipment", ""), 0.8),
    ),
    _recipe("review_score", "score", "up", ("customer", "rating, review rating, average review, stars, customer rating"),
        _v("AVG({review_score})", "review_score", "the mean of {review_score}", ("review", "order", "sale", ""), 0.92),
    ),
)  # fmt: skip
"""Selling and delivering."""

PIPELINE: tuple[Recipe, ...] = (
    _recipe("opportunities", "count", "up", ("sales", "deals, opportunity count, pipeline deals"),
        _v("COUNT(*)", "row deal_value", "the number of opportunities", ("opportunity",), 0.9),
    ),
    _recipe("won_deals", "count", "up", ("sales", "deals won, closed won, wins"),
        _at("t:closed", _v("COUNT(CASE WHEN {won} THEN 1 END)", "is:won t:closed", "the number of won deals, placed at {closed}",
            ("opportunity",), 0.9)),
        _v("COUNT(*)", "row t:closed", "the number of closed deals", ("opportunity",), 0.8),
    ),
    _recipe("win_rate", "percent", "up", ("sales", "close rate, won share, success rate"),
        _at("t:closed", _v("COUNT(CASE WHEN {won} THEN 1 END) / COUNT(CASE WHEN {won} OR {lost} THEN 1 END)",
            "is:won is:lost t:closed", "won deals divided by won and lost deals, placed at {closed}", ("opportunity",), 0.92)),
    ),
    _recipe("average_deal_size", "money", "up", ("sales", "deal size, average deal value, mean deal"),
        _at("t:closed", _v("AVG(CASE WHEN {won} THEN {deal_value} END)", "is:won deal_value t:closed",
            "the mean {deal_value} of won deals", ("opportunity",), 0.85)),
    ),
    _recipe("sales_cycle_days", "days", "down", ("sales", "sales cycle, cycle time, time to close, deal duration"),
        _at("t:closed", _v("AVG_DAYS({won} ? {closed}, {opened})", "is:won t:closed t:opened",
            "the mean time from {opened} to {closed} of won deals, in days", ("opportunity",), 0.88)),
        _v("AVG_DAYS({closed}, {opened})", "t:closed up:t:opened", "the mean time from {opened} to {closed}, in days",
            ("opportunity",), 0.8),
    ),
    _recipe("leads", "count", "up", ("marketing", "prospects, qualified leads, mqls, number of leads"),
        _v("COUNT(*)", "row", "the number of leads", ("lead",), 0.92),
    ),
)  # fmt: skip
"""From lead to deal."""

RECURRING: tuple[Recipe, ...] = (
    _recipe("mrr", "money", "up", ("sales", "monthly recurring revenue, recurring revenue"),
        _v("SUM({mrr})", "mrr stock", "the sum of {mrr} of the subscriptions that hold at the end of the period",
            ("subscription", ""), 0.92),
        _v("SUM(CASE WHEN NOT ({churned}) THEN {mrr} END)", "=mrr is:churned", "the sum of {mrr} of customers who have not left",
            ("customer", "account", "subscription", ""), 0.8),
        _v("SUM({mrr})", "=mrr", "the sum of {mrr}", ("customer", "account", "subscription"), 0.7),
    ),
    _recipe("arr", "money", "up", ("sales", "annual recurring revenue, run rate"),
        _v("SUM({arr})", "arr stock", "the sum of {arr} of the subscriptions that hold at the end of the period",
            ("subscription", ""), 0.9),
        _v("12 * mrr", "m:mrr", "twelve times the monthly recurring revenue", (), 0.85),
    ),
    _recipe("active_subscriptions", "count", "up", ("sales", "subscriptions, subscribers, active contracts"),
        _v("COUNT(*)", "row stock", "the number of subscriptions that hold at the end of the period", ("subscription",), 0.92),
    ),
    _recipe("new_subscriptions", "count", "up", ("sales", "new contracts, subscriptions started"),
        _at("t:started", _v("COUNT({started})", "row stock t:started", "the number of subscriptions that started in the period",
            ("subscription",), 0.9)),
    ),
    _recipe("churned_subscriptions", "count", "down", ("customer", "ended subscriptions, cancellations, lost subscriptions"),
        _at("t:ended", _v("COUNT({ended})", "row stock t:ended", "the number of subscriptions that ended in the period",
            ("subscription",), 0.9)),
    ),
    _recipe("new_mrr", "money", "up", ("sales", "mrr gained, mrr of new subscriptions"),
        _at("t:started", _v("SUM({mrr})", "mrr stock t:started", "the {mrr} of subscriptions that started in the period",
            ("subscription", ""), 0.85)),
    ),
    _recipe("churned_mrr", "money", "down", ("customer", "lost mrr, mrr churn"),
        _at("t:ended", _v("SUM(CASE WHEN {ended} IS NOT NULL THEN {mrr} END)", "mrr stock t:ended", "the {mrr} of subscriptions that ended in the period",
            ("subscription", ""), 0.85)),
    ),
    _recipe("churn_rate", "percent", "down", ("customer", "churn, customer churn, attrition, cancellation rate"),
        Variant(sql="churned_subscriptions / COALESCE(NULLIF(opening_subscriptions, 0), new_subscriptions)",
            needs=("m:churned_subscriptions", "m:new_subscriptions", "m:active_subscriptions"),
            says="subscriptions that ended in the period, divided by those held at its start (or, when there were none, by "
            "those started in it)", score=0.88, opening=(("opening_subscriptions", "active_subscriptions"),)),
        _v(_share("{churned}", "{churned_field}"), "is:churned", "the share of rows marked as churned",
            ("customer", "account", "subscription", ""), 0.88),
    ),
    _recipe("retention_rate", "percent", "up", ("customer", "retention, renewal rate"),
        _v("1 - churn_rate", "m:churn_rate", "one minus the churn rate", (), 0.85),
    ),
    _recipe("mrr_churn_rate", "percent", "down", ("customer", "revenue churn, gross revenue churn"),
        Variant(sql="churned_mrr / NULLIF(opening_mrr, 0)", needs=("m:churned_mrr", "m:mrr"),
            says="the MRR that ended in the period divided by the MRR at its start", score=0.82,
            opening=(("opening_mrr", "mrr"),)),
    ),
    _recipe("average_revenue_per_customer", "money", "up", ("customer", "arpa, arpu, revenue per account"),
        _v("mrr / customers", "m:mrr m:customers m:active_subscriptions", "monthly recurring revenue divided by customers", (), 0.8),
    ),
)  # fmt: skip
"""Subscriptions and churn."""

PEOPLE: tuple[Recipe, ...] = (
    _recipe("headcount", "count", None, ("people", "employees, number of employees, staff, workforce"),
        _v("COUNT(*)", "row stock", "the number of people employed at the end of the period", ("employee",), 0.92),
        _v("COUNT(CASE WHEN NOT ({left}) THEN 1 END)", "is:left row", "the number of people who have not left", ("employee",), 0.85),
    ),
    _recipe("hires", "count", "up", ("people", "new hires, joiners, hirings"),
        _at("t:hired", _v("COUNT({hired})", "row stock t:hired", "the number of people hired in the period", ("employee",), 0.9)),
    ),
    _recipe("leavers", "count", "down", ("people", "terminations, exits, departures"),
        _at("t:ended", _v("COUNT({ended})", "row stock t:ended", "the number of people who left in the period", ("employee",), 0.9)),
        _v("COUNT(CASE WHEN {left} THEN 1 END)", "is:left row", "the number of people who left", ("employee",), 0.85),
    ),
    _recipe("attrition_rate", "percent", "down", ("people", "attrition, employee turnover, staff turnover, turnover rate"),
        Variant(sql="leavers / COALESCE(NULLIF(opening_headcount, 0), hires)", needs=("m:leavers", "m:hires", "m:headcount"),
            says="people who left in the period, divided by those employed at its start (or, when there were none, by those "
            "hired in it)", score=0.88, opening=(("opening_headcount", "headcount"),)),
        _v(_share("{left}", "{left_field}"), "is:left", "the share of people who left", ("employee",), 0.9),
    ),
    _recipe("average_salary", "money", None, ("people", "salary, pay, mean salary, compensation"),
        _v("AVG({salary})", "salary", "the mean of {salary}", ("employee",), 0.88),
    ),
    _recipe("absences", "days", "down", ("people", "absence days, sick days, absenteeism"),
        _v("SUM({absences})", "absences", "the sum of {absences}", ("employee",), 0.75),
    ),
)  # fmt: skip
"""Employees."""

SERVICE: tuple[Recipe, ...] = (
    _recipe("tickets", "count", "down", ("customer", "cases, incidents, requests, ticket count, ticket volume"),
        _v("COUNT(*)", "row", "the number of tickets", ("ticket",), 0.92),
    ),
    _recipe("resolution_time", "=", "down", ("customer", "time to resolve, time to resolution, handling time, mttr"),
        _v("AVG({resolution_time})", "resolution_time", "the mean of {resolution_time}", ("ticket", ""), 0.9),
        Variant(sql="AVG_HOURS({closed}, {opened})", needs=("t:closed", "t:opened"), rows=("ticket",), score=0.85,
            says="the mean time from {opened} to {closed}, in hours"),
    ),
    _recipe("first_response_time", "=", "down", ("customer", "response time, time to first response, reply time"),
        _v("AVG({first_response_time})", "first_response_time", "the mean of {first_response_time}", ("ticket", ""), 0.9),
        _v("AVG_HOURS({responded}, {opened})", "t:responded t:opened", "the mean time from {opened} to {responded}, in hours",
            ("ticket",), 0.85),
    ),
    _recipe("satisfaction", "score", "up", ("customer", "csat, customer satisfaction, satisfaction score"),
        _v("AVG({satisfaction})", "satisfaction", "the mean of {satisfaction}", ("ticket", "review", "employee", ""), 0.9),
    ),
    _recipe("sla_breach_rate", "percent", "down", ("customer", "late rate, breach rate, missed sla"),
        _v(_share("{breached}", "{breached_field}"), "is:breached", "the share of rows that breached their agreed time",
            ("ticket",), 0.88),
    ),
    _recipe("escalation_rate", "percent", "down", ("customer", "escalations"),
        _v(_share("{escalated}", "{escalated_field}"), "is:escalated", "the share of rows that were escalated", ("ticket",), 0.88),
    ),
    _recipe("open_tickets", "count", "down", ("customer", "backlog, unresolved tickets, open cases"),
        _v("COUNT(CASE WHEN NOT ({solved}) THEN 1 END)", "is:solved row", "the number of tickets not yet closed or resolved",
            ("ticket",), 0.8),
    ),
    _recipe("resolution_rate", "percent", "up", ("customer", "solved share, closed share, resolved rate"),
        _v(_share("{solved}", "*"), "is:solved row", "the share of tickets that are closed or resolved", ("ticket",), 0.82),
    ),
    _recipe("processing_days", "days", "down", ("finance", "processing time, cycle time, time to process"),
        _v("AVG_DAYS({closed}, {opened})", "t:closed t:opened", "the mean time from {opened} to {closed}, in days",
            ("expense", "goal", "order", ""), 0.75),
    ),
)  # fmt: skip
"""Tickets, incidents, requests."""

MARKETING: tuple[Recipe, ...] = (
    _recipe("ad_spend", "money", "down", ("marketing", "marketing spend, advertising cost, spend, media spend"),
        _v("SUM({spend})", "=spend", "the sum of {spend}", ("ad", "campaign", "conversion", "session"), 0.9),
        _v("SUM({cost})", "=cost", "the sum of {cost}", ("ad", "campaign"), 0.85),
    ),
    _recipe("impressions", "count", "up", ("marketing", "ad views, ad impressions, reach"),
        _v("SUM({impressions})", "impressions", "the sum of {impressions}", (), 0.9),
    ),
    _recipe("clicks", "count", "up", ("marketing", "ad clicks"),
        _v("SUM({clicks})", "clicks", "the sum of {clicks}", (), 0.9),
    ),
    _recipe("click_through_rate", "percent", "up", ("marketing", "ctr, click rate"),
        _v("SUM({clicks}) / SUM({impressions})", "clicks impressions", "clicks divided by impressions", (), 0.9),
    ),
    _recipe("cost_per_click", "money", "down", ("marketing", "cpc"),
        _v("SUM({spend}) / SUM({clicks})", "=spend clicks", "spend divided by clicks", (), 0.88),
    ),
    _recipe("sessions", "count", "up", ("marketing", "visits, web sessions, traffic"),
        _v("COUNT(*)", "row", "the number of sessions", ("session",), 0.9),
        _v("SUM({sessions})", "=sessions", "the sum of {sessions}", ("ad", "campaign", ""), 0.8),
    ),
    _recipe("conversions", "count", "up", ("marketing", "converted customers, sign-ups"),
        _v("COUNT(*)", "row", "the number of conversions", ("conversion",), 0.88),
        _v("SUM({conversions})", "conversions", "the sum of {conversions}", ("ad", "campaign", "session", ""), 0.85),
        _v("COUNT(CASE WHEN {converted} THEN 1 END)", "is:converted", "the number of sessions that converted", ("session",), 0.82),
    ),
    _recipe("conversion_rate", "percent", "up", ("marketing", "cr, converted share, purchase rate"),
        _v(_share("{converted}", "{converted_field}"), "is:converted", "the share of sessions that converted", ("session",), 0.88),
        _v("SUM({conversions}) / SUM({clicks})", "conversions clicks", "conversions divided by clicks", ("ad", "campaign"), 0.85),
        _v("won_deals / leads", "m:won_deals m:leads", "deals closed in the period divided by the leads of the period", (), 0.8),
        _loose(_v("conversions / sessions", "m:conversions m:sessions", "conversions divided by sessions", (), 0.8)),
    ),
    _recipe("ad_conversion_rate", "percent", "up", ("marketing", "conversions per click, click conversion"),
        _v("SUM({conversions}) / SUM({clicks})", "conversions clicks", "conversions divided by clicks", ("ad", "campaign"), 0.8),
    ),
    _recipe("cac", "money", "down", ("marketing", "customer acquisition cost, cost per acquisition, cpa, cost per conversion"),
        _v("SUM({spend}) / SUM({conversions})", "=spend conversions", "spend divided by conversions", ("ad", "campaign"), 0.82),
        _loose(_v("ad_spend / conversions", "m:ad_spend m:conversions", "advertising spend divided by conversions", (), 0.82)),
    ),
    _recipe("roas", "ratio", "up", ("marketing", "return on ad spend"),
        _loose(_v("revenue / ad_spend", "m:revenue m:ad_spend", "revenue divided by advertising spend", (), 0.78)),
    ),
    _recipe("bounce_rate", "percent", "down", ("marketing", "bounces"),
        _v("AVG({bounce_rate})", "bounce_rate", "the mean of {bounce_rate}", (), 0.85),
    ),
)  # fmt: skip
"""Traffic, advertising, conversion."""

FINANCE: tuple[Recipe, ...] = (
    _recipe("actual", "money", None, ("finance", "actuals, actual amount"),
        _v("SUM({actual})", "=actual budget", "the sum of {actual}", (), 0.85),
        _v("SUM(CASE WHEN {actual} THEN {amount} END)", "is:actual is:budget =amount", "the sum of {amount} of actual rows", (), 0.85),
    ),
    _recipe("budget", "money", None, ("finance", "budgeted, plan, planned amount"),
        _v("SUM({budget})", "=budget", "the sum of {budget}", (), 0.85),
        _v("SUM(CASE WHEN {budget} THEN {amount} END)", "is:actual is:budget =amount", "the sum of {amount} of budget rows", (), 0.85),
        _v("SUM({amount})", "amount", "the sum of {amount}", ("budget",), 0.75),
    ),
    _recipe("budget_revenue", "money", None, ("finance", "planned revenue, revenue budget, budgeted sales"),
        _v("{sign_income}SUM(CASE WHEN {income} THEN {ledger} END)", "is:income sign:income ledger",
            "the sum of {ledger} planned on income accounts", ("budget",), 0.85),
    ),
    _recipe("budget_cost", "money", None, ("finance", "planned cost, cost budget, budgeted expenses"),
        _v("{sign_expense}SUM(CASE WHEN {expense} THEN {ledger} END)", "is:expense sign:expense ledger",
            "the sum of {ledger} planned on expense accounts", ("budget",), 0.85),
    ),
    _recipe("revenue_variance", "money", "up", ("finance", "revenue against plan, sales variance"),
        _loose(_v("revenue - budget_revenue", "m:revenue m:budget_revenue", "revenue minus planned revenue", (), 0.82)),
    ),
    _recipe("cost_variance", "money", "down", ("finance", "cost against plan, overspend, expense variance"),
        _loose(_v("cost - budget_cost", "m:cost m:budget_cost", "cost minus planned cost", (), 0.82)),
    ),
    _recipe("budget_variance", "money", None, ("finance", "variance, variance to plan, over budget, deviation"),
        _loose(_v("actual - budget", "m:actual m:budget", "actual minus budget", (), 0.85)),
        _loose(_v("(revenue - cost) - (budget_revenue - budget_cost)", "m:revenue m:cost m:budget_revenue m:budget_cost",
            "the actual result (revenue minus cost) minus the planned one", (), 0.8)),
        _v("SUM({cost}) - SUM({budget})", "=cost =budget", "cost minus budget", (), 0.8),
        _v("SUM({spend}) - SUM({budget})", "=spend =budget", "spend minus budget", (), 0.8),
        _v("SUM({revenue}) - SUM({budget})", "=revenue =budget", "revenue minus budget", (), 0.75),
    ),
    _recipe("goal_rate", "percent", "up", ("operations", "goals met, success rate, attainment"),
        _v(_share("{met}", "{met_field}"), "is:met", "the share of rows whose goal was met", ("goal", ""), 0.85),
    ),
)  # fmt: skip
"""Budget and actual."""

RECIPES: tuple[Recipe, ...] = (
    *SALES,
    *PIPELINE,
    *RECURRING,
    *PEOPLE,
    *MARKETING,
    *SERVICE,
    *FINANCE,
)
"""In order: a recipe may build on metrics of earlier ones."""
