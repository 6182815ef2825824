"""``matches``, ``replace`` and ``split``: functions with regular expressions (XPath 3.1)."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.feel.builtins.registry import builtin, text
from webapp.feel.errors import NullResult
from webapp.feel.limits import Budget
from webapp.feel.patterns import Match, Pattern, PatternInvalid, compile_pattern
from webapp.feel.values import Value


def _refusal(pattern: str, reason: PatternInvalid) -> NullResult:
    return NullResult("FEEL-N14", pattern=pattern[:80], reason_zh=reason.zh, reason_en=reason.en)


def _pattern(arguments: Sequence[Value], at: int, name: str, flags_at: int, budget: Budget) -> Pattern:
    written = text(arguments[at], name)
    has_flags = len(arguments) > flags_at and arguments[flags_at] is not None
    flags = text(arguments[flags_at], "flags") if has_flags else ""
    try:
        return compile_pattern(written, flags, budget.limits)
    except PatternInvalid as reason:
        raise _refusal(written, reason) from None


def _pattern_of_something(arguments: Sequence[Value], name: str, flags_at: int, budget: Budget) -> Pattern:
    """A pattern to replace or split at, which must not match the empty text (XPath: FORX0003)."""
    pattern = _pattern(arguments, 1, name, flags_at, budget)
    if pattern.find("", 0, budget) is not None:
        raise _refusal(pattern.text, PatternInvalid("empty"))
    return pattern


@builtin("matches", "input, pattern, flags", optional=1)
def matches(arguments: Sequence[Value], budget: Budget) -> Value:
    """Whether the pattern is found anywhere in the text."""
    whole = text(arguments[0], "input")
    return _pattern(arguments, 1, "pattern", 2, budget).find(whole, 0, budget) is not None


@builtin("replace", "input, pattern, replacement, flags", optional=1)
def replace(arguments: Sequence[Value], budget: Budget) -> Value:
    """The text with each match replaced; ``$1`` in the replacement is the first group."""
    whole, replacement = text(arguments[0], "input"), text(arguments[2], "replacement")
    pattern = _pattern_of_something(arguments, "pattern", 3, budget)
    is_literal = len(arguments) > 3 and isinstance(arguments[3], str) and "q" in arguments[3]
    pieces = [replacement] if is_literal else _read_replacement(replacement, pattern)
    kept: list[str] = []
    at = length = 0
    for match in pattern.find_all(whole, budget):
        added = [whole[at : match.start], *(_piece(piece, match) for piece in pieces)]
        length += sum(map(len, added))
        budget.check_characters(length)
        kept += added
        at = match.end
    return "".join([*kept, whole[at:]])


def _piece(piece: str | int, match: Match) -> str:
    return match.group(piece) if isinstance(piece, int) else piece


def _read_replacement(replacement: str, pattern: Pattern) -> list[str | int]:
    """The replacement as texts and numbers of groups."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        char, following = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\":
            if following not in ("\\", "$") or not following:
                raise _refusal(replacement, PatternInvalid("replacement"))
            pieces.append(following)
            at += 2
        elif char == "$":
            if not (following.isascii() and following.isdigit()):
                raise _refusal(replacement, PatternInvalid("replacement"))
            number, at = _group_number(replacement, at + 1, pattern.groups)
            if number <= pattern.groups:
                pieces.append(number)
        else:
            pieces.append(char)
            at += 1
    return pieces


def _group_number(replacement: str, at: int, groups: int) -> tuple[int, int]:
    """The longest number of digits that still names a group, and the offset behind it."""
    number = int(replacement[at])
    at += 1
    while at < len(replacement) and replacement[at] in "0123456789":
        longer = number * 10 + int(replacement[at])
        if longer > groups:
            break
        number = longer
        at += 1
    return number, at


@builtin("split", "string, delimiter")
def split(arguments: Sequence[Value], budget: Budget) -> Value:
    """The parts of the text between the matches of the delimiter."""
    whole = text(arguments[0], "string")
    pattern = _pattern_of_something(arguments, "delimiter", 2, budget)
    parts: list[Value] = []
    at = 0
    for match in pattern.find_all(whole, budget):
        parts.append(whole[at : match.start])
        at = match.end
        budget.check_items(len(parts))
    return [*parts, whole[at:]]
