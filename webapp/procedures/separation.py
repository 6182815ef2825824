"""Separation of duties: the property ``separate_from`` of a user task, as a diagram writes it.

``separate_from = "role:handler, write_report"`` means: nobody who completed a task as a handler in this case, and
nobody who completed ``write_report`` in it, may do this one. Of an element that was completed several times only the last
time counts (of a multi-instance: the last for each item): when a matter is verified anew, the writer of the earlier report
may confirm the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Done = TypeVar("Done")

#: The name of the extension property.
PROPERTY = "separate_from"
#: What stands before a role in it.
ROLE = "role:"


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A completed task as separation sees it: by which account, in which roles, at which element."""

    account: str
    roles: frozenset[str]
    element_id: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Separation:
    """Whose earlier work keeps them from a task: roles they had, elements they completed."""

    roles: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()

    def select(
        self,
        done: Sequence[Done],
        roles_of: Callable[[Done], Iterable[str]],
        place_of: Callable[[Done], tuple[str, str]],
    ) -> list[Done]:
        """The completed tasks, oldest first, that keep their people from the task. A place is element id and item."""
        last = {place_of(each): number for number, each in enumerate(done)}
        return [
            each
            for number, each in enumerate(done)
            if not set(self.roles).isdisjoint(roles_of(each))
            or (place_of(each)[0] in self.elements and last[place_of(each)] == number)
        ]

    def is_met_by(self, roles: Collection[str], element_id: str) -> bool:
        """Whether having completed ``element_id`` in ``roles`` keeps somebody from the task."""
        return element_id in self.elements or not set(self.roles).isdisjoint(roles)

    def find_reason(self, done: Sequence[DoneTask], account: str) -> DoneTask | None:
        """The first completed task that keeps ``account`` from this one; ``done`` are all of the case, oldest first."""
        counted = self.select(done, lambda each: each.roles, lambda each: (each.element_id, each.item))
        return next((each for each in counted if each.account == account), None)


def read_separation(properties: Mapping[str, str]) -> Separation:
    """What the properties of a user task say; nothing named means that nobody is kept from it."""
    named = [part.strip() for part in properties.get(PROPERTY, "").split(",")]
    return Separation(
        roles=tuple(part.removeprefix(ROLE).strip() for part in named if part.startswith(ROLE)),
        elements=tuple(part for part in named if part and not part.startswith(ROLE)),
    )
