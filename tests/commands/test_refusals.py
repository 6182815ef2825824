"""What stands in the way of a command is one clear sentence, in the language asked for, with an exit code."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.commands.conftest import Shell, run
from webapp.cli import main


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["feel", "a", "--context", "{folder}/none.json"], "无法读取", "cannot be read"),
        (["feel", "a", "--context", "{folder}/broken.json"], "不是 UTF-8 编码的 JSON", "not JSON in UTF-8"),
        (["decide", "x.dmn", "x", "--facts", "{folder}/list.json"], "一个 JSON 对象", "one JSON object"),
        (["clock", "--advance", "soon"], "P90D", "P90D"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_in_the_language_asked_for(
    words: list[str],
    zh: str,
    en: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path / "instance"))
    (tmp_path / "broken.json").write_bytes("{'事实'".encode("gbk"))
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    filled = [word.format(folder=tmp_path) for word in words]
    for language, said in (("zh", zh), ("en", en)):
        assert main(["--language", language, *filled]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err
        assert len(told.err.strip().splitlines()) == 1
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in told.err.replace(str(tmp_path), ""))
        assert chinese is (language == "zh")


def test_a_port_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        told = run("serve", RONGCUO_PORT=port, RONGCUO_INSTANCE_DIR=str(tmp_path / "instance"))
    assert told.returncode != 0
    assert port in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_broken_database_is_one_clear_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "rongcuo.db").write_bytes(b"this is no database, but it was here first" * 50)
    told = run("serve", RONGCUO_PORT="8", RONGCUO_INSTANCE_DIR=str(folder))
    assert told.returncode != 0
    assert "rongcuo.db" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(shell: Shell, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    told = shell("migrate", RONGCUO_INSTANCE_DIR=str(in_the_way / "instance"))
    assert told.returncode != 0
    assert "file" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_read_only_folder_is_one_clear_sentence(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    folder.chmod(0o500)
    # root may write anywhere: there the folder of a file system that is read-only for everybody stands in.
    target = folder if os.geteuid() else Path("/proc/rongcuo")
    try:
        told = shell("migrate", RONGCUO_INSTANCE_DIR=str(target))
    finally:
        folder.chmod(0o700)
    assert told.returncode != 0
    assert str(target) in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_mistyped_setting_is_named(shell: Shell, tmp_path: Path) -> None:
    told = shell("migrate", RONGCUO_PORT="eight", RONGCUO_INSTANCE_DIR=str(tmp_path))
    assert told.returncode != 0
    assert "RONGCUO_PORT" in told.stderr
