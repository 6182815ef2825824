"""A procedure that came with the release and has errors stops nobody but itself, and the system administrator is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.small_pack import CODE, write_pack
from tests.views.visitor import Visitor
from webapp import outbox
from webapp.cases.practice import prepare_practice
from webapp.cli import main
from webapp.database import Database, open_database
from webapp.migrations import migrate
from webapp.outbox import Notice
from webapp.people import EVERYWHERE, SYSTEM_ADMIN, add_account, add_grant, find_account, get_actor
from webapp.procedures import list_current, publish_shipped
from webapp.settings import read_settings
from webapp.views import create_app

ROOT_TOML = Path("bpmn") / CODE / "jurisdiction.toml"
BROKEN = "broken"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'rongcuo.db'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two places that ship; the file that describes one is cut off in the middle."""
    sound = write_pack(tmp_path / "packs")
    folder = sound / "bpmn" / BROKEN
    folder.mkdir()
    (folder / "jurisdiction.toml").write_text("[jurisdiction", encoding="utf-8")
    return sound


def current(database: Database) -> list[str]:
    with database.read() as session:
        return [version.jurisdiction for version in list_current(session)]


def notices(database: Database, login_name: str) -> list[Notice]:
    with database.read() as session:
        account = find_account(session, login_name)
        assert account is not None
        return outbox.list_notices(session, get_actor(session, account.id))


def test_the_other_places_are_published(database: Database, root: Path) -> None:
    assert publish_shipped(database, root) == (CODE,)
    assert current(database) == [CODE]


def test_the_log_says_what_to_mend_in_both_languages(
    database: Database, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish_shipped(database, root)
    (line,) = caplog.records
    assert line.levelname == "ERROR"
    for said in (
        "没有发布",
        "was not published",
        "PK-110",
        f"bpmn/{BROKEN}/jurisdiction.toml",
        "rongcuo pack check",
    ):
        assert said in line.getMessage()


def test_system_administrators_alone_are_told_once_however_often_it_starts(
    database: Database, root: Path
) -> None:
    for _start in range(3):
        prepare_practice(database, root, with_matters=False)
    (notice,) = notices(database, "admin")
    assert notice.jurisdiction == BROKEN
    assert "PK-110" in notice.body_zh
    assert "PK-110" in notice.body_en
    for other in ("security", "auditor", "designer", "intake"):
        assert notices(database, other) == []


def test_another_error_is_another_notice(database: Database, root: Path) -> None:
    prepare_practice(database, root, with_matters=False)
    (root / "bpmn" / BROKEN / "jurisdiction.toml").write_bytes(b"\xff")
    prepare_practice(database, root, with_matters=False)
    assert [("PK-111" in each.body_zh) for each in notices(database, "admin")] == [True, False]


def test_the_pages_are_served_and_show_the_notice(database: Database, root: Path, tmp_path: Path) -> None:
    prepare_practice(database, root, with_matters=False)
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    visitor = Visitor(create_app(settings, database))
    visitor.sign_in("admin")
    page = visitor.get("/notices")
    assert page.status_code == 200
    assert f"随附的规程“{BROKEN}”有错误" in page.text


def test_a_version_in_force_stays_in_force_when_the_release_brings_a_broken_one(
    database: Database, tmp_path: Path
) -> None:
    root = write_pack(tmp_path / "packs")
    publish_shipped(database, root)
    before = digests(database)
    (root / ROOT_TOML).write_text("[jurisdiction", encoding="utf-8")
    assert publish_shipped(database, root) == ()
    assert digests(database) == before


def digests(database: Database) -> list[str]:
    with database.read() as session:
        return [version.digest for version in list_current(session)]


def test_once_mended_it_is_published_with_its_people_at_the_next_start(
    database: Database, tmp_path: Path
) -> None:
    root = write_pack(tmp_path / "packs")
    whole = (root / ROOT_TOML).read_bytes()
    (root / ROOT_TOML).write_bytes(whole[: len(whole) // 2])
    prepare_practice(database, root, with_matters=False)
    assert current(database) == []
    (root / ROOT_TOML).write_bytes(whole)
    prepare_practice(database, root, with_matters=False)
    assert current(database) == [CODE]
    with database.read() as session:
        account = find_account(session, "intake")
        assert account is not None
        assert f"{CODE}:intake" in get_actor(session, account.id).groups


def test_whoever_becomes_system_administrator_later_is_told_too(database: Database, root: Path) -> None:
    publish_shipped(database, root)
    with database.write() as session:
        account = add_account(session, login_name="later", display_name="后来者", password_hash="-")
        add_grant(session, account, jurisdiction=EVERYWHERE, role=SYSTEM_ADMIN)
    (notice,) = notices(database, "later")
    assert notice.jurisdiction == BROKEN


@pytest.mark.parametrize("words", [["prepare"], ["practice"]])
def test_the_command_that_starts_a_place_goes_on(
    words: list[str], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("RONGCUO_PACK_ROOT", str(root))
    assert main(words) == 0
