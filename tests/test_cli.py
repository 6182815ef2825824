"""The command `rongcuo`: complete help, one clear sentence and an exit code for what is wrong."""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.practice_place import PLACE, ROOT, PracticePlace
from webapp.cli import main
from webapp.command_line import build_parser
from webapp.database import open_database
from webapp.procedures import current_version, list_current, list_jurisdictions, read_pack


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "webapp.cli", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def commands(parser: argparse.ArgumentParser, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command of the command line, by its words."""
    found: list[tuple[str, ...]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                deeper = commands(child, (*prefix, name))
                found.extend(deeper or [(*prefix, name)])
    return found


def test_every_command_the_product_promises_is_there() -> None:
    assert {" ".join(words) for words in commands(build_parser())} == {
        "serve",
        "worker",
        "migrate",
        "prepare",
        "practice",
        "clock",
        "decide",
        "feel",
        "tables check",
        "tables examples",
        "tck",
        "pack check",
        "pack test",
        "calendar import",
        "calendar show",
        "lists export",
        "lists import",
        "audit verify",
        "audit checkpoint",
    }


def test_preparing_publishes_what_is_shipped_and_prints_the_link_of_the_newest_start(tmp_path: Path) -> None:
    environment = {"RONGCUO_INSTANCE_DIR": str(tmp_path), "RONGCUO_HOST": "::", "RONGCUO_PORT": "8123"}
    printed = [run("prepare", **environment) for _ in range(2)]
    links = [re.search(r"http://127\.0\.0\.1:8123/setup/\S+", told.stdout) for told in printed]
    assert None not in links
    assert links[0] != links[1]
    database = open_database(f"sqlite:///{tmp_path}/rongcuo.db")
    with database.read() as session:
        assert {version.jurisdiction for version in list_current(session)} == set(list_jurisdictions(ROOT))
    database.close()


def explained(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every command, argument and option below a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions
            for child in action.choices.values():
                yield from explained(child)
        else:
            yield action


def test_no_command_argument_or_option_is_left_unexplained() -> None:
    actions = list(explained(build_parser()))
    assert len(actions) > 30
    assert [action.dest for action in actions if not action.help] == []


@pytest.mark.parametrize("words", commands(build_parser()), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert words[-1] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ('if 2 > 1 then "容" else "不容"', "容"),
        ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
        ("[1,2,3][item > 1]", [2, 3]),
    ],
)
def test_feel_prints_the_value_as_json(
    expression: str, value: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feel", expression]) == 0
    assert json.loads(capsys.readouterr().out) == value


def test_feel_reads_names_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"损失": 12.5}', encoding="utf-8")
    assert main(["feel", "损失 * 2", "--context", str(context)]) == 0
    assert json.loads(capsys.readouterr().out) == 25


def test_a_mistake_in_an_expression_is_named_with_its_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "feel", "1 +"]) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "column" in told.err.lower() or ":" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("content", ["not json", "[1]"])
def test_facts_that_cannot_be_read_are_named(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(content, encoding="utf-8")
    assert main(["decide", str(ROOT / "dmn" / "shared"), "level", "--facts", str(facts)]) != 0
    assert "facts.json" in capsys.readouterr().err


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


def test_decide_prints_value_and_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    assessment = {"f_procedure": "collective", "f_consequence": "minor", "f_remedy": "active"}
    facts.write_text(json.dumps({"assessment": assessment}), encoding="utf-8")
    assert main(["decide", str(ROOT / "dmn" / "shared" / "level.dmn"), "level", "--facts", str(facts)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "concluded"
    assert told["value"] == "A"
    assert told["steps"][0]["rules"][0]["number"] == 1


def test_decide_without_a_required_fact_names_it_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(ROOT / "dmn" / "shared" / "level.dmn"), "level"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "incomplete"
    assert "assessment.f_procedure" in told["missing"]


def test_pack_check_and_pack_test_pass_for_the_shipped_procedure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", PLACE]) == 0
    capsys.readouterr()
    assert main(["pack", "test", PLACE]) == 0
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert last.endswith("0 failed")
    assert not last.startswith("0 passed")


def test_an_unknown_pack_is_one_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", "atlantis"]) != 0
    told = capsys.readouterr()
    assert "atlantis" in told.err
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_folder_that_holds_no_pack_is_told_what_it_lacks(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "en", "pack", command, str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "bpmn/*/jurisdiction.toml" in told
    assert f"bpmn/{tmp_path}" not in told


def test_migrate_makes_a_database_and_audit_verify_accepts_it(tmp_path: Path) -> None:
    environment = {"RONGCUO_INSTANCE_DIR": str(tmp_path / "instance")}
    assert run("migrate", **environment).returncode == 0
    assert (tmp_path / "instance" / "rongcuo.db").exists()
    verified = run("audit", "verify", **environment)
    assert verified.returncode == 0, verified.stderr


def test_a_checkpoint_is_written_and_verified_and_a_cut_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    environment = {"RONGCUO_INSTANCE_DIR": str(folder)}
    assert run("practice", **environment).returncode == 0
    written = run("audit", "checkpoint", "--practice", **environment)
    assert written.returncode == 0, written.stderr
    number, short_form, _at, place = written.stdout.split()
    assert (number, place) == ("1", str(folder / "practice_checkpoints.jsonl"))
    assert f'"hash":"{short_form}' in (folder / "practice_checkpoints.jsonl").read_text(encoding="utf-8")
    verified = run("audit", "verify", "--practice", **environment)
    assert verified.returncode == 0, verified.stdout
    assert "1 个检查点" in verified.stdout

    with sqlite3.connect(folder / "practice.db") as owner:
        for name in ("entry_keeps_rows", "chain_keeps_rows"):
            owner.execute(f"DROP TRIGGER audit_{name}")
        owner.execute("DELETE FROM audit_entry WHERE chain = 'people'")
        owner.execute("DELETE FROM audit_chain WHERE name = 'people'")
    owner.close()
    damaged = run("--language", "en", "audit", "verify", "--practice", **environment)
    assert damaged.returncode == 1
    assert "people: the whole chain was removed" in damaged.stdout


def test_verification_reads_the_checkpoints_it_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    environment = {"RONGCUO_INSTANCE_DIR": str(folder)}
    assert run("audit", "checkpoint", **environment).returncode == 0
    kept = tmp_path / "kept.jsonl"
    (folder / "audit_checkpoints.jsonl").rename(kept)
    assert run("audit", "verify", **environment).returncode == 1
    assert run("audit", "verify", "--checkpoints", str(kept), **environment).returncode == 0
    (folder / "audit_key").write_text("another", encoding="utf-8")
    wrong = run("--language", "en", "audit", "verify", "--checkpoints", str(kept), **environment)
    assert wrong.returncode == 1
    assert "not signed with the audit key" in wrong.stdout
    missing = run("audit", "verify", "--checkpoints", str(tmp_path / "none"), **environment)
    assert missing.returncode == 2
    assert len(missing.stderr.strip().splitlines()) == 1


def test_a_stopped_worker_leaves_a_checkpoint(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    environment = {**os.environ, "RONGCUO_INSTANCE_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    assert run("practice", RONGCUO_INSTANCE_DIR=str(folder)).returncode == 0
    command = [sys.executable, "-m", "webapp.cli", "worker", "--practice"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    assert (folder / "practice_checkpoints.jsonl").stat().st_size > 0
    assert run("audit", "verify", "--practice", RONGCUO_INSTANCE_DIR=str(folder)).returncode == 0


def test_a_clock_can_be_moved_in_practice_only_and_forward_only(tmp_path: Path) -> None:
    environment = {"RONGCUO_INSTANCE_DIR": str(tmp_path / "instance")}
    refused = run("clock", "--advance", "P1D", **environment)
    assert refused.returncode != 0
    assert len(refused.stderr.strip().splitlines()) == 1
    assert run("practice", **environment).returncode == 0
    moved = run("clock", "--advance", "P3M", **environment)
    assert moved.returncode == 0, moved.stderr
    backwards = run("clock", "--advance=-P1D", **environment)
    assert backwards.returncode != 0
    assert "Traceback" not in backwards.stderr


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


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    told = run("migrate", RONGCUO_INSTANCE_DIR=str(in_the_way / "instance"))
    assert told.returncode != 0
    assert "file" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_read_only_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    folder.chmod(0o500)
    # root may write anywhere: there the folder of a file system that is read-only for everybody stands in.
    target = folder if os.geteuid() else Path("/proc/rongcuo")
    try:
        told = run("migrate", RONGCUO_INSTANCE_DIR=str(target))
    finally:
        folder.chmod(0o700)
    assert told.returncode != 0
    assert str(target) in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_mistyped_setting_is_named(tmp_path: Path) -> None:
    told = run("migrate", RONGCUO_PORT="eight", RONGCUO_INSTANCE_DIR=str(tmp_path))
    assert told.returncode != 0
    assert "RONGCUO_PORT" in told.stderr


def fill_sheet(path: Path, *cells: str) -> None:
    """Add a row below those of an exported sheet."""
    book = load_workbook(path)
    book["清单"].append(cells)
    book.save(path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of procedures that may be changed."""
    pack = read_pack(PLACE, ROOT)
    for path, content in pack.files.items():
        target = tmp_path / "root" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "root"


def test_a_list_is_exported_filled_tried_and_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "list.xlsx"
    place = ["--jurisdiction", PLACE, "--root", str(root)]
    assert main(["lists", "export", str(sheet), *place]) == 0
    assert main(["lists", "import", str(sheet), *place, "--write"]) == 0
    assert "没有变化" in capsys.readouterr().out
    before = read_pack(PLACE, root).digest
    fill_sheet(sheet, f"{PLACE}:QD-1", "情形", "Situation", "营商环境", "街道", "001")
    assert main(["lists", "import", str(sheet), *place]) == 0
    assert (
        f'+            <text>"{PLACE}:QD-1"</text>'.replace("            ", "          ")
        in capsys.readouterr().out
    )
    assert read_pack(PLACE, root).digest == before
    assert main(["--language", "en", "lists", "import", str(sheet), *place, "--write"]) == 0
    assert "Written below" in capsys.readouterr().out
    assert read_pack(PLACE, root).list_items[-1]["value"] == f"{PLACE}:QD-1"
    assert main(["pack", "check", str(root)]) == 0


def test_a_sheet_with_mistakes_tells_them_all_and_changes_nothing(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "list.xlsx"
    place = ["--jurisdiction", PLACE, "--root", str(root)]
    assert main(["lists", "export", str(sheet), *place]) == 0
    fill_sheet(sheet, "QD-1", "", "", "营商", "街道", "")
    before = read_pack(PLACE, root).digest
    for language, said in (("zh", "清单编码"), ("en", "The code")):
        assert main(["--language", language, "lists", "import", str(sheet), *place, "--write"]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert all(code in told for code in ("LI-112", "LI-115", "LI-116", "LI-123"))
    assert read_pack(PLACE, root).digest == before


def test_a_list_is_published_by_a_system_administrator_only(
    place: PracticePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_DATABASE_URL", place.url)
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path / "instance"))
    sheet = tmp_path / "list.xlsx"
    words = [str(sheet), "--jurisdiction", PLACE]
    assert main(["lists", "export", *words, "--published"]) == 0
    fill_sheet(sheet, f"{PLACE}:QD-1", "情形", "Situation", "营商环境", "街道", "001")
    before = place.pack.digest
    for wrong in (["--publish"], ["--by", "admin"], ["--publish", "--by", "admin", "--root", str(tmp_path)]):
        assert main(["lists", "import", *words, *wrong]) == 2
    for wrong_login in ("handler", "nobody"):
        assert main(["lists", "import", *words, "--publish", "--by", wrong_login]) == 2
    with place.database.read() as session:
        assert current_version(session, PLACE).digest == before
    assert main(["lists", "import", *words, "--publish", "--by", "admin"]) == 0
    assert "已发布" in capsys.readouterr().out
    with place.database.read() as session:
        assert current_version(session, PLACE).list_items[-1]["value"] == f"{PLACE}:QD-1"


def test_feel_says_where_a_value_became_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "feel", '1 + "a"']) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) is None
    assert told.err.startswith("line 1, column ")


