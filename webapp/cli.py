"""The command `rongcuo`. Every command says what it did on standard output; what is wrong goes to standard error,
in one sentence, with an exit code that is not 0."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.command_line import build_parser
from webapp.errors import RongcuoError

if TYPE_CHECKING:
    from webapp.background import CheckpointKeeper
    from webapp.database import Database
    from webapp.settings import Settings

__all__ = ["RUNS", "build_parser", "main"]

# Imports of areas stand inside the commands: `rongcuo feel` need not load the web server, and --help answers at once.

#: Exit codes: a refusal in our own words, and a check or test that did not pass.
REFUSED, NOT_PASSED = 2, 1
_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on.


class _Usage(RongcuoError):
    """What stands on the command line, or in a file that it names, cannot be used."""

    code = "RC-1911"
    zh = "{reason_zh}"
    en = "{reason_en}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _show_json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    """Numbers as numbers; dates, times and durations as ISO 8601 texts."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read_json(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as failure:
        raise _Usage(
            reason_zh=f"文件 {path} 无法读取：{failure.strerror}。请检查路径和权限。",
            reason_en=f"The file {path} cannot be read: {failure.strerror}. Check the path and its permissions.",
        ) from failure
    except ValueError as failure:
        raise _Usage(
            reason_zh=f"文件 {path} 不是 UTF-8 编码的 JSON：{failure}。请改正此处。",
            reason_en=f"The file {path} is not JSON in UTF-8: {failure}. Mend it there.",
        ) from failure


def _read_names(path: str) -> dict[str, Any]:
    """Names and their values, as FEEL takes them, from a JSON object."""
    from webapp.feel import from_python

    values = from_python(_read_json(path))
    if not isinstance(values, dict):
        raise _Usage(
            reason_zh=f"文件 {path} 里应是一个 JSON 对象：用花括号写出名称和值。",
            reason_en=f"The file {path} must hold one JSON object: names and values in braces.",
        )
    return values


# -- the server ------------------------------------------------------------------------------------------------


def _settings(arguments: argparse.Namespace) -> Settings:
    from webapp.settings import read_settings

    settings = read_settings(practice=True if arguments.practice else None)
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    return settings


def _open(settings: Settings) -> Database:
    from webapp.database import open_database
    from webapp.migrations import migrate

    database = open_database(settings.database_url)
    migrate(database)
    return database


def _serve(arguments: argparse.Namespace) -> int:
    from webapp.background import Worker
    from webapp.serving import open_server, run_until_stopped
    from webapp.wsgi import make_app

    settings = _settings(arguments)
    database = _open(settings)
    host, port = arguments.host or settings.host, arguments.port or settings.port
    server, counted = open_server(make_app(settings, database), host, port, settings.threads)
    for line in _prepare(settings, database, host, port):
        _say(line)
    sys.stdout.flush()
    worker = Worker(database, settings.poll_seconds, _keep_checkpoints(settings, database))
    worker.start()
    try:
        run_until_stopped(server, counted)
    finally:
        worker.stop()
        database.close()
    return 0


def _prepare(settings: Settings, database: Database, host: str, port: int) -> list[str]:
    """Publish what came with the release and is not in force yet; what to tell whoever starts the server."""
    from webapp.cases.practice import describe_practice, practice_password, prepare_practice, publish_shipped
    from webapp.people import create_first_setup_link

    # Whoever listens on every address of the machine can be reached on this one.
    address = f"http://{'127.0.0.1' if host in _EVERY_ADDRESS else host}:{port}"
    if settings.practice:
        prepare_practice(database, settings.pack_root)
        return [
            f"容错 Rongcuo · 演练 practice  {address}",
            *describe_practice(database),
            f"密码 password: {practice_password()}",
        ]
    publish_shipped(database, settings.pack_root)
    lines = [f"容错 Rongcuo  {address}"]
    token = create_first_setup_link(database)
    if token is not None:
        lines.append(f"首次设置(一次有效) set-up link (works once): {address}/setup/{token}")
    return lines


