"""Nasty text: encodings, line ends, quotes, headers, shapes."""

import gzip

from tests.nasty.kind import Expected, Nasty, one, refused, table

TWO = ((1, "x"), (2, "y"))
UMLAUT = ((1, "Zoë"), (2, "Ünal"))
UMLAUT_TEXT = "id,name\n1,Zoë\n2,Ünal\n"
LONG = "x" * 3_000_000


def _wide() -> Nasty:
    width = 5_000
    header = ",".join(f"c{i}" for i in range(width))
    body = ",".join(str(i) for i in range(width))
    return one(
        "five_thousand_columns", f"{header}\n{body}\n{body}\n", table((tuple(range(width)),) * 2)
    )


def _unclosed_quote() -> str:
    lines = [f'{i},"name {i}",{i}.50' for i in range(1, 41)]
    lines[9] = '10,"name 10,10.50'
    return "id,name,price\n" + "\n".join(lines) + "\n"


ENCODINGS = (
    one("utf8_bom", b"\xef\xbb\xbf" + UMLAUT_TEXT.encode(), table(UMLAUT, "BIGINT", "VARCHAR")),
    one("utf16_le_bom", b"\xff\xfe" + UMLAUT_TEXT.encode("utf-16-le"), table(UMLAUT)),
    one("utf16_be_bom", b"\xfe\xff" + UMLAUT_TEXT.encode("utf-16-be"), table(UMLAUT)),
    one(
        "utf16_le_without_bom",
        ("id,name\n" + "7,plain text\n" * 5).encode("utf-16-le"),
        table(((7, "plain text"),) * 5),
    ),
    one("utf32", UMLAUT_TEXT.encode("utf-32"), table(UMLAUT)),
    one("latin1", UMLAUT_TEXT.encode("latin-1"), table(UMLAUT, findings="encoding_guessed")),
    one(
        "cp1252_euro",
        "id,name\n1,5 € “net”\n2,b\n".encode("cp1252"),
        table(((1, "5 € “net”"), (2, "b")), findings="encoding_guessed"),
    ),
    one(
        "utf8_with_one_broken_line",
        ("id,name\n" + "".join(f"{i},Zoë\n" for i in range(20))).encode() + b"20,Zo\xeb\n",
        table(tuple((i, "Zoë") for i in range(20)), quarantined={"bad_encoding": 1}),
    ),
    one("emoji_and_rtl", "id,name\n1,😀\n2,שלום\n", table(((1, "😀"), (2, "שלום")))),
    one(
        "nul_bytes_in_a_line",
        b"id,name\n1,x\n2,y\x00z\n3,w\n",
        table(((1, "x"), (3, "w")), quarantined={"nul_byte": 1}),
    ),
    one("nonbreaking_space", "id,name\n1,a\u00a0b\n2,c\n", table(((1, "a\u00a0b"), (2, "c")))),
)

LINES = (
    one("crlf", "id,name\r\n1,x\r\n2,y\r\n", table(TWO)),
    one("cr_only", "id,name\r1,x\r2,y\r", table(TWO)),
    one("mixed_line_ends", "id,name\r\n1,x\n2,y\r\n", table(TWO)),
    one("no_newline_at_end", "id,name\n1,x\n2,y", table(TWO)),
    one("blank_lines_between", "id,name\n\n1,x\n\n\n2,y\n\n", table(TWO)),
    one("blank_lines_on_top", "\n\nid,name\n1,x\n2,y\n", table(TWO)),
    one("quoted_newlines", 'id,name\n1,"a\nb"\n2,"c\r\nd"\n', table(((1, "a\nb"), (2, "c\r\nd")))),
    one(
        "quoted_delimiters_and_quotes",
        'id,name\n1,"a, ""b"""\n2,"c;d"\n',
        table(((1, 'a, "b"'), (2, "c;d"))),
    ),
    one(
        "backslash_escaped_quotes",
        'id,name\n1,"say \\"hi\\""\n2,"b"\n',
        table(((1, 'say "hi"'), (2, "b"))),
    ),
    one(
        "inch_marks_inside_plain_fields",
        'id,name\n1,5" pipe\n2,6" pipe\n',
        table(((1, '5" pipe'), (2, '6" pipe'))),
    ),
    one(
        "single_quoted",
        "id,name\n1,'a,b'\n2,'c'\n3,'d,e'\n",
        table(((1, "a,b"), (2, "c"), (3, "d,e"))),
    ),
    one(
        "unclosed_quote",
        _unclosed_quote(),
        Expected(
            rows=None,
            read=40,
            quarantined={"bad_quotes": 1},
            types=("BIGINT", "VARCHAR", "DECIMAL(18,2)"),
        ),
    ),
    one(
        "unclosed_quote_at_the_end",
        'id,name\n1,x\n2,"y\n',
        table(((1, "x"),), quarantined={"bad_quotes": 1}),
    ),
    one(
        "text_after_a_closing_quote",
        'id,name\n1,"x"y\n2,y\n3,z\n',
        table(((2, "y"), (3, "z")), quarantined={"bad_quotes": 1}),
    ),
    one(
        "too_many_fields",
        "id,name\n1,x\n2,y,z\n3,w\n",
        table(((1, "x"), (3, "w")), quarantined={"too_many_fields": 1}),
    ),
    one(
        "too_few_fields",
        "id,name,note\n1,x,a\n2,y\n3,w,b\n",
        table(((1, "x", "a"), (3, "w", "b")), quarantined={"too_few_fields": 1}),
    ),
    one(
        "habitually_short_rows",
        "id,name,note\n" + "1,x,a\n2,y\n" * 10,
        table(((1, "x", "a"), (2, "y", None)) * 10, findings="padded_rows"),
    ),
    one(
        "trailing_delimiter_everywhere",
        "id,name,\n1,x,\n2,y,\n",
        table(((1, "x", None), (2, "y", None))),
    ),
    one("trailing_delimiter_in_data_only", "id,name\n1,x,\n2,y,\n", table(TWO)),
    one(
        "rows_of_nothing_but_delimiters",
        "id,name\n1,x\n,\n2,y\n,\n",
        table(TWO, quarantined={"empty_row": 2}),
    ),
    one("huge_field", f"id,name\n1,{LONG}\n2,y\n", table(((1, LONG), (2, "y")))),
    one(
        "a_field_longer_than_the_sample",
        f'id,name\n1,"{LONG}"\n2,y\n',
        table(((1, LONG), (2, "y"))),
    ),
    _wide(),
)

