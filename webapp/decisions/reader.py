"""XML tree to `Definitions`: the elements that carry decisions, their requirements and their types."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from webapp.decisions import refusals
from webapp.decisions.boxed_reader import BoxedReader, has_expression
from webapp.decisions.findings import FindingLog, Place
from webapp.decisions.syntax import (
    Decision,
    Definitions,
    FunctionItem,
    Import,
    InputData,
    ItemDefinition,
    Knowledge,
    Parameter,
    Service,
    Text,
)
from webapp.decisions.xml_elements import (
    attribute,
    child,
    child_text,
    children,
    is_collection,
    line_of,
    local_name,
    type_ref_of,
)
from webapp.decisions.xml_source import dmn_version, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

_DMN_IMPORTS = ("/DMN/", "/dmn")


def read_definitions(source: bytes, file: str, log: FindingLog) -> Definitions | None:
    """Read one decision file; None when it can't be read at all. Every fault is noted in ``log``."""
    root = read_xml(source, file, log)
    if root is None:
        return None
    return _FileReader(root, file, hashlib.sha256(source).hexdigest(), log).read()


class _FileReader:
    """Reads the children of one ``definitions`` element."""

    def __init__(self, root: etree._Element, file: str, version: str, log: FindingLog) -> None:
        self._root = root
        self._file = file
        self._version = version
        self._log = log

    def read(self) -> Definitions:
        ids = self._check_ids()
        definitions = Definitions(
            file=self._file,
            version=self._version,
            dmn_version=dmn_version(self._root) or "",
            namespace=attribute(self._root, "namespace"),
            name=attribute(self._root, "name"),
            imports=tuple(self._imports()),
            types=tuple(self._item(element) for element in children(self._root, "itemDefinition")),
            input_data=tuple(self._input_data(element) for element in children(self._root, "inputData")),
            decisions=tuple(map(self._decision, children(self._root, "decision"))),
            knowledge=tuple(map(self._knowledge, children(self._root, "businessKnowledgeModel"))),
            services=tuple(filter(None, map(self._service, children(self._root, "decisionService")))),
            ids=ids,
        )
        self._check_names(
            [*definitions.decisions, *definitions.knowledge, *definitions.services, *definitions.input_data]
        )
        return definitions

    def _check_ids(self) -> frozenset[str]:
        lines: dict[str, int | None] = {}
        model_namespace = self._root.tag.partition("}")[0]
        for element in self._root.iter():
            # Only the model's own ids must differ: diagrams and extensions live by rules of their own.
            if not isinstance(element.tag, str) or not element.tag.startswith(model_namespace):
                continue
            id_ = attribute(element, "id")
            if id_ and id_ in lines:
                place = Place(self._file, id_, line_of(element))
                self._log.add(
                    refusals.ID_TWICE,
                    place,
                    id=id_,
                    other_zh=f"第 {lines[id_]} 行",
                    other_en=f"line {lines[id_]}",
                )
            elif id_:
                lines[id_] = line_of(element)
        return frozenset(lines)

    def _check_names(self, elements: Iterable[Decision | Knowledge | Service | InputData]) -> None:
        lines: dict[str, int | None] = {}
        for element in elements:
            line = element.place.line
            if element.name in lines:
                first = lines[element.name]
                self._log.add(
                    refusals.NAME_TWICE,
                    element.place,
                    name=element.name,
                    other_zh=f"第 {first} 行",
                    other_en=f"line {first}",
                )
            lines.setdefault(element.name, line)

    def _imports(self) -> Iterable[Import]:
        for element in children(self._root, "import"):
            # Imports of PMML and of XML schemas name things that are never called; the call is refused instead.
            kind = attribute(element, "importType")
            if kind and not any(part in kind for part in _DMN_IMPORTS):
                continue
            yield Import(attribute(element, "name"), attribute(element, "namespace"), self._place(element))

    def _item(self, element: etree._Element) -> ItemDefinition:
        place = self._place(element)
        function = child(element, "functionItem")
        inner = child(element, "typeRef")
        return ItemDefinition(
            name=attribute(element, "name"),
            type_ref=type_ref_of(element if inner is None else inner),
            is_collection=is_collection(element),
            components=tuple(self._item(component) for component in children(element, "itemComponent")),
            allowed=_tests(element, "allowedValues", place),
            constraint=_tests(element, "typeConstraint", place),
            function=None if function is None else self._function_item(function),
            place=place,
        )

    def _function_item(self, element: etree._Element) -> FunctionItem:
        parameters = tuple(
            Parameter(attribute(parameter, "name"), type_ref_of(parameter))
            for parameter in children(element, "parameters")
        )
        return FunctionItem(parameters, attribute(element, "outputTypeRef") or None)

    def _input_data(self, element: etree._Element) -> InputData:
        id_, name = self._identity(element)
        return InputData(id_, name, self._variable_type(element), self._place(element))

    def _decision(self, element: etree._Element) -> Decision:
        id_, name = self._identity(element)
        place = Place(self._file, id_ or None, line_of(element), id_ or None)
        faults = FindingLog()
        expression = self._boxed(place, faults).sole_expression(
            element, f"决策“{name}”", f"Decision “{name}”"
        )
        return Decision(
            id=id_,
            name=name,
            label=attribute(element, "name") or name,
            type_ref=self._variable_type(element),
            description=child_text(element, "description"),
            question=child_text(element, "question"),
            required_decisions=_hrefs(element, "informationRequirement", "requiredDecision"),
            required_inputs=_hrefs(element, "informationRequirement", "requiredInput"),
            required_knowledge=_hrefs(element, "knowledgeRequirement", "requiredKnowledge"),
            expression=expression,
            place=place,
            faults=tuple(faults.findings),
            is_blank=not has_expression(element),
        )

    def _knowledge(self, element: etree._Element) -> Knowledge:
        id_, name = self._identity(element)
        place = Place(self._file, id_ or None, line_of(element), id_ or None)
        logic, faults = child(element, "encapsulatedLogic"), FindingLog()
        if logic is None:
            words = {"element_zh": f"知识模型“{name}”", "element_en": f"Knowledge model “{name}”"}
            faults.add(refusals.EXPRESSION_MISSING, place, **words)
        return Knowledge(
            id=id_,
            name=name,
            type_ref=self._variable_type(element),
            required_knowledge=_hrefs(element, "knowledgeRequirement", "requiredKnowledge"),
            function=None if logic is None else self._boxed(place, faults).function(logic),
            place=place,
            faults=tuple(faults.findings),
            is_blank=logic is None or not has_expression(logic),
        )

    def _service(self, element: etree._Element) -> Service | None:
        id_, name = self._identity(element)
        place = Place(self._file, id_ or None, line_of(element), id_ or None)
        outputs = tuple(attribute(reference, "href") for reference in children(element, "outputDecision"))
        if not outputs:
            self._log.add(refusals.SERVICE_WITHOUT_OUTPUT, place)
            return None
        return Service(
            id=id_,
            name=name,
            type_ref=self._variable_type(element),
            output_decisions=outputs,
            encapsulated_decisions=tuple(
                attribute(item, "href") for item in children(element, "encapsulatedDecision")
            ),
            input_decisions=tuple(attribute(item, "href") for item in children(element, "inputDecision")),
            input_data=tuple(attribute(item, "href") for item in children(element, "inputData")),
            place=place,
        )

    def _identity(self, element: etree._Element) -> tuple[str, str]:
        """Id and name; the variable's name, where given, is how FEEL calls the element."""
        variable = child(element, "variable")
        name = attribute(element, "name") or ("" if variable is None else attribute(variable, "name"))
        if variable is not None and attribute(variable, "name"):
            name = attribute(variable, "name")
        # The standard lets an element go without id; it is then called by its name.
        id_ = attribute(element, "id") or name
        if not name:
            self._log.add(
                refusals.NAME_MISSING, self._place(element), element=f"{local_name(element)} #{id_}"
            )
        return id_, name

    def _variable_type(self, element: etree._Element) -> str | None:
        variable = child(element, "variable")
        return None if variable is None else type_ref_of(variable)

    def _place(self, element: etree._Element) -> Place:
        return Place(self._file, attribute(element, "id") or None, line_of(element))

    def _boxed(self, place: Place, faults: FindingLog) -> BoxedReader:
        language = attribute(self._root, "expressionLanguage")
        return BoxedReader(place, faults=faults, refusals_log=self._log, default_language=language)


def _tests(element: etree._Element, name: str, place: Place) -> Text | None:
    tests = child(element, name)
    text = "" if tests is None else child_text(tests, "text")
    return Text(text, place) if text else None


def _hrefs(element: etree._Element, requirement: str, reference: str) -> tuple[str, ...]:
    return tuple(
        attribute(found, "href")
        for requirement_ in children(element, requirement)
        for found in children(requirement_, reference)
    )
