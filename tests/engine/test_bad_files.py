"""Files that must not be read, or only with a clear refusal: nothing hangs, nothing is half deployed."""

from __future__ import annotations

import time

import pytest

from tests.engine.drawing import HEAD, definitions, end, gateway, process, process_xml, start, user_task
from tests.engine.places import codes_of, deploy, named, problems_of, surroundings
from webapp.engine import DeploymentRefused, read_deployment
from webapp.engine.xml import MAX_BYTES

#: Seconds of the processor's time after which a check counts as hanging; on a quiet machine each takes well under one.
_PATIENCE = 30

GOOD = process("main", start(), user_task("看"), end(), flows="start > 看 > end")


def _as(encoding: str) -> bytes:
    return GOOD.decode().replace("UTF-8", encoding).encode(encoding)


@pytest.mark.parametrize("encoding", ["GBK", "GB18030", "GB2312", "UTF-16", "utf-8"])
def test_declared_encodings_are_read(encoding: str) -> None:
    assert "看" in deploy(_as(encoding)).processes["main"].elements


def test_a_byte_order_mark_is_read() -> None:
    assert "看" in deploy(b"\xef\xbb\xbf" + GOOD).processes["main"].elements


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "EN-103"),
        (b"PK\x03\x04 this is a zip", "EN-103"),
        (b"not xml at all", "EN-103"),
        (GOOD[:-20], "EN-103"),
        (b"\xff\xfe\x00", "EN-105"),
        (GOOD + b" " * (3 * 1024 * 1024), "EN-101"),
        (GOOD.replace(b"UTF-8", b"EBCDIC-CP-US"), "EN-102"),
        (GOOD.decode().encode("gbk"), "EN-105"),
        (b'<?xml version="1.0"?><html/>', "EN-106"),
        (GOOD.replace(b'isExecutable="true"', b'isExecutable="false"'), "EN-107"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' + GOOD.split(b"\n", 1)[1], "EN-104"),
        (
            b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd">' + GOOD.split(b"\n", 1)[1],
            "EN-104",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_code(source: bytes, code: str) -> None:
    (problem,) = problems_of(source)
    assert (problem.code, problem.severity, problem.file) == (code, "error", "file_1.bpmn")
    assert problem.zh
    assert problem.en


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><definitions>&l9;</definitions>"
)
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>'


@pytest.mark.parametrize("source", [BOMB, EXTERNAL], ids=["entity bomb", "external entity"])
def test_entities_are_refused_not_expanded(source: bytes) -> None:
    begun = time.process_time()
    (problem,) = problems_of(source)
    assert problem.code == "EN-104"
    assert "root:" not in problem.en
    assert time.process_time() - begun < _PATIENCE


def test_a_syntax_error_tells_its_line() -> None:
    (problem,) = problems_of(b"<?xml version='1.0'?>\n<a>\n<b>\n</a>")
    assert (problem.code, problem.line) == ("EN-103", 4)


def test_deep_nesting_is_refused() -> None:
    (problem,) = problems_of((HEAD + "<a>" * 50_000 + "</a>" * 50_000 + "</bpmn:definitions>").encode())
    assert problem.code == "EN-103"


def _chain(count: int) -> bytes:
    names = [f"t{number}" for number in range(count)]
    tasks = [f'<bpmn:task id="{name}" />' for name in names]
    return process(
        "main", start(), *tasks, user_task("last"), end(), flows=" > ".join(["start", *names, "last", "end"])
    )


def test_two_thousand_nodes_are_refused_at_once() -> None:
    begun = time.process_time()
    (problem,) = problems_of(_chain(2_000))
    assert problem.code == "EN-158"
    assert "2003" in problem.zh
    assert time.process_time() - begun < _PATIENCE


def test_a_tangle_of_flows_is_refused_at_once() -> None:
    tasks = [user_task(f"t{number}") for number in range(40)]
    mesh = "\n".join(f"t{a} > t{b}" for a in range(40) for b in range(40) if a != b)
    begun = time.process_time()
    (problem,) = problems_of(process("main", start(), *tasks, end(), flows=f"start > t0\n{mesh}\nt1 > end"))
    assert problem.code == "EN-158"
    assert "1562" in problem.en
    assert time.process_time() - begun < _PATIENCE


def test_many_branches_are_checked_in_time() -> None:
    """Each of the 190 branches collides with each other; the first hundred collisions are told."""
    tasks = [user_task(f"t{number}", form="left") for number in range(190)]
    branches = "\n".join(f"fork > t{number} > join" for number in range(190))
    begun = time.process_time()
    problems = problems_of(
        process(
            "main",
            start(),
            gateway("parallel", "fork"),
            *tasks,
            gateway("parallel", "join"),
            end(),
            flows=f"start > fork\n{branches}\njoin > end",
        )
    )
    assert {problem.code for problem in problems} == {"EN-165"}
    assert len(problems) == 100
    assert time.process_time() - begun < _PATIENCE


def test_the_largest_size_allowed_runs() -> None:
    """SpiffWorkflow's own recursion ends at about 480 nodes in a row."""
    from tests.engine.places import Place

    assert Place(deploy(_chain(397))).open == ["last"]


def test_the_size_cap_is_two_megabytes() -> None:
    assert MAX_BYTES == 2 * 1024 * 1024


def test_a_refusal_names_file_element_line_and_how_to_mend_in_both_languages() -> None:
    source = process("main", start(), user_task("ask", form="no_such_form"), end(), flows="start > ask > end")
    with pytest.raises(DeploymentRefused) as refused:
        read_deployment(named(source), surroundings())
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.element_id, problem.line) == (
        "EN-154",
        "file_1.bpmn",
        "ask",
        6,
    )
    assert (
        problem.text("zh")
        == "file_1.bpmn:6 #ask [EN-154] 表单「no_such_form」不存在。请提供该表单，或改正 formId。"
    )
    assert problem.text("en").endswith("Supply the form or correct the formId.")
    assert "no_such_form" in refused.value.text("zh")


