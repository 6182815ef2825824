"""What a FEEL expression can be worth. Values are never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from webapp.feel.temporal import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration

if TYPE_CHECKING:
    from webapp.feel.limits import Budget
    from webapp.feel.typesystem import FeelType

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
