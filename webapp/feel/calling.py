"""Calling function values: arguments put in order and converted, results converted, from wherever the call comes."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.feel.errors import NullResult
from webapp.feel.limits import Budget
from webapp.feel.typesystem import coerce
from webapp.feel.values import FeelType, Function, Value


def arrange(function: Function, count: int, names: Sequence[str] | None) -> tuple[Function, list[int | None]]:
    """The form of the function to call, and which given argument (None: none) belongs to each place of the call.

    Raises `NullResult` if the count or the names fit no form.
    """
    for form in _forms(function, names):
        order = _arrange_by_position(form, count) if names is None else _arrange_by_name(form, names)
        if order is not None:
            return form, order
    known = {name for form in (function, *function.alternatives) for name in form.parameters}
    stranger = next((name for name in names or () if name not in known), None)
    if stranger is not None:
        raise NullResult("FEEL-N07", parameter=stranger)
    raise NullResult("FEEL-N06", least=function.least, most=function.most or "∞", given=count)


def _forms(function: Function, names: Sequence[str] | None) -> Sequence[Function]:
    """All forms; of two with the same names (``before(point, range)`` and ``before(range, point)``) the one in whose
    order the names are written comes first."""
    forms = (function, *function.alternatives)
    if names is None or len(forms) == 1:
        return forms
    return sorted(forms, key=lambda form: form.parameters[: len(names)] != tuple(names))


def _arrange_by_position(form: Function, count: int) -> list[int | None] | None:
    fits = form.least_own <= count and (form.takes_more or count <= len(form.parameters))
    return list(range(count)) if fits else None


def _arrange_by_name(form: Function, names: Sequence[str]) -> list[int | None] | None:
    given = set(names)
    parameters = form.parameters
    if len(given) != len(names) or not set(parameters[: form.least_own]) <= given <= set(parameters):
        return None
    last = max((parameters.index(name) for name in given), default=-1)
    return [names.index(name) if name in given else None for name in parameters[: last + 1]]


def call_function(
    function: Function, arguments: Sequence[Value], budget: Budget, names: Sequence[str] | None = None
) -> Value:
    """Call a function value with arguments by position, or by ``names``.

    Arguments and result are converted to the declared types. Raises `NullResult` where FEEL says null.
    """
    form, order = arrange(function, len(arguments), names)
    in_order = [None if at is None else arguments[at] for at in order]
    if form.parameter_types is not None:
        in_order = [
            _fit(argument, kind, form) for argument, kind in zip(in_order, form.parameter_types, strict=False)
        ]
    result = form.call(in_order, budget)
    return result if form.result_type is None else _fit(result, form.result_type, form)


def _fit(value: Value, kind: FeelType, function: Function) -> Value:
    fitting, fits = coerce(value, kind)
    if not fits:
        raise NullResult("FEEL-N15", function=function.name)
    return fitting
