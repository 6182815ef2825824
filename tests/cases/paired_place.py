"""The small place with two people to a role: one examines, another files the papers; handlers hand tasks out."""

from __future__ import annotations

from collections.abc import Mapping

from tests.procedures.small_pack import (
    ARCHIVE,
    CHECK_FORM,
    JURISDICTION,
    MATTER,
    SCENARIO,
    TEXTS,
    Change,
    Replacement,
)

_ROLES = """
[roles.handler]
zh = "承办人"
en = "Handler"
case_access = "all"

[roles.verifier]
zh = "核查组"
en = "Verification team"
case_access = "involved"

[roles.archivist]"""
_MEMBER = (
    '{"type": "select", "id": "member", "key": "team.member", "label": "复核人", '
    '"valuesExpression": "=people[list contains(item.roles, \\"verifier\\") and not(item.is_recused)]"}'
)

_BY_ARCHIVISTS = '<zeebe:assignmentDefinition candidateGroups="archivist" /><zeebe:properties>'
_BY_TWO = (
    '<zeebe:assignmentDefinition candidateGroups="verifier, archivist" /><zeebe:properties>'
    '<zeebe:property name="separate_from" value="check_application, role:intake" />'
)

#: What makes the small place a place of two people.
PAIRED: Mapping[str, Change] = {
    JURISDICTION: [
        ('start = ["applicant"]', 'start = ["applicant", "handler"]\nassigners = ["handler"]'),
        ("\n[roles.archivist]", _ROLES),
    ],
    MATTER: [('candidateGroups="intake"', 'candidateGroups="verifier"')],
    ARCHIVE: [(_BY_ARCHIVISTS, _BY_TWO)],
    CHECK_FORM: [('"required": true}}]}', f'"required": true}}}}, {_MEMBER}]}}')],
    TEXTS: [('"assessment.f_fault" =', '"team.member" = "Confirmed by"\n"assessment.f_fault" =')],
    SCENARIO: [
        ('role = "intake"', 'role = "verifier"'),
        ('role = "archivist"', 'role = "verifier"\nby = "verifier2"'),
    ],
}


def paired(changes: Mapping[str, list[Replacement]] | None = None) -> dict[str, Change]:
    """The changes that make the paired place, and more."""
    more = changes or {}
    return {path: [*PAIRED.get(path, []), *more.get(path, [])] for path in {*PAIRED, *more}}  # type: ignore[misc]  # all are lists
