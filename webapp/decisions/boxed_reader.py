"""XML to boxed expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, cast

from webapp.decisions import refusals
from webapp.decisions.element_reader import ElementReader
from webapp.decisions.syntax import (
    BoxedList,
    Conditional,
    Context,
    ContextEntry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    Parameter,
    Relation,
    Text,
)
from webapp.decisions.table_reader import read_table
from webapp.decisions.xml_elements import (
    attribute,
    child,
    children,
    local_name,
    type_ref_of,
)

if TYPE_CHECKING:
    from lxml import etree

    from webapp.decisions.findings import FindingLog, Place

#: How deep boxed expressions may nest. Officers read them; nobody reads ten.
MAX_DEPTH: Final = 40

_NOT_EXPRESSIONS: Final = frozenset(
    {
        "description", "extensionElements", "variable", "question", "allowedAnswers", "informationRequirement",
        "knowledgeRequirement", "authorityRequirement", "formalParameter", "parameter", "supportedObjective",
        "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask", "typeRef",
    }
)  # fmt: skip


def has_expression(element: etree._Element) -> bool:
    """Whether any expression, known or not, is written inside."""
    return any(local_name(item) not in _NOT_EXPRESSIONS for item in children(element))


class BoxedReader(ElementReader):
    """Reads the expressions of one decision or knowledge model."""

    def __init__(
        self, owner: Place, *, faults: FindingLog, refusals_log: FindingLog, default_language: str = ""
    ) -> None:
        super().__init__(owner, faults=faults, refusals_log=refusals_log, default_language=default_language)
        self._depth = 0

    def sole_expression(self, element: etree._Element, zh: str, en: str) -> Expression | None:
        """The one expression inside ``element``; None, with a finding that names it, when there is none or several."""
        found = [item for item in children(element) if local_name(item) not in _NOT_EXPRESSIONS]
        if not found:
            self.refuse(refusals.EXPRESSION_MISSING, element, element_zh=zh, element_en=en)
            return None
        if len(found) > 1:
            self.refuse(refusals.ROOT_TWICE, element, element_zh=zh, element_en=en, count=len(found))
            return None
        return self.expression(found[0])

    def expression(self, element: etree._Element) -> Expression | None:
        """Any boxed expression; None when refused."""
        if self._depth >= MAX_DEPTH:
            self.refuse(refusals.TOO_DEEP, element, limit=MAX_DEPTH)
            return None
        self._depth += 1
        try:
            return self._dispatch(element)
        finally:
            self._depth -= 1

    def _dispatch(self, element: etree._Element) -> Expression | None:
        match local_name(element):
            case "literalExpression":
                return self._literal(element)
            case "decisionTable":
                return read_table(element, self)
            case "context":
                return self._context(element)
            case "list":
                return self._list(element)
            case "relation":
                return self._relation(element)
            case "invocation":
                return self._invocation(element)
            case "functionDefinition" | "encapsulatedLogic":
                return self.function(element)
            case "conditional":
                return self._conditional(element)
            case "filter":
                return self._filter(element)
            case "for" | "some" | "every":
                return self._iterator(element)
            case name:
                self.refuse(refusals.EXPRESSION_UNKNOWN, element, element=name)
                return None

    def _literal(self, element: etree._Element) -> Text | None:
        text = self.text(element)
        if not text.text:
            self.refuse(
                refusals.EXPRESSION_MISSING,
                element,
                element_zh="文字表达式",
                element_en="A literal expression",
            )
            return None
        return text

    def _context(self, element: etree._Element) -> Context | None:
        entries = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = None if variable is None else attribute(variable, "name") or None
            expression = self.sole_expression(
                entry, f"上下文条目“{name or '结果'}”", f"Context entry “{name or 'result'}”"
            )
            if expression is None:
                return None
            entries.append(
                ContextEntry(name, expression, None if variable is None else type_ref_of(variable))
            )
        return Context(tuple(entries), self.place(element), type_ref_of(element))

    def _list(self, element: etree._Element) -> BoxedList | None:
        items = [
            self.expression(item) for item in children(element) if local_name(item) not in _NOT_EXPRESSIONS
        ]
        if None in items:
            return None
        return BoxedList(
            cast("tuple[Expression, ...]", tuple(items)), self.place(element), type_ref_of(element)
        )

    def _relation(self, element: etree._Element) -> Relation | None:
        columns = tuple(attribute(column, "name") for column in children(element, "column"))
        rows: list[tuple[Expression, ...]] = []
        for number, row in enumerate(children(element, "row"), 1):
            cells = [
                self.expression(cell) for cell in children(row) if local_name(cell) not in _NOT_EXPRESSIONS
            ]
            if None in cells:
                return None
            if len(cells) != len(columns):
                self.refuse(
                    refusals.ROW_LENGTH,
                    row,
                    rule=number,
                    part_zh="列",
                    part_en="columns",
                    found=len(cells),
                    expected=len(columns),
                )
                return None
            rows.append(cast("tuple[Expression, ...]", tuple(cells)))
        return Relation(columns, tuple(rows), self.place(element), type_ref_of(element))

    def _invocation(self, element: etree._Element) -> Invocation | None:
        callee = child(element, "literalExpression")
        if callee is None:
            self.refuse(
                refusals.EXPRESSION_MISSING,
                element,
                element_zh="调用的函数",
                element_en="The called function",
            )
            return None
        bindings: list[tuple[str, Expression | None]] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = "" if parameter is None else attribute(parameter, "name")
            given = [item for item in children(binding) if local_name(item) not in _NOT_EXPRESSIONS]
            bindings.append((name, self.expression(given[0]) if given else None))
        return Invocation(self.text(callee), tuple(bindings), self.place(element), type_ref_of(element))

    def function(self, element: etree._Element) -> FunctionDefinition | None:
        """A function definition in FEEL; Java and PMML are refused."""
        kind = attribute(element, "kind") or "FEEL"
        if kind.upper() not in {"FEEL", "F"}:
            self.refuse_file(refusals.EXTERNAL_FUNCTION, element, kind=kind)
            return None
        parameters = tuple(
            Parameter(attribute(parameter, "name"), type_ref_of(parameter))
            for parameter in children(element, "formalParameter")
        )
        body = self.sole_expression(element, "函数体", "The function body")
        return (
            None
            if body is None
            else FunctionDefinition(parameters, body, self.place(element), type_ref_of(element))
        )

    def _part(self, element: etree._Element, name: str) -> Expression | None:
        part = child(element, name)
        if part is None:
            self.refuse(
                refusals.EXPRESSION_MISSING,
                element,
                element_zh=f"“{name}”部分",
                element_en=f"The “{name}” part",
            )
            return None
        return self.sole_expression(part, f"“{name}”部分", f"The “{name}” part")

    def _conditional(self, element: etree._Element) -> Conditional | None:
        condition, then, otherwise = (self._part(element, name) for name in ("if", "then", "else"))
        if condition is None or then is None or otherwise is None:
            return None
        return Conditional(condition, then, otherwise, self.place(element), type_ref_of(element))

    def _filter(self, element: etree._Element) -> Filter | None:
        source, match = self._part(element, "in"), self._part(element, "match")
        if source is None or match is None:
            return None
        return Filter(source, match, self.place(element), type_ref_of(element))

    def _iterator(self, element: etree._Element) -> Iterator | None:
        kind = cast("Literal['for', 'some', 'every']", local_name(element))
        variable = attribute(element, "iteratorVariable")
        if not variable:
            self.refuse(refusals.NAME_MISSING, element, element=f"{kind} iteratorVariable")
            return None
        source, body = (
            self._part(element, "in"),
            self._part(element, "return" if kind == "for" else "satisfies"),
        )
        if source is None or body is None:
            return None
        return Iterator(kind, variable, source, body, self.place(element), type_ref_of(element))
