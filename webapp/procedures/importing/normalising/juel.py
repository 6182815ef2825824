"""Expressions ``${…}`` of the older engines (JUEL), turned into FEEL where both surely mean the same.

Taken: names with dots, texts, numbers, ``true false null``, comparison, ``and or not`` in both spellings, ``+ - * /``
and ``a ? b : c``. Whatever calls something, indexes, or asks ``empty`` is not: its meaning lies in the other engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from webapp.feel import FeelError, compile_expression, to_text

MAX_CHARACTERS = 1000
_MAX_DEPTH = 50

_WHOLE = re.compile(r"\A\s*[$#]\{(.*)\}\s*\Z", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?(?![\w.]))
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[<>!?:()+\-*/])
    )""",
    re.VERBOSE,
)
_WORDS = {
    "and": "and", "or": "or", "not": "not", "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
    "div": "/", "true": "true", "false": "false", "null": "null",
}  # fmt: skip
_SIGNS = {"&&": "and", "||": "or", "!": "not", "==": "="}
_REFUSED_WORDS = frozenset({"empty", "instanceof", "mod"})
_FEEL_WORDS = frozenset(
    {"if", "then", "else", "for", "return", "in", "some", "every", "satisfies", "between", "function"}
)


class NotConvertible(Exception):
    """The expression means something that FEEL cannot surely say."""


def holds_expression(text: str) -> bool:
    """Whether the text holds a ``${…}`` or ``#{…}``."""
    return "${" in text or "#{" in text


def to_feel(text: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The FEEL of one whole ``${…}``, without the leading ``=``. ``names`` are variables that are now called otherwise.

    Raises:
        NotConvertible: it is no single expression, or one that FEEL cannot surely say.
    """
    whole = _WHOLE.match(text)
    if whole is None or len(text) > MAX_CHARACTERS or holds_expression(whole[1]):
        raise NotConvertible
    feel = _Parser(_tokens(whole[1], names)).read()
    try:
        compile_expression(feel)
    except FeelError as error:
        raise NotConvertible from error
    return feel


def _tokens(text: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise NotConvertible
        kind = str(found.lastgroup)
        tokens.append(_token(kind, found[kind], names))
        position = found.end()
    return tokens


def _token(kind: str, text: str, names: Mapping[str, str]) -> tuple[str, str]:
    if kind == "text":
        return "value", to_text(re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL))
    if kind == "number":
        return "value", text
    if kind == "sign":
        return "sign", _SIGNS.get(text, text)
    if text in _REFUSED_WORDS or _FEEL_WORDS & set(text.split(".")):
        raise NotConvertible
    word = _WORDS.get(text)
    if word is None:
        return "value", names.get(text, text)
    return ("value" if word in ("true", "false", "null") else "sign"), word


class _Parser:
    """Recursive descent, weakest operator first. What it yields is FEEL, with brackets where JUEL had them."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    def read(self) -> str:
        feel = self._choice()
        if self._position != len(self._tokens):
            raise NotConvertible
        return feel

    def _take(self, *signs: str) -> str | None:
        if self._position < len(self._tokens):
            kind, text = self._tokens[self._position]
            if kind == "sign" and text in signs:
                self._position += 1
                return text
        return None

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotConvertible
        feel = self._or()
        if self._take("?"):
            then = self._choice()
            if not self._take(":"):
                raise NotConvertible
            feel = f"if {feel} then {then} else {self._choice()}"
        self._depth -= 1
        return feel

    def _row(self, below: Callable[[], str], *signs: str) -> str:
        feel = below()
        while sign := self._take(*signs):
            feel = f"{feel} {sign} {below()}"
        return feel

    def _or(self) -> str:
        return self._row(self._and, "or")

    def _and(self) -> str:
        return self._row(self._comparison, "and")

    def _comparison(self) -> str:
        feel = self._sum()
        if sign := self._take("=", "!=", "<", ">", "<=", ">="):
            feel = f"{feel} {sign} {self._sum()}"
        return feel

    def _sum(self) -> str:
        return self._row(self._product, "+", "-")

    def _product(self) -> str:
        return self._row(self._single, "*", "/")

    def _single(self) -> str:
        if self._take("not"):
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                raise NotConvertible
            feel = self._single()
            self._depth -= 1
            return f"not({feel})"
        if self._take("-"):
            return f"-{self._single()}"
        if self._take("("):
            feel = self._choice()
            if not self._take(")"):
                raise NotConvertible
            return f"({feel})"
        if self._position >= len(self._tokens):
            raise NotConvertible
        kind, text = self._tokens[self._position]
        if kind != "value":
            raise NotConvertible
        self._position += 1
        if self._take("("):
            raise NotConvertible
        return text
