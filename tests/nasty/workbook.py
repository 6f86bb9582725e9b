"""Writes a minimal Excel workbook: numbers, inline text, and dates as styled serial numbers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Sheets = Mapping[str, Sequence[Sequence[object]]]


def xlsx(sheets: Sheets) -> bytes:
    """The workbook with these sheets, as bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", _content_types(len(sheets)))
        book.writestr("_rels/.rels", _links([("r", "officeDocument", "xl/workbook.xml")]))
        parts = [(f"r{i}", "worksheet", f"worksheets/s{i}.xml") for i in range(len(sheets))]
        links = _links([*parts, ("rs", "styles", "styles.xml")])
        book.writestr("xl/_rels/workbook.xml.rels", links)
        book.writestr("xl/workbook.xml", _workbook(list(sheets)))
        book.writestr("xl/styles.xml", _styles())
        for i, rows in enumerate(sheets.values()):
            book.writestr(f"xl/worksheets/s{i}.xml", _sheet(rows))
    return buffer.getvalue()


def _content_types(sheets: int) -> str:
    parts = {f"/xl/worksheets/s{i}.xml": f"{KIND}.worksheet+xml" for i in range(sheets)}
    parts["/xl/workbook.xml"] = f"{KIND}.sheet.main+xml"
    parts["/xl/styles.xml"] = f"{KIND}.styles+xml"
    known = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items()
    )
    links = "application/vnd.openxmlformats-package.relationships+xml"
    plain = f'<Default Extension="rels" ContentType="{links}"/>'
    plain += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{plain}{known}</Types>'


def _links(parts: Sequence[tuple[str, str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in parts
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{i + 1}" r:id="r{i}"/>' for i, name in enumerate(names)
    )
    return f'{HEAD}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    """Style 1 shows a number as a date."""
    styles = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    return f'{HEAD}<styleSheet {MAIN}><cellXfs count="2">{styles}</cellXfs></styleSheet>'


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(number, i, one) for i, one in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f"{HEAD}<worksheet {MAIN}><sheetData>{lines}</sheetData></worksheet>"


def _cell(row: int, column: int, value: object) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c {place} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c {place}><v>{value!r}</v></c>"
    return f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
