"""A place from the shell: made, prepared, practised in, its record sealed and verified."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.commands.conftest import Shell
from tests.practice_place import ROOT
from webapp.database import open_database
from webapp.procedures import list_current, list_jurisdictions


def test_migrate_makes_a_database_and_audit_verify_accepts_it(shell: Shell, tmp_path: Path) -> None:
    environment = {"RONGCUO_INSTANCE_DIR": str(tmp_path / "instance")}
    assert shell("migrate", **environment).returncode == 0
    assert (tmp_path / "instance" / "rongcuo.db").exists()
    verified = shell("audit", "verify", **environment)
    assert verified.returncode == 0, verified.stderr


def test_preparing_publishes_what_is_shipped_and_prints_the_link_of_the_newest_start(
    shell: Shell, tmp_path: Path
) -> None:
    environment = {"RONGCUO_INSTANCE_DIR": str(tmp_path), "RONGCUO_HOST": "::", "RONGCUO_PORT": "8123"}
    environment["RONGCUO_PACK_ROOT"] = str(ROOT)
    printed = [shell("prepare", **environment) for _ in range(2)]
    links = [re.search(r"http://127\.0\.0\.1:8123/setup/\S+", told.stdout) for told in printed]
    assert None not in links
    assert links[0] != links[1]
    database = open_database(f"sqlite:///{tmp_path}/rongcuo.db")
    with database.read() as session:
        assert {version.jurisdiction for version in list_current(session)} == set(list_jurisdictions(ROOT))
    database.close()


def test_a_checkpoint_is_written_and_verified_and_a_cut_is_found(shell: Shell, practice_folder: Path) -> None:
    folder = practice_folder
    environment = {"RONGCUO_INSTANCE_DIR": str(folder)}
    written = shell("audit", "checkpoint", "--practice", **environment)
    assert written.returncode == 0, written.stderr
    number, short_form, _at, place = written.stdout.split()
    assert (number, place) == ("1", str(folder / "practice_checkpoints.jsonl"))
    assert f'"hash":"{short_form}' in (folder / "practice_checkpoints.jsonl").read_text(encoding="utf-8")
    verified = shell("audit", "verify", "--practice", **environment)
    assert verified.returncode == 0, verified.stdout
    assert "1 个检查点" in verified.stdout

    with sqlite3.connect(folder / "practice.db") as owner:
        for name in ("entry_keeps_rows", "chain_keeps_rows"):
            owner.execute(f"DROP TRIGGER audit_{name}")
        owner.execute("DELETE FROM audit_entry WHERE chain = 'people'")
        owner.execute("DELETE FROM audit_chain WHERE name = 'people'")
    owner.close()
    damaged = shell("--language", "en", "audit", "verify", "--practice", **environment)
    assert damaged.returncode == 1
    assert "people: the whole chain was removed" in damaged.stdout


def test_verification_reads_the_checkpoints_it_is_given(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    environment = {"RONGCUO_INSTANCE_DIR": str(folder)}
    assert shell("audit", "checkpoint", **environment).returncode == 0
    kept = tmp_path / "kept.jsonl"
    (folder / "audit_checkpoints.jsonl").rename(kept)
    assert shell("audit", "verify", **environment).returncode == 1
    assert shell("audit", "verify", "--checkpoints", str(kept), **environment).returncode == 0
    (folder / "audit_key").write_text("another", encoding="utf-8")
    wrong = shell("--language", "en", "audit", "verify", "--checkpoints", str(kept), **environment)
    assert wrong.returncode == 1
    assert "not signed with the audit key" in wrong.stdout
    missing = shell("audit", "verify", "--checkpoints", str(tmp_path / "none"), **environment)
    assert missing.returncode == 2
    assert len(missing.stderr.strip().splitlines()) == 1


def test_a_stopped_worker_leaves_a_checkpoint(shell: Shell, practice_folder: Path) -> None:
    folder = practice_folder
    environment = {**os.environ, "RONGCUO_INSTANCE_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "webapp.cli", "worker", "--practice"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    assert (folder / "practice_checkpoints.jsonl").stat().st_size > 0
    assert shell("audit", "verify", "--practice", RONGCUO_INSTANCE_DIR=str(folder)).returncode == 0


def test_a_clock_can_be_moved_in_practice_only_and_forward_only(
    shell: Shell, practice_folder: Path, tmp_path: Path
) -> None:
    refused = shell("clock", "--advance", "P1D", RONGCUO_INSTANCE_DIR=str(tmp_path / "real"))
    assert refused.returncode != 0
    assert len(refused.stderr.strip().splitlines()) == 1
    environment = {"RONGCUO_INSTANCE_DIR": str(practice_folder)}
    moved = shell("clock", "--advance", "P3M", **environment)
    assert moved.returncode == 0, moved.stderr
    backwards = shell("clock", "--advance=-P1D", **environment)
    assert backwards.returncode != 0
    assert "Traceback" not in backwards.stderr