HEADERS = (
    one("semicolons", "id;name\n1;x\n2;y\n", table(TWO)),
    one("pipes", "id|name\n1|x\n2|y\n", table(TWO)),
    one("tabs_in_a_csv", "id\tname\n1\tx\n2\ty\n", table(TWO)),
    one("tsv", "id\tname\n1\ta,b\n2\tc\n", table(((1, "a,b"), (2, "c"))), file="t.tsv"),
    one("duplicate_headers", "id,id,ID\n1,2,3\n4,5,6\n", table(((1, 2, 3), (4, 5, 6)))),
    one("blank_headers", "id,,\n1,x,3\n2,y,4\n", table(((1, "x", 3), (2, "y", 4)))),
    one(
        "sql_keyword_headers",
        "order,group,select\n1,x,3\n2,y,4\n",
        table(((1, "x", 3), (2, "y", 4))),
    ),
    one(
        "unicode_headers", "Größe,數量,naïve col\n1,2,x\n3,4,y\n", table(((1, 2, "x"), (3, 4, "y")))
    ),
    one(
        "no_header",
        "1,x,2024-01-01\n2,y,2024-01-02\n3,z,2024-01-03\n",
        Expected(
            rows=None,
            read=3,
            types=("BIGINT", "VARCHAR", "DATE"),
            findings=frozenset({"no_header"}),
        ),
    ),
    one(
        "year_headers",
        "region,2019,2020\nwest,100,200\neast,300,400\n",
        table((("west", 100, 200), ("east", 300, 400))),
    ),
    one(
        "title_above_the_header",
        "Sales report\nMade on 2024-01-01\n\nid,name\n1,x\n2,y\n",
        table(TWO, findings="preamble"),
    ),
    one(
        "row_names_without_header",
        "id,name\nr1,1,x\nr2,2,y\n",
        table((("r1", 1, "x"), ("r2", 2, "y"))),
    ),
    one("header_only", "id,name\n", table((), findings="empty_table")),
    one("single_column", "name\nx\ny\n", table((("x",), ("y",)))),
    one("single_column_of_numbers", "n\n1\n2\n", table(((1,), (2,)))),
    one("all_text", "name,city\nx,y\nz,w\n", table((("x", "y"), ("z", "w")))),
    one(
        "total_row_at_the_end",
        "name,amount\nx,1\ny,2\nTotal,3\n",
        table((("x", 1), ("y", 2)), quarantined={"total_row": 1}),
    ),
    Nasty(
        name="a_folder_named_like_a_file",
        files={"t.csv/part-0.csv": b"id,name\n1,x\n2,y\n"},
        tables={"part_0": table(TWO)},
    ),
    Nasty(
        name="names_with_signs",
        files={"My file (1) [x]*'.csv": b"id,name\n1,x\n2,y\n"},
        tables={"my_file_1_x": table(TWO)},
    ),
    Nasty(
        name="hidden_and_foreign_files",
        files={
            ".hidden.csv": b"a,b\n1,2\n",
            "README.md": b"# hi",
            "x.sql": b"select 1",
            "~$t.xlsx": b"lock",
            "t.csv": b"id,name\n1,x\n2,y\n",
        },
        tables={"t": table(TWO)},
        notes=frozenset({"ignored_files"}),
    ),
)

DAMAGED = (
    refused("zero_bytes", b""),
    refused("only_spaces_and_newlines", b"  \n\n \n"),
    refused("binary_garbage", bytes(range(256)) * 400),
    refused(
        "truncated_gzip", gzip.compress(b"id,name\n" + b"1,x\n" * 50_000)[:-200], file="t.csv.gz"
    ),
    refused("truncated_json", b'[{"id": 1}, {"id": 2}, {"id"', file="t.json"),
    refused("truncated_parquet", b"PAR1" + bytes(100), file="t.parquet"),
    refused("jpeg_named_csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(200)) * 30),
    one("gzip", gzip.compress(b"id,name\n1,x\n2,y\n"), table(TWO), file="t.csv.gz"),
    one("gzip_named_csv", gzip.compress(b"id,name\n1,x\n2,y\n"), table(TWO)),
)
