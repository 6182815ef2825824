"""What can be renamed, and where each kind of thing is named: in diagrams and tables, in TOML, in forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from webapp.procedures.outline_xml import iterate_elements, tag_of
from webapp.procedures.papers.demands import PROPERTY as PAPERS
from webapp.procedures.separation import PROPERTY as SEPARATE_FROM
from webapp.procedures.separation import ROLE

RenameKind = Literal["roles", "parameters", "forms", "dmn", "bpmn", "papers"]

#: What each kind of thing is called.
KINDS: Mapping[RenameKind, tuple[str, str]] = {
    "roles": ("岗位", "Role"),
    "parameters": ("参数", "Parameter"),
    "forms": ("表单", "Form"),
    "dmn": ("判断表", "Table"),
    "bpmn": ("流程图", "Diagram"),
    "papers": ("文种", "Paper"),
}

#: What each kind of thing is in a diagram or table, where it is an element there. A task is called after its form.
ELEMENT_TAGS: Mapping[RenameKind, str] = {
    "roles": "lane",
    "dmn": "decision",
    "bpmn": "process",
    "forms": "userTask",
}


@dataclass(frozen=True, slots=True)
class Renaming:
    """That a thing gets another id."""

    kind: RenameKind
    old: str
    new: str


#: Where scenarios lie.
SCENARIOS = "tests/"

Path = tuple[str, ...]
Where = Literal["key", "value"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One occurrence of the old id in a TOML file: in a key or in a text, at ``path``, with what stands before and behind it.

    For a key, ``path`` is that of the table around it.
    """

    file: str
    path: Path
    where: Where
    before: str
    after: str

    @property
    def is_whole(self) -> bool:
        """Whether the key or text is the id and nothing else."""
        return not (self.before or self.after)

    @property
    def is_parameter(self) -> bool:
        """Whether it is the name of a parameter in an expression."""
        return self.before.endswith("parameters.")


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft holds under the old id. ``files`` are the diagrams and tables in which the thing is an element. ``is_output``:
    a table that concludes several things calls one of them so, and scenarios that expect advice mean that one."""

    files: Collection[str]
    is_output: bool


def names_in_toml(kind: RenameKind, spot: Spot, known: Known) -> bool:
    """Whether an occurrence names the thing."""
    if kind == "parameters" and spot.is_parameter:
        return True
    if spot.file.startswith(SCENARIOS):
        return _in_scenario(kind, spot, known)
    if spot.file.rpartition("/")[2].startswith("texts."):
        return _in_texts(spot, known.files)
    if spot.file.endswith("/papers.toml"):
        return _in_papers(kind, spot)
    return _in_place(kind, spot)


_ROLE_LISTS = frozenset({"start", "assigners", "roles"})


def _in_place(kind: RenameKind, spot: Spot) -> bool:
    """In ``jurisdiction.toml``."""
    section = spot.path[:1]
    if section == ("unwalked",) or (spot.where == "key" and spot.path == ("unwalked",)):
        is_process = kind == "bpmn" and not spot.before
        return spot.where == "key" and (is_process or (kind == "forms" and spot.before.endswith(":")))
    if not spot.is_whole:
        return False
    if spot.where == "key":
        return spot.path == {
            "roles": ("roles",),
            "parameters": ("parameters",),
            "bpmn": ("entrances",),
        }.get(kind)
    last = _last_name(spot.path)
    if kind == "roles":
        # A place may name by a parameter who does a step of a shared diagram.
        return last in _ROLE_LISTS or (section == ("parameters",) and last == "value")
    if kind == "forms":
        return section == ("messages",) and last == "form"
    return kind == "bpmn" and last == "root_process"


def _in_papers(kind: RenameKind, spot: Spot) -> bool:
    if kind == "papers":
        return spot.where == "key" and spot.is_whole and spot.path in {("papers",), ("not_issued",)}
    return kind == "forms" and spot.is_whole and spot.path[:1] == ("records",)


def _in_texts(spot: Spot, files: Collection[str]) -> bool:
    """The table of a file that is renamed itself is another matter: its whole name changes with its path."""
    if spot.where != "key" or spot.before:
        return False
    is_of_element = bool(spot.path) and spot.path[0] in files
    return is_of_element and (not spot.after or spot.after.startswith("."))


#: What a scenario says of facts, among which people are named by their logins.
_FACTS = frozenset({"facts", "payload", "start", "variables", "registers"})


def names_person(spot: Spot) -> bool:
    """Whether a text of a scenario is the login name of one of its people, which begins with the role: ``verifier2``."""
    is_of_person = _last_name(spot.path) in {"role", "by", "account"} or not _FACTS.isdisjoint(spot.path)
    return spot.where == "value" and spot.is_whole and is_of_person


def _in_scenario(kind: RenameKind, spot: Spot, known: Known) -> bool:
    last, is_expected = _last_name(spot.path), "expect" in spot.path
    if kind == "roles":
        return names_person(spot) or (spot.is_whole and spot.where == "key" and spot.path == ("people",))
    if kind == "bpmn":
        is_step = is_expected and last in {"path", "incidents"} and not spot.before and spot.after[:1] == ":"
        return is_step or (spot.is_whole and spot.where == "value" and last == "entrance")
    is_key = spot.where == "key" and is_expected and not spot.before
    if kind == "dmn":
        is_advice = last == "advice" and spot.after[:1] in {"", "."} and not known.is_output
        is_named = is_advice or (last == "fired" and spot.is_whole)
        return (is_key and is_named) or (spot.is_whole and spot.where == "value" and last == "decision")
    if kind != "forms":
        return False
    if is_expected and last in {"path", "incidents"}:
        return spot.before.endswith(":") and not spot.after
    is_due = is_key and last == "due" and spot.after[:1] in {"", "["}
    return is_due or (spot.is_whole and spot.where == "value" and last in {"task", "open"})


def _last_name(path: Path) -> str:
    """The last key that is no place in a list."""
    return next((each for each in reversed(path) if not each.isdecimal()), "")


def is_thing(renaming: Renaming, element: etree._Element) -> bool:
    """Whether an element of a diagram or table is the thing itself."""
    return element.get("id") == renaming.old and tag_of(element) == ELEMENT_TAGS.get(renaming.kind)


def rename_in_diagram(renaming: Renaming, root: etree._Element) -> None:
    """Change every reference in a diagram or table, in place."""
    elements = list(iterate_elements(root))
    things = [each for each in elements if is_thing(renaming, each)]
    for element in elements:
        _NAMERS[renaming.kind](element, renaming.old, renaming.new)
        if things:
            _refer(element, renaming.old, renaming.new)
    for thing in things:
        thing.set("id", renaming.new)


#: Attributes that name an element of the same file.
_REFERENCES = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
    "processRef",
    "bpmnElement",
    "dmnElementRef",
)
#: Elements whose text names an element of the same file.
_REFERRING = frozenset({"flowNodeRef", "incoming", "outgoing"})


def _refer(element: etree._Element, old: str, new: str) -> None:
    """Change what an element says of another in the same file."""
    _set_whole(element, _REFERENCES, old, new)
    if tag_of(element) in _REFERRING and (element.text or "").strip() == old:
        element.text = new


Namer = Callable[[etree._Element, str, str], None]  # noqa: SLF001 - lxml's only name for it.


def _name_role(element: etree._Element, old: str, new: str) -> None:
    tag = tag_of(element)
    if tag == "assignmentDefinition":
        _set_listed(element, "candidateGroups", old, new)
    elif tag == "input" and element.get("target") == "to":
        _set_listed(element, "source", old, new)
    elif tag == "property" and element.get("name") == SEPARATE_FROM:
        _set_listed(element, "value", f"{ROLE}{old}", f"{ROLE}{new}")


def _name_parameter(element: etree._Element, old: str, new: str) -> None:
    name = re.compile(rf"\bparameters\.{re.escape(old)}\b")
    for attribute, value in element.attrib.items():
        element.set(attribute, name.sub(f"parameters.{new}", str(value)))
    if element.text and "parameters." in element.text:
        element.text = name.sub(f"parameters.{new}", element.text)


def _name_form(element: etree._Element, old: str, new: str) -> None:
    tag = tag_of(element)
    if tag == "formDefinition":
        _set_whole(element, ("formId",), old, new)
    elif tag == "property" and element.get("name") == SEPARATE_FROM:
        _set_listed(element, "value", old, new)


def _name_decision(element: etree._Element, old: str, new: str) -> None:
    tag = tag_of(element)
    if tag == "calledDecision":
        _set_whole(element, ("decisionId",), old, new)
    elif tag == "requiredDecision":
        href = element.get("href") or ""
        if href.rpartition("#")[2] == old:
            element.set("href", href[: len(href) - len(old)] + new)
    elif tag == "input" and element.get("target") == "decision":
        _set_listed(element, "source", old, new)


def _name_process(element: etree._Element, old: str, new: str) -> None:
    if tag_of(element) == "calledElement":
        _set_whole(element, ("processId",), old, new)


def _name_paper(element: etree._Element, old: str, new: str) -> None:
    if tag_of(element) == "property" and element.get("name") == PAPERS:
        _set_listed(element, "value", old, new)


#: What names a thing of each kind from anywhere, also from another file.
_NAMERS: Mapping[RenameKind, Namer] = {
    "roles": _name_role,
    "parameters": _name_parameter,
    "forms": _name_form,
    "dmn": _name_decision,
    "bpmn": _name_process,
    "papers": _name_paper,
}


def _set_whole(element: etree._Element, attributes: tuple[str, ...], old: str, new: str) -> None:
    for attribute in attributes:
        if element.get(attribute) == old:
            element.set(attribute, new)


def _set_listed(element: etree._Element, attribute: str, old: str, new: str) -> None:
    """Ids with commas between, or texts in an expression; ``"old@" + unit`` names a role at a unit."""
    value = element.get(attribute) or ""
    if value.strip().startswith("="):
        changed = re.sub(rf'"{re.escape(old)}(?=["@])', f'"{new}', value)
    else:
        changed = re.sub(rf"(?<![\w.:]){re.escape(old)}(?![\w.:])", new, value)
    if changed != value:
        element.set(attribute, changed)
