"""Fixes of decision tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from webapp.procedures.drafts.fixes.model import Answers, Case, Fix, Mender
from webapp.procedures.drafts.fixes.xml_editing import editing, rename_id
from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of, text_of
from webapp.procedures.source_marks import ASSUMED
from webapp.procedures.table_outlines import SOURCE_COLUMN, outline_decisions


def mark_rows_assumed(case: Case) -> Iterator[Fix]:
    """Say of every row without a source, in all tables of the file, that nothing in the sources asks for it."""
    root = parse_file(case.content)
    count = sum(len(_rows_without_source(table)) for table in _tables(root))
    if root is None or not count:
        return

    def mark(tree: etree._Element, _answers: Answers) -> None:
        for table in _tables(tree):
            column = _source_column(table)
            for rule in _rows_without_source(table):
                _write_note(rule, column)

    yield Fix(
        "assumed",
        f"没有依据的 {count} 行都写为“自拟”",
        f"Mark the {count} row(s) without a source as assumed",
        editing(case, mark),
    )


def add_source_column(case: Case) -> Iterator[Fix]:
    """Add the column of sources to each table of the file that has none, with every row assumed."""

    def add(tree: etree._Element, _answers: Answers) -> None:
        for table in _tables(tree):
            if _source_column(table) is None:
                _add_column(table)

    if any(_source_column(table) is None for table in _tables(parse_file(case.content))):
        yield Fix(
            "column",
            "加上依据列，各行先写为“自拟”",
            "Add the column of sources, each row assumed for now",
            editing(case, add),
        )


def rename_decision(case: Case) -> Iterator[Fix]:
    """Call the file's only decision after the file."""
    outline = outline_decisions(case.content)
    if outline is None or len(outline.decisions) != 1:
        return
    (old,) = outline.decisions
    if old and old != case.stem:
        yield Fix(
            "rename",
            f"把决策的标识改为 {case.stem}",
            f"Rename the decision to {case.stem}",
            editing(case, lambda root, _answers: rename_id(root, old, case.stem)),
        )


def _tables(root: etree._Element | None) -> list[etree._Element]:
    return (
        [] if root is None else [each for each in iterate_elements(root) if tag_of(each) == "decisionTable"]
    )


def _source_column(table: etree._Element) -> int | None:
    names = [(each.get("name") or "").strip() for each in children_of(table, "annotation")]
    return names.index(SOURCE_COLUMN) if SOURCE_COLUMN in names else None


def _rows_without_source(table: etree._Element) -> list[etree._Element]:
    column = _source_column(table)
    if column is None:
        return []
    return [
        rule
        for rule in children_of(table, "rule")
        if len(notes := children_of(rule, "annotationEntry")) <= column or not text_of(notes[column])
    ]


def _write_note(rule: etree._Element, column: int | None) -> None:
    if column is None:
        return
    notes = children_of(rule, "annotationEntry")
    while len(notes) <= column:
        notes.append(etree.SubElement(rule, _like(rule, "annotationEntry")))
    note = notes[column]
    texts = children_of(note, "text")
    (texts[0] if texts else etree.SubElement(note, _like(rule, "text"))).text = ASSUMED


def _add_column(table: etree._Element) -> None:
    """The schema wants: inputs, outputs, annotations, rules."""
    column = etree.Element(_like(table, "annotation"), {"name": SOURCE_COLUMN})
    rules = children_of(table, "rule")
    if rules:
        rules[0].addprevious(column)
    else:
        table.append(column)
    number = _source_column(table)
    for rule in rules:
        _write_note(rule, number)


def _like(element: etree._Element, tag: str) -> str:
    """A name in the same namespace: DMN has several, by version."""
    return f"{str(element.tag).rpartition('}')[0]}}}{tag}"


MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "PK-203": (rename_decision,),
    "PK-212": (mark_rows_assumed,),
    "PK-213": (add_source_column,),
}
