"""From what somebody typed into the fields of an entry to values of the file; what cannot be taken is said by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.procedures.jurisdiction import ID, Parameter
from webapp.procedures.new_place.errors import ParameterValueRefused
from webapp.procedures.new_place.wishes import ParameterWish, read_parameter, show_parameter
from webapp.procedures.place_settings.errors import EntryRefused
from webapp.procedures.place_settings.sections import Section, SettingField
from webapp.procedures.toml_writing import Plain

Typed = Mapping[str, Sequence[str]]
"""What a form sent, by field; several boxes that are ticked give several texts."""

#: Beside a list whose absence says something else: what its box sends.
OPEN = ".open"
_LONGEST = 2000
#: Ids of these sections are names in FEEL or of files.
_NAMED_BY_ID = frozenset({"roles", "parameters", "messages", "entrances", "need_to_know"})

_Words = tuple[str, str]


def read_typed(section: Section, typed: Typed) -> dict[str, Plain | None]:
    """The values of an entry by key; None for what is left blank and may be.

    Raises:
        EntryRefused: fields are blank that must not be, or hold what does not fit.
    """
    values: dict[str, Plain | None] = {}
    wrong: dict[str, _Words] = {}
    for field in section.fields:
        try:
            values[field.key] = _read_field(field, typed)
        except _Wrong as error:
            wrong[field.key] = error.words
    if wrong:
        raise EntryRefused(wrong)
    return values


def read_id(section: Section, typed: str) -> str:
    """The id of a new entry.

    Raises:
        EntryRefused: it is none.
    """
    entry_id = typed.strip()
    if section.id in _NAMED_BY_ID and ID.fullmatch(entry_id) is None:
        raise EntryRefused(
            {
                "id": (
                    "代码只能有小写英文字母、数字和下划线，以字母开头。",
                    "An id has small letters, digits and underscores, a letter first.",
                )
            }
        )
    if not entry_id or len(entry_id) > 120 or not entry_id.isprintable():
        raise EntryRefused(
            {"id": ("请填写代码，不超过 120 字。", "Fill in an id of at most 120 characters.")}
        )
    return entry_id


def show_value(value: Any) -> str:
    """A value as `read_typed` takes it back."""
    return "" if value is None else show_parameter(value)


class _Wrong(Exception):
    def __init__(self, zh: str, en: str) -> None:
        self.words = (zh, en)
        super().__init__(en)


def _read_field(field: SettingField, typed: Typed) -> Plain | None:
    if field.kind == "several":
        return _read_several(field, typed)
    text = " ".join(typed.get(field.key, ("",))).strip()
    if len(text) > _LONGEST:
        raise _Wrong(f"最多 {_LONGEST} 字。", f"At most {_LONGEST} characters.")
    if not text:
        if field.is_required:
            raise _Wrong(f"请填写“{field.zh}”。", f"Fill in '{field.en}'.")
        return None
    if field.kind == "value":
        return _read_value(text, " ".join(typed.get("unit", ("",))))
    return " ".join(text.split()) if field.kind == "text" else text.replace("\r\n", "\n")


def _read_several(field: SettingField, typed: Typed) -> Plain | None:
    chosen = [each for each in dict.fromkeys(typed.get(field.key, ())) if each.strip()]
    if field.open_zh and typed.get(field.key + OPEN):
        return None
    if not chosen and field.is_required:
        raise _Wrong(f"“{field.zh}”至少选一项。", f"Choose at least one of '{field.en}'.")
    return chosen if chosen or field.open_zh else None


def _read_value(text: str, unit: str) -> Plain:
    asked = Parameter("", None, unit, "", "值", "Value", "")
    try:
        value: Plain = read_parameter(asked, ParameterWish(text, "-"))
    except ParameterValueRefused as error:
        raise _Wrong(f"应为{error.facts['expected']}。", f"Must be {error.facts['expected_en']}.") from error
    return value
