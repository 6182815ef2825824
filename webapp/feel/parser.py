"""FEEL's operators and unary tests: precedence climbing above the primaries, each token read once (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import cast

from webapp.feel.errors import FeelSyntaxError, Place
from webapp.feel.limits import DEFAULT, Limits
from webapp.feel.names import NameTable
from webapp.feel.primaries import PrimaryParser
from webapp.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ComparisonOperator,
    In,
    InstanceOf,
    Logic,
    Name,
    Negation,
    Node,
    UnaryComparison,
    UnaryTestList,
)
from webapp.feel.values import FeelType

COMPARISON_SIGNS = ("=", "!=", "<", "<=", ">", ">=")

#: Binding strength of what may follow an operand.
_STRENGTH = {
    "or": 1,
    "and": 2,
    **dict.fromkeys((*COMPARISON_SIGNS, "in", "between"), 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
    "instance": 7,
}
_ADDITIVE = 4


class Parser(PrimaryParser):
    """Reads one text, either an expression or a cell's unary tests."""

    def whole_expression(self) -> Node:
        """Read the whole text as one expression."""
        if self.token.kind == "end":
            raise FeelSyntaxError("FEEL-S18", self.token.place)
        node = self.expression()
        self._expect_end()
        return node

    def _expect_end(self) -> None:
        if self.token.kind != "end":
            self.refuse()

    def expression(self) -> Node:
        """Read an expression of any kind."""
        self.descend()
        node = self._infix(self._operand(), 1)
        self.ascend()
        return node

    def operators(self, strength: int) -> Node:
        """Read an operand with the operators that bind at least as strongly."""
        return self._infix(self._operand(), strength)

    def _operand(self) -> Node:
        if not self.sees("-"):
            return self.postfix()
        self.descend()
        sign = self.take()
        node = Negation(sign.place, self._operand())
        self.ascend()
        return node

    def _infix(self, left: Node, least: int) -> Node:
        chained = 0
        while True:
            token = self.token
            strength = _STRENGTH.get(token.text, 0) if token.kind in ("symbol", "word") else 0
            if strength < least or not strength:
                return left
            chained += 1
            if chained > self.limits.depth:
                raise FeelSyntaxError("FEEL-S08", token.place, limit=self.limits.depth)
            left = self._extend(left, token.text, strength)

    def _extend(self, left: Node, sign: str, strength: int) -> Node:
        place = self.token.place
        if sign in ("and", "or"):
            return self._logic(left, sign)
        if sign in COMPARISON_SIGNS:
            self.take()
            return Comparison(place, cast("ComparisonOperator", sign), left, self.operators(_ADDITIVE))
        if sign == "between":
            self.take()
            low = self.operators(_ADDITIVE)
            self.expect("and")
            return Between(place, left, low, self.operators(_ADDITIVE))
        if sign == "in":
            self.take()
            return In(place, left, self._tests_of_in())
        if sign == "instance":
            self.take()
            self.expect("of")
            return InstanceOf(place, left, self.type_name())
        return self._arithmetic(left, strength)

    def _logic(self, first: Node, word: str) -> Node:
        place = self.token.place
        operands = [first]
        while self.accept(word):
            operands.append(self.operators(_STRENGTH[word] + 1))
        return Logic(place, "and" if word == "and" else "or", tuple(operands))

    def _arithmetic(self, first: Node, strength: int) -> Node:
        place = self.token.place
        rest: list[tuple[str, Node, Place]] = []
        while self.token.kind == "symbol" and _STRENGTH.get(self.token.text) == strength:
            sign = self.take()
            rest.append((sign.text, self.operators(strength + 1), sign.place))
        return Arithmetic(place, first, tuple(rest))

    def _tests_of_in(self) -> tuple[Node, ...]:
        """The tests after ``in``; brackets hold a list of tests unless they turn out to be a range."""
        if not self.sees("("):
            return (self._single_test_of_in(),)
        opening = self.take()
        tests = [self.test()]
        if len(tests) == 1 and self.sees(".."):
            return (self.finish_range(opening, tests[0]),)
        while not self.accept(")"):
            self.expect(",", ")")
            tests.append(self.test())
        return tuple(tests)

    def _single_test_of_in(self) -> Node:
        if self.sees(*COMPARISON_SIGNS):
            return self._comparison_test()
        return self.operators(_ADDITIVE)

    def test(self) -> Node:
        """Read one positive unary test."""
        return self._comparison_test() if self.sees(*COMPARISON_SIGNS) else self.expression()

    def _comparison_test(self) -> Node:
        sign = self.take()
        operator = cast("ComparisonOperator", sign.text)
        operand = self.operators(_ADDITIVE)
        if self.sees("and", "or"):
            raise FeelSyntaxError("FEEL-S20", self.token.place, found=sign.text)
        return UnaryComparison(sign.place, operator, operand)

    def whole_unary_tests(self) -> UnaryTestList:
        """Read the whole text as the content of a table's cell."""
        if self.token.kind == "end" or (self.sees("-") and self.ahead(1).kind == "end"):
            return UnaryTestList((), is_negated=False)
        if self.sees("not") and self.ahead(1).text == "(":
            return self._tests_after_not()
        return UnaryTestList(self._further_tests([self.test()]), is_negated=False)

    def _further_tests(self, tests: list[Node]) -> tuple[Node, ...]:
        while self.accept(","):
            tests.append(self.test())
        self._expect_end()
        return tuple(tests)

    def _tests_after_not(self) -> UnaryTestList:
        """``not(…)`` around the whole cell negates its tests; otherwise it is the function ``not``."""
        word = self.take()
        self.expect("(")
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        if self.token.kind == "end":
            return UnaryTestList(tuple(tests), is_negated=True)
        call = Call(word.place, Name(word.place, "not"), tuple(tests), None)
        first = self._infix(self.continue_postfix(call), 1)
        return UnaryTestList(self._further_tests([first]), is_negated=False)


@lru_cache(maxsize=64)
def _table(names: frozenset[str]) -> NameTable:
    """A table's cells all share one set of names; building the table of them once is enough."""
    return NameTable(names)


def open_parser(
    text: str,
    names: frozenset[str],
    functions: frozenset[str],
    members: Collection[str] = (),
    types: Mapping[str, FeelType] | None = None,
    limits: Limits = DEFAULT,
) -> Parser:
    """A parser over a text, with the variables and functions in scope, names of members, and the host's types."""
    return Parser(text, _table(functions), _table(names), members, types or {}, limits)
