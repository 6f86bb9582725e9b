"""Files that invite a reader to lose something: digits, moments, records, letters."""

import io
import json
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tests.nasty.kind import Expected, Nasty, one, refused, table
from tests.nasty.value_kinds import column, dec, text

TWO = ((1, "x"), (2, "y"))
LONG_ID = 12_345_678_901_234_567
DIGITS_39 = "123456789012345678901234567890123456789"
AT = datetime.fromisoformat("2024-01-02T15:04:05.123456")


def parquet(columns: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


VALUES = (
    column("ids_of_17_digits", [str(LONG_ID), "7"], [LONG_ID, 7], "BIGINT"),
    column("ids_of_39_digits", [DIGITS_39, "7"], text(DIGITS_39, "7"), "VARCHAR"),
    column("beyond_a_double", ["1e400", "1e3"], text("1e400", "1e3"), "VARCHAR",
           findings="mixed_types"),
    column("below_a_double", ["1e-400", "1e3"], text("1e-400", "1e3"), "VARCHAR",
           findings="mixed_types"),
    column("zeros_with_exponents", ["0e5", "-0.0", "1e3"], [0.0, -0.0, 1000.0], "DOUBLE"),
    column("minus_zero", ["-0", "0", "1"], [0, 0, 1], "BIGINT"),
    column("numbers_padded_with_no_break_spaces", ["\u00a05", "3\u00a0", "7"], [5, 3, 7], "BIGINT"),
    column("dates_padded_with_no_break_spaces", ["\u00a02024-01-31", "2024-02-29"],
           [date(2024, 1, 31), date(2024, 2, 29)], "DATE"),
    column("numbers_that_end_in_a_point", ["1.", "2.", "3."], [1, 2, 3], "BIGINT"),
    column("decimals_padded_with_zeros", ["0.12500000000000000000", "1.50000000000000000000"],
           dec("0.125", "1.5"), "DECIMAL(18,3)"),
    column("codes_that_look_like_exponents", ["12E4", "34E5", "00E1"],
           text("12E4", "34E5", "00E1"), "VARCHAR"),
    column("nanoseconds", ["2024-01-02 15:04:05.123456789", "2024-01-02 15:04:05.123456"],
           [AT, AT], "TIMESTAMP", findings="rounded_times"),
    column("seven_places_without_loss", ["2024-01-02 15:04:05.1234560", "2024-01-02 15:04:05"],
           [AT, AT.replace(microsecond=0)], "TIMESTAMP"),
    column("midnight_as_24", ["2024-01-01 24:00:00", "2024-01-02 23:00:00"],
           [datetime.fromisoformat("2024-01-02"), datetime.fromisoformat("2024-01-02T23:00:00")],
           "TIMESTAMP"),
    column("leap_second", ["2016-12-31 23:59:60", "2016-12-31 23:59:59"],
           text("2016-12-31 23:59:60", "2016-12-31 23:59:59"), "VARCHAR", findings="mixed_types"),
    column("before_1970", ["1969-12-31", "1582-10-10", "0001-01-01"],
           [date(1969, 12, 31), date(1582, 10, 10), date(1, 1, 1)], "DATE"),
    column("years_of_five_digits", ["12024-01-01", "2024-01-01"],
           text("12024-01-01", "2024-01-01"), "VARCHAR", findings="mixed_types"),
    column("digits_of_other_scripts", ["\u0661\u0662", "\uff13"],
           text("\u0661\u0662", "\uff13"), "VARCHAR"),
    column("printed_minus_signs", ["\u22125", "3"], text("\u22125", "3"), "VARCHAR"),
    column("lakhs", ["12,34,567.50", "5.00"], text("12,34,567.50", "5.00"), "VARCHAR"),
)  # fmt: skip

RECORDS = (
    one(
        "header_repeated_in_the_middle",
        "id,name\n1,x\nid,name\n2,y\n",
        table(TWO, quarantined={"repeated_header": 1}),
    ),
    one(
        "header_with_mark_repeated_where_files_were_joined",
        b"\xef\xbb\xbfid,name\n1,x\n\xef\xbb\xbfid,name\n2,y\n",
        table(TWO, quarantined={"repeated_header": 1}),
    ),
    one(
        "header_of_words_repeated",
        "city,name\nA,x\ncity,name\nB,y\n",
        table((("A", "x"), ("B", "y")), quarantined={"repeated_header": 1}),
    ),
    one(
        "ruler_under_the_header",
        "id,name\n--,----\n1,x\n2,y\n",
        table(TWO, quarantined={"ruler_row": 1}),
    ),
    one("sep_line_of_excel", "sep=;\nid;name\n1;x\n2;y\n", table(TWO)),
    one(
        "utf8_and_latin1_lines",
        b"id,name\n" + b"1,Zo\xc3\xab\n2,Zo\xeb\n" * 3,
        table(((1, "Zoë"), (2, "Zoë")) * 3, findings="mixed_encodings"),
    ),
    one("columns_called_rowid", "rowid,row_id\n5,x\n6,y\n", table(((5, "x"), (6, "y")))),
    one(
        "rows_told_as_affected",
        "id,name\n1,x\n2,y\n(2 rows affected)\n",
        table(TWO, quarantined={"too_few_fields": 1}),
    ),
)

JSON = (
    refused("json_of_arrays", b'[["id"], [1]]', file="t.json"),
    refused("json_of_an_empty_list", b"[]", file="t.json"),
    refused("json_with_something_behind_it", b'[{"id": 1}] {"id": 2}', file="t.json"),
    one(
        "json_with_a_key_twice",
        '[{"id": 1, "id": 2}, {"id": 3}]',
        table(((3,),), quarantined={"duplicate_key": 1}),
        file="t.json",
    ),
    one(
        "json_numbers_inside_lists",
        json.dumps([{"id": 1, "of": [{"a": 1.50, "b": "1"}, None, True]}, {"id": 2}]),
        table(((1, '[{"a": 1.5, "b": "1"}, null, true]'), (2, None))),
        file="t.json",
    ),
    one(
        "json_number_beyond_a_double",
        '[{"id": 1, "v": 1e400}, {"id": 2, "v": 1.5}]',
        table(((1, "1e400"), (2, "1.5")), "BIGINT", "VARCHAR"),
        file="t.json",
    ),
)

WIDE = Decimal("123456789012345678901234567890123456789012.5")
PARQUET = (
    one(
        "parquet_decimals_of_256_bits",
        parquet({"id": [1], "v": pa.array([Decimal("-12.50")], pa.decimal256(50, 5))}),
        table(((1, Decimal("-12.50")),)),
        file="t.parquet",
    ),
    one(
        "parquet_decimals_beyond_38_digits",
        parquet({"id": [1, 2], "v": pa.array([WIDE, Decimal(1)], pa.decimal256(50, 5))}),
        table(((1, f"{WIDE}0000"), (2, "1.00000")), "BIGINT", "VARCHAR"),
        file="t.parquet",
    ),
    one(
        "parquet_nanoseconds",
        parquet({"id": [1, 2], "at": pa.array([1_123, 5_000], pa.timestamp("ns"))}),
        Expected(rows=None, read=2, findings=frozenset({"rounded_times"})),
        file="t.parquet",
    ),
    Nasty(
        name="parquet_long_ids_beside_fractions",
        files={
            "p_1.parquet": parquet({"id": [LONG_ID], "n": [1]}),
            "p_2.parquet": parquet({"id": [1.5], "n": [2]}),
        },
        tables={"p": table(((str(LONG_ID), 1), ("1.5", 2)), findings="mixed_types")},
    ),
)

COLUMNS = (
    one("plus_and_zero", "n;v\n0;+07\n1;+08\n", table(((0, "+07"), (1, "+08")))),
    one("german_zip", "n;plz\n1;01067\n2;80331\n", table(((1, "01067"), (2, "80331")))),
    one("amounts_of_18_digits", "n;v\n1;1234567890123456,78\n2;1,50\n",
        table(tuple(zip((1, 2), dec("1234567890123456.78", "1.50"), strict=True)))),
)  # fmt: skip

LOSSY = (*VALUES, *RECORDS, *JSON, *PARQUET, *COLUMNS)
