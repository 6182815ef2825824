"""The scope tree of a case's variables, by Camunda 8's rules.

Each process, called process, subprocess, multi-instance child and activity with input mappings has a scope. Reading
looks from the inside out. Writing replaces the variable in the nearest scope that holds it; a new one is made at the
nearest *closed* scope: the process, the called process (which holds copies of what was handed in) or the
multi-instance child, so that children running side by side never touch each other's values.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from webapp.engine.encoding import pack_value, unpack_value
from webapp.engine.kept import keep, packed_of
from webapp.feel.dotted import with_value_at
from webapp.feel.values import Value


class Variables(Mapping[str, Value]):
    """Named values, kept as bytes until they are read, so that loading and saving a case costs what is used.

    What a stored state brought stays one piece of bytes, in which ``_ends`` are the ends of its values; what is written
    since is kept by name. The order is that in which names first came.
    """

    __slots__ = ("_ends", "_is_rewritten", "_numbers", "_stored", "_values", "_written")

    def __init__(self, names: Iterable[str] = (), ends: Sequence[int] = (), stored: bytes = b"") -> None:
        self._numbers: dict[str, int] = {name: number for number, name in enumerate(names)}
        self._ends = ends
        self._stored = stored
        self._written: dict[str, bytes] = {}
        self._is_rewritten = False
        self._values: dict[str, Value] = {}
        if len(self._numbers) != len(ends):
            raise ValueError("names and values do not fit")

    def __getitem__(self, name: str) -> Value:
        if name in self._values:
            return self._values[name]
        value = self._values[name] = unpack_value(packed_of(self._kept(name)))
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def put(self, name: str, value: Value) -> None:
        """Set a variable. Raises `ValueNotStorable` and changes nothing when the value cannot be kept."""
        self._write(name, keep(pack_value(value, name)))
        self._values[name] = value

    def copy_from(self, other: Variables, name: str) -> None:
        """Take over a variable without unpacking it."""
        self._write(name, other._kept(name))
        self._values.pop(name, None)

    def stored(self) -> tuple[list[str], list[int], bytes]:
        """All variables as `Variables` takes them: names, the ends of their values, the values."""
        names = list(self._numbers)
        if self._is_rewritten:
            parts = [self._kept(name) for name in names]
            return names, list(accumulate(map(len, parts))), b"".join(parts)
        added = [self._written[name] for name in names[len(self._ends) :]]
        ends = [*self._ends, *accumulate(map(len, added), initial=len(self._stored))]
        del ends[len(self._ends)]  # Where the added ones begin.
        return names, ends, b"".join((self._stored, *added))

    def _kept(self, name: str) -> bytes:
        written = self._written.get(name)
        if written is not None:
            return written
        number = self._numbers[name]
        return self._stored[self._ends[number - 1] if number else 0 : self._ends[number]]

    def _write(self, name: str, kept: bytes) -> None:
        number = self._numbers.setdefault(name, len(self._numbers))
        self._is_rewritten = self._is_rewritten or number < len(self._ends)
        self._written[name] = kept


class Scope:
    """One scope: its own variables and where it hangs.

    ``inherited`` names the variables of a called process that were handed in and not written since: they are not
    handed back.
    """

    __slots__ = ("id", "inherited", "is_closed", "parent_id", "variables")

    def __init__(self, scope_id: int, parent_id: int | None, *, is_closed: bool) -> None:
        self.id = scope_id
        self.parent_id = parent_id
        self.is_closed = is_closed
        self.variables = Variables()
        self.inherited: set[str] = set()

    def put(self, name: str, value: Value) -> None:
        """Set a variable here."""
        self.variables.put(name, value)
        self.inherited.discard(name)


class ScopeTree:
    """All scopes of one case."""

    def __init__(self) -> None:
        self._scopes: dict[int, Scope] = {}
        self._last_id = 0

    def open(self, parent_id: int | None, *, is_closed: bool) -> Scope:
        """A new, empty scope."""
        self._last_id += 1
        scope = Scope(self._last_id, parent_id, is_closed=is_closed)
        self._scopes[scope.id] = scope
        return scope

    def get(self, scope_id: int) -> Scope:
        """The scope of that id."""
        return self._scopes[scope_id]

    def close(self, scope_id: int | None) -> None:
        """Forget a scope and its variables."""
        if scope_id is not None:
            self._scopes.pop(scope_id, None)

    def chain(self, scope_id: int) -> Iterator[Scope]:
        """The scope and those around it, from the inside out."""
        at: int | None = scope_id
        while at is not None:
            scope = self._scopes[at]
            yield scope
            at = scope.parent_id

    def view(self, scope_id: int, *inner: Mapping[str, Value]) -> Mapping[str, Value]:
        """What is visible from a scope; ``inner`` layers go before it."""
        layers: list[Any] = [*inner, *(scope.variables for scope in self.chain(scope_id))]
        return ChainMap(*layers)

    def assign(self, scope_id: int, name: str, value: Value) -> None:
        """Write a variable by the rules above; ``name`` may be a dotted path into a context."""
        root, _, rest = name.partition(".")
        scope = self._holder(scope_id, root)
        scope.put(root, nested(self._current(scope, scope_id, root), rest, value) if rest else value)

    def _holder(self, scope_id: int, name: str) -> Scope:
        for scope in self.chain(scope_id):
            if name in scope.variables or scope.is_closed or scope.parent_id is None:
                return scope
        raise AssertionError("every chain ends in a closed scope")

    def _current(self, scope: Scope, scope_id: int, name: str) -> Value:
        """What the context holds now: in its holder, or, seen from a closed scope, further out."""
        if name in scope.variables:
            return scope.variables[name]
        return self.view(scope_id).get(name)

    def call(self, visible_from: int, names: frozenset[str] | None) -> Scope:
        """The scope of a called process with copies of what is visible (``names`` None: of all of it)."""
        called = self.open(None, is_closed=True)
        for scope in self.chain(visible_from):
            for name in scope.variables:
                if name not in called.variables and (names is None or name in names):
                    called.variables.copy_from(scope.variables, name)
        called.inherited = set(called.variables)
        return called

    def pack(self) -> list[Any]:
        """All scopes, ready for msgpack."""
        rows = [
            [scope.id, scope.parent_id, scope.is_closed, scope.variables.stored(), sorted(scope.inherited)]
            for scope in self._scopes.values()
        ]
        return [self._last_id, rows]

    @classmethod
    def unpack(cls, packed: list[Any]) -> ScopeTree:
        """The scopes of `pack`."""
        tree = cls()
        tree._last_id, rows = packed
        for scope_id, parent_id, is_closed, variables, inherited in rows:
            scope = Scope(scope_id, parent_id, is_closed=is_closed)
            scope.variables = Variables(*variables)
            scope.inherited = set(inherited)
            tree._scopes[scope_id] = scope
        return tree


def merged(view: Mapping[str, Value]) -> dict[str, Value]:
    """What a view shows, in a dictionary of its own: layer over layer, which costs less than name by name."""
    if not isinstance(view, ChainMap):
        return dict(view)
    found: dict[str, Value] = {}
    for layer in reversed(view.maps):
        found.update(layer)
    return found


def nested(current: Value, path: str, value: Value) -> Value:
    """``current`` with ``value`` set at a dotted path, or ``value`` itself at an empty one; whatever is no context there
    is replaced by one."""
    if not path:
        return value
    return with_value_at(current if isinstance(current, dict) else {}, path, value)
