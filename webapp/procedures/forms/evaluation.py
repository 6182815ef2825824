"""How a form's expressions are compiled and evaluated: one budget for a whole form, and the host's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webapp.clock import PLACE_ZONE
from webapp.feel import (
    Budget,
    Expression,
    FeelDate,
    FeelDateTime,
    FeelError,
    Function,
    Limits,
    Scope,
    Value,
    compile_expression,
    from_python,
    open_scope,
)
from webapp.feel.present import present

#: What all expressions of a form may cost together each time the form is shown or taken in.
FORM_LIMITS = Limits(steps=300_000)


class FormBudget(Budget):
    """The budget of one form, and what its expressions take for the present instant and day."""

    __slots__ = ("now", "today")

    def __init__(self, context: Mapping[str, Value]) -> None:
        super().__init__(FORM_LIMITS)
        now, today = context.get("now"), context.get("today")
        self.now = now if isinstance(now, FeelDateTime) else from_python(present().astimezone(PLACE_ZONE))
        day = self.now.date if isinstance(self.now, FeelDateTime) else None
        self.today: Value = today if isinstance(today, FeelDate) else day


def _today(_arguments: Sequence[Value], budget: Budget) -> Value:
    return budget.today if isinstance(budget, FormBudget) else None


def _now(_arguments: Sequence[Value], budget: Budget) -> Value:
    return budget.now if isinstance(budget, FormBudget) else None


_FUNCTIONS = {"today": Function("today", (), _today), "now": Function("now", (), _now)}


def compile_form_expression(text: str) -> Expression:
    """Compile an expression of a form (without the leading ``=``). Raises `FeelError`.

    ``today()`` and ``now()`` follow the names ``today`` and ``now`` that the host puts into the context,
    which are the procedure's own clock; without them, the machine's.
    """
    return compile_expression(text, functions=_FUNCTIONS)


def open_form_scope(context: Mapping[str, Value]) -> Scope:
    """A scope over the context with a fresh budget for everything evaluated in it."""
    return open_scope(context, budget=FormBudget(context))


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The expression's value; null when it passes a limit of the language, which `is_exhausted` then
    tells."""
    try:
        return expression.evaluate(scope)
    except FeelError:
        return None


def is_exhausted(scope: Scope) -> bool:
    """Whether the form's expressions cost more than is allowed, so that what they said cannot be relied
    on."""
    return scope.run.budget.steps_left < 0
