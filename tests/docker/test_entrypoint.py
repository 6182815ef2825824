"""docker/entrypoint, started in a tree that holds exactly what the image would: read-only, by a user who is not root."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.cases.test_killed_server import free_port
from tests.docker.container import NOBODY, Container, find_python, find_user, make_tree, open_folder
from tests.fresh_database import copy_template
from tests.practice_place import write_place
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.procedures import publish_shipped


@pytest.fixture(scope="module")
def tree() -> Iterator[Path]:
    """What the image would hold."""
    python = find_python(find_user())
    if python is None:
        pytest.skip("the test run is root's, and no other user can run a Python of its version")
    with open_folder("image") as root:
        make_tree(root, python)
        yield root


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everything shipped is published, as after the first start."""
    file = tmp_path_factory.mktemp("prepared") / "rongcuo.db"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    publish_shipped(database, write_place(file.parent / "place"))
    database.close()
    return file


@pytest.fixture
def container(tree: Path) -> Iterator[Container]:
    """A fresh container of the image."""
    with open_folder("mounts") as mounts:
        made = Container(tree, mounts, find_user())
        made.mount()
        yield made


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What is printed up to the line that holds ``text``; fails when the process ends before."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if text in line:
            return printed
    raise AssertionError(f"{text!r} never came: {printed}")


def ask(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
        status: int = answer.status
        return status


def check_health(container: Container, port: int) -> int:
    """The exit code of the image's own health check."""
    return container.execute("docker/healthcheck", RONGCUO_PORT=str(port)).returncode


def list_tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("words", "ready", "leaving", "is_first"),
    [((), "/setup/", None, True), (("web",), "Booting worker", "Handling signal: term", False)],
    ids=["serve, the first start", "web, a later start"],
)
def test_told_to_stop_it_finishes_the_request_under_way_and_ends_by_itself(
    container: Container,
    prepared: Path,
    words: tuple[str, ...],
    ready: str,
    leaving: str | None,
    is_first: bool,
) -> None:
    port, before = free_port(), list_tree(container.code)
    if not is_first:
        container.keep(prepared)
    (container.hold / "armed").touch()
    with container.started(*words, RONGCUO_PORT=str(port)) as server:
        printed = read_until(server, ready)
        assert ask(port) == 200
        assert check_health(container, port) == 0
        (container.hold / "request").touch()
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(ask(port)))
        asking.start()
        read_until(server, "held: request")
        server.send_signal(signal.SIGTERM)
        if leaving:
            read_until(server, leaving)
            (container.hold / "go").touch()
        asking.join(timeout=60)
        assert answers == [200]
        assert server.wait(timeout=60) == 0
    assert f"http://127.0.0.1:{port}/setup/" in printed
    assert check_health(container, port) == 1
    assert list_tree(container.code) == before
    assert "rongcuo.db" in list_tree(container.data)
    assert list_tree(container.temporary) == []


def test_the_worker_stops_when_it_is_told(container: Container, prepared: Path) -> None:
    container.keep(prepared)
    with container.started("worker") as worker:
        read_until(worker, "firing what is due")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
    assert (container.data / "audit_key").exists()


def test_pages_and_timers_that_start_together_take_turns_and_share_one_postgresql(
    container: Container, tmp_path: Path
) -> None:
    port, password = free_port(), container.mounts / "password"
    password.write_text("a password: with/signs\n", "utf-8")
    with copy_template("template0", tmp_path) as url:
        place = {
            "RONGCUO_DATABASE_URL": make_url(url)._replace(password=None).render_as_string(),
            "RONGCUO_DATABASE_PASSWORD_FILE": str(password),
            "RONGCUO_PORT": str(port),
        }
        with container.started("web", **place) as web, container.started("worker", **place) as worker:
            assert "/setup/" in read_until(web, "Booting worker")
            read_until(worker, "firing what is due")
            assert ask(port) == 200
            for process in (web, worker):
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=60) == 0
    assert list_tree(container.data) == ["audit_checkpoints.jsonl", "audit_key", "secret_key"]


def test_told_to_stop_in_the_middle_of_a_migration_it_finishes_that_and_starts_nothing(
    container: Container,
) -> None:
    for name in ("armed", "migration"):
        (container.hold / name).touch()
    with container.started("web", RONGCUO_PORT=str(free_port())) as server:
        read_until(server, "held: migration")
        server.send_signal(signal.SIGTERM)
        (container.hold / "go").touch()
        assert server.stdout is not None
        printed = server.stdout.read()
        assert server.wait(timeout=60) == 143
    assert "Booting worker" not in printed
    code, printed = container.run("migrate")
    assert (code, printed.count("up to date")) == (0, 1)


def test_any_other_command_is_passed_on_with_its_answer_and_exit_code(container: Container) -> None:
    assert container.run("feel", "1 + 1") == (0, "2\n")
    code, printed = container.run("feel", "1 +")
    assert code == 2
    assert printed.startswith("rongcuo: ")
    assert container.run("audit", "verify")[0] == 0


def test_it_runs_the_program_of_the_tree_and_no_other(container: Container) -> None:
    told = container.execute(".venv/bin/python", "-c", "import webapp; print(webapp.__file__)")
    assert Path(told.stdout.strip()).is_relative_to(container.code)


def refusal(container: Container, **changes: str) -> str:
    code, printed = container.run("serve", **changes)
    assert code == 78, printed
    lines = printed.splitlines()
    assert len(lines) == 2, "the same sentence in both languages, and nothing more"
    assert re.search(r"[\u4e00-\u9fff]", lines[0])
    return lines[1]


def test_a_data_folder_that_is_not_there_is_named(container: Container) -> None:
    assert "Mount a volume" in refusal(container, RONGCUO_INSTANCE_DIR="/nonexistent")


def test_a_data_folder_that_cannot_be_written_is_named_with_the_user_to_give_it_to(
    container: Container,
) -> None:
    container.data.chmod(0o555)
    told = refusal(container)
    user = f"{NOBODY}:{NOBODY}" if container.user else f"{os.getuid()}:{os.getgid()}"
    assert str(container.data) in told
    assert f"chown -R {user}" in told


def test_a_folder_for_temporary_files_that_cannot_be_written_is_named(container: Container) -> None:
    (container.temporary).chmod(0o555)
    assert "tmpfs" in refusal(container)


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_KEY", "DATABASE_PASSWORD"])
@pytest.mark.parametrize("what", ["missing", "empty", "unreadable"])
def test_a_key_file_that_is_named_must_hold_a_key(container: Container, name: str, what: str) -> None:
    """A key made in its stead would end every log-in, or sign checkpoints that nobody else can verify."""
    file = container.mounts / "key"
    if what != "missing":
        file.write_text("" if what == "empty" else "secret", "utf-8")
    if what == "unreadable":
        file.chmod(0)
    told = refusal(container, **{f"RONGCUO_{name}_FILE": str(file)})
    assert f"RONGCUO_{name}_FILE" in told
    assert str(file) in told
    assert list_tree(container.data) == []
