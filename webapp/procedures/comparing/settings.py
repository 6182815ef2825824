"""Differences of what two places, or two versions of one, set: names, roles, parameters, messages, papers, English texts.

What is in force is compared, all layers merged: a figure that moves from the shared file to the place's own changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from webapp.errors import Language
from webapp.procedures.comparing.place_names import PlaceNames
from webapp.procedures.comparing.trees import flatten
from webapp.procedures.comparing.words import Change, Detail, Said, details_of
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.packs import Pack
from webapp.procedures.platform_words import platform_word_keys

#: The parts of a place that hold things by id, with what they are called.
SECTIONS: Mapping[str, Said] = {
    "parameters": Said("参数", "Parameters"),
    "roles": Said("岗位", "Roles"),
    "entrances": Said("入口", "Entrances"),
    "messages": Said("消息", "Messages"),
    "need_to_know": Said("知悉范围", "Need to know"),
    "effects": Said("结论的影响", "Effects"),
    "terms": Said("用语", "Terms"),
    "sources": Said("来源", "Sources"),
    "unwalked": Said("不走到的步骤", "Steps not walked"),
    "calendar": Said("本地日历", "Own calendar"),
}
_WORDS = {
    "zh": Said("中文名称", "Chinese name"),
    "en": Said("英文名称", "English name"),
    "value": Said("值", "Value"),
    "unit": Said("单位", "Unit"),
    "source": Said("依据", "Source"),
    "roles": Said("岗位", "Roles"),
    "registers": Said("台账", "Registers"),
    "entities": Said("表单内容", "Form parts"),
    "reads": Said("可阅内容", "Reads"),
    "case_access": Said("可见案件", "Sees cases"),
    "form_id": Said("表单", "Form"),
    "process_id": Said("流程", "Process"),
    "counts_in": Said("用于", "Counts in"),
    "weighs": Said("作用", "Weight"),
    "days_off": Said("放假", "Days off"),
    "works_on": Said("上班", "Days worked"),
    "code": Said("代码", "Code"),
    "zone": Said("时区", "Time zone"),
    "root_process": Said("主流程", "Main process"),
    "start_roles": Said("可发起的岗位", "Who may open a matter"),
    "assigners": Said("可分派任务的岗位", "Who hands out tasks"),
    "extends": Said("沿用", "Extends"),
    "procedure_note.zh": Said("规程说明", "Note on the procedure"),
    "procedure_note.en": Said("规程说明（英文）", "Note on the procedure (English)"),
    "mark": Said("文号字样", "Mark in numbers"),
    "organ": Said("出具单位", "Organ"),
    "organ_en": Said("出具单位（英文）", "Organ (English)"),
    "is_basis": Said("作为结论的依据", "Basis of conclusions"),
    "reason_zh": Said("理由", "Reason"),
    "reason_en": Said("理由（英文）", "Reason (English)"),
}
#: Where something stands is no part of what it says.
_WHERE = frozenset({"file", "line", "lines", "id", "name"})


def compare_settings(old: Jurisdiction, new: Jurisdiction) -> dict[str, tuple[Change, ...]]:
    """What differs, by section; ``place`` holds what the place says of itself."""
    whole = frozenset({*SECTIONS, *_WHERE})
    details = details_of(flatten(old, whole), flatten(new, whole), _WORDS)
    found: dict[str, tuple[Change, ...]] = {}
    if details:
        found["place"] = (Change("changed", "place", Said(new.zh, new.en), details),)
    for section in SECTIONS:
        if changes := compare_named(getattr(old, section), getattr(new, section)):
            found[section] = changes
    return found


def compare_named(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs of things by id that have names in both languages."""
    return tuple(_named(old, new))


def _named(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for id_, thing in new.items():
        if id_ not in old:
            yield Change("added", id_, _name(id_, thing), _whole(None, thing))
        elif details := _whole(old[id_], thing):
            yield Change("changed", id_, _name(id_, thing), details)
    yield from (
        Change("removed", id_, _name(id_, thing), _whole(thing, None))
        for id_, thing in old.items()
        if id_ not in new
    )


def _whole(old: object, new: object) -> tuple[Detail, ...]:
    return details_of(flatten(old, _WHERE), flatten(new, _WHERE), _WORDS)


def _name(id_: str, thing: Any) -> Said:
    return Said(getattr(thing, "zh", "") or id_ or "—", getattr(thing, "en", ""))


def compare_texts(
    old: Pack,
    new: Pack,
    same: Iterable[tuple[str | None, str | None]],
    names: PlaceNames | None = None,
) -> tuple[Change, ...]:
    """The English texts and the place's own words that differ, by file.

    ``same`` pairs each file's path in one pack with that in the other; ``names`` put the former texts under the new names.
    """
    # Of a file that is new or gone all texts are: the file's own line says it.
    pairs = [(former, path) for former, path in same if former and path]
    pairs += [(section, section) for section in platform_word_keys()]
    languages: tuple[Language, ...] = ("en", "zh")
    return tuple(
        Change("changed", path, Said(path, path), details)
        for language in languages
        for former, path in pairs
        if (
            details := _text_details(
                dict(old.texts(language).of_file(former)), dict(new.texts(language).of_file(path)), names
            )
        )
    )


def _text_details(
    before: dict[str, str], after: dict[str, str], names: PlaceNames | None
) -> tuple[Detail, ...]:
    if names is not None and before != after:
        # A text that says the same under its own key stays as it was written.
        renamed = {
            names.put_in(key): names.put_in(text) for key, text in before.items() if after.get(key) != text
        }
        before = {key: text for key, text in before.items() if after.get(key) == text} | renamed
    return details_of(before, after, {})
