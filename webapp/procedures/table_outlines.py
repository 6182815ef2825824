"""What a pack needs to know of a file of decision tables without asking them: ids, rows, texts, source marks, lines.

Reading is forgiving: a file that is no XML gives None here and its error from the tables' own reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from webapp.feel import FeelError, compile_expression
from webapp.procedures.outline_xml import children_of, iterate_elements, line_of, parse_file, tag_of, text_of

#: The annotation column of a decision table that holds each row's source mark.
SOURCE_COLUMN = "source"

#: The column that holds the ``<description>`` of a rule; it needs no declaration.
DESCRIPTION_COLUMN = "description"

#: A cell that is one string and nothing else.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a decision table and its source mark."""

    number: int
    id: str
    line: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ConcludedText:
    """A string that a row concludes, with its key among the texts. ``output`` is the name of its column."""

    key: str
    output: str
    text: str


@dataclass(frozen=True, slots=True)
class TableOutline:
    """A decision table: whether it has the annotation column ``source``, its rows, and the strings they conclude:
    codes, which forms and terms put into words, and texts such as the labels of list items."""

    decision_id: str
    name: str
    line: int | None
    has_source_column: bool
    rows: tuple[TableRow, ...]
    conclusions: tuple[ConcludedText, ...] = ()


@dataclass(slots=True)
class DecisionsOutline:
    """The outline of one DMN file.

    ``named`` holds what a person reads, by its key among the texts: decisions, columns, and the annotations of rows but
    for their source marks, which quote. A column's key ends in its id; ``columns`` maps that key to the one that ends
    in the column's label, by which a translator may also name it.
    """

    decisions: dict[str, str] = field(default_factory=dict)
    tables: list[TableOutline] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)


@lru_cache(maxsize=256)
def outline_decisions(content: bytes) -> DecisionsOutline | None:
    """Outline a DMN file; None when it is not well-formed XML. Kept by content; nobody changes what is handed out."""
    root = parse_file(content)
    if root is None:
        return None
    outline = DecisionsOutline()
    for element in iterate_elements(root):
        tag = tag_of(element)
        if tag == "decision":
            decision_id, name = element.get("id") or "", element.get("name") or ""
            outline.decisions[decision_id] = name
            outline.named[decision_id] = name
            for table in children_of(element, "decisionTable"):
                outline.tables.append(_table(decision_id, name, table))
                for key, label_key, label in _columns(decision_id, table):
                    outline.named[key] = label
                    outline.columns[key] = label_key
                outline.named.update(_annotations(decision_id, table))
        elif tag in {"requiredDecision", "requiredKnowledge"} and element.get("href"):
            outline.required.add(str(element.get("href")).rpartition("#")[2])
    return outline


def annotation_key(decision_id: str, rule_id: str | None, number: int, column: str) -> str:
    """Where the texts have an annotation. A rule without id is known by its number, from 1."""
    return f"{decision_id}.{rule_id or number}.{column}"


def _table(decision_id: str, name: str, table: etree._Element) -> TableOutline:
    rules = children_of(table, "rule")
    rows = tuple(
        TableRow(number, rule.get("id") or "", line_of(rule), _notes(table, rule).get(SOURCE_COLUMN, ""))
        for number, rule in enumerate(rules, start=1)
    )
    return TableOutline(
        decision_id,
        name,
        line_of(table),
        SOURCE_COLUMN in _annotation_columns(table),
        rows,
        tuple(_conclusions(decision_id, table)),
    )


def _annotation_columns(table: etree._Element) -> list[str]:
    return [(column.get("name") or "").strip() for column in children_of(table, "annotation")]


def _notes(table: etree._Element, rule: etree._Element) -> dict[str, str]:
    """The annotations of a rule by column."""
    entries = [text_of(entry) for entry in children_of(rule, "annotationEntry")]
    notes = dict(zip(_annotation_columns(table), entries, strict=False))
    if not notes.get(DESCRIPTION_COLUMN):
        described = ((child.text or "").strip() for child in children_of(rule, "description"))
        notes[DESCRIPTION_COLUMN] = next(described, "")
    return notes


def _annotations(decision_id: str, table: etree._Element) -> Iterator[tuple[str, str]]:
    """The annotations that explain, by their keys among the texts."""
    for number, rule in enumerate(children_of(table, "rule"), start=1):
        for column, text in _notes(table, rule).items():
            if text and column != SOURCE_COLUMN:
                yield annotation_key(decision_id, rule.get("id"), number, column), text


def _conclusions(decision_id: str, table: etree._Element) -> Iterator[ConcludedText]:
    columns = children_of(table, "output")
    for number, rule in enumerate(children_of(table, "rule"), start=1):
        for column, cell in zip(columns, children_of(rule, "outputEntry"), strict=False):
            name = column.get("name") or ""
            text = _string(text_of(cell))
            if text:
                column_key = column.get("id") or column.get("label") or name
                yield ConcludedText(f"{decision_id}.{rule.get('id') or number}.{column_key}", name, text)


def _string(cell: str) -> str:
    """The content of a cell that is one string; empty for any other."""
    if not _STRING.fullmatch(cell):
        return ""
    try:
        value = compile_expression(cell).evaluate({})
    except FeelError:
        return ""
    return value if isinstance(value, str) else ""


def _columns(decision_id: str, table: etree._Element) -> Iterator[tuple[str, str, str]]:
    """The columns as an officer sees them: key by id, key by label, label. An annotation column has no id."""
    for column in children_of(table, "input", "output", "annotation"):
        label = str(column.get("label") or column.get("name") or "").strip()
        if label and (tag_of(column) != "annotation" or label != SOURCE_COLUMN):
            yield f"{decision_id}.{column.get('id') or label}", f"{decision_id}.{label}", label
