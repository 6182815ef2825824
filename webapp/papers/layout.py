"""A finished document as plain data for the browser's print view: paragraphs and tables with what GB/T 9704 layouts use.

``{"header": [block], "body": [block], "footer": [block]}``; a block is ``{"kind": "p", "align", "indent", "rule", "break", "runs":
[{"text", "font", "size", "bold", "underline", "red"}]}`` or ``{"kind": "table", "rows": [[{"span", "rows", "blocks"}]]}``. Sizes
are in points, fonts the families ``song``, ``hei``, ``kai``, ``fang``.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_ALIGN = {0: "left", 1: "centre", 2: "right", 3: "left"}
_FAMILIES = (("黑体", "hei"), ("楷", "kai"), ("小标宋", "song"), ("仿宋", "fang"), ("宋", "song"))
Block = dict[str, Any]


def lay_out(document: bytes) -> dict[str, Any]:
    """The layout of a document that we made ourselves."""
    opened = Document(BytesIO(document))
    section = opened.sections[0]
    return {
        "header": list(_blocks(opened, section.header._element)),  # noqa: SLF001 - the element in document order; no public name.
        "body": list(_blocks(opened, opened.element.body)),
        "footer": list(_blocks(opened, section.footer._element)),  # noqa: SLF001
    }


def _blocks(opened: OpenDocument, holder: BaseOxmlElement) -> Iterator[Block]:
    for child in holder.iterchildren():
        if child.tag == qn("w:p"):
            yield _paragraph(Paragraph(child, opened.part))  # type: ignore[arg-type]  # python-docx types the element more narrowly
        elif child.tag == qn("w:tbl"):
            yield {"kind": "table", "rows": list(_rows(opened, Table(child, opened)))}  # type: ignore[arg-type]  # likewise


def _rows(opened: OpenDocument, table: Table) -> Iterator[list[Block]]:
    for row in table._tbl.tr_lst:  # noqa: SLF001 - rows with their own cells: the public grid repeats merged ones.
        yield [
            {
                "span": int(cell.grid_span),
                "continues": cell.vMerge == "continue",
                "blocks": list(_blocks(opened, cell)),
            }
            for cell in row.tc_lst
        ]


def _paragraph(paragraph: Paragraph) -> Block:
    layout = paragraph.paragraph_format
    style = paragraph.style.paragraph_format if paragraph.style is not None else None
    align = (
        layout.alignment if layout.alignment is not None else (style.alignment if style is not None else None)
    )
    indent = (
        layout.first_line_indent
        if layout.first_line_indent is not None
        else (style.first_line_indent if style is not None else None)
    )
    borders = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")  # noqa: SLF001 - borders have no public name.
    return {
        "kind": "p",
        "align": _ALIGN.get(int(align) if align is not None else 0, "left"),
        "indent": indent is not None and indent > 0,
        "rule": borders is not None,
        "break": bool(layout.page_break_before),
        "runs": [_run(paragraph, run) for run in paragraph.runs if run.text],
    }


def _run(paragraph: Paragraph, run: Run) -> dict[str, Any]:
    font, base = run.font, paragraph.style.font if paragraph.style is not None else None
    size = font.size or (base.size if base is not None else None)
    colour = font.color.rgb if font.color is not None else None
    return {
        "text": run.text,
        "font": _family(run, paragraph),
        "size": round(size.pt) if size is not None else 16,
        "bold": bool(font.bold),
        "underline": bool(font.underline),
        "red": colour is not None and str(colour) == "C00000",
    }


def _family(run: Run, paragraph: Paragraph) -> str:
    for element in (run._r, paragraph.style.element if paragraph.style is not None else None):  # noqa: SLF001 - East Asian fonts have no public name.
        fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") if element is not None else None
        name = str(fonts.get(qn("w:eastAsia")) or "") if fonts is not None else ""
        for mark, family in _FAMILIES:
            if mark in name:
                return family
    return "fang"
