"""What a FEEL expression can be worth, and the types that values belong to (DMN 1.5, 10.3.2.1 and 10.3.2.9).

Values and types stand together because each speaks of the other: a function names the types it takes and gives, and
a type tells which values, functions among them, belong to it. Values are never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from webapp.feel.limits import Budget
from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration

Value: TypeAlias = (
    "bool | Decimal | str | FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration"
    " | Range | Function | list[Value] | dict[str, Value] | None"
)


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends.

    ``operator`` is set when the range was written as a comparison, like ``(< 10)``: then ``end`` (or ``start``) is
    the operand and the other end is open to infinity. A range written with ends never has an open end.
    """

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True
    operator: str | None = None

    @classmethod
    def of_comparison(cls, operator: str, operand: Value) -> Range:
        """The range of ``(< 10)``, ``(<= 10)``, ``(> 10)``, ``(>= 10)``, ``(= 10)`` or ``(!= 10)``."""
        if operator in ("<", "<="):
            return cls(None, operand, False, operator == "<=", operator)
        if operator in (">", ">="):
            return cls(operand, None, operator == ">=", False, operator)
        return cls(operand, operand, operator == "=", operator == "=", operator)


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called: a built-in, a host's function or one written in FEEL.

    ``call`` receives the arguments as given (None in place of one skipped by name) and the budget to spend from. It
    may raise `webapp.feel.errors.NullResult` to say why its result is null. The first ``required`` parameters (all,
    if it is None) must be given; with ``takes_more`` any number of further arguments may follow. ``alternatives``
    are further forms of the function, with other parameters. A call of an ``is_pure`` function on constants is made
    once, when compiling.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value], Budget], Value]
    required: int | None = None
    takes_more: bool = False
    alternatives: tuple[Function, ...] = ()
    parameter_types: tuple[FeelType, ...] | None = None
    result_type: FeelType | None = None
    is_pure: bool = False

    @property
    def least_own(self) -> int:
        """How many of ``parameters`` must be given."""
        return len(self.parameters) if self.required is None else self.required

    @property
    def has_plain_types(self) -> bool:
        """Whether it takes and gives any values, so that nothing needs converting."""
        return self.parameter_types is None and self.result_type is None

    @property
    def least(self) -> int:
        """The smallest number of arguments in any form."""
        return min([self.least_own, *(form.least for form in self.alternatives)])

    @property
    def most(self) -> int | None:
        """The largest number of arguments; None if there is no bound."""
        return (
            None
            if self.takes_more
            else max([len(self.parameters), *(form.least for form in self.alternatives)])
        )


#: Python's type of a value → the name of its kind.
KINDS: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    FeelDate: "date",
    FeelTime: "time",
    FeelDateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
    list: "list",
    dict: "context",
}


def kind_of(value: Value) -> str:
    """The name of the value's kind: ``number``, ``date and time``, ``list`` …"""
    return KINDS.get(type(value), "unknown")


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type. ``kind`` is a kind of value or ``Any``; the other fields narrow lists, ranges, contexts and functions."""

    kind: str
    element: FeelType | None = None
    entries: tuple[tuple[str, FeelType], ...] | None = None
    parameters: tuple[FeelType, ...] | None = None
    result: FeelType | None = None

    def contains(self, value: Value) -> bool:
        """Whether a value, other than null, belongs to the type; null belongs to every type."""
        if value is None:
            return True
        if self.kind != "Any" and kind_of(value) != self.kind:
            return False
        return self._fits(value)

    def _fits(self, value: Value) -> bool:
        if isinstance(value, list) and self.element is not None:
            return all(self.element.contains(item) for item in value)
        if isinstance(value, Range) and self.element is not None:
            return self.element.contains(value.start) and self.element.contains(value.end)
        if isinstance(value, dict) and self.entries is not None:
            return all(name in value and kind.contains(value[name]) for name, kind in self.entries)
        if isinstance(value, Function) and self.parameters is not None:
            return self._fits_function(value)
        return True

    def _fits_function(self, value: Function) -> bool:
        wanted = self.parameters or ()
        if len(wanted) != len(value.parameters):
            return False
        given = value.parameter_types or (ANY,) * len(wanted)
        takes = all(inner.covers(outer) for outer, inner in zip(wanted, given, strict=True))
        # What a function written in FEEL gives is declared nowhere: nothing speaks against any type.
        return takes and (
            self.result is None or value.result_type is None or self.result.covers(value.result_type)
        )

    def covers(self, other: FeelType) -> bool:
        """Whether each value of ``other`` also belongs to this type."""
        if self.kind == "Any":
            return True
        if other.kind == "null":
            return True
        if self.kind != other.kind:
            return False
        if self.element is not None:
            return self.element.covers(other.element or ANY)
        if self.entries is not None:
            theirs = dict(other.entries or ())
            return all(name in theirs and kind.covers(theirs[name]) for name, kind in self.entries)
        if self.parameters is not None:
            given = other.parameters
            if given is None or len(given) != len(self.parameters):
                return False
            takes = all(inner.covers(outer) for outer, inner in zip(self.parameters, given, strict=True))
            return takes and (self.result or ANY).covers(other.result or ANY)
        return True


ANY = FeelType("Any")


#: What a host passes to `webapp.feel.compile_expression` under ``functions``; see `host_function`.
HostFunction: TypeAlias = Function


def host_function(
    parameters: Sequence[str], implementation: Callable[..., Value], *, optional: int = 0
) -> Function:
    """Offer a Python function to expressions.

    ``implementation`` takes the values in the order of ``parameters``; the last ``optional`` ones may be left out.
    It may raise `webapp.feel.errors.NullResult` with a reason, and must not change its arguments.
    """

    def call(arguments: Sequence[Value], _budget: Budget) -> Value:
        return implementation(*arguments)

    name = getattr(implementation, "__name__", "function")
    return Function(name, tuple(parameters), call, required=len(parameters) - optional)
