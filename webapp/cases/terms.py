"""Codes in words: what the forms of a pack call the values that its tables and registers hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from webapp.errors import Language
from webapp.feel import Value, from_json
from webapp.procedures import Pack
from webapp.procedures.forms.display import show_value
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.lists import ListItem

#: A cell that lists codes (``null``: not known) and nothing else, and one of those codes.
_CODES = re.compile(r'("[^"]*"|null)(\s*,\s*("[^"]*"|null))*')
_CODE = re.compile(r'"([^"]*)"|null')
#: A cell about a list of codes that holds one, and a cell that excludes what another says.
_HELD = re.compile(r'list contains\(\s*\?\s*,\s*("[^"]*")\s*\)')
_ANY_HELD = re.compile(rf"{_HELD.pattern}(\s+or\s+{_HELD.pattern})*")
_EXCLUDED = re.compile(r"not\((.*)\)")


@dataclass(frozen=True, slots=True)
class Terms:
    """Labels by field (``assessment.f_motive``) and code, and by code alone where the pack means one thing by it."""

    language: Language
    by_field: Mapping[str, Mapping[str, str]]
    by_code: Mapping[str, str] = field(default_factory=dict)

    def with_words(self, words: Mapping[str, Mapping[str, str]]) -> Terms:
        """These terms and further words by field, as a table has them for what it concludes."""
        further = {name: {**self.by_field.get(name, {}), **texts} for name, texts in words.items()}
        return replace(self, by_field={**self.by_field, **further})

    def say(self, value: Value, field_key: str = "") -> str:
        """A value in words; a code that no form offers and no term names stays as it is."""
        if value is None:
            return {"zh": "不详", "en": "not known"}[self.language]
        if isinstance(value, list):
            return ("、" if self.language == "zh" else ", ").join(self.say(item, field_key) for item in value)
        if isinstance(value, dict):
            colon, stop = ("：", "；") if self.language == "zh" else (": ", "; ")
            return stop.join(f"{key}{colon}{self.say(item, key)}" for key, item in value.items())
        if isinstance(value, str):
            labels = self.by_field.get(field_key) or self.by_field.get(field_key.rpartition(".")[2]) or {}
            return labels.get(value) or self.by_code.get(value) or value
        return show_value(value, self.language)

    def say_condition(self, text: str, field_key: str = "") -> str:
        """A cell as written, with the codes in quotes replaced by their labels: ``"minor_flaw"`` becomes 轻微瑕疵."""
        if text.strip() in {"", "-"}:
            return {"zh": "任意", "en": "any"}[self.language]
        if text.strip() in {"true", "false"}:
            return self.say(text.strip() == "true")
        if _CODES.fullmatch(text.strip()):
            return self.say([code[1] for code in _CODE.finditer(text)], field_key)
        if (excluded := _EXCLUDED.fullmatch(text.strip())) is not None:
            return self._say_excluded(excluded[1].strip(), field_key)
        if _ANY_HELD.fullmatch(text.strip()):
            held = " 或 " if self.language == "zh" else " or "
            return {"zh": "含：", "en": "includes: "}[self.language] + held.join(
                self.say_condition(code, field_key) for code in _HELD.findall(text)
            )
        parts = text.split('"')
        if len(parts) % 2 == 0:
            return text
        said = [self.say(part, field_key) if index % 2 else part for index, part in enumerate(parts)]
        return "".join(said)

    def _say_excluded(self, text: str, field_key: str) -> str:
        if (held := _HELD.fullmatch(text)) is not None:
            return {"zh": "不含：", "en": "lacks: "}[self.language] + self.say_condition(held[1], field_key)
        return {"zh": "除外：", "en": "not: "}[self.language] + self.say_condition(text, field_key)


@lru_cache(maxsize=64)
def _read_terms(pack: Pack, language: Language) -> Terms:
    by_field: dict[str, dict[str, str]] = {}
    meanings: dict[str, set[str]] = {}
    for schema in pack.forms.values():
        for component in schema.fields:
            if isinstance(component, FieldComponent) and component.options is not None:
                labels = {
                    str(option.value): option.label(language)
                    for option in component.options.fixed
                    if isinstance(option.value, str)
                }
                by_field.setdefault(component.key, {}).update(labels)
                for code, label in labels.items():
                    meanings.setdefault(code, set()).add(label)
    by_code = {code: next(iter(labels)) for code, labels in meanings.items() if len(labels) == 1}
    terms = {code: term.name(language) for code, term in pack.jurisdiction.terms.items()}
    items = {str(item["value"]): _item_name(item, language) for item in pack.list_items}
    return Terms(language, by_field, {**by_code, **items, **terms})


def _item_name(item: ListItem, language: Language) -> str:
    return str((item["label_en"] if language == "en" else None) or item["label"])


def terms_of(pack: Pack, language: Language) -> Terms:
    """The terms of a pack in the reader's language."""
    return _read_terms(pack, language)


def read_record_values(text: str) -> dict[str, Value]:
    """The values of a register record as it was stored."""
    return {name: from_json(value) for name, value in json.loads(text).items()}
