"""Compiling members (``a.b``) and filters (``list[…]``) (DMN 1.5, 10.3.2.5)."""

from __future__ import annotations

from decimal import Decimal

from webapp.feel import numeric
from webapp.feel.compiler.unit import Unit, compiles
from webapp.feel.errors import Place
from webapp.feel.members import NO_MEMBER, read_member
from webapp.feel.runtime import Evaluator, Scope, kind_facts
from webapp.feel.syntax import Filter, Member
from webapp.feel.values import Value, kind_of


@compiles(Member)
def compile_member(node: Member, unit: Unit) -> Evaluator:
    """``source.name``: an entry of a context, a part of a value, or these of each item of a list."""
    source, name, place = unit.compile(node.source), node.name, node.place

    def member(scope: Scope) -> Value:
        owner = source(scope)
        if type(owner) is dict and name in owner:
            return owner[name]
        result = read_member(owner, name, scope.run.budget)
        if result is NO_MEMBER:
            kinds = kind_facts("type", owner)
            kinds["type_en"] = kind_of(owner)
            scope.run.note(place, "FEEL-N04", name=name, **kinds)
            return None
        return result

    return member


@compiles(Filter)
def compile_filter(node: Filter, unit: Unit) -> Evaluator:
    """``list[condition]``: the item at a number, or the items for which the condition is true."""
    source, place = unit.compile(node.source), node.place
    constant = unit.constant(node.condition)
    if constant is not None and isinstance(constant.value, Decimal):
        index = constant.value
        return lambda scope: _pick(_as_list(source(scope)), index, scope, place)
    used, keeps_scope = unit.uses_of(node.condition)
    with unit.binding("item"):
        condition = unit.compile(node.condition)

    def select(scope: Scope) -> Value:
        items = _as_list(source(scope))
        if items is None:
            return None
        if not items:
            return _pick(items, index, scope, place) if isinstance(index := condition(scope), Decimal) else []
        kept: list[Value] = []
        inner = scope.inner()
        scope.run.budget.spend(len(items))
        for number, item in enumerate(items):
            if keeps_scope:
                inner = scope.inner()
            _show_item(item, inner, scope, used)
            found = condition(inner)
            if number == 0 and isinstance(found, Decimal):
                return _pick(items, found, scope, place)
            if found is True:
                kept.append(item)
        return kept

    return select


def _as_list(value: Value) -> list[Value] | None:
    if value is None or isinstance(value, list):
        return value
    return [value]


def _show_item(item: Value, inner: Scope, outer: Scope, used: frozenset[str]) -> None:
    """Bind ``item`` and, for a context, those of its entries that the condition reads."""
    entries = item if isinstance(item, dict) else {}
    inner["item"] = entries.get("item", item)
    for name in used:
        if name in entries:
            inner[name] = entries[name]
        elif name == "item":
            continue
        elif name in outer:
            inner[name] = outer[name]
        else:
            inner.pop(name, None)


def _pick(items: list[Value] | None, index: Decimal, scope: Scope, place: Place) -> Value:
    """The item at a position from 1, or from the end if negative."""
    if items is None:
        return None
    # What is not a whole number is no position at all (10.3.2.5).
    position = numeric.whole(index) if abs(index) <= len(items) and numeric.is_integral(index) else 0
    if position == 0:
        scope.run.note(place, "FEEL-N11", index=numeric.to_text(index))
        return None
    return items[position - 1 if position > 0 else position]
