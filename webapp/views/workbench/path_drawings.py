"""What was walked, drawn: for each process its diagram with the elements passed, and the steps that led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from webapp.errors import Language
from webapp.procedures.proof import Act, Drawing, Mark


@dataclass(frozen=True, slots=True)
class PathDrawing:
    """One process on a page: its file's address, and the ids of what was passed and of where the case stands."""

    id: str
    name: str
    url: str
    passed: tuple[str, ...]
    flows: tuple[str, ...]
    active: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """An element entered in a step, to be found on the diagram of its process."""

    process: str
    process_name: str
    element: str
    name: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step with what it walked through. ``at`` is when the clock stood there."""

    act: Act
    at: datetime | None
    stops: tuple[Stop, ...]


def draw_paths(
    draft_id: int,
    drawings: Sequence[Drawing],
    marks: Sequence[Mark],
    active: Mapping[str, Iterable[str]],
    language: Language,
) -> list[PathDrawing]:
    """The processes that were entered, in the order in which they were; those where the case stands are unfolded."""
    entered = dict.fromkeys(mark.process for mark in marks)
    by_id = {drawing.id: drawing for drawing in drawings}
    standing = {process for process in active if tuple(active[process])} or set(list(entered)[:1])
    return [
        PathDrawing(
            drawing.id,
            drawing.name(language),
            diagram_address(draft_id, drawing.file),
            tuple(
                dict.fromkeys(
                    m.element
                    for m in marks
                    if m.process == drawing.id
                    and not m.is_flow
                    and m.element not in active.get(drawing.id, ())
                )
            ),
            tuple(dict.fromkeys(m.element for m in marks if m.process == drawing.id and m.is_flow)),
            tuple(active.get(drawing.id, ())),
            drawing.id in standing,
        )
        for drawing in (by_id[process] for process in entered if process in by_id)
    ]


def diagram_address(draft_id: int, path: str) -> str:
    """Where the browser fetches a diagram of a draft, its names in the reader's language."""
    return url_for("workbench.show_diagram", draft_id=draft_id, path=path)


def tell_steps(
    drawings: Sequence[Drawing], acts: Sequence[Act], marks: Sequence[Mark], language: Language
) -> list[PathStep]:
    """The steps with the elements that each walked through."""
    by_id = {drawing.id: drawing for drawing in drawings}
    names = {(drawing.id, part.id): part.name(language) for drawing in drawings for part in drawing.parts}
    stops: dict[int, list[Stop]] = {}
    times: dict[int, str] = {}
    for mark in marks:
        times[mark.step] = mark.at
        if mark.is_flow or mark.process not in by_id:
            continue
        name = names.get((mark.process, mark.element), mark.element)
        if name == mark.element:  # A gateway that only joins has no name, and nothing to tell.
            continue
        stop = Stop(mark.process, by_id[mark.process].name(language), mark.element, name)
        stops.setdefault(mark.step, []).append(stop)
    return [
        PathStep(act, _instant(act.at or times.get(act.number, "")), tuple(stops.get(act.number, ())))
        for act in acts
    ]


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class CoveredPart:
    """An element or flow with how many scenarios walk it, or why none need."""

    id: str
    name: str
    is_flow: bool
    count: int
    excuse: str

    @property
    def state(self) -> str:
        """``walked``, ``excused`` or ``unwalked``."""
        return "walked" if self.count else "excused" if self.excuse else "unwalked"


@dataclass(frozen=True, slots=True)
class CoverageDrawing:
    """A process with its coverage."""

    id: str
    name: str
    url: str
    parts: tuple[CoveredPart, ...]

    def of(self, state: str) -> list[CoveredPart]:
        """The parts in a state."""
        return [part for part in self.parts if part.state == state]


def draw_coverage(
    draft_id: int, drawings: Sequence[Drawing], runs: Iterable[Sequence[Mark]], language: Language
) -> list[CoverageDrawing]:
    """All processes, those with the most that nobody walks first."""
    counts: Counter[tuple[str, str]] = Counter()
    for marks in runs:
        counts.update({(mark.process, mark.element) for mark in marks})
    covered = [
        CoverageDrawing(
            drawing.id,
            drawing.name(language),
            diagram_address(draft_id, drawing.file),
            tuple(
                CoveredPart(
                    part.id,
                    part.name(language),
                    part.kind == "flow",
                    counts[drawing.id, part.id],
                    part.excuse(language),
                )
                for part in drawing.parts
            ),
        )
        for drawing in drawings
    ]
    return sorted(covered, key=lambda each: -len(each.of("unwalked")))
