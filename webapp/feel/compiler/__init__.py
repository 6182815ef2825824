"""From syntax tree to closures: each node becomes one Python function over the scope, built once."""

from __future__ import annotations

from webapp.feel.compiler import boxed, calls, leaves, logic, loops, operators, paths  # noqa: F401 - they register.
from webapp.feel.compiler.unary import Predicate, compile_tests
from webapp.feel.compiler.unit import Unit

__all__ = ["Predicate", "Unit", "compile_tests"]
