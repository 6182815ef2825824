"""What one decision table says, in the reader's language: its columns, the notes of its rows, the words it concludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from webapp.procedures.table_outlines import DecisionsOutline, TableOutline, annotation_key
from webapp.procedures.texts import FileTexts


@dataclass(frozen=True, slots=True)
class TableTexts:
    """The texts of one table; without any, everything stays as the file has it.

    ``words`` holds what the table concludes in words of its own, such as the labels of list items: by output name,
    then by the text of the file. What a table concludes when it has one output also stands under the decision's id,
    since its value has no name then.
    """

    decision_id: str
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    texts: FileTexts

    def column(self, label: str) -> str:
        """A column's label; as it stands where there is no text for it."""
        return self.columns.get(label, label)

    def note(self, rule_id: str | None, number: int, column: str, text: str) -> str:
        """An annotation of the rule ``number`` (from 1); as it stands where there is no text for it."""
        return self.texts.get(annotation_key(self.decision_id, rule_id, number, column)) or text

    def word(self, output: str, text: str) -> str | None:
        """What a row concludes in the column ``output``; None where there is no text for it."""
        return self.words.get(output, {}).get(text)


#: Chinese needs no texts.
AS_WRITTEN = TableTexts("", MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))


def read_table_texts(outline: DecisionsOutline, table: TableOutline, texts: FileTexts) -> TableTexts:
    """The texts of ``table``, which stands in the file of ``outline`` and ``texts``."""
    prefix = f"{table.decision_id}."
    columns = {
        outline.named[key]: texts[key] for key in outline.columns if key.startswith(prefix) and texts.get(key)
    }
    words: dict[str, dict[str, str]] = {}
    for concluded in table.conclusions:
        if text := texts.get(concluded.key):
            for name in (concluded.output, table.decision_id):
                words.setdefault(name, {})[concluded.text] = text
    return TableTexts(table.decision_id, columns, words, texts)
