"""The parser's hold on the tokens: look, take, expect, and the errors that say what is missing."""

from __future__ import annotations

from typing import NoReturn

from webapp.feel.errors import FeelSyntaxError, Place
from webapp.feel.limits import Limits
from webapp.feel.names import RESERVED
from webapp.feel.tokens import FOREIGN_SIGNS, WIDE_SIGNS, Token, scan


class TokenStream:
    """Tokens with a position."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        if len(text) > limits.expression_characters:
            raise FeelSyntaxError("FEEL-S09", Place(1, 1), limit=limits.expression_characters)
        self.tokens = scan(text)
        self.at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def ahead(self, count: int) -> Token:
        """A token further on (the end token if there are fewer)."""
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Move past the next token and return it."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or words."""
        token = self.tokens[self.at]
        return token.kind in ("symbol", "word") and token.text in texts

    def accept(self, text: str) -> bool:
        """Take the next token if it is this sign or word."""
        if self.sees(text):
            self.at += 1
            return True
        return False

    def expect(self, *texts: str) -> Token:
        """Take the next token, which must be one of these."""
        if self.sees(*texts):
            return self.take()
        wanted = " / ".join(texts)
        if self.token.kind == "end":
            raise FeelSyntaxError(
                "FEEL-S03", self.token.place, expected_zh=f"“{wanted}”", expected_en=f"“{wanted}”"
            )
        self.refuse_known_mistakes()
        raise FeelSyntaxError("FEEL-S02", self.token.place, expected=wanted, found=self.token.text)

    def refuse(self) -> NoReturn:
        """Raise the error for a token that cannot stand here."""
        token = self.token
        self.refuse_known_mistakes()
        if token.kind == "end":
            raise FeelSyntaxError("FEEL-S03", token.place, expected_zh="一个值", expected_en="a value")
        raise FeelSyntaxError("FEEL-S01", token.place, found=token.text)

    def refuse_known_mistakes(self) -> None:
        """Raise the particular error for full-width signs, signs of other languages and two values side by side."""
        token = self.token
        if token.kind == "wide":
            raise FeelSyntaxError("FEEL-S06", token.place, found=token.text, wanted=WIDE_SIGNS[token.text])
        if token.text in FOREIGN_SIGNS and token.kind == "symbol":
            raise FeelSyntaxError("FEEL-S07", token.place, found=token.text, wanted=FOREIGN_SIGNS[token.text])
        if self.at == 0:
            return
        previous = self.tokens[self.at - 1]
        if previous.kind == "number" and token.kind in ("word", "number") and not token.gap:
            raise FeelSyntaxError("FEEL-S16", previous.place, found=previous.text)
        if previous.kind in ("word", "number", "string") and token.kind in ("word", "number", "string"):
            if previous.text in RESERVED or token.text in RESERVED:
                return
            raise FeelSyntaxError("FEEL-S13", token.place, first=previous.text, second=token.text)

    def descend(self) -> None:
        """Enter one more level of nesting; `FeelSyntaxError` when that is too deep."""
        self._depth += 1
        if self._depth > self.limits.depth:
            raise FeelSyntaxError("FEEL-S08", self.token.place, limit=self.limits.depth)

    def ascend(self) -> None:
        """Leave a level of nesting."""
        self._depth -= 1

    def text_since(self, first: int, stop: int | None = None) -> str:
        """The text from a token on, up to the next one to be read (or to ``stop``), each run of white space as one space."""
        tokens = self.tokens[first : self.at if stop is None else stop]
        return "".join((" " if token.gap and at else "") + token.text for at, token in enumerate(tokens))
