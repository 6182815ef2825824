"""Changing a TOML file that people write: one table is added, taken out or one text set, and every other line stays as it is.

``tomllib`` only reads. Each change here is proved by reading the outcome again: what does not come out as meant is not
made, so a text laid out in an unusual way is never spoilt.
"""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from webapp.errors import RongcuoError
from webapp.procedures.toml_tables import KeyPath, locate_keys

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"^\s*\[")

Plain = str | int | float | bool | list[str]
"""What can be written as the value of a key."""


class TomlNotChanged(RongcuoError):
    """The file cannot be read, or is laid out in a way that a program cannot change safely. Facts: ``file``."""

    code = "RC-3320"
    zh = "“{file}”读不懂，或者排版特别，不能自动修改。请打开它手工修改。"
    en = "'{file}' cannot be read, or is laid out so that it cannot be changed by itself. Open it and change it by hand."


def add_table(content: bytes, file: str, path: KeyPath, values: Mapping[str, Plain]) -> bytes:
    """Append the table ``path`` with ``values``.

    Raises:
        TomlNotChanged: the file cannot be read, or has that table already.
    """
    text, data = read_text(content, file)
    wanted = with_table(data, path, dict(values))
    lines = [f"[{'.'.join(write_key(str(part)) for part in path)}]"]
    lines += [f"{write_key(key)} = {write_value(value)}" for key, value in values.items()]
    start = text.rstrip() + "\n\n" if text.strip() else ""
    return prove(start + "\n".join(lines) + "\n", wanted, content, file)


def set_text(content: bytes, file: str, path: KeyPath, key: str, value: str) -> bytes:
    """Set one text of the table ``path``, which is made when it is missing.

    Raises:
        TomlNotChanged: the file cannot be read, or the text stands there in a way that cannot be replaced.
    """
    text, data = read_text(content, file)
    table = find_table(data, path)
    if table is None:
        return add_table(content, file, path, {key: value})
    whole = {**table, key: value}
    wanted = with_table(data, path, whole, replacing=True) if path else whole
    lines, places = text.splitlines(), locate_keys(text)
    written = f"{write_key(key)} = {write_value(value)}"
    split = tuple(key.split("."))
    at = places.get((*path, key)) or places.get((*path, *split))
    if at is not None:
        lines[at - 1] = written
    elif path in places:
        lines.insert(_end_of_table(lines, places[path]), written)
    else:
        raise TomlNotChanged(file=file)
    return prove("\n".join(lines) + "\n", wanted, content, file)


def drop_table(content: bytes, file: str, path: KeyPath) -> bytes:
    """Take the table ``path`` out; the same content when there is none.

    Raises:
        TomlNotChanged: the file cannot be read, or the table is spread over it.
    """
    text, data = read_text(content, file)
    if find_table(data, path) is None:
        return content
    wanted = without(data, path)
    lines, start = text.splitlines(), locate_keys(text).get(path)
    if start is None:
        raise TomlNotChanged(file=file)
    del lines[start - 1 : _end_of_table(lines, start)]
    while lines[start - 2 : start] == ["", ""]:
        del lines[start - 1]
    return prove("\n".join(lines).rstrip() + "\n", wanted, content, file)


def drop_keys(content: bytes, file: str, path: KeyPath, key: str) -> bytes:
    """Take one text out of the table ``path``, whether its key is quoted or dotted.

    Raises:
        TomlNotChanged: the file cannot be read, the text is not there, or it stands on several lines.
    """
    text, data = read_text(content, file)
    places, lines = locate_keys(text), text.splitlines()
    for parts in ((*path, key), (*path, *key.split("."))):
        at = places.get(parts)
        if at is not None and _holds(data, parts):
            del lines[at - 1]
            return prove("\n".join(lines) + "\n", without(data, parts, keep=path), content, file)
    raise TomlNotChanged(file=file)


def read_text(content: bytes, file: str) -> tuple[str, dict[str, Any]]:
    """The text with line feeds, and what it says.

    Raises:
        TomlNotChanged: it cannot be read.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise TomlNotChanged(file=file) from error


def prove(text: str, wanted: Mapping[str, Any], before: bytes, file: str) -> bytes:
    """The content of ``text``, once it says what is ``wanted``; its lines end as those ``before`` did.

    Raises:
        TomlNotChanged: it says anything else.
    """
    try:
        if tomllib.loads(text) != wanted:
            raise TomlNotChanged(file=file)
    except tomllib.TOMLDecodeError as error:
        raise TomlNotChanged(file=file) from error
    return encode_like(text, before)


def encode_like(text: str, before: bytes) -> bytes:
    """The bytes of a text whose lines end, and which begins, as those ``before`` did."""
    ends = "\r\n" if b"\r\n" in before else "\n"
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + text.replace("\n", ends).encode()


def _end_of_table(lines: list[str], start: int) -> int:
    """The index behind the last line of the table whose header is line ``start`` (from 1), without blank lines."""
    end = next((at for at in range(start, len(lines)) if _HEADER.match(lines[at])), len(lines))
    # What stands directly above the next table, as a comment does, belongs to that one.
    while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def find_table(data: Mapping[str, Any], path: KeyPath) -> dict[str, Any] | None:
    """The table at ``path``; None where there is none."""
    node: Any = data
    for part in path:
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return node if isinstance(node, dict) else None


def with_table(
    data: Mapping[str, Any], path: KeyPath, value: dict[str, Any], *, replacing: bool = False
) -> dict[str, Any]:
    """A copy of ``data`` that holds ``value`` at ``path``."""
    head, *rest = path
    copy = dict(data)
    copy[str(head)] = (
        with_table(copy.get(str(head), {}), tuple(rest), value, replacing=replacing)
        if rest
        else value
        if replacing or str(head) not in copy
        else None
    )
    return copy


def _holds(data: Mapping[str, Any], path: KeyPath) -> bool:
    *before, last = path
    table = find_table(data, tuple(before))
    return table is not None and last in table


def without(data: Mapping[str, Any], path: KeyPath, keep: KeyPath = ()) -> dict[str, Any]:
    """A copy of ``data`` without ``path``, nor the tables above it that this leaves empty, but for those of ``keep``."""
    head, *rest = path
    copy = dict(data)
    if rest:
        copy[str(head)] = without(copy[str(head)], tuple(rest), keep[1:])
        if not copy[str(head)] and keep[:1] != (head,):
            del copy[str(head)]
    else:
        del copy[str(head)]
    return copy


def write_key(key: str) -> str:
    """A key as it is written: bare, or quoted where it must be."""
    return key if _BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's too; DEL, which JSON leaves as it is, TOML refuses.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def write_value(value: Plain) -> str:
    """A value as it is written, on one line."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(_quoted(each) for each in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