def test_the_examples_of_a_table_are_printed_as_a_scenario_file() -> None:
    told = run("tables", "examples", "liwan", "level")
    assert told.returncode == 0
    written = tomllib.loads(told.stdout)
    assert written["decision"] == "level"
    assert len(written["case"]) == 12
    assert {tuple(case["expect"]["rules"]) for case in written["case"]} == {(row,) for row in range(1, 13)}


def test_examples_of_a_table_that_is_not_there_are_refused_by_name() -> None:
    told = run("tables", "examples", "liwan", "levl")
    assert told.returncode != 0
    assert "levl" in told.stderr + told.stdout


YEAR_2027 = """
year = 2027
[source]
title = "关于2027年部分节假日安排的通知"
number = "试〔2026〕1号"
[[holiday]]
zh = "元旦"
en = "New Year's Day"
first_on = 2027-01-01
last_on = 2027-01-03
works_on = [2027-01-09]
"""


def test_a_year_is_shown_tried_and_saved_from_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path))
    file = tmp_path / "2027.toml"
    file.write_text(YEAR_2027, encoding="utf-8")
    asked = ["--language", "en", "calendar", "show", "--year", "2027"]
    assert main(asked) == 0
    assert "Provisional" in capsys.readouterr().out
    assert main(["--language", "en", "calendar", "import", str(file)]) == 0
    tried = capsys.readouterr().out
    assert "become working days: 2027-01-09" in tried
    assert "nothing was saved" in tried
    assert main(["calendar", "import", str(file), "--save"]) == 0
    assert "已保存 2027 年" in capsys.readouterr().out
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert "Provisional" not in shown
    assert "off: 2027-01-01..2027-01-03" in shown
    assert main(["calendar", "show", "--year", "2026"]) == 0
    assert "2026-02-15..2026-02-23" in capsys.readouterr().out


def test_a_year_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RONGCUO_INSTANCE_DIR", str(tmp_path))
    file = tmp_path / "2027.toml"
    file.write_text(YEAR_2027.replace("2027-01-09", "2027-01-08"), encoding="utf-8")
    for words in (
        ["import", str(file), "--save"],
        ["import", str(tmp_path / "none.toml")],
        ["show", "--year", "9999"],
    ):
        assert main(["calendar", *words]) == 2
        assert capsys.readouterr().err.count("\n") == 1
