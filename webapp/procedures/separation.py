"""Separation of duties: the property ``separate_from`` of a user task, as a diagram writes it.

``separate_from = "role:handler, write_report"`` means: nobody who completed a task as a handler in this case, and
nobody who completed ``write_report`` in it, may do this one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

#: The name of the extension property.
PROPERTY = "separate_from"
_ROLE = "role:"


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A completed task as separation sees it: by which account, in which roles, at which element."""

    account: str
    roles: frozenset[str]
    element_id: str


@dataclass(frozen=True, slots=True)
class Separation:
    """Whose earlier work keeps them from a task: roles they had, elements they completed."""

    roles: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()

    def is_met_by(self, roles: Collection[str], element_id: str) -> bool:
        """Whether having completed ``element_id`` in ``roles`` keeps somebody from the task."""
        return element_id in self.elements or not set(self.roles).isdisjoint(roles)

    def find_reason(self, done: Collection[DoneTask], account: str) -> DoneTask | None:
        """The first completed task that keeps ``account`` from this one."""
        mine = (each for each in done if each.account == account)
        return next((each for each in mine if self.is_met_by(each.roles, each.element_id)), None)


def read_separation(properties: Mapping[str, str]) -> Separation:
    """What the properties of a user task say; nothing named means that nobody is kept from it."""
    named = [part.strip() for part in properties.get(PROPERTY, "").split(",")]
    return Separation(
        roles=tuple(part.removeprefix(_ROLE).strip() for part in named if part.startswith(_ROLE)),
        elements=tuple(part for part in named if part and not part.startswith(_ROLE)),
    )
