"""kill -9 of a real server while it writes: what it had acknowledged is there, what it had not never happened."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from tests.cases.matters import start_facts, step_facts
from tests.practice_place import ROOT, PracticePlace, write_place
from webapp import audit
from webapp.cases.practice import practice_password

FIRST = "check_application"

#: ``rongcuo serve`` that, once the file named first exists, stops for good in the commit of a submission: everything
#: is written then, and nothing committed.
SERVE_AND_HANG = """
import sys, threading
from pathlib import Path
from sqlalchemy import Engine, event
from webapp.cli import main

trap = Path(sys.argv[1])

@event.listens_for(Engine, "after_cursor_execute")
def notice(connection, _cursor, statement, *_):
    if statement.startswith("INSERT INTO submission"):
        connection.info["is_submission"] = True

@event.listens_for(Engine, "commit")
def hang(connection):
    if connection.info.pop("is_submission", False) and trap.exists():
        print("all written, nothing committed", flush=True)
        threading.Event().wait()

raise SystemExit(main(["serve", "--practice", "--port", sys.argv[2]]))
"""


class Officer:
    """A person at a browser without script."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            text: str = answer.read().decode()
            return text

    def post(self, path: str, typed: dict[str, str]) -> str:
        """Send a form; the page that answers it, after its redirect."""
        data = urllib.parse.urlencode(typed).encode()
        with self.opener.open(self.address + path, data, timeout=30) as answer:
            text: str = answer.read().decode()
            return text

    def sign_in(self, login_name: str) -> None:
        token = hidden(self.get("/sign-in"), "csrf_token")
        typed = {"login_name": login_name, "password": practice_password(), "csrf_token": token}
        self.post("/sign-in", typed)


def hidden(page: str, name: str) -> str:
    """A hidden value of a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(place: PracticePlace, folder: Path, trap: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process over the place's database; it has printed its address when the block begins."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE_AND_HANG, str(trap), str(port)],
        cwd=ROOT,
        env={
            **os.environ,
            "RONGCUO_INSTANCE_DIR": str(folder),
            "RONGCUO_DATABASE_URL": place.url,
            "RONGCUO_PACK_ROOT": str(write_place(folder / "ships")),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if "password" in line:
                break
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.kill()
        server.wait(timeout=30)
        server.stdout.close()


def record(place: PracticePlace, case_id: int) -> list[str]:
    """What people did in the case; who read what is kept to a few, and the papers that the platform makes meanwhile at its
    own pace, are on record too, and not asked for here."""
    with place.database.read() as session:
        assert audit.verify(session).is_intact
        entries = audit.list_entries(session, f"case:{place.case(case_id).case_no}")
        return [entry.action for entry in entries if entry.action not in ("read_kept_back", "make_paper")]


def test_a_server_killed_in_the_middle_of_a_submission_keeps_what_it_acknowledged_and_nothing_else(
    place: PracticePlace, tmp_path: Path
) -> None:
    case_id = place.open_matter(start_facts(place))
    task_id = place.task(case_id, FIRST).id
    trap = tmp_path / "trap"
    with served(place, tmp_path, trap) as (address, server):
        officer = Officer(address)
        officer.sign_in("intake")
        token = hidden(officer.get(f"/tasks/{task_id}"), "csrf_token")
        page = officer.post(f"/tasks/{task_id}/claim", {"csrf_token": token})
        filled = {
            **{name: str(value) for name, value in step_facts(place, FIRST).items()},
            **{name: hidden(page, name) for name in ("csrf_token", "revision", "submission_key")},
        }
        before = place.case(case_id)
        trap.touch()
        answers: list[str] = []

        def submit() -> None:
            try:
                answers.append(officer.post(f"/tasks/{task_id}/complete", filled))
            except (urllib.error.URLError, ConnectionError):
                answers.append("no answer")

        submitting = threading.Thread(target=submit)
        submitting.start()
        assert server.stdout is not None
        assert server.stdout.readline().startswith("all written")
        server.send_signal(signal.SIGKILL)
        submitting.join()
    assert answers == ["no answer"]
    trap.unlink()

    after = place.case(case_id)
    assert (after.state, after.revision, after.status) == (before.state, before.revision, before.status)
    assert place.open_elements(case_id) == [FIRST]
    assert record(place, case_id) == ["open_case", "issue_paper", "claim_task"]

    # The server starts again on what is left; the person's session lives on, and so does the page they had filled in.
    with served(place, tmp_path, trap) as (address, _server):
        officer.address = address
        for _ in range(2):
            officer.post(f"/tasks/{task_id}/complete", filled)
    assert FIRST not in place.open_elements(case_id)
    done_once = ["open_case", "issue_paper", "claim_task", "record_recusal", "complete_task", "issue_paper"]
    assert record(place, case_id) == done_once
