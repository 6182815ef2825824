"""What the child process says of scenarios run and cases played: plain data, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and a name in both languages."""

    id: str
    zh: str
    en: str

    def name(self, language: Language = "zh") -> str:
        """Its name; the id where it has none."""
        return (self.en if language == "en" else self.zh) or self.id


@dataclass(frozen=True, slots=True)
class Mark:
    """An element entered, or a flow taken, in a step (0: the opening). ``at`` is an instant in ISO 8601."""

    step: int
    at: str
    process: str
    element: str
    is_flow: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Why something fails: at a step (0: the opening, -1: the end), on a line of the file, in both languages."""

    step: int
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Act:
    """A step as it is told: what was done (``kind``), where, by whom, and to which instant the clock went."""

    number: int
    kind: str
    element: Named
    who: Named
    item: str
    at: str


@dataclass(frozen=True, slots=True)
class Stalled:
    """A task that a failing scenario lacks (``missing``) or plays in vain (``gone``); see `stalls.Stall`."""

    kind: Literal["missing", "gone"]
    process: str
    element: Named
    behind: int
    is_within: bool


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """What came of one scenario file; no failures means passed. ``acts`` and ``marks`` are those of a whole matter.

    ``is_cut_off``: it passed a limit of time or memory, which says nothing of the scenario itself.
    """

    file: str
    name: Named
    is_table: bool
    length: int
    seconds: float
    failures: tuple[Said, ...]
    acts: tuple[Act, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_cut_off: bool = False
    stalls: tuple[Stalled, ...] = ()

    @property
    def is_passed(self) -> bool:
        return not self.failures

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From plain data."""
        return cls(
            told["file"],
            Named(**told["name"]),
            told["is_table"],
            told["length"],
            told["seconds"],
            tuple(Said(**each) for each in told["failures"]),
            read_acts(told["acts"]),
            tuple(Mark(**each) for each in told["marks"]),
            stalls=tuple(Stalled(**{**each, "element": Named(**each["element"])}) for each in told["stalls"]),
        )


@dataclass(frozen=True, slots=True)
class RepairedPlace:
    """A place of a file as it was: behind step ``behind`` a task was put in, or this step was left out; and who does it."""

    behind: int
    item: str
    who: Named


@dataclass(frozen=True, slots=True)
class RevisedLine:
    """Something expected behind a step (-1: at the end) that was taken along, in both languages."""

    step: int
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """What it is that was expected."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one scenario. ``content`` is None where it is left to hand; ``reason`` says in both languages why it
    is, or why the task was not taken in at every place."""

    file: str
    content: bytes | None
    places: tuple[RepairedPlace, ...] = ()
    revised: tuple[RevisedLine, ...] = ()
    reason: tuple[str, str] | None = None

    def why(self, language: Language = "zh") -> str:
        """The reason, or nothing."""
        return self.reason[language == "en"] if self.reason else ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From plain data."""
        return cls(
            told["file"],
            told["content"],
            tuple(RepairedPlace(**{**each, "who": Named(**each["who"])}) for each in told["places"]),
            tuple(RevisedLine(**each) for each in told["revised"]),
            tuple(told["reason"]) if told["reason"] else None,
        )


def read_acts(told: Sequence[Mapping[str, Any]]) -> tuple[Act, ...]:
    """Steps from plain data."""
    return tuple(
        Act(**{**each, "element": Named(**each["element"]), "who": Named(**each["who"])}) for each in told
    )


@dataclass(frozen=True, slots=True)
class Part:
    """An element or flow of a diagram, and the reason why no scenario need walk it, if one is given."""

    id: str
    kind: str
    zh: str
    en: str
    excuse_zh: str
    excuse_en: str

    def name(self, language: Language = "zh") -> str:
        return (self.en if language == "en" else self.zh) or self.id

    def excuse(self, language: Language = "zh") -> str:
        return self.excuse_en if language == "en" else self.excuse_zh


@dataclass(frozen=True, slots=True)
class Drawing:
    """A process with its file and parts, in the order of the diagram."""

    id: str
    file: str
    zh: str
    en: str
    parts: tuple[Part, ...]

    def name(self, language: Language = "zh") -> str:
        return (self.en if language == "en" else self.zh) or self.id

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From plain data."""
        return cls(**{**told, "parts": tuple(Part(**part) for part in told["parts"])})
