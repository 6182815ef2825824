"""The scope tree: what is read where, what is written where."""

from __future__ import annotations

import pytest

from tests.engine.drawing import call, end, io, process, script_task, start, subprocess, user_task
from tests.engine.places import OFFICER, Place, RecordingHost, deploy
from webapp.engine import CaseRun, ReservedName, UndeclaredEntity
from webapp.engine.scopes import ScopeTree, nested
from webapp.feel import from_python


def test_a_submission_replaces_its_entity_whole_and_nothing_else() -> None:
    source = process("main", start(), user_task("look", form="review"), end(), flows="start > look > end")
    place = Place(
        deploy(source),
        variables={"review": from_python({"grade": "bad", "reason": "old"}), "other": from_python({"x": 1})},
    )
    place.complete("look", review={"grade": "good"})
    assert place.read("review") == {"grade": "good"}
    assert place.read("other") == from_python({"x": 1})


def test_only_entities_of_the_form_are_taken() -> None:
    source = process("main", start(), user_task("look", form="review"), end(), flows="start > look > end")
    place = Place(deploy(source))
    with pytest.raises(UndeclaredEntity) as refused:
        place.complete("look", determination={"outcome": "exempt"})
    assert refused.value.code == "EN-004"
    assert place.open == ["look"]


def test_the_platforms_names_cannot_be_written_from_outside() -> None:
    deployment = deploy(process("main", start(), user_task("look"), end(), flows="start > look > end"))
    with pytest.raises(ReservedName):
        Place(deployment, variables={"case": from_python({"no": "forged"})})
    with pytest.raises(ReservedName):
        Place(deployment).deliver("anything", parameters={})


def test_outputs_pick_what_leaves_a_task_and_see_the_actor() -> None:
    source = process(
        "main",
        start(),
        user_task(
            "decide",
            form="review",
            more=io(outputs={"determination.grade": "=review.grade", "determination.by": "=actor.name"}),
        ),
        script_task("later", "=determination.by", "seen"),
        end(),
        flows="start > decide > later > end",
    )
    place = Place(deploy(source))
    place.complete("decide", review={"grade": "good", "reason": "because"})
    assert place.read("determination") == {"grade": "good", "by": OFFICER["name"]}
    assert place.read("review") is None, "with output mappings nothing else leaves"
    assert place.read("actor") is None
    assert place.read("seen") == OFFICER["name"]


def test_a_nested_output_keeps_the_other_fields() -> None:
    source = process(
        "main",
        start(),
        script_task("mark", '="done"', "result", io(outputs={"handling.result": "=result"})),
        user_task("wait"),
        end(),
        flows="start > mark > wait > end",
    )
    place = Place(deploy(source), variables={"handling": from_python({"begun": True})})
    assert place.read("handling") == {"begun": True, "result": "done"}


def test_inputs_are_local_to_the_task() -> None:
    source = process(
        "main",
        start(form="apply"),
        user_task("ask", more=io(inputs={"question": '="why " + application.text'})),
        user_task("next"),
        end(),
        flows="start > ask > next > end",
    )
    place = Place(
        deploy(source, forms=_forms()),
        variables={"application": {"text": "x"}},
    )
    assert place.run.variables(place.task("ask").id)["question"] == "why x"
    assert place.read("question") is None
    place.complete("ask")
    assert "question" not in place.run.variables(place.task("next").id)


def _forms() -> dict[str, frozenset[str]]:
    return {"note": frozenset({"note.text"}), "apply": frozenset({"application.text"})}


def test_a_subprocess_writes_into_the_process_and_hides_its_inputs() -> None:
    source = process(
        "main",
        start(),
        subprocess(
            "inner",
            start("inner_start"),
            script_task("reckon", "=base + 1", "reckoned"),
            end("inner_end"),
            flows="inner_start > reckon > inner_end",
            extensions=io(inputs={"base": "=41"}),
        ),
        user_task("wait"),
        end(),
        flows="start > inner > wait > end",
    )
    place = Place(deploy(source))
    assert place.read("reckoned") == from_python(42)
    assert place.read("base") is None


def _caller(more: str = "", form: str | None = None, **flags: str) -> bytes:
    return process(
        "main",
        start(form=form),
        call("go", "sub", more=more, **flags),
        user_task("wait"),
        end(),
        flows="start > go > wait > end",
    )


def _called() -> bytes:
    return process(
        "sub",
        start("s"),
        script_task("reckon", "=given", "result"),
        user_task("look", form="review"),
        end("e"),
        flows="s > reckon > look > e",
    )


