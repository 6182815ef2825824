"""What a place's ``jurisdiction.toml`` gives, as typed values: names, roles, parameters, messages, who may know what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from webapp.calendar import OwnDays
from webapp.errors import Language

CaseAccess = Literal["all", "involved"]

#: What a parameter's value counts, with its name in both languages. The first group must be whole and above
#: zero.
TIME_UNITS: Mapping[str, tuple[str, str]] = {
    "working_days": ("工作日", "working days"),
    "days": ("日", "days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
}
UNITS: Mapping[str, tuple[str, str]] = {
    **TIME_UNITS,
    "persons": ("人", "persons"),
    "times": ("次", "times"),
    "count": ("个", "items"),
    "percent": ("%", "%"),
    "yuan": ("元", "yuan"),
    "text": ("", ""),
    "flag": ("", ""),
    "list": ("", ""),
}

#: How roles, parameters, messages and places are called.
ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the place, which is also a lane of its diagrams.

    ``case_access`` is ``involved`` for those who see only the cases in which they have or had a task, or
    which they opened. ``reads`` names the entities and registers of a case's file that the role reads; None is
    the whole file. ``registers`` are those that the role reads over all cases of the place, though it sees only some of
    the cases. What `NeedToKnow` keeps to other roles is kept from it either way.
    """

    id: str
    zh: str
    en: str
    case_access: CaseAccess
    reads: frozenset[str] | None = None
    registers: frozenset[str] = frozenset()

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that the place sets, with its unit and source mark. FEEL reads ``parameters.<id>``."""

    id: str
    value: Any
    unit: str
    source: str
    zh: str
    en: str
    file: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """A message that a person may send into a running case: which roles may, and the form of its payload."""

    name: str
    zh: str
    en: str
    roles: tuple[str, ...]
    form_id: str | None


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way into a place's procedures: the process it opens, whose start form is filled in first, and who may.

    ``id`` is how addresses, drafts and scenarios name it: `MAIN_ENTRANCE` of the root process, else the process's id.
    """

    id: str
    process_id: str
    zh: str
    en: str
    roles: tuple[str, ...]

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


#: The entrance that every place has: its root process, opened by the roles in ``start``.
MAIN_ENTRANCE = ""


@dataclass(frozen=True, slots=True)
class NeedToKnow:
    """A part of the file that only some roles may know: entities of its forms, registers, and the roles that read them."""

    id: str
    zh: str
    en: str
    entities: frozenset[str]
    registers: frozenset[str]
    roles: frozenset[str]
    source: str
    file: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class SourceTitle:
    """A document that source marks refer to."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A code that tables and registers hold (``block``, ``A``), in words. Codes that a form offers need no term."""

    code: str
    zh: str
    en: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


#: Where the effects of a determination count: what organisation departments decide on.
EFFECT_AREAS: Mapping[str, tuple[str, str]] = {
    "promotion": ("选拔任用", "Promotion and appointment"),
    "appraisal": ("考核", "Appraisal"),
    "awards": ("评先评优", "Awards"),
}
#: Whether an effect spares the person something, or is to be reckoned with.
EFFECT_WEIGHTS = ("spares", "counts")


@dataclass(frozen=True, slots=True)
class EffectMeaning:
    """What an effect of a determination says to organisation departments.

    ``counts_in`` are the `EFFECT_AREAS` it bears on; ``weighs`` is one of `EFFECT_WEIGHTS`: ``spares`` forbids to hold the
    matter against the person there, ``counts`` asks to reckon with it while it runs.
    """

    code: str
    zh: str
    en: str
    counts_in: tuple[str, ...]
    weighs: str
    source: str
    file: str

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Unwalked:
    """A process, or one element or flow of it, that the place's scenarios need not walk, and why: ``accept:end_rejected``."""

    name: str
    zh: str
    en: str
    file: str
    line: int | None

    @property
    def process(self) -> str:
        return self.name.partition(":")[0]

    @property
    def element(self) -> str:
        """The element or flow; empty where the whole process is meant."""
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the place says in both languages."""

    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class PlaceYear:
    """The days of one year, by its number as ``id``, on which the place works otherwise than the official calendar says.

    ``source`` is the clause or ``assumed``.
    """

    id: str
    days_off: frozenset[date]
    works_on: frozenset[date]
    source: str
    file: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The merged layers of one place.

    ``assigners`` are the roles that hand out the tasks of others. ``entrances`` are all ways in, by id, the main one first.
    ``procedure_note`` is what officers must know of the procedure as a whole, such as that its steps are assumed; pages show
    it wherever the procedure is at work.
    """

    code: str
    zh: str
    en: str
    zone: ZoneInfo
    root_process: str
    start_roles: tuple[str, ...]
    assigners: tuple[str, ...]
    roles: Mapping[str, Role]
    parameters: Mapping[str, Parameter]
    messages: Mapping[str, CaseMessage]
    entrances: Mapping[str, Entrance]
    need_to_know: Mapping[str, NeedToKnow]
    sources: Mapping[str, SourceTitle]
    terms: Mapping[str, Term]
    effects: Mapping[str, EffectMeaning]
    unwalked: Mapping[str, Unwalked]
    calendar: Mapping[str, PlaceYear]
    procedure_note: Note | None
    extends: str | None

    def name(self, language: Language = "zh") -> str:
        return self.en if language == "en" else self.zh

    @property
    def own_days(self) -> OwnDays:
        """The place's own days of all years."""
        years = self.calendar.values()
        return OwnDays(
            frozenset(day for year in years for day in year.days_off),
            frozenset(day for year in years for day in year.works_on),
        )

    def say_note(self, language: Language = "zh") -> str | None:
        """The note on the procedure as a whole; None where the place has none."""
        return self.procedure_note.text(language) if self.procedure_note else None

    def opens_on_behalf(self, entrance: Entrance, held: Collection[str]) -> bool:
        """Whether a holder of the roles ``held`` who opens a matter by ``entrance`` registers it for somebody else.

        So it is where each role by which they may open it reads every case: a desk registers what others hand in. Who
        may also open it in a role that sees its own cases only is taken for the applicant, the safe side of recusal.
        """
        opening = [self.roles[role] for role in entrance.roles if role in held and role in self.roles]
        return all(role.case_access == "all" for role in opening)


def is_jurisdiction_code(code: str) -> bool:
    """Whether a folder's name can be a jurisdiction's code. ``shared`` is no place."""
    return ID.fullmatch(code) is not None and code != "shared"
