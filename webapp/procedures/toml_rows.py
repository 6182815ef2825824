"""Changing the rows of an array of tables in a TOML file that people write: the lines of what is changed change, no other.

    insert_rows(content, file, "step", 3, [block])
    drop_value(content, file, ("step", 2, "expect", "open"), keep=2)

As in `toml_changes`, each change is proved by reading the outcome again: what does not come out as meant is not made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from webapp.procedures.toml_changes import Edits
from webapp.procedures.toml_spans import Spans, locate_spans
from webapp.procedures.toml_tables import KeyPath
from webapp.procedures.toml_values import toml_value
from webapp.procedures.toml_writing import TomlNotChanged, prove, read_text


def insert_rows(content: bytes, file: str, array: str, index: int, blocks: Sequence[str]) -> bytes:
    """Put rows in, so that the first of them is row ``index`` (from 0). Each block begins with the header ``[[array]]``.

    What stands above the next row, as a comment does, stays with that one.

    Raises:
        TomlNotChanged: the file cannot be read, or its rows have no headers.
    """
    text, data = read_text(content, file)
    spans = locate_spans(text)
    at = Edits(text, file, spans).line_end(_end_before(spans, file, array, index, data))
    written = "".join(f"\n\n{block}" for block in blocks)
    rows = [row for block in blocks for row in tomllib.loads(block)[array]]
    held = list(data.get(array, ()))
    wanted = {**data, array: [*held[:index], *rows, *held[index:]]}
    return prove(f"{text[:at].rstrip()}{written}{text[at:]}", wanted, content, file)


def _end_before(spans: Spans, file: str, array: str, index: int, data: dict[str, Any]) -> int:
    """Where what stands before row ``index`` ends."""
    rows = len(data.get(array, ()))
    if not rows:
        return max(end for _, end in spans.tables.values())
    if index > rows or (array, 0) not in spans.tables:
        raise TomlNotChanged(file=file)
    if index:
        return _extent(spans, (array, index - 1))[1]
    first = spans.tables[array, 0][0]
    return max((end for _, end in spans.tables.values() if end <= first), default=0)


def drop_row(content: bytes, file: str, array: str, index: int) -> bytes:
    """Take row ``index`` (from 0) out with its lines. A comment above its header stays.

    Raises:
        TomlNotChanged: the file cannot be read, or has no such row under a header.
    """
    text, data = read_text(content, file)
    spans, path = locate_spans(text), (array, index)
    if path not in spans.tables:
        raise TomlNotChanged(file=file)
    start, end = _lines(text, file, spans, _extent(spans, path))
    rows = [row for place, row in enumerate(data[array]) if place != index]
    wanted = {**data, array: rows} if rows else {key: held for key, held in data.items() if key != array}
    return prove(text[:start] + text[end:], wanted, content, file)


def _extent(spans: Spans, path: KeyPath) -> tuple[int, int]:
    """From where to where a table and those in it go."""
    inside = [span for place, span in spans.tables.items() if place[: len(path)] == path]
    return min(begin for begin, _ in inside), max(end for _, end in inside)


def _lines(text: str, file: str, spans: Spans, extent: tuple[int, int]) -> tuple[int, int]:
    """The whole lines of an extent, with the blank ones behind it where others stand before it."""
    start = text.rfind("\n", 0, extent[0]) + 1
    end = min(Edits(text, file, spans).line_end(extent[1]) + 1, len(text))
    while text[:start].endswith("\n\n") and text[end : end + 1] == "\n":
        end += 1
    return start, end


def replace_value(content: bytes, file: str, path: KeyPath, value: Any) -> bytes:
    """Write another value where one stands.

    Raises:
        TomlNotChanged: the file cannot be read, or no single value stands there.
    """
    text, data = read_text(content, file)
    span = locate_spans(text).values.get(path)
    if span is None:
        raise TomlNotChanged(file=file)
    written = text[: span.start] + toml_value(value) + text[span.end :]
    return prove(written, _with(data, path, value), content, file)


def drop_value(content: bytes, file: str, path: KeyPath, keep: int) -> bytes:
    """Take out what stands at ``path``, and the tables around it that this leaves empty, but for the first ``keep`` parts.

    Raises:
        TomlNotChanged: the file cannot be read, nothing stands there, or it cannot be taken out by itself.
    """
    text, data = read_text(content, file)
    spans, path = locate_spans(text), _emptied(data, file, path, keep)
    edits = Edits(text, file, spans)
    if path in spans.values:
        edits.remove(path)
        return prove(edits.apply(), _with(data, path, None), content, file)
    headed = [place for place in spans.tables if place[: len(path)] == path]
    for place in headed:
        edits.made.append((*_lines(text, file, spans, spans.tables[place]), ""))
    for place in spans.values:
        is_of_header = any(place[: len(each)] == each for each in headed)
        is_inline = any(place[:depth] in spans.values for depth in range(len(path), len(place)))
        if place[: len(path)] == path and not (is_of_header or is_inline):
            edits.remove(place)
    return prove(edits.apply(), _with(data, path, None), content, file)


def _emptied(data: dict[str, Any], file: str, path: KeyPath, keep: int) -> KeyPath:
    """The outermost table that has nothing else in it."""
    try:
        while len(path) > keep + 1 and len(_at(data, path[:-1])) == 1:
            _at(data, path)
            path = path[:-1]
        _at(data, path)
    except (KeyError, IndexError, TypeError) as error:
        raise TomlNotChanged(file=file) from error
    return path


def _at(node: Any, path: KeyPath) -> Any:
    for part in path:
        node = node[part]
    return node


def _with(node: Any, path: KeyPath, value: Any) -> Any:
    """A copy with ``value`` at ``path``; None takes out what is there."""
    head, *rest = path
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    if rest:
        copy[head] = _with(copy[head], tuple(rest), value)
    elif value is None:
        del copy[head]
    else:
        copy[head] = value
    return copy
