"""Changing single values of a TOML file that people write: the lines of those values change, every other byte stays.

    set_values(content, file, ("parameters", "accept_days"), {"value": 7, "source": "001 §5"})
    drop_entry(content, file, ("roles", "clerk"))

As in `toml_writing`, each change is proved by reading the outcome again; what does not come out as meant is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.procedures.toml_spans import Spans, locate_spans
from webapp.procedures.toml_tables import KeyPath
from webapp.procedures.toml_writing import (
    Plain,
    TomlNotChanged,
    drop_table,
    find_table,
    prove,
    read_text,
    with_table,
    without,
    write_key,
    write_value,
)


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
    edits = _Edits(text, file, locate_spans(text))
    wanted = data
    for path, values in tables.items():
        table = find_table(data, path)
        changes = {key: value for key, value in values.items() if not _is_same(table, key, value)}
        if not changes:
            continue
        kept = {**(table or {}), **changes}
        whole = {key: value for key, value in kept.items() if value is not None}
        wanted = with_table(wanted, path, whole, replacing=True) if path else whole
        if table is None:
            edits.add_table(path, whole)
        else:
            edits.change(path, table, changes)
    return prove(edits.apply(), wanted, content, file) if edits.made or edits.added else content


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
        return drop_table(content, file, path)
    edits = _Edits(text, file, spans)
    edits.remove(path)
    return prove(edits.apply(), without(data, path, keep=path[:-1]), content, file)


def _is_same(table: Mapping[str, Any] | None, key: str, value: Plain | None) -> bool:
    held = (table or {}).get(key)
    # In Python true equals 1; in a file they are not the same thing.
    return held == value and isinstance(held, bool) == isinstance(value, bool)


@dataclass(slots=True)
class _Edits:
    """Replacements in one text, all of them by places in the text as it was, and tables that follow behind it."""

    text: str
    file: str
    spans: Spans
    made: list[tuple[int, int, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def apply(self) -> str:
        text = self.text
        numbered = sorted(enumerate(self.made), key=lambda each: (each[1][0], each[0]), reverse=True)
        for _, (start, end, written) in numbered:
            text = text[:start] + written + text[end:]
        if not self.added:
            return text
        before = [text.rstrip()] if text.strip() else []
        return "\n\n".join([*before, *self.added]) + "\n"

    def change(self, path: KeyPath, table: Mapping[str, Any], changes: Mapping[str, Plain | None]) -> None:
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
