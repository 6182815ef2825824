"""The words of a template as they stand in it, line by line: paragraphs, and rows of tables by their cells. The child reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from webapp.papers.container import MAIN_PART, is_filled_part, open_container, parse_part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What Word keeps for older programs beside the same content for itself.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A paragraph, or a row of a table with several ``cells``.

    ``part`` is body, header or footer. A paragraph has its ``number`` in the part, counted as findings count it; a row has
    the number of its ``table`` in the part, and its own in the table. All numbers begin with 1; ``table`` is 0 for a paragraph.
    """

    part: str
    table: int
    number: int
    cells: tuple[str, ...]


def read_lines(content: bytes) -> list[TemplateLine]:
    """The lines that hold any text: the body first, then headers and footers.

    Raises:
        TemplateRefused: it is no document, or holds what a template may not.
    """
    parts = open_container(content)
    names = sorted(filter(is_filled_part, parts), key=lambda name: (name != MAIN_PART, name))
    return [line for name in names if name.endswith(".xml") for line in _read_part(name, parts)]


def _read_part(name: str, parts: Mapping[str, bytes]) -> Iterator[TemplateLine]:
    root = parse_part(name, parts[name])
    kind = next((kind for kind in ("header", "footer") if kind in name), "body")
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{_W}p"), start=1)}
    tables = 0
    for block in _blocks(root):
        if block.tag == f"{_W}p":
            if text := _text(block):
                yield TemplateLine(kind, 0, numbers[block], (text,))
            continue
        tables += 1
        for number, row in enumerate(_inside(block, f"{_W}tr"), start=1):
            cells = tuple(_cell(cell) for cell in _inside(row, f"{_W}tc"))
            if any(cells):
                yield TemplateLine(kind, tables, number, cells)


def _blocks(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in their order, also those that a content control holds; nothing within them."""
    return _inside(holder, f"{_W}p", f"{_W}tbl")


def _inside(holder: etree._Element, *tags: str) -> Iterator[etree._Element]:
    for child in holder.iterchildren("*"):
        if child.tag in tags:
            yield child
        elif child.tag != _FALLBACK:
            yield from _inside(child, *tags)


def _cell(cell: etree._Element) -> str:
    """All that a cell says, with the rows of a table within it one after the other."""
    texts = (
        _text(block)
        if block.tag == f"{_W}p"
        else " ".join(_cell(inner) for row in _inside(block, f"{_W}tr") for inner in _inside(row, f"{_W}tc"))
        for block in _blocks(cell)
    )
    return " ".join(filter(None, texts))


def _text(paragraph: etree._Element) -> str:
    return " ".join("".join(_pieces(paragraph)).split())


def _pieces(holder: etree._Element) -> Iterator[str]:
    for child in holder.iterchildren("*"):
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[str(child.tag)]
        elif child.tag not in {_FALLBACK, f"{_W}pPr", f"{_W}rPr"}:
            yield from _pieces(child)
