"""Recusal as a step of a procedure decides it: a small place whose first step records it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.procedures.small_pack import MATTER, Replacement

_SET_STATUS = (
    '<zeebe:taskDefinition type="set_status" /><zeebe:ioMapping>'
    '<zeebe:input source="applied" target="status" />'
)
_RECORD = (
    '<zeebe:taskDefinition type="record_recusals" /><zeebe:ioMapping>'
    '<zeebe:input source="={recusals}" target="recusals" />'
    '<zeebe:input source="程安" target="decided_by" />'
)


def recuse_first(recusals: str) -> Mapping[str, list[Replacement]]:
    """The change after which the matter begins with ``recusals``, a FEEL list."""
    return {MATTER: [(_SET_STATUS, _RECORD.replace("{recusals}", recusals.replace('"', "&quot;")))]}
