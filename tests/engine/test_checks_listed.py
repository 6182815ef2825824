"""The checks at import, one to sixteen, each with diagrams, tables or packs that fail it.

The examples of single findings stand in ``test_checks``; here they are gathered by the number of the check, so that
none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.engine.drawing import element, end, process, start, subprocess, user_task
from tests.engine.places import codes_of, named, surroundings
from tests.engine.test_checks import FAILING
from tests.procedures.small_pack import OUTCOME, Change, small_pack
from webapp.engine import check_in_child
from webapp.engine.deployment import MAX_NODES
from webapp.engine.xml import MAX_BYTES
from webapp.procedures import check_pack

SOUND = process("main", start(), user_task("a"), end(), flows="start > a > end")


def _long_row(length: int) -> bytes:
    names = [f"t{number}" for number in range(length)]
    tasks = [element("manualTask", name) for name in names]
    return process("main", start(), *tasks, end(), flows=" > ".join(["start", *names, "end"]))


def _of_pack(changes: Mapping[str, Change]) -> set[str]:
    with TemporaryDirectory() as folder:
        return {problem.code for problem in check_pack(small_pack(Path(folder), changes))}


def _strained() -> set[str]:
    return {problem.code for problem in check_in_child(named(SOUND), surroundings(), seconds=0)}


_SECOND_ROW = '<text>"slight"</text>'
_HIDDEN_DATA = subprocess(
    "s",
    "<bpmn:dataObject id='paper' />",
    start("ss"),
    end("se"),
    flows="ss > se",
)

#: number → what the check is, and the codes that its failing examples give.
CHECKS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    1: ("only supported elements", tuple(f"EN-{n}" for n in range(110, 119))),
    2: ("every expression parses and names known variables", ("EN-160", "EN-161", "EN-177")),
    3: ("exclusive gateways have a default", ("EN-141",)),
    4: ("no conditions outside gateways", ("EN-142",)),
    5: ("every loop passes an exclusive gateway and holds a wait", ("EN-146", "EN-147")),
    6: ("event gateways have one timer at most", ("EN-148",)),
    7: ("a multi-instance has input and output collections", ("EN-119", "EN-149")),
    8: ("every error and escalation end has a catcher", ("EN-150",)),
    9: ("the call graph has no circle; all that is named is there", ("EN-151", "EN-152", "EN-153", "EN-154")),
    10: ("size limits, and a dry run with limits", ("EN-101", "EN-158", "EN-174")),
    11: ("ids are unique NCNames", ("EN-130", "EN-131")),
    12: ("data objects in scope", ("EN-134",)),
    13: ("every user task has known candidates and a form", ("EN-155", "EN-156", "EN-157")),
    14: ("no two parallel branches write one variable", ("EN-165",)),
    15: ("decision tables without gaps and overlaps", ("DM-301", "DM-304")),
    16: ("every path is walked by a scenario, or listed as not walked", ("PK-241",)),
}
#: Failing examples of what is more than one diagram with one fault.
EXAMPLES: Mapping[str, Callable[[], set[str]]] = {
    "EN-101": lambda: codes_of(SOUND + b" " * MAX_BYTES),
    "EN-158": lambda: codes_of(_long_row(MAX_NODES + 1)),
    "EN-174": _strained,
    "EN-130": lambda: codes_of(SOUND.replace(b'"a"', b'"1 a"')),
    "EN-131": lambda: codes_of(SOUND.replace(b'"end"', b'"a"')),
    "EN-134": lambda: codes_of(
        process(
            "main",
            start(),
            _HIDDEN_DATA,
            '<bpmn:dataObjectReference id="seen" dataObjectRef="paper" />',
            end(),
            flows="start > s > end",
        )
    ),
    "DM-301": lambda: _of_pack({OUTCOME: (_SECOND_ROW, '<text>"none"</text>')}),
    "DM-304": lambda: _of_pack({OUTCOME: (_SECOND_ROW, '<text>"none","slight"</text>')}),
    "PK-241": lambda: _of_pack({}),
}


@pytest.mark.parametrize(
    ("number", "code"), [(number, code) for number, (_what, codes) in CHECKS.items() for code in codes]
)
def test_a_check_refuses_its_failing_examples(number: int, code: str) -> None:
    sources = FAILING.get(code, [])
    assert sources or code in EXAMPLES, f"check {number} has no failing example for {code}"
    for source in sources:
        assert code in codes_of(source)
    if code in EXAMPLES:
        assert code in EXAMPLES[code]()


def test_none_of_the_sixteen_checks_is_forgotten() -> None:
    assert sorted(CHECKS) == list(range(1, 17))
    assert codes_of(SOUND) == set()
