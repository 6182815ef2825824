"""Reads a form-js schema into a `FormSchema`, and checks it on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from webapp.errors import Problem
from webapp.feel import Expression
from webapp.kept_readings import kept_by_content
from webapp.procedures.forms.dependencies import find_circle
from webapp.procedures.forms.errors import FormRefused
from webapp.procedures.forms.evaluation import evaluate, open_form_scope
from webapp.procedures.forms.findings import form_finding
from webapp.procedures.forms.json_source import read_json
from webapp.procedures.forms.markup import list_unsafe_html
from webapp.procedures.forms.raw import FormReading, Raw
from webapp.procedures.forms.reading_fields import (
    check_default,
    read_default,
    read_limits,
    read_options,
    read_subtype,
    settle_bounds,
)
from webapp.procedures.forms.schema import (
    COMPONENT_TYPES,
    FIELD_TYPES,
    IGNORED_TYPES,
    Component,
    FieldComponent,
    FormSchema,
    GapComponent,
    GroupComponent,
    ListComponent,
    TableComponent,
    TextComponent,
    iterate_components,
)
from webapp.procedures.forms.wording import Words

MAX_COMPONENTS = 500
MAX_BLOCK_CHARACTERS = 20_000

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}")
#: Of so many bytes of forms the schemas stay read.
_KEPT_BYTES = 8 * 1024 * 1024
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}\.[a-z][a-z0-9_]{0,79}")


_NONE: Mapping[str, str] = MappingProxyType({})
_TextItems: TypeAlias = "tuple[tuple[str, str], ...]"


def read_form(
    source: bytes, file: str, english: Mapping[str, str] = _NONE, chinese: Mapping[str, str] = _NONE
) -> FormSchema:
    """The form in ``source`` (form-js JSON).

    ``english`` translates texts by their keys, see `FormSchema.texts`; ``chinese`` takes the place of the form's own.

    Raises `FormRefused`, whose ``problems`` say what to mend.
    """
    schema, problems = _read(source, file, english, chinese)
    if schema is None or any(problem.severity == "error" for problem in problems):
        raise FormRefused(file, problems)
    return schema


def check_form(
    source: bytes, file: str, english: Mapping[str, str] = _NONE, chinese: Mapping[str, str] = _NONE
) -> list[Problem]:
    """Everything that is wrong or doubtful in the form, in the order of its lines."""
    return sorted(_read(source, file, english, chinese)[1], key=lambda problem: problem.line or 0)


def _read(
    source: bytes, file: str, english: Mapping[str, str], chinese: Mapping[str, str]
) -> tuple[FormSchema | None, list[Problem]]:
    schema, problems = _read_with(source, file, tuple(english.items()), tuple(chinese.items()))
    return schema, list(problems)


@kept_by_content(_KEPT_BYTES)
def _read_with(
    source: bytes, file: str, english_texts: _TextItems, chinese_texts: _TextItems
) -> tuple[FormSchema | None, tuple[Problem, ...]]:
    english = dict(english_texts)
    top, problems = read_json(source, file)
    if top is None:
        return None, tuple(problems)
    reading = FormReading(file, english, dict(chinese_texts))
    reading.problems.extend(problems)
    raw = Raw(top, reading)
    form_id = raw.text("id")
    if not _ID.fullmatch(form_id):
        reading.report("FM-106", raw, found=form_id)
    components = _TreeReader(reading).read(raw, "")
    if not components and not raw.has_objects("components"):
        reading.report("FM-117", raw, key=form_id or "components")
    _check_conditions(components, raw, reading)
    schema = FormSchema(
        id=form_id,
        file=file,
        components=components,
        source=source,
        chinese=reading.chinese,
        english={key: text for key, text in english.items() if key in reading.chinese and text},
    )
    return schema, tuple(reading.problems)


class _TreeReader:
    """Reads components, keeping track of the keys and ids that were taken."""

    def __init__(self, reading: FormReading, list_key: str | None = None) -> None:
        self._reading = reading
        self._list_key = list_key
        self._keys: dict[str, int] = {}
        self._ids: set[str] = set()
        self._count = 0

    def read(self, raw: Raw, path: str) -> tuple[Component, ...]:
        """The components below ``raw``; ``path`` goes before the keys inside a group that has one."""
        found = []
        for child in raw.objects("components"):
            self._count += 1
            if self._count > MAX_COMPONENTS:
                self._reading.report("FM-103", child, found=f"> {MAX_COMPONENTS}", limit=MAX_COMPONENTS)
                break
            component = self._read_one(child, path)
            if component is not None:
                found.append(component)
        return tuple(found)

    def _read_one(self, raw: Raw, path: str) -> Component | None:
        kind = raw.text("type")
        if kind not in COMPONENT_TYPES:
            self._reading.report("FM-110", raw, found=kind, allowed=", ".join(sorted(COMPONENT_TYPES)))
            return None
        if kind in IGNORED_TYPES:
            return None
        if kind in FIELD_TYPES:
            return self._read_field(raw, kind, path)
        if kind == "group":
            return self._read_group(raw, path)
        if kind == "dynamiclist":
            return self._read_list(raw, path)
        return self._read_block(raw, kind)

    def _shared(self, raw: Raw, kind: str, text_key: str, component_id: str) -> dict[str, Any]:
        layout = raw.below("layout")
        columns = layout.integer("columns")
        if columns is not None and not 1 <= columns <= 16:
            self._reading.report("FM-118", raw, found=columns)
            columns = None
        return {
            "type": kind,
            "id": component_id,
            "line": raw.line,
            "label": raw.words(text_key, "label"),
            "description": raw.words(f"{text_key}.description", "description"),
            "hide": raw.below("conditional").expression("hide", "conditional.hide"),
            "row": layout.text("row") or None,
            "columns": columns,
        }

    def _take_id(self, raw: Raw) -> str:
        """The component's id, made unique: it only has to tell components apart within this form."""
        wanted = raw.text("id") or f"component_{self._count}"
        found, number = wanted, 1
        while found in self._ids:
            number += 1
            found = f"{wanted}_{number}"
        self._ids.add(found)
        return found

    def _take_key(self, raw: Raw, name: str, kind: str, path: str) -> str | None:
        """The key with the group's path before it; None, and reported, when it cannot be used."""
        key = raw.text(name)
        if not key:
            self._reading.report("FM-111", raw, type=kind)
            return None
        key = f"{path}.{key}" if path else key
        if self._list_key is not None and not _ID.fullmatch(key):
            self._reading.report("FM-114", raw, key=key)
            return None
        if self._list_key is None and not _KEY.fullmatch(key):
            self._reading.report("FM-112", raw, key=key)
            return None
        if key in self._keys:
            self._reading.report("FM-113", raw, key=key, other=self._keys[key])
            return None
        self._keys[key] = raw.line
        return key

    def _read_field(self, raw: Raw, kind: str, path: str) -> FieldComponent | None:
        key = self._take_key(raw, "key", kind, path)
        if key is None:
            return None
        reading = self._reading
        text_key = f"{self._list_key}.{key}" if self._list_key else key
        if "label" not in raw and "dateLabel" not in raw and "timeLabel" not in raw:
            reading.report("FM-115", raw, key=key)
        appearance = raw.below("appearance")
        shared = self._shared(raw, kind, text_key, self._take_id(raw))
        component = FieldComponent(
            **(shared | {"label": _field_label(raw, text_key, shared["label"])}),
            key=key,
            limits=read_limits(raw, kind, key, reading),
            options=read_options(raw, kind, key, text_key, reading),
            default=read_default(raw),
            readonly=_read_readonly(raw),
            subtype=read_subtype(raw, reading) if kind == "datetime" else None,
            is_multiple=raw.flag("multiple") if kind == "filepicker" else False,
            accept=raw.text("accept") or None,
            prefix=appearance.words(f"{text_key}.prefix", "prefixAdorner"),
            suffix=appearance.words(f"{text_key}.suffix", "suffixAdorner"),
        )
        component = replace(component, default=check_default(component, raw, reading))
        if kind == "datetime":
            low, high = settle_bounds(component, raw, reading)
            component = replace(component, limits=replace(component.limits, minimum=low, maximum=high))
        if component.limits.is_required and component.readonly is True and component.default is None:
            reading.report("FM-135", raw, key=key)
        return component

    def _read_group(self, raw: Raw, path: str) -> GroupComponent:
        own = raw.text("path")
        component_id = self._take_id(raw)
        children = self.read(raw, ".".join(part for part in (path, own) if part))
        if not children and not raw.has_objects("components"):
            self._reading.report("FM-117", raw, key=component_id)
        return GroupComponent(
            **self._shared(raw, "group", component_id, component_id),
            children=children,
            is_outlined=raw.flag("showOutline", default=True),
        )

    def _read_list(self, raw: Raw, path: str) -> ListComponent | None:
        if self._list_key is not None:
            self._reading.report("FM-116", raw, type="dynamiclist")
            return None
        key = self._take_key(raw, "path" if "path" in raw else "key", "dynamiclist", path)
        if key is None:
            return None
        children = _TreeReader(self._reading, list_key=key).read(raw, "")
        if not children and not raw.has_objects("components"):
            self._reading.report("FM-117", raw, key=key)
        rows = raw.integer("defaultRepetitions")
        return ListComponent(
            **self._shared(raw, "dynamiclist", key, self._take_id(raw)),
            key=key,
            children=children,
            default_rows=min(1 if rows is None else rows, 50),
            may_change_rows=raw.flag("allowAddRemove", default=True),
            is_required=raw.below("validate").flag("required"),
        )

    def _read_block(self, raw: Raw, kind: str) -> Component | None:
        component_id = self._take_id(raw)
        text_key = f"{self._list_key}.{component_id}" if self._list_key else component_id
        shared = self._shared(
            raw, kind, f"{text_key}.label" if kind in ("text", "html") else text_key, component_id
        )
        if kind == "table":
            return self._read_table(raw, text_key, shared)
        if kind in ("separator", "spacer"):
            return GapComponent(**shared, height=min(raw.integer("height") or 0, 600))
        name = "content" if kind == "html" else "text"
        text = raw.text(name)
        if len(text) > MAX_BLOCK_CHARACTERS:
            self._reading.report("FM-103", raw, found=len(text), limit=MAX_BLOCK_CHARACTERS)
            return None
        if kind == "html" and (unsafe := list_unsafe_html(text)):
            self._reading.report("FM-140", raw, found=", ".join(unsafe[:5]))
        return TextComponent(**shared, text=raw.words(text_key, name), is_html=kind == "html")

    def _read_table(self, raw: Raw, text_key: str, shared: dict[str, Any]) -> TableComponent | None:
        source = raw.expression("dataSource")
        if source is None:
            if not raw.text("dataSource"):
                self._reading.report("FM-121", raw, name="dataSource", text="")
            return None
        columns = tuple(
            (column.text("key"), column.words(f"{text_key}.{column.text('key')}", "label"))
            for column in raw.objects("columns")
        )
        return TableComponent(**shared, source=source, columns_shown=columns)


