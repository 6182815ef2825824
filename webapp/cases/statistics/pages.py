"""The figures as they are shown: sections of figures, each with what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``records`` entries, ``persons`` distinct people, units not counted, ``share`` in percent; None where it does not apply."""

    id: str
    name: str
    records: int | None = None
    persons: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that belong together; ``note`` says what is counted."""

    id: str
    name: str
    note: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """The figures of a period; ``unread`` names the registers that the reader's roles do not read."""

    sections: tuple[Section, ...]
    places: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]


def share_of(part: int, whole: int) -> Decimal | None:
    """A part in percent to two places, as the sources give it; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def part_of(figure_id: str, name: str, part: int, whole: int) -> Figure:
    """The figure of ``part`` records among ``whole``, with their share."""
    return Figure(figure_id, name, records=part, share=share_of(part, whole))
