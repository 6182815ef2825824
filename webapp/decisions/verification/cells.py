"""What can be said of single cells: values that can never come, cells that cannot be analysed, outputs that are not allowed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.decisions.errors import OutputNotAllowed, OutputOfWrongType
from webapp.decisions.verification import kinds
from webapp.decisions.wording import shown
from webapp.feel import Value
from webapp.feel.syntax import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webapp.decisions.findings import Finding, FindingKind, Place
    from webapp.decisions.table_inputs import Cell, CompiledInput
    from webapp.decisions.table_outputs import CompiledOutput, OutputCell
    from webapp.decisions.tables import CompiledTable
    from webapp.decisions.verification.columns import AnalysedColumn


def check_cells(
    table: CompiledTable, columns: Sequence[AnalysedColumn], place: Place, *, is_judged: bool
) -> Iterator[Finding]:
    """Input cells, each distinct text once with all its rules. ``is_judged``: gaps or overlaps of the table matter."""
    analysed = {column.expression: column for column in columns}
    known = table.known_names
    for column in table.inputs:
        if _is_unlisted_category(column):
            yield kinds.CATEGORY_UNLISTED.at(replace(place, line=column.text.place.line), column=column.label)
        listed = _listed_values(column)
        by_text: dict[str, tuple[Cell, list[int]]] = {}
        for rule, cell in enumerate(column.cells):
            by_text.setdefault(cell.text.text, (cell, []))[1].append(rule)
        for cell, rules in by_text.values():
            for kind, facts in _faults_of(
                column, cell, rules[0], analysed[column.text.text], known, listed, is_judged=is_judged
            ):
                numbers = tuple(rule + 1 for rule in rules)
                words = {"rule": ", ".join(map(str, numbers)), "column": column.label, **facts}
                yield kind.at(replace(cell.text.place, decision_id=place.decision_id), numbers, **words)


def _faults_of(
    column: CompiledInput,
    cell: Cell,
    rule: int,
    analysed: AnalysedColumn,
    known: frozenset[str],
    listed: frozenset[tuple[type, Value]],
    *,
    is_judged: bool,
) -> Iterator[tuple[FindingKind, dict[str, str]]]:
    """What is wrong with a cell, with the words that say it. ``rule`` is one that has the cell, from 0."""
    unknown = {node.name for node in cell.tests.tree.tests if isinstance(node, Name)} - known
    for name in sorted(unknown):
        yield kinds.UNQUOTED, {"name": name}
    if cell.shape is None:
        if is_judged and not unknown:
            yield kinds.NOT_ANALYSED, {"cell": cell.text.text}
        return
    if not analysed.possible[rule]:
        yield kinds.NEVER_FITS, {"cell": cell.text.text}
        return
    if column.allowed is None or column.allowed.shape is None:
        return
    for value in _named_values(cell):
        if (type(value), value) in listed:
            continue
        if column.allowed.tests.matches(value, {}) is not True:
            yield kinds.VALUE_UNLISTED, {"value": shown(value), "allowed": column.allowed.text.text}


def _named_values(cell: Cell) -> Iterator[Value]:
    """The values that a cell names one by one (the ends of its ranges are not such)."""
    shape = cell.shape
    if shape is None:
        return
    if shape.spans is not None:
        yield from (span.low for span in shape.spans if span.is_point and span.low is not None)
    elif not shape.has_order:
        yield from (literal for literal in shape.literals if literal is not None)


def _listed_values(column: CompiledInput) -> frozenset[tuple[type, Value]]:
    """The texts and numbers that the allowed values name one by one, with their kinds."""
    shape = None if column.allowed is None else column.allowed.shape
    return frozenset(
        (type(span.low), span.low)
        for span in (() if shape is None else shape.spans or ())
        if span.is_point and isinstance(span.low, str | Decimal)
    )


def _is_unlisted_category(column: CompiledInput) -> bool:
    if column.allowed is not None or column.feel_type.kind not in ("string", "Any"):
        return False
    shapes = [cell.shape for cell in column.cells if cell.shape is not None]
    return any(
        isinstance(literal, str) for shape in shapes if not shape.has_order for literal in shape.literals
    )


def check_outputs(table: CompiledTable, place: Place) -> Iterator[Finding]:
    """Output cells with a fixed value, and defaults."""
    for column in table.outputs:
        label = column.label or column.name or table.origin.name
        for rule, cell in enumerate(column.cells):
            at = replace(cell.text.place, decision_id=place.decision_id)
            yield from _check_output(column, cell, rule, label, at)
            tree = None if cell.expression is None else cell.expression.tree
            if isinstance(tree, Name) and tree.name not in table.known_names:
                yield kinds.UNQUOTED.at(at, (rule + 1,), rule=rule + 1, column=label, name=tree.name)
        if column.default is not None and column.default.is_constant:
            yield from _check_default(column, label, place)


def _check_output(
    column: CompiledOutput, cell: OutputCell, rule: int, label: str, place: Place
) -> Iterator[Finding]:
    if not cell.is_constant:
        return
    words = {"rule": rule + 1, "column": label}
    try:
        column.value(rule, {})
    except OutputNotAllowed as error:
        yield kinds.OUTPUT_OUTSIDE.at(
            place, (rule + 1,), value=error.facts["value"], allowed=error.facts["allowed"], **words
        )
    except OutputOfWrongType as error:
        type_zh, type_en = error.facts["type_zh"], error.facts["type_en"]
        yield kinds.OUTPUT_WRONG_TYPE.at(
            place, (rule + 1,), value=error.facts["value"], type_zh=type_zh, type_en=type_en, **words
        )
    else:
        if cell.expression is None:
            yield kinds.OUTPUT_EMPTY.at(place, (rule + 1,), **words)


def _check_default(column: CompiledOutput, label: str, place: Place) -> Iterator[Finding]:
    try:
        column.default_value({})
    except (OutputNotAllowed, OutputOfWrongType) as error:
        allowed = error.facts.get("allowed", error.facts.get("type_zh", ""))
        yield kinds.DEFAULT_OUTSIDE.at(place, column=label, value=error.facts["value"], allowed=allowed)
