"""The papers of a draft: templates replaced after a check, kinds added, named and taken away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from difflib import ndiff
from pathlib import Path

import pytest

from tests.papers.documents import write_document
from tests.papers.paper_place import NAMES, NOTICE_FILE, with_papers
from tests.procedures.drafts.desk import NOW, Desk, set_up_desk
from tests.procedures.small_pack import ARCHIVE, CODE, MATTER
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.people import NotPermitted
from webapp.procedures.draft_parts.errors import (
    IssuingNotPlain,
    IssuingRefused,
    OrganWordsMissing,
    PaperNotInDraft,
    PaperWordsMissing,
    PartExists,
    PartNameRefused,
    ReasonMissing,
    TemplateRefused,
)
from webapp.procedures.draft_parts.issuing import (
    IssuingChange,
    change_issuing,
    drop_unissued,
    list_issuers,
    list_unissued,
    state_unissued,
)
from webapp.procedures.draft_parts.organ import OrganWords, find_organ, name_organ
from webapp.procedures.draft_parts.papers import (
    add_paper,
    get_draft_paper,
    name_paper,
    own_template_path,
    remove_paper,
    replace_template,
)
from webapp.procedures.draft_parts.renaming import Renaming, plan_rename, rename
from webapp.procedures.drafts import FileChangedMeanwhile, save_files
from webapp.procedures.papers.demands import read_demand, with_paper, without_paper
from webapp.procedures.resolution import papers_path

GOOD = write_document("关于{{ case.title }}的通知")
HOSTILE = write_document("{{ case.__class__.__mro__ }}")
WORDS = {"zh": "听证通知", "en": "Notice of hearing", "mark": "听", "source": "assumed"}


@pytest.fixture(scope="module")
def paper_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the place with papers in force, and a draft of it."""
    folder = tmp_path_factory.mktemp("papers")
    database = open_database(f"sqlite:///{folder / 'desk.db'}")
    migrate(database)
    set_up_desk(database, folder / "pack", with_papers())
    database.close()
    return folder / "desk.db"


