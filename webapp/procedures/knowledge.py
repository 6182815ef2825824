"""What need-to-know rules reach: the entities of forms, the decisions that rest on them, the variables that hold them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from webapp.procedures.jurisdiction import Jurisdiction, NeedToKnow
from webapp.procedures.packs import Pack


def kept_from(place: Jurisdiction, roles: Collection[str]) -> tuple[NeedToKnow, ...]:
    """The rules that keep something from whoever has these roles and no others."""
    return tuple(rule for rule in place.need_to_know.values() if rule.roles.isdisjoint(roles))


def entities_of(pack: Pack, form_id: str | None) -> tuple[str, ...]:
    """The entities that a form fills in."""
    schema = pack.forms.get(form_id or "")
    return schema.entities if schema else ()


@lru_cache(maxsize=1024)
def facts_behind(pack: Pack, decision_id: str) -> frozenset[str]:
    """The entities of forms that a decision rests on.

    It reads them itself, through the decisions that it requires, or through variables that steps before it concluded.
    """
    infos, concluding = pack.decisions.decisions, _concluding(pack)
    waiting, seen, read = [decision_id], set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        info = infos.get(name)
        if name in seen or info is None:
            continue
        seen.add(name)
        roots = {path.partition(".")[0] for path in (*info.facts, *info.input_data)}
        read |= roots
        waiting.extend(info.required_decisions)
        waiting.extend(decision for root in roots for decision in concluding.get(root, ()))
    return frozenset(read & {entity for schema in pack.forms.values() for entity in schema.entities})


@lru_cache(maxsize=64)
def _concluding(pack: Pack) -> Mapping[str, frozenset[str]]:
    """Variable → the decisions whose conclusion some step puts into it."""
    found: dict[str, set[str]] = {}
    for process in pack.deployment.processes.values():
        for element in process.elements.values():
            if element.decision_id:
                variable = (element.result_variable or element.decision_id).partition(".")[0]
                found.setdefault(variable, set()).add(element.decision_id)
    return {variable: frozenset(decisions) for variable, decisions in found.items()}


@lru_cache(maxsize=256)
def variables_behind(pack: Pack, kept: frozenset[str]) -> frozenset[str]:
    """The variables that hold some entities of forms, or what a table concluded from them."""
    concluded = {
        variable
        for variable, decisions in _concluding(pack).items()
        if any(not kept.isdisjoint(facts_behind(pack, decision)) for decision in decisions)
    }
    return kept | concluded