@pytest.mark.parametrize("bad", ["1a", "a b", "a:b", "a/b", ".x", ""])
def test_ids_are_ncnames(bad: str) -> None:
    source = GOOD.replace(b'id="main" name', f'id="{bad}" name'.encode())
    assert "EN-130" in codes_of(source)


def test_ids_are_unique_in_a_file_and_processes_in_a_set() -> None:
    twice = process("main", start(), user_task("a"), user_task("a"), end(), flows="start > a > end")
    assert "EN-131" in codes_of(twice)
    problem = next(problem for problem in problems_of(GOOD, GOOD) if problem.code == "EN-132")
    assert problem.file == "file_2.bpmn"
    assert "file_1.bpmn" in problem.zh


def test_a_flow_to_nowhere_is_refused() -> None:
    source = process("main", start(), user_task("a"), end(), flows="start > a > end\na > gone")
    problem = next(problem for problem in problems_of(source) if problem.code == "EN-133")
    assert problem.element_id == "a_gone"


def test_several_processes_in_a_file_are_all_read() -> None:
    one = process_xml("main", start(), user_task("a"), end(), flows="start > a > end")
    other = process_xml("other", start("s"), user_task("b"), end("e"), flows="s > b > e")
    assert set(deploy(definitions(one, other)).processes) == {"main", "other"}


def test_participants_message_flows_groups_and_notes_only_draw() -> None:
    drawing = (
        '<bpmn:collaboration id="pool"><bpmn:participant id="p" processRef="main" />'
        '<bpmn:messageFlow id="mf" sourceRef="p" targetRef="p" /></bpmn:collaboration>'
    )
    inside = (
        '<bpmn:textAnnotation id="note_1"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="assoc" sourceRef="note_1" targetRef="ask" /><bpmn:group id="grp" />'
        '<bpmn:dataObject id="obj" /><bpmn:dataObjectReference id="ref" dataObjectRef="obj" />'
        '<bpmn:dataStoreReference id="store" />'
    )
    source = process(
        "main", inside, start(), user_task("ask"), end(), flows="start > ask > end", roots=drawing
    )
    assert problems_of(source) == []


def test_a_data_object_out_of_scope_is_refused() -> None:
    inner = '<bpmn:subProcess id="sub"><bpmn:startEvent id="s" /><bpmn:dataObject id="hidden" /></bpmn:subProcess>'
    source = process(
        "main",
        inner,
        '<bpmn:dataObjectReference id="ref" dataObjectRef="hidden" />',
        start(),
        user_task("ask"),
        end(),
        flows="start > ask > sub > end",
    )
    assert "EN-134" in codes_of(source)
