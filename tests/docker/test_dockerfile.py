"""docker/Dockerfile: a linter finds nothing, and the rules that no linter knows hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path, PurePosixPath

import pytest

from tests.docker.image import (
    DOCKERFILE,
    Instruction,
    find_stage,
    is_in_context,
    list_context,
    read_stages,
)
from tests.practice_place import ROOT
from webapp.static.collect import FILES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
IMAGE = read_stages()[-1]


def run_linter(file: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("hadolint")
    return subprocess.run(
        [linter, "--no-color", "--failure-threshold", "style", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_linter_finds_nothing() -> None:
    found = run_linter(DOCKERFILE)
    assert (found.stdout, found.returncode) == ("", 0)


def test_the_linter_would_find_something(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian:latest\nRUN cd /tmp\n", "utf-8")
    found = run_linter(file)
    assert found.returncode != 0
    assert {"DL3007", "DL3003"} <= set(re.findall(r"DL\d{4}", found.stdout))


def test_every_base_image_is_named_with_a_version_and_its_distribution() -> None:
    for stage in read_stages():
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*-[a-z-]+", stage.base), stage.base
        assert "latest" not in stage.base


def test_python_is_one_that_the_project_allows_and_the_same_where_it_is_built_and_run() -> None:
    assert find_stage("build").base == IMAGE.base
    minor = re.fullmatch(r"python:3\.(\d+)-slim-\w+", IMAGE.base)
    least = re.fullmatch(r">=3\.(\d+)", PROJECT["requires-python"])
    assert minor is not None
    assert least is not None
    assert int(minor[1]) >= int(least[1])


def test_the_installer_is_the_one_of_the_makefile() -> None:
    version = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert any(f"uv=={version[1]}" in run.rest for run in find_stage("build").all("RUN"))


def test_libraries_come_by_the_lock_files_and_nothing_else_is_installed() -> None:
    for stage in read_stages():
        for run in stage.all("RUN"):
            assert not re.search(r"\b(curl|wget|apt-get|apk)\b|https?:", run.rest), run.rest
            assert "npm install" not in run.rest
            for sync in re.findall(r"uv sync[^&]*", run.rest):
                assert {"--frozen", "--no-dev", "--extra", "scale"} <= set(sync.split())
            for install in re.findall(r"npm ci[^&]*", run.rest):
                assert {"--ignore-scripts", "--omit=dev"} <= set(install.split())
            for installed in re.findall(r"pip install([^&]*)", run.rest):
                assert re.search(r" uv==\S+$", installed)


def test_every_browser_file_that_is_served_comes_from_a_library_that_is_not_for_tests_only() -> None:
    """The image leaves those for tests out; collecting a file of theirs would end the build."""
    lock = json.loads((ROOT / "webapp/static/package-lock.json").read_text("utf-8"))["packages"]
    bundled = [source for file in (ROOT / "webapp/static/bundles").iterdir() for source in imports_of(file)]
    assert {"camunda-bpmn-js", "camunda-dmn-js", "@bpmn-io/form-js-editor"} <= set(map(library_of, bundled))
    for source in (*FILES.values(), *bundled, "esbuild"):
        entry = lock[f"node_modules/{library_of(source)}"]
        assert not entry.get("dev"), source


def imports_of(file: Path) -> list[str]:
    """What a bundle takes from libraries."""
    return re.findall(r'(?:from|import) "([^."][^"]*)"', file.read_text("utf-8"))


def library_of(source: str) -> str:
    """The library that holds a file."""
    return "/".join(source.split("/")[: 2 if source.startswith("@") else 1])


def test_nothing_is_added_by_add_which_also_fetches_and_unpacks() -> None:
    assert [stage.all("ADD") for stage in read_stages()] == [[], [], []]


def copies() -> list[tuple[int, Instruction]]:
    return [(number, copy) for number, stage in enumerate(read_stages()) for copy in stage.all("COPY")]


@pytest.mark.parametrize(("number", "copy"), copies(), ids=lambda each: getattr(each, "rest", None))
def test_everything_that_is_copied_is_there(number: int, copy: Instruction) -> None:
    *sources, _target = copy.words
    assert sources
    for source in sources:
        if "from" not in copy.flags:
            assert any(list_context(source)), f"a build would not see {source}"
        else:
            stage = find_stage(copy.flags["from"])
            assert stage in read_stages()[:number]
            assert PurePosixPath(source).is_relative_to(stage.workdir)


def test_what_is_kept_from_git_is_kept_from_the_image() -> None:
    """Data folders, keys and built libraries must not slip into an image; an exported tree without git has none."""
    if not (ROOT / ".git").exists():
        pytest.skip("this tree is no git checkout, so nothing says what is ignored")
    names = "\n".join(list_context())
    told = subprocess.run(
        ["git", "check-ignore", "--stdin"], input=names, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.stdout == ""


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/python",
        "instance/secret_key",
        "docker/secrets/secret_key",
        "docker/compose.yaml",
        "tests/conftest.py",
        "webapp/static/node_modules/x/index.js",
        "webapp/static/vendor/htmx.min.js",
        "webapp/feel/__pycache__/parser.cpython-311.pyc",
        "__pycache__/x.pyc",
        "notes.txt",
    ],
)
def test_a_build_does_not_see(path: str) -> None:
    assert not is_in_context(path)


@pytest.mark.parametrize(
    "path",
    [
        "uv.lock",
        "webapp/cli.py",
        "webapp/static/css/site.css",
        "tests/scenarios/x/y.toml",
        "docker/entrypoint",
    ],
)
def test_a_build_sees(path: str) -> None:
    assert is_in_context(path)


def test_it_runs_as_a_numbered_user_who_is_not_root() -> None:
    user = re.fullmatch(r"(\d+):(\d+)", IMAGE.last("USER").rest)
    assert user is not None
    assert int(user[1]) >= 10000
    made = " ".join(run.rest for run in IMAGE.all("RUN"))
    assert f"--uid {user[1]} " in made
    assert f"--gid {user[2]} " in made
    after = IMAGE.instructions[IMAGE.instructions.index(IMAGE.last("USER")) :]
    assert not [each.name for each in after if each.name in ("COPY", "ADD")]


def test_the_only_folder_of_its_own_is_a_volume_given_to_that_user() -> None:
    folder = IMAGE.environment["RONGCUO_INSTANCE_DIR"]
    assert IMAGE.last("VOLUME").words == [folder]
    made = next(run.rest for run in IMAGE.all("RUN") if folder in run.rest)
    assert re.search(rf"install --directory --owner=rongcuo --group=rongcuo --mode=0700 {folder}$", made)
    assert "chown" not in DOCKERFILE.read_text("utf-8")


def test_it_starts_without_a_shell_between_and_looks_after_its_health() -> None:
    assert IMAGE.last("ENTRYPOINT").is_exec_form
    assert IMAGE.last("CMD").is_exec_form
    health = IMAGE.last("HEALTHCHECK")
    assert {"interval", "timeout", "start-period", "retries"} <= health.flags.keys()
    assert health.rest.startswith("CMD [")
    for program in ("entrypoint", "healthcheck"):
        file = ROOT / "docker" / program
        assert os.access(file, os.X_OK)
        assert file.read_text("utf-8").startswith("#!")


def test_no_secret_stands_in_the_image() -> None:
    assert not [name for name in IMAGE.environment if re.search("KEY|SECRET|PASSWORD|DATABASE", name)]
    assert [stage.all("ARG") for stage in read_stages()] == [[], [], []]


def test_the_entry_point_is_plain_shell() -> None:
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell is not None
    subprocess.run([shell, "-n", ROOT / "docker" / "entrypoint"], check=True)


def test_its_name_carries_the_version_of_the_release() -> None:
    assert f"rongcuo:{PROJECT['version']}" in DOCKERFILE.read_text("utf-8")
