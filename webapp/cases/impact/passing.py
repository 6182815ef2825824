"""How one table's answer reaches another: under which names a step keeps it, and what the next step calls it.

An answer becomes the variable of its step, and on its way it may be given other names: by the step's own mapping and by that
of the step that calls its process. Lines that pass a value on as it is (``=level.grade``) are followed; a line that reckons
makes a fact of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from webapp.cases.impact.facts import PLAIN
from webapp.procedures.what_if import find_feeds

if TYPE_CHECKING:
    from webapp.cases.impact.past import PastAdvice
    from webapp.engine import Deployment
    from webapp.engine.deployment import ElementInfo
    from webapp.engine.diagram import IoMapping
    from webapp.procedures import Pack


@dataclass(frozen=True, slots=True)
class Passing:
    """``kept``: the names under which the step's answer goes on, each with the path inside the answer ("" is all of it).
    ``taken``: the names that are the step's own, each with the name outside that it stands for."""

    kept: Mapping[str, str]
    taken: Mapping[str, str]


def passing_of(pack: Pack, advice: PastAdvice) -> Passing:
    """How the step that asked for an advice is joined to the others, as ``pack`` draws it."""
    return _passing_of(pack, advice.process_id, advice.element_id, advice.decision_id)


@lru_cache(maxsize=1024)
def _passing_of(pack: Pack, process_id: str, element_id: str, decision_id: str) -> Passing:
    deployment = pack.deployment
    process = deployment.processes.get(process_id)
    step = process.elements.get(element_id) if process is not None else None
    if step is None:
        # The case was moved here from another version; the variable is what counts.
        feeds = writers_of(pack)
        return Passing({name: "" for name, writer in feeds.items() if writer == decision_id}, {})
    callers = list(_callers(deployment, process_id))
    kept = {step.result_variable or decision_id: ""}
    kept |= _kept_as(kept, step.outputs)
    kept |= _kept_as(kept, (line for caller in callers for line in caller.outputs))
    lines = [line for caller in callers for line in caller.inputs]
    return Passing(kept, dict(_plain_lines([*lines, *step.inputs])))


@lru_cache(maxsize=64)
def writers_of(pack: Pack) -> Mapping[str, str]:
    """Variable → the decision whose answer it is, where there is one such decision."""
    return find_feeds(pack.deployment)


def _callers(deployment: Deployment, process_id: str) -> Iterator[ElementInfo]:
    for process in deployment.processes.values():
        yield from (each for each in process.elements.values() if each.called_process_id == process_id)


def _kept_as(kept: Mapping[str, str], lines: Iterable[IoMapping]) -> dict[str, str]:
    """The further names that lines give to what is kept under these."""
    found: dict[str, str] = {}
    for target, source in _plain_lines(lines):
        for name, inner in kept.items():
            if is_under(source, name):
                found[target] = ".".join(filter(None, (inner, source[len(name) + 1 :])))
    return found


def _plain_lines(lines: Iterable[IoMapping]) -> Iterator[tuple[str, str]]:
    for line in lines:
        source = line.source.strip()
        if source.startswith("=") and PLAIN.fullmatch(path := source[1:].strip()):
            yield line.target, path


def is_under(path: str, name: str) -> bool:
    """Whether a path is this name, or lies within it."""
    return path == name or path.startswith(f"{name}.")
