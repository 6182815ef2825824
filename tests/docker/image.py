"""What the image would hold and start, read from docker/Dockerfile and .dockerignore: no container engine is needed."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from dockerfile_parse import DockerfileParser

from tests.practice_place import ROOT

DOCKERFILE = ROOT / "docker" / "Dockerfile"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name, its flags (``--from=build``), and the rest as written."""

    name: str
    flags: dict[str, str]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest, word by word; of the exec form, its list."""
        if self.is_exec_form:
            listed: list[str] = json.loads(self.rest)
            return listed
        return shlex.split(self.rest)

    @property
    def is_exec_form(self) -> bool:
        """Whether no shell stands between."""
        return self.rest.startswith("[")


@dataclass(frozen=True, slots=True)
class Stage:
    """What follows one FROM."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """The instructions of that name."""
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> Instruction:
        """The one that counts, of those that count once."""
        return self.all(name)[-1]

    @property
    def workdir(self) -> PurePosixPath:
        """Where the stage works at its end."""
        return PurePosixPath(self.last("WORKDIR").rest)

    @property
    def environment(self) -> dict[str, str]:
        """What ENV sets, with ``$PATH`` as written."""
        return dict(word.split("=", 1) for each in self.all("ENV") for word in each.words)


@cache
def read_stages() -> tuple[Stage, ...]:
    """The stages of docker/Dockerfile; the last one is the image."""
    stages: list[Stage] = []
    for each in DockerfileParser(fileobj=io.BytesIO(DOCKERFILE.read_bytes())).structure:
        name, value = each["instruction"], each["value"]
        if name == "FROM":
            base, _, alias = value.partition(" AS ")
            stages.append(Stage(base, alias))
        elif name != "COMMENT":
            flags = re.match(r"(?:--\S+\s+)*", value)
            assert flags is not None
            pairs = [flag[2:].partition("=") for flag in flags[0].split()]
            instruction = Instruction(
                name, {key: text for key, _, text in pairs}, value[flags.end() :].strip()
            )
            stages[-1].instructions.append(instruction)
    return tuple(stages)


def find_stage(name: str) -> Stage:
    """The stage that COPY --from names."""
    return next(stage for stage in read_stages() if stage.name == name)


@cache
def ignore_rules() -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """The rules of .dockerignore in their order: whether each lets in, and the paths it speaks of."""
    lines = (line.strip() for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines())
    return tuple(
        (line.startswith("!"), _pattern(line.removeprefix("!")))
        for line in lines
        if line and not line.startswith("#")
    )


def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern for a path or any folder above it: ``*`` stays within one name, ``**/`` goes through folders."""
    parts = re.split(r"(\*\*/|\*)", glob)
    meaning = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")


def is_in_context(path: str) -> bool:
    """Whether a build would see the file: the last rule that speaks of it decides."""
    verdict = True
    for lets_in, pattern in ignore_rules():
        if pattern.fullmatch(path):
            verdict = lets_in
    return verdict


def list_context(top: str = ".") -> Iterator[str]:
    """The files below ``top`` that a build would see."""
    if (ROOT / top).is_file():
        yield from [top] if is_in_context(top) else []
        return
    # Unlike Path.rglob, os.walk bears that other tests make and remove files meanwhile.
    for folder, folders, files in os.walk(ROOT / top):
        inner = PurePosixPath(Path(folder).relative_to(ROOT).as_posix())
        folders[:] = sorted(name for name in folders if _leads_on((inner / name).as_posix()))
        yield from (path for name in sorted(files) if is_in_context(path := (inner / name).as_posix()))


def _leads_on(folder: str) -> bool:
    """Whether a build may see something below a folder."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return is_in_context(folder) or any(line.startswith(f"!{folder}/") for line in lines)


def lay_out(root: Path) -> None:
    """Copy to ``root`` what the image would hold of this repository, where the image would hold it.

    What the stages before download, the libraries, is left out: the tests bring their own.
    """
    image = read_stages()[-1]
    for copy in image.all("COPY"):
        *sources, target = copy.words
        for source in sources:
            _copy(
                _in_repository(source, copy), root, image.workdir / target, into_folder=target.endswith("/")
            )


def _in_repository(source: str, copy: Instruction) -> str:
    """What a stage before has below its working folder stands in the repository at the same place."""
    if "from" not in copy.flags:
        return source
    return PurePosixPath(source).relative_to(find_stage(copy.flags["from"]).workdir).as_posix()


def _copy(source: str, root: Path, target: PurePosixPath, *, into_folder: bool) -> None:
    for name in list_context(source):
        inner = PurePosixPath(name).relative_to(source)
        place = target / (PurePosixPath(source).name if into_folder and inner.name == "" else inner)
        path = root / place.relative_to("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, path)
