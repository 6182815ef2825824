"""The papers of a draft: templates replaced after a check, kinds added, named and taken away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.papers.documents import write_document
from tests.papers.paper_place import NAMES, NOTICE_FILE, with_papers
from tests.procedures.drafts.desk import NOW, Desk, set_up_desk
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.people import NotPermitted
from webapp.procedures.draft_parts.errors import (
    PaperNotInDraft,
    PaperWordsMissing,
    PartExists,
    PartNameRefused,
    TemplateRefused,
)
from webapp.procedures.draft_parts.papers import (
    add_paper,
    get_draft_paper,
    name_paper,
    own_template_path,
    remove_paper,
    replace_template,
)
from webapp.procedures.drafts import FileChangedMeanwhile

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


def test_who_only_looks_replaces_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        replace(desk, GOOD, by="admin")
