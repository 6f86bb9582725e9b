"""The queries of the engine contract: one of every kind that the compiler knows."""

from collections.abc import Mapping

from boardroom.semantic.query import (
    And,
    Exists,
    LimitPer,
    NamedExpression,
    Not,
    Or,
    Order,
    Predicate,
    Query,
    Transform,
)

REGION, STATUS = "customers.region", "orders.status"

QUESTIONS: Mapping[str, Query] = {
    "total": Query(metrics=("revenue", "order_count", "buyers", "largest")),
    "ratio": Query(metrics=("average_order", "paid_share")),
    "by month": Query(metrics=("revenue", "order_count"), grain="month", time_range="2023"),
    "by week": Query(metrics=("order_count",), grain="week", time_range="2023-02..2023-03"),
    "by day": Query(metrics=("revenue",), grain="day", time_range="2023-05-20..2023-07-05"),
    "by quarter": Query(metrics=("average_order",), grain="quarter", time_range="2023"),
    "by fiscal year": Query(metrics=("revenue",), grain="fiscal_year"),
    "by region": Query(metrics=("revenue", "people"), group_by=(REGION,)),
    "by region and month": Query(
        metrics=("revenue",), group_by=(REGION,), grain="month", time_range="2023-01..2023-03"
    ),
    "by an expression": Query(metrics=("revenue",), group_by=("customers.region_upper",)),
    "by a truth value": Query(metrics=("order_count",), group_by=("orders.express",)),
    "two facts": Query(metrics=("revenue", "goods", "goods_per_order"), group_by=(STATUS,)),
    "two facts by month": Query(
        metrics=("goods", "recurring"), grain="month", time_range="2023-03..2023-06"
    ),
    "previous period": Query(
        metrics=("revenue", "paid_share"), time_range="2023-04", compare="previous_period"
    ),
    "previous year": Query(metrics=("revenue",), time_range="2024-01", compare="previous_year"),
    "days without a divisor": Query(
        metrics=("average_order", "goods_per_order"),
        grain="day",
        time_range="2023-01..2023-04",
        compare="previous_year",
    ),
    "quotients of rows, some of which divide by zero": Query(
        expressions=(
            NamedExpression(name="unit_price", expression="AVG(items.quantity / items.price)"),
        ),
        group_by=("orders.status",),
    ),
    "last month": Query(metrics=("revenue",), time_range="last_complete_month"),
    "month to date": Query(
        metrics=("order_count",), time_range="mtd", compare="previous_period"
    ),
    "instants cut in Berlin": Query(
        metrics=("order_count",),
        time_field="orders.paid_at",
        grain="day",
        time_range="2023-01..2023-04",
    ),
    "intervals": Query(metrics=("recurring",), grain="month", time_range="2023-02..2023-12"),
    "snapshots": Query(metrics=("stock",), grain="month", time_range="2023-02..2023-06"),
    "movements": Query(metrics=("balance",), grain="month", time_range="2023-02..2023-06"),
    "filters": Query(
        metrics=("revenue",),
        filters=(
            Or(items=(
                Predicate(field=REGION, op="=", values=("O'Brien",)),
                And(items=(
                    Predicate(field=STATUS, op="in", values=("paid", "open")),
                    Not(item=Predicate(field="orders.amount", op="between", values=(2, 5))),
                )),
            )),
        ),
    ),
    "text filters": Query(
        metrics=("order_count",),
        group_by=(STATUS,),
        filters=(Predicate(field=REGION, op="contains", values=("eS",)),),
    ),
    "nothing there": Query(
        metrics=("order_count",), filters=(Predicate(field=REGION, op="is_null"),)
    ),
    "exists": Query(
        metrics=("people",),
        filters=(
            Exists(
                dataset="orders",
                of="customers",
                where=Predicate(field=STATUS, op="=", values=("paid",)),
                having="COUNT(*) > 7",
            ),
        ),
    ),
    "having": Query(metrics=("revenue",), group_by=(REGION,), having=("revenue > 150",)),
    "order and limit": Query(
        metrics=("revenue",),
        group_by=("orders.customer_id",),
        order=(Order(by="revenue", descending=True), Order(by="orders.customer_id")),
        limit=3,
    ),
    "limit per group": Query(
        metrics=("revenue",),
        group_by=(STATUS, "orders.customer_id"),
        order=(Order(by="revenue", descending=True),),
        limit_per=LimitPer(by=(STATUS,), limit=2),
    ),
    "share and rank": Query(
        metrics=("revenue",),
        group_by=(REGION,),
        transforms=(
            Transform(kind="share", metric="revenue"), Transform(kind="rank", metric="revenue"),
        ),
    ),
    "running and growth": Query(
        metrics=("revenue",),
        grain="month",
        time_range="2023",
        transforms=(
            Transform(kind="running", metric="revenue"),
            Transform(kind="growth", metric="revenue", window=1),
            Transform(kind="moving", metric="revenue", window=3),
        ),
    ),
    "inline expression": Query(
        expressions=(
            NamedExpression(name="spread", expression="MAX(orders.amount) - MIN(orders.amount)"),
        ),
        group_by=(STATUS,),
    ),
    "median": Query(metrics=("median_amount",), group_by=(STATUS,)),
    "records": Query(
        records="orders",
        fields=("orders.id", "orders.amount", REGION, "orders.ordered_at", "orders.express"),
        filters=(Predicate(field="orders.amount", op=">", values=(9,)),),
        order=(Order(by="orders.id"),),
        limit=20,
    ),
}  # fmt: skip
