"""The parts of FEEL below its operators: literals, names, brackets, paths, calls and boxed expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from webapp.feel import numeric
from webapp.feel.declarations import DeclarationParser
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.limits import Limits
from webapp.feel.names import RESERVED, NameTable
from webapp.feel.syntax import (
    Call,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    Iterator,
    ListOf,
    Member,
    Name,
    Node,
    Quantified,
    RangeOf,
)
from webapp.feel.temporal_text import read_temporal
from webapp.feel.tokens import Token, unescape
from webapp.feel.values import FeelType

_CONSTANTS = {"true": True, "false": False, "null": None}
#: Signs that a parameter's name may hold.
_NAME_SIGNS = (".", "/", "-", "'", "+", "*")


class PrimaryParser(DeclarationParser):
    """The lower half of the parser; `webapp.feel.parser.Parser` adds the operators."""

    def __init__(
        self,
        text: str,
        functions: NameTable,
        variables: NameTable,
        members: Iterable[str],
        types: Mapping[str, FeelType],
        limits: Limits,
    ) -> None:
        super().__init__(text, functions, variables, members, types, limits)
        self._keywords: dict[str, Callable[[], Node]] = {
            "if": self._if,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
        }

    # The upper half, in Parser.
    def expression(self) -> Node:
        """Read an expression of any kind."""
        raise NotImplementedError

    def operators(self, strength: int) -> Node:
        """Read an operand with the operators that bind at least as strongly."""
        raise NotImplementedError

    # Postfix: paths, filters, calls.
    def postfix(self) -> Node:
        """Read a primary with the members, filters and calls behind it."""
        return self.continue_postfix(self._primary())

    def continue_postfix(self, node: Node) -> Node:
        """Read the members, filters and calls behind a node."""
        chained = 0
        while True:
            chained += 1
            if chained > self.limits.depth:
                raise FeelSyntaxError("FEEL-S08", self.token.place, limit=self.limits.depth)
            if self.sees("."):
                self.take()
                place = self.token.place
                node = Member(place, node, self._member_name())
            elif self.sees("[") and not self._bracket_ends_range():
                node = self._filter(node)
            elif self.sees("("):
                node = self._call(node)
            else:
                return node

    def _bracket_ends_range(self) -> bool:
        """``[`` behind a value opens a filter, unless nothing that starts an expression follows: ``]1..10[``."""
        following = self.ahead(1)
        if following.kind in ("number", "string", "quoted"):
            return False
        if following.kind == "word":
            return following.text in RESERVED and following.text not in (
                "true", "false", "null", "if", "for", "some", "every",
            )  # fmt: skip
        return following.text not in ("(", "[", "{", "-", "@")

    def _filter(self, source: Node) -> Node:
        bracket = self.take()
        self.scopes.filters += 1
        self.scopes.enter(["item"])
        condition = self.expression()
        self.scopes.leave()
        self.scopes.filters -= 1
        self.expect("]")
        return Filter(bracket.place, source, condition)

    def _member_name(self) -> str:
        if self.token.kind == "quoted":
            return self.quoted_name()
        found = self.scopes.find_member(self.tokens, self.at)
        if found is not None:
            self.at += found[0]
            return found[1]
        if self.token.kind != "word":
            self.refuse()
        first = self.at
        self.take()
        while self.token.kind == "word" and self.token.text not in RESERVED:
            self.take()
        return self.text_since(first)

    def _call(self, function: Node) -> Node:
        bracket = self.take()
        arguments: list[Node] = []
        names: list[str] = []
        while not self.sees(")"):
            label = self._argument_label()
            if label is not None:
                names.append(label)
            arguments.append(self.expression())
            if names and len(names) != len(arguments):
                raise FeelSyntaxError("FEEL-S19", self.token.place)
            if not self.sees(")"):
                self.expect(",", ")")
        self.expect(")")
        return Call(bracket.place, function, tuple(arguments), tuple(names) if names else None)

    def _argument_label(self) -> str | None:
        """The name before ``:`` in an argument by name; nothing is taken if there is none."""
        if self.token.kind == "quoted" and self.ahead(1).text == ":":
            label = self.quoted_name()
            self.take()
            return label
        if self.token.kind not in ("word", "wide"):
            return None
        stop = self.at
        while self.tokens[stop].kind in ("word", "number", "wide") or self.tokens[stop].text in _NAME_SIGNS:
            stop += 1
        if self.tokens[stop].text != ":" or self.tokens[stop].kind != "symbol":
            return None
        label = self.text_since(self.at, stop)
        self.at = stop + 1
        return label

    # Primaries.
    def _primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self._number()
        if token.kind == "string":
            self.take()
            return Constant(token.place, unescape(token))
        if token.kind in ("word", "wide"):
            return self._word()
        if token.kind == "quoted":
            return Name(token.place, self.quoted_name())
        if token.kind == "symbol" and token.text in ("(", "[", "]", "{", "@"):
            return self._bracketed()
        return self.refuse()

    def _bracketed(self) -> Node:
        sign = self.token.text
        if sign == "(":
            return self._parenthesis()
        if sign == "{":
            return self._context()
        return self._at_literal() if sign == "@" else self._list_or_range()

    def _number(self) -> Node:
        token = self.take()
        if self.token.kind in ("word", "number") and not self.token.gap and self.token.text not in RESERVED:
            raise FeelSyntaxError("FEEL-S16", token.place, found=token.text)
        value = numeric.from_text(token.text)
        if value is None:
            raise FeelSyntaxError("FEEL-S11", token.place, found=token.text[:40])
        return Constant(token.place, value)

    def _at_literal(self) -> Node:
        place = self.take().place
        if self.token.kind != "string":
            self.expect('"')
        token = self.take()
        value = read_temporal(unescape(token))
        if value is None:
            raise FeelSyntaxError("FEEL-S12", token.place, found=unescape(token))
        return Constant(place, value)

    def _word(self) -> Node:
        token = self.token
        found = self.scopes.find(self.tokens, self.at)
        if found is not None and (found[0] > 1 or token.text not in RESERVED):
            self.at += found[0]
            return Name(token.place, found[1])
        if token.kind == "wide":
            self.refuse()
        if token.text in _CONSTANTS:
            self.take()
            return Constant(token.place, _CONSTANTS[token.text])
        if token.text in self._keywords:
            return self._keywords[token.text]()
        if token.text == "function" and self.ahead(1).text == "(":
            return self._function()
        if token.text in RESERVED:
            self.refuse()
        first = self.at
        self.take()
        while self.scopes.filters and self.token.kind == "word" and self.token.text not in RESERVED:
            self.take()
        return Name(token.place, self.text_since(first))

    def _parenthesis(self) -> Node:
        opening = self.take()
        if self.sees("=", "!=", "<", "<=", ">", ">="):
            node = self.test()
            self.expect(")")
            return node
        inner = self.expression()
        if self.sees(".."):
            return self.finish_range(opening, inner)
        self.expect(")")
        return inner

    def test(self) -> Node:
        """Read one positive unary test."""
        raise NotImplementedError

    def _list_or_range(self) -> Node:
        opening = self.take()
        if opening.text == "[" and self.accept("]"):
            return ListOf(opening.place, ())
        first = self.test()
        if self.sees(".."):
            return self.finish_range(opening, first)
        if opening.text == "]":
            self.expect("..")
        items = [first]
        while not self.accept("]"):
            self.expect(",", "]")
            items.append(self.test())
        return ListOf(opening.place, tuple(items))

    def finish_range(self, opening: Token, start: Node) -> Node:
        """Read ``..``, the end and the closing bracket of a range."""
        self.expect("..")
        end = self.expression()
        closing = self.expect("]", ")", "[")
        return RangeOf(opening.place, start, end, opening.text == "[", closing.text == "]")

    # Boxed expressions and keywords.
    def _context(self) -> Node:
        opening = self.take()
        entries: dict[str, Node] = {}
        table = self.scopes.enter()
        while not self.sees("}"):
            token = self.token
            key = self.declared_name(":")
            self.expect(":")
            if key in entries:
                raise FeelSyntaxError("FEEL-S15", token.place, name=key)
            entries[key] = self.expression()
            table.add(key)
            self.scopes.members.add(key)
            if not self.sees("}"):
                self.expect(",", "}")
        self.expect("}")
        self.scopes.leave()
        return ContextOf(opening.place, tuple(entries.items()))

    def _function(self) -> Node:
        place = self.take().place
        self.expect("(")
        parameters: dict[str, FeelType | None] = {}
        while not self.sees(")"):
            token = self.token
            name = self.declared_name(":", ",", ")")
            if name in parameters:
                raise FeelSyntaxError("FEEL-S15", token.place, name=name)
            parameters[name] = self.type_name() if self.accept(":") else None
            if not self.sees(")"):
                self.expect(",", ")")
        self.expect(")")
        if self.sees("external"):
            raise FeelSyntaxError("FEEL-S10", self.token.place)
        self.scopes.enter(parameters)
        body = self.expression()
        self.scopes.leave()
        return FunctionOf(place, tuple(parameters.items()), body)

    def _if(self) -> Node:
        place = self.take().place
        condition = self.expression()
        self.expect("then")
        consequence = self.expression()
        self.expect("else")
        return If(place, condition, consequence, self.expression())

    def _iterators(self) -> Sequence[Iterator]:
        iterators: list[Iterator] = []
        while True:
            name = self.declared_name("in")
            self.expect("in")
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            iterators.append(Iterator(name, source, end))
            self.scopes.enter([name])
            if not self.accept(","):
                return iterators

    def _for(self) -> Node:
        place = self.take().place
        iterators = self._iterators()
        self.expect("return")
        self.scopes.enter(["partial"])
        result = self.expression()
        for _ in range(len(iterators) + 1):
            self.scopes.leave()
        return For(place, tuple(iterators), result)

    def _quantified(self) -> Node:
        word = self.take()
        iterators = self._iterators()
        self.expect("satisfies")
        condition = self.expression()
        for _ in iterators:
            self.scopes.leave()
        return Quantified(word.place, "some" if word.text == "some" else "every", tuple(iterators), condition)
