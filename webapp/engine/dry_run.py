"""Checks diagrams in a child process with limits on time and memory: a pack from elsewhere must not exhaust the server.

The child gets the files and the names they may refer to, and nothing of the platform: no settings, no database, no
environment. What it finds is what `check_diagrams` finds; passing a limit is a finding too.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgpack

import webapp
from webapp.engine.deployment import check_diagrams
from webapp.engine.diagram import IoMapping
from webapp.engine.findings import Place, finding
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

#: What the child may use.
MAX_SECONDS = 20
MAX_MEMORY_BYTES = 1024 * 1024 * 1024


def check_in_child(
    diagrams: Mapping[str, bytes],
    surroundings: Surroundings,
    *,
    seconds: int = MAX_SECONDS,
    memory_bytes: int = MAX_MEMORY_BYTES,
) -> list[Problem]:
    """What `check_diagrams` finds, found in a child process; a child that fails is a finding of its own."""
    question = msgpack.packb([dict(diagrams), _names(surroundings), seconds, memory_bytes])
    root = str(Path(webapp.__file__).parent.parent)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "webapp.engine"],
            input=question,
            capture_output=True,
            timeout=seconds + 10,
            check=False,
            env={"PYTHONPATH": root, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired:
        return [_failed(diagrams, f"超过 {seconds} 秒", f"more than {seconds} seconds")]
    if done.returncode != 0:
        return [_failed(diagrams, f"退出码 {done.returncode}", f"exit code {done.returncode}")]
    return [Problem(**found) for found in msgpack.unpackb(done.stdout)]


def _failed(diagrams: Mapping[str, bytes], reason: str, reason_en: str) -> Problem:
    return finding("EN-174", Place(next(iter(diagrams), "")), reason=reason, reason_en=reason_en)


def _names(surroundings: Surroundings) -> dict[str, Any]:
    """The surroundings as names only."""
    return {
        "roles": dict(surroundings.roles),
        "forms": _lists(surroundings.forms),
        "decisions": list(surroundings.decisions.decisions),
        "operations": _lists(surroundings.operations),
        "parameters": list(surroundings.parameters),
        "messages": _lists(surroundings.messages),
        "further_inputs": {
            file: {element: [asdict(mapping) for mapping in mappings] for element, mappings in inputs.items()}
            for file, inputs in surroundings.further_inputs.items()
        },
        "names": {file: dict(names) for file, names in surroundings.names.items()},
        "require_sources": surroundings.require_sources,
        "require_names": surroundings.require_names,
    }


def _lists(sets: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in sets.items()}


@dataclass(frozen=True, slots=True)
class _NamedDecisions:
    """Stands for the tables where only their ids matter."""

    decisions: Mapping[str, None]


def _surroundings(names: Mapping[str, Any]) -> Surroundings:
    def sets(key: str) -> dict[str, frozenset[str]]:
        return {name: frozenset(values) for name, values in names[key].items()}

    return Surroundings(
        roles=names["roles"],
        forms=sets("forms"),
        decisions=_NamedDecisions(dict.fromkeys(names["decisions"])),  # type: ignore[arg-type]  # only the ids are read
        operations=sets("operations"),
        parameters=dict.fromkeys(names["parameters"]),
        messages=sets("messages"),
        further_inputs={
            file: {
                element: tuple(_mapping(**each) for each in mappings) for element, mappings in inputs.items()
            }
            for file, inputs in names["further_inputs"].items()
        },
        names=names["names"],
        require_sources=names["require_sources"],
        require_names=names["require_names"],
    )


def _mapping(source: str, target: str, place: Mapping[str, Any] | None) -> IoMapping:
    return IoMapping(source, target, None if place is None else Place(**place))


def answer() -> None:
    """The child's part: limits first, then the files."""
    diagrams, names, seconds, memory_bytes = msgpack.unpackb(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    problems = check_diagrams(diagrams, _surroundings(names))
    sys.stdout.buffer.write(msgpack.packb([asdict(problem) for problem in problems]))
