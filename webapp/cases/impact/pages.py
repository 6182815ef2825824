"""What the page of a proposal shows of its impact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webapp.errors import Language


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """A scenario that changes: steps it does not pass any more, steps it passes newly, what is not as it expects."""

    name: str
    file: str
    left: tuple[str, ...]
    entered: tuple[str, ...]
    failures: tuple[str, ...]
    is_edited: bool
    is_gone: bool

    @classmethod
    def of(cls, told: Mapping[str, Any], language: Language) -> ScenarioChange:
        """From plain data, in the reader's language."""
        index = language == "en"
        return cls(
            (told["en"] if index else told["zh"]) or told["zh"] or told["file"],
            told["file"],
            tuple(pair[index] for pair in told["left"]),
            tuple(pair[index] for pair in told["entered"]),
            tuple(pair[index] for pair in told["failures"]),
            told["is_edited"],
            told["is_gone"],
        )


@dataclass(frozen=True, slots=True)
class TemplateScenario:
    """A scenario of a place's first version, or of its template: the steps that only the template's passes, and those that
    only the place's does. ``is_edited``: the two of one name do not say the same."""

    name: str
    file: str
    left: tuple[str, ...]
    entered: tuple[str, ...]
    is_edited: bool


_ScenarioT = TypeVar("_ScenarioT", ScenarioChange, TemplateScenario)


@dataclass(frozen=True, slots=True)
class SamePath(Generic[_ScenarioT]):
    """Scenarios whose path changes in the same way: the steps that they leave, those that they enter, and which they are."""

    left: tuple[str, ...]
    entered: tuple[str, ...]
    scenarios: tuple[_ScenarioT, ...]


def group_by_path(scenarios: Iterable[_ScenarioT]) -> tuple[SamePath[_ScenarioT], ...]:
    """The scenarios by what becomes of their path, each group where its first one stands."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[_ScenarioT]] = defaultdict(list)
    for each in scenarios:
        found[each.left, each.entered].append(each)
    return tuple(SamePath(left, entered, tuple(group)) for (left, entered), group in found.items())


@dataclass(frozen=True, slots=True)
class TemplateStanding:
    """How the scenarios of a place's first version stand against those of its template, at the template's version ``digest``.

    Those of one name take the ``same`` path or an ``other`` one; the rest is ``new`` or ``left_out``.
    """

    name: str
    digest: str
    same: tuple[TemplateScenario, ...]
    other: tuple[TemplateScenario, ...]
    new: tuple[TemplateScenario, ...]
    left_out: tuple[TemplateScenario, ...]

    @property
    def other_groups(self) -> tuple[SamePath[TemplateScenario], ...]:
        """Those that take another path, together where it differs alike."""
        return group_by_path(self.other)

    @classmethod
    def of(cls, told: Mapping[str, Any], language: Language) -> TemplateStanding:
        """From plain data, in the reader's language."""
        groups = (
            tuple(_template_scenario(each, language) for each in told[group])
            for group in ("same", "other", "new", "left_out")
        )
        return cls(
            (told["en"] if language == "en" else "") or told["zh"] or told["code"], told["digest"], *groups
        )


def _template_scenario(told: Mapping[str, Any], language: Language) -> TemplateScenario:
    index = language == "en"
    return TemplateScenario(
        (told["en"] if index else told["zh"]) or told["zh"] or told["file"],
        told["file"],
        tuple(pair[index] for pair in told["left"]),
        tuple(pair[index] for pair in told["entered"]),
        told["is_edited"],
    )


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A case that the reader may open."""

    case_id: int
    case_no: str


@dataclass(frozen=True, slots=True)
class AdviceChange:
    """Advice that differs in the same way in some cases: from what by which rows to what by which rows.

    ``cases`` are only those that the reader may open; ``count`` is how many there are.
    """

    old: str
    new: str
    old_rules: tuple[str, ...]
    new_rules: tuple[str, ...]
    outcome: str
    count: int
    cases: tuple[CaseLink, ...]


@dataclass(frozen=True, slots=True)
class TableImpact:
    """One decision: in how many cases its advice would differ, and how."""

    decision_id: str
    name: str
    count: int
    changes: tuple[AdviceChange, ...]


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """The impact of a proposal as far as it is known. ``total`` and ``looked_at`` count cases.

    ``base_digest`` is the version in force that it was measured against. A place's first version has none, and so no
    ``scenarios`` that change; ``standing`` is how its own stand against its template's, if it has one.
    """

    state: str
    total: int
    looked_at: int
    base_digest: str | None
    are_scenarios_run: bool
    scenarios: tuple[ScenarioChange, ...]
    differing_cases: int
    tables: tuple[TableImpact, ...]
    aside: Mapping[str, int]
    reason: str
    standing: TemplateStanding | None = None

    @property
    def scenario_groups(self) -> tuple[SamePath[ScenarioChange], ...]:
        """The scenarios that change, those whose path changes alike together."""
        return group_by_path(self.scenarios)

    @property
    def is_first(self) -> bool:
        """Whether there was no version in force to measure it against."""
        return self.base_digest is None

    @property
    def percent(self) -> int:
        """How much of the cases has been looked at."""
        return 100 if self.total == 0 else self.looked_at * 100 // self.total
