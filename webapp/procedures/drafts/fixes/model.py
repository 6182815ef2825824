"""What a fix is: one way to mend one problem, with the words it asks for and the files it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from webapp.errors import Language, Problem
from webapp.procedures.packs import Pack

Answers = Mapping[str, str]
"""What the reader filled in, by the name of each `Ask`."""

Changes = Mapping[str, bytes | None]
"""The files that a fix writes, by path; None removes one."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A word that only a person can give. ``proposed`` stands in the field to begin with."""

    name: str
    zh: str
    en: str
    proposed: str = ""

    def text(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a problem. ``id`` is stable for the same problem of the same content.

    ``is_removal`` says that it mends by taking away what somebody made: it is not to be pressed in passing.
    """

    id: str
    zh: str
    en: str
    apply: Callable[[Answers], Changes]
    asks: tuple[Ask, ...] = ()
    is_removal: bool = False

    def text(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Case:
    """A problem and the pack that it was found in. Only the problem's code and place count, not its words."""

    pack: Pack
    problem: Problem

    @property
    def code(self) -> str:
        return self.pack.code

    @property
    def file(self) -> str:
        return self.problem.file

    @property
    def element_id(self) -> str:
        return self.problem.element_id or ""

    @property
    def stem(self) -> str:
        return PurePosixPath(self.file).stem

    @cached_property
    def content(self) -> bytes:
        """The file as it stands; empty where it is gone."""
        return self.pack.files.get(self.file, b"")


Mender = Callable[[Case], Iterator[Fix]]
"""Offers the fixes for a problem: none where the file does not show what the problem says."""
