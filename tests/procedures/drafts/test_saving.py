"""Saving a draft's files: nobody overwrites what they have not seen, everything is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import LATER, NOW, Desk
from tests.procedures.small_pack import ARCHIVE, CLOSURE, CODE, FILES, MATTER, OUTCOME, SCENARIO
from webapp.database import Database
from webapp.people import NotPermitted, RoleGrant
from webapp.procedures import NothingPublished, PackNotFound
from webapp.procedures.drafts import (
    DraftClosed,
    DraftFileMisplaced,
    DraftFileNotFound,
    DraftFileRefused,
    DraftNotFound,
    DraftState,
    DraftStateRefused,
    DraftTooLarge,
    FileChangedMeanwhile,
    discard_draft,
    editors_of,
    get_draft,
    list_drafts,
    read_draft_file,
    remove_file,
    save_file,
    set_state,
    start_draft,
    store_draft,
)
from webapp.procedures.files import MAX_FILE_BYTES, MAX_PACK_FILES
from webapp.procedures.publishing import current_version

CHANGED = FILES[MATTER].replace("受理审查", "审查受理").encode()
OTHER = FILES[MATTER].replace("受理审查", "受理").encode()


def test_a_draft_begins_as_the_version_in_force(desk: Desk) -> None:
    draft = desk.draft()
    assert draft.files.keys() == CLOSURE
    with desk.database.read() as session:
        current = current_version(session, CODE)
    assert draft.pack.digest == current.digest == draft.line.base_digest
    assert (draft.line.name, draft.line.name_en, draft.line.state) == ("小城", "Small Town", "open")
    assert [line.path for line in draft.lines if line.is_changed or line.revision or line.changed_by] == []
    assert {line.path for line in draft.lines if not line.is_own} == {
        path for path in CLOSURE if "/shared/" in path
    }


def test_a_save_changes_the_draft_and_nothing_else(desk: Desk) -> None:
    saved = desk.save(MATTER, CHANGED, at=LATER)
    assert (saved.path, saved.revision, saved.draft_revision) == (MATTER, 1, 1)
    draft = desk.draft()
    assert draft.files[MATTER] == CHANGED
    line = next(line for line in draft.lines if line.path == MATTER)
    assert (line.changed_by, line.changed_at, line.is_changed, line.size) == (
        "designer",
        LATER,
        True,
        len(CHANGED),
    )
    assert (draft.line.changed_by, draft.line.changed_at, draft.line.revision) == ("designer", LATER, 1)
    with desk.database.read() as session:
        assert current_version(session, CODE).files[MATTER] == FILES[MATTER].encode()


def test_who_saves_second_is_told_and_overwrites_nothing(desk: Desk) -> None:
    desk.save(MATTER, CHANGED, 0, at=LATER)
    with pytest.raises(FileChangedMeanwhile) as refused:
        desk.save(MATTER, OTHER, 0, by="designer2")
    assert (refused.value.by, refused.value.at, refused.value.revision) == ("卓程", LATER, 1)
    assert "卓程" in refused.value.text("zh")
    assert desk.draft().files[MATTER] == CHANGED
    assert desk.save(MATTER, OTHER, 1, by="designer2").revision == 2
    assert desk.draft().files[MATTER] == OTHER


def test_of_two_who_save_at_the_same_moment_one_is_told(desk: Desk) -> None:
    def saving(content: bytes, by: str) -> Callable[[Database], object]:
        def act(database: Database) -> object:
            with database.write() as session:
                return save_file(session, desk.draft_id, MATTER, content, 0, desk.actor(by), NOW)

        return act

    outcomes = PracticePlace(desk.database, CODE).at_once(
        saving(CHANGED, "designer"), saving(OTHER, "designer2")
    )
    assert sorted(outcomes) == ["RC-3304", "done"]
    winner = (CHANGED, OTHER)[outcomes.index("done")]
    draft = desk.draft()
    assert draft.files[MATTER] == winner
    assert draft.revisions == {MATTER: 1}
    assert draft.line.revision == 1


def test_saving_what_stands_there_already_is_no_change(desk: Desk) -> None:
    assert desk.save(MATTER, FILES[MATTER].encode()).revision == 0
    assert desk.draft().line.revision == 0
    assert desk.recorded()[1:] == []


def test_a_file_set_back_to_the_version_in_force_counts_as_unchanged(desk: Desk) -> None:
    desk.save(MATTER, CHANGED)
    desk.save(MATTER, FILES[MATTER].encode(), 1)
    line = next(line for line in desk.draft().lines if line.path == MATTER)
    assert (line.is_changed, line.revision) == (False, 2)


def test_several_files_are_saved_together_or_not_at_all(desk: Desk) -> None:
    desk.save(OUTCOME, FILES[OUTCOME].encode() + b"\n")
    with pytest.raises(FileChangedMeanwhile):
        desk.save_all({MATTER: CHANGED, OUTCOME: b"<other/>"}, {OUTCOME: 0})
    draft = desk.draft()
    assert MATTER not in draft.revisions
    saved = desk.save_all({MATTER: CHANGED, SCENARIO: None}, {})
    assert [(each.path, each.revision, each.draft_revision) for each in saved] == [
        (MATTER, 1, 2),
        (SCENARIO, 1, 2),
    ]
    assert SCENARIO not in desk.draft().files


def test_a_removed_file_can_be_made_anew_but_not_by_who_still_has_the_old_one_open(desk: Desk) -> None:
    desk.save_all({SCENARIO: None}, {})
    with pytest.raises(FileChangedMeanwhile):
        desk.save(SCENARIO, b"name = 'a'", 0)
    assert desk.save(SCENARIO, b"name = 'a'", 1).revision == 2
    new = f"tests/scenarios/{CODE}/new.toml"
    desk.save(new, b"name = 'b'", 0)
    desk.save_all({new: None}, {new: 1})
    assert desk.save(new, b"name = 'c'", 0).revision == 3


def test_every_change_is_recorded_with_the_digest_of_what_was_saved(desk: Desk) -> None:
    desk.save(MATTER, CHANGED)
    desk.save_all({SCENARIO: None}, {}, by="designer2")
    with desk.database.write() as session:
        discard_draft(session, desk.draft_id, desk.actor("admin"), NOW)
    started, saved, removed, discarded = desk.recorded()
    assert started[:2] == ("start_draft", "designer")
    assert saved == (
        "save_draft_file",
        "designer",
        {
            "draft": desk.draft_id,
            "jurisdiction": CODE,
            "path": MATTER,
            "digest": hashlib.sha256(CHANGED).hexdigest(),
        },
    )
    assert removed[:2] == ("remove_draft_file", "designer2")
    assert discarded == (
        "discard_draft",
        "admin",
        {"draft": desk.draft_id, "jurisdiction": CODE, "from": "open", "to": "discarded"},
    )


def test_everybody_who_changed_a_draft_is_remembered_whoever_came_after(desk: Desk) -> None:
    desk.save(MATTER, CHANGED)
    desk.save(MATTER, OTHER, 1, by="designer2")
    with desk.database.read() as session:
        assert editors_of(session, desk.draft_id) == {"designer", "designer2"}


@pytest.mark.parametrize("login_name", ["admin", "auditor"])
def test_only_a_process_designer_changes_files(desk: Desk, login_name: str) -> None:
    with pytest.raises(NotPermitted):
        desk.save(MATTER, CHANGED, by=login_name)
    with pytest.raises(NotPermitted):
        desk.start(by=login_name)
    assert desk.draft().revisions == {}


def test_who_lost_the_role_a_moment_ago_changes_nothing(desk: Desk) -> None:
    actor = desk.actor("designer")
    with desk.database.write() as session:
        session.query(RoleGrant).filter_by(account_id=actor.account_id).delete()
    with pytest.raises(NotPermitted), desk.database.write() as session:
        save_file(session, desk.draft_id, MATTER, CHANGED, 0, actor, NOW)


@pytest.mark.parametrize("state", ["proposed", "published", "discarded"])
def test_a_draft_that_is_not_open_is_not_changed(desk: Desk, state: DraftState) -> None:
    with desk.database.write() as session:
        set_state(session, desk.draft_id, state, desk.actor("designer"), NOW)
    with pytest.raises(DraftClosed):
        desk.save(MATTER, CHANGED)


def test_a_discarded_draft_stays_discarded_and_readable(desk: Desk) -> None:
    desk.save(MATTER, CHANGED)
    with desk.database.write() as session:
        discard_draft(session, desk.draft_id, desk.actor("designer"), NOW)
    with pytest.raises(DraftStateRefused), desk.database.write() as session:
        set_state(session, desk.draft_id, "open", desk.actor("designer"), NOW)
    assert desk.draft().files[MATTER] == CHANGED


def test_a_proposal_that_is_taken_back_can_be_changed_again(desk: Desk) -> None:
    for state in ("proposed", "open"):
        with desk.database.write() as session:
            set_state(session, desk.draft_id, state, desk.actor("designer"), NOW)
    assert desk.save(MATTER, CHANGED).revision == 1


@pytest.mark.parametrize(
    "path",
    [
        "../secret.bpmn",
        f"bpmn/{CODE}/../x.bpmn",
        "/etc/passwd",
        f"bpmn/{CODE}/.hidden.bpmn",
        f"bpmn\\{CODE}\\x.bpmn",
        f"bpmn/{CODE}/a\x00.bpmn",
    ],
)
def test_an_unsafe_path_is_refused(desk: Desk, path: str) -> None:
    with pytest.raises(DraftFileRefused) as refused:
        desk.save(path, b"<x/>")
    assert refused.value.problem.code == "PK-103"


@pytest.mark.parametrize(
    "path",
    [
        f"bpmn/{CODE}/run.py",
        f"bpmn/{CODE}/.bpmn",
        f"bpmn/{CODE}/deep/x.bpmn",
        "x.bpmn",
        "bpmn/elsewhere/x.bpmn",
        "tests/scenarios/elsewhere/x.toml",
        f"webapp/{CODE}/x.bpmn",
        f"forms/{CODE}/papers/x.docm",
    ],
)
def test_what_a_place_cannot_have_is_refused(desk: Desk, path: str) -> None:
    with pytest.raises((DraftFileMisplaced, DraftFileRefused)):
        desk.save(path, b"<x/>")
    assert desk.draft().revisions == {}


def test_a_file_over_two_megabytes_is_refused(desk: Desk) -> None:
    with pytest.raises(DraftFileRefused) as refused:
        desk.save(MATTER, b"x" * (MAX_FILE_BYTES + 1))
    assert refused.value.problem.code == "PK-101"
    assert "2048 KB" in refused.value.text("zh")


def test_more_files_than_a_pack_may_have_are_refused(desk: Desk) -> None:
    many = {f"tests/scenarios/{CODE}/s{number}.toml": b"x = 1\n" for number in range(MAX_PACK_FILES)}
    with pytest.raises(DraftTooLarge):
        desk.save_all(many, {})
    assert desk.draft().line.revision == 0


def test_what_is_not_there_is_said(desk: Desk) -> None:
    with desk.database.write() as session:
        with pytest.raises(DraftNotFound):
            get_draft(session, 999)
        with pytest.raises(DraftNotFound):
            read_draft_file(session, 999, MATTER)
        with pytest.raises(DraftFileNotFound):
            read_draft_file(session, desk.draft_id, f"bpmn/{CODE}/missing.bpmn")
        with pytest.raises(DraftFileNotFound):
            remove_file(session, desk.draft_id, f"bpmn/{CODE}/missing.bpmn", 0, desk.actor("designer"), NOW)
        with pytest.raises(NothingPublished):
            start_draft(session, "nowhere", desk.actor("designer"), NOW)


def test_files_from_elsewhere_become_a_draft_that_differs_where_they_differ(desk: Desk) -> None:
    files = {path: FILES[path].encode() for path in CLOSURE - {SCENARIO}} | {MATTER: CHANGED}
    base = desk.draft().line.base_digest
    with desk.database.write() as session:
        line = store_draft(session, CODE, files, desk.actor("admin"), LATER, base_digest=base)
        draft = get_draft(session, line.id)
        assert editors_of(session, line.id) == {"admin"}
        newest = list_drafts(session, CODE)[0]
    assert dict(draft.files) == files
    assert draft.revisions == {MATTER: 1, SCENARIO: 1}
    assert [each.path for each in draft.lines if each.is_changed] == [MATTER]
    assert newest.id == line.id


def test_a_place_that_was_never_published_is_a_draft_of_new_files(desk: Desk) -> None:
    files = {
        path.replace(CODE, "xincheng"): FILES[path].replace(CODE, "xincheng").encode() for path in CLOSURE
    }
    with desk.database.write() as session:
        line = store_draft(session, "xincheng", files, desk.actor("designer"), NOW)
        draft = get_draft(session, line.id)
        assert [each.jurisdiction for each in list_drafts(session)] == ["xincheng", CODE]
    own = [each for each in draft.lines if each.is_own]
    assert all(each.is_changed and each.revision == 1 for each in own)
    # What it shares came along and is nobody's change.
    shared = [each for each in draft.lines if not each.is_own]
    assert ARCHIVE in {each.path for each in shared}
    assert not any(each.is_changed or each.revision for each in shared)
    assert draft.pack.jurisdiction.zh == "小城"


@pytest.mark.parametrize(
    ("code", "path", "refusal"),
    [
        ("../etc", "bpmn/../etc/x.bpmn", PackNotFound),
        ("town", "dmn/town/x.dmn", PackNotFound),
        ("town", "bpmn/town/../../x.bpmn", DraftFileRefused),
    ],
)
def test_hostile_files_from_elsewhere_are_not_stored(
    desk: Desk, code: str, path: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), desk.database.write() as session:
        store_draft(session, code, {path: b"<x/>"}, desk.actor("admin"), NOW)
    with desk.database.read() as session:
        assert len(list_drafts(session)) == 1


def test_the_list_of_drafts_begins_with_the_one_changed_last(desk: Desk) -> None:
    first = desk.draft_id
    second = desk.start(by="designer2").id
    desk.draft_id = first
    desk.save(MATTER, CHANGED, at=NOW + timedelta(days=1))
    with desk.database.read() as session:
        assert [line.id for line in list_drafts(session)] == [first, second]
        assert list_drafts(session, "elsewhere") == []
