"""Runs table scenarios: asks one decision, and those that the procedure's diagrams feed into it, for every case."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.decisions import DecisionNotFound
from webapp.errors import Language
from webapp.feel import equal
from webapp.procedures.expectations import as_plain
from webapp.procedures.failure_words import words_of
from webapp.procedures.table_scenario_files import ABSENT, TableCase, TableScenario
from webapp.procedures.trials import Trial, ask_in_order

if TYPE_CHECKING:
    from webapp.procedures.packs import Pack


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """Why a case fails."""

    case: int
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """The failure with its place, in the reader's language."""
        if language == "en":
            return f"case {self.case}{f' (line {self.line})' if self.line else ''}: {self.en}"
        return f"第 {self.case} 组{f'（第 {self.line} 行）' if self.line else ''}：{self.zh}"


@dataclass(frozen=True, slots=True)
class TableResult:
    """The outcome of one table scenario: no failures means passed."""

    scenario: TableScenario
    failures: tuple[CaseFailure, ...]
    seconds: float

    @property
    def is_passed(self) -> bool:
        return not self.failures


def run_table_scenarios(pack: Pack, scenarios: Sequence[TableScenario]) -> list[TableResult]:
    """Run table scenarios one after the other."""
    return [run_table_scenario(pack, scenario) for scenario in scenarios]


def run_table_scenario(pack: Pack, scenario: TableScenario) -> TableResult:
    """Ask the decision for every case."""
    started = time.perf_counter()
    failures = [failure for case in scenario.cases for failure in _judge(pack, scenario.decision, case)]
    return TableResult(scenario, tuple(failures), time.perf_counter() - started)


def _judge(pack: Pack, decision: str, case: TableCase) -> Iterable[CaseFailure]:
    def fail(zh: str, en: str) -> CaseFailure:
        name = f"{case.name}：" if case.name else ""
        name_en = f"{case.name}: " if case.name else ""
        return CaseFailure(case.number, case.line, name + zh, name_en + en)

    zh, en = words_of(pack)
    try:
        trial = ask_in_order(pack, decision, case.facts)
    except DecisionNotFound as error:
        yield fail(error.text("zh"), error.text("en"))
        return
    if case.missing is not None and set(case.missing) != set(trial.missing):
        yield fail(
            f"还缺的事实应为 {zh.facts(case.missing)}，实为 {zh.facts(trial.missing)}。",
            f"the missing facts should be {en.facts(case.missing)}, but are {en.facts(trial.missing)}.",
        )
    if case.error is not None and _error_code(trial) != case.error:
        found = _error_code(trial) or "—"
        yield fail(
            f"应以 {case.error} 出错，实为 {found}。", f"it should fail with {case.error}, but: {found}."
        )
    concluded = trial.conclusion
    if case.value is not ABSENT and (concluded is None or equal(concluded.value, case.value) is not True):
        value, concluded_value = as_plain(case.value), as_plain(concluded.value) if concluded else None
        yield fail(
            f"结论应为 {zh.value(value, decision)}，实为 {zh.value(concluded_value, decision)}。",
            f"the conclusion should be {en.value(value, decision)}, but is {en.value(concluded_value, decision)}.",
        )
    if case.rules is not None:
        fired = trial.fired(decision)
        if fired != case.rules:
            yield fail(
                f"命中的行应为 {_listed(map(str, case.rules))}，实为 {_listed(map(str, fired))}。",
                f"rows {_listed(map(str, case.rules))} should fire, but {_listed(map(str, fired))} did.",
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "—"


def _error_code(trial: Trial) -> str | None:
    return next((one.error.code for one in trial.explanations if one.error is not None), None)
