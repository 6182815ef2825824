"""Publishing: only what is sound, never changed afterwards, and always the same bytes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    CLOSURE,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    Change,
    small_pack,
)
from webapp import audit
from webapp.database import Database, open_database
from webapp.migrations import migrate
from webapp.people import Actor
from webapp.procedures import (
    NothingPublished,
    Pack,
    PackRefused,
    VersionDamaged,
    VersionNotFound,
    current_version,
    get_version,
    list_current,
    list_versions,
    prove_pack,
    publish,
)
from webapp.procedures.models import PackFile, PackVersion
from webapp.procedures.publishing import ReadyPacks, load_version, publish_shipped_pack

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

DESIGNER = Actor(
    account_id=1,
    login_name="designer",
    display_name="流程设计",
    unit_code=None,
    unit_name=None,
    language="zh",
    groups=frozenset(),
    product_roles=frozenset({"process_designer"}),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'rongcuo.db'}")
    migrate(opened)
    yield opened
    opened.close()


def publish_small(
    database: Database, folder: Path, changes: dict[str, Change] | None = None, *, at: datetime = NOW
) -> Pack:
    pack = small_pack(folder, changes)
    with database.write() as session:
        publish(session, pack, DESIGNER, at)
    return pack


def count(database: Database) -> tuple[int, int, int]:
    """Versions, files and entries of the record."""
    with database.read() as session:
        entries = audit.list_entries(session, audit.PROCEDURES)
        return (
            session.scalar(select(func.count()).select_from(PackVersion)) or 0,
            session.scalar(select(func.count()).select_from(PackFile)) or 0,
            len(entries),
        )


def test_a_published_version_holds_the_same_bytes_under_the_same_digest(
    database: Database, tmp_path: Path
) -> None:
    pack = publish_small(database, tmp_path / "pack")
    with database.read() as session:
        rebuilt = load_version(session, pack.digest)
        current = current_version(session, CODE)
    assert rebuilt is not pack
    assert dict(rebuilt.files) == dict(pack.files)
    assert rebuilt.digest == current.digest == pack.digest
    assert rebuilt.deployment.processes.keys() == pack.deployment.processes.keys()


def test_publishing_is_recorded_with_who_what_and_what_it_replaces(
    database: Database, tmp_path: Path
) -> None:
    first = publish_small(database, tmp_path / "a")
    second = publish_small(
        database,
        tmp_path / "b",
        {JURISDICTION: ("value = 5", "value = 6"), SCENARIO: ("2026-03-09", "2026-03-10")},
    )
    with database.read() as session:
        entries = audit.list_entries(session, audit.PROCEDURES)
        assert audit.verify(session).is_intact
    assert [(entry.action, entry.actor_account, entry.actor_name) for entry in entries] == [
        ("publish_pack", "designer", "流程设计")
    ] * 2
    assert entries[1].facts == {
        "jurisdiction": CODE,
        "digest": second.digest,
        "files": len(CLOSURE),
        "replaces": first.digest,
    }


def test_a_new_version_is_current_and_the_old_one_stays(database: Database, tmp_path: Path) -> None:
    first = publish_small(database, tmp_path / "a")
    changed: dict[str, Change] = {FILES_TEXT: FILES[FILES_TEXT].replace("Matter", "The matter")}
    second = publish_small(database, tmp_path / "b", changed, at=NOW + timedelta(days=1))
    with database.read() as session:
        lines = list_versions(session, CODE)
        assert [(line.digest, line.is_current) for line in lines] == [
            (second.digest, True),
            (first.digest, False),
        ]
        assert [line.digest for line in list_current(session)] == [second.digest]
        assert current_version(session, CODE).digest == second.digest
        assert get_version(session, first.digest).digest == first.digest
    assert (lines[0].name, lines[0].name_en, lines[0].published_by) == ("小城", "Small Town", "designer")
    assert lines[0].published_at == NOW + timedelta(days=1)
    assert second.digest.startswith(lines[0].short_digest)


FILES_TEXT = f"bpmn/{CODE}/texts.en.toml"


def test_publishing_an_earlier_version_again_makes_it_current(database: Database, tmp_path: Path) -> None:
    first = publish_small(database, tmp_path / "a")
    publish_small(database, tmp_path / "b", {FILES_TEXT: FILES[FILES_TEXT].replace("Matter", "The matter")})
    publish_small(database, tmp_path / "c")
    with database.read() as session:
        assert [line.digest for line in list_current(session)] == [first.digest]
    assert count(database) == (2, 2 * len(CLOSURE), 3)


def test_what_came_with_a_release_is_published_by_the_platform(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        line = publish_shipped_pack(session, small_pack(tmp_path / "a"), NOW)
        [entry] = audit.list_entries(session, audit.PROCEDURES)
    assert line.published_by == ""
    assert (entry.actor_account, entry.actor_name) == (None, audit.SYSTEM_NAME)


#: Bad packs of every kind; each must leave the database as it was.
BAD: list[tuple[str, dict[str, Change]]] = [
    ("not XML", {MATTER: "matter"}),
    ("DOCTYPE", {MATTER: ("<bpmn:definitions", '<!DOCTYPE x [<!ENTITY a "b">]>\n<bpmn:definitions')}),
    ("3 MB", {MATTER: FILES[MATTER].encode() + b" " * (3 * 1024 * 1024)}),
    ("3 MB of a shared file", {ARCHIVE: FILES[ARCHIVE].encode() + b" " * (3 * 1024 * 1024)}),
    ("2,000 nodes", {MATTER: ("  </bpmn:process>", "".join(f'<bpmn:task id="n{n}" />' for n in range(2000)) + "  </bpmn:process>")}),
    ("GBK", {MATTER: FILES[MATTER].encode("gbk")}),
    ("UTF-16 without saying so", {MATTER: FILES[MATTER].encode("utf-16-le")}),
    ("jurisdiction in GBK", {JURISDICTION: FILES[JURISDICTION].encode("gbk")}),
    ("unknown element", {MATTER: ("bpmn:businessRuleTask", "bpmn:guessTask")}),
    ("Python in an expression", {MATTER: ('=advice != "deny"', "=__import__('os').system('true') == 0")}),
    ("missing form", {APPLY_FORM: None}),
    ("missing decision", {OUTCOME: None}),
    ("missing process", {ARCHIVE: None}),
    ("no source", {JURISDICTION: ('source = "assumed"\n', "")}),
    ("a scenario that fails", {SCENARIO: ("ended = true", "ended = false")}),
    ("a scenario that cannot be read", {SCENARIO: "name ="}),
]  # fmt: skip


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in BAD])
def test_a_bad_pack_is_refused_and_nothing_is_published(
    database: Database, tmp_path: Path, changes: dict[str, Change]
) -> None:
    sound = publish_small(database, tmp_path / "sound")
    before = count(database)
    with pytest.raises(PackRefused) as refusal:
        publish_small(database, tmp_path / "bad", changes)
    errors = [problem for problem in refusal.value.problems if problem.severity == "error"]
    assert errors
    assert all(problem.zh and problem.en for problem in errors)
    assert errors[0].text("zh") in refusal.value.text("zh")
    assert count(database) == before
    with database.read() as session:
        assert current_version(session, CODE).digest == sound.digest


def test_a_failing_scenario_is_named_with_what_differs(tmp_path: Path) -> None:
    with pytest.raises(PackRefused) as refusal:
        prove_pack(small_pack(tmp_path, {SCENARIO: ("ended = true", "ended = false")}))
    [problem] = refusal.value.problems
    assert (problem.code, problem.file, problem.line) == ("PK-250", SCENARIO, 30)
    assert "轻微过失" in problem.zh
    assert "expected no, found yes" in problem.en


def test_a_pack_that_lost_a_file_on_reading_is_never_proven_by_its_digest(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    prove_pack(pack)
    lacking = Pack(
        pack.code, pack.files, small_pack(tmp_path, {ARCHIVE: b" " * (3 * 1024 * 1024)}).reading_problems
    )
    assert lacking.digest == pack.digest
    with pytest.raises(PackRefused):
        prove_pack(lacking)


def test_what_was_never_published_is_not_found(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NothingPublished, match="RC-3006"):
            current_version(session, CODE)
        with pytest.raises(VersionNotFound, match="RC-3004"):
            get_version(session, "0" * 64)
        assert list_versions(session, CODE) == []
        assert list_current(session) == []


def test_a_version_whose_stored_files_were_altered_is_not_used(database: Database, tmp_path: Path) -> None:
    pack = publish_small(database, tmp_path / "pack")
    with database.write() as session:
        session.execute(update(PackFile).where(PackFile.path == OUTCOME).values(content=b"<x/>"))
    with database.read() as session, pytest.raises(VersionDamaged) as refusal:
        load_version(session, pack.digest)
    assert pack.digest in refusal.value.text("zh")


def test_a_place_has_one_current_version_even_to_the_database(database: Database, tmp_path: Path) -> None:
    publish_small(database, tmp_path / "a")
    publish_small(database, tmp_path / "b", {FILES_TEXT: FILES[FILES_TEXT].replace("Matter", "The matter")})
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("UPDATE pack_version SET is_current = true"))


def test_a_version_once_ready_is_kept_ready(database: Database, tmp_path: Path) -> None:
    pack = publish_small(database, tmp_path / "pack")
    with database.read() as session:
        assert get_version(session, pack.digest) is get_version(session, pack.digest)


def test_of_the_ready_packs_the_one_used_longest_ago_falls_out(tmp_path: Path) -> None:
    packs = [Pack(CODE, {"bpmn/x": bytes([number])}) for number in range(3)]
    ready = ReadyPacks(2)
    ready.keep(packs[0])
    ready.keep(packs[1])
    assert ready.find(packs[0].digest) is packs[0]
    ready.keep(packs[2])
    assert ready.find(packs[1].digest) is None
    assert ready.find(packs[0].digest) is packs[0]


def test_threads_that_make_the_same_pack_ready_all_get_the_first(tmp_path: Path) -> None:
    ready, found = ReadyPacks(2), []
    barrier = threading.Barrier(4)

    def make_ready() -> None:
        pack = Pack(CODE, {"bpmn/x": b"same"})
        barrier.wait()
        found.append(ready.keep(pack))

    threads = [threading.Thread(target=make_ready) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(pack) for pack in found}) == 1
