"""Writes the tokens of a stored case onto the elements of the new version; numbers, notes and variables stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.engine.host import Host
from webapp.engine.moving.placing import Placing
from webapp.engine.state import StateContent, restore
from webapp.engine.tokens import CaseWorkflow


def rewrite_state(state: bytes, placing: Placing, host: Host) -> CaseWorkflow:
    """The case of ``state`` on the new version, every token where ``placing`` has put it."""
    names = {
        container.spec.name: counterpart.name
        for container in placing.former.containers()
        if (counterpart := placing.correspondence.container(container.spec)) is not None
    }

    def rewrite(content: StateContent) -> StateContent:
        name, last_id, is_completed, scopes, containers = content
        rewritten = [
            [parent, names[spec], scope, is_done, _tokens(tokens, placing), _kept(waiting, placing)]
            for parent, spec, scope, is_done, tokens, waiting in containers
        ]
        return [names[name], last_id, is_completed, scopes, rewritten]

    return restore(state, rewrite, placing.correspondence.new, host)


def _tokens(tokens: list[Any], placing: Placing) -> list[Any]:
    return [
        [number, parent, placing.targets[number].name, state, _notes(number, notes, placing.flows)]
        for number, parent, _element, state, notes in tokens
        if number not in placing.cancelled
    ]


def _kept(waiting: list[int], placing: Placing) -> list[int]:
    return [number for number in waiting if number not in placing.cancelled]


def _notes(number: int, notes: dict[str, Any], flows: Mapping[int, str]) -> dict[str, Any]:
    return {**notes, "via": flows[number]} if number in flows else notes
