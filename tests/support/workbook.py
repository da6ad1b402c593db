"""Writes the smallest workbooks that spreadsheet programs accept."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

Value = str | float | None
OFFICE = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{OFFICE}/spreadsheetml/2006/main"'
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"


def write_xlsx(path: Path, *sheets: Sequence[Sequence[Value]]) -> None:
    """A workbook for Excel; None leaves a cell out."""

    def cell(row: int, column: int, value: Value) -> str:
        at = f"{chr(65 + column)}{row}"
        if value is None:
            return ""
        if isinstance(value, str):
            return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
        return f'<c r="{at}"><v>{value!r}</v></c>'

    numbers = range(1, len(sheets) + 1)
    kind = f"{OFFICE}/package/2006"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kind}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        pack.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{kind}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        pack.writestr("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>')
        pack.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{kind}/relationships">{links}</Relationships>'
        )
        for n, rows in zip(numbers, sheets, strict=True):
            body = "".join(
                f'<row r="{r}">{"".join(cell(r, c, value) for c, value in enumerate(row))}</row>'
                for r, row in enumerate(rows, 1)
            )
            pack.writestr(f"xl/worksheets/sheet{n}.xml", f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>")


def write_ods(path: Path, rows: Sequence[Sequence[Value]]) -> None:
    """A workbook of OpenDocument."""

    def cell(value: Value) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if value is None:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'

    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        entry = '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        pack.writestr("META-INF/manifest.xml", f"<m:manifest {manifest}>{entry}</m:manifest>")
        pack.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="S1">{body}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
