"""Differences of two forms, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.procedures.comparing.trees import flatten
from webapp.procedures.comparing.words import Change, Detail, Said, details_of

_WORDS = {
    "type": Said("类型", "Type"),
    "label": Said("标签", "Label"),
    "dateLabel": Said("标签", "Label"),
    "timeLabel": Said("时间的标签", "Label of the time"),
    "description": Said("说明", "Description"),
    "text": Said("文字", "Text"),
    "key": Said("字段", "Field"),
    "validate.required": Said("必填", "Required"),
    "validate.maxLength": Said("最多字数", "At most"),
    "validate.minLength": Said("最少字数", "At least"),
    "validate.min": Said("最小值", "Minimum"),
    "validate.max": Said("最大值", "Maximum"),
    "validate.pattern": Said("格式", "Pattern"),
    "conditional.hide": Said("隐藏条件", "Hidden when"),
    "valuesExpression": Said("选项来自", "Options come from"),
    "defaultValue": Said("默认值", "Default"),
    "readonly": Said("只读", "Read only"),
    "disabled": Said("停用", "Disabled"),
    "inside": Said("所在分组", "Inside"),
}
#: What the form editor calls the kinds of fields and blocks.
TYPE_WORDS = {
    "textfield": Said("单行文字", "Text field"),
    "textarea": Said("多行文字", "Text area"),
    "number": Said("数字", "Number"),
    "datetime": Said("日期时间", "Date and time"),
    "checkbox": Said("勾选", "Checkbox"),
    "select": Said("下拉选择", "Select"),
    "radio": Said("单选", "Radio group"),
    "checklist": Said("多选", "Checkbox group"),
    "taglist": Said("标签多选", "Tag list"),
    "filepicker": Said("文件", "File picker"),
    "group": Said("分组", "Group"),
    "dynamiclist": Said("动态列表", "Dynamic list"),
    "text": Said("说明文字", "Text"),
    "html": Said("说明文字", "HTML"),
    "table": Said("表格", "Table"),
    "separator": Said("分隔线", "Separator"),
    "spacer": Said("空白", "Spacer"),
    "button": Said("按钮", "Button"),
}
#: Where a component says what it is called; a date and time has labels of their own.
_CALLED_BY = ("label", "dateLabel", "timeLabel", "text")
_APART = frozenset({"components", "id", "layout"})
#: A form nested deeper is read by nobody.
_MAX_DEPTH = 20


def compare_forms(
    old: bytes, new: bytes, old_english: Mapping[str, str], new_english: Mapping[str, str]
) -> tuple[Change, ...] | None:
    """The fields and blocks that differ; None where one cannot be read. The mappings give English labels by key."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return None
    order_before = [id_ for id_ in before if id_ in after]
    order_after = [id_ for id_ in after if id_ in before]
    changes: list[Change] = []
    for id_, properties in after.items():
        name = _name(id_, properties, new_english)
        if id_ not in before:
            changes.append(Change("added", id_, name, _describe(properties)))
        elif details := details_of(before[id_], properties, _words_of(before[id_], properties)):
            changes.append(Change("changed", id_, name, details))
        elif order_before.index(id_) != order_after.index(id_):
            changes.append(Change("moved", id_, name))
    changes += [
        Change("removed", id_, _name(id_, before[id_], old_english)) for id_ in before if id_ not in after
    ]
    return tuple(changes)


def list_fields(content: bytes, english: Mapping[str, str]) -> tuple[Change, ...]:
    """All fields and blocks of a form that is new; none where it cannot be read."""
    return compare_forms(b"{}", content, {}, english) or ()


def _describe(properties: Mapping[str, str]) -> tuple[Detail, ...]:
    """What a new field is: its kind, and whether it must be filled in."""
    kind = TYPE_WORDS.get(properties.get("type", ""), Said(properties.get("type", "")))
    found = [Detail(_WORDS["type"], "", kind.zh, "", kind.en)]
    if properties.get("validate.required") == "true":
        found.append(Detail(_WORDS["validate.required"], "", "是", "", "yes"))
    return tuple(found)


def _read(content: bytes) -> dict[str, dict[str, str]] | None:
    """The components by their key, or id where they have none, with their properties."""
    try:
        form = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return dict(_components(form, "", 0)) if isinstance(form, dict) else None


def _components(holder: Mapping[str, Any], inside: str, depth: int) -> Iterator[tuple[str, dict[str, str]]]:
    parts = holder.get("components")
    if not isinstance(parts, list) or depth > _MAX_DEPTH:
        return
    for number, part in enumerate(parts, start=1):
        if not isinstance(part, dict):
            continue
        id_ = str(part.get("key") or part.get("id") or part.get("path") or f"{inside}#{number}")
        properties = flatten(part, _APART)
        if inside:
            properties["inside"] = inside
        yield id_, properties
        yield from _components(part, id_, depth + 1)


def _words_of(*properties: Mapping[str, str]) -> dict[str, Said]:
    """The words of all keys: of an option, which one it is."""
    found = dict(_WORDS)
    for key in {key for each in properties for key in each}:
        first, _, rest = key.partition(".")
        if first == "values" and rest:
            option = rest.removesuffix(".label").removesuffix(".value")
            found[key] = Said(f"选项 {option}", f"Option {option}")
    return found


def _name(id_: str, properties: Mapping[str, str], english: Mapping[str, str]) -> Said:
    zh = next(filter(None, map(properties.get, _CALLED_BY)), id_)
    return Said(" ".join(zh.split())[:80], english.get(id_, ""))