@pytest.fixture
def desk(paper_desk: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk, for one test alone."""
    shutil.copyfile(paper_desk, tmp_path / "desk.db")
    database = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    yield Desk(database, 1)
    database.close()


def replace(desk: Desk, content: bytes, revision: int = 0, by: str = "designer") -> None:
    with desk.database.write() as session:
        replace_template(session, 1, "notice", content, revision, desk.actor(by), NOW)


def add(desk: Desk, kind: str = "hearing", content: bytes = GOOD, **changes: str) -> None:
    with desk.database.write() as session:
        add_paper(session, 1, kind, {**WORDS, **changes}, content, 0, desk.actor("designer"), NOW)


def test_the_steps_that_issue_a_paper_are_named(desk: Desk) -> None:
    paper = get_draft_paper(desk.draft(), "notice")
    assert [step.element_id for step in paper.steps] == ["check_application"]
    with pytest.raises(PaperNotInDraft):
        get_draft_paper(desk.draft(), "hearing")


def test_a_sound_template_replaces_the_other_one_and_is_recorded(desk: Desk) -> None:
    replace(desk, GOOD)
    assert desk.draft().files[NOTICE_FILE] == GOOD
    assert desk.recorded()[-1][0] == "save_draft_file"
    with pytest.raises(FileChangedMeanwhile):
        replace(desk, write_document("别的"), 0, "designer2")


@pytest.mark.parametrize(
    "content", [b"", b"no document", HOSTILE, write_document("{{ nothing.known }}")], ids=range(4)
)
def test_a_template_that_cannot_be_used_is_refused_in_words_and_nothing_is_saved(
    desk: Desk, content: bytes
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        replace(desk, content)
    assert all(each.zh and each.en for each in refused.value.problems)
    assert desk.draft().line.revision == 0


def test_a_paper_is_added_named_and_taken_away_without_a_trace(desk: Desk) -> None:
    before = desk.draft().files[NAMES]
    add(desk)
    assert get_draft_paper(desk.draft(), "hearing").kind.zh == "听证通知"
    with desk.database.write() as session:
        name_paper(session, 1, "hearing", {**WORDS, "mark": "证"}, 1, desk.actor("designer"), NOW)
    assert get_draft_paper(desk.draft(), "hearing").row == {**WORDS, "mark": "证"}
    with desk.database.write() as session:
        remove_paper(session, 1, "hearing", 2, desk.actor("designer"), NOW)
    assert desk.draft().files[NAMES] == before
    assert own_template_path(desk.draft().line.jurisdiction, "hearing") not in desk.draft().files


def test_a_paper_without_a_name_or_with_one_that_is_taken_is_refused(desk: Desk) -> None:
    with pytest.raises(PaperWordsMissing):
        add(desk, mark=" ")
    with pytest.raises(PartNameRefused):
        add(desk, "Hearing")
    with pytest.raises(PartExists):
        add(desk, "notice")
    with pytest.raises(TemplateRefused):
        add(desk, content=HOSTILE)
    assert desk.draft().line.revision == 0


ORGAN = {"organ": "新城区监委", "organ_en": "Newtown Commission", "mark": "新容", "source": "assumed"}


def say_organ(desk: Desk, revision: int = 0, **words: str) -> list[str]:
    """Say who issues the papers; gives the lines of the list that changed."""
    before = desk.draft().files.get(NAMES, b"").decode().splitlines()
    with desk.database.write() as session:
        name_organ(session, 1, {**ORGAN, **words}, revision, desk.actor("designer"), NOW)
    after = desk.draft().files[NAMES].decode().splitlines()
    return [line[2:] for line in ndiff(before, after) if line.startswith("+ ")]


def test_of_the_issuing_organ_only_the_lines_that_change_are_written(desk: Desk) -> None:
    held = find_organ(desk.draft())
    assert held is not None
    assert say_organ(desk, **{**asdict(held), "mark": "新容"}) == ['mark = "新容"']
    place = desk.draft().pack.read_papers()[0].place
    assert place is not None
    assert place.mark == "新容"
    with pytest.raises(OrganWordsMissing):
        say_organ(desk, 1, source=" ")
    with pytest.raises(FileChangedMeanwhile):
        say_organ(desk)


def test_a_place_without_papers_of_its_own_says_who_issues_them(desk: Desk) -> None:
    with desk.database.write() as session:
        revisions = desk.draft().revisions
        save_files(session, 1, {NAMES: None}, {NAMES: revisions.get(NAMES, 0)}, desk.actor("designer"), NOW)
    assert find_organ(desk.draft()) is None
    say_organ(desk, desk.draft().revisions.get(NAMES, 0))
    assert find_organ(desk.draft()) == OrganWords(**ORGAN)


def test_who_only_looks_replaces_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        replace(desk, GOOD, by="admin")


def change_step(
    desk: Desk, kind: str, place: tuple[str, str], revision: int = 0, *, is_issued: bool = True
) -> None:
    change = IssuingChange(kind, *place, revision, is_issued)
    with desk.database.write() as session:
        change_issuing(session, 1, change, desk.actor("designer"), NOW)


def demand_at(desk: Desk, file: str, element_id: str) -> str:
    return next(
        each.demand
        for each in list_issuers(desk.draft())
        if (each.file, each.element_id) == (file, element_id)
    )


FILING = (ARCHIVE, "file_papers")
OWN_FILING = (f"bpmn/{CODE}/archive.bpmn", "file_papers")
START = (MATTER, "started")


def test_a_step_of_a_shared_diagram_issues_a_paper_once_the_diagram_is_the_places_own(desk: Desk) -> None:
    change_step(desk, "notice", FILING)
    assert demand_at(desk, *OWN_FILING) == "index, notice"
    assert desk.draft().files[ARCHIVE] != desk.draft().files[OWN_FILING[0]]
    assert [step.element_id for step in get_draft_paper(desk.draft(), "notice").steps] == [
        "file_papers",
        "check_application",
    ]
    assert desk.recorded()[-1][0] == "save_draft_file"
    change_step(desk, "index", OWN_FILING, 1, is_issued=False)
    assert demand_at(desk, *OWN_FILING) == "notice"
    with pytest.raises(FileChangedMeanwhile):
        change_step(desk, "index", OWN_FILING, 1)


def test_a_step_that_decides_by_an_expression_is_left_to_its_editor(desk: Desk) -> None:
    check = (MATTER, "check_application")
    for is_issued in (True, False):
        with pytest.raises(IssuingNotPlain):
            change_step(desk, "index" if is_issued else "notice", check, is_issued=is_issued)
    assert desk.draft().line.revision == 0


def test_a_step_that_is_not_there_and_a_paper_that_is_not_there_are_refused(desk: Desk) -> None:
    with pytest.raises(PaperNotInDraft):
        change_step(desk, "notice", (MATTER, "nowhere"))
    with pytest.raises(PaperNotInDraft):
        change_step(desk, "hearing", START)


def test_only_what_people_fill_in_can_issue_papers(desk: Desk) -> None:
    assert {each.element_id for each in list_issuers(desk.draft())} == {
        "started",
        "check_application",
        "withdrawn",
        "file_papers",
    }
    with pytest.raises(IssuingRefused) as refused:
        change_step(desk, "notice", (MATTER, "advise_outcome"))
    assert [each.code for each in refused.value.problems] == ["PA-207"]


@pytest.mark.parametrize(
    ("before", "added", "without"),
    [
        ("", "notice", ""),
        ("refusal", "refusal, notice", "refusal"),
        ("refusal, notice", "refusal, notice", "refusal"),
        ('=if a.b then "refusal" else null', '=[if a.b then "refusal" else null, "notice"]', None),
        ('=["refusal"]', None, None),
        ("=((", None, None),
    ],
)
def test_a_demand_is_reworded_where_that_is_plain(
    before: str, added: str | None, without: str | None
) -> None:
    assert with_paper(before, "notice") == added
    assert without_paper(before, "notice") == without
    if added is not None:
        assert "notice" in read_demand(added).ids


def unissued(desk: Desk, kind: str = "refusal", zh: str = "不再用", revision: int = 0) -> None:
    with desk.database.write() as session:
        reason = (zh, "No longer used")
        state_unissued(session, 1, kind, reason, revision, desk.actor("designer"), NOW)


def test_a_paper_is_stated_not_to_be_issued_and_taken_back_without_a_trace(desk: Desk) -> None:
    before = desk.draft().files[NAMES]
    unissued(desk)
    unissued(desk, zh="已停用", revision=1)
    (line,) = list_unissued(desk.draft())
    assert (line.paper.id, line.paper.reason_zh, line.is_own) == ("refusal", "已停用", True)
    with desk.database.write() as session:
        drop_unissued(session, 1, "refusal", 2, desk.actor("designer"), NOW)
    assert desk.draft().files[NAMES] == before
    with pytest.raises(FileChangedMeanwhile):
        unissued(desk, revision=1)


def test_a_paper_that_a_step_is_bound_to_issue_is_not_stated_not_to_be_issued(desk: Desk) -> None:
    with pytest.raises(IssuingRefused) as refused:
        unissued(desk, "index")
    assert [each.code for each in refused.value.problems] == ["PA-210"]
    with pytest.raises(ReasonMissing):
        unissued(desk, zh=" ")
    with pytest.raises(PaperNotInDraft):
        unissued(desk, "hearing")
    assert desk.draft().line.revision == 0


def test_a_list_that_cannot_be_read_keeps_nobody_from_the_papers(desk: Desk) -> None:
    desk.save(papers_path(CODE), b"[papers")
    assert list_unissued(desk.draft()) == []


def test_a_paper_gets_another_id_with_its_template_and_the_steps_that_issue_it(desk: Desk) -> None:
    before, renaming = desk.draft(), Renaming("papers", "notice", "receipt")
    plan = plan_rename(before, renaming)
    with desk.database.write() as session:
        rename(session, 1, renaming, plan.digest, desk.actor("designer"), NOW)
    after = desk.draft()
    assert after.files[own_template_path(CODE, "receipt")] == before.files[NOTICE_FILE]
    assert NOTICE_FILE not in after.files
    assert after.files[NAMES] == before.files[NAMES].replace(b"[papers.notice]", b"[papers.receipt]")
    assert [step.element_id for step in get_draft_paper(after, "receipt").steps] == ["check_application"]
    assert read_demand(demand_at(desk, MATTER, "check_application")).ids == ("receipt", "refusal")
