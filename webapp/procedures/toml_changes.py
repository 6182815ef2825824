"""Changing a TOML file that people write: the lines of what is changed change, every other byte stays.

    set_values(content, file, ("parameters", "accept_days"), {"value": 7, "source": "001 §5"})
    add_table(content, file, ("roles", "clerk"), {"zh": "文员", "en": "Clerk"})
    drop_entry(content, file, ("roles", "clerk"))

This is the only part that changes such files. `toml_spans` tells it where each value stands, `toml_writing` how a value is
written, and proves each change by reading the outcome again: what does not come out as meant is not made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.procedures.toml_spans import Spans, locate_spans
from webapp.procedures.toml_tables import KeyPath, locate_keys
from webapp.procedures.toml_writing import (
    Plain,
    TomlNotChanged,
    find_table,
    prove,
    read_text,
    with_table,
    without,
    write_key,
    write_value,
)

_HEADER = re.compile(r"^\s*\[")


def add_table(content: bytes, file: str, path: KeyPath, values: Mapping[str, Plain]) -> bytes:
    """Add the table ``path`` with ``values``, laid out as those beside it.

    Raises:
        TomlNotChanged: the file cannot be read, or has that table already.
    """
    if find_table(read_text(content, file)[1], path) is not None:
        raise TomlNotChanged(file=file)
    return set_values(content, file, path, values)


def set_text(content: bytes, file: str, path: KeyPath, key: str, value: str) -> bytes:
    """Set one text of the table ``path``, under its key as it stands there, quoted whole or dotted.

    Raises:
        TomlNotChanged: the file cannot be read, or is laid out so that the text cannot be changed by itself.
    """
    table, name = locate_text(read_text(content, file)[1], path, key)
    return set_values(content, file, table, {name: value})


def drop_text(content: bytes, file: str, path: KeyPath, key: str) -> bytes:
    """Take one text out of the table ``path``, whether its key is quoted or dotted.

    Raises:
        TomlNotChanged: the file cannot be read, or the text is not there.
    """
    data = read_text(content, file)[1]
    table, name = locate_text(data, path, key)
    if name not in (find_table(data, table) or {}):
        raise TomlNotChanged(file=file)
    return set_values(content, file, table, {name: None})


def locate_text(data: Mapping[str, Any], path: KeyPath, key: str) -> tuple[KeyPath, str]:
    """The table and the name under which a text stands: ``"a.b"`` quoted whole, ``a.b`` dotted, or not yet."""
    *before, last = key.split(".")
    if before and key not in (find_table(data, path) or {}):
        dotted = find_table(data, (*path, *before))
        if dotted is not None and last in dotted:
            return (*path, *before), last
    return path, key


def set_values(content: bytes, file: str, path: KeyPath, values: Mapping[str, Plain | None]) -> bytes:
    """Set keys of the table ``path``, which is made beside its like when it is missing; None takes a key out.

    Values that stand there already are left as they are written; when all do, the content comes back as it was.

    Raises:
        TomlNotChanged: the file cannot be read, or is laid out so that a key cannot be changed by itself.
    """
    return set_tables(content, file, {path: values})


def set_tables(content: bytes, file: str, tables: Mapping[KeyPath, Mapping[str, Plain | None]]) -> bytes:
    """Set keys of several tables at once, as `set_values` does for one.

    Raises:
        TomlNotChanged: as for `set_values`; then nothing is changed.
    """
    text, data = read_text(content, file)
    edits = Edits(text, file, locate_spans(text))
    wanted = data
    for path, values in tables.items():
        table = find_table(data, path)
        changes = {key: value for key, value in values.items() if not _is_same(table, key, value)}
        if not changes:
            continue
        kept = {**(table or {}), **changes}
        whole = {key: value for key, value in kept.items() if value is not None}
        wanted = _wanted(wanted, path, whole, edits.spans)
        if table is None:
            edits.add_table(path, whole)
        else:
            edits.change(path, table, changes)
    return prove(edits.apply(), wanted, content, file) if edits.made or edits.added else content


def _wanted(data: dict[str, Any], path: KeyPath, whole: dict[str, Any], spans: Spans) -> dict[str, Any]:
    """What the file is to say once the table ``path`` holds ``whole``."""
    if not path:
        return whole
    if whole or path in spans.tables or path in spans.values:
        return with_table(data, path, whole, replacing=True)
    # Dotted keys make a table that is gone with the last of them.
    headed = max((place for place in spans.tables if path[: len(place)] == place), key=len)
    return without(data, path, keep=headed)


def drop_entry(content: bytes, file: str, path: KeyPath) -> bytes:
    """Take out the table ``path``, whether it has a header or stands on one line; the same content where there is none.

    Raises:
        TomlNotChanged: the file cannot be read, or the table is spread over it.
    """
    text, data = read_text(content, file)
    if find_table(data, path) is None:
        return content
    spans = locate_spans(text)
    if path not in spans.values:
        return _drop_headed(text, content, file, path)
    edits = Edits(text, file, spans)
    edits.remove(path)
    return prove(edits.apply(), without(data, path, keep=path[:-1]), content, file)


def _drop_headed(text: str, content: bytes, file: str, path: KeyPath) -> bytes:
    """Without a table that has a header, and the blank lines that this leaves."""
    lines, start = text.split("\n"), locate_keys(text).get(path)
    if start is None:
        raise TomlNotChanged(file=file)
    del lines[start - 1 : _end_of_table(lines, start)]
    while lines[start - 2 : start] == ["", ""]:
        del lines[start - 1]
    _, data = read_text(content, file)
    return prove("\n".join(lines).rstrip() + "\n", without(data, path), content, file)


def _end_of_table(lines: list[str], start: int) -> int:
    """The index behind the last line of the table whose header is line ``start`` (from 1), without blank lines."""
    end = next((at for at in range(start, len(lines)) if _HEADER.match(lines[at])), len(lines))
    # What stands directly above the next table, as a comment does, belongs to that one.
    while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _is_same(table: Mapping[str, Any] | None, key: str, value: Plain | None) -> bool:
    held = (table or {}).get(key)
    # In Python true equals 1; in a file they are not the same thing.
    return held == value and isinstance(held, bool) == isinstance(value, bool)


@dataclass(slots=True)
class Edits:
    """Replacements in one text, all of them by places in the text as it was, and tables that follow behind it."""

    text: str
    file: str
    spans: Spans
    made: list[tuple[int, int, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def apply(self) -> str:
        """The text with all of them made."""
        text = self.text
        numbered = sorted(enumerate(self.made), key=lambda each: (each[1][0], each[0]), reverse=True)
        for _, (start, end, written) in numbered:
            text = text[:start] + written + text[end:]
        if not self.added:
            return text
        before = [text.rstrip()] if text.strip() else []
        return "\n\n".join([*before, *self.added]) + "\n"

    def change(self, path: KeyPath, table: Mapping[str, Any], changes: Mapping[str, Plain | None]) -> None:
        """Set keys of a table that is there; None takes one out."""
        for key, value in changes.items():
            if key not in table:
                self.insert(path, key, value)
            elif (at := self.place_of(path, key)) is None:
                raise TomlNotChanged(file=self.file)
            elif value is None:
                self.remove(at)
            else:
                span = self.spans.values[at]
                self.made.append((span.start, span.end, write_value(value)))

    def place_of(self, path: KeyPath, key: str) -> KeyPath | None:
        """The key's own path, where it stands as one value."""
        whole = (*path, key)
        return whole if whole in self.spans.values else None

    def insert(self, path: KeyPath, key: str, value: Plain | None) -> None:
        """A key that the table does not have yet."""
        if value is None:
            return
        written = f"{write_key(key)} = {write_value(value)}"
        if path in self.spans.tables:
            self.insert_line(path, written)
        elif path in self.spans.values:
            self.insert_inline(path, written)
        else:
            raise TomlNotChanged(file=self.file)

    def insert_line(self, path: KeyPath, written: str) -> None:
        """A line behind the last of the table's own, before what is said of the next table."""
        begin, end = self.spans.tables[path]
        if path == () and end == begin == 0:
            self.made.append((0, 0, written + "\n"))
            return
        at = self.line_end(end)
        self.made.append((at, at, "\n" + written))

    def insert_inline(self, path: KeyPath, written: str) -> None:
        """A key behind the last of an inline table."""
        span = self.spans.values[path]
        inside = [each.end for place, each in self.spans.values.items() if place[:-1] == path]
        if inside:
            self.made.append((max(inside), max(inside), f", {written}"))
        else:
            self.made.append((span.start, span.end, f"{{ {written} }}"))

    def remove(self, path: KeyPath) -> None:
        """Take out a key with its line, or with its comma in an inline table."""
        span = self.spans.values[path]
        around = path[:-1]
        if around in self.spans.values:
            beside = sorted(
                (each for place, each in self.spans.values.items() if place[:-1] == around),
                key=lambda each: each.key,
            )
            at = beside.index(span)
            if at:
                self.made.append((beside[at - 1].end, span.end, ""))
            else:
                self.made.append((span.key, beside[1].key if len(beside) > 1 else span.end, ""))
            return
        start = self.text.rfind("\n", 0, span.key) + 1
        self.made.append((start, min(self.line_end(span.end) + 1, len(self.text)), ""))

    def add_table(self, path: KeyPath, values: Mapping[str, Any]) -> None:
        """A new table, laid out as those beside it: a line in a table of lines, else a header behind the last of its like."""
        outer = path[:-1]
        name = write_key(str(path[-1]))
        if outer and outer in self.spans.tables and self.holds_lines(outer):
            pairs = ", ".join(f"{write_key(key)} = {write_value(value)}" for key, value in values.items())
            self.insert_line(outer, f"{name} = {{ {pairs} }}")
            return
        lines = [f"[{'.'.join(write_key(str(part)) for part in path)}]"]
        lines += [f"{write_key(key)} = {write_value(value)}" for key, value in values.items()]
        like = [place for place in self.spans.tables if outer and place[: len(outer)] == outer]
        if like:
            at = self.line_end(max(self.spans.tables[place][1] for place in like))
            self.made.append((at, at, "\n\n" + "\n".join(lines)))
            return
        self.added.append("\n".join(lines))

    def holds_lines(self, outer: KeyPath) -> bool:
        """Whether the tables in ``outer`` stand on a line each."""
        return any(place[:-1] == outer for place in self.spans.values)

    def line_end(self, at: int) -> int:
        """Where the line of a place ends; its comment belongs to it."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end
