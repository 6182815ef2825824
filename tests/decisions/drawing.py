"""Draws decision files for the tests: tables, expressions, requirements."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from webapp.decisions import Model, load

_ROW_NUMBERS = itertools.count(1)

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@dataclass
class Input:
    """An input column: what is asked, of which type, with which allowed values."""

    expression: str
    type: str | None = "string"
    allowed: str | None = None
    label: str = ""

    def xml(self) -> str:
        type_ref = f" typeRef={quoteattr(self.type)}" if self.type else ""
        allowed = f"<inputValues><text>{escape(self.allowed)}</text></inputValues>" if self.allowed else ""
        label = quoteattr(self.label or self.expression)
        text = escape(self.expression)
        return f"<input label={label}><inputExpression{type_ref}><text>{text}</text></inputExpression>{allowed}</input>"


@dataclass
class Output:
    """An output column."""

    name: str = ""
    type: str | None = None
    allowed: str | None = None
    default: str | None = None
    label: str = ""

    def xml(self) -> str:
        type_ref = f" typeRef={quoteattr(self.type)}" if self.type else ""
        allowed = f"<outputValues><text>{escape(self.allowed)}</text></outputValues>" if self.allowed else ""
        default = (
            f"<defaultOutputEntry><text>{escape(self.default)}</text></defaultOutputEntry>"
            if self.default
            else ""
        )
        names = f" name={quoteattr(self.name)} label={quoteattr(self.label or self.name)}"
        return f"<output{names}{type_ref}>{allowed}{default}</output>"


@dataclass
class Table:
    """A decision table; each row holds its input cells, then its output cells, then its annotations."""

    inputs: Sequence[Input]
    rows: Sequence[Sequence[str]]
    outputs: Sequence[Output] = field(default_factory=lambda: [Output()])
    policy: str | None = None
    aggregation: str | None = None
    annotations: Sequence[str] = ()
    extra: str = ""

    def xml(self) -> str:
        policy = f" hitPolicy={quoteattr(self.policy)}" if self.policy else ""
        policy += f" aggregation={quoteattr(self.aggregation)}" if self.aggregation else ""
        parts = [f"<decisionTable{policy}{self.extra}>", *(item.xml() for item in self.inputs)]
        parts += [item.xml() for item in self.outputs]
        parts += [f"<annotation name={quoteattr(name)}/>" for name in self.annotations]
        parts += [self._row(row) for row in self.rows]
        return "".join([*parts, "</decisionTable>"])

    def _row(self, row: Sequence[str]) -> str:
        middle = len(self.inputs) + len(self.outputs)
        cells = _cells("inputEntry", row[: len(self.inputs)]) + _cells(
            "outputEntry", row[len(self.inputs) : middle]
        )
        return f'<rule id="row_{next(_ROW_NUMBERS)}">{cells}{_cells("annotationEntry", row[middle:])}</rule>'


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}><text>{escape(text)}</text></{tag}>" for text in texts)


def feel(text: str, type_ref: str | None = None) -> str:
    """A literal expression."""
    attribute = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return f"<literalExpression{attribute}><text>{escape(text)}</text></literalExpression>"


def decision(
    id_: str,
    logic: Table | str,
    *,
    name: str | None = None,
    needs: Iterable[str] = (),
    inputs: Iterable[str] = (),
    knows: Iterable[str] = (),
    type_ref: str | None = None,
) -> str:
    """A decision with its requirements (ids)."""
    name = name or id_
    variable = f"<variable name={quoteattr(name)} typeRef={quoteattr(type_ref)}/>" if type_ref else ""
    links = [
        f"<informationRequirement><requiredDecision href={quoteattr(_href(item))}/></informationRequirement>"
        for item in needs
    ]
    links += [
        f"<informationRequirement><requiredInput href={quoteattr(_href(item))}/></informationRequirement>"
        for item in inputs
    ]
    links += [
        f"<knowledgeRequirement><requiredKnowledge href={quoteattr(_href(item))}/></knowledgeRequirement>"
        for item in knows
    ]
    body = logic.xml() if isinstance(logic, Table) else logic
    return f"<decision id={quoteattr(id_)} name={quoteattr(name)}>{variable}{''.join(links)}{body}</decision>"


def _href(item: str) -> str:
    return item if "#" in item else f"#{item}"


def input_data(id_: str, name: str | None = None, type_ref: str | None = None) -> str:
    """A declared input."""
    attribute = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    name = quoteattr(name or id_)
    return f"<inputData id={quoteattr(id_)} name={name}><variable name={name}{attribute}/></inputData>"


def knowledge(id_: str, parameters: Iterable[str], logic: Table | str, *, knows: Iterable[str] = ()) -> str:
    """A business knowledge model; a parameter may carry its type after a colon."""
    formal = ""
    for parameter in parameters:
        name, _, type_ref = parameter.partition(":")
        formal += f"<formalParameter name={quoteattr(name)}{f' typeRef={quoteattr(type_ref)}' if type_ref else ''}/>"
    links = [
        f"<knowledgeRequirement><requiredKnowledge href={quoteattr(_href(item))}/></knowledgeRequirement>"
        for item in knows
    ]
    body = logic.xml() if isinstance(logic, Table) else logic
    return (
        f"<businessKnowledgeModel id={quoteattr(id_)} name={quoteattr(id_)}>{''.join(links)}"
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


def definitions(
    *elements: str, namespace: str = "http://camunda.org/schema/1.0/dmn", dmn: str = DMN_13
) -> str:
    """A whole file as text."""
    body = "\n".join(elements)
    return (
        f'<definitions xmlns="{dmn}" id="file" name="file" namespace="{namespace}">\n{body}\n</definitions>'
    )


def model(*elements: str) -> Model:
    """A model of one file."""
    return load({"file.dmn": definitions(*elements).encode()})


def table_model(table: Table) -> Model:
    """A model of one file with one table, called ``it``."""
    return model(decision("it", table, name="表"))
