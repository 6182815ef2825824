"""Word documents for tests: written with python-docx, or with parts that no honest program writes; and read back."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from docx import Document
from docx.document import Document as OpenDocument


def write_document(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), footer: str = "") -> bytes:
    """A document with these paragraphs, then a table, and a footer."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def change_parts(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The document with some parts replaced, added, or (None) left out."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            part = changes[name] if name in changes else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def read_part(content: bytes, name: str) -> bytes:
    """One part of a document."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def open_document(content: bytes) -> OpenDocument:
    """The document as python-docx reads it."""
    return Document(BytesIO(content))


def texts_of(content: bytes) -> list[str]:
    """Every text of a document: paragraphs, cells, headers and footers."""
    document = open_document(content)
    section = document.sections[0]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    ends = [paragraph.text for end in (section.header, section.footer) for paragraph in end.paragraphs]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells, *ends]
