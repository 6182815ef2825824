"""Decision tables as they are compared: columns by what they ask, rows with their cells, everything as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of, text_of


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """A column. ``role`` is ``input``, ``output`` or ``annotation``; ``expression`` is what it asks, or the output's name."""

    id: str
    role: str
    label: str
    expression: str
    position: int
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row: its id, and its cells in the order of the columns."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A decision; one that is no table has no columns, and what it says stands among its properties."""

    id: str
    name: str
    properties: dict[str, str]
    columns: tuple[ComparedColumn, ...] = ()
    rows: tuple[ComparedRow, ...] = ()


def read_tables(content: bytes) -> dict[str, ComparedTable] | None:
    """The decisions of a file by id, in its order; None when it is not well-formed XML."""
    root = parse_file(content)
    if root is None:
        return None
    decisions = (element for element in iterate_elements(root) if tag_of(element) in _DECISIONS)
    return {element.get("id") or "": _table(element) for element in decisions}


_DECISIONS = frozenset({"decision", "businessKnowledgeModel"})
_ASIDE = frozenset(
    {"variable", "informationRequirement", "knowledgeRequirement", "decisionTable", "extensionElements"}
)
_ROLES = ("input", "output", "annotation")


def _table(decision: etree._Element) -> ComparedTable:
    name = " ".join((decision.get("name") or decision.get("id") or "").split())
    properties = {"name": name, "requires": ", ".join(_required(decision))}
    properties["expression"] = _boxed(decision)
    tables = children_of(decision, "decisionTable")
    if not tables:
        return ComparedTable(decision.get("id") or "", name, properties)
    table = tables[0]
    policy = f"{table.get('hitPolicy') or 'UNIQUE'} {table.get('aggregation') or ''}".strip()
    columns = tuple(
        _column(element, position) for position, element in enumerate(children_of(table, *_ROLES))
    )
    rows = tuple(
        ComparedRow(rule.get("id") or "", tuple(_cells(rule))) for rule in children_of(table, "rule")
    )
    return ComparedTable(decision.get("id") or "", name, {**properties, "hit_policy": policy}, columns, rows)


def _required(decision: etree._Element) -> Iterator[str]:
    for element in iterate_elements(decision):
        if tag_of(element).startswith("required"):
            yield str(element.get("href") or "").removeprefix("#")


def _boxed(decision: etree._Element) -> str:
    """What a decision says that is no table, as one line: names and texts in their order."""
    words: list[str] = []
    for part in decision:
        if not isinstance(part.tag, str) or tag_of(part) in _ASIDE:
            continue
        for element in iterate_elements(part):
            words += [str(element.get("name") or ""), element.text or ""]
    return " ".join(" ".join(words).split())


def _column(element: etree._Element, position: int) -> ComparedColumn:
    role = tag_of(element)
    asked = children_of(element, "inputExpression")
    expression = text_of(asked[0]) if asked else element.get("name") or ""
    typed = asked[0].get("typeRef") if asked else element.get("typeRef")
    label = (element.get("label") or element.get("name") or expression).strip()
    properties = {
        "label": label,
        "expression": expression,
        "type": typed or "",
        "allowed": ", ".join(text_of(each) for each in children_of(element, "inputValues", "outputValues")),
        "default": "".join(text_of(each) for each in children_of(element, "defaultOutputEntry")),
    }
    return ComparedColumn(element.get("id") or "", role, label, expression, position, properties)


def _cells(rule: etree._Element) -> Iterator[str]:
    for role in ("inputEntry", "outputEntry", "annotationEntry"):
        yield from (" ".join(text_of(entry).split()) for entry in children_of(rule, role))
