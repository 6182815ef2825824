"""Running scenarios: what passes, and how each way of failing is told."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.procedures.small_pack import (
    ARCHIVE,
    CODE,
    FILES,
    MATTER,
    OUTCOME,
    SCENARIO,
    WITHDRAWAL,
    Change,
    Replacement,
    small_pack,
    write_pack,
)
from webapp.procedures import PackRefused, ScenarioResult, run_scenario, test_from_path
from webapp.procedures.scenario_results import END

CHECK = 'task = "check_application"\nrole = "intake"'
PAPERS = 'task = "file_papers"\nrole = "archivist"'
CLOCK = 'advance_to = "2026-03-04T09:00:00+08:00"\n'


def run(
    tmp_path: Path,
    *replacements: Replacement,
    file: str = SCENARIO,
    restart: bool = False,
    changes: Mapping[str, Change] | None = None,
) -> ScenarioResult:
    """Run one scenario of the small pack with changes to its file, or to others."""
    pack = small_pack(tmp_path, {file: list(replacements), **(changes or {})})
    [scenario] = [each for each in pack.scenarios if each.file == file]
    return run_scenario(pack, scenario, restart_after_each_step=restart)


def told(result: ScenarioResult) -> tuple[int, str]:
    """The step of the first failure and its text in English; the Chinese text must be there too."""
    assert not result.is_passed
    failure = result.failures[0]
    assert failure.zh
    assert failure.text("zh") != failure.text("en")
    return failure.step, failure.text("en")


@pytest.mark.parametrize("file", [SCENARIO, WITHDRAWAL])
@pytest.mark.parametrize("restart", [False, True])
def test_a_sound_scenario_passes_also_when_the_run_is_stored_after_every_step(
    tmp_path: Path, file: str, restart: bool
) -> None:
    started = time.perf_counter()
    result = run(tmp_path, file=file, restart=restart)
    assert result.failures == ()
    assert 0 < result.seconds <= time.perf_counter() - started


def test_a_result_says_what_was_walked(tmp_path: Path) -> None:
    walked = run(tmp_path).walked
    assert {"started", "check_application", "is_tolerated", "archive_matter", "ended", "f6"} <= walked[
        "matter"
    ]
    assert {"refused", "withdrawn", "f7"}.isdisjoint(walked["matter"])
    assert {"file_papers", "archive_ended"} <= walked["archive"]


STOPS: list[tuple[str, list[Replacement], int, str]] = [
    ("a task that is not open", [(CHECK, PAPERS)], 2, "“File the papers” is not open; open are: “Check for acceptance”"),
    ("a role that may not", [(CHECK, CHECK.replace("intake", "archivist"))], 2, "Archivist (archivist) may not do “Check for acceptance”; these may: Intake"),
    ("an opener that may not", [('role = "applicant"', 'role = "intake"')], 0, "role 'Intake' may not open a matter; these may: Applicant"),
    ("a fact that the form refuses", [('"slight"', '"enormous"')], 2, "check_application refuses: assessment.f_fault"),
    ("a fact that the form does not have", [('"assessment.f_fault" = "slight"', '"assessment.f_luck" = "slight"')], 2, "assessment.f_luck"),
    ("a required fact that is missing", [('"archive_record.volume_no" = "2026-1", ', "")], 3, "archive_record.volume_no"),
    ("a start form that refuses", [('"application.request_text" = "请求容错"', "")], 0, "submit_application refuses"),
    ("a clock turned back", [(CLOCK, 'advance_to = "2026-03-01T09:00:00+08:00"\n')], 2, "cannot be turned back"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("replacements", "step", "said"), [pytest.param(*row[1:], id=row[0]) for row in STOPS]
)
def test_a_step_that_does_not_fit_stops_the_scenario(
    tmp_path: Path, replacements: list[Replacement], step: int, said: str
) -> None:
    at, text = told(run(tmp_path, *replacements))
    assert at == step
    assert said in text


DIFFERENCES: list[tuple[str, Replacement, int, str]] = [
    ("open", ('expect.open = ["check_application"]', "expect.open = []"), 1, "open steps: expected none, found “Check for acceptance”"),
    ("open twice", ('expect.open = ["check_application"]', 'expect.open = ["check_application", "check_application"]'), 1, "expected “Check for acceptance”, “Check for acceptance”, found “Check for acceptance”"),
    ("status", ('expect.status = "applied"', 'expect.status = "verifying"'), 1, "state of the matter: expected Being verified, found Applied"),
    ("due", ("2026-03-09", "2026-03-10"), 1, "due day of “Check for acceptance”: expected 2026-03-10, found 2026-03-09"),
    ("due of nothing", ("expect.due = {check_application =", "expect.due = {file_papers ="), 1, "due day of “File the papers”: expected 2026-03-09, found none"),
    ("variables", ('{"advice" = "educate"}', '{"advice" = "exempt"}'), 2, "fact “advice”: expected exempt, found educate"),
    ("unknown variable", ('{"advice" = "educate"}', '{"advice.level" = 1}'), 2, "fact “advice.level”: expected 1, found none"),
    ("ended", ("ended = true", "ended = false"), END, "whether the matter has ended: expected no, found yes"),
    ("path", ('"archive:file_papers", "matter:ended"', '"matter:ended", "archive:file_papers"'), END, "steps passed: expected “Ended” → “File the papers”, found “Ended”"),
    ("advice", ('advice = {outcome = "educate"}', 'advice = {outcome = "deny"}'), END, "advice “Advice on the outcome”: expected deny, found educate"),
    ("no such advice", ('advice = {outcome = "educate"}', 'advice = {level = "A"}'), END, "advice “level”: expected A, found none"),
    ("fired", ("fired = {outcome = [2]}", "fired = {outcome = [1, 2]}"), END, "rows that fired in “Advice on the outcome”: expected 1, 2, found 2"),
    ("register", ('volume_no = "2026-1", archived_on', 'volume_no = "2026-2", archived_on'), END, "register “Archives”: expected (volume_no: 2026-2"),
    ("register with more records than there are", ('"2026-03-04"}]', '"2026-03-04"}, {retention = "永久"}]'), END, "register “Archives”: expected (volume_no"),
    ("empty register", ("registers.withdrawals = []", "registers.archives = []"), END, "register “Archives”: expected none, found (volume_no"),
    ("incident", ("ended = true", 'incidents = ["keep_advice"]'), END, "steps that were held up: expected “Record the advice”, found none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("replacement", "step", "said"), [pytest.param(*row[1:], id=row[0]) for row in DIFFERENCES]
)
def test_what_was_expected_and_what_was_found_is_told(
    tmp_path: Path, replacement: Replacement, step: int, said: str
) -> None:
    replacements = [replacement]
    if replacement[1] == "registers.archives = []":
        replacements.append(
            ('registers.archives = [{volume_no = "2026-1", archived_on = "2026-03-04"}]\n', "")
        )
    at, text = told(run(tmp_path, *replacements))
    assert at == step
    assert said in text


def test_a_failure_names_its_line_in_the_file(tmp_path: Path) -> None:
    failure = run(tmp_path, ('expect.status = "applied"', 'expect.status = "verifying"')).failures[0]
    assert failure.line is not None
    assert FILES[SCENARIO].splitlines()[failure.line - 1] == 'expect.status = "applied"'


def test_the_first_step_that_differs_ends_the_scenario(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        ('expect.status = "applied"', 'expect.status = "verifying"'),
        ("ended = true", "ended = false"),
    )
    assert [failure.step for failure in result.failures] == [1]


def test_a_message_that_nothing_waits_for_is_told(tmp_path: Path) -> None:
    accepted = f'[[step]]\n{CHECK}\nfacts = {{"assessment.f_fault" = "none"}}\n\n[[step]]\nmessage'
    at, text = told(run(tmp_path, ("[[step]]\nmessage", accepted), file=WITHDRAWAL))
    assert (at, "nothing waits for the message “Withdraw” now" in text) == (2, True)


def test_a_message_needs_a_role_that_may_send_it(tmp_path: Path) -> None:
    _, text = told(
        run(
            tmp_path,
            ('message = "withdraw"\nrole = "applicant"', 'message = "withdraw"\nrole = "intake"'),
            file=WITHDRAWAL,
        )
    )
    assert "role 'Intake' may not send “Withdraw”; these may: Applicant" in text


def test_a_message_is_checked_by_its_form(tmp_path: Path) -> None:
    _, text = told(run(tmp_path, ('payload = {"withdrawal.reason" = "情况已变"}', ""), file=WITHDRAWAL))
    assert "withdraw refuses: withdrawal.reason" in text


def test_timers_fire_each_at_its_own_instant_while_the_clock_moves(tmp_path: Path) -> None:
    lapse = 'advance_to = "2027-03-04T09:00:00+08:00"\nexpect.open = []\n\n[expect]\nended = true\npath = ["matter:not_accepted", "matter:lapsed"]\n'
    text = FILES[SCENARIO].partition(CLOCK)[0] + lapse
    pack = small_pack(tmp_path, {SCENARIO: text})
    result = run_scenario(pack, pack.scenarios[0])
    assert result.failures == ()


def test_the_due_day_of_a_timer_can_be_expected(tmp_path: Path) -> None:
    both = 'expect.due = {check_application = "2026-03-09", not_accepted = "2026-05-01"}'
    assert run(tmp_path, ('expect.due = {check_application = "2026-03-09"}', both)).failures == ()


def test_an_incident_that_nobody_expects_fails_the_step_that_raised_it(tmp_path: Path) -> None:
    unmapped = FILES[ARCHIVE].replace("=archive_record.retention", "=archive_record.forgotten")
    at, text = told(run(tmp_path, changes={ARCHIVE: unmapped}))
    assert at == 3
    assert "found “Enter the archive”" in text
    assert "retention" in text


def test_an_expected_incident_is_no_failure(tmp_path: Path) -> None:
    unmapped = FILES[ARCHIVE].replace("=archive_record.retention", "=archive_record.forgotten")
    ending = FILES[SCENARIO].partition("[expect]")[0]
    ending += (
        'expect.incidents = ["enter_archive"]\n\n[expect]\nended = false\nincidents = ["enter_archive"]\n'
    )
    pack = small_pack(tmp_path, {ARCHIVE: unmapped, SCENARIO: ending})
    assert run_scenario(pack, pack.scenarios[0]).failures == ()


def test_the_assignee_alone_may_do_an_assigned_task(tmp_path: Path) -> None:
    assigned = FILES[ARCHIVE].replace('candidateGroups="archivist"', 'assignee="=application.account"')
    _, text = told(run(tmp_path, changes={ARCHIVE: assigned}))
    assert "Archivist (archivist) may not do “File the papers”; these may: @wanghong" in text
    own = FILES[SCENARIO].replace(PAPERS, PAPERS.replace("archivist", "applicant"))
    assert run(tmp_path, changes={ARCHIVE: assigned, SCENARIO: own}).failures == ()


def test_a_group_of_one_unit_takes_the_role_in_that_unit_only(tmp_path: Path) -> None:
    local = FILES[ARCHIVE].replace('candidateGroups="archivist"', 'candidateGroups="archivist@housing"')
    there = FILES[SCENARIO].replace(PAPERS, PAPERS + '\nunit = "housing"')
    elsewhere = FILES[SCENARIO].replace(PAPERS, PAPERS + '\nunit = "finance"')
    assert run(tmp_path, changes={ARCHIVE: local}).failures == ()
    assert run(tmp_path, changes={ARCHIVE: local, SCENARIO: there}).failures == ()
    assert (
        "may not do “File the papers”"
        in told(run(tmp_path, changes={ARCHIVE: local, SCENARIO: elsewhere}))[1]
    )


def test_parallel_tasks_are_told_apart_by_their_item(tmp_path: Path) -> None:
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[&quot;north&quot;,&quot;south&quot;]"'
        ' inputElement="place" outputCollection="filed" outputElement="=archive_record.volume_no" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
        "</bpmn:userTask>"
    )
    several = (
        FILES[ARCHIVE]
        .replace("</bpmn:userTask>", loop)
        .replace('=archive_record.volume_no" target', '=filed[1]" target')
        .replace("=archive_record.retention", "永久")
    )  # fmt: skip
    facts = 'facts = {"archive_record.volume_no" = "2026-1", "archive_record.retention" = "永久"}'
    unsaid: dict[str, Change] = {
        ARCHIVE: several,
        SCENARIO: FILES[SCENARIO].replace('expect.open = ["file_papers"]\n', ""),
    }
    assert (
        "open more than once, give its item: “File the papers”[north], “File the papers”[south]"
        in told(run(tmp_path, changes=unsaid))[1]
    )
    one = f'{PAPERS}\nitem = "south"\n{facts}\nexpect.open = ["file_papers"]\n\n[[step]]\n{PAPERS}\nitem = "north"\n{facts}'
    text = (
        FILES[SCENARIO]
        .replace(f"{PAPERS}\n{facts}", one)
        .replace('["file_papers"]\nexpect.variables', '["file_papers", "file_papers"]\nexpect.variables')
    )
    assert run(tmp_path, changes={ARCHIVE: several, SCENARIO: text}).failures == ()


def test_a_pack_that_cannot_be_read_is_refused_and_not_run(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, {OUTCOME: "<x"})
    with pytest.raises(PackRefused):
        run_scenario(pack, pack.scenarios[0])


def test_the_report_ends_with_how_many_passed_and_failed(tmp_path: Path) -> None:
    write_pack(tmp_path)
    report = test_from_path(CODE, tmp_path)
    assert report.passed
    assert report.text("zh").splitlines()[-1] == "2 passed, 0 failed"
    assert "轻微过失" in report.text("zh")
    assert "A slight fault" in report.text("en")
    write_pack(tmp_path, {SCENARIO: ("ended = true", "ended = false")})
    report = test_from_path(CODE, tmp_path, restart_after_each_step=True)
    assert not report.passed
    assert report.text("en").splitlines()[-1] == "1 passed, 1 failed"
    assert "at the end (line 30): whether the matter has ended: expected no, found yes" in report.text("en")


@pytest.mark.parametrize(
    "named",
    [CODE, f"bpmn/{CODE}", f"forms/{CODE}", f"tests/scenarios/{CODE}", "bpmn", ".", "tests/scenarios"],
)
def test_a_pack_may_be_named_by_its_code_its_folder_or_a_folder_that_holds_it(
    tmp_path: Path, named: str
) -> None:
    write_pack(tmp_path)
    path = named if named == CODE else str(tmp_path / named)
    assert test_from_path(path, tmp_path).passed_count == 2


def test_a_pack_with_errors_counts_as_a_failure_and_shows_them(tmp_path: Path) -> None:
    write_pack(tmp_path, {MATTER: "<x"})
    report = test_from_path(CODE, tmp_path)
    assert not report.passed
    assert report.text("zh").splitlines()[-1] == "0 passed, 1 failed"
    assert MATTER in report.text("zh")
