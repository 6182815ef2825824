"""Patterns that a text must match. FEEL's own matcher is used: its time is linear, so no pattern can stall
the server."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.feel import FeelError, compile_expression

_MATCHES = compile_expression("matches(subject, pattern)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of XPath, found anywhere in the text unless it is anchored with ``^`` and
    ``$``."""

    text: str

    def is_found_in(self, subject: str) -> bool:
        """Whether the text satisfies the pattern; a text too long to decide does not."""
        try:
            return _MATCHES.evaluate({"subject": subject, "pattern": self.text}) is True
        except FeelError:
            return False


def explain_bad_pattern(text: str) -> tuple[str, str] | None:
    """Why the pattern cannot be used, in Chinese and English; None when it can."""
    try:
        value, notes = _MATCHES.evaluate_with_notes({"subject": "", "pattern": text})
    except FeelError as error:
        return error.text("zh"), error.text("en")
    if value is not None:
        return None
    return "".join(note.text("zh") for note in notes), " ".join(note.text("en") for note in notes)
