"""Compiled texts: what the rest of the product holds on to and evaluates, again and again, from any thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from webapp.feel.analysis import names_in, references
from webapp.feel.builtins import BUILTINS
from webapp.feel.compiler import Predicate, Unit, compile_tests
from webapp.feel.compiler.unary import Test
from webapp.feel.errors import FeelLimitExceeded, FeelSyntaxError, Note, Place
from webapp.feel.limits import DEFAULT, Budget, Limits
from webapp.feel.parser import Parser, open_parser
from webapp.feel.runtime import Evaluator, Run, Scope
from webapp.feel.syntax import Node, UnaryTestList
from webapp.feel.values import FeelType, Function, Value

_NO_FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({})
_NO_TYPES: Final[Mapping[str, FeelType]] = MappingProxyType({})


_Tree = TypeVar("_Tree", Node, UnaryTestList)


def open_scope(
    context: Mapping[str, Value],
    *,
    limits: Limits = DEFAULT,
    budget: Budget | None = None,
    notes: list[Note] | None = None,
) -> Scope:
    """A scope to evaluate many texts over the same facts, within one budget, gathering notes if a list is given."""
    return Scope(context, Run(budget or Budget(limits), notes))


class _Compiled(Generic[_Tree]):
    """What expressions and cells share: of plain facts, only those are looked at that the text names."""

    __slots__ = ("_limits", "_names", "tree")

    tree: _Tree
    _limits: Limits
    _names: frozenset[str] | None

    def _scope_over(
        self, context: Mapping[str, Value], budget: Budget | None, notes: list[Note] | None = None
    ) -> Scope:
        """A scope with what the text can read of the facts: facts are many, and reading one may cost unpacking it."""
        names = self._names
        if names is None:
            names = self._names = names_in(self.tree)
        read = {name: context[name] for name in names if name in context}
        return open_scope(read, limits=self._limits, budget=budget, notes=notes)

    def paths_read(self, facts: Collection[str]) -> frozenset[tuple[str, ...]]:
        """What the value can depend on of these facts: their names with the paths read from them.

        A fact counts in a filter too, where an item may hide it, and where it hides a function: for questions in which
        to miss one would be worse than to name one too many.
        """
        return frozenset(path for path in references(self.tree, facts, ()) if path[0] in facts)

    def facts_read(self, facts: Collection[str]) -> frozenset[str]:
        """Which of these facts the value can depend on; as `paths_read` counts them."""
        return frozenset(path[0] for path in self.paths_read(facts))


class Expression(_Compiled[Node]):
    """A compiled expression."""

    __slots__ = ("_evaluator", "references", "text", "warnings")

    def __init__(
        self,
        text: str,
        tree: Node,
        evaluator: Evaluator,
        free: frozenset[tuple[str, ...]],
        warnings: tuple[Note, ...],
        limits: Limits,
    ) -> None:
        self.text = text
        self.tree = tree
        self.references = free
        """Free names with the paths read from them, e.g. ``("assessment", "f_motive")``."""
        self.warnings = warnings
        """What in the text gives null whatever the facts: a call with too few arguments, ``x = "A" or "B"`` …"""
        self._evaluator = evaluator
        self._limits = limits
        self._names = None

    def evaluate(self, context: Mapping[str, Value], *, budget: Budget | None = None) -> Value:
        """The value over these facts; null where the standard says so. Raises `FeelLimitExceeded` only."""
        scope = context if type(context) is Scope else self._scope_over(context, budget)
        try:
            return self._evaluator(scope)
        except RecursionError:
            raise FeelLimitExceeded("FEEL-L06") from None

    def evaluate_with_notes(
        self, context: Mapping[str, Value], *, budget: Budget | None = None
    ) -> tuple[Value, list[Note]]:
        """The value, and why anything on the way to it became null."""
        notes: list[Note] = []
        scope = self._scope_over(context, budget, notes)
        return self.evaluate(scope), notes

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests(_Compiled[UnaryTestList]):
    """The compiled content of a decision table's cell."""

    __slots__ = ("_test", "is_any", "predicate", "references", "text", "warnings")

    def __init__(
        self,
        text: str,
        tree: UnaryTestList,
        compiled: tuple[Predicate | None, Test],
        free: frozenset[tuple[str, ...]],
        warnings: tuple[Note, ...],
        limits: Limits,
    ) -> None:
        self.text = text
        self.tree = tree
        self.is_any = tree.is_any
        """Whether the cell is ``-`` or empty: every input passes."""
        self.references = free
        """Free names with the paths read from them, without ``?``."""
        self.warnings = warnings
        """What in the text gives null whatever the facts, as in `Expression.warnings`."""
        self.predicate, self._test = compiled
        """The test as a plain function of the input, if it needs no other facts: the fastest way to run it."""
        self._limits = limits
        self._names = None

    def matches(
        self, value: Value, context: Mapping[str, Value], *, budget: Budget | None = None
    ) -> bool | None:
        """Whether the input passes; None (no match) if it cannot be compared. Raises `FeelLimitExceeded` only."""
        try:
            if self.predicate is not None:
                return self.predicate(value)
            scope = context if type(context) is Scope else self._scope_over(context, budget)
            return self._test(value, scope)
        except RecursionError:
            raise FeelLimitExceeded("FEEL-L06") from None

    def matches_with_notes(
        self, value: Value, context: Mapping[str, Value], *, budget: Budget | None = None
    ) -> tuple[bool | None, list[Note]]:
        """Whether the input passes, and why anything on the way became null."""
        notes: list[Note] = []
        scope = self._scope_over(context, budget, notes)
        return self.matches(value, scope), notes

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def compile_expression(
    text: str,
    names: Collection[str] = (),
    *,
    functions: Mapping[str, Function] = _NO_FUNCTIONS,
    members: Collection[str] = (),
    types: Mapping[str, FeelType] = _NO_TYPES,
    limits: Limits = DEFAULT,
) -> Expression:
    """Compile an expression once, to be evaluated many times.

    ``names`` are the variables in scope: needed for names with spaces or signs and for variables that hide a
    built-in function. ``members`` are further names that may follow a dot or stand in a filter, for entries whose
    names hold spaces or signs. Raises `FeelSyntaxError`.
    """
    known = {**BUILTINS, **functions}
    try:
        tree = _open(text, names, known, members, types, limits).whole_expression()
        unit = Unit(names, known, limits)
        evaluator = unit.compile(tree)
        return Expression(text, tree, evaluator, references(tree, names, known), tuple(unit.warnings), limits)
    except RecursionError:
        raise FeelSyntaxError("FEEL-S08", Place(1, 1), limit=limits.depth) from None


def compile_unary_tests(
    text: str,
    names: Collection[str] = (),
    *,
    functions: Mapping[str, Function] = _NO_FUNCTIONS,
    members: Collection[str] = (),
    types: Mapping[str, FeelType] = _NO_TYPES,
    limits: Limits = DEFAULT,
) -> UnaryTests:
    """Compile a cell of a decision table; the arguments are those of `compile_expression`."""
    known = {**BUILTINS, **functions}
    try:
        tree = _open(text, [*names, "?"], known, members, types, limits).whole_unary_tests()
        unit = Unit([*names, "?"], known, limits)
        compiled = compile_tests(tree, unit)
        return UnaryTests(text, tree, compiled, references(tree, names, known), tuple(unit.warnings), limits)
    except RecursionError:
        raise FeelSyntaxError("FEEL-S08", Place(1, 1), limit=limits.depth) from None


def _open(
    text: str,
    names: Collection[str],
    functions: Mapping[str, Function],
    members: Collection[str],
    types: Mapping[str, FeelType],
    limits: Limits,
) -> Parser:
    return open_parser(text, frozenset(names), frozenset(functions), members, types, limits)
