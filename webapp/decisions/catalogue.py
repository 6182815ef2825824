"""What a model holds, for people: each decision, and its table as it is written, ready for a read-only page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from webapp.decisions.syntax import (
    BoxedList,
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    Relation,
    Table,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webapp.decisions.nodes import DecisionNode
    from webapp.decisions.tables import CompiledTable

DecisionKind = Literal[
    "table",
    "expression",
    "context",
    "list",
    "relation",
    "invocation",
    "function",
    "conditional",
    "filter",
    "iterator",
    "empty",
]

_KINDS: dict[type[Expression], DecisionKind] = {
    Table: "table",
    Text: "expression",
    Context: "context",
    BoxedList: "list",
    Relation: "relation",
    Invocation: "invocation",
    FunctionDefinition: "function",
    Conditional: "conditional",
    Filter: "filter",
    Iterator: "iterator",
}


@dataclass(frozen=True, slots=True)
class InputInfo:
    """An input column. ``allowed`` is its list of allowed values as written, None when any value will do.

    ``is_required``: the fact must be known (its allowed values do not admit null).
    """

    label: str
    expression: str
    type_name: str | None
    allowed: str | None
    is_required: bool


@dataclass(frozen=True, slots=True)
class OutputInfo:
    """An output column; ``default`` as written, None when there is none."""

    name: str
    label: str
    type_name: str | None
    allowed: str | None
    default: str | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """A row as written. ``annotations`` follow `TableView.annotation_columns`."""

    number: int
    rule_id: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A whole table, to be drawn. ``aggregation`` is SUM, MIN, MAX, COUNT or None.

    ``is_vertical``: the author drew rules as columns.
    """

    part: str
    hit_policy: str
    aggregation: str | None
    is_vertical: bool
    inputs: tuple[InputInfo, ...]
    outputs: tuple[OutputInfo, ...]
    annotation_columns: tuple[str, ...]
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """A decision as a designer knows it. ``version`` is the sha256 of its file, in hex.

    ``required_decisions`` are ids; ``input_data`` names of declared inputs; ``facts`` the paths that its own expressions
    read and no requirement gives, such as "assessment.f_motive". ``table`` is the decision's table, None when its logic
    is something else; ``tables`` are all tables inside it. ``expression`` is the decision's FEEL as written where its
    logic is just that, "" otherwise.
    """

    id: str
    name: str
    file: str
    version: str
    line: int | None
    kind: DecisionKind
    description: str
    question: str
    hit_policy: str | None
    input_expressions: tuple[str, ...]
    inputs: tuple[InputInfo, ...]
    outputs: tuple[OutputInfo, ...]
    required_decisions: tuple[str, ...]
    input_data: tuple[str, ...]
    facts: tuple[str, ...]
    annotation_columns: tuple[str, ...]
    table: TableView | None
    tables: tuple[TableView, ...]
    expression: str


def describe_decision(
    node: DecisionNode, tables: Sequence[CompiledTable], references: Iterable[tuple[str, ...]]
) -> DecisionInfo:
    """What there is to say about a decision, its tables and the paths it reads."""
    views = tuple(describe_table(table) for table in tables)
    own = None if node.table is None else describe_table(node.table)
    source = node.source
    return DecisionInfo(
        id=source.id,
        name=source.label or source.name,
        file=node.origin.file,
        version=node.origin.version,
        line=source.place.line,
        kind="empty" if source.expression is None else _KINDS[type(source.expression)],
        description=source.description,
        question=source.question,
        hit_policy=None if own is None else own.hit_policy,
        input_expressions=() if own is None else tuple(column.expression for column in own.inputs),
        inputs=() if own is None else own.inputs,
        outputs=() if own is None else own.outputs,
        required_decisions=tuple(binding.node.source.id for binding in node.decisions),
        input_data=tuple(binding.name for binding in node.inputs),
        facts=tuple(sorted(".".join(path) for path in references if path[0] not in _given_names(node))),
        annotation_columns=() if own is None else own.annotation_columns,
        table=own,
        tables=views,
        expression=source.expression.text if isinstance(source.expression, Text) else "",
    )


def _given_names(node: DecisionNode) -> set[str]:
    """The names in scope that are no facts."""
    names = {name for binding in node.decisions if binding.import_name is None for name in binding.names}
    return names | {binding.name for binding in node.functions if binding.import_name is None}


def describe_table(table: CompiledTable) -> TableView:
    """A compiled table as it was written."""
    source = table.source
    return TableView(
        part=table.origin.part,
        hit_policy=source.hit_policy.value,
        aggregation=None if source.aggregation is None else source.aggregation.value,
        is_vertical=source.orientation == "Rule-as-Column",
        inputs=tuple(
            InputInfo(
                column.label,
                column.text.text,
                column.text.type_ref,
                None if column.allowed is None else column.allowed.text.text,
                column.is_required,
            )
            for column in table.inputs
        ),
        outputs=tuple(
            OutputInfo(
                column.name,
                column.label,
                column.type_ref,
                None if column.allowed is None else column.allowed.text,
                None if column.default is None else column.default.text,
            )
            for column in source.outputs
        ),
        annotation_columns=source.annotation_columns,
        rules=tuple(
            RuleView(
                rule.number,
                rule.place.element_id,
                tuple(cell.text for cell in rule.inputs),
                tuple(cell.text for cell in rule.outputs),
                tuple(text for _, text in rule.annotations),
            )
            for rule in source.rules
        ),
    )
