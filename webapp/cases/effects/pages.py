"""What counts for a person or unit in promotion, appraisal and awards: the question, and the answer as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """Whom it is about: a person by the whole name (``unit`` narrows it), or without a name the unit itself.

    ``place`` narrows it to one place: units of two places may have one code.
    """

    name: str = ""
    unit: str = ""
    on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One effect on the day asked about.

    ``state`` is running, not_begun, over (its period has ended), lifted or replaced; ``areas`` are those of
    `webapp.procedures.jurisdiction.EFFECT_AREAS` that it bears on, ``weighs`` whether it spares the person something or
    counts (empty where the place does not say).
    """

    number: str
    determination_no: str
    text: str
    areas: tuple[str, ...]
    weighs: str
    from_on: date | None
    until_on: date | None
    lifted_on: date | None
    lifted_because: str
    state: str
    words: str = ""

    @property
    def is_running(self) -> bool:
        return self.state == "running"


@dataclass(frozen=True, slots=True)
class DeterminationLine:
    """One determination: ``is_in_force`` on the day, or replaced by another of the same case."""

    number: str
    case_no: str
    outcome: str
    outcome_label: str
    decided_on: date | None
    decided_by: str
    replaced_by: str
    replaced_on: date | None
    is_in_force: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What counts in one area: a sentence, and the effects that it rests on."""

    area: str
    name: str
    words: str
    effects: tuple[EffectLine, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer for one person or unit of one place.

    ``person_number`` is the staff number entered with the applications, empty where none was; ``identity`` says how
    sure it is that all of it is about one person, and ``posts`` are the posts entered. A unit has none of the three.
    """

    place: str
    place_name: str
    subject_kind: str
    subject_name: str
    unit: str
    unit_name: str
    person_number: str
    identity: str
    posts: tuple[str, ...]
    summary: str
    areas: tuple[AreaAnswer, ...]
    effects: tuple[EffectLine, ...]
    determinations: tuple[DeterminationLine, ...]


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """The answers to one question; ``words`` says it where there is nothing on record."""

    question: StandingQuestion
    on: date
    words: str
    found: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingForm:
    """What the page of the question offers: the places, and their units by code."""

    today: date
    places: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
