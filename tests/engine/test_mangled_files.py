"""Diagrams mangled at random: the checks always answer, and what they let through runs without an exception."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.engine.places import CASE, RecordingHost, named, surroundings
from tests.engine.test_walks import _act, _matter, _votes
from webapp.engine import CaseRun, check_diagrams, read_deployment
from webapp.feel import from_python

SOURCES = (_matter(), _votes())
TEXTS = (
    "",
    "=",
    "=1",
    "=null",
    "=[1, null]",
    "x",
    "=case.no",
    "P1D",
    "=review",
    "incomplete",
    "start",
    "handle",
    "main",
    "= (",
)


def _mangle(source: bytes, cuts: list[tuple[int, int, int]]) -> bytes:
    """Drop, double or move elements; drop attributes or give them another's text."""
    root = etree.fromstring(source)
    for kind, where, what in cuts:
        elements = [element for element in root.iterdescendants() if isinstance(element.tag, str)]
        if not elements:
            break
        element = elements[where % len(elements)]
        parent = element.getparent()
        assert parent is not None
        if kind == 0:
            parent.remove(element)
        elif kind == 1:
            parent.append(deepcopy(element))
        elif kind == 2:
            other = elements[what % len(elements)]
            if element not in (other, *other.iterancestors()):
                other.append(element)
        elif kind == 3 and element.attrib:
            name = sorted(element.attrib)[what % len(element.attrib)]
            del element.attrib[name]
        elif kind == 4 and element.attrib:
            name = sorted(element.attrib)[what % len(element.attrib)]
            element.set(name, TEXTS[where % len(TEXTS)])
        elif kind == 5 and element.text:
            element.text = TEXTS[what % len(TEXTS)]
    return etree.tostring(root)


CUTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5_000), st.integers(0, 5_000)), max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SOURCES), CUTS, st.lists(st.integers(0, 10_000), max_size=12))
def test_a_mangled_diagram_is_refused_with_words_or_runs(
    source: bytes, cuts: list[tuple[int, int, int]], choices: list[int]
) -> None:
    files = named(_mangle(source, cuts))
    problems = check_diagrams(files, surroundings())
    assert all(problem.zh and problem.en for problem in problems)
    if any(problem.severity == "error" for problem in problems):
        return
    deployment = read_deployment(files, surroundings())
    host = RecordingHost()
    variables = {"application": from_python({"text": "x", "bodies": ["tax", "land"]})}
    for process_id in deployment.processes:
        run = CaseRun.start(deployment, process_id, host=host, case=CASE, variables=variables)
        for choice in choices:
            _act(run, host, choice)
            run = CaseRun.load(deployment, run.dump(), host=host, case=CASE)
        waits = run.open_tasks() or run.due_times() or run.subscriptions() or run.incidents()
        assert run.is_ended != bool(waits)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SOURCES), st.integers(0, 20_000), st.binary(max_size=6))
def test_a_file_with_bytes_overwritten_is_answered(source: bytes, where: int, other: bytes) -> None:
    where %= len(source)
    check_diagrams(named(source[:where] + other + source[where + len(other) :]), surroundings())
