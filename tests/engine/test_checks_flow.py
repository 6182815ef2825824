"""Checks at import of what happens side by side, in rounds and on the way out of an error."""

from __future__ import annotations

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    definitions,
    end,
    error,
    error_root,
    gate,
    gateway,
    io,
    loop,
    process,
    process_xml,
    script_task,
    simple,
    start,
    subprocess,
    timer,
    user_task,
)
from tests.engine.places import codes_of, problems_of
from webapp.errors import Problem


def _beside(left: str, right: str, joined: str = "") -> list[Problem]:
    source = process(
        "main",
        start(form="apply"),
        gateway("parallel", "f"),
        left,
        right,
        gateway("parallel", "j"),
        end(),
        flows=f"start > f\nf > l > j\nf > r > j\nj > end\n{joined}",
    )
    return problems_of(source)


def test_different_fields_of_one_context_may_be_mapped_side_by_side() -> None:
    left = user_task("l", form="left", more=io(outputs={"handling.left": "=left.text"}))
    right = user_task("r", form="right", more=io(outputs={"handling.right": "=right.text"}))
    assert _beside(left, right) == []


def test_a_whole_context_and_one_of_its_fields_may_not() -> None:
    left = user_task("l", form="left", more=io(outputs={"handling": "=left"}))
    right = user_task("r", form="right", more=io(outputs={"handling.right": "=right.text"}))
    assert {problem.code for problem in _beside(left, right)} == {"EN-165"}


def test_reading_what_only_a_sibling_writes_is_a_warning() -> None:
    right = user_task("r", form="right", groups='=if left.text = "x" then "handler" else "decider"')
    (problem,) = _beside(user_task("l", form="left"), right)
    assert (problem.code, problem.severity, problem.element_id) == ("EN-166", "warning", "r")


def test_what_comes_after_the_join_is_not_concurrent() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "f"),
        user_task("l", form="left"),
        user_task("r", form="right"),
        gateway("parallel", "j"),
        user_task("again", form="left"),
        script_task("read", "=right.text", "x"),
        end(),
        flows="start > f\nf > l > j\nf > r > j\nj > again > read > end",
    )
    assert problems_of(source) == []


def test_a_called_process_writes_for_its_caller() -> None:
    root = process_xml(
        "main", start(), gateway("parallel", "f"), call("c", "sub"), user_task("r", form="left"), gateway("parallel", "j"), end(),
        flows="start > f\nf > c > j\nf > r > j\nj > end",
    )  # fmt: skip
    sub = process_xml("sub", start("s"), user_task("deep", form="left"), end("e"), flows="s > deep > e")
    (problem,) = problems_of(definitions(root, sub))
    assert problem.code == "EN-165"
    assert "left" in problem.zh


def test_an_exclusive_choice_is_not_concurrent() -> None:
    source = gate("exclusive", 'g > a: =application.text = "x"\ng > b', "b").replace(
        b'formId="right"', b'formId="left"'
    )
    assert problems_of(source) == []


def test_children_of_a_multi_instance_may_write_the_same_names() -> None:
    assert problems_of(simple(user_task("step", loop("=application.bodies", "b", "out", "=note")))) == []


def test_a_loop_through_an_attached_timer_has_its_way_out() -> None:
    source = simple(
        user_task("step"),
        boundary("t", "step", timer("timeDuration", "P1D")),
        script_task("note_it", "=1", "n"),
        flows="t > note_it > step",
    )
    assert problems_of(source) == []


def test_a_loop_through_a_called_process_or_waiting_subprocess_rests_there() -> None:
    source = process(
        "main",
        start(),
        subprocess("sub", start("s"), user_task("a", form="left"), end("e"), flows="s > a > e"),
        gateway("exclusive", "g", "end"),
        end(),
        flows='start > sub > g\ng > sub: =left.text = "x"\ng > end',
    )
    assert problems_of(source) == []


def _rounds(*slow: str, slow_way: str) -> bytes:
    """Rounds of a quick step and another beside it, until enough."""
    return process(
        "main",
        start(form="apply"),
        gateway("exclusive", "again"),
        gateway("parallel", "fork"),
        script_task("quick", "=1", "x"),
        *slow,
        gateway("parallel", "join"),
        gateway("exclusive", "enough", default="end"),
        end(),
        flows=f"""start > again > fork
fork > quick > join
fork > {slow_way} > join
join > enough
enough > again: =application.text = "more"
enough > end""",
    )


def test_a_loop_through_a_join_rests_with_its_slowest_branch() -> None:
    timed = _rounds(catch("hour", timer("timeDuration", "PT1H")), slow_way="hour")
    assert "EN-146" not in codes_of(timed)
    assert "EN-146" in codes_of(_rounds(script_task("also", "=1", "y"), slow_way="also"))


def test_an_error_is_looked_for_on_every_way_out() -> None:
    sub = process_xml("sub", start("s"), end("lost", error("E")), flows="s > lost")
    caught = process_xml(
        "one",
        start("s1"),
        call("c1", "sub"),
        boundary("b1", "c1", error("E")),
        end("e1"),
        flows="s1 > c1 > e1\nb1 > e1",
    )
    uncaught = process_xml("two", start("s2"), call("c2", "sub"), end("e2"), flows="s2 > c2 > e2")
    assert problems_of(definitions(error_root("E"), sub, caught)) == []
    (problem,) = problems_of(definitions(error_root("E"), sub, caught, uncaught))
    assert (problem.code, problem.element_id) == ("EN-150", "lost")
    assert "two" in problem.zh
