"""What Camunda 7, Flowable and Activiti write on their diagrams, in the words of Camunda 8.

What has a counterpart is rewritten, what only tunes the other engine is removed, and the rest is kept in a property of
the step and listed: an operation, a script, a listener that a person must choose anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from webapp.engine.dialect import CAMUNDA_7
from webapp.procedures.importing.normalising.form_fields import make_form
from webapp.procedures.importing.normalising.juel import NotConvertible, holds_expression, to_feel
from webapp.procedures.importing.normalising.work import NCNAME, Work, bpmn, local_name, zeebe
from webapp.procedures.operations import OPERATIONS

ENGINES: Mapping[str, str] = {
    CAMUNDA_7: "Camunda 7",
    "http://flowable.org/bpmn": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    "http://activiti.com/modeler": "Activiti",
    "http://flowable.org/modeler": "Flowable",
    "http://b3mn.org/stencilset/bpmn2.0#": "Activiti",
}
#: Attributes and extensions that only say how the other engine is to work.
_TUNING = frozenset(
    {
        "asyncBefore", "asyncAfter", "async", "asynchronous", "exclusive", "historyTimeToLive", "jobPriority", "initiator",
        "isStartableInTasklist", "candidateStarterGroups", "candidateStarterUsers", "versionTag", "diagramRelationId",
        "calledElementBinding", "decisionRefBinding", "formRefBinding", "mapDecisionResult", "failedJobRetryTimeCycle",
        "skipExpression", "rules", "retries", "taskPriority", "modelversion", "triggerable", "businessKey",
        "localScope", "sameDeployment", "useLocalScopeForResultVariable", "fallbackToDefaultTenant", "elementVariable",
        "collection", "resultVariable", "resultVariableName", "initiator-can-complete", "stencilid", "editor-resource-id",
    }
)  # fmt: skip
_ASSIGNMENT = ("assignee", "candidateUsers", "candidateGroups")
_SCHEDULE = ("dueDate", "followUpDate")
_FORM_PREFIXES = re.compile(r"\A(?:embedded|camunda-forms|app|deployment|bpmn):", re.IGNORECASE)


class _Element:
    """One element with what another engine wrote on it."""

    def __init__(self, work: Work, element: etree._Element) -> None:
        self.work = work
        self.element = element
        self.kind = local_name(element)
        self.owner = work.node_of(element)
        self.engine = ""

    # -- values --------------------------------------------------------------------------------

    def value(self, text: str, name: str) -> str | None:
        """A value as Camunda 8 writes it: a literal, or ``=`` and FEEL; None where that cannot be said."""
        if not holds_expression(text):
            return text.strip()
        try:
            feel = to_feel(text, self.work.fields)
        except NotConvertible:
            kept = self.work.keep(self.owner, name, text)
            self.work.say("IM-306", self.owner, found=text, now=kept)
            return None
        self.work.say("IM-217", self.owner, found=text.strip(), now=f"={feel}")
        return f"={feel}"

    def rewrote(self, name: str, now: str) -> None:
        self.work.say("IM-216", self.owner, engine=self.engine, found=name, now=now)

    def list_unknown(self, name: str, text: str) -> None:
        """Keep and list what has no counterpart."""
        kept = self.work.keep(self.owner, name, text)
        self.work.say("IM-307", self.owner, engine=self.engine, found=name, now=kept)

    # -- attributes ----------------------------------------------------------------------------

    def rewrite_attributes(self) -> None:
        """All attributes of other engines, in the order in which they stand; none is left."""
        foreign = [
            (etree.QName(name), str(value))
            for name, value in self.element.attrib.items()
            if _is_foreign(name)
        ]
        given = {name.localname: value for name, value in foreign}
        for name, value in foreign:
            del self.element.attrib[name.text]
            self.engine = ENGINES[str(name.namespace)]
            self._rewrite(name.localname, value, given)

    def _rewrite(self, name: str, value: str, given: Mapping[str, str]) -> None:
        if name in _ASSIGNMENT and self.kind == "userTask":
            self._set("assignmentDefinition", name, value)
        elif name in _SCHEDULE and self.kind == "userTask":
            self._set("taskSchedule", name, value)
        elif name == "priority" and self.kind == "userTask":
            self._set("priorityDefinition", name, value)
        elif name in ("formKey", "formRef") and self.kind in ("userTask", "startEvent"):
            self._set_form(name, value)
        elif name in ("decisionRef", "decisionTableReferenceKey"):
            self._set_decision(name, value, given)
        elif name == "calledElement":
            self.set_callee(name, value)
        elif name == "topic" and value in OPERATIONS:
            self.work.extension(self.owner, "taskDefinition").set("type", value)
            self.rewrote(name, f"zeebe:taskDefinition {value}")
        elif name == "collection" and self.kind == "multiInstanceLoopCharacteristics":
            self._set_collection(value, given)
        elif (name == "type" and value in ("external", "dmn")) or name in _TUNING:
            self.work.say("IM-218", self.owner, engine=self.engine, found=name)
        else:
            self.list_unknown(name, value)

    def _set(self, extension: str, name: str, text: str) -> None:
        value = self.value(text, name)
        if value and name == "candidateGroups":
            value = ",".join(self.work.roles.get(group.strip(), group.strip()) for group in value.split(","))
        if value:
            self.work.extension(self.element, extension).set(name, value)
            self.rewrote(name, f"zeebe:{extension}")

    def _set_form(self, name: str, text: str) -> None:
        form_id = _form_id(text)
        if form_id is None:
            self.list_unknown(name, text)
            return
        self.work.extension(self.element, "formDefinition").set("formId", form_id)
        self.rewrote(f"{name}={text}", f"zeebe:formDefinition {form_id}")

    def _set_decision(self, name: str, text: str, given: Mapping[str, str]) -> None:
        if holds_expression(text) or not NCNAME.match(text):
            self.list_unknown(name, text)
            return
        called = self.work.extension(self.element, "calledDecision")
        called.set("decisionId", text)
        called.set("resultVariable", given.get("resultVariable") or text)
        self.rewrote(name, f"zeebe:calledDecision {text}")

    def set_callee(self, name: str, text: str) -> None:
        if holds_expression(text):
            self.list_unknown(name, text)
            return
        self.work.extension(self.element, "calledElement").set("processId", text)
        self.rewrote(name, f"zeebe:calledElement {text}")

    def _set_collection(self, text: str, given: Mapping[str, str]) -> None:
        value = self.value(text, "collection")
        if value is None:
            return
        loop = self.work.extension(self.element, "loopCharacteristics")
        loop.set("inputCollection", value if value.startswith("=") else f"={value}")
        if variable := given.get("elementVariable"):
            loop.set("inputElement", variable)
        self.rewrote("collection", "zeebe:loopCharacteristics")

    # -- extension elements --------------------------------------------------------------------

    def rewrite_extensions(self) -> None:
        """All extension elements of other engines below this element; none is left."""
        holder = self.element.find(bpmn("extensionElements"))
        if holder is None:
            return
        for child in list(holder):
            if not isinstance(child.tag, str) or etree.QName(child).namespace not in ENGINES:
                continue
            holder.remove(child)
            self.engine = ENGINES[str(etree.QName(child).namespace)]
            self._rewrite_extension(child)

    def _rewrite_extension(self, child: etree._Element) -> None:
        name = local_name(child)
        rewrites: Mapping[str, Callable[[etree._Element], None]] = {
            "properties": self._take_properties,
            "inputOutput": self._take_mappings,
            "in": self._take_passed,
            "out": self._take_passed,
            "formData": self._take_fields,
            "formProperty": self._take_fields,
        }
        if name in rewrites:
            rewrites[name](child)
        elif name in _TUNING:
            self.work.say("IM-218", self.owner, engine=self.engine, found=name)
        else:
            self.list_unknown(name, _source(child))

    def _take_properties(self, child: etree._Element) -> None:
        for each in child.iterfind("{*}property"):
            self.work.set_property(self.element, each.get("name", ""), each.get("value", ""))
        self.rewrote("properties", "zeebe:properties")

    def _take_mappings(self, child: etree._Element) -> None:
        for each in child:
            tag = {"inputParameter": "input", "outputParameter": "output"}.get(local_name(each))
            name = each.get("name", "")
            if tag is None or len(each) or not name:
                self.list_unknown(local_name(each) or "inputOutput", _source(each))
                continue
            source = self.value(each.text or "", f"{tag}.{name}")
            if source is not None:
                self._map(tag, source, name)
        self.rewrote("inputOutput", "zeebe:ioMapping")

    def _take_passed(self, child: etree._Element) -> None:
        """``in`` and ``out`` of a call: one variable, or all of them, which Camunda 8 passes anyway."""
        name, source, target = local_name(child), child.get("source"), child.get("target")
        if child.get("variables") == "all" or child.get("businessKey"):
            self.work.say("IM-218", self.owner, engine=self.engine, found=name)
        elif source and target:
            self._map("input" if name == "in" else "output", f"={source}", target)
            self.rewrote(name, "zeebe:ioMapping")
        else:
            self.list_unknown(name, _source(child))

    def _map(self, tag: str, source: str, target: str) -> None:
        mapping = self.work.extension(self.element, "ioMapping")
        each = mapping.makeelement(zeebe(tag), source=source, target=target)
        inputs = len(mapping.findall(zeebe("input")))
        mapping.insert(inputs, each) if tag == "input" else mapping.append(each)

    def _take_fields(self, child: etree._Element) -> None:
        """Fields of a form that stand in the diagram become a form of their own, named after the task."""
        fields = [child] if local_name(child) == "formProperty" else list(child.iterfind("{*}formField"))
        form_id = _form_id(self.element.get("id", "")) or "form"
        self.work.forms[form_id], keys = make_form(form_id, fields, self.work.forms.get(form_id))
        self.work.fields |= keys
        self.work.extension(self.element, "formDefinition").set("formId", form_id)
        self.rewrote(local_name(child), f"zeebe:formDefinition {form_id}")


def _source(element: etree._Element) -> str:
    """An element as it was written, on one line."""
    return " ".join(etree.tostring(element, encoding="unicode", with_tail=False).split())


def _is_foreign(name: str | bytes) -> bool:
    return etree.QName(name).namespace in ENGINES


def _form_id(text: str) -> str | None:
    """``embedded:app:forms/Approve-Leave.html`` as ``approve_leave``; None for expressions."""
    if holds_expression(text):
        return None
    name = text.strip()
    while found := _FORM_PREFIXES.match(name):
        name = name[found.end() :]
    stem = name.rpartition("/")[2].partition(".")[0]
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", stem).lower()
    form_id = re.sub(r"[^a-z0-9]+", "_", spaced).strip("_")
    return form_id if re.fullmatch(r"[a-z][a-z0-9_]{0,79}", form_id) else None


def rewrite_foreign_engines(work: Work) -> None:
    """Leave nothing of another engine on the diagram."""
    for element in list(work.root.iter("*")):
        if any(_is_foreign(name) for name in element.attrib):
            _Element(work, element).rewrite_attributes()
        if element.find(bpmn("extensionElements")) is not None:
            _Element(work, element).rewrite_extensions()
    _rewrite_plain_callees(work)


def _rewrite_plain_callees(work: Work) -> None:
    """BPMN's own ``calledElement``, which Camunda 8 does not read."""
    for call in work.root.iter(bpmn("callActivity")):
        callee = call.get("calledElement")
        extensions = call.find(bpmn("extensionElements"))
        if callee is None or (extensions is not None and extensions.find(zeebe("calledElement")) is not None):
            continue
        each = _Element(work, call)
        each.engine = "BPMN"
        del call.attrib["calledElement"]
        each.set_callee("calledElement", callee.rpartition(":")[2])
