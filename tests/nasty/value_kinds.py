"""Nasty values: numbers, dates, codes and words for «no value» as people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.nasty.kind import Expected, Nasty, Rows, one, table


def column(
    name: str, values: list[str], expected: list[object], kind: str, *, findings: str = ""
) -> Nasty:
    """A column ``v`` beside a number column, in a file parted by semicolons."""
    text = "n;v\n" + "".join(f"{i};{value}\n" for i, value in enumerate(values))
    rows: Rows = tuple((i, value) for i, value in enumerate(expected))
    return one(name, text, table(rows, "BIGINT", kind, findings=findings))


def dec(*values: str) -> list[object]:
    return [Decimal(value) for value in values]


def days(*values: str) -> list[object]:
    return [date.fromisoformat(value) for value in values]


def text(*values: str | None) -> list[object]:
    return list(values)


HUGE = "123456789012345678901234567890"
NUMBERS = (
    column("decimal_comma", ["1,5", "2,25", "0,75"], dec("1.5", "2.25", "0.75"), "DECIMAL(18,2)"),
    column(
        "german_thousands",
        ["1.234,56", "12,00", "1.000.000,10"],
        dec("1234.56", "12", "1000000.10"),
        "DECIMAL(18,2)",
    ),
    column(
        "english_thousands",
        ["1,234.56", "12.00", "1,000,000.10"],
        dec("1234.56", "12", "1000000.10"),
        "DECIMAL(18,2)",
    ),
    column("thousands_without_decimals", ["1,234", "850", "23,100"], [1234, 850, 23100], "BIGINT"),
    column(
        "comma_that_may_mean_two_things",
        ["1,234", "5,678", "9,012"],
        text("1,234", "5,678", "9,012"),
        "VARCHAR",
        findings="ambiguous_number",
    ),
    column(
        "french_spaces",
        ["1 234,50", "12,25", "1 000 000,00"],
        dec("1234.50", "12.25", "1000000"),
        "DECIMAL(18,2)",
    ),
    column(
        "swiss_apostrophes",
        ["1'234.50", "12.25", "1'000'000.00"],
        dec("1234.50", "12.25", "1000000"),
        "DECIMAL(18,2)",
    ),
    column(
        "dollars", ["$1,200.50", "$3.10", "-$7.00"], dec("1200.50", "3.10", "-7"), "DECIMAL(18,2)"
    ),
    column(
        "euros_behind",
        ["1.200,50 €", "3,10 €", "-7,00 €"],
        dec("1200.50", "3.10", "-7"),
        "DECIMAL(18,2)",
    ),
    column(
        "currency_code",
        ["USD 5.00", "USD 6.50", "USD 1,000.00"],
        dec("5", "6.50", "1000"),
        "DECIMAL(18,2)",
    ),
    column(
        "two_currencies",
        ["$5.00", "€6.50", "$7.00"],
        text("$5.00", "€6.50", "$7.00"),
        "VARCHAR",
        findings="mixed_currencies",
    ),
    column(
        "accounting_negatives",
        ["(1,234.50)", "12.25", "(3.00)"],
        dec("-1234.50", "12.25", "-3"),
        "DECIMAL(18,2)",
    ),
    column(
        "trailing_minus", ["1.50-", "12.25", "3.00"], dec("-1.50", "12.25", "3"), "DECIMAL(18,2)"
    ),
    column("percent", ["12 %", "7.5%", "100%"], dec("0.12", "0.075", "1"), "DECIMAL(18,3)"),
    column(
        "percent_here_and_there",
        ["12 %", "0.5", "100%"],
        text("12 %", "0.5", "100%"),
        "VARCHAR",
        findings="mixed_percent",
    ),
    column(
        "comma_and_point_decimals_mixed",
        ["1,5", "2.5", "3,25"],
        text("1,5", "2.5", "3,25"),
        "VARCHAR",
        findings="mixed_numbers",
    ),
    column("leading_zeros", ["007", "042", "123"], text("007", "042", "123"), "VARCHAR"),
    column("plus_signs", ["+1", "-2", "+3"], [1, -2, 3], "BIGINT"),
    column("scientific", ["1e3", "2.5E-2", "7"], [1000.0, 0.025, 7.0], "DOUBLE"),
    column("many_decimals", ["0.123456789", "1.5", "2"], [0.123456789, 1.5, 2.0], "DOUBLE"),
    column("larger_than_a_bigint", [HUGE, "1", "-5"], dec(HUGE, "1", "-5"), "DECIMAL(38,0)"),
    column(
        "nineteen_digits",
        ["9223372036854775807", "1", "2"],
        dec("9223372036854775807", "1", "2"),
        "DECIMAL(38,0)",
    ),
    column(
        "just_over_a_bigint",
        ["9223372036854775808", "1", "2"],
        dec("9223372036854775808", "1", "2"),
        "DECIMAL(38,0)",
    ),
    column("pandas_integers", ["17850.0", "", "13047.0"], [17850, None, 13047], "BIGINT"),
    column("underscores_and_hex", ["1_000", "0x1F", "12"], text("1_000", "0x1F", "12"), "VARCHAR"),
    column("infinities", ["inf", "-inf", "1.5"], text("inf", "-inf", "1.5"), "VARCHAR"),
    column("padded_numbers", [" 1 ", "  22", "3  "], [1, 22, 3], "BIGINT"),
    column(
        "codes_of_letters_and_digits",
        ["ABC 123", "ABC 124", "XYZ 9"],
        text("ABC 123", "ABC 124", "XYZ 9"),
        "VARCHAR",
    ),
    column("versions", ["1.2.3", "1.10.0", "2.0.1"], text("1.2.3", "1.10.0", "2.0.1"), "VARCHAR"),
    column(
        "phone_numbers",
        ["+1 555 123 4567", "555-1234", "(555) 123"],
        text("+1 555 123 4567", "555-1234", "(555) 123"),
        "VARCHAR",
    ),
    column("booleans", ["TRUE", "false", "True"], [True, False, True], "BOOLEAN"),
    column("yes_and_no_stay_words", ["Yes", "No", "Yes"], text("Yes", "No", "Yes"), "VARCHAR"),
    column(
        "words_for_no_value",
        ["1", "NA", "N/A", "null", "-", "None", "7"],
        [1, None, None, None, None, None, 7],
        "BIGINT",
        findings="null_words",
    ),
    column(
        "na_in_text_is_text", ["Namibia", "NA", "None"], text("Namibia", "NA", "None"), "VARCHAR"
    ),
    one(
        "zip_codes",
        "zip,n\n90210,1\n10001,2\n",
        table((("90210", 1), ("10001", 2)), "VARCHAR", "BIGINT"),
    ),
    one(
        "late_letter_in_a_number_column",
        "n,v\n" + "1,5\n" * 30_000 + "2,A5\n",
        Expected(rows=None, read=30_001, types=("BIGINT", "BIGINT"), quarantined={"bad_value": 1}),
    ),
    one(
        "late_leading_zero",
        "n,v\n" + "1,5\n" * 30_000 + "2,05\n",
        Expected(rows=None, read=30_001, types=("BIGINT", "VARCHAR")),
    ),
    one(
        "late_decimals",
        "n,v\n" + "1,5.1\n" * 30_000 + "2,5.125\n",
        Expected(rows=None, read=30_001, types=("BIGINT", "DECIMAL(18,3)")),
    ),
    one(
        "one_bad_cell_in_a_hundred_and_fifty",
        "n,v\n" + "1,5\n" * 149 + "2,oops\n",
        table(((1, 5),) * 149, "BIGINT", "BIGINT", quarantined={"bad_value": 1}),
    ),
    one(
        "many_bad_cells",
        "n,v\n" + "1,5\n" * 90 + "2,oops\n" * 10,
        table(((1, "5"),) * 90 + ((2, "oops"),) * 10, "BIGINT", "VARCHAR", findings="mixed_types"),
    ),
)

AT = datetime.fromisoformat("2024-01-02T15:04:05")
DATES = (
    column(
        "day_first",
        ["25/12/2020", "03/04/2020", "01/01/2021"],
        days("2020-12-25", "2020-04-03", "2021-01-01"),
        "DATE",
    ),
    column(
        "month_first",
        ["12/25/2020", "03/04/2020", "01/01/2021"],
        days("2020-12-25", "2020-03-04", "2021-01-01"),
        "DATE",
    ),
    column(
        "day_first_with_dashes",
        ["05-02-2010", "26-02-2010", "05-03-2010"],
        days("2010-02-05", "2010-02-26", "2010-03-05"),
        "DATE",
    ),
    column("german_dates", ["01.02.2020", "03.04.2020"], days("2020-02-01", "2020-04-03"), "DATE"),
    column(
        "ambiguous_dates",
        ["03/04/2020", "05/06/2020"],
        text("03/04/2020", "05/06/2020"),
        "VARCHAR",
        findings="ambiguous_date",
    ),
    column(
        "both_orders_in_one_column",
        ["25/12/2020", "12/25/2020", "01/02/2020"],
        text("25/12/2020", "12/25/2020", "01/02/2020"),
        "VARCHAR",
        findings="mixed_dates",
    ),
    column(
        "iso_and_german_mixed",
        ["2020-01-31", "28.02.2020", "2020-03-01"],
        days("2020-01-31", "2020-02-28", "2020-03-01"),
        "DATE",
        findings="mixed_dates",
    ),
    column(
        "two_digit_years",
        ["25/12/20", "13/04/99"],
        days("2020-12-25", "1999-04-13"),
        "DATE",
        findings="two_digit_year",
    ),
    one(
        "births_with_two_digit_years",
        "dob,n\n25/12/68,1\n13/04/99,2\n",
        table(((date(1968, 12, 25), 1), (date(1999, 4, 13), 2)), "DATE", "BIGINT"),
    ),
    column(
        "month_names",
        ["3 Jan 2024", "14 Feb 2024", "1 May 2024"],
        days("2024-01-03", "2024-02-14", "2024-05-01"),
        "DATE",
    ),
    column(
        "american_month_names",
        ["January 3, 2024", "February 14, 2024", "May 1, 2024"],
        days("2024-01-03", "2024-02-14", "2024-05-01"),
        "DATE",
    ),
    column("slashed_iso", ["2020/01/31", "2020/2/9"], days("2020-01-31", "2020-02-09"), "DATE"),
    column("short_iso", ["2020-1-31", "2020-2-9"], days("2020-01-31", "2020-02-09"), "DATE"),
    one(
        "compact_dates",
        "order_date,n\n20200131,1\n20200209,2\n",
        table(((date(2020, 1, 31), 1), (date(2020, 2, 9), 2)), "DATE", "BIGINT"),
    ),
    column("iso_times", ["2024-01-02 15:04:05", "2024-01-02T15:04:05"], [AT, AT], "TIMESTAMP"),
    column(
        "twelve_hour_clock",
        ["1/2/2024 3:04:05 PM", "1/13/2024 3:04:05 PM"],
        [AT, AT.replace(day=13)],
        "TIMESTAMP",
    ),
    column(
        "offsets",
        ["2024-01-02T15:04:05Z", "2024-01-02T17:04:05+02:00"],
        [AT.replace(tzinfo=UTC), AT.replace(tzinfo=UTC)],
        "TIMESTAMP WITH TIME ZONE",
    ),
    column(
        "offsets_here_and_there",
        ["2024-01-02T15:04:05Z", "2024-01-02T17:04:05"],
        text("2024-01-02T15:04:05Z", "2024-01-02T17:04:05"),
        "VARCHAR",
        findings="mixed_time_zones",
    ),
    column(
        "microseconds",
        ["2024-01-02 15:04:05.250", "2024-01-02 15:04:05"],
        [AT.replace(microsecond=250_000), AT],
        "TIMESTAMP",
    ),
    column(
        "impossible_day",
        ["31/02/2020"] + ["25/12/2020"] * 9,
        text("31/02/2020", *["25/12/2020"] * 9),
        "VARCHAR",
        findings="mixed_types",
    ),
    column(
        "zero_dates",
        ["0000-00-00", "2020-01-31"],
        [None, date(2020, 1, 31)],
        "DATE",
        findings="null_words",
    ),
    column("months_only", ["2020-01", "2020-02"], text("2020-01", "2020-02"), "VARCHAR"),
    column("times_only", ["10:00", "11:30:15"], text("10:00", "11:30:15"), "VARCHAR"),
    one(
        "impossible_day_among_many",
        "n,v\n" + "1,2020-02-28\n" * 150 + "2,2020-02-30\n",
        table(((1, date(2020, 2, 28)),) * 150, "BIGINT", "DATE", quarantined={"bad_value": 1}),
    ),
    one(
        "future_dates",
        "n,v\n1,2020-01-01\n2,2999-01-01\n",
        table(
            ((1, date(2020, 1, 1)), (2, date(2999, 1, 1))),
            "BIGINT",
            "DATE",
            findings="future_dates",
        ),
    ),
)
