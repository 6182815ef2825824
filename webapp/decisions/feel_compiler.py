"""FEEL texts of a decision file, compiled where they stand: with the file's types, its functions, and a log for faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.decisions.item_types import TypeBook, log_syntax_error
from webapp.decisions.tables import CompiledTable, Origin
from webapp.feel import FeelSyntaxError, Function, compile_expression, compile_unary_tests
from webapp.feel.analysis import UsesFinder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.decisions.findings import FindingLog
    from webapp.decisions.syntax import Text
    from webapp.feel import Expression, Limits, UnaryTests


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all compilations of a model share."""

    types: TypeBook
    functions: Mapping[str, Function]
    limits: Limits
    log: FindingLog
    tables: list[CompiledTable]
    """Every table compiled, for the verification."""


class FeelCompiler:
    """Compiles the FEEL texts of one decision or knowledge model.

    ``references`` collects the paths they read; ``names_read`` every name they look up, so that what nobody reads is
    neither evaluated nor converted.
    """

    def __init__(self, workshop: Workshop, origin: Origin) -> None:
        self.workshop = workshop
        self.origin = origin
        self.references: set[tuple[str, ...]] = set()
        self.names_read: set[str] = set()
        self._members = workshop.types.member_names(origin.file)

    def feel(self, text: Text, names: frozenset[str], where_zh: str, where_en: str) -> Expression | None:
        """Compile FEEL; None, with a finding, when it cannot be read."""
        try:
            expression = compile_expression(
                text.text,
                names,
                functions=self.workshop.functions,
                limits=self.workshop.limits,
                members=self._members,
                types=self.workshop.types.bare_types_of(self.origin.file),
            )
        except FeelSyntaxError as error:
            log_syntax_error(self.workshop.log, text, error, where_zh, where_en)
            return None
        self.references |= expression.references
        self.names_read |= UsesFinder().find(expression.tree).names
        return expression

    def unary_tests(
        self, text: Text, names: frozenset[str], where_zh: str, where_en: str
    ) -> UnaryTests | None:
        """Compile a cell; None, with a finding, when it cannot be read."""
        try:
            tests = compile_unary_tests(
                text.text,
                names,
                functions=self.workshop.functions,
                limits=self.workshop.limits,
                members=self._members,
                types=self.workshop.types.bare_types_of(self.origin.file),
            )
        except FeelSyntaxError as error:
            log_syntax_error(self.workshop.log, text, error, where_zh, where_en)
            return None
        self.references |= tests.references
        self.names_read |= UsesFinder().find(*tests.tree.tests).names
        return tests
