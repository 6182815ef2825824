"""Two people where two are asked: what one completed before keeps them from a task, in every way there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases.paired_place import PAIRED, paired
from tests.cases.small_place import PAPERS, REQUEST, SLIGHT, make_small_place
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import ARCHIVE, MATTER, SCENARIO, small_pack
from webapp.cases import (
    TaskNotYours,
    assign_task,
    claim_task,
    complete_task,
    delegate_task,
    get_handover_page,
    get_recusal_page,
    get_task_page,
    list_inbox,
    release_task,
)
from webapp.cases.errors import PersonNotEligible, TaskSeparated
from webapp.cases.replay import facts_reader, replay_scenario
from webapp.errors import RongcuoError
from webapp.people import RoleGrant, add_grant, disable_account, find_account
from webapp.procedures import check_content, run_scenario
from webapp.procedures.separation import DoneTask, Separation, read_separation

CHECK, FILE = "check_application", "file_papers"


def examined(pair: PracticePlace, by: str = "verifier") -> int:
    """A case whose application somebody examined; the papers wait for somebody else."""
    case_id = pair.open_matter(REQUEST)
    pair.do(case_id, CHECK, SLIGHT, by=by)
    return case_id


def lines(pair: PracticePlace, login: str, tab: str = "claimable") -> set[str]:
    """The elements in somebody's inbox."""
    found = list_inbox(pair.database, pair.actor(login), tab, language="zh").lines  # type: ignore[arg-type]  # a tab
    return {line.element_id for line in found}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Separation()),
        ("write_report", Separation((), ("write_report",))),
        ("role:handler, role:verifier,  decide", Separation(("handler", "verifier"), ("decide",))),
        ("role: handler ,", Separation(("handler",), ())),
    ],
)
def test_the_property_lists_roles_and_tasks(written: str, meant: Separation) -> None:
    assert read_separation({"separate_from": written}) == meant


def test_without_the_property_nobody_is_kept_away() -> None:
    done = [DoneTask("a", frozenset({"handler"}), "decide")]
    assert read_separation({"source": "001"}).find_reason(done, "a") is None


def test_the_first_thing_done_that_keeps_one_away_is_the_reason() -> None:
    done = [
        DoneTask("b", frozenset({"handler"}), "x"),
        DoneTask("a", frozenset({"intake"}), "y"),
        DoneTask("a", frozenset({"handler"}), "z"),
    ]
    reason = Separation(("handler",), ("w",)).find_reason(done, "a")
    assert reason is not None
    assert reason.element_id == "z"


def test_of_an_element_done_again_only_the_last_time_counts() -> None:
    """Verified anew: who wrote the first report may confirm the second."""
    done = [
        DoneTask("a", frozenset({"verifier"}), "write_report"),
        DoneTask("b", frozenset({"verifier"}), "confirm_report"),
        DoneTask("b", frozenset({"verifier"}), "write_report"),
    ]
    confirming = Separation((), ("write_report",))
    assert confirming.find_reason(done, "a") is None
    assert confirming.find_reason(done, "b") == done[2]


def test_of_a_multi_instance_the_last_time_for_each_item_counts() -> None:
    done = [
        DoneTask("a", frozenset({"consulted"}), "give_opinion", "housing"),
        DoneTask("b", frozenset({"consulted"}), "give_opinion", "finance"),
        DoneTask("c", frozenset({"consulted"}), "give_opinion", "housing"),
    ]
    apart = Separation((), ("give_opinion",))
    assert [apart.find_reason(done, who) is not None for who in "abc"] == [False, True, True]


def test_a_role_counts_whenever_it_was_held() -> None:
    done = [DoneTask("a", frozenset({"handler"}), "x"), DoneTask("b", frozenset({"handler"}), "x")]
    assert Separation(("handler",), ()).find_reason(done, "a") == done[0]


