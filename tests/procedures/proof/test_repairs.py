"""One change of the procedure taken into all the scenarios that it stops: where a task is new, and where one is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.procedures.drafts.desk import NOW, Desk, set_up_desk
from tests.procedures.proof.new_task import LOOP, OVERDUE, TASK, grown, overdue, with_task
from tests.procedures.small_pack import ARCHIVE, CODE, MATTER, OUTCOME, SCENARIO, WITHDRAWAL, files_of
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.procedures import Pack, read_pack, run_scenario
from webapp.procedures.drafts import FileChangedMeanwhile, save_file
from webapp.procedures.drafts.checker import Checker
from webapp.procedures.proof import (
    ProofTooLong,
    Repaired,
    find_gaps,
    leave_step_out,
    run_scenarios_of,
    save_repairs,
    take_step_in,
    with_repairs,
)
from webapp.procedures.proof.recording import MOST_STEPS, make_step
from webapp.procedures.proof.repair_telling import tell_repairs
from webapp.procedures.proof.stalls import Stall, find_stalls
from webapp.procedures.scenario_files import Person, Scenario, read_scenario
from webapp.procedures.scenario_writing import write_step

ROOT = Path(__file__).resolve().parent.parent.parent.parent
FILES = files_of({})
FACTS = {"sign_off.note": "同意"}
Files = Mapping[str, bytes]


def scenario_in(files: Files, path: str) -> Scenario:
    scenario, problems = read_scenario(files[path], path)
    assert scenario is not None, problems
    return scenario


def failures(files: Files, path: str) -> list[str]:
    pack = Pack(CODE, files)
    return [each.text("en") for each in run_scenario(pack, scenario_in(files, path)).failures]


def stalls(files: Files, path: str) -> list[tuple[str, str, int]]:
    found = find_stalls(Pack(CODE, files), scenario_in(files, path))
    return [(each.kind, each.element, each.behind) for each in found]


def taken_in(
    files: Files, *paths: str, person: Person | None = None, facts: Mapping[str, object] | None = None
) -> tuple[dict[str, bytes], list[Repaired]]:
    """The files with the new task in these scenarios, as the child works it out, and what it says of each."""
    step = write_step(make_step(task=TASK, person=Person(""), facts=FACTS if facts is None else facts))
    who = {"role": person.role, "by": person.by} if person else None
    asked = {"kind": "missing", "element": TASK, "files": paths, "step": step, "person": who}
    told = [Repaired.of(each) for each in tell_repairs(Pack(CODE, files), asked)]
    return with_repairs(files, told), told


def left_out(files: Files, element: str, *paths: str) -> tuple[dict[str, bytes], list[Repaired]]:
    asked = {"kind": "gone", "element": element, "files": paths}
    told = [Repaired.of(each) for each in tell_repairs(Pack(CODE, files), asked)]
    return with_repairs(files, told), told


def steps_of(files: Files, path: str = SCENARIO) -> list[str]:
    return [step.task for step in scenario_in(files, path).steps]


# -- a new task ---------------------------------------------------------------------------------


def test_a_task_on_the_way_of_all_is_found_in_all_and_taken_in_before_their_first_step() -> None:
    files = grown(MATTER, "f2")
    assert stalls(files, SCENARIO) == stalls(files, WITHDRAWAL) == [("missing", TASK, 0)]
    repaired, told = taken_in(files, SCENARIO, WITHDRAWAL)
    assert [each.reason for each in told] == [None, None]
    assert failures(repaired, SCENARIO) == failures(repaired, WITHDRAWAL) == []
    assert steps_of(repaired) == [TASK, "", "check_application", "file_papers"]
    first = scenario_in(repaired, SCENARIO).steps[0]
    assert (first.person, first.facts) == (Person("intake"), FACTS)


def test_what_was_expected_where_the_task_now_stands_open_is_expected_behind_it() -> None:
    files = grown(MATTER, "f3")
    assert stalls(files, SCENARIO) == [("missing", TASK, 2)]
    assert stalls(files, WITHDRAWAL) == []
    repaired, (told,) = taken_in(files, SCENARIO)
    assert failures(repaired, SCENARIO) == []
    before, new = scenario_in(repaired, SCENARIO).steps[1:3]
    assert (before.expect.open, before.expect.variables) == (None, {})
    assert (new.expect.open, new.expect.variables) == (("file_papers",), {"advice": "educate"})
    assert [(each.step, each.zh) for each in told.revised] == [(2, "待办的步骤"), (2, "事实“advice”")]


def test_an_expectation_that_holds_before_the_task_stays_where_it_stood() -> None:
    files = grown(MATTER, "f5")
    repaired, _ = taken_in(files, SCENARIO)
    before, new = scenario_in(repaired, SCENARIO).steps[1:3]
    assert before.expect.variables == {"advice": "educate"}
    assert (new.expect.open, new.expect.variables) == (("file_papers",), {})


def test_a_task_of_a_shared_process_is_taken_in_where_the_place_calls_it() -> None:
    files = grown(ARCHIVE, "a2", role="archivist")
    told = find_stalls(Pack(CODE, files), scenario_in(files, SCENARIO))
    assert told == [Stall("missing", "archive", TASK, 3)]
    repaired, _ = taken_in(files, SCENARIO)
    assert failures(repaired, SCENARIO) == []
    assert steps_of(repaired)[-1] == TASK


@pytest.mark.parametrize("order", ["", ' isSequential="true"'])
def test_a_task_for_each_of_several_is_done_for_each(order: str) -> None:
    files = grown(MATTER, "f3", loop=LOOP.format(order=order))
    repaired, (told,) = taken_in(files, SCENARIO)
    assert failures(repaired, SCENARIO) == []
    assert steps_of(repaired)[1:] == ["check_application", TASK, TASK, "file_papers"]
    assert [(each.behind, each.item) for each in told.places] == [(2, "a"), (2, "b")]
    assert scenario_in(repaired, SCENARIO).steps[3].expect.open == ("file_papers",)


def test_a_task_that_opens_while_the_clock_moves_is_done_then() -> None:
    assert failures(overdue(), SCENARIO) == []
    files = grown(MATTER, "f10", files=overdue())
    told = find_stalls(Pack(CODE, files), scenario_in(files, SCENARIO))
    assert told == [Stall("missing", "matter", TASK, 0, is_within=True)]
    repaired, _ = taken_in(files, SCENARIO)
    assert failures(repaired, SCENARIO) == []
    new, filed = scenario_in(repaired, SCENARIO).steps
    assert (new.task, new.advance_to) == (TASK, filed.advance_to)
    assert OVERDUE.encode().split(b"[[step]]")[1] in repaired[SCENARIO], "its own lines stay"


def test_the_person_who_is_wished_for_does_it_where_they_may_and_else_the_first_who_may() -> None:
    files = grown(MATTER, "f3")
    second, nobody = (
        taken_in(files, SCENARIO, person=Person(*who))
        for who in (("intake", "", "", "", "intake2"), ("archivist",))
    )
    assert [told.places[0].who.zh for _, (told,) in (second, nobody)] == ["受理岗2", "受理岗"]
    assert failures(second[0], SCENARIO) == failures(nobody[0], SCENARIO) == []


def test_whom_the_rules_keep_from_it_another_does_it_for_and_where_nobody_may_it_is_left_to_hand() -> None:
    files = with_task(FILES, CODE, MATTER, "f3", role="intake", apart="check_application")
    repaired, (told,) = taken_in(files, SCENARIO, person=Person("intake"))
    assert failures(repaired, SCENARIO) == []
    assert told.places[0].who.zh == "受理岗2"
    alone = FILES[SCENARIO].replace(b"[start]", b"[people]\nintake = 1\n\n[start]", 1)
    _, (left,) = taken_in({**files, SCENARIO: alone}, SCENARIO)
    assert left.content is None
    assert "签批" in left.why("zh")


def test_a_task_behind_which_the_case_is_held_up_is_not_taken_in() -> None:
    form = b'<zeebe:formDefinition formId="sign_off" />'
    mapping = b'<zeebe:ioMapping><zeebe:output source="=null" target="assessment" /></zeebe:ioMapping>'
    files = grown(MATTER, "f3")
    files[MATTER] = files[MATTER].replace(form, form + mapping)
    _, (told,) = taken_in(files, SCENARIO)
    assert told.content is None
    assert "assessment.f_fault" in told.why("en")


def test_a_scenario_that_only_says_what_was_passed_stands_at_the_task_too() -> None:
    short = (
        FILES[WITHDRAWAL].decode().partition("[[step]]")[0]
        + '[expect]\npath = ["matter:check_application"]\n'
    )
    files = {**grown(MATTER, "f2"), WITHDRAWAL: short.encode()}
    assert stalls(files, WITHDRAWAL) == [("missing", TASK, 0)]
    repaired, _ = taken_in(files, WITHDRAWAL)
    assert failures(repaired, WITHDRAWAL) == []
    elsewhere = short.replace("matter:check_application", "matter:refused")
    assert stalls({**FILES, WITHDRAWAL: elsewhere.encode()}, WITHDRAWAL) == [], "what stands open is not why"


def test_what_the_form_refuses_leaves_the_scenario_as_it_is_and_says_why() -> None:
    files = grown(MATTER, "f3")
    repaired, (told,) = taken_in(files, SCENARIO, facts={})
    assert repaired == files
    assert (told.content, told.places) == (None, ())
    assert "签批意见" in told.why("zh")
    assert "sign_off" in told.why("en")


def test_a_scenario_that_comes_farther_is_changed_although_it_fails_later_for_another_reason() -> None:
    wrong = FILES[SCENARIO].replace(b'status = "archived"', b'status = "refused"')
    files = {**grown(MATTER, "f3"), SCENARIO: wrong}
    repaired, (told,) = taken_in(files, SCENARIO)
    assert told.content is not None
    assert len(told.places) == 1
    (failing,) = failures(repaired, SCENARIO)
    assert failing.startswith("at the end")


def test_an_expectation_that_holds_neither_before_nor_behind_the_task_stays_for_a_human() -> None:
    wrong = FILES[SCENARIO].replace(b'{"advice" = "educate"}', b'{"advice" = "deny"}')
    files = {**grown(MATTER, "f3"), SCENARIO: wrong}
    repaired, (told,) = taken_in(files, SCENARIO)
    before, new = scenario_in(repaired, SCENARIO).steps[1:3]
    assert (before.expect.variables, new.expect.open) == ({"advice": "deny"}, ("file_papers",))
    assert [each.zh for each in told.revised] == ["待办的步骤"]
    assert len(failures(repaired, SCENARIO)) == 1


def test_a_scenario_that_is_laid_out_in_an_unusual_way_is_left_to_hand() -> None:
    head, _, rest = FILES[WITHDRAWAL].decode().partition("[[step]]")
    inline = head.replace(
        "[start]",
        'step = [{message = "withdraw", role = "applicant", payload = {"withdrawal.reason" = "情况已变"}}]\n[start]',
    )
    files = {**FILES, WITHDRAWAL: f"{inline}\n[expect]{rest.partition('[expect]')[2]}".encode()}
    assert failures(files, WITHDRAWAL) == []
    repaired, (told,) = taken_in(grown(MATTER, "f2", files=files), WITHDRAWAL)
    assert told.content is None
    assert "手工" in told.why("zh")
    assert repaired[WITHDRAWAL] == files[WITHDRAWAL]


def test_a_scenario_does_not_grow_longer_than_a_scenario_may() -> None:
    look = '\n[[step]]\nexpect.status = "archived"\n'
    full = FILES[SCENARIO] + (look * (MOST_STEPS - 3)).encode()
    _, (told,) = taken_in({**grown(MATTER, "f3"), SCENARIO: full}, SCENARIO)
    assert told.content is None


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (OUTCOME, '"educate"', '"deny"'),
        (MATTER, 'candidateGroups="intake"', 'candidateGroups="archivist"'),
        (SCENARIO, 'status = "archived"', 'status = "refused"'),
        (SCENARIO, '"2026-03-09"', '"2026-03-10"'),
    ],
)
def test_what_fails_for_another_reason_is_not_offered(path: str, old: str, new: str) -> None:
    text = FILES[path].decode()
    assert old in text
    files = {**FILES, path: text.replace(old, new).encode()}
    assert failures(files, SCENARIO)
    assert stalls(files, SCENARIO) == []


# -- a task that is gone ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "flow"), [(MATTER, "f2"), (MATTER, "f3"), (MATTER, "f5"), (ARCHIVE, "a1"), (ARCHIVE, "a2")]
)
def test_what_was_taken_in_is_left_out_again_once_the_task_is_gone(path: str, flow: str) -> None:
    role = "archivist" if path == ARCHIVE else "intake"
    with_it, _ = taken_in(grown(path, flow, role=role), SCENARIO, WITHDRAWAL)
    files = {**with_it, MATTER: FILES[MATTER], ARCHIVE: FILES[ARCHIVE]}
    (stall,) = stalls(files, SCENARIO)
    assert stall[:2] == ("gone", TASK)
    repaired, told = left_out(files, TASK, SCENARIO, WITHDRAWAL)
    assert failures(repaired, SCENARIO) == failures(repaired, WITHDRAWAL) == []
    assert TASK not in steps_of(repaired)
    if not told[0].revised and b"moved" not in with_it[SCENARIO] and flow in {"f2", "a2"}:
        assert repaired[SCENARIO] == FILES[SCENARIO], "to the letter"


def test_what_spoke_of_the_task_speaks_of_it_no_longer() -> None:
    """Its being open, its day, its place on the way: each stated, each taken along and told."""
    with_it, _ = taken_in(grown(MATTER, "f3"), SCENARIO)
    named = with_it[SCENARIO].decode().replace(
        '"matter:archive_matter"', f'"matter:{TASK}", "matter:archive_matter"'
    ).replace('"assessment.f_fault" = "slight"}\n', f'"assessment.f_fault" = "slight"}}\nexpect.open = ["{TASK}"]\n')  # fmt: skip
    grown_files = {**with_it, SCENARIO: named.encode()}
    assert failures(grown_files, SCENARIO) == []
    files = {**grown_files, MATTER: FILES[MATTER]}
    repaired, (told,) = left_out(files, TASK, SCENARIO)
    assert failures(repaired, SCENARIO) == []
    assert TASK not in repaired[SCENARIO].decode()
    assert [(each.step, each.zh) for each in told.revised] == [(2, "待办的步骤"), (-1, "经过的步骤")]


def test_a_task_that_is_another_now_is_left_out_and_the_other_taken_in() -> None:
    """A step replaced: first the old one is gone, then the new one is missing."""
    with_it, _ = taken_in(grown(MATTER, "f3"), SCENARIO)
    form = f"forms/{CODE}/sign_off.form"
    replaced = {**with_it, MATTER: with_it[MATTER].replace(b'"sign_off"', b'"look_over"')}
    replaced[f"forms/{CODE}/look_over.form"] = replaced.pop(form).replace(
        b'"id": "sign_off"', b'"id": "look_over"'
    )
    assert [each[:2] for each in stalls(replaced, SCENARIO)] == [("gone", TASK)]
    without, _ = left_out(replaced, TASK, SCENARIO)
    assert [each[:2] for each in stalls(without, SCENARIO)] == [("missing", "look_over")]


def test_a_step_whose_absence_leads_nowhere_is_not_offered_for_leaving_out() -> None:
    """The case goes another way: the step behind is not open either."""
    files = {**FILES, OUTCOME: FILES[OUTCOME].replace(b'"educate"', b'"deny"')}
    bare = FILES[SCENARIO].decode().replace('expect.open = ["file_papers"]\n', "").replace('expect.variables = {"advice" = "educate"}\n', "")  # fmt: skip
    files[SCENARIO] = bare.encode()
    assert "is not open" in failures(files, SCENARIO)[0]
    assert stalls(files, SCENARIO) == []


# -- the shipped template -----------------------------------------------------------------------

#: Scenarios that meet a step three times in a loop, once, and not at all.
SOME = ("sent_back", "supervised_on_the_way", "grade_c_lighter", "transfer")


def test_a_task_more_on_the_way_of_the_template_is_taken_into_its_scenarios_and_all_pass() -> None:
    path, flow = "bpmn/shared/verify.bpmn", "flow_to_report_to_write_report"
    files = dict(read_pack("framework", ROOT).files)
    files = with_task(files, "framework", path, flow, role="handler")
    paths = [f"tests/scenarios/framework/{stem}.toml" for stem in SOME]
    pack = Pack("framework", files)
    failing = [path for path in paths if run_scenario(pack, scenario_in(files, path)).failures]
    assert 0 < len(failing) < len(paths)
    step = write_step(make_step(task=TASK, person=Person(""), facts=FACTS))
    asked = {"kind": "missing", "element": TASK, "files": failing, "step": step, "person": None}
    told = [Repaired.of(each) for each in tell_repairs(pack, asked)]
    assert max(len(each.places) for each in told) == 3
    repaired = with_repairs(files, told)
    whole = Pack("framework", repaired)
    assert [path for path in paths if run_scenario(whole, scenario_in(repaired, path)).failures] == []


# -- in a draft ---------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A draft of the small place with a task more on the way of all its scenarios."""
    database = open_database(f"sqlite:///{tmp_path / 'rongcuo.db'}")
    migrate(database)
    desk = set_up_desk(database, tmp_path / "pack")
    files = grown(MATTER, "f2")
    desk.save_all({path: files[path] for path in (MATTER, f"forms/{CODE}/sign_off.form")}, {})
    yield desk
    database.close()


