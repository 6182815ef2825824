"""What a move keeps: deadlines, votes, messages waited for, arrived branches, what runs inside."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.drawing import (
    boundary,
    call,
    catch,
    decision_task,
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
    service_task,
    start,
    subprocess,
    timer,
    user_task,
    zeebe,
)
from tests.engine.moving.mover import move, plan, row, steps, warnings
from tests.engine.places import OPENED_AT, Place, RecordingHost, deploy
from webapp.feel import from_python

STEP = deploy(row(user_task("step"), flows="start > step > end"))


def test_an_open_task_keeps_its_number_and_goes_on_in_the_new_version() -> None:
    place = Place(STEP)
    (task,) = place.run.open_tasks()
    longer = deploy(row(user_task("step"), user_task("later"), flows="start > step > later > end"))
    made = move(place, longer)
    assert steps(made) == [("moved", "step", "step")]
    assert [each.id for each in place.run.open_tasks()] == [task.id]
    place.complete("step", note={"text": "x"})
    assert place.open == ["later"]


def test_moving_to_the_same_version_gives_the_same_bytes() -> None:
    place = Place(STEP)
    assert plan(place, STEP).state == place.run.dump()


def test_a_task_of_another_id_is_reached_by_the_mapping() -> None:
    place = Place(STEP)
    renamed = deploy(row(user_task("other"), flows="start > other > end"))
    move(place, renamed, {"step": "other"})
    assert place.open == ["other"]
    place.complete("other", note={"text": "x"})
    assert place.run.is_ended


def _timed(text: str, *more: str, flows: str = "") -> bytes:
    return row(
        user_task("step"),
        boundary("late", "step", timer("timeDuration", text)),
        end("lapsed"),
        *more,
        flows=f"start > step > end\nlate > lapsed\n{flows}",
    )


def test_a_running_timer_keeps_its_instant_even_where_the_new_version_writes_it_otherwise() -> None:
    place = Place(deploy(_timed("P10D")))
    place.advance_to(OPENED_AT + timedelta(days=3))
    due = place.run.due_times()[0].due_at
    assert warnings(place, deploy(_timed("P10D"))) == []
    assert warnings(place, deploy(_timed("P30D"))) == ["EN-321"]
    move(place, deploy(_timed("P30D")))
    assert [each.due_at for each in place.run.due_times()] == [due] == [OPENED_AT + timedelta(days=10)]
    assert place.advance_to(due) == 1
    assert place.run.is_ended


def test_an_attached_timer_that_the_new_version_adds_starts_now() -> None:
    place = Place(STEP)
    place.advance_to(OPENED_AT + timedelta(days=3))
    made = move(place, deploy(_timed("P10D")))
    assert steps(made) == [("moved", "step", "step"), ("added", "late", "late")]
    assert [each.due_at for each in place.run.due_times()] == [OPENED_AT + timedelta(days=13)]


def test_an_attached_timer_that_the_new_version_lacks_is_cancelled() -> None:
    place = Place(deploy(_timed("P10D")))
    made = move(place, STEP)
    assert steps(made) == [("moved", "step", "step"), ("cancelled", "late", None)]
    assert place.run.due_times() == ()
    place.complete("step", note={"text": "x"})
    assert place.run.is_ended


def test_an_attached_event_that_has_gone_off_does_not_begin_again() -> None:
    reminding = deploy(
        row(
            user_task("step"),
            boundary("remind", "step", timer("timeDuration", "P2D"), interrupting=False),
            end("reminded"),
            flows="start > step > end\nremind > reminded",
        )
    )
    place = Place(reminding)
    assert place.advance_to(OPENED_AT + timedelta(days=3)) == 1
    move(place, reminding)
    assert place.run.due_times() == ()


def test_a_cycle_goes_on_with_its_turns() -> None:
    def reminding(name: str) -> bytes:
        return row(
            user_task("step"),
            boundary(name, "step", timer("timeCycle", "R3/P2D"), interrupting=False),
            end("reminded"),
            flows=f"start > step > end\n{name} > reminded",
        )

    place = Place(deploy(reminding("remind")))
    assert place.advance_to(OPENED_AT + timedelta(days=2)) == 1
    move(place, deploy(reminding("again")), {"remind": "again"})
    assert [(each.element_id, each.due_at) for each in place.run.due_times()] == [
        ("again", OPENED_AT + timedelta(days=4))
    ]
    assert place.advance_to(OPENED_AT + timedelta(days=4)) == 1
    assert place.advance_to(OPENED_AT + timedelta(days=6)) == 1
    assert place.run.due_times() == ()


def _waiting(event: str) -> bytes:
    return row(catch(event, message("answer")), flows=f"start > {event} > end", roots=message_root("answer"))


def test_a_message_waited_for_is_waited_for_still() -> None:
    place = Place(deploy(_waiting("wait")))
    move(place, deploy(_waiting("await_it")), {"wait": "await_it"})
    assert [each.element_id for each in place.run.subscriptions()] == ["await_it"]
    assert place.deliver("answer")
    assert place.run.is_ended


def _voting(*, until: str = "", sequential: bool = False, task: str = "ballot", more: str = "") -> bytes:
    return row(
        user_task(
            task,
            loop("=application.bodies", "body", "votes", "=vote.stand", until=until, sequential=sequential),
            form="vote",
        ),
        *([user_task(more)] if more else []),
        flows=f"start > {task} > {more} > end" if more else f"start > {task} > end",
    )


BODIES = {"application": from_python({"bodies": ["a", "b", "c"]})}


def test_a_vote_that_is_half_done_keeps_its_results() -> None:
    place = Place(deploy(_voting()), variables=BODIES)
    place.complete("ballot", item="b", vote={"stand": "yes"})
    made = move(place, deploy(_voting(task="poll", more="report")), {"ballot": "poll"})
    assert [(step.element_id, step.target_id, step.count) for step in made.steps] == [("ballot", "poll", 2)]
    assert [task.item for task in place.run.open_tasks()] == ["a", "c"]
    place.complete("poll", item="a", vote={"stand": "no"})
    place.complete("poll", item="c", vote={"stand": "yes"})
    assert place.read("votes") == ["no", "yes", "yes"]
    assert place.open == ["report"]


def test_a_vote_one_by_one_goes_on_with_the_next() -> None:
    place = Place(deploy(_voting(sequential=True)), variables=BODIES)
    place.complete("ballot", vote={"stand": "yes"})
    move(place, deploy(_voting(sequential=True, task="poll")), {"ballot": "poll"})
    for stand in ("no", "yes"):
        place.complete("poll", vote={"stand": stand})
    assert place.read("votes") == ["yes", "no", "yes"]


def test_a_majority_that_the_new_version_asks_for_counts_the_votes_that_are_there() -> None:
    place = Place(deploy(_voting()), variables=BODIES)
    place.complete("ballot", item="a", vote={"stand": "yes"})
    majority = deploy(_voting(until='=count(votes[item = "yes"]) > numberOfInstances / 2'))
    assert warnings(place, majority) == ["EN-325"]
    move(place, majority)
    place.complete("ballot", item="b", vote={"stand": "yes"})
    assert place.run.is_ended


def _forked(a: str = "a", b: str = "b", join: str = "join", kind: str = "parallel") -> bytes:
    return row(
        gateway(kind, "fork", a if kind == "inclusive" else None),
        user_task(a, form="left"),
        user_task(b, form="right"),
        gateway(kind, join),
        user_task("after"),
        flows=f"start > fork > {a} > {join} > after > end\nfork > {b}"
        + (": =true" if kind == "inclusive" else "")
        + f"\n{b} > {join}",
    )


def test_a_branch_that_has_arrived_at_a_join_stays_arrived() -> None:
    place = Place(deploy(_forked()))
    place.complete("a", left={"text": "x"})
    move(place, deploy(_forked("a1", "b1", "meet")), {"a": "a1", "b": "b1", "join": "meet"})
    assert place.open == ["b1"]
    place.complete("b1", right={"text": "x"})
    assert place.open == ["after"]


def test_an_arrived_branch_is_found_by_the_flow_that_is_named() -> None:
    """The branch that has arrived has one more task in the new version: it arrived past it."""
    place = Place(deploy(_forked()))
    place.complete("a", left={"text": "x"})
    longer = deploy(
        row(
            gateway("parallel", "fork"),
            user_task("a", form="left"),
            user_task("check"),
            user_task("b", form="right"),
            gateway("parallel", "join"),
            user_task("after"),
            flows="start > fork > a > check > join > after > end\nfork > b > join",
        )
    )
    move(place, longer, {"a_join": "check_join"})
    place.complete("b", right={"text": "x"})
    assert place.open == ["after"]


def test_an_inclusive_join_goes_on_when_the_last_branch_comes() -> None:
    source = row(
        gateway("inclusive", "fork", "b"),
        user_task("a", form="left"),
        user_task("b", form="right"),
        user_task("c"),
        gateway("inclusive", "join"),
        user_task("after", form="note"),
        flows="start > fork\nfork > a: =true\nfork > c: =true\nfork > b\na > join\nb > join\nc > join > after > end",
    )
    place = Place(deploy(source))
    place.complete("a", left={"text": "x"})
    move(place, deploy(source.replace(b'"a_join"', b'"via_a"')))
    assert place.open == ["c"]
    place.complete("c", note={"text": "x"})
    assert place.open == ["after"]


def _nested(sub: str = "sub", inner: str = "inner", callee_task: str = "file") -> tuple[bytes, bytes]:
    main = row(
        subprocess(
            sub,
            start("s"),
            call(inner, "archive", more=io({"shelf": '="A"'}, {"box": "=number"})),
            end("e"),
            flows=f"s > {inner} > e",
        ),
        user_task("after"),
        flows=f"start > {sub} > after > end",
    )
    archive = process(
        "archive",
        start("begin"),
        script_task("count", "=1 + 1", "number"),
        user_task(callee_task, form="review"),
        end("done"),
        flows=f"begin > count > {callee_task} > done",
    )
    return main, archive


def test_what_runs_inside_subprocesses_and_called_processes_goes_on_with_its_variables() -> None:
    place = Place(deploy(*_nested()))
    before = dict(place.run.variables(place.task("file").id))
    move(
        place,
        deploy(*_nested("part", "hand_over", "put_away")),
        {"sub": "part", "inner": "hand_over", "archive:file": "put_away"},
    )
    assert dict(place.run.variables(place.task("put_away").id)) == before
    place.complete("put_away", review={"grade": "good", "reason": "x"})
    assert place.open == ["after"]
    assert place.read("box") == from_python(2)


def test_a_race_goes_on_and_takes_in_what_the_new_version_adds() -> None:
    place = Place(deploy(_racing()))
    place.advance_to(OPENED_AT + timedelta(days=1))
    made = move(place, deploy(_racing("answer")))
    assert ("added", "told_answer", "told_answer") in steps(made)
    assert [each.due_at for each in place.run.due_times()] == [OPENED_AT + timedelta(days=5)]
    assert place.deliver("answer")
    assert place.open == ["after_answer"]
    assert place.run.due_times() == ()
    assert place.run.subscriptions() == ()


def _racing(*more: str) -> bytes:
    """A race between a timer, a message and ``more`` messages."""
    messages = ("further", *more)
    return row(
        gateway("eventBased", "first"),
        catch("soon", timer("timeDuration", "P5D")),
        user_task("late"),
        *(catch(f"told_{name}", message(name)) for name in messages),
        *(user_task(f"after_{name}") for name in messages),
        flows="start > first > soon > late > end\n"
        + "\n".join(f"first > told_{name} > after_{name} > end" for name in messages),
        roots="".join(message_root(name) for name in messages),
    )


def test_a_step_that_failed_goes_on_by_the_mended_version() -> None:
    def deciding(decision_input: str) -> bytes:
        return row(
            script_task("prepare", decision_input, "review"),
            decision_task("decide", "level", "level", more=io({"review": decision_input})),
            flows="start > prepare > decide > end",
        )

    place = Place(deploy(deciding('={"grade": "odd"}')))
    (incident,) = place.run.incidents()
    move(place, deploy(deciding('={"grade": "good"}')))
    assert [each.id for each in place.run.incidents()] == [incident.id]
    place.retry()
    assert place.run.is_ended
    assert place.read("level") == "A"


def test_an_operation_that_was_done_is_not_done_again() -> None:
    host = RecordingHost(answers={"record": lambda _call: {"case": "not for it to write"}})
    place = Place(deploy(_recording()), host=host)
    assert [each.code for each in place.run.incidents()] == ["EN-213"]
    move(place, deploy(_recording({"kept": "=outcome"})))
    place.retry()
    assert len(host.performed) == 1, "its results are kept; what is wrong with them is told again"
    assert [each.code for each in place.run.incidents()] == ["EN-213"]


def _recording(outputs: dict[str, str] | None = None) -> bytes:
    return row(
        service_task("keep", "record", more=io({"outcome": '="x"'}, outputs)), flows="start > keep > end"
    )


def test_people_are_reckoned_anew_only_where_the_new_version_says_otherwise() -> None:
    place = Place(deploy(row(user_task("step", groups='=["handler"]'), flows="start > step > end")))
    assert (
        warnings(place, deploy(row(user_task("step", groups='=["handler"]'), flows="start > step > end")))
        == []
    )
    others = deploy(row(user_task("step", groups='=["decider"]'), flows="start > step > end"))
    assert warnings(place, others) == ["EN-324"]
    move(place, others)
    assert place.task("step").candidate_groups == ("decider",)


def _due(expression: str | None) -> bytes:
    schedule = "" if expression is None else zeebe("taskSchedule", dueDate=expression)
    return row(user_task("step", more=schedule), flows="start > step > end")


def test_a_due_date_that_was_set_stays_and_one_that_is_added_counts_from_now() -> None:
    place = Place(deploy(_due('=now() + duration("P5D")')))
    set_for = place.task("step").due_at
    place.advance_to(OPENED_AT + timedelta(days=2))
    later = deploy(_due('=now() + duration("P9D")'))
    assert warnings(place, later) == ["EN-322"]
    move(place, later)
    assert place.task("step").due_at == set_for == OPENED_AT + timedelta(days=5)
    move(place, STEP)
    assert place.task("step").due_at == set_for
    place.run.reckon_deadlines(
        place.host.calendar
    )  # A change of the calendar meets a date nothing gives any more.
    fresh = Place(STEP)
    fresh.advance_to(OPENED_AT + timedelta(days=2))
    move(fresh, later)
    assert fresh.task("step").due_at == OPENED_AT + timedelta(days=11)


def test_inputs_that_the_new_version_adds_to_an_open_task_are_taken_in() -> None:
    place = Place(STEP, variables={"amount": from_python(3)})
    given = deploy(
        row(user_task("step", more=io({"twice": "=amount * 2"})), flows="start > step > end"),
        forms={"apply": frozenset({"application.text", "amount"}), "note": frozenset({"note.text"})},
    )
    move(place, given)
    assert place.run.variables(place.task("step").id)["twice"] == from_python(6)
    assert warnings(place, deploy(row(user_task("step"), flows="start > step > end"))) == ["EN-326"]


def test_a_draft_that_the_new_form_would_lose_is_told() -> None:
    place = Place(STEP)
    task = place.task("step")
    other = deploy(row(user_task("step", form="review"), flows="start > step > end"))
    made = plan(place, other, drafts={task.id: {"note.text"}})
    assert [finding.code for finding in made.warnings] == ["EN-327", "EN-323"]
    assert "note.text" in made.warnings[1].text("zh")
    assert plan(place, STEP, drafts={task.id: {"note.text"}}).warnings == ()


def test_the_step_after_a_message_boundary_of_another_name_begins_anew() -> None:
    def withdrawing(name: str) -> bytes:
        return row(
            user_task("step"),
            boundary("back", "step", message(name)),
            end("gone"),
            flows="start > step > end\nback > gone",
            roots=message_root(name),
        )

    place = Place(deploy(withdrawing("withdraw")))
    made = move(place, deploy(withdrawing("recall")), {"back": ""})
    assert steps(made) == [("moved", "step", "step"), ("cancelled", "back", None), ("added", "back", "back")]
    assert [each.message for each in place.run.subscriptions()] == ["recall"]


def test_cases_of_one_process_file_move_together_with_their_called_ones() -> None:
    def both(task: str) -> bytes:
        return definitions(
            process_xml("main", start(form="apply"), call("go", "inner"), end(), flows="start > go > end"),
            process_xml("inner", start("s"), user_task(task), end("e"), flows=f"s > {task} > e"),
        )

    place = Place(deploy(both("one")))
    move(place, deploy(both("two")), {"inner:one": "two"})
    place.complete("two", note={"text": "x"})
    assert place.run.is_ended
