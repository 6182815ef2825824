"""Where each value of a TOML text stands, to the character: in tables with a header, and in inline tables too.

``tomllib`` tells what a text says and keeps no places. The text must have been read by it before: what follows trusts
that it is well-formed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from webapp.procedures.toml_tables import KeyPath, place_header, split_key

_PART = r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'", re.DOTALL
)
#: A number, a word, an instant: one blank stands between a day and a time.
_SCALAR = re.compile(r"[^\s,\]}#]+(?:[ ]\d\d:[^\s,\]}#]+)?")
_BLANK = re.compile(r"(?:\s+|#[^\n]*)+")
_HEADER = re.compile(rf"\[\[?[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*\]\]?")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A key and its value: where the key begins, and from where to where the value goes, in characters."""

    key: int
    start: int
    end: int


@dataclass(slots=True)
class Spans:
    """The places of a text.

    ``values`` holds each key by its whole path. ``tables`` holds each table that has a header, by path, with where the
    header begins and where the last of its own lines ends; the top table begins at 0.
    """

    values: dict[KeyPath, Span] = field(default_factory=dict)
    tables: dict[KeyPath, tuple[int, int]] = field(default_factory=lambda: {(): (0, 0)})


def locate_spans(text: str) -> Spans:
    """The places of a well-formed TOML text whose lines end in line feeds."""
    return _Scan(text).run()


@dataclass(slots=True)
class _Scan:
    text: str
    at: int = 0
    spans: Spans = field(default_factory=Spans)
    counts: dict[KeyPath, int] = field(default_factory=dict)

    def run(self) -> Spans:
        table: KeyPath = ()
        self.skip_blank()
        while self.at < len(self.text):
            begin = self.at
            if header := _HEADER.match(self.text, self.at):
                is_array = header[0].startswith("[[")
                table = place_header(split_key(header[1]), is_array, self.counts)
                self.at = header.end()
            elif not self.take_pair(table):
                break
            self.spans.tables[table] = (self.spans.tables.get(table, (begin, 0))[0], self.at)
            self.skip_blank()
        return self.spans

    def skip_blank(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()

    def take_pair(self, table: KeyPath) -> bool:
        """Take ``key = value``; False where none stands."""
        key = _KEY.match(self.text, self.at)
        equals = _EQUALS.match(self.text, key.end()) if key else None
        if key is None or equals is None:
            return False
        path = (*table, *split_key(key[0]))
        self.at = equals.end()
        start = self.at
        self.take_value(path)
        self.spans.values[path] = Span(key.start(), start, self.at)
        return True

    def take_value(self, path: KeyPath) -> None:
        sign = self.text[self.at : self.at + 1]
        if sign == "{":
            self.take_several("}", path, is_table=True)
        elif sign == "[":
            self.take_several("]", path, is_table=False)
        elif found := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at):
            self.at = found.end()

    def take_several(self, closing: str, path: KeyPath, *, is_table: bool) -> None:
        """Take what stands between brackets, commas between."""
        self.at += 1
        while self.at < len(self.text):
            before = self.at
            self.skip_blank()
            if self.text.startswith(closing, self.at):
                self.at += 1
                return
            if self.text.startswith(",", self.at):
                self.at += 1
            elif is_table:
                self.take_pair(path)
            else:
                self.take_value(path)
            if self.at == before:
                return