def test_the_chosen_scenarios_are_repaired_in_one_save_and_the_others_stay(desk: Desk) -> None:
    draft = desk.draft()
    results = run_scenarios_of(draft.files, CODE)
    (gap,) = find_gaps(results)
    assert (gap.kind, gap.process, gap.element.name("zh")) == ("missing", "matter", "签批")
    assert set(gap.stalls) == {SCENARIO, WITHDRAWAL}
    repaired = take_step_in(draft.files, CODE, TASK, [SCENARIO], None, FACTS)
    with desk.database.write() as session:
        save_repairs(session, 1, repaired, {SCENARIO: 0, WITHDRAWAL: 0}, desk.actor("designer"), NOW)
    after = desk.draft()
    assert after.line.revision == draft.line.revision + 1
    assert after.files[WITHDRAWAL] == draft.files[WITHDRAWAL]
    results = run_scenarios_of(after.files, CODE)
    assert [(path, answer.is_passed) for path, answer in results.items()] == [
        (SCENARIO, True),
        (WITHDRAWAL, False),
    ]
    assert set(find_gaps(results)[0].stalls) == {WITHDRAWAL}


def test_a_scenario_that_somebody_changed_meanwhile_is_not_overwritten_and_nothing_is_stored(
    desk: Desk,
) -> None:
    draft = desk.draft()
    repaired = take_step_in(draft.files, CODE, TASK, [SCENARIO, WITHDRAWAL], None, FACTS)
    theirs = draft.files[WITHDRAWAL] + "# 别人的话\n".encode()
    with desk.database.write() as session:
        save_file(session, 1, WITHDRAWAL, theirs, 0, desk.actor("designer2"), NOW)
    with pytest.raises(FileChangedMeanwhile), desk.database.write() as session:
        save_repairs(session, 1, repaired, {SCENARIO: 0, WITHDRAWAL: 0}, desk.actor("designer"), NOW)
    after = desk.draft()
    assert (after.files[SCENARIO], after.files[WITHDRAWAL]) == (draft.files[SCENARIO], theirs)


def test_the_child_leaves_a_task_out_and_a_draft_beyond_its_limits_is_refused() -> None:
    with_it, _ = taken_in(grown(MATTER, "f2"), SCENARIO)
    files = {**with_it, MATTER: FILES[MATTER]}
    (told,) = leave_step_out(files, CODE, TASK, [SCENARIO])
    assert told.content == FILES[SCENARIO]
    with pytest.raises(ProofTooLong):
        leave_step_out(files, CODE, TASK, [SCENARIO], checker=Checker(seconds=0))


def test_a_scenario_counts_for_the_task_at_which_most_stand() -> None:
    files = grown(MATTER, "f2")
    results = run_scenarios_of(files, CODE)
    mine, other = results[SCENARIO].stalls[0], results[WITHDRAWAL]
    several = {"a": results[SCENARIO], "b": other, "c": other}
    assert [(gap.element.id, set(gap.stalls)) for gap in find_gaps(several)] == [
        (mine.element.id, {"a", "b", "c"})
    ]
    assert find_gaps({}) == []
