"""Boxed filters and iterators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from webapp.feel import Value, compile_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from webapp.decisions.run import Run
    from webapp.feel import Scope

    Evaluate = Callable[[Scope, Run], Value]

#: What FEEL iterates over when given a value: a list's items, a range's numbers, one value as a list of it.
_ITEMS = compile_expression("for item in source return item", ["source"])


def compile_filter(source: Evaluate, match: Evaluate) -> Evaluate:
    """The items for which ``match`` is true; null when it is neither true, false nor null for some item."""

    def evaluate(scope: Scope, run: Run) -> Value:
        items = _items(source, scope, run)
        if items is None:
            return None
        kept: list[Value] = []
        for item in items:
            run.budget.spend()
            inner = scope.inner()
            if isinstance(item, dict):
                inner.update(item)
            inner["item"] = item
            fits = match(inner, run)
            if fits is True:
                kept.append(item)
            elif fits not in (False, None):
                _not_boolean(run)
                return None
        return kept

    return evaluate


def compile_iterator(
    kind: Literal["for", "some", "every"], variable: str, source: Evaluate, body: Evaluate
) -> Evaluate:
    """``for``, ``some`` or ``every`` over a list."""
    return (
        _compile_for(variable, source, body)
        if kind == "for"
        else _compile_quantifier(kind, variable, source, body)
    )


def _compile_for(variable: str, source: Evaluate, body: Evaluate) -> Evaluate:
    def evaluate(scope: Scope, run: Run) -> Value:
        items = _items(source, scope, run)
        if items is None:
            return None
        made: list[Value] = []
        for item in items:
            run.budget.spend()
            inner = scope.inner()
            inner[variable] = item
            inner["partial"] = list(made)
            made.append(body(inner, run))
        return made

    return evaluate


def _compile_quantifier(
    kind: Literal["some", "every"], variable: str, source: Evaluate, body: Evaluate
) -> Evaluate:
    decisive = kind == "some"

    def evaluate(scope: Scope, run: Run) -> Value:
        items = _items(source, scope, run)
        if items is None:
            return None
        result: bool | None = not decisive
        for item in items:
            run.budget.spend()
            inner = scope.inner()
            inner[variable] = item
            truth = body(inner, run)
            if truth is not None and not isinstance(truth, bool):
                _not_boolean(run)
                return None
            if truth is decisive:
                result = decisive
            elif truth is None and result is not decisive:
                result = None
        return result

    return evaluate


def _items(source: Evaluate, scope: Scope, run: Run) -> list[Value] | None:
    value = source(scope, run)
    if isinstance(value, list):
        return value
    listed = _ITEMS.evaluate(run.open_scope({"source": value}))
    return listed if isinstance(listed, list) else None


def _not_boolean(run: Run) -> None:
    run.note(
        "条件的结果既不是 true 也不是 false，整个结果为空值。",
        "A condition was neither true nor false; the result is null.",
    )