def _work(arguments: argparse.Namespace) -> int:
    import signal

    from webapp.background import Worker

    settings = _settings(arguments)
    database = _open(settings)
    worker = Worker(database, settings.poll_seconds, _keep_checkpoints(settings, database))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    _say("rongcuo worker: firing what is due")
    worker.run()
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    database = _open(_settings(arguments))
    _say(f"{database.place}: up to date")
    return 0


def _practise(arguments: argparse.Namespace) -> int:
    arguments.practice = True
    settings = _settings(arguments)
    return _tell_prepared(settings)


def _prepare_to_serve(arguments: argparse.Namespace) -> int:
    return _tell_prepared(_settings(arguments))


def _tell_prepared(settings: Settings) -> int:
    database = _open(settings)
    for line in _prepare(settings, database, settings.host, settings.port):
        _say(line)
    database.close()
    return 0


def _move_clock(arguments: argparse.Namespace) -> int:
    from webapp.cases import advance_practice_clock
    from webapp.database import now
    from webapp.feel import DaysDuration, MonthsDuration

    arguments.practice = True
    database = _open(_settings(arguments))
    with database.read() as session:
        start = now(session)
    span = _duration(arguments.advance)
    if isinstance(span, MonthsDuration):
        from webapp.calendar import load_calendar
        from webapp.clock import place_day

        today = place_day(start)
        step = load_calendar().add_months(today, span.months) - today
    elif isinstance(span, DaysDuration):
        step = timedelta(seconds=float(span.seconds))
    else:
        raise _Usage(
            reason_zh=f"--advance 不能是“{arguments.advance}”：请写 ISO 8601 时长，如 P90D、P6M。",
            reason_en=f"--advance cannot be “{arguments.advance}”: write an ISO 8601 duration such as P90D or P6M.",
        )
    _say(advance_practice_clock(database, None, step).isoformat())
    return 0


def _duration(text: str) -> object:
    from webapp.feel import compile_expression

    return compile_expression(f"duration({json.dumps(text)})").evaluate({})


# -- packs -----------------------------------------------------------------------------------------------------


def _pack_root(arguments: argparse.Namespace) -> Path:
    return _settings(arguments).pack_root


def _check_pack(arguments: argparse.Namespace) -> int:
    from webapp.procedures import check_from_path

    report = check_from_path(arguments.path, _pack_root(arguments))
    _say(report.text(arguments.language))
    return 0 if report.passed else NOT_PASSED


def _test_pack(arguments: argparse.Namespace) -> int:
    from webapp.procedures import test_from_path

    report = test_from_path(arguments.path, _pack_root(arguments))
    _say(report.text(arguments.language))
    return 0 if report.passed else NOT_PASSED


def _export_list(arguments: argparse.Namespace) -> int:
    from webapp.list_commands import export_sheet

    return export_sheet(arguments, _settings(arguments), _open, _say)


def _show_calendar(arguments: argparse.Namespace) -> int:
    from webapp.calendar_commands import show_year

    return show_year(arguments, _open(_settings(arguments)), _say)


def _import_calendar(arguments: argparse.Namespace) -> int:
    from webapp.calendar_commands import import_year

    return import_year(arguments, _open(_settings(arguments)), _say)


def _import_list(arguments: argparse.Namespace) -> int:
    from webapp.list_commands import import_sheet

    return import_sheet(arguments, _settings(arguments), _open, _say)


def _decide(arguments: argparse.Namespace) -> int:
    from webapp.decisions import load

    facts = _read_names(arguments.facts) if arguments.facts else {}
    explanation = load(Path(arguments.file)).explain(arguments.decision, facts)
    _show_json(explanation.as_json())
    return 0 if explanation.status == "concluded" else NOT_PASSED


def _check_tables(arguments: argparse.Namespace) -> int:
    from webapp.decisions.checking import check_tables

    report = check_tables(map(Path, arguments.path))
    _say(report.text(arguments.language))
    return 0 if report.passed else NOT_PASSED


