"""The command `rongcuo`, run in this process or, where the process is the point, in one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.practice_place import ROOT, write_place
from webapp.cli import main


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


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs commands in this process: what they do, without the start of another Python."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str, **environment: str) -> Told:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            returncode = main(words)
        out, err = self.capsys.readouterr()
        return Told(returncode, out, err)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture(scope="session", autouse=True)
def one_place_ships(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A start publishes one place instead of all that ship."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RONGCUO_PACK_ROOT", str(write_place(tmp_path_factory.mktemp("ships"))))
        yield


@pytest.fixture(scope="session")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that `rongcuo practice` made."""
    folder = tmp_path_factory.mktemp("practised")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RONGCUO_INSTANCE_DIR", str(folder))
        assert main(["practice"]) == 0
    return folder


@pytest.fixture
def practice_folder(practised: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test alone."""
    return shutil.copytree(practised, tmp_path / "instance")
