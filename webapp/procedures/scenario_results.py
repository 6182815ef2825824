"""What came of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.errors import Language
from webapp.procedures.scenario_files import Scenario
from webapp.procedures.scenario_journal import Passed, Walked

#: The end of a scenario, beside its steps numbered from 1 and its opening, 0.
END = -1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a scenario fails: at which step (0: the opening, `END`: the end), and what differs."""

    step: int
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """The failure with its place, in the reader's language."""
        if language == "en":
            places = {0: "opening", END: "at the end"}
            return f"{places.get(self.step, f'step {self.step}')}{self._at('line {}')}: {self.en}"
        places = {0: "发起", END: "终局"}
        return f"{places.get(self.step, f'第 {self.step} 步')}{self._at('第 {} 行')}：{self.zh}"

    def _at(self, template: str) -> str:
        return f" ({template.format(self.line)})" if self.line else ""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The outcome of one scenario: no failures means passed.

    ``walked`` is what it covers of the diagrams, ``passed`` the same in the order in which it went.
    """

    scenario: Scenario
    failures: tuple[Failure, ...]
    walked: Walked
    seconds: float
    passed: tuple[Passed, ...] = ()

    @property
    def is_passed(self) -> bool:
        return not self.failures
