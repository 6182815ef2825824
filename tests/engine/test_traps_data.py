"""Traps of SpiffWorkflow 3.2.0 in what a case knows: joins, votes, nested data, foreign keys."""

from __future__ import annotations

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import end, gateway, loop, process, start, user_task
from tests.engine.places import OFFICER, Place, codes_of, deploy
from tests.engine.stock import Stock
from webapp.engine import UndeclaredEntity
from webapp.feel import from_python


def _fork(left: str = "left", right: str = "right") -> bytes:
    return process(
        "main",
        start(),
        gateway("parallel", "fork"),
        user_task("a", form=left),
        user_task("b", form=right),
        gateway("parallel", "join"),
        user_task("after"),
        end(),
        flows="start > fork\nfork > a > join\nfork > b > join\njoin > after > end",
    )


def test_a_join_cuts_lists_to_the_later_length_and_the_last_branch_wins() -> None:
    stock = Stock(_fork())
    stock.complete("a", found=["x", "y", "z"], word="from a")
    stock.complete("b", found=["w"], word="from b")
    assert stock.task("after").data == {"found": ["w"], "word": "from b"}


def test_here_both_branches_keep_what_they_wrote_and_may_not_write_the_same() -> None:
    place = Place(deploy(_fork()))
    place.complete("a", left={"text": ["x", "y", "z"]})
    place.complete("b", right={"text": ["w"]})
    assert place.read("left") == {"text": ["x", "y", "z"]}
    assert place.read("right") == {"text": ["w"]}
    assert "EN-165" in codes_of(_fork("left", "left"))


def test_a_branch_does_not_see_what_the_other_wrote_but_here_it_does() -> None:
    stock = Stock(_fork())
    stock.complete("a", left=1)
    assert stock.task("b").data == {}
    place = Place(deploy(_fork()))
    place.complete("a", left={"text": "said"})
    assert place.run.variables(place.task("b").id)["left"] == {"text": "said"}


def _vote(*inside: str, until: str = "") -> bytes:
    """A vote in BPMN's own words, as SpiffWorkflow reads it."""
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    marker = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef>"
        f'<bpmn:inputDataItem id="person" /><bpmn:outputDataItem id="stand" />{condition}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    return process(
        "main",
        start(),
        user_task("ask", marker),
        user_task("after"),
        *inside,
        end(),
        flows="start > ask > after > end"
        if not inside
        else "start > ask > after > g\ng > ask: more\ng > end",
    )


def _our_vote(*, until: str = "", rounds: bool = False) -> bytes:
    marker = loop("=people", "person", "votes", "=vote.stand", until=until)
    flows = (
        'start > ask > after > g\ng > ask: =note.text = "again"\ng > end'
        if rounds
        else "start > ask > after > end"
    )
    extra = [gateway("exclusive", "g", default="end")] if rounds else []
    return process(
        "main",
        start(form="apply"),
        user_task("ask", marker, form="vote"),
        user_task("after"),
        *extra,
        end(),
        flows=flows,
    )


PEOPLE = {"people": from_python(["an", "bo", "cai"])}
FORMS = {
    "vote": frozenset({"vote.stand"}),
    "note": frozenset({"note.text"}),
    "apply": frozenset({"people"}),
}


def test_a_majority_never_ends_the_vote_there_and_ends_it_here() -> None:
    stock = Stock(_vote(until="len(votes) &gt;= 2"), data={"people": ["an", "bo", "cai"]})
    stock.complete("ask", stand="yes")
    stock.complete("ask", stand="yes")
    assert stock.open == ["ask"], "the condition sees the last child's own empty copy"
    place = Place(deploy(_our_vote(until='=count(votes[item = "yes"]) >= 2'), forms=FORMS), variables=PEOPLE)
    place.complete("ask", vote={"stand": "yes"})
    place.complete("ask", vote={"stand": "yes"})
    assert place.open == ["after"]
    assert place.read("votes") == ["yes", "yes", None]


