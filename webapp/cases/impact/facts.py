"""The facts on which past advice was given: as they stand in the explanations, and beside them what the case held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from webapp.feel import Value, from_json, with_value_at

#: An expression that reads one fact and nothing else: ``assessment.f_fault``.
PLAIN = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")

#: Path → value as JSON.
Recorded = Mapping[str, Any]


def facts_recorded(told: Iterable[Mapping[str, Any]]) -> Recorded:
    """The plain facts in explanations as they are stored, a later one's before an earlier one's. The place's figures are none."""
    found: dict[str, Any] = {}
    for explanation in told:
        for step in explanation["steps"]:
            for item in step["inputs"]:
                path = item["expression"].strip()
                if PLAIN.fullmatch(path) and not path.startswith("parameters.") and item["value"] is not None:
                    found[path] = item["value"]
    return found


def lay_facts(recorded: Recorded, variables: Mapping[str, Value]) -> dict[str, Value]:
    """The facts as tables read them, over the case's ``variables``."""
    facts = dict(variables)
    for path, value in recorded.items():
        facts = with_value_at(facts, path, from_json(value))
    return facts