def _print_examples(arguments: argparse.Namespace) -> int:
    from webapp.procedures import read_pack
    from webapp.procedures.table_examples import list_pack_examples
    from webapp.procedures.table_scenario_files import write_table_scenario

    pack = read_pack(arguments.place, _pack_root(arguments))
    examples = list_pack_examples(pack, arguments.decision)
    info = pack.decisions.decisions[arguments.decision]
    english = pack.texts("en").text(info.file, info.id, info.name)
    _say(write_table_scenario(info.name, english, info.id, examples))
    return 0


def _run_kit(arguments: argparse.Namespace) -> int:
    from webapp.decisions.tck import run_kit

    report = run_kit(Path(arguments.folder))
    _say(report.text(arguments.language))
    return 0 if report.passed else NOT_PASSED


def _evaluate(arguments: argparse.Namespace) -> int:
    from webapp.feel import compile_expression, to_python

    context = _read_names(arguments.context) if arguments.context else {}
    value, notes = compile_expression(arguments.expression, names=context.keys()).evaluate_with_notes(context)
    _show_json(to_python(value))
    for note in notes:
        place = {"zh": "第 {} 行第 {} 列", "en": "line {}, column {}"}[arguments.language]
        told = f"{place.format(note.line, note.column)}: {note.text(arguments.language)}"
        sys.stderr.write(told + "\n")
    return 0


# -- the record ------------------------------------------------------------------------------------------------


def _keep_checkpoints(settings: Settings, database: Database) -> CheckpointKeeper:
    from webapp.audit import AuditKey, CheckpointFile
    from webapp.background import CheckpointKeeper
    from webapp.settings import load_audit_key

    key = AuditKey(load_audit_key(settings))
    return CheckpointKeeper(database, CheckpointFile(settings.checkpoint_file), key, settings.checkpoint_span)


def _verify_audit(arguments: argparse.Namespace) -> int:
    from webapp.audit import AuditKey, CheckpointFile, CheckpointFileMissing, verify_record
    from webapp.settings import find_audit_key

    settings = _settings(arguments)
    named = Path(arguments.checkpoints) if arguments.checkpoints else None
    if named is not None and not named.exists():
        raise CheckpointFileMissing(file=named)
    secret = find_audit_key(settings)
    file = CheckpointFile(named or settings.checkpoint_file)
    report = verify_record(_open(settings), file, AuditKey(secret) if secret else None)
    _say(report.text(arguments.language))
    return 0 if report.is_intact else NOT_PASSED


def _write_checkpoint(arguments: argparse.Namespace) -> int:
    from webapp.audit import AuditKey, CheckpointFile, keep_checkpoint
    from webapp.settings import load_audit_key

    settings = _settings(arguments)
    file = CheckpointFile(settings.checkpoint_file)
    written = keep_checkpoint(_open(settings), file, AuditKey(load_audit_key(settings)))
    if written is not None:
        _say(f"{written.number} {written.short_form} {written.at.isoformat()} {file.path}")
    return 0


# -- the command line ------------------------------------------------------------------------------------------

#: Command of `build_parser` → what it does.
RUNS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "worker": _work,
    "migrate": _migrate,
    "prepare": _prepare_to_serve,
    "practice": _practise,
    "clock": _move_clock,
    "audit verify": _verify_audit,
    "audit checkpoint": _write_checkpoint,
    "pack check": _check_pack,
    "pack test": _test_pack,
    "calendar show": _show_calendar,
    "calendar import": _import_calendar,
    "lists export": _export_list,
    "lists import": _import_list,
    "tables check": _check_tables,
    "tables examples": _print_examples,
    "tck": _run_kit,
    "decide": _decide,
    "feel": _evaluate,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        code = RUNS[arguments.command](arguments)
    except BrokenPipeError:
        return 0
    except Exception as failure:
        text = getattr(failure, "text", None)
        if not callable(text):
            if not isinstance(failure, OSError):
                raise
            sys.stderr.write(f"rongcuo: {failure.filename or ''}: {failure.strerror}\n")
            return REFUSED
        sys.stderr.write(f"rongcuo: {text(arguments.language)}\n")
        return REFUSED
    return code


if __name__ == "__main__":
    raise SystemExit(main())
