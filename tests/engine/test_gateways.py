"""How gateways choose, fork and join."""

from __future__ import annotations

import pytest

from tests.engine.drawing import end, gateway, process, script_task, start, user_task
from tests.engine.places import Place, deploy
from webapp.feel import from_python


def _three_ways() -> bytes:
    return process(
        "main",
        start(form="review"),
        gateway("exclusive", "g", default="other"),
        user_task("first"),
        user_task("second"),
        user_task("other"),
        end(),
        flows="""start > g
g > first: =review.score >= 10
g > second: =review.score >= 5
g > other
first > end
second > end
other > end""",
    )


FORMS = {"review": frozenset({"review.score"}), "note": frozenset({"note.text"})}


@pytest.mark.parametrize(("score", "taken"), [(20, "first"), (7, "second"), (1, "other")])
def test_the_first_condition_in_document_order_wins_else_the_default(score: int, taken: str) -> None:
    place = Place(deploy(_three_ways(), forms=FORMS), variables={"review": from_python({"score": score})})
    assert place.open == [taken]
    assert ("flow_taken", f"g_{taken}") in place.events


def test_a_condition_that_is_neither_true_nor_false_is_an_incident_and_can_be_retried() -> None:
    place = Place(deploy(_three_ways(), forms=FORMS), variables={"review": {}})
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-202", "g")
    assert "review.score" in incident.text("zh")
    assert "neither true nor false" in incident.text("en")
    assert place.open == []
    place.retry({"review": {"score": from_python(6)}})
    assert place.open == ["second"]
    assert place.run.incidents() == ()


def test_a_parallel_join_waits_for_every_branch() -> None:
    place = Place(deploy(_fork("parallel")))
    assert place.open == ["left", "right"]
    place.complete("right", right={"text": "r"})
    assert place.open == ["left"]
    place.complete("left", left={"text": "l"})
    assert place.open == ["after"]
    place.complete("after", note={"text": "n"})
    assert place.run.is_ended


def _fork(kind: str) -> bytes:
    return process(
        "main",
        start(),
        gateway(kind, "fork"),
        user_task("left", form="left"),
        user_task("right", form="right"),
        gateway(kind, "join"),
        user_task("after"),
        end(),
        flows="start > fork\nfork > left > join\nfork > right > join\njoin > after > end",
    )


def test_both_branches_see_what_the_other_wrote() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task("left", form="left"),
        user_task("right", form="right"),
        script_task("copy", "=left.text", "copied"),
        gateway("parallel", "join"),
        end(),
        flows="start > fork\nfork > left > join\nfork > right > copy > join\njoin > end",
    )
    place = Place(deploy(source))
    place.complete("left", left={"text": "from the left"})
    assert place.run.variables(place.task("right").id)["left"] == {"text": "from the left"}
    place.complete("right", right={"text": "from the right"})
    assert place.read("copied") == "from the left"
    assert place.read("right") == {"text": "from the right"}


def _inclusive() -> bytes:
    return process(
        "main",
        start(form="review"),
        gateway("inclusive", "fork", default="c"),
        user_task("a", form="left"),
        user_task("b", form="right"),
        user_task("c"),
        gateway("inclusive", "join"),
        user_task("after", form="opinion"),
        end(),
        flows="""start > fork
fork > a: =review.score > 1
fork > b: =review.score > 2
fork > c
a > join
b > join
c > join
join > after > end""",
    )


INCLUSIVE_FORMS = {
    "review": frozenset({"review.score"}),
    "left": frozenset({"left.text"}),
    "right": frozenset({"right.text"}),
    "note": frozenset({"note.text"}),
    "opinion": frozenset({"opinion.text"}),
}


@pytest.mark.parametrize(("score", "opened"), [(3, ["a", "b"]), (2, ["a"]), (0, ["c"])])
def test_an_inclusive_gateway_takes_all_that_hold_and_joins_exactly_those(
    score: int, opened: list[str]
) -> None:
    place = Place(
        deploy(_inclusive(), forms=INCLUSIVE_FORMS), variables={"review": from_python({"score": score})}
    )
    assert place.open == opened
    for element in opened:
        assert place.open != ["after"]
        place.complete(element)
    assert place.open == ["after"]


def test_two_tokens_on_one_flow_wait_for_two_on_the_other() -> None:
    source = process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task("one", form="left"),
        user_task("two", form="left"),
        user_task("three", form="right"),
        gateway("exclusive", "merge"),
        gateway("parallel", "join"),
        user_task("after"),
        end(),
        flows="start > fork\nfork > one > merge\nfork > two > merge\nfork > three > join\nmerge > join\njoin > after > end",
    )
    forms = {"left": frozenset[str](), "right": frozenset[str](), "note": frozenset({"note.text"})}
    place = Place(deploy(source, forms=forms))
    place.complete("one")
    place.complete("two")
    assert place.open == ["three"]
    place.complete("three")
    assert place.open == ["after"]
    place.complete("after")
    assert not place.run.is_ended, "the second token still waits at the join, as in Camunda 8"
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-215", "join")
    place.retry()
    assert [incident.code for incident in place.run.incidents()] == ["EN-215"]


def test_a_parallel_join_behind_a_choice_is_shown_not_left_waiting() -> None:
    source = process(
        "main",
        start(form="review"),
        gateway("exclusive", "choice", default="b"),
        user_task("a"),
        user_task("b"),
        gateway("parallel", "join"),
        end(),
        flows="start > choice\nchoice > a: =review.score > 1\nchoice > b\na > join\nb > join\njoin > end",
    )
    place = Place(deploy(source, forms=FORMS), variables={"review": from_python({"score": 5})})
    place.complete("a", note={"text": "x"})
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-215", "join")
    assert "b_join" in incident.text("zh")


def test_several_flows_out_of_a_task_run_side_by_side() -> None:
    source = process(
        "main",
        start(),
        user_task("begin"),
        user_task("left", form="left"),
        user_task("right", form="right"),
        end("end_left"),
        end("end_right"),
        flows="start > begin\nbegin > left > end_left\nbegin > right > end_right",
    )
    place = Place(deploy(source))
    place.complete("begin")
    assert place.open == ["left", "right"]
    assert {element for kind, element in place.events if kind == "flow_taken"} == {
        "start_begin", "begin_left", "begin_right",
    }  # fmt: skip
    assert ("element_entered", "begin.fork") not in place.events


def test_a_loop_back_runs_the_step_again() -> None:
    source = process(
        "main",
        start(),
        user_task("work", form="review"),
        gateway("exclusive", "enough", default="end"),
        end(),
        flows='start > work > enough\nenough > work: =review.grade = "bad"\nenough > end',
    )
    place = Place(deploy(source))
    for _ in range(3):
        place.complete("work", review={"grade": "bad"})
        assert place.open == ["work"]
    place.complete("work", review={"grade": "good"})
    assert place.run.is_ended
