"""One child per element of a list: votes, majorities, calls and subprocesses."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.engine.drawing import (
    boundary,
    call,
    definitions,
    end,
    gateway,
    io,
    loop,
    message,
    message_root,
    process,
    process_xml,
    script_task,
    start,
    subprocess,
    timer,
    user_task,
)
from tests.engine.places import OPENED_AT, Place, deploy
from webapp.feel import from_python

BODIES = {"application": from_python({"bodies": ["tax", "land", "labour"]})}
BODIES_ = '["tax", "land", "labour"]'


def _consultation(
    *, sequential: bool = False, until: str = "", extra: str = "", extra_flows: str = ""
) -> bytes:
    marker = loop("=application.bodies", "body", "opinions", "=opinion", until=until, sequential=sequential)
    return process(
        "main",
        start(form="apply"),
        user_task("consult", marker, form="opinion", groups='=["consulted@" + body]'),
        extra,
        user_task("after"),
        end(),
        flows=f"start > consult > after > end\n{extra_flows}",
    )


@pytest.mark.parametrize("order", list(permutations(["tax", "land", "labour"])))
def test_results_stand_in_the_order_of_the_list_whatever_the_order_of_answers(order: tuple[str, ...]) -> None:
    place = Place(deploy(_consultation()), variables=BODIES)
    assert [(task.item, task.candidate_groups) for task in place.run.open_tasks()] == [
        ("tax", ("consulted@tax",)),
        ("land", ("consulted@land",)),
        ("labour", ("consulted@labour",)),
    ]
    for body in order:
        assert place.open == ["consult"] * len(place.open)
        place.complete("consult", item=body, opinion={"stand": "support", "text": body})
    assert place.open == ["after"]
    assert [opinion["text"] for opinion in place.read("opinions")] == ["tax", "land", "labour"]  # type: ignore[attr-defined]


def test_what_a_child_writes_stays_with_the_child() -> None:
    place = Place(
        deploy(_consultation()), variables={**BODIES, "opinion": from_python({"text": "of the case"})}
    )
    place.complete("consult", item="tax", opinion={"text": "of tax"})
    assert place.read("opinion") == {"text": "of the case"}
    other = place.task("consult", "land")
    assert place.run.variables(other.id)["opinion"] == {"text": "of the case"}
    assert place.run.variables(other.id)["loopCounter"] == from_python(2)


def test_one_after_the_other_opens_one_at_a_time() -> None:
    place = Place(deploy(_consultation(sequential=True)), variables=BODIES)
    for body in ("tax", "land", "labour"):
        assert [task.item for task in place.run.open_tasks()] == [body]
        place.complete("consult", opinion={"stand": "support", "text": body})
    assert place.open == ["after"]
    assert [opinion["text"] for opinion in place.read("opinions")] == ["tax", "land", "labour"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_majority_ends_the_vote(sequential: bool) -> None:
    until = '=count(opinions[item.stand = "support"]) > numberOfInstances / 2'
    place = Place(deploy(_consultation(until=until, sequential=sequential)), variables=BODIES)
    place.complete("consult", item="tax", opinion={"stand": "support"})
    assert place.open != ["after"]
    place.complete("consult", item="land", opinion={"stand": "support"})
    assert place.open == ["after"]
    assert place.read("opinions") == [{"stand": "support"}, {"stand": "support"}, None]


@pytest.mark.parametrize(
    ("until", "answers"),
    [
        ("=numberOfCompletedInstances >= 2", 2),
        ("=numberOfActiveInstances = 1", 2),
        ("=loopCounter = 1", 1),
        ('=opinion.stand = "object"', 3),
        ("=numberOfInstances = 3", 1),
    ],
)
def test_the_completion_condition_reads_the_counters_and_the_childs_facts(until: str, answers: int) -> None:
    place = Place(deploy(_consultation(until=until)), variables=BODIES)
    for number in range(answers):
        assert place.open != ["after"]
        place.complete("consult", opinion={"stand": "object" if number == 2 else "support"})
    assert place.open == ["after"]


def test_a_condition_that_comes_to_null_holds_the_child_and_keeps_its_answer() -> None:
    place = Place(deploy(_consultation(until="=opinion.weight > 1")), variables=BODIES)
    place.complete("consult", item="tax", opinion={"stand": "support"})
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-202", "consult")
    assert place.open == ["consult", "consult"]
    place.retry({"opinion": {"weight": from_python(2)}})
    assert place.open == ["after"]
    assert place.read("opinions")[0] == {"stand": "support", "weight": from_python(2)}  # type: ignore[index]


def test_an_empty_list_goes_straight_on() -> None:
    place = Place(deploy(_consultation()), variables={"application": from_python({"bodies": []})})
    assert place.open == ["after"]
    assert place.read("opinions") == []


def test_what_is_no_list_is_an_incident() -> None:
    place = Place(deploy(_consultation()), variables={"application": from_python({"bodies": "tax"})})
    (incident,) = place.run.incidents()
    assert (incident.code, incident.element_id) == ("EN-204", "consult")
    place.retry({"application": {"bodies": from_python(["tax"])}})
    assert place.open == ["consult"]


def test_too_long_a_list_is_an_incident() -> None:
    place = Place(deploy(_consultation()), variables={"application": from_python({"bodies": ["x"] * 1001})})
    assert [incident.code for incident in place.run.incidents()] == ["EN-211"]


def test_multi_instances_inside_each_other_are_bounded() -> None:
    source = process(
        "main",
        start(form="apply"),
        subprocess(
            "outer",
            start("s"),
            user_task("inner", loop("=application.bodies", "b", "answers", "=note")),
            end("e"),
            flows="s > inner > e",
            marker=loop("=application.bodies", "a", "all", "=answers"),
        ),
        end(),
        flows="start > outer > end",
    )
    place = Place(deploy(source), variables={"application": from_python({"bodies": list(range(100))})})
    assert len(place.run.open_tasks()) < 5_000
    assert {incident.code for incident in place.run.incidents()} == {"EN-216"}


def test_a_second_round_starts_afresh() -> None:
    source = process(
        "main",
        start(form="apply"),
        user_task("consult", loop("=application.bodies", "body", "opinions", "=opinion"), form="opinion"),
        gateway("exclusive", "again", default="end"),
        end(),
        flows='start > consult > again\nagain > consult: =some o in opinions satisfies o.stand = "object"\nagain > end',
    )
    place = Place(deploy(source), variables=BODIES)
    for stand in ("object", "support", "support"):
        place.complete("consult", opinion={"stand": stand})
    assert place.open == ["consult"] * 3
    for _ in range(3):
        place.complete("consult", opinion={"stand": "support"})
    assert place.run.is_ended
    assert place.read("opinions") == [{"stand": "support"}] * 3


def test_a_timer_on_the_whole_takes_the_late_ones_back() -> None:
    source = _consultation(
        extra=boundary("late", "consult", timer("timeDuration", "P10D"))
        + user_task("late_note", form="left"),
        extra_flows="late > late_note > after",
    )
    place = Place(deploy(source), variables=BODIES)
    place.complete("consult", opinion={"stand": "support"})
    from datetime import timedelta

    place.advance_to(OPENED_AT + timedelta(days=10))
    assert place.open == ["late_note"]
    assert place.events.count(("element_cancelled", "consult")) == 3, "two children and the whole"


def test_outputs_of_a_child_feed_its_result_and_nothing_else() -> None:
    marker = loop("=application.bodies", "body", "answers", "=answer")
    source = process(
        "main",
        start(form="apply"),
        user_task(
            "consult",
            marker,
            form="opinion",
            more=io(outputs={"answer": "={body: body, stand: opinion.stand, by: actor.account}"}),
        ),
        user_task("after"),
        end(),
        flows="start > consult > after > end",
    )
    place = Place(deploy(source), variables=BODIES)
    for _ in range(3):
        place.complete("consult", opinion={"stand": "support"})
    assert place.read("answers") == from_python(
        [{"body": b, "stand": "support", "by": "wang"} for b in ("tax", "land", "labour")]
    )
    assert place.read("answer") is None


def _each_calls(sequential: bool) -> bytes:
    marker = loop("=application.bodies", "body", "results", "=result", sequential=sequential)
    root = process_xml(
        "main",
        start(form="apply"),
        call("each", "sub", marker),
        user_task("after"),
        end(),
        flows="start > each > after > end",
    )
    sub = process_xml(
        "sub",
        start("s"),
        user_task("answer", form="opinion", groups='=["consulted@" + body]'),
        boundary("late", "answer", timer("timeDuration", "P5D")),
        script_task("silent", '={body: body, stand: "none"}', "result"),
        script_task("told", "={body: body, stand: opinion.stand}", "result"),
        end("e"),
        flows="s > answer > told > e\nlate > silent > e",
    )
    return definitions(root, sub)


def test_each_body_has_its_own_process_with_its_own_clock() -> None:
    place = Place(deploy(_each_calls(False)), variables=BODIES)
    assert len(place.run.due_times()) == 3
    tasks = {place.run.variables(task.id)["body"]: task.id for task in place.run.open_tasks()}
    place.run.complete_task(tasks["land"], {"opinion": {"stand": "object"}}, {})
    place._settle()
    from datetime import timedelta

    place.advance_to(OPENED_AT + timedelta(days=5))
    assert place.open == ["after"]
    assert [result["stand"] for result in place.read("results")] == ["none", "object", "none"]  # type: ignore[attr-defined]
    assert place.read("result") is None


def test_calls_one_after_the_other() -> None:
    place = Place(deploy(_each_calls(True)), variables=BODIES)
    for _ in range(3):
        assert place.open == ["answer"]
        place.complete("answer", opinion={"stand": "support"})
    assert place.open == ["after"]
    assert [result["body"] for result in place.read("results")] == ["tax", "land", "labour"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_subprocess_for_each(sequential: bool) -> None:
    marker = loop("=application.bodies", "body", "results", "=opinion.text", sequential=sequential)
    source = process(
        "main",
        start(form="apply"),
        subprocess(
            "each",
            start("s"),
            user_task("answer", form="opinion"),
            end("e"),
            flows="s > answer > e",
            marker=marker,
        ),
        end(),
        flows="start > each > end",
    )
    place = Place(deploy(source), variables=BODIES)
    while not place.run.is_ended:
        task = place.run.open_tasks()[0]
        body = place.run.variables(task.id)["body"]
        place.run.complete_task(task.id, {"opinion": from_python({"text": f"by {body}"})}, {})
        place._settle()
    assert place.read("results") == ["by tax", "by land", "by labour"]


def test_a_message_takes_the_whole_consultation_back() -> None:
    root = process_xml(
        "main",
        start(form="apply"),
        call("each", "sub", loop("=application.bodies", "body", "results", "=body")),
        boundary("stop", "each", message("withdraw")),
        end("stopped"),
        end(),
        flows="start > each > end\nstop > stopped",
    )
    sub = process_xml("sub", start("s"), user_task("answer"), end("e"), flows="s > answer > e")
    place = Place(deploy(definitions(message_root("withdraw"), root, sub)), variables=BODIES)
    assert place.deliver("withdraw")
    assert place.run.is_ended
    assert place.run.open_tasks() == ()
