"""What came of a kit's cases, counted by level and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.decisions.errors import DecisionsError
from webapp.decisions.findings import Language
from webapp.decisions.wording import shown
from webapp.feel import Value


@dataclass(frozen=True, slots=True)
class Miss:
    """A decision that did not give what was expected: another value, or ``error``."""

    decision: str
    expected: Value
    actual: Value
    error: DecisionsError | None = None

    def text(self, language: Language = "zh") -> str:
        """Expected and actual, in FEEL."""
        came = shown(self.actual) if self.error is None else f"{self.error.code} {self.error.text(language)}"
        if language == "en":
            return f"{self.decision}: expected {shown(self.expected)}, got {came}"
        return f"{self.decision}：应为 {shown(self.expected)}，得到 {came}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case. ``has_value``: some expected result is not null."""

    file: str
    level: str
    case_id: str
    has_value: bool
    misses: tuple[Miss, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every decision gave what was expected."""
        return not self.misses


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many cases of a level passed, of all and of those with a value to expect."""

    level: str
    cases: int
    passed: int
    valued_cases: int
    valued_passed: int

    def text(self, language: Language = "zh") -> str:
        """One line."""
        if language == "en":
            return (
                f"level {self.level}: {self.passed} of {self.cases} passed, "
                f"{self.valued_passed} of {self.valued_cases} where a value other than null is expected"
            )
        return (
            f"第 {self.level} 级：通过 {self.passed}/{self.cases}，"
            f"其中应得非空值的 {self.valued_passed}/{self.valued_cases}"
        )


@dataclass(frozen=True, slots=True)
class KitReport:
    """All outcomes, in the order of the files, and the files of cases that could not be read."""

    outcomes: Sequence[Outcome]
    unreadable: Sequence[DecisionsError] = ()

    @property
    def passed(self) -> bool:
        """Whether every case of every file passed."""
        return not self.unreadable and all(outcome.passed for outcome in self.outcomes)

    def count_levels(self) -> Iterator[LevelCount]:
        """The count of each level, in order."""
        for level in sorted({outcome.level for outcome in self.outcomes}):
            cases = [outcome for outcome in self.outcomes if outcome.level == level]
            valued = [outcome for outcome in cases if outcome.has_value]
            yield LevelCount(
                level,
                len(cases),
                sum(outcome.passed for outcome in cases),
                len(valued),
                sum(outcome.passed for outcome in valued),
            )

    def text(self, language: Language = "zh") -> str:
        """What failed, case by case, and then one line a level."""
        lines = [error.text(language) for error in self.unreadable]
        for outcome in self.outcomes:
            lines += [f"{outcome.file} {outcome.case_id} {miss.text(language)}" for miss in outcome.misses]
        lines += [count.text(language) for count in self.count_levels()]
        return "\n".join(lines)
