"""Need to know: whoever has no right to a part of the file finds it nowhere, and is told that something is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.guarded_place import INTERNAL, KEPT, KNOWING, PART, WHOLE, GuardedMatter, guarded_matter
from tests.fresh_database import copy_template, kind_of, make_template
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE
from webapp import outbox
from webapp.audit import RecordedEntry, list_entries, verify
from webapp.cases import (
    CaseNotFound,
    TaskNotFound,
    add_comment,
    add_evidence,
    get_case_page,
    get_evidence,
    get_recusal_page,
    get_task_page,
    list_cases,
    list_inbox,
    send_message,
)
from webapp.cases.errors import CommentNotPermitted
from webapp.cases.models import CaseFile, IncidentRecord
from webapp.cases.reading import may_read_decision, reads_register, rights_in, rights_of_roles
from webapp.cases.recording import chain_of
from webapp.cases.recusals import find_closed_cases, find_recused_cases, make_effective
from webapp.cases.replay import facts_reader
from webapp.database import open_database
from webapp.errors import Language
from webapp.migrations import migrate
from webapp.people import add_account, add_grant, find_account
from webapp.procedures import get_version
from webapp.procedures.knowledge import facts_behind

READERS = sorted(KNOWING | WHOLE | PART)


@pytest.fixture(scope="module")
def kept(
    migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, GuardedMatter]]:
    """The matter in a database to copy."""
    folder, made = tmp_path_factory.mktemp("guarded"), list[GuardedMatter]()

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        database.close()
        with guarded_matter(folder, url) as matter:
            made.append(matter)

    with make_template(kind_of(migrated_template), folder, prepare) as template:
        yield template, made[0]


@pytest.fixture
def matter(kept: tuple[str, GuardedMatter], tmp_path: Path) -> Iterator[GuardedMatter]:
    """The matter, for one test alone."""
    template, made = kept
    with copy_template(template, tmp_path) as url:
        place = PracticePlace(open_database(url), CODE)
        yield replace(made, place=place)
        place.database.close()


def everything(matter: GuardedMatter, login_name: str, language: Language = "zh") -> str:
    """All that the platform tells somebody about the matter: lists, the case, every task of it, their notices."""
    database, actor = matter.place.database, matter.place.actor(login_name)
    told = [repr(list_cases(database, actor, language=language))]
    told += [
        repr(list_inbox(database, actor, tab, language=language)) for tab in ("mine", "claimable", "done")
    ]
    told.append(repr(notices_of(matter, login_name)))
    pages = [(get_case_page, matter.case_id), *((get_task_page, task) for task in matter.tasks.values())]
    for show, number in pages:
        with suppress(CaseNotFound, TaskNotFound):
            told.append(repr(show(database, actor, number, language)))
    return "\n".join(told)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reader", sorted(WHOLE | PART))
def test_nobody_without_the_right_finds_a_word_of_the_petition(
    matter: GuardedMatter, reader: str, language: Language
) -> None:
    assert KEPT not in everything(matter, reader, language)


@pytest.mark.parametrize("reader", sorted(KNOWING))
def test_who_has_the_right_reads_it_in_the_facts_the_register_the_files_and_the_advice(
    matter: GuardedMatter, reader: str
) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert any(KEPT in text for group in page.facts for _, text in group.rows)
    assert any(table.register == "petitions" and KEPT in repr(table) for table in page.registers)
    assert any(KEPT in file.file_name for file in page.evidence)
    assert any(advice.decision_id == "weigh" and KEPT in repr(advice) for advice in page.advice)
    assert not page.withheld


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_finds_neither_remarks_nor_the_work_of_others(
    matter: GuardedMatter, reader: str
) -> None:
    told = everything(matter, reader)
    assert INTERNAL not in told
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert page.comments is None
    assert page.advice == ()
    assert {line.actor for line in page.timeline} == {matter.place.actor(reader).display_name}
    assert page.withheld.is_part
    assert page.line.status_label


@pytest.mark.parametrize("reader", sorted(WHOLE))
def test_who_reads_the_whole_file_reads_all_but_what_is_kept(matter: GuardedMatter, reader: str) -> None:
    page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
    assert page.comments is not None
    assert [remark.text for remark in page.comments] == [f"{INTERNAL}：抓紧"]
    assert [advice.decision_id for advice in page.advice] == ["outcome"]
    assert [table.register for table in page.registers] == ["advice"]
    assert [file.file_name for file in page.evidence] == ["申请书.txt", f"{INTERNAL}底稿.txt", "会商依据.txt"]
    assert ("acceptance.note", "已受理") in page.facts[1].rows
    assert page.withheld.rules == ("信访举报和举报人信息",)
    assert not page.withheld.is_part


def test_what_is_withheld_is_named_in_the_readers_language_and_whether_or_not_it_is_on_file(
    tmp_path: Path, matter: GuardedMatter
) -> None:
    fresh = matter.place.open_matter({"application.request_text": "另一件"}, key="another-key")
    for case_id in (matter.case_id, fresh):
        page = get_case_page(matter.place.database, matter.place.actor("inspector"), case_id, "en")
        assert page.withheld.rules == ("Petition and informant data",)


def test_the_applicant_reads_their_own_application_and_what_their_role_names(matter: GuardedMatter) -> None:
    page = get_case_page(matter.place.database, matter.place.actor("applicant"), matter.case_id, "zh")
    assert [row for group in page.facts for row in group.rows] == [
        ("申请事由", "请求容错"),
        ("acceptance.note", "已受理"),
    ]
    assert [file.file_name for file in page.evidence] == ["申请书.txt"]


def test_a_consulted_body_reads_its_own_answer_and_its_own_files(matter: GuardedMatter) -> None:
    page = get_case_page(matter.place.database, matter.place.actor("consulted"), matter.case_id, "zh")
    assert [row for group in page.facts for row in group.rows] == [
        ("申请事由", "请求容错"),
        ("opinion.text", "同意"),
    ]
    assert [file.file_name for file in page.evidence] == ["会商依据.txt"]


@pytest.mark.parametrize("reader", READERS)
def test_a_file_is_downloaded_by_those_who_see_it_in_the_list_and_by_nobody_else(
    matter: GuardedMatter, reader: str
) -> None:
    database, actor = matter.place.database, matter.place.actor(reader)
    listed = {file.evidence_id for file in get_case_page(database, actor, matter.case_id, "zh").evidence}
    for number in matter.files.values():
        if number in listed:
            assert get_evidence(database, actor, matter.case_id, number)[0].evidence_id == number
        else:
            with pytest.raises(CaseNotFound):
                get_evidence(database, actor, matter.case_id, number)


def test_a_copy_of_a_hidden_file_is_listed_as_the_uploaders_own(matter: GuardedMatter) -> None:
    database, actor = matter.place.database, matter.place.actor("consulted")
    name = f"{INTERNAL}底稿.txt"
    number = add_evidence(database, actor, matter.case_id, name, "text/plain", name.encode())
    assert number not in matter.files.values()
    assert add_evidence(database, actor, matter.case_id, name, "text/plain", name.encode()) == number
    page = get_case_page(database, actor, matter.case_id, "zh")
    assert [file.evidence_id for file in page.evidence] == [matter.files["consulted"], number]


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_takes_no_part_in_the_remarks(matter: GuardedMatter, reader: str) -> None:
    with pytest.raises(CommentNotPermitted):
        add_comment(
            matter.place.database, matter.place.actor(reader), matter.case_id, "请问", submission_key="x"
        )


@pytest.mark.parametrize("reader", ["inspector", "applicant"])
def test_the_page_of_a_task_about_nothing_else_is_not_there_for_others(
    matter: GuardedMatter, reader: str
) -> None:
    with pytest.raises(TaskNotFound):
        get_task_page(matter.place.database, matter.place.actor(reader), matter.tasks["study_petition"], "zh")


def test_a_task_about_nothing_else_is_counted_and_not_named(matter: GuardedMatter) -> None:
    lines = {
        reader: get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh").tasks
        for reader in ("inspector", "intake")
    }
    assert [line.name for line in lines["intake"]].count("study_petition") == 1
    assert [line.name for line in lines["inspector"]] == [
        "申请",
        "受理审查",
        "不在您的知悉范围",
        "give_opinion",
        "整理归档",
    ]
    assert [line.is_kept_back for line in lines["inspector"]] == [False, False, True, False, False]


def test_an_open_task_about_nothing_else_stands_in_no_list_of_others(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": KEPT}, by="intake"
    )
    assert place.open_elements(other) == ["study_petition"]
    for reader, names in (("inspector", ()), ("applicant", ()), ("intake", ("study_petition",))):
        listed = list_cases(place.database, place.actor(reader), language="zh")
        (line,) = [line for line in listed.lines if line.case_id == other]
        assert line.open_tasks == names


def test_a_task_that_nobody_can_do_is_named_to_those_who_may_know_of_it(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": KEPT}, by="intake"
    )
    with place.database.write() as session:
        for login_name in ("decider", "decider2"):
            account = find_account(session, login_name)
            assert account is not None
            account.is_active = False
    for reader, names in (("intake", ["study_petition"]), ("inspector", [])):
        page = get_recusal_page(place.database, place.actor(reader), other, "zh")
        assert [name for _, name in page.stuck] == names


def test_the_verbs_of_the_course_stay_without_their_subjects(matter: GuardedMatter) -> None:
    def course(reader: str) -> list[tuple[str, str]]:
        page = get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
        return [(line.action, line.subject) for line in reversed(page.timeline)]

    assert ("办结任务", "study_petition") in course("intake")
    assert ("办结任务", "不在您的知悉范围") in course("inspector")
    assert ("上传材料", "不在您的知悉范围") in course("inspector")
    assert ("上传材料", "申请书.txt") in course("inspector")
    assert not any("study_petition" in subject for _, subject in course("inspector"))


@pytest.mark.parametrize(("task", "holder"), [("file_papers", "archivist")])
def test_a_form_that_mentions_what_is_kept_shows_nothing_of_it(
    matter: GuardedMatter, task: str, holder: str
) -> None:
    page = get_task_page(matter.place.database, matter.place.actor(holder), matter.tasks[task], "zh")
    assert page.form is not None
    assert b"petition.content" in page.form.source
    assert "petition" not in page.context
    assert "assessment" in page.context


def test_a_message_form_that_mentions_what_is_kept_shows_nothing_of_it(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    (message,) = get_case_page(place.database, place.actor("applicant"), other, "zh").messages
    assert message.name == "withdraw"
    assert "petition" not in message.context


def test_what_a_message_tells_and_the_papers_it_names_are_kept_too(matter: GuardedMatter) -> None:
    place = matter.place
    other = place.open_matter({"application.request_text": "另一件"}, key="another-key")
    place.do(
        other, "check_application", {"assessment.f_fault": "slight", "petition.content": "某事"}, by="intake"
    )
    place.do(other, "study_petition", {"petition_study.text": "某事"}, by="decider")
    intake, inspector = place.actor("intake"), place.actor("inspector")
    name = f"{KEPT}来信.txt"
    number = add_evidence(place.database, intake, other, name, "text/plain", name.encode())
    told = {"further_petition.content": f"{KEPT}：又一件", "further_petition.files": [str(number)]}
    assert KEPT in repr(get_case_page(place.database, inspector, other, "zh"))
    send_message(place.database, intake, other, "petition", facts_reader(told), submission_key="m1")
    assert KEPT in repr(get_case_page(place.database, intake, other, "zh"))
    page = get_case_page(place.database, inspector, other, "zh")
    assert KEPT not in repr(page)
    assert ("提出", "不在您的知悉范围") in [(line.action, line.subject) for line in page.timeline]
    with pytest.raises(CaseNotFound):
        get_evidence(place.database, inspector, other, number)


def test_whoever_may_not_know_completes_the_task_all_the_same(matter: GuardedMatter) -> None:
    papers = {"archive_record.volume_no": "2026-1", "archive_record.retention": "永久"}
    matter.place.do(matter.case_id, "file_papers", papers, by="archivist")
    assert matter.place.case(matter.case_id).status == "archived"
    page = get_case_page(matter.place.database, matter.place.actor("applicant"), matter.case_id, "zh")
    assert [table.register for table in page.registers] == ["archives"]


def test_the_text_of_an_incident_is_told_to_those_who_may_read_all(matter: GuardedMatter) -> None:
    place = matter.place
    with place.database.write() as session:
        session.add(
            IncidentRecord(
                case_id=matter.case_id,
                engine_id="x",
                process_id="matter",
                element_id="keep_petition",
                code="EN-208",
                zh=f"值 {KEPT}",
                en=f"value {KEPT}",
                raised_at=place.now(),
            )
        )
        session.flush()
    for reader in READERS:
        (incident,) = get_case_page(place.database, place.actor(reader), matter.case_id, "zh").incidents
        assert (KEPT in incident.text) == (reader in KNOWING)
        assert incident.text


def kept_reads(matter: GuardedMatter, reader: str) -> list[RecordedEntry]:
    with matter.place.database.read() as session:
        chain = chain_of(session.get_one(CaseFile, matter.case_id))
        entries = list_entries(session, chain, limit=500)
    return [entry for entry in entries if entry.action == "read_kept_back" and entry.actor_account == reader]


def test_reading_what_is_kept_is_recorded_once_a_person_and_day(matter: GuardedMatter) -> None:
    place = matter.place
    for reader in ("decider", "intake", "decider"):
        get_case_page(place.database, place.actor(reader), matter.case_id, "zh")
        get_task_page(place.database, place.actor(reader), matter.tasks["file_papers"], "zh")
    for reader in ("decider", "intake"):
        (entry,) = kept_reads(matter, reader)
        assert entry.facts == {"rules": ["petition"]}
    place.advance(timedelta(days=1))
    get_case_page(place.database, place.actor("decider"), matter.case_id, "zh")
    assert len(kept_reads(matter, "decider")) == 2
    with place.database.read() as session:
        assert verify(session).is_intact


def test_who_reads_nothing_that_is_kept_leaves_no_such_entry(matter: GuardedMatter) -> None:
    for reader in sorted(WHOLE | PART):
        get_case_page(matter.place.database, matter.place.actor(reader), matter.case_id, "zh")
        assert kept_reads(matter, reader) == []


def test_a_case_without_a_petition_gives_no_occasion_for_an_entry(matter: GuardedMatter) -> None:
    place = matter.place
    fresh = GuardedMatter(
        place, place.open_matter({"application.request_text": "另一件"}, key="another-key"), {}, {}
    )
    get_case_page(place.database, place.actor("intake"), fresh.case_id, "zh")
    assert kept_reads(fresh, "intake") == []


def test_the_course_says_that_somebody_read_what_is_kept(matter: GuardedMatter) -> None:
    place = matter.place
    get_case_page(place.database, place.actor("decider"), matter.case_id, "zh")
    page = get_case_page(place.database, place.actor("inspector"), matter.case_id, "zh")
    assert page.timeline[0].action == "查阅限定知悉的内容"
    assert page.timeline[0].actor == place.actor("decider").display_name


def recuse(matter: GuardedMatter, login_name: str, reason: str) -> None:
    with matter.place.database.write() as session:
        case = session.get_one(CaseFile, matter.case_id)
        make_effective(session, case, [{"account": login_name, "reason": reason}], matter.place.now())


def test_a_recused_insider_finds_nothing_any_more(matter: GuardedMatter) -> None:
    assert KEPT in everything(matter, "intake")
    recuse(matter, "intake", "relative")
    assert KEPT not in everything(matter, "intake")
    with pytest.raises(CaseNotFound):
        get_evidence(
            matter.place.database, matter.place.actor("intake"), matter.case_id, matter.files["intake"]
        )


def notices_of(matter: GuardedMatter, reader: str) -> object:
    with matter.place.database.read() as session:
        actor = matter.place.actor(reader)
        return outbox.list_notices(
            session,
            actor,
            without_cases=find_closed_cases(session, actor),
            personal_in=find_recused_cases(session, actor),
        )


def test_an_insider_who_opened_the_matter_and_stands_aside_reads_as_an_applicant(
    matter: GuardedMatter,
) -> None:
    place = matter.place
    grant(matter, "applicant", {"decider"})
    assert KEPT in everything(matter, "applicant")
    recuse(matter, "applicant", "subject")
    assert KEPT not in everything(matter, "applicant")
    page = get_case_page(place.database, place.actor("applicant"), matter.case_id, "zh")
    assert page.withheld.is_part
    assert [file.file_name for file in page.evidence] == ["申请书.txt"]


def grant(matter: GuardedMatter, login_name: str, roles: set[str] | frozenset[str]) -> None:
    with matter.place.database.write() as session:
        account = find_account(session, login_name) or add_account(
            session, login_name=login_name, display_name=login_name, password_hash="x"
        )
        for role in sorted(roles):
            add_grant(session, account, jurisdiction=CODE, role=role)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(roles=st.frozensets(st.sampled_from(READERS)))
def test_whatever_roles_somebody_holds_they_find_what_these_roles_may_know_and_no_more(
    matter: GuardedMatter, roles: frozenset[str]
) -> None:
    login_name = "someone" + "".join(str(READERS.index(role)) for role in sorted(roles))
    with matter.place.database.read() as session:
        is_new = find_account(session, login_name) is None
    if is_new:
        grant(matter, login_name, roles)
    told = everything(matter, login_name)
    assert (KEPT in told) == bool(roles & KNOWING)
    # The archivist's task is open to the group, the others' are done; all of them have a part in the case.
    assert (INTERNAL in told) == bool(roles & (KNOWING | WHOLE))


NAMES = ("application", "acceptance", "assessment", "petition", "petition_study", "opinion")


@given(st.frozensets(st.sampled_from(READERS)), st.sampled_from(NAMES))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_entity_is_read_where_one_role_alone_may_read_it(
    matter: GuardedMatter, roles: frozenset[str], entity: str
) -> None:
    def reads(names: frozenset[str]) -> bool:
        groups = frozenset(f"{CODE}:{name}" for name in names)
        somebody = replace(matter.place.actor("inspector"), account_id=0, groups=groups)
        with matter.place.database.read() as session:
            case = session.get_one(CaseFile, matter.case_id)
            pack = get_version(session, case.pack_digest)
            return rights_of_roles(somebody, case, pack).reads_entity(entity)

    assert reads(roles) == any(reads(frozenset({role})) for role in roles)


def test_the_facts_behind_a_decision_are_those_of_all_it_requires(matter: GuardedMatter) -> None:
    pack = matter.place.pack
    assert facts_behind(pack, "weigh") == {"petition"}
    assert facts_behind(pack, "outcome") == {"assessment"}
    with matter.place.database.read() as session:
        case = session.get_one(CaseFile, matter.case_id)
        rights = rights_in(matter.place.actor("inspector"), case, pack, ())
    assert may_read_decision(pack, "outcome", rights)
    assert not may_read_decision(pack, "weigh", rights)


def test_a_register_over_all_cases_is_for_roles_that_see_all_cases_and_may_know(
    matter: GuardedMatter,
) -> None:
    pack = matter.place.pack
    readers = {
        name: [
            register
            for register in ("petitions", "archives")
            if reads_register(matter.place.actor(name), pack, register)
        ]
        for name in READERS
    }
    assert readers == {
        "applicant": [],
        "archivist": [],
        "consulted": [],
        "decider": [],
        "inspector": ["archives"],
        "intake": ["petitions", "archives"],
    }
