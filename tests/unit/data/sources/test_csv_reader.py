"""Records are counted in a file's bytes as another program wrote them."""

import csv
from pathlib import Path

import pytest

from boardroom.data.sources.csv_reader import TextOptions, all_records_read, open_csv
from boardroom.data.sources.progress import Task
from boardroom.data.sources.staging import open_stage
from boardroom.data.sources.text_file import CHUNK_BYTES

NOTES = ("plain", "two\nlines", 'a "word"\n', "", '"', "three\n\nlines, and; more", "a" * 97)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("blank_lines", [False, True])
def test_records_are_counted_in_the_bytes_of_a_file(
    tmp_path: Path, line_end: str, *, blank_lines: bool
) -> None:
    path, count = tmp_path / "notes.csv", 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator=line_end)
        writer.writerow(["id", "note", "amount"])
        while out.tell() < 3 * CHUNK_BYTES:
            writer.writerow([count, NOTES[count % len(NOTES)], count / 4])
            count += 1
            if blank_lines and not count % 11:
                out.write(line_end)
    file = open_csv(path, scratch=tmp_path, options=TextOptions())
    with open_stage(tmp_path / "scratch", task=Task()) as stage:
        stage.run(f"CREATE TABLE whole AS SELECT 'x' AS note FROM range({count})")
        stage.run(f"CREATE TABLE lacking AS SELECT 'x' AS note FROM range({count - 1})")
        assert all_records_read(stage, file, table="whole", texts=["note"])
        assert not all_records_read(stage, file, table="lacking", texts=["note"])


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("one line, of one record", True),
        ("two\nlines, of one record; and some more", True),
        ("open\n1,a,2\n2,b,3\n3,c,4", False),
    ],
)
def test_a_value_that_holds_records_says_that_a_quote_was_left_open(
    tmp_path: Path, value: str, *, whole: bool
) -> None:
    path = tmp_path / "notes.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(
            [["id", "note", "amount"], [0, value, 1], [1, "two\nlines", 2]]
        )
    file = open_csv(path, scratch=tmp_path, options=TextOptions())
    with open_stage(tmp_path / "scratch", task=Task()) as stage:
        stage.run("CREATE TABLE read (note VARCHAR)")
        stage.run("INSERT INTO read VALUES (?), ('two\nlines')", [value])
        assert all_records_read(stage, file, table="read", texts=["note"]) is whole
