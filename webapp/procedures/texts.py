"""A pack's texts: Chinese stands in the files, English in ``texts.en.toml`` beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from webapp.errors import Language, Problem
from webapp.procedures.toml_tables import TomlTable, read_toml

FileTexts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """Translations by file path and key.

    A key is an element's id, or that with ``.documentation``; in tables ``decision`` and ``decision.column``; in
    forms the field's key and ``field.option``.
    """

    language: Language
    by_file: Mapping[str, FileTexts] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, file: str, key: str, fallback: str) -> str:
        """The text of ``key``; ``fallback``, the Chinese of the file, where there is none."""
        return self.by_file.get(file, {}).get(key) or fallback

    def of_file(self, file: str) -> FileTexts:
        """All translations of one file; empty in Chinese."""
        return self.by_file.get(file, MappingProxyType({}))


def read_texts(contents: Iterable[tuple[str, bytes]], problems: list[Problem]) -> dict[str, dict[str, str]]:
    """Merge files of translations, nearest first: file path → key → English text."""
    merged: dict[str, dict[str, str]] = {}
    for path, content in reversed(list(contents)):
        top = read_toml(content, path, problems)
        if top is None:
            continue
        for file in top.keys:
            merged.setdefault(file, {}).update(_flatten(top.table(file)))
    return merged


def _flatten(table: TomlTable, prefix: str = "") -> dict[str, str]:
    """Keys may be quoted (``"a.b"``) or dotted (``a.b``): both name the same text."""
    texts: dict[str, str] = {}
    for key in table.keys:
        if table.is_table(key):
            texts.update(_flatten(table.table(key), f"{prefix}{key}."))
        else:
            texts[f"{prefix}{key}"] = table.text(key)
    return texts


def share_column_texts(texts: dict[str, str], columns: Mapping[str, str]) -> None:
    """A table's column may be named by its id or by its label: whichever is there serves for both keys."""
    for key, label_key in columns.items():
        text = texts.get(key) or texts.get(label_key)
        if text:
            texts.setdefault(key, text)
            texts.setdefault(label_key, text)
