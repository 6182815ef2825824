"""What would change the advice of a procedure's tables: its diagrams say which conclusion feeds which table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webapp.decisions.what_if import WhatIf

if TYPE_CHECKING:
    from webapp.engine import Deployment
    from webapp.procedures.packs import Pack


def ask_what_if(pack: Pack, decision_id: str) -> WhatIf:
    """The question about one decision, with the results that the diagrams keep for it decided anew each time.

    The place's figures are given: no fact of a matter. Raises `webapp.decisions.DecisionNotFound`.
    """
    given = {"parameters": dict(pack.parameter_values)}
    return WhatIf(pack.decisions, decision_id, feeds=find_feeds(pack.deployment), given=given)


def find_feeds(deployment: Deployment) -> Mapping[str, str]:
    """Result variable → decision id of every business rule task; a variable that several decisions write is none."""
    found: dict[str, set[str]] = {}
    for process in deployment.processes.values():
        for element in process.elements.values():
            if element.decision_id is not None and element.result_variable is not None:
                found.setdefault(element.result_variable, set()).add(element.decision_id)
    return {variable: decisions.pop() for variable, decisions in found.items() if len(decisions) == 1}
