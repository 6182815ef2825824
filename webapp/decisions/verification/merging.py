"""Rows that say the same: where they differ in one column only, one row could say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from webapp.decisions.errors import DecisionError
from webapp.decisions.syntax import HitPolicy
from webapp.decisions.verification.columns import analyse_columns
from webapp.decisions.verification.coverage import MAX_BITS, bits, count_bits
from webapp.decisions.verification.kinds import MERGEABLE
from webapp.feel import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from webapp.decisions.findings import Finding
    from webapp.decisions.tables import CompiledTable
    from webapp.decisions.verification.columns import AnalysedColumn

#: Only neighbours may be merged where the order of rows has a meaning.
_ORDERED: Final = frozenset(
    {HitPolicy.FIRST, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.PRIORITY}
)

#: Suggestions made for one table.
_MAX_LISTED: Final = 12


def suggest_merges(tables: Iterable[CompiledTable]) -> list[Finding]:
    """For each table the groups of rows that one row could say. A suggestion only: two rows with two legal bases stay two."""
    return [finding for table in tables for finding in _suggestions(table)]


def _suggestions(table: CompiledTable) -> list[Finding]:
    columns = analyse_columns(table.inputs)
    is_exact = all(column.certain == column.possible for column in columns)
    if not is_exact or count_bits([column.certain for column in columns]) > MAX_BITS:
        return []
    place = replace(table.source.place, decision_id=table.origin.decision_id)
    found = []
    for number, rules in _groups(table, columns):
        column = columns[number]
        merged = 0
        for rule in rules:
            merged |= column.certain[rule]
        found.append(
            MERGEABLE.at(
                place,
                tuple(rule + 1 for rule in rules),
                rules=", ".join(str(rule + 1) for rule in rules),
                column=column.label,
                cell=_cell(column, merged),
            )
        )
    return found[:_MAX_LISTED]


def _cell(column: AnalysedColumn, merged: int) -> str:
    """The cell that holds these segments."""
    everything = (1 << len(column.domain)) - 1
    if merged == everything:
        return "-"
    left_out = [column.segments.items[column.domain[number]].kind for number in bits(everything & ~merged)]
    return "not(null)" if left_out == ["null"] else column.describe(merged)[1]


def _groups(table: CompiledTable, columns: Sequence[AnalysedColumn]) -> Iterator[tuple[int, list[int]]]:
    """Column number and the rows that differ in that column only and give the same fixed outputs; each row once."""
    outputs = {
        rule: values
        for rule in range(len(table.source.rules))
        if (values := _fixed_outputs(table, rule)) is not None
    }
    taken: set[int] = set()
    for number in range(len(columns)):
        alike: dict[tuple[object, ...], list[int]] = {}
        for rule, values in outputs.items():
            if rule not in taken:
                rest = tuple(column.certain[rule] for other, column in enumerate(columns) if other != number)
                alike.setdefault((values, rest), []).append(rule)
        for rules in alike.values():
            for run in _runs(rules) if table.source.hit_policy in _ORDERED else [rules]:
                if len(run) > 1:
                    taken.update(run)
                    yield number, run


def _fixed_outputs(table: CompiledTable, rule: int) -> tuple[str, ...] | None:
    """The outputs of a rule as FEEL; None when some are computed, or refused."""
    if not all(output.cells[rule].is_constant for output in table.outputs):
        return None
    try:
        return tuple(to_text(output.value(rule, {})) for output in table.outputs)
    except DecisionError:
        return None


def _runs(rules: Sequence[int]) -> Iterator[list[int]]:
    """The rows cut into runs of neighbours."""
    run: list[int] = []
    for rule in rules:
        if run and rule != run[-1] + 1:
            yield run
            run = []
        run.append(rule)
    if run:
        yield run