def _field_label(raw: Raw, text_key: str, label: Words) -> Words:
    """A datetime field of form-js carries its label under another name."""
    if label.zh.parts:
        return label
    return raw.words(text_key, "dateLabel" if "dateLabel" in raw else "timeLabel")


def _read_readonly(raw: Raw) -> bool | Expression:
    value = raw.anything("readonly")
    if isinstance(value, str) and value.startswith("="):
        return raw.expression("readonly") or False
    return raw.flag("readonly") or raw.flag("disabled")


def _check_conditions(components: tuple[Component, ...], raw: Raw, reading: FormReading) -> None:
    lists = [item for item in iterate_components(components) if isinstance(item, ListComponent)]
    for level in (components, *(item.children for item in lists)):
        circle = find_circle(level)
        if circle:
            reading.report("FM-122", raw, found=" → ".join(circle))
    _check_always_hidden(components, reading, is_hidden=False)


def _check_always_hidden(components: tuple[Component, ...], reading: FormReading, *, is_hidden: bool) -> None:
    for component in components:
        hide = component.hide
        # A condition that reads nothing has the same answer every time.
        hides_itself = (
            hide is not None and not hide.references and evaluate(hide, open_form_scope({})) is True
        )
        now_hidden = is_hidden or hides_itself
        if now_hidden and isinstance(component, FieldComponent | ListComponent):
            required = any(
                item.limits.is_required
                for item in iterate_components((component,))
                if isinstance(item, FieldComponent)
            )
            reading.problems.append(_hidden_problem(component, reading, is_required=required))
        elif isinstance(component, GroupComponent):
            _check_always_hidden(component.children, reading, is_hidden=now_hidden)


def _hidden_problem(
    component: FieldComponent | ListComponent, reading: FormReading, *, is_required: bool
) -> Problem:
    code = "FM-123" if is_required else "FM-124"
    return form_finding(code, reading.file, element_id=component.key, line=component.line, key=component.key)
