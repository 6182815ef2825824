"""Which steps of the diagrams tell what need-to-know rules keep: that a case has passed them says as much as the words.

Four kinds do: processes with a step about nothing but what is kept, calls of those, what follows a message about
nothing else, and the branches of a gateway that chooses by it, up to where they meet again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from webapp.engine.deployment import ProcessInfo
from webapp.engine.expressions import compile_formula
from webapp.engine.xml import read_xml
from webapp.procedures.knowledge import entities_of, variables_behind
from webapp.procedures.packs import Pack

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True, slots=True)
class KeptSteps:
    """The processes that are kept whole, and of the others the ids of the steps and flows that are."""

    processes: frozenset[str]
    steps: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Flow:
    id: str
    source: str
    target: str
    condition: str


@lru_cache(maxsize=256)
def steps_behind(pack: Pack, kept: frozenset[str]) -> KeptSteps:
    """The steps that tell what some entities of forms hold; none for no entities."""
    if not kept:
        return KeptSteps(frozenset(), {})
    processes = pack.deployment.processes
    whole = frozenset(name for name, process in processes.items() if _is_about(pack, process, kept))
    messages = frozenset(
        message.name
        for message in pack.jurisdiction.messages.values()
        if _holds_nothing_else(pack, message.form_id, kept)
    )
    variables = variables_behind(pack, kept)
    return KeptSteps(
        whole,
        {
            name: _kept_within(pack, process, whole, messages, variables)
            for name, process in processes.items()
            if name not in whole
        },
    )


def _holds_nothing_else(pack: Pack, form_id: str | None, kept: frozenset[str]) -> bool:
    entities = entities_of(pack, form_id)
    return bool(entities) and kept.issuperset(entities)


def _is_about(pack: Pack, process: ProcessInfo, kept: frozenset[str]) -> bool:
    return any(_holds_nothing_else(pack, each.form_id, kept) for each in process.elements.values())


def _kept_within(
    pack: Pack,
    process: ProcessInfo,
    whole: frozenset[str],
    messages: frozenset[str],
    variables: frozenset[str],
) -> frozenset[str]:
    root = read_xml(pack.files[process.file], process.file)
    flows = list(_flows(root))
    calls = {each.id for each in process.elements.values() if each.called_process_id in whole}
    caught = set(_catching(root, messages))
    caught |= {
        each.get("id", "")
        for each in root.iter(f"{_BPMN}boundaryEvent")
        if each.get("attachedToRef") in calls
    }
    entries = set(process.elements) - {flow.target for flow in flows} - caught
    steps = calls | (_reached(flows, caught) - _reached(flows, entries))
    chosen = {flow.source for flow in flows if _reads(flow.condition, variables)}
    for gateway in chosen:
        ways: list[set[str]] = [_reached(flows, [flow.target]) for flow in flows if flow.source == gateway]
        steps |= set[str]().union(*ways) - ways[0].intersection(*ways)
    touching = {flow.id for flow in flows if flow.source in steps | chosen or flow.target in steps}
    return frozenset(steps | touching)


def _flows(root: etree._Element) -> Iterator[_Flow]:
    for each in root.iter(f"{_BPMN}sequenceFlow"):
        condition = (each.findtext(f"{_BPMN}conditionExpression") or "").strip().removeprefix("=")
        yield _Flow(each.get("id", ""), each.get("sourceRef", ""), each.get("targetRef", ""), condition)


def _catching(root: etree._Element, messages: frozenset[str]) -> Iterator[str]:
    """The events that one of ``messages`` sets off."""
    names = {each.get("id"): each.get("name") for each in root.iter(f"{_BPMN}message")}
    for definition in root.iter(f"{_BPMN}messageEventDefinition"):
        event = definition.getparent()
        if event is not None and names.get(definition.get("messageRef")) in messages:
            yield event.get("id", "")


def _reached(flows: Iterable[_Flow], entries: Iterable[str]) -> set[str]:
    """What flows lead to from ``entries``, these among it."""
    following: dict[str, list[str]] = {}
    for flow in flows:
        following.setdefault(flow.source, []).append(flow.target)
    found, waiting = set[str](), list(entries)
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(following.get(step, ()))
    return found


def _reads(condition: str, variables: frozenset[str]) -> bool:
    """Whether a condition reads any of some variables."""
    return bool(condition) and bool(compile_formula(condition).expression.facts_read(variables))
