"""All findings on a draft, found in a child process that a draft cannot hurt the server through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.procedures.small_pack import ARCHIVE, CODE, FILES, JURISDICTION, MATTER, OUTCOME, SCENARIO
from webapp.procedures import Pack, PackNotFound
from webapp.procedures.drafts import check_draft, find_names
from webapp.procedures.drafts.checker import Checker, CheckFailed
from webapp.procedures.drafts.errors import ChecksBusy
from webapp.procedures.proving import find_all_problems


def files_with(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The small place's files; each keyword is a file's constant and what is replaced in it."""
    paths = {"matter": MATTER, "jurisdiction": JURISDICTION, "scenario": SCENARIO, "outcome": OUTCOME}
    files = {path: content.encode() for path, content in FILES.items()}
    for name, (old, new) in changes.items():
        assert old.encode() in files[paths[name]], old
        files[paths[name]] = files[paths[name]].replace(old.encode(), new.encode())
    return files


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    made = Checker()
    yield made
    made.close()


def test_the_child_finds_what_the_checks_find(checker: Checker) -> None:
    broken = files_with(matter=('calledDecision decisionId="outcome"', 'calledDecision decisionId="nothing"'))
    found = check_draft(broken, CODE, checker=checker)
    assert found.has_errors
    assert list(found.problems) == find_all_problems(
        Pack(CODE, {path: broken[path] for path in closure(broken)})
    )
    assert "EN-" in found.problems[0].code


def closure(files: dict[str, bytes]) -> list[str]:
    return [path for path in files if path != "bpmn/shared/unused.bpmn"]


def test_a_sound_draft_has_no_errors_and_the_same_content_is_checked_once(checker: Checker) -> None:
    found = check_draft(files_with(), CODE, checker=checker)
    assert not found.has_errors
    dead = Checker(seconds=0)
    assert check_draft(files_with(), CODE, checker=dead) == found
    dead.close()


def test_a_scenario_that_fails_is_a_problem_with_its_line(checker: Checker) -> None:
    found = check_draft(
        files_with(scenario=("fired = {outcome = [2]}", "fired = {outcome = [3]}")), CODE, checker=checker
    )
    failed = [problem for problem in found.problems if problem.code == "PK-250"]
    assert [(problem.file, problem.severity) for problem in failed] == [(SCENARIO, "error")]
    assert failed[0].line is not None


def test_a_draft_without_files_of_its_own_is_no_draft(checker: Checker) -> None:
    with pytest.raises(PackNotFound):
        check_draft({ARCHIVE: FILES[ARCHIVE].encode()}, CODE, checker=checker)


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Checker(seconds=0), "0 秒"), (Checker(memory_bytes=16 * 1024 * 1024), "退出码")],
    ids=["time", "memory"],
)
def test_a_check_that_passes_its_limits_is_a_finding_and_the_next_one_is_answered(
    limits: Checker, said: str, checker: Checker
) -> None:
    files = files_with(matter=("受理审查", f"受理审查{said}"))
    (problem,) = check_draft(files, CODE, checker=limits).problems
    limits.close()
    assert (problem.code, problem.severity, problem.file) == ("PK-105", "error", JURISDICTION)
    assert said in problem.zh
    assert not check_draft(files, CODE, checker=checker).has_errors, "a failure is not kept"


def test_a_child_that_died_between_two_questions_is_replaced(checker: Checker) -> None:
    check_draft(files_with(matter=("受理审查", "受理审查一")), CODE, checker=checker)
    process = checker._process
    assert process is not None
    process.kill()
    process.wait()
    assert not check_draft(files_with(matter=("受理审查", "受理审查二")), CODE, checker=checker).has_errors


def test_one_child_is_made_ready_ahead_without_waiting_for_who_asks(checker: Checker) -> None:
    checker.prepare()
    ended = checker._process
    assert ended is not None
    ended.kill()
    ended.wait()
    with checker._lock:
        checker.prepare()
        assert checker._process is ended, "who asks sees to it"
    checker.prepare()
    ready = checker._process
    checker.prepare()
    assert not check_draft(files_with(matter=("受理审查", "受理审查三")), CODE, checker=checker).has_errors
    assert checker._process is ready is not ended


HOSTILE = {
    "entities that swell": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "a file from outside": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "a depth without end": "<a>" * 50_000,
    "no markup at all": "\x00\x01\x02",
    "nothing": "",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_is_a_finding_with_its_file(content: str, checker: Checker) -> None:
    files = files_with() | {MATTER: content.encode()}
    found = check_draft(files, CODE, checker=checker)
    assert found.has_errors
    assert MATTER in {problem.file for problem in found.problems}
    assert "root:" not in str(found.problems)
    assert "PK-243" not in {problem.code for problem in found.problems}, "what only follows is not told"
    assert find_names(files, CODE, checker=checker)["roles"]


def test_python_in_an_expression_is_a_finding_and_is_never_run(checker: Checker) -> None:
    attack = '=__import__("os").system("touch /tmp/never")'.replace('"', "&quot;")
    files = files_with(matter=('=advice != "deny"', attack))
    problem = check_draft(files, CODE, checker=checker).problems[0]
    assert (problem.file, problem.element_id, problem.severity) == (MATTER, "f6", "error")


def test_who_waits_too_long_for_others_is_told_so() -> None:
    busy = Checker(seconds=0, patience_seconds=0)
    with busy._lock, pytest.raises(ChecksBusy):
        busy.ask("check", CODE, {})


def test_a_check_without_end_is_ended() -> None:
    impatient = Checker(seconds=0, patience_seconds=0)
    with pytest.raises(CheckFailed):
        impatient.ask("check", CODE, files_with())
    impatient.close()
