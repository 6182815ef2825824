"""A pack's texts: Chinese stands in the files, English in ``texts.en.toml`` beside them.

The English stands under the file's path, by key:

| what | key | example |
|---|---|---|
| a diagram's element | its id | ``check_application`` |
| the guidance of a task | its id and ``documentation`` | ``check_application.documentation`` |
| what a message says, as FEEL | its id and ``text`` | ``tell_accepted.text`` |
| a decision | its id | ``match`` |
| a column of its table | decision, column id (or label) | ``match.match_field``, ``match.重点领域`` |
| an annotation of a rule | decision, rule id, annotation column | ``match.match_rule_7.description`` |
| a text that a rule concludes | decision, rule id, output column id | ``match.match_rule_7.match_label_output`` |
| a field of a form, an option | field key, field key and option | ``acceptance.result``, ``acceptance.result.accepted`` |

The annotation column ``source`` has no texts: it quotes the clause. Codes that a rule concludes (``"exempt"``) are put
into words by the options of a form or by ``[terms]`` of the place; what needs a text here is Chinese in a cell, such
as the label of a list item. A rule or column without id is known by its number or label.
"""

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

    The keys are those of the module's description.
    """

    language: Language
    by_file: Mapping[str, FileTexts] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, file: str, key: str, fallback: str) -> str:
        """The text of ``key``; ``fallback``, the Chinese of the file, where there is none."""
        return self.by_file.get(file, {}).get(key) or fallback

    def of_file(self, file: str) -> FileTexts:
        """All translations of one file; empty in Chinese."""
        return self.by_file.get(file, MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A translation with the file and the line (from 1) where it is written."""

    text: str
    file: str
    line: int | None


def read_texts(contents: Iterable[tuple[str, bytes]], problems: list[Problem]) -> dict[str, dict[str, str]]:
    """Merge files of translations, nearest first: file path → key → English text."""
    return plain_texts(read_written_texts(contents, problems))


def plain_texts(written: Mapping[str, Mapping[str, WrittenText]]) -> dict[str, dict[str, str]]:
    """Translations without the places where they are written."""
    return {file: {key: each.text for key, each in texts.items()} for file, texts in written.items()}


def read_written_texts(
    contents: Iterable[tuple[str, bytes]], problems: list[Problem]
) -> dict[str, dict[str, WrittenText]]:
    """Merge files of translations, nearest first: file path → key → English text and its place."""
    merged: dict[str, dict[str, WrittenText]] = {}
    for path, content in reversed(list(contents)):
        top = read_toml(content, path, problems)
        if top is None:
            continue
        for file in top.keys:
            merged.setdefault(file, {}).update(_flatten(top.table(file)))
    return merged


def _flatten(table: TomlTable, prefix: str = "") -> dict[str, WrittenText]:
    """Keys may be quoted (``"a.b"``) or dotted (``a.b``): both name the same text."""
    texts: dict[str, WrittenText] = {}
    for key in table.keys:
        if table.is_table(key):
            texts.update(_flatten(table.table(key), f"{prefix}{key}."))
        else:
            texts[f"{prefix}{key}"] = WrittenText(table.text(key), table.file, table.line(key))
    return texts


def share_column_texts(texts: dict[str, str], columns: Mapping[str, str]) -> None:
    """A table's column may be named by its id or by its label: whichever is there serves for both keys."""
    for key, label_key in columns.items():
        text = texts.get(key) or texts.get(label_key)
        if text:
            texts.setdefault(key, text)
            texts.setdefault(label_key, text)
