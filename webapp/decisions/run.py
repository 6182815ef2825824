"""One evaluation: its facts, what it has already decided, and what it keeps for the explanation."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from webapp.decisions.errors import FactUnreadable
from webapp.decisions.explanation import StepNote
from webapp.feel import (
    Budget,
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    Function,
    MonthsDuration,
    NotAValue,
    Note,
    Range,
    Scope,
    Value,
    from_python,
    open_scope,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.decisions.explanation import DecisionStep
    from webapp.decisions.linking import Key

#: Where a decision stands in the tree of imports: the import names from the asked model down to it.
ImportPath: TypeAlias = tuple[str, ...]

_SINGLE_VALUES: Final = frozenset(
    {
        type(None),
        bool,
        str,
        Decimal,
        FeelDate,
        FeelTime,
        FeelDateTime,
        DaysDuration,
        MonthsDuration,
        Range,
        Function,
    }
)


#: Whole numbers below need no rounding to FEEL's 34 digits.
_EXACT_BELOW: Final = 10**34


class FactsIncomplete(Exception):
    """Required facts are missing below this point; their names are in the run."""


class Run:
    """What one call of ``decide`` or ``explain`` knows. Used by one thread, once."""

    __slots__ = (
        "_facts_by_path",
        "_notes",
        "budget",
        "facts",
        "functions",
        "incomplete",
        "missing",
        "overrides",
        "results",
        "steps",
    )

    def __init__(self, facts: dict[str, Value], budget: Budget, *, has_trace: bool) -> None:
        self.facts = facts
        self.budget = budget
        self.results: dict[tuple[Key, ImportPath], Value] = {}
        self.incomplete: set[tuple[Key, ImportPath]] = set()
        self.functions: dict[tuple[Key, ImportPath], Function] = {}
        self.overrides: dict[Key, Value] = {}
        self.missing: dict[str, None] = {}
        self.steps: list[DecisionStep] | None = [] if has_trace else None
        self._notes: list[Any] | None = [] if has_trace else None
        self._facts_by_path: dict[ImportPath, dict[str, Value]] = {}

    def inside_service(self, facts: dict[str, Value], overrides: dict[Key, Value]) -> Run:
        """The run inside a decision service: it sees only what it was given, and reports to this one."""
        inner = object.__new__(Run)
        inner.facts, inner.overrides = facts, overrides
        inner.results, inner.functions, inner._facts_by_path = {}, {}, {}
        inner.incomplete = set()
        inner.budget, inner.missing, inner.steps, inner._notes = (
            self.budget,
            self.missing,
            self.steps,
            self._notes,
        )
        return inner

    def facts_at(self, path: ImportPath) -> dict[str, Value]:
        """The facts as an imported model sees them.

        Facts given under the import's name, as a context or as ``name.fact``, come before those given plainly.
        """
        if not path:
            return self.facts
        known = self._facts_by_path.get(path)
        if known is None:
            outer = self.facts_at(path[:-1])
            inner = outer.get(path[-1])
            prefix = path[-1] + "."
            flat = {
                name.removeprefix(prefix): value for name, value in outer.items() if name.startswith(prefix)
            }
            known = outer | (inner if isinstance(inner, dict) else {}) | flat
            self._facts_by_path[path] = known
        return known

    def open_scope(self, facts: Mapping[str, Value]) -> Scope:
        """A scope over these facts, within this run's budget; its notes come to this run."""
        return open_scope(facts, budget=self.budget, notes=self._notes)

    def note(self, zh: str, en: str) -> None:
        """Note why something became null."""
        if self._notes is not None:
            self._notes.append(StepNote(zh, en))

    def take_notes(self) -> tuple[StepNote, ...]:
        """The notes since the last call, each once."""
        if not self._notes:
            return ()
        taken = dict.fromkeys(
            StepNote(note.text("zh"), note.text("en")) if isinstance(note, Note) else note
            for note in self._notes
        )
        self._notes.clear()
        return tuple(taken)


def facts_of(given: Mapping[str, Any], read: frozenset[str] | None) -> dict[str, Value]:
    """The facts that can be ``read`` (None: all) as FEEL values; those that are already are not copied.

    Raises `FactUnreadable`.
    """
    return {
        name: value if type(value) in _SINGLE_VALUES else _feel_value(name, value)
        for name, value in given.items()
        if read is None or name in read
    }


def _feel_value(name: str, value: Any) -> Value:
    if type(value) is int and -_EXACT_BELOW < value < _EXACT_BELOW:
        return Decimal(value)
    if _is_feel(value):
        return value  # type: ignore[no-any-return]  # just found to be one
    try:
        return from_python(value)
    except NotAValue as error:
        raise FactUnreadable(name=name, reason_zh=error.text("zh"), reason_en=error.text("en")) from error


def _is_feel(value: Any) -> bool:
    kind = type(value)
    if kind is dict:
        return all(type(item) in _SINGLE_VALUES or _is_feel(item) for item in value.values())
    if kind is list:
        return all(type(item) in _SINGLE_VALUES or _is_feel(item) for item in value)
    return kind in _SINGLE_VALUES
