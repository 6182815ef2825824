"""What one expression may cost. The limits are part of the language here: a pack from elsewhere must not exhaust the server."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from webapp.feel.errors import FeelLimitExceeded


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that compiling and evaluating one expression may use."""

    expression_characters: int = 50_000
    depth: int = 100
    """How deep brackets, operators, `if` and the like may nest."""
    steps: int = 1_000_000
    """Iterations, calls and list items handled in one evaluation."""
    list_items: int = 100_000
    text_characters: int = 1_000_000
    call_depth: int = 60
    """How deep functions written in FEEL may call each other."""
    pattern_steps: int = 2_000_000
    """Steps of the regular expression machine in one call."""
    pattern_instructions: int = 5_000
    """Size of one compiled regular expression."""


#: The limits used when the caller names none.
DEFAULT = Limits()


_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def refuse_deep_values(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Turn Python's own complaint about a value nested too deeply into `FeelLimitExceeded`."""

    @functools.wraps(function)
    def bounded(*arguments: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
        try:
            return function(*arguments, **named)
        except RecursionError:
            raise FeelLimitExceeded("FEEL-L06") from None

    return bounded


class Budget:
    """What is left to spend in one evaluation; share one over several expressions to bound them together."""

    __slots__ = ("call_depth", "limits", "steps_left")

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self.steps_left = limits.steps
        self.call_depth = 0

    @property
    def is_spent(self) -> bool:
        """Whether a limit of steps has been passed."""
        return self.steps_left < 0

    def spend(self, steps: int = 1) -> None:
        """Count ``steps``; raise `FeelLimitExceeded` when none are left.

        The tightest loops do the same in place, because a call costs them as much as their work.
        """
        self.steps_left -= steps
        if self.steps_left < 0:
            raise FeelLimitExceeded("FEEL-L01", limit=self.limits.steps)

    def check_items(self, count: int) -> None:
        """Refuse a list of ``count`` items if that is too many."""
        if count > self.limits.list_items:
            raise FeelLimitExceeded("FEEL-L02", limit=self.limits.list_items)

    def check_characters(self, count: int) -> None:
        """Refuse a text of ``count`` characters if that is too long."""
        if count > self.limits.text_characters:
            raise FeelLimitExceeded("FEEL-L03", limit=self.limits.text_characters)

    def enter_call(self) -> None:
        """Count one more nested call of a FEEL function, which costs as much as several other steps."""
        self.spend(15)
        self.call_depth += 1
        if self.call_depth > self.limits.call_depth:
            raise FeelLimitExceeded("FEEL-L04", limit=self.limits.call_depth)

    def leave_call(self) -> None:
        """Come back from a nested call."""
        self.call_depth -= 1
