"""A shared file that is changed becomes the place's own, with its English; and can be given back."""

from __future__ import annotations

import pytest

from tests.procedures.drafts.desk import NOW, Desk
from tests.procedures.small_pack import (
    ARCHIVE,
    ARCHIVE_FORM,
    CLOSURE,
    CODE,
    FILES,
    MATTER,
    SHARED_TEXTS,
    TEXTS,
)
from webapp.procedures import check_content
from webapp.procedures.drafts import (
    DraftFileNotFound,
    FileChangedMeanwhile,
    NothingToGoBackTo,
    SavedFile,
    SharedFileFixed,
    adopt_file,
    read_draft_file,
    return_to_shared,
    shared_counterpart,
    store_draft,
)

OWN = f"bpmn/{CODE}/archive.bpmn"
CHANGED = FILES[ARCHIVE].replace("整理归档", "立卷归档").encode()


def return_own(desk: Desk, path: str, revision: int) -> SavedFile:
    with desk.database.write() as session:
        return return_to_shared(session, desk.draft_id, path, revision, desk.actor("designer"), NOW)


def test_saving_a_shared_file_makes_the_places_own_and_leaves_the_shared_one(desk: Desk) -> None:
    saved = desk.save(ARCHIVE, CHANGED)
    assert (saved.path, saved.revision) == (OWN, 1)
    draft = desk.draft()
    assert draft.files[OWN] == CHANGED
    assert draft.files[ARCHIVE] == FILES[ARCHIVE].encode()
    assert draft.pack.locate("bpmn", "archive") == OWN
    assert ARCHIVE not in draft.pack.files


def test_the_english_of_a_shared_file_goes_along(desk: Desk) -> None:
    desk.save(ARCHIVE, CHANGED)
    pack = desk.draft().pack
    assert pack.texts("en").text(OWN, "file_papers", "") == "File the papers"
    assert [problem for problem in check_content(pack) if problem.file == OWN] == []


def test_the_next_save_of_the_copy_carries_nothing_again(desk: Desk) -> None:
    desk.save(ARCHIVE, CHANGED)
    texts = desk.draft().files[TEXTS]
    desk.save(OWN, CHANGED + b"\n", 1)
    assert desk.draft().files[TEXTS] == texts


def test_a_form_and_its_english_are_taken_over_in_the_same_way(desk: Desk) -> None:
    saved = desk.save(ARCHIVE_FORM, FILES[ARCHIVE_FORM].replace("卷号", "案卷号").encode())
    assert saved.path == f"forms/{CODE}/file_papers.form"
    pack = desk.draft().pack
    assert pack.forms["file_papers"].file == saved.path
    assert pack.texts("en").text(saved.path, "archive_record.volume_no", "") == "Volume"


def test_who_still_has_the_shared_file_open_does_not_overwrite_the_copy(desk: Desk) -> None:
    desk.save(ARCHIVE, CHANGED)
    with pytest.raises(FileChangedMeanwhile):
        desk.save(ARCHIVE, FILES[ARCHIVE].encode() + b"\n", 0, by="designer2")
    assert desk.draft().files[OWN] == CHANGED


def test_a_shared_file_of_a_new_place_is_changed_as_it_was_read_and_the_copy_is_not_overwritten(
    desk: Desk,
) -> None:
    with desk.database.write() as session:
        files = {path: FILES[path].encode() for path in CLOSURE}
        desk.draft_id = store_draft(session, CODE, files, desk.actor("designer"), NOW).id
    with desk.database.read() as session:
        _, read = read_draft_file(session, desk.draft_id, ARCHIVE)
    assert desk.save(ARCHIVE, CHANGED, read).path == OWN
    with pytest.raises(FileChangedMeanwhile):
        desk.save(ARCHIVE, FILES[ARCHIVE].encode() + b"\n", read, by="designer2")
    assert desk.draft().files[OWN] == CHANGED


def test_a_copy_can_be_made_as_it_is(desk: Desk) -> None:
    with desk.database.write() as session:
        saved = adopt_file(session, desk.draft_id, ARCHIVE, desk.actor("designer"), NOW)
        with pytest.raises(DraftFileNotFound):
            adopt_file(session, desk.draft_id, "bpmn/shared/missing.bpmn", desk.actor("designer"), NOW)
    assert saved.path == OWN
    assert desk.draft().files[OWN] == FILES[ARCHIVE].encode()


def test_giving_the_copy_back_puts_the_shared_file_in_force_and_takes_its_english_out(desk: Desk) -> None:
    before = desk.draft()
    desk.save(ARCHIVE, CHANGED)
    return_own(desk, OWN, 1)
    after = desk.draft()
    assert after.pack.digest == before.pack.digest
    assert after.files[TEXTS] == before.files[TEXTS]
    assert [line.path for line in after.lines if line.is_changed] == []


def test_english_written_for_the_place_is_kept_when_the_file_is_taken_over_again(desk: Desk) -> None:
    desk.save(TEXTS, f'{FILES[TEXTS]}\n["{OWN}"]\nfile_papers = "Bind the volume"\n'.encode())
    desk.save(ARCHIVE, CHANGED)
    assert desk.draft().pack.texts("en").of_file(OWN) == {"file_papers": "Bind the volume"}


def test_english_that_cannot_be_read_does_not_keep_a_file_from_being_taken_over(desk: Desk) -> None:
    desk.save(TEXTS, b"[broken")
    desk.save(ARCHIVE, CHANGED)
    assert desk.draft().files[TEXTS] == b"[broken"
    return_own(desk, OWN, 1)
    assert OWN not in desk.draft().files


def test_what_is_shared_in_layers_is_not_copied(desk: Desk) -> None:
    with pytest.raises(SharedFileFixed) as refused:
        desk.save(SHARED_TEXTS, b"x = 1")
    assert TEXTS in refused.value.text("zh")


@pytest.mark.parametrize("path", [MATTER, TEXTS])
def test_what_stands_before_nothing_shared_is_not_given_back(desk: Desk, path: str) -> None:
    assert shared_counterpart(desk.draft(), path) is None
    with pytest.raises(NothingToGoBackTo):
        return_own(desk, path, 0)
    assert path in desk.draft().files


def test_a_copy_that_somebody_changed_meanwhile_is_not_given_back_unseen(desk: Desk) -> None:
    desk.save(ARCHIVE, CHANGED)
    desk.save(OWN, CHANGED + b"\n", 1, by="designer2")
    with pytest.raises(FileChangedMeanwhile):
        return_own(desk, OWN, 1)
    assert OWN in desk.draft().files
