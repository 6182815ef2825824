"""SpiffWorkflow's place for a script engine, filled with one that evaluates compiled FEEL and nothing else.

It is a duck type: it shares no code with SpiffWorkflow's Python engine. A text reaching it is refused, so that no text
of a diagram can ever be run as Python, whatever path of the library it comes by.
"""

from __future__ import annotations

from typing import Any, NoReturn

from webapp.engine.expressions import Formula
from webapp.feel.values import Value


class TextReachedEngine(RuntimeError):
    """SpiffWorkflow asked to run a text; only compiled FEEL is evaluated here."""


class FeelScriptEngine:
    """Evaluates `Formula` objects among the variables visible to a token."""

    @property
    def environment(self) -> FeelScriptEngine:
        """Some parts of SpiffWorkflow go round the engine to its environment: the same rules hold there."""
        return self

    def evaluate(self, task: Any, expression: object, external_context: object = None) -> Value:  # noqa: ARG002 - Spiff's signature.
        """The value of a compiled expression for a token."""
        if not isinstance(expression, Formula):
            self._refuse()
        return expression.evaluate(task.visible())

    def execute(self, task: Any, script: object, external_context: object = None) -> NoReturn:  # noqa: ARG002 - Spiff's signature.
        """Scripts are FEEL and run in their own task specification, never here."""
        self._refuse()

    def call_service(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Operations go to the host from their own task specification, never here."""
        self._refuse()

    @staticmethod
    def _refuse() -> NoReturn:
        raise TextReachedEngine("only compiled FEEL is evaluated")
