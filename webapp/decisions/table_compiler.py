"""Tables to `CompiledTable`: every cell is compiled once, with a finding for each that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.decisions import refusals
from webapp.decisions.cell_shape import CellShape, is_constant, shape_of
from webapp.decisions.syntax import HitPolicy, InputColumn, OutputColumn, Table, Text
from webapp.decisions.table_inputs import Cell, CompiledInput
from webapp.decisions.table_outputs import CompiledOutput, OutputCell
from webapp.decisions.tables import CompiledTable, Origin
from webapp.feel import FeelType, Range, Value, compile_expression, compile_unary_tests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webapp.decisions.feel_compiler import FeelCompiler

_ORDERED = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


def compile_table(
    table: Table, compiler: FeelCompiler, names: frozenset[str], origin: Origin
) -> CompiledTable:
    """Compile all cells of a table with ``names`` in scope."""
    maker = _TableCompiler(table, compiler, names, origin)
    inputs = [maker.input(column, number) for number, column in enumerate(table.inputs)]
    outputs = [maker.output(column, number) for number, column in enumerate(table.outputs)]
    if table.hit_policy in _ORDERED and table.rules and not any(output.ranked for output in outputs):
        compiler.workshop.log.add(
            refusals.PRIORITY_WITHOUT_VALUES, table.place, policy=table.hit_policy.value
        )
    return CompiledTable(table, origin, inputs, outputs, names)


class _TableCompiler:
    def __init__(self, table: Table, compiler: FeelCompiler, names: frozenset[str], origin: Origin) -> None:
        self._table = table
        self._compiler = compiler
        self._names = names
        self._origin = origin

    def input(self, column: InputColumn, number: int) -> CompiledInput:
        where_zh, where_en = f"输入列“{column.label}”", f"input column “{column.label}”"
        expression = self._compiler.feel(column.expression, self._names, where_zh, where_en)
        allowed = self._allowed(column.allowed, column.expression.type_ref, where_zh, where_en)
        shared: dict[str, Cell] = {}
        cells = []
        for rule in self._table.rules:
            text = rule.inputs[number]
            known = shared.get(text.text)
            if known is None:
                known = shared[text.text] = self._cell(
                    text, f"第 {rule.number} 行的“{column.label}”", f"rule {rule.number}, “{column.label}”"
                )
            cells.append(known)
        return CompiledInput(
            label=column.label,
            expression=expression or compile_expression("null"),
            text=column.expression,
            feel_type=self._type(column.expression.type_ref, column.expression),
            allowed=allowed,
            cells=cells,
            is_required=allowed is not None and allowed.tests.matches(None, {}) is not True,
            decision_name=self._origin.name,
        )

    def output(self, column: OutputColumn, number: int) -> CompiledOutput:
        label = column.label or self._origin.name
        where_zh, where_en = f"输出列“{label}”", f"output column “{label}”"
        allowed = self._allowed(column.allowed, column.type_ref, where_zh, where_en)
        cells = [
            self._output_cell(
                rule.outputs[number], f"第 {rule.number} 行的“{label}”", f"rule {rule.number}, “{label}”"
            )
            for rule in self._table.rules
        ]
        default = column.default
        return CompiledOutput(
            name=column.name,
            label=column.label,
            feel_type=self._type(column.type_ref, Text("", column.place)),
            allowed=allowed,
            ranked=self._ranked(allowed),
            default=None
            if default is None
            else self._output_cell(default, f"{where_zh}的默认输出", f"default of {where_en}"),
            cells=cells,
            decision_name=self._origin.name,
        )

    def _type(self, type_ref: str | None, text: Text) -> FeelType:
        return self._compiler.workshop.types.find(self._origin.file, type_ref, text.place)

    def _allowed(
        self, listed: Text | None, type_ref: str | None, where_zh: str, where_en: str
    ) -> Cell | None:
        """The column's allowed values: its own, else those of the type it names."""
        text = listed or self._compiler.workshop.types.allowed_of(self._origin.file, type_ref)
        return (
            None if text is None else self._cell(text, f"{where_zh}的允许值", f"allowed values of {where_en}")
        )

    def _cell(self, text: Text, where_zh: str, where_en: str) -> Cell:
        tests = self._compiler.unary_tests(text, self._names, where_zh, where_en)
        if tests is None:
            return Cell(text, compile_unary_tests("-"), CellShape(is_any=True))
        return Cell(text, tests, shape_of(tests.tree, self._names))

    def _output_cell(self, text: Text, where_zh: str, where_en: str) -> OutputCell:
        if not text.text or text.text == "-":
            return OutputCell(text, None, is_constant=True)
        expression = self._compiler.feel(text, self._names, where_zh, where_en)
        return OutputCell(
            text, expression, expression is not None and is_constant(expression.tree, self._names)
        )

    def _ranked(self, allowed: Cell | None) -> Sequence[Value]:
        """The allowed values, or ranges of them, in the order written."""
        if self._table.hit_policy not in _ORDERED or allowed is None or allowed.shape is None:
            return ()
        spans = allowed.shape.spans
        if spans is None or any(span.low is None or span.high is None for span in spans):
            return allowed.shape.literals
        return [
            span.low if span.is_point else Range(span.low, span.high, span.low_included, span.high_included)
            for span in spans
        ]
