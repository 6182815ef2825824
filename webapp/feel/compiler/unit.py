"""The frame of a compilation: which function compiles which node, and which names are bound where."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, TypeVar

from webapp.feel.analysis import Uses, UsesFinder, is_constant
from webapp.feel.errors import Note, Place
from webapp.feel.limits import Budget, Limits
from webapp.feel.runtime import Evaluator, Run, Scope
from webapp.feel.syntax import Constant, Name, Node
from webapp.feel.values import Function, Value

_COMPILERS: Final[dict[type[Node], Callable[[Any, Unit], Evaluator]]] = {}
_NodeT = TypeVar("_NodeT", bound=Node)


def compiles(
    kind: type[_NodeT],
) -> Callable[[Callable[[_NodeT, Unit], Evaluator]], Callable[[_NodeT, Unit], Evaluator]]:
    """Mark the function that compiles nodes of a kind."""

    def register(function: Callable[[_NodeT, Unit], Evaluator]) -> Callable[[_NodeT, Unit], Evaluator]:
        _COMPILERS[kind] = function
        return function

    return register


class Unit:
    """One expression or cell being compiled."""

    def __init__(self, names: Collection[str], functions: Mapping[str, Function], limits: Limits) -> None:
        self.limits = limits
        self._functions = functions
        self._bound: list[frozenset[str]] = [frozenset(names)]
        self._uses = UsesFinder()
        self.warnings: dict[Note, None] = {}
        """What can never give a useful value, in the order found."""

    def compile(self, node: Node) -> Evaluator:
        """The closure that evaluates the node."""
        return _COMPILERS[type(node)](node, self)

    def warn(self, place: Place, code: str, **facts: str | int) -> None:
        """Remember that something in the text gives null whatever the facts."""
        self.warnings[Note(code, place, facts)] = None

    def uses_of(self, *nodes: Node) -> Uses:
        """The names that the nodes read, and whether they define functions."""
        return self._uses.find(*nodes)

    def find_function(self, name: str) -> Function | None:
        """The built-in or host function that the name means here, unless a variable of that name hides it."""
        if any(name in names for names in self._bound):
            return None
        return self._functions.get(name)

    @contextlib.contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Compile inside a scope that binds these names."""
        self._bound.append(frozenset(names))
        try:
            yield
        finally:
            self._bound.pop()

    def constant(self, node: Node) -> Constant | None:
        """The node's value if it needs no facts and is not null through a mistake, which must be noted each time."""
        if isinstance(node, Constant):
            return node
        if not is_constant(node, self._is_pure_name):
            return None
        value, notes = self.try_without_facts(self.compile(node))
        return None if notes else Constant(node.place, value)

    def try_without_facts(self, evaluator: Evaluator) -> tuple[Value, list[Note]]:
        """Evaluate while compiling; mistakes become warnings."""
        notes: list[Note] = []
        value = evaluator(Scope({}, Run(Budget(self.limits), notes)))
        self.warnings.update(dict.fromkeys(notes))
        return value, notes

    def _is_pure_name(self, node: Name) -> bool:
        function = self.find_function(node.name)
        return function is not None and function.is_pure
