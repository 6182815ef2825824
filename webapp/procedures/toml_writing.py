"""What writing TOML takes: a file's text and what it says, values as they are written, and the proof that a text says what is meant.

``tomllib`` only reads. `toml_changes` changes files with what stands here, so a text laid out in an unusual way is never spoilt.
"""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from webapp.errors import RongcuoError
from webapp.procedures.toml_tables import KeyPath

_BARE = re.compile(r"[A-Za-z0-9_-]+")

Plain = str | int | float | bool | list[str]
"""What can be written as the value of a key."""


class TomlNotChanged(RongcuoError):
    """The file cannot be read, or is laid out in a way that a program cannot change safely. Facts: ``file``."""

    code = "RC-3320"
    zh = "“{file}”读不懂，或者排版特别，不能自动修改。请打开它手工修改。"
    en = "'{file}' cannot be read, or is laid out so that it cannot be changed by itself. Open it and change it by hand."


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