def test_a_second_round_of_voting_fails_there_and_starts_afresh_here() -> None:
    stock = Stock(_vote(gateway("exclusive", "g", default="end")), data={"people": ["an"], "more": True})
    stock.complete("ask", stand="yes")
    with pytest.raises(WorkflowDataException, match="output must be empty"):
        stock.complete("after")
    place = Place(deploy(_our_vote(rounds=True), forms=FORMS), variables={"people": from_python(["an"])})
    place.complete("ask", vote={"stand": "yes"})
    place.complete("after", note={"text": "again"})
    place.complete("ask", vote={"stand": "no"})
    assert place.read("votes") == ["no"]


def test_a_vote_without_an_answer_is_lost_there_and_is_null_here() -> None:
    stock = Stock(_vote(), data={"people": ["an", "bo"]})
    with pytest.raises(WorkflowDataException, match="Expected an output item"):
        stock.complete("ask")
    assert stock.open == ["ask"], "the child is completed although its answer was refused"
    stock.complete("ask", stand="yes")
    assert stock.task("after").data["votes"] == ["yes"]
    place = Place(deploy(_our_vote(), forms=FORMS), variables={"people": from_python(["an", "bo"])})
    place.complete("ask", vote={})
    place.complete("ask", vote={"stand": "yes"})
    assert place.read("votes") == [None, "yes"]


def test_finished_votes_are_missed_by_the_stock_search() -> None:
    """Here a finished child leaves the case and its result stands with the whole, in the order of the list."""
    stock = Stock(_vote(), data={"people": ["an", "bo"]})
    stock.complete("ask", stand="yes")
    found = stock.workflow.get_tasks(state=TaskState.COMPLETED)
    all_done = [task for task in stock.workflow.tasks.values() if task.state == TaskState.COMPLETED]
    assert len(found) == len(all_done) - 1
    place = Place(deploy(_our_vote(), forms=FORMS), variables=PEOPLE)
    place.complete("ask", item="bo", vote={"stand": "b"})
    place.complete("ask", item="an", vote={"stand": "a"})
    place.complete("ask", item="cai", vote={"stand": "c"})
    assert place.read("votes") == ["a", "b", "c"]


def _two_steps() -> bytes:
    return process("main", start(), user_task("a"), user_task("b"), end(), flows="start > a > b > end")


def test_nested_data_is_shared_with_finished_tasks_and_here_values_never_change() -> None:
    merged: dict[str, object] = {}
    source = {"record": {"inner": {"grade": 1}}}
    DeepMerge.merge(merged, source)
    merged["record"]["inner"]["grade"] = 2  # type: ignore[index]
    assert source == {"record": {"inner": {"grade": 2}}}, "only one level is copied"
    stock = Stock(_two_steps())
    stock.complete("a", record={"inner": {"grade": 1}})
    stock.task("b").data["record"]["inner"]["grade"] = 2
    finished = next(t for t in stock.workflow.tasks.values() if t.task_spec.bpmn_id == "a")
    assert finished.data == {"record": {"inner": {"grade": 2}}}
    place = Place(deploy(_two_steps()), restarts=False)
    place.complete("a", note={"text": {"grade": from_python(1)}})
    seen = place.read("note")
    place.complete("b", note={"text": {"grade": from_python(2)}})
    assert seen == {"text": {"grade": from_python(1)}}
    assert place.read("note") == {"text": {"grade": from_python(2)}}


def test_foreign_keys_of_a_form_overwrite_the_case_there_and_are_refused_here() -> None:
    stock = Stock(_two_steps(), data={"level": "A"})
    stock.complete("a", level="X")
    assert stock.task("b").data["level"] == "X"
    place = Place(deploy(_two_steps()), variables={"level": "A"})
    with pytest.raises(UndeclaredEntity):
        place.run.complete_task(place.task("a").id, {"level": "X"}, OFFICER)
    assert place.read("level") == "A"
    assert place.open == ["a"]
