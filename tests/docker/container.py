"""A stand-in for a container: the tree that the image would hold, read-only, and a user who is not root."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from tests.docker.image import lay_out, read_stages
from tests.practice_place import write_place

IMAGE = read_stages()[-1]
CODE, DATA = str(IMAGE.workdir), IMAGE.environment["RONGCUO_INSTANCE_DIR"]
NOBODY = 65534

#: Loaded by every Python that the entry point starts. Where it is told to, the process says that it has come there and
#: goes on only once the file named ``go`` exists, or the embedded server has begun to leave.
HOLD = """
import os, pathlib, threading

folder = pathlib.Path(os.environ["RONGCUO_TEST_HOLD"])

def hold(what):
    if (folder / what).exists():
        print("held:", what, flush=True)
        for _ in range(3000):
            leaving = any(thread.name == "rongcuo-drain" for thread in threading.enumerate())
            if leaving or (folder / "go").exists():
                return
            threading.Event().wait(0.02)
        raise TimeoutError(what)

if (folder / "armed").exists():
    from flask import has_request_context
    from sqlalchemy import Engine, event

    @event.listens_for(Engine, "before_cursor_execute")
    def notice(_connection, _cursor, statement, *_):
        if has_request_context():
            hold("request")
        elif statement.lstrip().startswith("CREATE TABLE account"):
            hold("migration")
"""


def find_user() -> dict[str, Any]:
    """How to start a process as somebody who is not root; nothing more is needed when the test run is not."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def find_python(user: dict[str, Any]) -> Path | None:
    """A Python of this version that the user may run: this one may stand in a home that nobody else can read."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for path in (
        Path(sys.executable).resolve(),
        *(Path(top) / f"python{version}" for top in ("/usr/bin", "/usr/local/bin")),
    ):
        try:
            told = subprocess.run(
                [path, "-c", "import sys, ssl, sqlite3, venv"], capture_output=True, check=False, **user
            )
        except OSError:
            continue
        if told.returncode == 0:
            return path
    return None


def make_tree(root: Path, python: Path) -> None:
    """What the image would hold, below ``root``, with the libraries of this test run in its ``.venv``; read-only."""
    lay_out(root)
    code = root / CODE.lstrip("/")
    subprocess.run([python, "-m", "venv", "--without-pip", code / ".venv"], check=True)
    site = next((code / ".venv" / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n{code}\n", "utf-8")
    for program in ("rongcuo", "gunicorn"):
        (entry,) = entry_points(group="console_scripts", name=program)
        file = code / ".venv" / "bin" / program
        file.write_text(
            f"#!{code}/.venv/bin/python\nfrom {entry.module} import {entry.attr}\nraise SystemExit({entry.attr}())\n",
            "utf-8",
        )
        file.chmod(0o755)
    subprocess.run([python, "-m", "compileall", "-q", code / "webapp"], check=True)  # As the image does.
    set_writable(code, writable=False)


def set_writable(folder: Path, *, writable: bool) -> None:
    """Give or take the right to write, throughout."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IWUSR if writable else mode & ~0o222)


@contextmanager
def open_folder(name: str) -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own is not; gone when the block ends."""
    root = Path(tempfile.mkdtemp(prefix=f"rongcuo-{name}-"))
    root.chmod(0o755)
    try:
        yield root
    finally:
        set_writable(root, writable=True)
        shutil.rmtree(root)


@dataclass(frozen=True, slots=True)
class Container:
    """The tree of the image below ``tree``, what is mounted below ``mounts``, and the user."""

    tree: Path
    mounts: Path
    user: dict[str, Any]

    @property
    def code(self) -> Path:
        """The working folder of the image."""
        return self.tree / CODE.lstrip("/")

    @property
    def data(self) -> Path:
        """The data folder, a volume."""
        return self.mounts / DATA.lstrip("/")

    @property
    def pack_root(self) -> Path:
        """A folder of procedures that is shorter than the image's own."""
        return self.mounts / "place"

    @property
    def temporary(self) -> Path:
        """What is mounted at /tmp."""
        return self.mounts / "tmp"

    @property
    def hold(self) -> Path:
        """Files that `HOLD` looks for."""
        return self.mounts / "hold"

    def mount(self) -> None:
        """Make the folders that the user may write, and the hook that can hold a process."""
        hooks = self.mounts / "hooks"
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(HOLD, "utf-8")
        # A start publishes one place instead of all that ship.
        write_place(self.pack_root)
        for folder in (self.data, self.temporary, self.hold):
            folder.mkdir(parents=True)
            if self.user:
                os.chown(folder, NOBODY, NOBODY)

    def keep(self, file: Path) -> None:
        """Put a copy of a file into the data folder, as an earlier start may have left it."""
        kept = self.data / file.name
        shutil.copyfile(file, kept)
        if self.user:
            os.chown(kept, NOBODY, NOBODY)

    def environment(self, changes: dict[str, str]) -> dict[str, str]:
        """What the image sets, moved below the folders of the test."""
        told = {
            name: value.replace(CODE, str(self.code))
            .replace(DATA, str(self.data))
            .replace("$PATH", os.defpath)
            for name, value in IMAGE.environment.items()
        }
        told |= {
            "HOME": "/nonexistent",
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary),
            "RONGCUO_HOST": "127.0.0.1",
            "RONGCUO_PACK_ROOT": str(self.pack_root),
            "PYTHONPATH": str(self.mounts / "hooks"),
            "RONGCUO_TEST_HOLD": str(self.hold),
        }
        return told | changes

    def start(self, *words: str, **changes: str) -> subprocess.Popen[str]:
        """Start the image's entry point with ``words``, else with the image's CMD."""
        program = self.tree / IMAGE.last("ENTRYPOINT").words[0].lstrip("/")
        return subprocess.Popen(
            [program, *(words or IMAGE.last("CMD").words)],
            cwd=self.code,
            env=self.environment(changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self.user,
        )

    @contextmanager
    def started(self, *words: str, **changes: str) -> Iterator[subprocess.Popen[str]]:
        """The same, ended for certain when the block ends."""
        process = self.start(*words, **changes)
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=30)

    def run(self, *words: str, **changes: str) -> tuple[int, str]:
        """Start, and wait for the end: exit code and all that was printed."""
        process = self.start(*words, **changes)
        printed, _ = process.communicate(timeout=120)
        return process.returncode, printed

    def execute(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the tree beside the entry point, as ``docker exec`` would."""
        program, *rest = words
        return subprocess.run(
            [self.code / program, *rest],
            cwd=self.code,
            env=self.environment(changes),
            capture_output=True,
            text=True,
            check=False,
            **self.user,
        )
