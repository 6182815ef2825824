"""Random diagrams, random ways through them, moved anywhere on the way: the case goes on as if it had not been.

RONGCUO_WALKS × 10 is the number of diagrams in a long run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.engine.blocks import Block, Diagram, diagram
from tests.engine.moving.mover import move
from tests.engine.places import OFFICER, OPENED_AT, Place, deploy
from tests.engine.test_random_blocks import _blocks
from tests.engine.walking import check_sane, everything
from webapp.engine import CaseRun, Deployment
from webapp.feel import from_python

WALKS = int(os.environ.get("RONGCUO_WALKS", "0"))
_IDS = re.compile(r'(?<= )(id|sourceRef|targetRef|attachedToRef|default)="(?!main"|definitions")([^"]+)"')
_NEW = "_new"


@dataclass(frozen=True)
class Version:
    """Another version of a diagram: its text, the mapping that leads there, and whether it has one more task."""

    source: bytes
    mapping: dict[str, str]
    more: bool = False


def same(drawn: Diagram) -> Version:
    return Version(drawn.source, {})


def renamed(drawn: Diagram) -> Version:
    """Every element and flow has another id."""
    text = drawn.source.decode()
    names = {name for _attribute, name in _IDS.findall(text)}
    return Version(
        _IDS.sub(rf'\1="\2{_NEW}"', text).encode(), {name: name + _NEW for name in names if "_" not in name}
    )


def longer(drawn: Diagram) -> Version:
    """One more task before the end."""
    text = drawn.source.decode()
    task = re.search(r'<bpmn:userTask id="(\w+)".*?</bpmn:userTask>', text, re.DOTALL)
    assert task is not None
    added = task[0].replace(f'id="{task[1]}"', 'id="added"', 1)
    text = re.sub(r'(<bpmn:sequenceFlow id="\w+" sourceRef="\w+" targetRef=)"end"', r'\1"added"', text)
    onward = '<bpmn:sequenceFlow id="added_end" sourceRef="added" targetRef="end"/>'
    return Version(text.replace("</bpmn:process>", added + onward + "</bpmn:process>").encode(), {}, True)


_MAKERS: list[Callable[[Diagram], Version]] = [same, renamed, longer]


def _seen(run: CaseRun) -> dict[str, object]:
    """All that can be seen of a run, element ids as in the first version; without the bytes, in which names stand."""
    shown = everything(run)
    del shown["state"]
    return {key: repr(value).replace(_NEW, "") for key, value in shown.items()}


def _act(place: Place, drawn: Diagram, choice: int, step: int) -> None:
    """Let time pass, or complete one of the open tasks: the same on both, whatever their elements are called."""
    if choice % 5 == 0 and place.run.due_times():
        place.advance_to(OPENED_AT + timedelta(days=10 * step))
        return
    tasks = place.run.open_tasks()
    task = tasks[choice // 5 % len(tasks)]
    name = task.element_id.removesuffix(_NEW)
    submitted = {f"again_{name}": choice % 2 == 1 and step < 15} if name in drawn.asking else {}
    place.run.complete_task(task.id, from_python(submitted), OFFICER)  # type: ignore[arg-type]
    place._settle()


def _deploy(source: bytes, drawn: Diagram) -> Deployment:
    return deploy(source, forms=drawn.forms)


@settings(
    max_examples=10 * WALKS or 60,
    derandomize=not WALKS,
    print_blob=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    _blocks(),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=30),
    st.integers(1, 12),
    st.sampled_from(_MAKERS),
)
def test_a_moved_case_goes_on_as_one_that_stayed(
    block: Block, choices: list[int], moved_at: int, make: Callable[[Diagram], Version]
) -> None:
    drawn = diagram(block)
    version = make(drawn)
    variables = {name: from_python(value) for name, value in drawn.facts.items()}
    stays, moves = (Place(_deploy(drawn.source, drawn), variables=variables) for _ in range(2))
    for step in range(1, 100):
        if step == moved_at and not moves.run.is_ended:
            event(f"moved to {make.__name__}")
            before = moves.run.dump()
            made = move(moves, _deploy(version.source, drawn), version.mapping)
            assert make is not same or made.state == before
        assert _seen(moves.run) == _seen(stays.run)
        check_sane(moves.run)
        if stays.run.is_ended:
            break
        for place in (stays, moves):
            _act(place, drawn, choices[step % len(choices)], step)
        if version.more and moves.open == ["added"]:
            break
    assert stays.run.is_ended
    if not moves.run.is_ended:
        _act(moves, drawn, 1, 100)
    assert moves.run.is_ended