def test_who_examined_is_not_offered_the_papers_and_the_other_is(pair: PracticePlace) -> None:
    case_id = examined(pair)
    assert lines(pair, "verifier") == set()
    assert lines(pair, "verifier2") == {FILE}
    assert lines(pair, "verifier", "done") == {CHECK}
    counts = list_inbox(pair.database, pair.actor("verifier"), "mine", language="zh").counts
    assert (counts["claimable"], counts["mine"]) == (0, 0)
    own = get_task_page(pair.database, pair.actor("verifier"), pair.task(case_id, FILE).id, "zh").line
    assert not own.may_claim


def test_claiming_it_is_refused_with_what_was_done_before(pair: PracticePlace) -> None:
    case_id = examined(pair)
    with pytest.raises(TaskSeparated) as refused:
        claim_task(pair.database, pair.actor("verifier"), pair.task(case_id, FILE).id)
    assert refused.value.code == "CF-122"
    for said in ("何实", "受理审查", "整理归档"):
        assert said in refused.value.text("zh")
        assert said in refused.value.text("en")
    assert pair.task(case_id, FILE).assignee_id is None


def test_the_task_page_says_why_it_is_not_theirs(pair: PracticePlace) -> None:
    case_id = examined(pair)
    task_id = pair.task(case_id, FILE).id
    kept = get_handover_page(pair.database, pair.actor("verifier"), task_id, "en").kept_because
    assert kept is not None
    assert "“Check for acceptance”" in kept
    assert get_handover_page(pair.database, pair.actor("verifier2"), task_id, "zh").kept_because is None


def test_the_other_person_completes_it(pair: PracticePlace) -> None:
    case_id = examined(pair, by="verifier2")
    pair.do(case_id, FILE, PAPERS, by="verifier")
    assert pair.case(case_id).status == "archived"


@pytest.mark.parametrize("by", ["assign", "delegate"])
def test_handing_it_to_them_is_refused_too(pair: PracticePlace, by: str) -> None:
    case_id = examined(pair)
    task_id = pair.task(case_id, FILE).id
    act: Callable[[], object] = lambda: assign_task(  # noqa: E731 - one of two acts, named for the reader.
        pair.database, pair.actor("handler"), task_id, "verifier", "熟悉情况"
    )
    if by == "delegate":
        claim_task(pair.database, pair.actor("verifier2"), task_id)
        act = lambda: delegate_task(  # noqa: E731
            pair.database, pair.actor("verifier2"), task_id, "verifier", "出差"
        )
    with pytest.raises(TaskSeparated, match="何实"):
        act()
    offered = get_handover_page(pair.database, pair.actor("handler"), task_id, "zh").people
    assert "verifier" not in {person.login_name for person in offered}


def test_a_holder_that_was_let_in_by_the_database_cannot_complete(pair: PracticePlace) -> None:
    """The check stands at completion too, whoever wrote them into the row."""
    case_id = examined(pair)
    with pair.database.write() as session:
        task = session.merge(pair.task(case_id, FILE))
        task.assignee_id = pair.actor("verifier").account_id
    held = pair.task(case_id, FILE)
    with pytest.raises(TaskSeparated):
        complete_task(
            pair.database,
            pair.actor("verifier"),
            held.id,
            facts_reader(PAPERS),
            revision=held.revision,
            submission_key="k",
        )
    with pytest.raises(TaskSeparated):
        release_task(pair.database, pair.actor("verifier"), held.id)


