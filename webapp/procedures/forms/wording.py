"""Texts of a form: plain, computed (``=expression``) or mixed (``… {{expression}} …``), in Chinese and
English."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from webapp.errors import Language
from webapp.feel import Expression, Scope
from webapp.procedures.forms.display import show_value
from webapp.procedures.forms.evaluation import compile_form_expression, evaluate

_INSERT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language, as pieces of text and expressions."""

    parts: tuple[str | Expression, ...] = ()

    def render(self, scope: Scope, language: Language, quote: Callable[[str], str] = str) -> str:
        """The text with its expressions' values in words; ``quote`` keeps a value from being read as
        markup."""
        return "".join(
            part if isinstance(part, str) else quote(show_value(evaluate(part, scope), language))
            for part in self.parts
        )

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions inside."""
        return tuple(part for part in self.parts if not isinstance(part, str))


NO_WORDING = Wording()


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: Wording = NO_WORDING
    en: Wording | None = None

    def render(self, scope: Scope, language: Language, quote: Callable[[str], str] = str) -> str:
        """The text in the reader's language, Chinese when there is no English."""
        chosen = self.en if language == "en" and self.en is not None else self.zh
        return chosen.render(scope, language, quote)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions inside, of both languages."""
        return self.zh.expressions + (self.en.expressions if self.en else ())


#: No text at all.
NO_WORDS = Words()


def read_wording(text: str) -> Wording:
    """Take a text apart. Raises `FeelError` for an expression that cannot be read."""
    if text.startswith("="):
        return Wording((compile_form_expression(text[1:]),))
    parts: list[str | Expression] = []
    end = 0
    for insert in _INSERT.finditer(text):
        if insert.start() > end:
            parts.append(text[end : insert.start()])
        parts.append(compile_form_expression(insert[1].removeprefix("=")))
        end = insert.end()
    if end < len(text):
        parts.append(text[end:])
    return Wording(tuple(parts))
