"""New items into the files of a pack: rows at the end of the table, English texts at the end of their section.

Everything else of both files stays as it was, byte for byte where the XML allows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from webapp.errors import Problem
from webapp.feel import to_text
from webapp.procedures.item_sheets.errors import ListTextsUnwritable
from webapp.procedures.item_sheets.layout import Item, ListLayout
from webapp.procedures.table_outlines import DESCRIPTION_COLUMN, SOURCE_COLUMN, annotation_key
from webapp.procedures.texts import read_texts
from webapp.procedures.toml_tables import locate_keys

_DECLARATION = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?\?>""")
_UTF8 = re.compile(rb"""encoding\s*=\s*["']utf-8["']""", re.IGNORECASE)


def add_rows(content: bytes, layout: ListLayout, items: Sequence[Item]) -> tuple[bytes, dict[str, str]]:
    """The DMN file with a row for each item, and the English texts of those rows by key."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    root = etree.fromstring(content, parser)
    table = _find_table(root, layout.info.id)
    taken = {
        str(element.get("id"))
        for element in root.iter()
        if isinstance(element.tag, str) and element.get("id")
    }
    rows = _Rows(table, layout)
    english: dict[str, str] = {}
    for item in items:
        rule_id = _free_id(f"{layout.info.id}_rule_", taken)
        english.update(rows.append(rule_id, item))
    return _serialise(root, content), english


def _find_table(root: etree._Element, decision_id: str) -> etree._Element:
    for decision in _children(root, "decision"):
        if decision.get("id") == decision_id:
            return next(_children(decision, "decisionTable"))
    raise LookupError(decision_id)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _free_id(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    taken.add(f"{stem}{number}")
    return f"{stem}{number}"


class _Rows:
    """The end of a table, where rows are added in the file's own layout."""

    def __init__(self, table: etree._Element, layout: ListLayout) -> None:
        self._table = table
        self._layout = layout
        self._namespace = etree.QName(table).namespace
        self._indent, self._step = _indents(table)

    def append(self, rule_id: str, item: Item) -> dict[str, str]:
        """Add the row of an item; returns its English texts by key."""
        layout, decision_id = self._layout, self._layout.info.id
        english: dict[str, str] = {}
        rule = self._new("rule", rule_id)
        annotations = [
            str(column.get("name") or "").strip() for column in _children(self._table, "annotation")
        ]
        if item.note and layout.note_column == DESCRIPTION_COLUMN and DESCRIPTION_COLUMN not in annotations:
            self._new(DESCRIPTION_COLUMN, parent=rule).text = item.note
        inputs = list(_children(self._table, "input"))
        for number, (column, cell) in enumerate(zip(inputs, item.conditions, strict=True), start=1):
            cell_id = f"{rule_id}_{_suffix(column, decision_id, f'in_{number}')}"
            self._cell("inputEntry", cell_id, cell, rule)
        for number, column in enumerate(_children(self._table, "output"), start=1):
            name = column.get("name") or ""
            cell_id = f"{rule_id}_{name or number}_out"
            self._cell("outputEntry", cell_id, to_text(item.code if name == "code" else item.label), rule)
            if name == layout.label_column and item.label_en:
                english[f"{decision_id}.{rule_id}.{column.get('id') or column.get('label') or name}"] = (
                    item.label_en
                )
        notes = {SOURCE_COLUMN: item.source, layout.note_column: item.note, layout.label_column: item.label}
        for name in annotations:
            self._cell("annotationEntry", None, notes.get(name, ""), rule)
        if layout.label_column in annotations and item.label_en:
            english[annotation_key(decision_id, rule_id, 0, layout.label_column)] = item.label_en
        if item.note_en:
            english[annotation_key(decision_id, rule_id, 0, layout.note_column)] = item.note_en
        self._place(rule)
        return english

    def _new(
        self, name: str, identity: str | None = None, parent: etree._Element | None = None
    ) -> etree._Element:
        tag = f"{{{self._namespace}}}{name}"
        element = self._table.makeelement(tag) if parent is None else etree.SubElement(parent, tag)
        if identity is not None:
            element.set("id", identity)
        return element

    def _cell(self, name: str, identity: str | None, text: str, rule: etree._Element) -> None:
        self._new("text", parent=self._new(name, identity, rule)).text = text

    def _place(self, rule: etree._Element) -> None:
        """Put the row behind the last child, indented as the rows are."""
        last = len(self._table) - 1
        closing = self._table[last].tail
        self._table[last].tail = self._indent
        self._table.append(rule)
        rule.tail = closing
        if self._indent:
            _indent_below(rule, self._indent, self._step)


def _indents(table: etree._Element) -> tuple[str, str]:
    """The white space before a row, and what each level adds; empty where the file has all on one line."""
    before = table.text or ""
    if before.strip() or "\n" not in before:
        return "", ""
    closing = table[-1].tail or ""
    step = before.removeprefix(closing) if before.startswith(closing) else ""
    return before, step or "  "


def _indent_below(element: etree._Element, indent: str, step: str) -> None:
    if not len(element):
        return
    element.text = indent + step
    for child in element:
        child.tail = indent + step
        _indent_below(child, indent + step, step)
    element[-1].tail = indent


def _suffix(column: etree._Element, decision_id: str, fallback: str) -> str:
    return (column.get("id") or fallback).removeprefix(f"{decision_id}_")


def _serialise(root: etree._Element, content: bytes) -> bytes:
    """The file as it was declared, in UTF-8."""
    declaration = _DECLARATION.match(content)
    kept = declaration[0] if declaration and _UTF8.search(declaration[0]) else b""
    start = kept or b'<?xml version="1.0" encoding="UTF-8"?>'
    body = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    body = body[body.index(b"?>") + 2 :].lstrip(b"\n")
    written = start + b"\n" + body
    if content.endswith(b"\n"):
        written += b"\n"
    return written.replace(b"\n", b"\r\n") if b"\r\n" in content else written


def add_texts(content: bytes, path: str, file: str, english: Mapping[str, str]) -> bytes:
    """The file of English texts ``path`` with more texts at the end of the section of ``file``.

    Raises:
        ListTextsUnwritable: the section is written in a way that lines cannot be added to.
    """
    if not english:
        return content
    newline = "\r\n" if b"\r\n" in content else "\n"
    text = content.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n")
    lines = [f"{_quote(key)} = {_quote(value)}" for key, value in english.items()]
    ends = [line for key, line in locate_keys(text).items() if key[:1] == (file,)]
    if ends:
        whole = text.split("\n")
        whole[max(ends) : max(ends)] = lines
    else:
        before = [*text.rstrip().split("\n"), ""] if text.strip() else []
        whole = [*before, f"[{_quote(file)}]", *lines]
    written = (newline.join(whole) + newline).encode()
    if content.startswith(b"\xef\xbb\xbf"):
        written = b"\xef\xbb\xbf" + written
    _check_texts(content, written, path, file, english)
    return written


def _quote(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, but for the one that JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _check_texts(before: bytes, after: bytes, path: str, file: str, english: Mapping[str, str]) -> None:
    """Read back what was written: everything of before, and the new texts."""
    expected = read_texts([(path, before)], [])
    expected.setdefault(file, {}).update(english)
    problems: list[Problem] = []
    if read_texts([(path, after)], problems) != expected or problems:
        raise ListTextsUnwritable(file=path, table=file)
