"""`rongcuo serve`, `worker`, `migrate`, `prepare` and `practice`: what runs the platform, and what goes before it."""

from __future__ import annotations

import argparse
import signal
import sys

from webapp.audit import AuditKey, CheckpointFile
from webapp.background import CheckpointKeeper, Worker
from webapp.cases.practice import describe_practice, practice_password, prepare_practice
from webapp.commands.console import DONE, say
from webapp.commands.place import open_place, read_place
from webapp.database import Database
from webapp.keys import load_audit_key
from webapp.people import create_first_setup_link
from webapp.procedures import publish_shipped
from webapp.serving import open_server, run_until_stopped
from webapp.settings import Settings
from webapp.wsgi import make_app

_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on.


def serve(arguments: argparse.Namespace) -> int:
    """Serve the pages and do the background work until a signal stops both.

    Raises: `PortInUse`, `AddressRefused`.
    """
    settings = read_place(arguments)
    database = open_place(settings)
    host, port = arguments.host or settings.host, arguments.port or settings.port
    server, counted = open_server(make_app(settings, database), host, port, settings.threads)
    for line in _prepare(settings, database, host, port):
        say(line)
    sys.stdout.flush()
    worker = _make_worker(settings, database)
    worker.start()
    try:
        run_until_stopped(server, counted)
    finally:
        worker.stop()
        database.close()
    return DONE


def work(arguments: argparse.Namespace) -> int:
    """Do the background work alone until a signal stops it."""
    settings = read_place(arguments)
    worker = _make_worker(settings, open_place(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    say("rongcuo worker: firing what is due")
    worker.run()
    return DONE


def bring_up_to_date(arguments: argparse.Namespace) -> int:
    """Create the database, or bring it to this release's schema."""
    database = open_place(read_place(arguments))
    say(f"{database.place}: up to date")
    return DONE


def practise(arguments: argparse.Namespace) -> int:
    """Make the practice place: accounts, procedures and a few matters."""
    arguments.practice = True
    return prepare(arguments)


def prepare(arguments: argparse.Namespace) -> int:
    """Publish the shipped procedures and print the set-up link, for pages that another program serves."""
    settings = read_place(arguments)
    database = open_place(settings)
    for line in _prepare(settings, database, settings.host, settings.port):
        say(line)
    database.close()
    return DONE


def _prepare(settings: Settings, database: Database, host: str, port: int) -> list[str]:
    """Publish what came with the release and is not in force yet; what to tell whoever starts the server."""
    # Whoever listens on every address of the machine can be reached on this one.
    address = f"http://{'127.0.0.1' if host in _EVERY_ADDRESS else host}:{port}"
    if settings.practice:
        stopped = prepare_practice(database, settings.pack_root)
        return [
            f"容错 Rongcuo · 演练 practice  {address}",
            *(
                f"  演练事项停在半途 a practice matter stopped early: {story.file}"
                f" · {story.refusal.text('zh')} · {story.refusal.text('en')}"
                for story in stopped
            ),
            *describe_practice(database),
            f"密码 password: {practice_password()}",
        ]
    publish_shipped(database, settings.pack_root)
    lines = [f"容错 Rongcuo  {address}"]
    token = create_first_setup_link(database)
    if token is not None:
        lines.append(f"首次设置(一次有效) set-up link (works once): {address}/setup/{token}")
    return lines


def _make_worker(settings: Settings, database: Database) -> Worker:
    file, key = CheckpointFile(settings.checkpoint_file), AuditKey(load_audit_key(settings))
    keeper = CheckpointKeeper(database, file, key, settings.checkpoint_span)
    return Worker(database, settings.poll_seconds, keeper)
