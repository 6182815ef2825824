"""Reading a regular expression of XPath 3.1 into a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from webapp.feel.patterns.charsets import (
    BLOCKS,
    CATEGORIES,
    CLASS_ESCAPES,
    CharSet,
    CharTest,
    in_block,
    in_category,
    negated,
)

_MAX_DEPTH = 50
_MAX_COUNT = 10_000
_PLAIN_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", **{char: char for char in "\\|.-^?*+{}()[]$"}}
_SPACES: Final = " \t\n\r"

#: Why a pattern is not valid: Chinese and English.
_REASONS: Final = {
    "end": ("没有写完", "it ends too early"),
    "group": ("括号不成对", "a bracket is not closed"),
    "repeat": ("重复次数的写法不对", "a repetition is not well formed"),
    "escape": ("反斜杠后的字符无效", "the character after a backslash is not valid"),
    "class": ("方括号内的字符范围不对", "a character class is not well formed"),
    "reference": ("引用了不存在的分组", "it refers to a group that does not exist"),
    "sign": ("有需要用反斜杠转义的字符", "a character needs a backslash before it"),
    "deep": ("嵌套太深", "it is nested too deeply"),
    "flag": ("标志只能是 s、m、i、x、q", "flags may only be s, m, i, x, q"),
    "empty": ("它可以匹配空文本", "it matches the empty text"),
    "replacement": (
        "替换文本中 $ 后应为数字，\\ 后应为 $ 或 \\",
        "in the replacement a digit must follow $, and $ or \\ a \\",
    ),
}


class PatternInvalid(ValueError):
    """The text is no regular expression; ``zh`` and ``en`` say why."""

    def __init__(self, reason: str) -> None:
        self.zh, self.en = _REASONS[reason]
        super().__init__(self.en)


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    chars: CharSet


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches; earlier ones are preferred."""

    branches: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part some number of times; as many as possible if greedy."""

    part: Part
    least: int
    most: int | None
    is_greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group, numbered from 1 if it captures."""

    part: Part
    number: int | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """``^`` or ``$``."""

    is_start: bool


@dataclass(frozen=True, slots=True)
class BackReference:
    """The text that a group captured, once more."""

    number: int


Part: TypeAlias = Chars | Chain | Choice | Repeat | Group | Anchor | BackReference


def read_pattern(text: str, flags: str) -> tuple[Part, int]:
    """The tree and the number of capturing groups. Raises `PatternInvalid`."""
    if set(flags) - set("smixq"):
        raise PatternInvalid("flag")
    if "q" in flags:
        return Chain(tuple(Chars(_single(char, "i" in flags)) for char in text)), 0
    reader = _Reader(_without_spaces(text) if "x" in flags else text, flags)
    return reader.read_all(), reader.groups


def _single(char: str, ignores_case: bool) -> CharSet:
    return CharSet(singles={char}, ignores_case=ignores_case)


def _without_spaces(text: str) -> str:
    """Drop white space outside of character classes, also behind a backslash."""
    kept: list[str] = []
    depth, escaped = 0, False
    for char in text:
        if char in _SPACES and depth == 0:
            continue
        if not escaped and char in "[]":
            depth = max(0, depth + (1 if char == "[" else -1))
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)


