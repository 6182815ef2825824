"""What ``rongcuo pack check`` and ``rongcuo pack test`` do and say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from webapp.errors import Language, Problem
from webapp.procedures.checking import check_content, check_pack
from webapp.procedures.errors import PackNotFound
from webapp.procedures.findings import has_errors
from webapp.procedures.packs import Pack, read_pack
from webapp.procedures.publishing import list_jurisdictions
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.scenarios import run_scenarios
from webapp.procedures.table_scenarios import TableResult, run_table_scenarios

_SEVERITIES_ZH = {"error": "错误", "warning": "提醒"}
_PACK_FOLDERS = frozenset({"bpmn", "dmn", "forms", "scenarios"})


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings of one or more packs."""

    found: tuple[tuple[Pack, tuple[Problem, ...]], ...]

    @property
    def passed(self) -> bool:
        """Whether none of the packs has an error; warnings do not count."""
        return not any(has_errors(problems) for _, problems in self.found)

    def text(self, language: Language = "zh") -> str:
        """Every finding with its place, a line each, pack after pack."""
        return "\n".join(
            line for pack, problems in self.found for line in _check_lines(pack, problems, language)
        )


@dataclass(frozen=True, slots=True)
class TestReport:
    """The results of the scenarios of one or more packs. A pack that cannot run counts as one failure."""

    #: Not a test class, whatever its name begins with.
    __test__ = False

    refused: tuple[tuple[Pack, tuple[Problem, ...]], ...]
    results: tuple[tuple[Pack, tuple[ScenarioResult | TableResult, ...]], ...]

    @property
    def passed_count(self) -> int:
        return sum(result.is_passed for _, results in self.results for result in results)

    @property
    def failed_count(self) -> int:
        """How many scenarios failed, the packs that could not be read among them."""
        ran = sum(len(results) for _, results in self.results)
        return len(self.refused) + ran - self.passed_count

    @property
    def passed(self) -> bool:
        return self.failed_count == 0

    def text(self, language: Language = "zh") -> str:
        """One line a scenario, the failures below it; the last line is ``N passed, M failed``."""
        lines = [line for pack, problems in self.refused for line in _check_lines(pack, problems, language)]
        for pack, results in self.results:
            lines.append(f"{pack.code} {pack.digest[:12]}")
            lines.extend(line for result in results for line in _result_lines(result, language))
        lines.append(f"{self.passed_count} passed, {self.failed_count} failed")
        return "\n".join(lines)


def find_packs(path_or_code: str, root: Path) -> list[Pack]:
    """The packs that a person names: a code of ``root``, a pack's folder, or a folder that holds packs.

    Raises:
        PackNotFound: nothing there is a pack.
    """
    path = Path(path_or_code)
    if path.is_dir():
        folder = path.resolve()
        for top in (folder, folder.parent):
            if top.name in _PACK_FOLDERS:
                # tests/scenarios/<code> lies one deeper than bpmn/<code>.
                base = top.parent.parent if top.name == "scenarios" else top.parent
                return [read_pack(folder.name, base)] if top != folder else _all_packs(base, path_or_code)
        return _all_packs(folder, path_or_code)
    return [read_pack(path_or_code, root)]


def _all_packs(root: Path, named: str) -> list[Pack]:
    codes = list_jurisdictions(root)
    if not codes:
        raise PackNotFound(pack=named, place=str(root), folder="bpmn/*/jurisdiction.toml")
    return [read_pack(code, root) for code in codes]


def check_from_path(path_or_code: str, root: Path) -> CheckReport:
    """Check the packs that a person names.

    Raises:
        PackNotFound: nothing there is a pack.
    """
    return CheckReport(tuple((pack, tuple(check_pack(pack))) for pack in find_packs(path_or_code, root)))


def test_from_path(
    path_or_code: str,
    root: Path,
    *,
    restart_after_each_step: bool = False,  # noqa: PT028 - a command of ours, no test.
) -> TestReport:
    """Run the scenarios of the packs that a person names; a pack with errors is refused instead.

    Raises:
        PackNotFound: nothing there is a pack.
    """
    refused: list[tuple[Pack, tuple[Problem, ...]]] = []
    results: list[tuple[Pack, tuple[ScenarioResult | TableResult, ...]]] = []
    for pack in find_packs(path_or_code, root):
        problems = tuple(problem for problem in check_content(pack) if problem.severity == "error")
        if problems:
            refused.append((pack, problems))
        else:
            ran = run_scenarios(pack, pack.scenarios, restart_after_each_step=restart_after_each_step)
            results.append((pack, (*ran, *run_table_scenarios(pack, pack.table_scenarios))))
    return TestReport(tuple(refused), tuple(results))


# pytest collects functions by their names wherever a test imports them.
vars(test_from_path)["__test__"] = False


def _check_lines(pack: Pack, problems: tuple[Problem, ...], language: Language) -> Iterator[str]:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    yield f"{pack.code} {pack.digest[:12]}"
    for problem in problems:
        word = problem.severity if language == "en" else _SEVERITIES_ZH[problem.severity]
        yield f"  {word}: {problem.text(language)}"
    if language == "en":
        yield f"  errors: {errors}, warnings: {warnings}"
    else:
        yield f"  {errors} 处错误，{warnings} 处提醒"


def _result_lines(result: ScenarioResult | TableResult, language: Language) -> Iterator[str]:
    mark = "✓" if result.is_passed else "✗"
    title, seconds = result.scenario.title(language), result.seconds
    yield f"  {mark} {title} ({result.scenario.file}, {seconds:.2f} s)"
    for failure in result.failures:
        yield f"      {failure.text(language)}"