def test_a_role_keeps_away_whoever_acted_in_it_and_nobody_else(tmp_path: Path, database_url: str) -> None:
    """``role:intake``: who completed a task as intake, whatever else they hold; not who merely holds the role."""
    place = make_small_place(
        tmp_path,
        database_url,
        paired(
            {
                MATTER: [('candidateGroups="verifier"', 'candidateGroups="intake, verifier"')],
                ARCHIVE: [('value="check_application, role:intake"', 'value="role:intake"')],
            }
        ),
    )
    with place.database.write() as session:
        for login in ("verifier", "intake"):
            account = find_account(session, login)
            assert account is not None
            role = {"verifier": "archivist", "intake": "verifier"}[login]
            add_grant(session, account, jurisdiction=place.code, role=role)
    first = place.open_matter(REQUEST, key="first")
    place.do(first, CHECK, SLIGHT, by="verifier")
    second = place.open_matter(REQUEST, key="second")
    place.do(second, CHECK, SLIGHT, by="intake")
    assert place.task(first, FILE).barred == ""
    place.do(first, FILE, PAPERS, by="verifier")
    with pytest.raises(TaskSeparated):
        claim_task(place.database, place.actor("intake"), place.task(second, FILE).id)
    place.database.close()


def test_who_lost_the_role_is_still_kept_away_for_what_they_did(pair: PracticePlace) -> None:
    case_id = examined(pair)
    account_id = pair.actor("verifier").account_id
    with pair.database.write() as session:
        account = find_account(session, "verifier")
        assert account is not None
        session.query(RoleGrant).filter_by(account_id=account_id).delete()
        add_grant(session, account, jurisdiction=pair.code, role="archivist")
    with pytest.raises(TaskSeparated):
        claim_task(pair.database, pair.actor("verifier"), pair.task(case_id, FILE).id)


def test_another_case_is_another_matter(pair: PracticePlace) -> None:
    examined(pair)
    other = pair.open_matter(REQUEST, key="other")
    pair.do(other, CHECK, SLIGHT, by="verifier2")
    pair.do(other, FILE, PAPERS, by="verifier")


def test_a_task_that_nobody_is_left_to_do_is_reported(pair: PracticePlace) -> None:
    case_id = examined(pair)
    with pair.database.write() as session:
        for login in ("verifier2", "archivist"):
            disable_account(session, pair.actor("security"), pair.actor(login).account_id)
    page = get_recusal_page(pair.database, pair.actor("handler"), case_id, "zh")
    assert page.stuck == ((pair.task(case_id, FILE).id, "整理归档"),)


def test_a_stranger_learns_nothing_of_it(pair: PracticePlace) -> None:
    case_id = examined(pair)
    with pytest.raises(RongcuoError) as refused:
        claim_task(pair.database, pair.actor("applicant"), pair.task(case_id, FILE).id)
    assert isinstance(refused.value, TaskNotYours)
    with pytest.raises(PersonNotEligible):
        assign_task(pair.database, pair.actor("handler"), pair.task(case_id, FILE).id, "intake")


# -- in scenarios ---------------------------------------------------------------------------------


def told(folder: Path, replacement: tuple[str, str]) -> str:
    """What a scenario of the paired place fails with."""
    pack = small_pack(folder, paired({SCENARIO: [replacement]}))
    [scenario] = [each for each in pack.scenarios if each.file == SCENARIO]
    result = run_scenario(pack, scenario)
    return " ".join(failure.text("en") for failure in result.failures)


def test_the_paired_place_is_sound_and_its_scenario_passes(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, PAIRED)
    assert [problem for problem in check_content(pack) if problem.severity == "error"] == []
    assert [run_scenario(pack, scenario).failures for scenario in pack.scenarios] == [(), ()]


def test_a_scenario_in_which_one_person_does_both_fails_and_says_so(tmp_path: Path) -> None:
    said = told(tmp_path, ('by = "verifier2"', ""))
    assert "verifier completed “Check for acceptance” in this case and may not do “File the papers”" in said


def test_a_scenario_takes_a_persons_name_only_from_their_role(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, paired({SCENARIO: [('by = "verifier2"', 'by = "handler"')]}))
    assert "PK-248" in {problem.code for problem in check_content(pack)}


def test_the_same_scenario_runs_on_a_database_by_two_accounts(pair: PracticePlace) -> None:
    case_id = replay_scenario(pair.database, pair.pack, pair.scenario("tolerated"))
    assert pair.case(case_id).status == "archived"
