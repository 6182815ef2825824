"""Changing an id in a TOML file wherever it stands for the thing, and nowhere else, with every other character kept.

Each occurrence of the word is put aside under a mark of its own; reading the marked text once tells of each where it
stands: as a key, in a text, in a comment. What is meant gets the new id, all else its old word back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from webapp.procedures.draft_parts.renaming.subjects import Path, Spot
from webapp.procedures.toml_writing import encode_like, read_text

_MARK = "zq7mark{}zq"
_MARKED = re.compile(r"zq7mark(\d+)zq")


def rename_in_toml(content: bytes, file: str, old: str, new: str, is_meant: Callable[[Spot], bool]) -> bytes:
    """The file with ``new`` in place of ``old`` wherever ``is_meant`` says so; the same bytes where nothing is.

    Raises:
        TomlNotChanged: the file cannot be read with the new id, such as when two keys become one.
    """
    text, _ = read_text(content, file)
    parts = re.split(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9_])", text)
    if len(parts) == 1:
        return content
    marked = "".join(part + _MARK.format(number) for number, part in enumerate(parts[:-1])) + parts[-1]
    _, data = read_text(marked.encode(), file)
    meant = {number for number, spot in _spots(data, (), file, old) if is_meant(spot)}
    if not meant:
        return content
    renamed = "".join(part + (new if number in meant else old) for number, part in enumerate(parts[:-1]))
    after = renamed + parts[-1]
    read_text(after.encode(), file)
    return encode_like(after, content)


def _spots(node: Any, path: Path, file: str, old: str) -> Iterator[tuple[int, Spot]]:
    if isinstance(node, dict):
        for key, value in node.items():
            for number, before, after in _marks_in(key, old):
                yield number, Spot(file, path, "key", before, after)
            yield from _spots(value, (*path, _MARKED.sub(old, key)), file, old)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _spots(value, (*path, str(number)), file, old)
    elif isinstance(node, str):
        for number, before, after in _marks_in(node, old):
            yield number, Spot(file, path, "value", before, after)


def _marks_in(text: str, old: str) -> Iterator[tuple[int, str, str]]:
    for found in _MARKED.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        yield int(found[1]), _MARKED.sub(old, before), _MARKED.sub(old, after)
