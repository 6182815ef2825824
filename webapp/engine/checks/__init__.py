"""What must hold before diagrams may run. Each check yields problems; none of them stops another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from webapp.engine.checks.calls import check_calls, check_catchers, check_process_ids
from webapp.engine.checks.concurrency import check_concurrency
from webapp.engine.checks.elements import check_elements
from webapp.engine.checks.flows import check_flows
from webapp.engine.checks.formulas import check_formulas
from webapp.engine.checks.loops import check_loops
from webapp.engine.checks.people import check_people
from webapp.engine.diagram import Process
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

Check = Callable[[Sequence[Process], Surroundings], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    check_process_ids,
    check_elements,
    check_flows,
    check_loops,
    check_people,
    check_calls,
    check_catchers,
    check_formulas,
    check_concurrency,
)


def check_read(processes: Sequence[Process], surroundings: Surroundings) -> list[Problem]:
    """All problems of diagrams that could be read, in the order of files and lines within a check."""
    return [problem for check in CHECKS for problem in check(processes, surroundings)]
