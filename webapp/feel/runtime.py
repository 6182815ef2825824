"""What one evaluation carries with it: the names in scope, the budget, and the notes about nulls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from webapp.feel.errors import Note, Place
from webapp.feel.limits import Budget
from webapp.feel.messages import KIND_NAMES
from webapp.feel.values import Value, kind_of

#: More notes than this help nobody.
_MAX_NOTES = 100
_NAMES_PER_STEP = 64


class Run:
    """One evaluation: its budget and, if asked for, its notes."""

    __slots__ = ("budget", "notes")

    def __init__(self, budget: Budget, notes: list[Note] | None = None) -> None:
        self.budget = budget
        self.notes = notes

    def note(self, place: Place, code: str, **facts: Any) -> None:
        """Remember why something became null."""
        if self.notes is not None and len(self.notes) < _MAX_NOTES:
            self.notes.append(Note(code, place, facts))


class Scope(dict[str, Value]):
    """The values in scope by name, with the evaluation they belong to.

    A caller that evaluates many expressions over the same facts may build one scope and pass it in place of a plain
    mapping, which is then not copied; `webapp.feel.open_scope` builds it.
    """

    __slots__ = ("run",)

    def __init__(self, names: Mapping[str, Value] | Iterable[tuple[str, Value]], run: Run) -> None:
        super().__init__(names)
        self.run = run

    def inner(self, run: Run | None = None) -> Scope:
        """A scope with the same names, to be extended apart from this one; a large one costs steps to copy."""
        run = run or self.run
        if len(self) > _NAMES_PER_STEP:
            run.budget.spend(len(self) // _NAMES_PER_STEP)
        return Scope(self, run)


#: What a node is compiled to.
Evaluator: TypeAlias = Callable[[Scope], Value]


def kind_facts(prefix: str, value: Value) -> dict[str, str]:
    """The facts ``<prefix>_zh`` and ``<prefix>_en`` for a message about a value's kind."""
    zh, en = KIND_NAMES.get(kind_of(value), ("值", "a value"))
    return {f"{prefix}_zh": zh, f"{prefix}_en": en}
