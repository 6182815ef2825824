"""The people of a scenario: two of every role, told apart by their login names."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value
from webapp.procedures.jurisdiction import Jurisdiction, Role
from webapp.procedures.registers import HeldRegisterBook

#: What the second of a role's two people is called, after the role's id.
SECOND = "2"


def logins_of(role_id: str) -> tuple[str, str]:
    """The login names of the two people of a role: ``verifier`` and ``verifier2``."""
    return role_id, f"{role_id}{SECOND}"


def list_scenario_people(jurisdiction: Jurisdiction, book: HeldRegisterBook) -> list[Value]:
    """What forms may choose among as ``people``."""
    recused = list_recused(book)
    return [
        _as_choice(role, number, login_name, is_recused=login_name in recused)
        for role in jurisdiction.roles.values()
        for number, login_name in enumerate(logins_of(role.id), start=1)
    ]


def _as_choice(role: Role, number: int, login_name: str, *, is_recused: bool) -> Value:
    return {
        "value": login_name,
        "label": f"{role.zh}{number}",
        "label_en": f"{role.en} {number}",
        "roles": [role.id],
        "unit": None,
        "is_recused": is_recused,
    }


def list_recused(book: HeldRegisterBook) -> Mapping[str, str]:
    """Who stands aside by the book's register of recusals: login name to the reason."""
    records = book.list_records("recusals")
    return {str(record.get("account")): str(record.get("reason") or "") for record in records}