class _Reader:
    def __init__(self, text: str, flags: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._ignores_case = "i" in flags
        self._dot = CharSet() if "s" in flags else CharSet(singles=set("\n\r"))
        self._dot.is_negated = True
        self.groups = 0
        self._closed: set[int] = set()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise PatternInvalid("end")
        self._at += 1
        return char

    def read_all(self) -> Part:
        part = self._choice()
        if self._peek():
            raise PatternInvalid("group")
        return part

    def _choice(self) -> Part:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise PatternInvalid("deep")
        branches = [self._chain()]
        while self._peek() == "|":
            self._take()
            branches.append(self._chain())
        self._depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _chain(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            part = self._atom()
            parts.append(part if isinstance(part, Anchor) else self._repeated(part))
        return Chain(tuple(parts))

    def _atom(self) -> Part:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return Chars(self._class())
        if char == "\\":
            return self._escape()
        if char == ".":
            return Chars(self._dot)
        if char in "^$":
            return Anchor(char == "^")
        if char in "?*+{":
            raise PatternInvalid("repeat")
        if char in "}]":
            raise PatternInvalid("sign")
        return Chars(_single(char, self._ignores_case))

    def _group(self) -> Part:
        number = None
        if self._text.startswith("?:", self._at):
            self._at += 2
        else:
            self.groups += 1
            number = self.groups
        part = self._choice()
        if self._peek() != ")":
            raise PatternInvalid("group")
        self._take()
        if number is not None:
            self._closed.add(number)
        return Group(part, number)

    def _repeated(self, part: Part) -> Part:
        sign = self._peek()
        if not sign or sign not in "?*+{":
            return part
        self._take()
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self._counts()
        is_greedy = self._peek() != "?"
        if not is_greedy:
            self._take()
        if self._peek() and self._peek() in "?*+{":
            raise PatternInvalid("repeat")
        return Repeat(part, least, most, is_greedy)

    def _counts(self) -> tuple[int, int | None]:
        end = self._text.find("}", self._at)
        first, comma, last = self._text[self._at : max(end, self._at)].partition(",")
        self._at = end + 1
        if end < 0 or not first.isdecimal() or (last and not last.isdecimal()):
            raise PatternInvalid("repeat")
        least = int(first[:9])
        most = (int(last[:9]) if last else None) if comma else least
        if least > _MAX_COUNT or (most is not None and not least <= most <= _MAX_COUNT):
            raise PatternInvalid("repeat")
        return least, most

    def _escape(self) -> Part:
        char = self._take()
        if char.isdecimal() and char != "0":
            return self._reference(int(char))
        test = self._class_escape(char)
        if test is not None:
            return Chars(CharSet(tests=[test]))
        if char not in _PLAIN_ESCAPES:
            raise PatternInvalid("escape")
        return Chars(_single(_PLAIN_ESCAPES[char], self._ignores_case))

    def _reference(self, number: int) -> Part:
        while self._peek().isdecimal() and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._take())
        if number not in self._closed:
            raise PatternInvalid("reference")
        return BackReference(number)

    def _class_escape(self, char: str) -> CharTest | None:
        if char not in "pP":
            return CLASS_ESCAPES.get(char)
        end = self._text.find("}", self._at)
        if self._peek() != "{" or end < 0:
            raise PatternInvalid("escape")
        name = self._text[self._at + 1 : end]
        self._at = end + 1
        if name in CATEGORIES:
            test = in_category(name)
        elif name.startswith("Is") and name[2:] in BLOCKS:
            test = in_block(name[2:])
        else:
            raise PatternInvalid("escape")
        return test if char == "p" else negated(test)

    def _class(self) -> CharSet:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise PatternInvalid("deep")
        found = CharSet(ignores_case=self._ignores_case)
        if self._peek() == "^":
            self._take()
            found.is_negated = True
        is_empty = True
        while self._peek() != "]":
            if self._text.startswith("-[", self._at) and not is_empty:
                self._at += 2
                found.without = self._class()
                if self._peek() != "]":
                    raise PatternInvalid("class")
                break
            self._class_item(found)
            is_empty = False
        self._take()
        if is_empty:
            raise PatternInvalid("class")
        self._depth -= 1
        return found

    def _class_item(self, into: CharSet) -> None:
        first = self._class_char(into)
        if first is None:
            return
        follows = self._text[self._at + 1 : self._at + 2]
        if self._peek() != "-" or follows in ("", "]", "["):
            into.singles.add(first)
            return
        self._take()
        last = self._class_char(into)
        if last is None or last < first:
            raise PatternInvalid("class")
        into.ranges.append((first, last))

    def _class_char(self, into: CharSet) -> str | None:
        """One character of a class; None if it was an escape that stands for many."""
        char = self._take()
        if char == "[":
            raise PatternInvalid("class")
        if char != "\\":
            return char
        escaped = self._take()
        test = self._class_escape(escaped)
        if test is not None:
            into.tests.append(test)
            return None
        if escaped not in _PLAIN_ESCAPES:
            raise PatternInvalid("escape")
        return _PLAIN_ESCAPES[escaped]