def test_a_called_process_gets_copies_and_hands_back_what_it_wrote() -> None:
    place = Place(
        deploy(_caller(form="apply"), _called(), forms=_all_forms()),
        variables={"given": "a gift", "untouched": "here"},
    )
    assert place.read("result") == "a gift", "the case as a whole shows what the running process wrote"
    place.complete("look", review={"grade": "good"})
    assert place.open == ["wait"]
    assert (place.read("result"), place.read("review"), place.read("untouched")) == (
        "a gift",
        {"grade": "good"},
        "here",
    )


def _all_forms() -> dict[str, frozenset[str]]:
    return {
        "note": frozenset({"note.text"}),
        "review": frozenset({"review.grade"}),
        "apply": frozenset({"given", "untouched"}),
    }


def test_only_mapped_variables_enter_when_the_call_says_so() -> None:
    source = _caller(io(inputs={"given": '="mapped"'}), propagateAllParentVariables="false")
    place = Place(deploy(source, _called()), variables={"untouched": "here"})
    assert "untouched" not in place.run.variables(place.task("look").id)
    assert place.run.variables(place.task("look").id)["result"] == "mapped"


def test_output_mappings_pick_what_a_call_hands_back() -> None:
    source = _caller(io(inputs={"given": '="x"'}, outputs={"handling.result": "=result"}))
    place = Place(deploy(source, _called()))
    place.complete("look", review={"grade": "good"})
    assert place.read("handling") == {"result": "x"}
    assert place.read("review") is None


def test_nothing_comes_back_when_the_call_says_so() -> None:
    place = Place(deploy(_caller(io(inputs={"given": "=1"}), propagateAllChildVariables="false"), _called()))
    place.complete("look", review={"grade": "good"})
    assert place.read("review") is None
    assert place.read("result") is None


def test_a_called_process_does_not_write_back_what_it_only_read() -> None:
    """A sibling may have changed it meanwhile."""
    tree = ScopeTree()
    root = tree.open(None, is_closed=True)
    root.put("read", from_python(1))
    root.put("written", from_python(1))
    called = tree.call(root.id, None)
    tree.assign(called.id, "written", from_python(2))
    assert called.inherited == {"read"}
    assert root.variables["written"] == from_python(1)


def test_writing_goes_to_the_nearest_holder_and_stops_at_a_closed_scope() -> None:
    tree = ScopeTree()
    root = tree.open(None, is_closed=True)
    middle = tree.open(root.id, is_closed=False)
    child = tree.open(middle.id, is_closed=True)
    middle.put("local", "m")
    tree.assign(middle.id, "local", "changed")
    tree.assign(middle.id, "fresh", "at the root")
    tree.assign(child.id, "local", "mine")
    assert middle.variables["local"] == "changed"
    assert root.variables["fresh"] == "at the root"
    assert child.variables["local"] == "mine"


def test_values_are_not_changed_in_place() -> None:
    tree = ScopeTree()
    root = tree.open(None, is_closed=True)
    before = from_python({"a": {"b": 1}})
    root.put("x", before)
    tree.assign(root.id, "x.a.c", from_python(2))
    assert before == from_python({"a": {"b": 1}})
    assert root.variables["x"] == from_python({"a": {"b": 1, "c": 2}})


def test_a_path_through_something_that_is_no_context_makes_one() -> None:
    assert nested("text", "a.b", "v") == {"a": {"b": "v"}}


def test_case_and_parameters_are_read_everywhere() -> None:
    source = process(
        "main",
        start(),
        script_task("read", '=case.no + ":" + string(parameters.limit_working_days)', "seen"),
        user_task("wait"),
        end(),
        flows="start > read > wait > end",
    )
    assert Place(deploy(source)).read("seen") == "LW-2026-1:5"


def test_task_data_stays_empty() -> None:
    source = process(
        "main",
        start(),
        user_task("look", form="review"),
        user_task("wait"),
        end(),
        flows="start > look > wait > end",
    )
    place = Place(deploy(source), restarts=False)
    place.complete("look", review={"grade": "good"})
    workflow = place.run._workflow
    assert [token.data for token in workflow.tokens.values()] == [{}]
    assert workflow.data == {}
    assert isinstance(place.run, CaseRun)


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ('unit name("housing")', "住建局"),
        ('unit name("housing", "zh")', "住建局"),
        ('unit name("housing", "en")', "Housing"),
        ('unit name("planning", "en")', "planning"),
        ('unit name("housing", "fr")', None),
        ("unit name(12)", None),
        ("unit name(null)", None),
    ],
)
def test_a_unit_is_named_as_the_place_calls_it(formula: str, name: str | None) -> None:
    host = RecordingHost(unit_names={("housing", "zh"): "住建局", ("housing", "en"): "Housing"})
    source = process(
        "main", start(), script_task("ask", f"={formula}", "said"), end(), flows="start > ask > end"
    )
    assert Place(deploy(source), host=host).read("said") == name
