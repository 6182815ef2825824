"""From the bytes to the draft: checked before anything is stored, and nothing stored when it may not be."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.practice_place import ROOT
from tests.procedures.importing.archives import DIAGRAM, zip_of
from tests.procedures.importing.conftest import NOW, Office, person
from tests.procedures.importing.foreign import ACTIVITI, CAMUNDA_7, TABLE_1_1
from tests.procedures.small_pack import CHECK_FORM, CODE, JURISDICTION, MATTER, OUTCOME
from webapp import audit
from webapp.people import NotPermitted
from webapp.procedures import Pack, list_jurisdictions, read_pack
from webapp.procedures.drafts import DraftLine, get_draft, list_drafts
from webapp.procedures.exporting import write_zip
from webapp.procedures.importing import errors
from webapp.procedures.importing.child import read_in_child
from webapp.procedures.importing.errors import ImportRefused
from webapp.procedures.importing.reading import read_import
from webapp.procedures.importing.taking import PlannedImport, plan_import, store_import


def plan(office: Office, content: bytes, file: str = "town.zip", code: str | None = None) -> PlannedImport:
    return plan_import(office.database, content, file, code, office.shipped)


def store(office: Office, planned: PlannedImport, who: str = "admin", *, keep: bool = False) -> DraftLine:
    actor = person(office.database, who)
    with office.database.write() as session:
        return store_import(session, planned, actor, NOW, keep_with_errors=keep)


def stored(office: Office) -> tuple[int, int]:
    """Drafts, and entries of the record."""
    with office.database.read() as session:
        entries = session.scalar(select(func.count()).select_from(audit.AuditEntry)) or 0
        return len(list_drafts(session)), entries


def with_files(pack: Pack, changes: dict[str, bytes | None]) -> bytes:
    """The zip of a pack with some files replaced, or left out."""
    files = {**pack.files, **changes}
    return write_zip({path: content for path, content in files.items() if content is not None})


@pytest.mark.parametrize("code", list_jurisdictions(ROOT))
def test_an_export_comes_back_with_the_same_digest(code: str) -> None:
    pack = read_pack(code, ROOT)
    exported = write_zip(pack.files)
    assert write_zip(dict(reversed(list(pack.files.items())))) == exported
    read = read_import(exported, "export.zip", None, {})
    assert (read.code, read.remarks) == (code, ())
    assert Pack(code, read.files).digest == pack.digest


def test_an_export_becomes_a_draft_of_which_nothing_differs(office: Office) -> None:
    planned = plan(office, write_zip(office.pack.files))
    assert (planned.errors, dict(planned.changed), planned.remarks) == ((), {}, ())
    line = store(office, planned)
    assert (line.base_digest, line.state, line.created_by) == (office.pack.digest, "open", "admin")
    with office.database.read() as session:
        assert get_draft(session, line.id).pack.digest == office.pack.digest
        actions = session.scalars(select(audit.AuditEntry.action)).all()
    assert "import_procedure" in actions


def test_who_may_not_import_stores_nothing(office: Office) -> None:
    planned = plan(office, write_zip(office.pack.files))
    before = stored(office)
    with pytest.raises(NotPermitted):
        store(office, planned, "security", keep=True)
    assert stored(office) == before


#: What nobody can read, or was made to harm → the code that the report names.
UNREADABLE = {
    MATTER: (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "EN-104"),
    f"bpmn/{CODE}/half.bpmn": (b"<bpmn:definitions", "EN-103"),
    f"bpmn/{CODE}/deep.bpmn": (b"<a>" * 3000 + b"</a>" * 3000, "EN-103"),
    f"bpmn/{CODE}/strange.bpmn": (b'<?xml version="1.0" encoding="EBCDIC-X"?>' + b"\xff" * 9, "EN-102"),
    OUTCOME: (b"<definitions", "DM-101"),
    f"dmn/{CODE}/doctype.dmn": (b"<!DOCTYPE d><d/>", "DM-103"),
    CHECK_FORM: (b"{", "FM-101"),
    f"forms/{CODE}/deep.form": (b'{"a":' * 1000 + b"1" + b"}" * 1000, "FM-103"),
    f"tests/scenarios/{CODE}/broken.toml": (b"title = ", "PK-110"),
}


def test_what_cannot_be_read_is_named_file_by_file_and_never_stored(office: Office) -> None:
    planned = plan(
        office, with_files(office.pack, {path: content for path, (content, _) in UNREADABLE.items()})
    )
    # Diagrams wait until forms and tables can be read: their own faults are told then.
    told = {(each.file, each.code) for each in planned.unreadable}
    assert {(path, code) for path, (_, code) in UNREADABLE.items() if not path.startswith("bpmn/")} <= told
    before = stored(office)
    for keep in (False, True):
        with pytest.raises(errors.FilesRefused) as refused:
            store(office, planned, keep=keep)
        assert "town.zip" in refused.value.text("zh")
    assert stored(office) == before


def test_diagrams_that_cannot_be_read_are_never_stored(office: Office) -> None:
    diagrams = {path: content for path, (content, _) in UNREADABLE.items() if path.startswith("bpmn/")}
    planned = plan(office, with_files(office.pack, dict(diagrams)))
    assert {(path, UNREADABLE[path][1]) for path in diagrams} <= {
        (each.file, each.code) for each in planned.unreadable
    }
    with pytest.raises(errors.FilesRefused):
        store(office, planned, keep=True)


def test_a_pack_with_errors_is_stored_only_by_somebody_who_wants_to_mend_it(office: Office) -> None:
    deep = b"=" + b"(" * 3000 + b"1" + b")" * 3000
    matter = office.pack.files[MATTER]
    end = matter.index(b"</bpmn:conditionExpression>")
    start = matter.rindex(b">", 0, end) + 1
    twice = matter[:start] + deep + matter[end:]
    start_id = b'id="started"'
    assert matter.count(start_id) == 1
    twice = twice.replace(b'id="check_application"', start_id)
    other = f"bpmn/{CODE}/other.bpmn"
    planned = plan(office, with_files(office.pack, {MATTER: twice, other: matter, CHECK_FORM: None}))
    # An id that stands twice, a process that two files hold, an expression too deep to read.
    assert {"EN-131", "EN-132"} <= {each.code for each in planned.errors}
    assert planned.unreadable == ()
    before = stored(office)
    with pytest.raises(errors.ImportHasErrors) as refused:
        store(office, planned)
    assert refused.value.problems == planned.errors
    assert stored(office) == before
    line = store(office, planned, keep=True)
    with office.database.read() as session:
        assert get_draft(session, line.id).files[MATTER] == twice


def test_a_zip_that_bursts_is_refused_by_the_child_in_its_own_words(office: Office) -> None:
    before = stored(office)
    with pytest.raises(errors.ArchiveSwollen) as refused:
        plan(office, zip_of({"bpmn/town/x.bpmn": b"\0" * 2**20}))
    assert "bpmn/town/x.bpmn" in refused.value.text("zh")
    assert stored(office) == before


def test_reading_ends_at_its_limits(office: Office) -> None:
    content = write_zip(office.pack.files)
    with pytest.raises(errors.ReadingExhausted) as refused:
        read_in_child(content, "town.zip", memory_bytes=40 * 2**20)
    assert "town.zip" in refused.value.text("en")


def test_an_own_folder_is_completed_by_the_parts_that_all_share(office: Office) -> None:
    own = {path: content for path, content in office.pack.files.items() if "/shared/" not in path}
    planned = plan(office, zip_of({f"我的规程/{path}": content for path, content in own.items()}))
    assert planned.pack.digest == office.pack.digest
    assert [each.code for each in planned.remarks] == ["IM-201", "IM-206"]


def test_what_an_own_folder_leaves_out_is_gone_from_the_place(office: Office) -> None:
    paths = [path for path in office.pack.files if "/shared/" not in path and not path.startswith("tests/")]
    planned = plan(office, zip_of({path: office.pack.files[path] for path in paths}))
    assert planned.changed == {path: None for path in office.pack.files if path.startswith("tests/")}


def test_diagrams_made_elsewhere_are_added_to_a_place_and_kept_to_be_mended(office: Office) -> None:
    content = zip_of({"审核.bpmn": CAMUNDA_7, "容错.bpmn": ACTIVITI, "表.dmn": TABLE_1_1})
    planned = plan(office, content, "外来.zip", CODE)
    missing = {(each.code, each.file) for each in planned.list_remarks("missing")}
    path = f"bpmn/{CODE}/tolerance_review.bpmn"
    assert {("IM-302", path), ("IM-304", path), ("IM-306", path), ("IM-307", path)} <= missing
    assert planned.changed.keys() == {
        path,
        f"bpmn/{CODE}/process.bpmn",
        f"dmn/{CODE}/advice.dmn",
        f"forms/{CODE}/user_task.form",
    }
    with pytest.raises(errors.ImportHasErrors):
        store(office, planned)
    line = store(office, planned, "designer", keep=True)
    with office.database.read() as session:
        draft = get_draft(session, line.id)
    assert {each.path for each in draft.lines if each.is_changed} == planned.changed.keys()


def test_a_diagram_alone_needs_no_zip_but_the_place_it_is_for() -> None:
    with pytest.raises(errors.PlaceUnclear):
        read_import(ACTIVITI, "容错.bpmn", None, {})
    assert set(read_import(ACTIVITI, "容错.bpmn", CODE, {}).files) == {
        f"bpmn/{CODE}/process.bpmn",
        f"forms/{CODE}/user_task.form",
    }


def test_diagrams_for_a_place_that_nobody_made_say_what_to_do_first(office: Office) -> None:
    planned = plan(office, DIAGRAM, "p.bpmn", "newtown")
    assert [each.code for each in planned.list_remarks("missing")] == ["IM-311"]
    assert JURISDICTION.replace(CODE, "newtown") in {each.file for each in planned.errors}
    with pytest.raises(ImportRefused):
        store(office, planned)
