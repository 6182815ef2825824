"""The proof that a pack may be published: no errors in its checks, and every scenario passes."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from webapp.errors import Problem
from webapp.procedures.check_coverage import check_coverage
from webapp.procedures.checking import check_content
from webapp.procedures.errors import PackRefused
from webapp.procedures.findings import finding, has_errors
from webapp.procedures.packs import Pack
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.scenarios import run_scenarios
from webapp.procedures.table_outlines import outline_decisions
from webapp.procedures.table_scenarios import TableResult, run_table_scenarios

_LOCK = threading.Lock()
_PROVEN: set[str] = set()
_REMEMBERED = 256


def prove_pack(pack: Pack) -> None:
    """Check the pack and run its scenarios. A version once proven in this process is not proven again.

    Raises:
        PackRefused: with every finding that stands in the way.
    """
    with _LOCK:
        if pack.digest in _PROVEN and not pack.reading_problems:
            return
    problems = check_content(pack)
    if has_errors(problems):
        raise PackRefused(pack.code, problems)
    failed = _failures(_run_all(pack))
    if failed:
        raise PackRefused(pack.code, failed)
    note_proof(pack)


def note_proof(pack: Pack) -> None:
    """Remember that a version was proven, here or in the child process that checks drafts."""
    with _LOCK:
        if len(_PROVEN) >= _REMEMBERED:
            _PROVEN.clear()
        _PROVEN.add(pack.digest)


def find_all_problems(pack: Pack) -> list[Problem]:
    """Whatever keeps the pack from being published, and every warning, in one run of its scenarios: errors first."""
    problems = check_content(pack)
    if has_errors(problems):
        return _without_followers(pack, problems)
    results = _run_all(pack)
    matters = [result for result in results if isinstance(result, ScenarioResult)]
    return [*_failures(results), *problems, *check_coverage(pack, matters)]


#: What is said of every name that a diagram or table holds, when the file itself cannot be read.
_FOLLOWERS = frozenset({"PK-205", "PK-243", "PK-244", "PK-254", "PK-255"})


def _without_followers(pack: Pack, problems: list[Problem]) -> list[Problem]:
    """The findings without those that only follow from a diagram or table that cannot be read."""
    unread = {path for path in pack.paths(".bpmn") if path not in pack.diagram_outlines}
    unread |= {path for path in pack.paths(".dmn") if outline_decisions(pack.files[path]) is None}
    return [each for each in problems if not unread or each.code not in _FOLLOWERS]


def _run_all(pack: Pack) -> list[ScenarioResult | TableResult]:
    return [
        *run_scenarios(pack, pack.scenarios),
        *run_table_scenarios(pack, pack.table_scenarios),
    ]


def _failures(results: Iterable[ScenarioResult | TableResult]) -> list[Problem]:
    return [
        finding(
            "PK-250",
            result.scenario.file,
            line=failure.line,
            name=result.scenario.title("zh"),
            reason=failure.text("zh"),
            reason_en=failure.text("en"),
        )
        for result in results
        for failure in result.failures
    ]
