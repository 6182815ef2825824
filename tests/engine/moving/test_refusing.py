"""What keeps a case where it is: each reason by its code and its element, and nothing changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    end,
    gateway,
    io,
    loop,
    message,
    message_root,
    process,
    service_task,
    start,
    subprocess,
    timer,
    user_task,
    zeebe,
)
from tests.engine.moving.mover import plan, refusals, row
from tests.engine.places import OPENED_AT, Place, RecordingHost, deploy
from webapp.engine import StateUnreadable
from webapp.engine.moving import MOVE_FINDINGS
from webapp.feel import from_python

STEP = deploy(row(user_task("step"), flows="start > step > end"))


def test_an_ended_case_has_nothing_to_move() -> None:
    place = Place(STEP)
    place.complete("step", note={"text": "x"})
    assert refusals(place, STEP) == [("EN-301", "main")]


def test_a_step_that_the_new_version_lacks_is_named_with_what_it_might_become() -> None:
    place = Place(STEP)
    new = deploy(row(user_task("check"), user_task("other"), flows="start > check > other > end"))
    (finding,) = plan(place, new).refusals
    assert (finding.code, finding.element_id, finding.choices) == ("EN-302", "step", ("check", "other"))
    assert refusals(place, new, {"step": "other"}) == []
    assert refusals(place, new, {"step": "not_there"}) == [("EN-302", "step")]
    assert refusals(place, new, {"step": ""}) == [("EN-302", "step")]


def test_the_choices_begin_with_the_step_of_the_same_name_or_form() -> None:
    place = Place(deploy(row(user_task("step", form="review"), flows="start > step > end")))
    new = deploy(row(user_task("one"), user_task("two", form="review"), flows="start > one > two > end"))
    (finding,) = plan(place, new).refusals
    assert finding.choices == ("two", "one")


def test_a_step_of_another_kind_is_refused() -> None:
    place = Place(STEP)
    assert refusals(place, deploy(row(service_task("step", "issue"), flows="start > step > end"))) == [
        ("EN-303", "step")
    ]


def test_a_message_of_another_name_is_another_wait() -> None:
    def waiting(name: str) -> bytes:
        return row(catch("wait", message(name)), flows="start > wait > end", roots=message_root(name))

    assert refusals(Place(deploy(waiting("one"))), deploy(waiting("two"))) == [("EN-303", "wait")]


def test_one_instant_does_not_become_a_cycle() -> None:
    def timed(kind: str, text: str) -> bytes:
        return row(
            user_task("step"),
            boundary("late", "step", timer(kind, text), interrupting=False),
            end("told"),
            flows="start > step > end\nlate > told",
        )

    place = Place(deploy(timed("timeDuration", "P5D")))
    new = deploy(timed("timeCycle", "R3/P5D"))
    assert refusals(place, new) == [("EN-303", "late")]
    assert refusals(place, new, {"late": ""}) == []


def test_an_operation_already_done_does_not_become_another_one() -> None:
    def doing(operation: str, target: str) -> bytes:
        return row(service_task("keep", operation, more=io({target: '="x"'})), flows="start > keep > end")

    host = RecordingHost(answers={"record": lambda _call: {"case": "not for it to write"}})
    place = Place(deploy(doing("record", "outcome")), host=host)
    assert refusals(place, deploy(doing("issue", "kind"))) == [("EN-303", "keep")]


def test_another_callee_is_refused() -> None:
    def calling(process_id: str) -> tuple[bytes, ...]:
        inner = [
            process(each, start("s"), user_task("inside"), end("e"), flows="s > inside > e")
            for each in ("one", "two")
        ]
        return (row(call("go", process_id), flows="start > go > end"), *inner)

    place = Place(deploy(*calling("one")))
    assert refusals(place, deploy(*calling("two"))) == [("EN-304", "go")]


def test_a_called_process_that_is_gone_is_refused_by_its_name() -> None:
    inner = process("inner", start("s"), user_task("inside"), end("e"), flows="s > inside > e")
    place = Place(deploy(row(call("go", "inner"), flows="start > go > end"), inner))
    assert ("EN-316", "inner") in refusals(place, STEP)


@pytest.mark.parametrize(
    "changed",
    [
        {"collection": "=reverse(application.bodies)"},
        {"name": "unit"},
        {"output": "stands"},
        {"value": "=vote"},
        {"sequential": True},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_vote_under_way_keeps_its_list_results_and_order(changed: dict[str, object]) -> None:
    def voting(
        collection: str = "=application.bodies",
        name: str = "body",
        output: str = "votes",
        value: str = "=vote.stand",
        *,
        sequential: bool = False,
    ) -> bytes:
        marker = loop(collection, name, output, value, sequential=sequential)
        return row(user_task("ballot", marker, form="vote"), flows="start > ballot > end")

    place = Place(deploy(voting()), variables={"application": from_python({"bodies": ["a", "b"]})})
    assert refusals(place, deploy(voting(**changed))) == [("EN-305", "ballot")]  # type: ignore[arg-type]
    alone = deploy(row(user_task("ballot", form="vote"), flows="start > ballot > end"))
    assert refusals(place, alone) == [("EN-305", "ballot")]


def _forked(*branches: str, join: str = "join", before_join: str = "") -> bytes:
    steps = [f"fork > {branch} > {join}" for branch in branches]
    steps[0] = f"start > fork > {branches[0]}{before_join} > {join} > after > end"
    more = [user_task(before_join.removeprefix(" > "))] if before_join else []
    return row(
        gateway("parallel", "fork"),
        *(
            user_task(branch, form=form)
            for branch, form in zip(branches, ("left", "right", "note"), strict=False)
        ),
        *more,
        gateway("parallel", join),
        user_task("after", form="review"),
        flows="\n".join(steps),
    )


def test_a_branch_that_has_arrived_is_not_lost() -> None:
    place = Place(deploy(_forked("a", "b")))
    place.complete("a", left={"text": "x"})
    new = deploy(_forked("a", "b", before_join=" > check"))
    (finding,) = plan(place, new).refusals
    assert (finding.code, finding.element_id, finding.choices) == (
        "EN-306",
        "a_join",
        ("b_join", "check_join"),
    )
    assert refusals(place, new, {"a_join": "b_join"}) == [("EN-307", "join")]


def test_two_branches_that_have_arrived_do_not_become_one() -> None:
    place = Place(deploy(_forked("a", "b", "c")))
    place.complete("a", left={"text": "x"})
    place.complete("b", right={"text": "x"})
    place_b = {"a_join": "a_join", "b_join": "a_join"}
    assert refusals(place, deploy(_forked("a", "b", "c")), place_b) == [("EN-306", "b_join")]


def test_a_join_does_not_wait_for_a_branch_that_was_never_begun() -> None:
    place = Place(deploy(_forked("a", "b")))
    wider = deploy(_forked("a", "b", "c"))
    assert refusals(place, wider) == [("EN-307", "join")]
    fresh = Place(deploy(row(user_task("first"), flows="start > first > end")))
    early = deploy(
        row(
            user_task("first"),
            gateway("parallel", "fork"),
            user_task("a", form="left"),
            user_task("b", form="right"),
            gateway("parallel", "join"),
            flows="start > first > fork > a > join > end\nfork > b > join",
        )
    )
    assert refusals(fresh, early) == []


def test_a_step_is_not_taken_into_one_branch_of_a_fork_that_was_never_passed() -> None:
    place = Place(deploy(row(user_task("a", form="left"), flows="start > a > end")))
    assert refusals(place, deploy(_forked("a", "b"))) == [("EN-307", "join")]


def test_a_join_does_not_go_on_while_what_belonged_before_it_is_open() -> None:
    place = Place(deploy(_forked("a", "b", "c")))
    place.complete("a", left={"text": "x"})
    place.complete("b", right={"text": "x"})
    narrower = deploy(_forked("a", "b"))
    assert refusals(place, narrower, {"c": "after"}) == [("EN-308", "join")]


def test_parallel_steps_are_not_left_without_the_join_they_were_to_meet_at() -> None:
    place = Place(deploy(_forked("a", "b")))
    merged = deploy(
        _forked("a", "b")
        .replace(b'parallelGateway id="join"', b'exclusiveGateway id="join"')
        .replace(
            b'</bpmn:parallelGateway>\n<bpmn:userTask id="after"',
            b'</bpmn:exclusiveGateway>\n<bpmn:userTask id="after"',
        )
    )
    assert refusals(place, merged) == [("EN-309", "join")]
    elsewhere = deploy(_forked("a", "b", join="meet"))
    assert refusals(place, elsewhere) == [("EN-309", "join")]
    assert refusals(place, elsewhere, {"join": "meet"}) == []


def test_two_steps_do_not_become_one() -> None:
    place = Place(deploy(_forked("a", "b")))
    assert ("EN-310", "b") in refusals(place, deploy(_forked("a", "b")), {"b": "a"})


def test_a_race_stays_a_race() -> None:
    def waiting(*, is_race: bool) -> bytes:
        ends = "soon > end\ntold > end"
        first = "start > first > soon\nfirst > told\n" if is_race else "start > soon\nstart > told\n"
        return row(
            *([gateway("eventBased", "first")] if is_race else []),
            catch("soon", timer("timeDuration", "P5D")),
            catch("told", message("answer")),
            flows=first + ends,
            roots=message_root("answer"),
        )

    raced, beside = deploy(waiting(is_race=True)), deploy(waiting(is_race=False))
    assert refusals(Place(raced), beside) == [("EN-311", "soon"), ("EN-311", "told")]
    assert refusals(Place(beside), raced) == [("EN-311", "soon"), ("EN-311", "told")]


def test_an_added_deadline_that_cannot_be_reckoned_is_refused() -> None:
    place = Place(STEP)
    new = deploy(
        row(
            user_task("step"),
            boundary("late", "step", timer("timeDuration", "=application.text")),
            end("lapsed"),
            flows="start > step > end\nlate > lapsed",
        )
    )
    (finding,) = plan(place, new).refusals
    assert (finding.code, finding.facts["fault"]) == ("EN-312", "EN-204")
    added = deploy(
        row(
            user_task("step", more=zeebe("taskSchedule", dueDate='="no day"')),
            flows="start > step > end",
        )
    )
    assert refusals(place, added) == [("EN-312", "step")]


def test_people_who_cannot_be_reckoned_are_refused_without_quoting_the_case() -> None:
    place = Place(STEP, variables={"application": from_python({"text": "secret"})})
    new = deploy(row(user_task("step", groups="=application.bodies"), flows="start > step > end"))
    (finding,) = plan(place, new).refusals
    assert finding.code == "EN-313"
    assert "secret" not in finding.text("zh") + finding.text("en")


def test_a_step_in_another_subprocess_is_refused() -> None:
    inside = row(
        subprocess("sub", start("s"), user_task("step"), end("e"), flows="s > step > e"),
        flows="start > sub > end",
    )
    assert refusals(Place(STEP), deploy(inside)) == [("EN-314", "step")]
    assert refusals(Place(deploy(inside)), STEP) == [("EN-302", "sub")]


def test_a_deadline_attached_elsewhere_is_kept_or_given_up_by_hand() -> None:
    def timed(host: str) -> bytes:
        return row(
            subprocess("sub", start("s"), user_task("step"), end("e"), flows="s > step > e"),
            user_task("other"),
            boundary("late", host, timer("timeDuration", "P5D")),
            end("lapsed"),
            flows="start > sub > other > end\nlate > lapsed",
        )

    place = Place(deploy(timed("sub")))
    place.advance_to(OPENED_AT + timedelta(days=1))
    (finding,) = plan(place, deploy(timed("other"))).refusals
    assert (finding.code, finding.element_id, finding.may_cancel) == ("EN-315", "late", True)
    assert refusals(place, deploy(timed("other")), {"late": ""}) == []


def test_a_state_of_another_version_is_not_guessed_at() -> None:
    place = Place(STEP)
    place.deployment = deploy(row(user_task("check"), flows="start > check > end"))
    with pytest.raises(StateUnreadable):
        plan(place, STEP)


def test_every_refusal_of_the_catalogue_is_in_these_tests() -> None:
    source = Path(__file__).read_text("utf-8")
    assert [code for code in MOVE_FINDINGS if code < "EN-320" and f'"{code}"' not in source] == []
