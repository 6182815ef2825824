"""Cutting FEEL text into tokens, each with its place. Which tokens form one name is the parser's business."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from webapp.feel.errors import FeelSyntaxError, Place

Kind = Literal["number", "string", "word", "quoted", "symbol", "wide", "other", "end"]

#: Full-width signs that people type with a Chinese keyboard in place of FEEL's own.
WIDE_SIGNS = {
    "，": ",", "（": "(", "）": ")", "：": ":", "；": ",", "“": '"', "”": '"', "‘": '"', "’": '"', "＂": '"',
    "＝": "=", "＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "≠": "!=", "＋": "+", "－": "-", "×": "*", "÷": "/",
    "＊": "*", "／": "/", "【": "[", "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}", "？": "?", "！": "not(…)",
    "—": "-",
    "–": "-",
    "．": ".", "＠": "@",
}  # fmt: skip

#: Signs of other languages and what FEEL writes instead.
FOREIGN_SIGNS = {
    "==": "=",
    "&&": "and",
    "||": "or",
    "<>": "!=",
    "!": "not(…)",
    "'": '"',
    "%": "modulo(…)",
    ";": ",",
}

_SPACE = r"[\t\n\v\f\r \x85\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
_NAME_START = (
    r"?A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WIDE = "".join(WIDE_SIGNS)

_TOKEN = re.compile(
    rf"(?P<space>{_SPACE}|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)"
    r"|(?P<open_comment>/\*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\\n\r]|\\[^\n\r])*")'
    r'|(?P<open_string>")'
    r"|(?P<quoted>`[^`\n\r]+`)"
    rf"|(?P<wide>[{_WIDE}])"
    rf"|(?P<word>(?![{_WIDE}])[{_NAME_START}](?:(?![{_WIDE}])[{_NAME_START}0-9\xb7\u0300-\u036f\u203f-\u2040])*)"
    r"|(?P<symbol>\.\.|\*\*|<=|>=|!=|->|==|&&|\|\||<>|[-+*/=<>()\[\]{},:.@!'%;])"
    r"|(?P<other>.)",
    re.DOTALL,
)

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """A piece of the text. ``gap`` tells whether white space stands before it; ``end`` is the offset behind it."""

    kind: Kind
    text: str
    start: int
    end: int
    gap: bool
    place: Place


def scan(text: str, *, strict: bool = True) -> list[Token]:
    """Cut the text into tokens, with an ``end`` token last. Names are scanned with ``strict=False``: nothing is refused."""
    tokens: list[Token] = []
    line, line_start, gap = 1, 0, False
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        group = match.lastgroup or "other"
        place = Place(line, start - line_start + 1)
        piece = match.group()
        newlines = piece.count("\n")
        if newlines:
            line += newlines
            line_start = start + piece.rindex("\n") + 1
        if group == "space":
            gap = True
            continue
        if group.startswith("open"):
            if strict:
                raise FeelSyntaxError("FEEL-S04" if group == "open_string" else "FEEL-S05", place)
            group = "other"
        kind: Kind = group  # type: ignore[assignment]  # the pattern's groups are named like the kinds
        tokens.append(Token(kind, piece, start, end, gap, place))
        gap = False
    tokens.append(Token("end", "", len(text), len(text), gap, Place(line, len(text) - line_start + 1)))
    return tokens


def unquoted(token: Token) -> str:
    """The name that a quoted token stands for: what is between its backticks, each run of white space as one space."""
    return " ".join(token.text[1:-1].split())


def unescape(token: Token) -> str:
    """The text that a string token stands for."""
    body = token.text[1:-1]
    if "\\" not in body:
        return body

    def replace(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is not None and int(code, 16) <= 0x10FFFF:
            return chr(int(code, 16))
        # A backslash before anything else stands for itself, so that patterns like "\d+" need not double it.
        return _SIMPLE_ESCAPES.get(match[3] or "", match[0])

    unescaped = _ESCAPE.sub(replace, body)
    # Two escapes may spell one character beyond the basic plane as a surrogate pair; lone halves are no text.
    return unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
