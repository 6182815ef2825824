"""Renaming: what refers to a thing changes with it, in one save; nothing else does, and what cannot follow is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest

from tests.procedures.drafts.desk import NOW, Desk
from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    CHECK_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
)
from webapp.people import NotPermitted
from webapp.procedures.draft_parts.renaming import (
    RenameBreaks,
    RenameKind,
    RenamePlan,
    RenamePlanOutdated,
    RenameRefused,
    Renaming,
    plan_rename,
    rename,
)
from webapp.procedures.draft_parts.renaming.subjects import Spot
from webapp.procedures.draft_parts.renaming.toml_tokens import rename_in_toml
from webapp.procedures.drafts import Draft
from webapp.procedures.proving import find_all_problems


def planned(desk: Desk, kind: RenameKind, old: str, new: str) -> RenamePlan:
    return plan_rename(desk.draft(), Renaming(kind, old, new))


def renamed(desk: Desk, kind: RenameKind, old: str, new: str, by: str = "designer") -> Draft:
    plan = planned(desk, kind, old, new)
    with desk.database.write() as session:
        rename(session, 1, Renaming(kind, old, new), plan.digest, desk.actor(by), NOW)
    return desk.draft()


def said(draft: Draft, path: str) -> Mapping[str, object]:
    return tomllib.loads(draft.files[path].decode())


def problems(draft: Draft) -> list[str]:
    return [each.zh for each in find_all_problems(draft.pack) if each.severity == "error"]


def test_a_role_is_renamed_with_the_tasks_and_scenarios_that_name_it(desk: Desk) -> None:
    after = renamed(desk, "roles", "intake", "clerk")
    assert b'candidateGroups="clerk"' in after.files[MATTER]
    assert "clerk" in said(after, JURISDICTION)["roles"]  # type: ignore[operator]
    assert 'role = "clerk"' in after.files[SCENARIO].decode()
    assert problems(after) == []
    assert all(b"intake" not in after.files[path] for path in (MATTER, JURISDICTION, SCENARIO))


def test_a_role_that_only_messages_and_entrances_name_is_renamed_there(desk: Desk) -> None:
    after = renamed(desk, "roles", "applicant", "filer")
    place = said(after, JURISDICTION)
    assert (place["start"], place["messages"]["withdraw"]["roles"]) == (["filer"], ["filer"])  # type: ignore[index]
    assert problems(after) == []


def test_a_role_is_renamed_where_its_people_and_the_separation_of_duties_name_it(desk: Desk) -> None:
    apart = '<zeebe:property name="separate_from" value="role:intake, role:check_application, check_application" />'
    desk.save(MATTER, FILES[MATTER].replace("<zeebe:property", f"{apart}<zeebe:property", 2).encode())
    desk.save(
        SCENARIO, FILES[SCENARIO].replace('role = "intake"', 'role = "intake"\nby = "intake2"').encode()
    )
    after = planned(desk, "roles", "intake", "clerk").contents
    assert b'value="role:clerk, role:check_application, check_application"' in (after[MATTER] or b"")
    assert b'role = "clerk"\nby = "clerk2"' in (after[SCENARIO] or b"")
    form = planned(desk, "forms", "check_application", "examine").contents
    assert b'value="role:intake, role:check_application, examine"' in (form[MATTER] or b"")


def test_a_parameter_is_renamed_in_every_expression(desk: Desk) -> None:
    after = renamed(desk, "parameters", "accept_working_days", "days_to_accept")
    assert b"parameters.days_to_accept" in after.files[MATTER]
    assert b"accept_working_days" not in after.files[MATTER] + after.files[JURISDICTION]
    assert problems(after) == []


def test_a_form_is_renamed_with_the_task_that_asks_it(desk: Desk) -> None:
    after = renamed(desk, "forms", "check_application", "examine")
    assert CHECK_FORM not in after.files
    assert f"forms/{CODE}/examine.form" in after.files
    texts = said(after, TEXTS)
    assert f"forms/{CODE}/examine.form" in texts
    assert texts[MATTER]["examine"] == "Check for acceptance"  # type: ignore[index]
    assert b"check_application" not in after.files[MATTER] + after.files[SCENARIO]
    assert problems(after) == []


def test_a_form_of_an_entrance_is_renamed(desk: Desk) -> None:
    after = renamed(desk, "forms", "submit_application", "file_request")
    assert APPLY_FORM not in after.files
    assert b'formId="file_request"' in after.files[MATTER]
    assert problems(after) == []


def test_a_table_is_renamed_with_the_steps_and_expectations_that_name_it(desk: Desk) -> None:
    after = renamed(desk, "dmn", "outcome", "verdict")
    assert OUTCOME not in after.files
    assert b'decisionId="verdict"' in after.files[MATTER]
    assert said(after, SCENARIO)["expect"]["advice"] == {"verdict": "educate"}  # type: ignore[index]
    assert "verdict" in said(after, TEXTS)[f"dmn/{CODE}/verdict.dmn"]  # type: ignore[operator]
    assert problems(after) == []


def test_what_a_table_concludes_under_its_own_name_stays_as_scenarios_expect_it(desk: Desk) -> None:
    table = FILES[OUTCOME].replace(
        "<annotation name", '<output id="kind_out" name="kind" />\n<annotation name'
    )
    desk.save(
        OUTCOME,
        table.replace("</outputEntry>", "</outputEntry><outputEntry><text>1</text></outputEntry>").encode(),
    )
    desk.save(MATTER, FILES[MATTER].replace("=advice !=", "=advice.outcome !=").encode())
    scenario = FILES[SCENARIO].replace('{"advice" = "educate"}', '{"advice.outcome" = "educate"}')
    desk.save(SCENARIO, scenario.encode())
    assert problems(desk.draft()) == []
    after = renamed(desk, "dmn", "outcome", "verdict")
    expected = said(after, SCENARIO)["expect"]
    assert (expected["advice"], expected["fired"]) == ({"outcome": "educate"}, {"verdict": [2]})  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "written", "after"),
    [
        ("dmn", 'advice = {"outcome.kind" = 1}', 'advice = {"verdict.kind" = 1}'),
        ("forms", 'due = {"check_application[1]" = "x"}', 'due = {"verdict[1]" = "x"}'),
        ("forms", 'due = {"check_application.x" = "x"}', None),
    ],
)
def test_a_name_that_begins_a_key_of_what_is_expected_is_renamed(
    desk: Desk, kind: RenameKind, written: str, after: str | None
) -> None:
    scenario = f"tests/scenarios/{CODE}/more.toml"
    desk.save(scenario, f"[expect]\n{written}\n".encode())
    old = {"dmn": "outcome", "forms": "check_application"}[kind]
    content = planned(desk, kind, old, "verdict").contents.get(scenario)
    assert content == (f"[expect]\n{after}\n".encode() if after is not None else None)


def test_a_diagram_is_renamed_with_the_entrance_and_the_paths_that_name_it(desk: Desk) -> None:
    after = renamed(desk, "bpmn", "matter", "main")
    assert said(after, JURISDICTION)["root_process"] == "main"
    assert said(after, SCENARIO)["expect"]["path"][0] == "main:check_application"  # type: ignore[index]
    assert problems(after) == []


def test_a_rename_there_and_back_leaves_no_trace_but_revisions(desk: Desk) -> None:
    before = dict(desk.draft().files)
    renamed(desk, "roles", "intake", "clerk")
    after = renamed(desk, "roles", "clerk", "intake")
    assert {path for path in before if after.files[path] != before[path]} <= {MATTER}
    assert after.revisions[MATTER] == 2
    assert b'candidateGroups="intake"' in after.files[MATTER]


def test_a_plan_shows_each_line_and_changes_nothing(desk: Desk) -> None:
    plan = planned(desk, "roles", "intake", "clerk")
    shown = {change.path: change for change in plan.changes}
    assert set(shown) == {MATTER, JURISDICTION, SCENARIO}
    (line,) = shown[JURISDICTION].lines
    assert (line.before, line.after) == ("[roles.intake]", "[roles.clerk]")
    assert desk.draft().line.revision == 0


def test_a_draft_that_changed_since_the_plan_was_seen_is_not_renamed(desk: Desk) -> None:
    plan = planned(desk, "roles", "intake", "clerk")
    desk.save(SCENARIO, FILES[SCENARIO].replace("轻微过失", "过失轻微").encode(), by="designer2")
    with pytest.raises(RenamePlanOutdated), desk.database.write() as session:
        rename(session, 1, Renaming("roles", "intake", "clerk"), plan.digest, desk.actor("designer"), NOW)
    assert desk.draft().line.revision == 1


def drawn(*elements: str) -> str:
    """The part of a diagram that draws these elements."""
    shapes = "".join(f'<di:BPMNShape id="{each}_di" bpmnElement="{each}"/>' for each in elements)
    space = "http://www.omg.org/spec/BPMN/20100524/DI"
    return f'<di:BPMNDiagram xmlns:di="{space}" id="d"><di:BPMNPlane id="p">{shapes}</di:BPMNPlane></di:BPMNDiagram>'


def test_a_step_that_only_happens_to_be_called_as_a_role_or_form_keeps_its_id_and_its_drawing(
    desk: Desk,
) -> None:
    matter = FILES[MATTER].replace("is_tolerated", "withdraw").replace("keep_advice", "intake")
    matter = matter.replace("</bpmn:definitions>", drawn("withdraw", "intake") + "</bpmn:definitions>")
    desk.save(MATTER, matter.encode())
    after = renamed(desk, "roles", "intake", "clerk").files[MATTER]
    assert after.count(b'"clerk"') == 1
    assert b'bpmnElement="intake"' in after
    assert renamed(desk, "forms", "withdraw", "take_back").files[MATTER] == after


def test_the_drawing_of_a_step_follows_it(desk: Desk) -> None:
    drawing = drawn("check_application")
    desk.save(MATTER, FILES[MATTER].replace("</bpmn:definitions>", drawing + "</bpmn:definitions>").encode())
    after = renamed(desk, "forms", "check_application", "examine").files[MATTER]
    assert b'bpmnElement="examine"' in after
    assert b"check_application" not in after.replace(b"check_application_di", b"")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (f"['{CHECK_FORM}']", ""),
        (f'[ "{CHECK_FORM}" ]', ""),
        ("", f'"{CHECK_FORM}"."assessment.f_fault" = "Degree of fault"\n'),
    ],
)
def test_the_texts_of_a_renamed_file_go_along_however_they_are_written(
    desk: Desk, table: str, row: str
) -> None:
    texts, header = FILES[TEXTS], f'["{CHECK_FORM}"]'
    start = texts.index(header)
    end = texts.index("[", start + 1)
    written = texts[start:end].replace(header, table) if table else ""
    desk.save(TEXTS, (row + texts[:start] + written + texts[end:]).encode())
    before = desk.draft().pack.texts("en").of_file(CHECK_FORM)
    after = renamed(desk, "forms", "check_application", "examine")
    assert after.pack.texts("en").of_file(f"forms/{CODE}/examine.form") == before != {}


def test_every_file_is_saved_at_once_and_recorded(desk: Desk) -> None:
    renamed(desk, "dmn", "outcome", "verdict")
    assert desk.draft().line.revision == 1
    recorded = [entry[0] for entry in desk.recorded()]
    assert recorded.count("remove_draft_file") == 1
    assert recorded.count("save_draft_file") == 4


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("roles", "intake", "Clerk"),
        ("roles", "intake", "archivist"),
        ("roles", "nobody", "clerk"),
        ("forms", "file_papers", "binding"),
        ("forms", "check_application", "mark_applied"),
        ("bpmn", "matter", "archive"),
        ("dmn", "outcome", "match"),
        ("papers", "nothing", "notice"),
    ],
)
def test_what_is_shared_or_taken_or_no_id_is_refused(
    desk: Desk, kind: RenameKind, old: str, new: str
) -> None:
    with pytest.raises(RenameRefused):
        planned(desk, kind, old, new)


def test_a_role_that_a_shared_diagram_names_is_not_torn_from_it(desk: Desk) -> None:
    assert b'candidateGroups="archivist"' in desk.draft().files[ARCHIVE]
    with pytest.raises(RenameBreaks) as refused:
        renamed(desk, "roles", "archivist", "keeper")
    assert "EN-156" in {each.code for each in refused.value.problems}
    assert desk.draft().line.revision == 0


def test_who_only_looks_renames_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        renamed(desk, "roles", "intake", "clerk", by="admin")


def test_in_a_toml_file_only_what_is_meant_gets_the_new_id_and_every_other_character_stays() -> None:
    before = (
        b'# intake stays here\r\n[roles.intake] # intake\r\nzh = "intake"\r\n'
        b'list = [{ role = "intake", n = 1 }, { role = "intaker" }]\r\n"x:intake" = "parameters.intake"\r\n'
    )

    def is_meant(spot: Spot) -> bool:
        return (spot.where == "key" and spot.is_whole) or spot.path[-1:] == ("role",)

    after = rename_in_toml(before, "f.toml", "intake", "clerk", is_meant)
    assert after == (
        b'# intake stays here\r\n[roles.clerk] # intake\r\nzh = "intake"\r\n'
        b'list = [{ role = "clerk", n = 1 }, { role = "intaker" }]\r\n"x:intake" = "parameters.intake"\r\n'
    )
