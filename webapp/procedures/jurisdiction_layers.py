"""Reading ``jurisdiction.toml`` in layers: a place's own file, then those it extends, then the shared one.

A layer may leave out whatever a layer below it gives; each role, parameter, message, need-to-know rule, effect and source
is taken from the nearest layer that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.errors import Problem
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import (
    EFFECT_AREAS,
    EFFECT_WEIGHTS,
    ID,
    MAIN_ENTRANCE,
    TIME_UNITS,
    UNITS,
    CaseAccess,
    CaseMessage,
    EffectMeaning,
    Entrance,
    Jurisdiction,
    NeedToKnow,
    Note,
    Parameter,
    PlaceYear,
    Role,
    SourceTitle,
    Term,
    Unwalked,
)
from webapp.procedures.place_years import read_place_year
from webapp.procedures.registers import REGISTERS
from webapp.procedures.source_marks import unlisted_sources
from webapp.procedures.toml_tables import TomlTable, read_toml, suggest

#: What a case's title and subject come from; lists of cases show both.
LISTED_ENTITIES = frozenset({"application", "subject"})


#: What the main entrance is called on the page that offers several.
_MAIN_NAME = ("容错纠错申请", "Application for tolerance")


@dataclass(slots=True)
class Layer:
    """What one ``jurisdiction.toml`` says, before merging."""

    file: str
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    start_roles: tuple[str, ...] = ()
    assigners: tuple[str, ...] = ()
    roles: dict[str, Role] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    messages: dict[str, CaseMessage] = field(default_factory=dict)
    entrances: dict[str, Entrance] = field(default_factory=dict)
    need_to_know: dict[str, NeedToKnow] = field(default_factory=dict)
    sources: dict[str, SourceTitle] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    effects: dict[str, EffectMeaning] = field(default_factory=dict)
    unwalked: dict[str, Unwalked] = field(default_factory=dict)
    calendar: dict[str, PlaceYear] = field(default_factory=dict)
    procedure_note: Note | None = None

    @property
    def extends(self) -> str:
        return self.texts.get("extends", "")


def read_layer(content: bytes, file: str, problems: list[Problem]) -> Layer:
    """Read one ``jurisdiction.toml``; whatever is wrong is added to ``problems`` and left out."""
    layer = Layer(file)
    top = read_toml(content, file, problems)
    if top is None:
        return layer
    for key in ("code", "zh", "en", "zone", "root_process", "extends"):
        if value := top.text(key, required=False):
            layer.texts[key] = value
        layer.lines[key] = top.line(key)
    layer.start_roles = top.text_list("start", required=False)
    layer.lines["start"] = top.line("start")
    layer.assigners = top.text_list("assigners", required=False)
    layer.lines["assigners"] = top.line("assigners")
    layer.roles = {name: _read_role(name, table) for name, table in top.tables("roles")}
    layer.parameters = {name: _read_parameter(name, table) for name, table in top.tables("parameters")}
    for name, table in top.tables("messages"):
        layer.messages[name] = _read_message(name, table)
        layer.lines[f"messages.{name}"] = table.line()
    _read_entrances(top, layer)
    for name, table in top.tables("need_to_know"):
        layer.need_to_know[name] = _read_need_to_know(name, table)
        layer.lines[f"need_to_know.{name}"] = table.line()
    for name, table in top.tables("sources"):
        layer.sources[name] = SourceTitle(name, table.text("zh"), table.text("en"))
        table.close()
    for name, table in top.tables("terms"):
        layer.terms[name] = Term(name, table.text("zh"), table.text("en"))
        table.close()
    for name, table in top.tables("effects"):
        layer.effects[name] = _read_effect(name, table)
    for name, table in top.tables("unwalked"):
        layer.unwalked[name] = Unwalked(name, table.text("zh"), table.text("en"), file, table.line())
        table.close()
    layer.calendar = {name: read_place_year(name, table) for name, table in top.tables("calendar")}
    if top.has("procedure_note"):
        note = top.table("procedure_note")
        layer.procedure_note = Note(note.text("zh"), note.text("en"))
        note.close()
    top.close()
    return layer


def _read_role(name: str, table: TomlTable) -> Role:
    _require_id(name, table)
    access = table.text("case_access", choices=("all", "involved"))
    reads = frozenset(table.text_list("reads")) if table.has("reads") else None
    registers = frozenset(table.text_list("registers", required=False))
    for register in sorted(registers - REGISTERS.keys()):
        table.report("PK-245", "registers", key=f"roles.{name}", found=register, allowed=", ".join(REGISTERS))
    shown: CaseAccess = "all" if access == "all" else "involved"
    role = Role(name, table.text("zh"), table.text("en"), shown, reads, registers)
    table.close()
    return role


def _read_effect(name: str, table: TomlTable) -> EffectMeaning:
    areas = table.text_list("counts_in")
    for area in areas:
        if area not in EFFECT_AREAS:
            table.report("PK-115", "counts_in", found=area, allowed=", ".join(EFFECT_AREAS))
    effect = EffectMeaning(
        code=name,
        zh=table.text("zh"),
        en=table.text("en"),
        counts_in=tuple(areas),
        weighs=table.text("weighs", choices=EFFECT_WEIGHTS),
        source=table.text("source"),
        file=table.file,
    )
    table.close()
    return effect


def _read_parameter(name: str, table: TomlTable) -> Parameter:
    _require_id(name, table)
    value = table.anything("value")
    if value is None:
        table.report("PK-112", "value")
    unit = table.text("unit", choices=tuple(UNITS))
    is_whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    if unit in TIME_UNITS and value is not None and not is_whole:
        table.report("PK-129", "value", key=name, unit=TIME_UNITS[unit][1], found=repr(value)[:40])
    source = table.text("source", required=False)
    if not source.strip():
        table.report("PK-122", key=name)
    parameter = Parameter(name, value, unit, source, table.text("zh"), table.text("en"), table.file)
    table.close()
    return parameter


def _read_message(name: str, table: TomlTable) -> CaseMessage:
    _require_id(name, table)
    form_id = table.text("form", required=False) or None
    message = CaseMessage(name, table.text("zh"), table.text("en"), table.text_list("roles"), form_id)
    table.close()
    return message


def _read_entrances(top: TomlTable, layer: Layer) -> None:
    for name, table in top.tables("entrances"):
        _require_id(name, table)
        roles = table.text_list("start")
        layer.entrances[name] = Entrance(name, name, table.text("zh"), table.text("en"), roles)
        layer.lines[f"entrances.{name}"] = table.line()
        table.close()


def _read_need_to_know(name: str, table: TomlTable) -> NeedToKnow:
    _require_id(name, table)
    kept = NeedToKnow(
        id=name,
        zh=table.text("zh"),
        en=table.text("en"),
        entities=frozenset(table.text_list("entities")),
        registers=frozenset(table.text_list("registers", required=False)),
        roles=frozenset(table.text_list("roles")),
        source=table.text("source"),
        file=table.file,
    )
    table.close()
    return kept


def _require_id(name: str, table: TomlTable) -> None:
    if ID.fullmatch(name) is None:
        table.report("PK-131", found=name)


def merge_layers(code: str, layers: Sequence[Layer], problems: list[Problem]) -> Jurisdiction:
    """Merge layers, nearest first. What is missing is added to ``problems`` and left empty."""
    own = layers[0]
    missing = [key for key in ("code", "zh", "en") if key not in own.texts]
    problems.extend(finding("PK-112", own.file, key=key) for key in missing)
    if own.texts.get("code", code) != code:
        problems.append(
            finding("PK-121", own.file, line=own.lines.get("code"), found=own.texts["code"], expected=code)
        )
    zone = _find_zone(own, _nearest(layers, "zone") or "Asia/Shanghai", problems)
    root_process = _nearest(layers, "root_process")
    if not root_process:
        problems.append(finding("PK-112", own.file, key="root_process"))
    start_roles = next((layer.start_roles for layer in layers if layer.start_roles), ())
    merged = Jurisdiction(
        code=code,
        zh=own.texts.get("zh", code),
        en=own.texts.get("en", code),
        zone=zone,
        root_process=root_process,
        start_roles=start_roles,
        assigners=next((layer.assigners for layer in layers if layer.assigners), ()),
        roles=_merge([layer.roles for layer in layers]),
        parameters=_merge([layer.parameters for layer in layers]),
        messages=_merge([layer.messages for layer in layers]),
        entrances={
            MAIN_ENTRANCE: Entrance(MAIN_ENTRANCE, root_process, *_MAIN_NAME, start_roles),
            **_merge([layer.entrances for layer in layers]),
        },
        need_to_know=_merge([layer.need_to_know for layer in layers]),
        sources=_merge([layer.sources for layer in layers]),
        terms=_merge([layer.terms for layer in layers]),
        effects=_merge([layer.effects for layer in layers]),
        unwalked=_merge([layer.unwalked for layer in layers]),
        calendar=_merge([layer.calendar for layer in layers]),
        procedure_note=next((layer.procedure_note for layer in layers if layer.procedure_note), None),
        extends=own.extends or None,
    )
    _check_references(own, merged, problems)
    return merged


def _nearest(layers: Sequence[Layer], key: str) -> str:
    return next((layer.texts[key] for layer in layers if key in layer.texts), "")


def _merge(layers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged.update(layer)
    return merged


def _find_zone(own: Layer, name: str, problems: list[Problem]) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(finding("PK-126", own.file, line=own.lines.get("zone"), found=name))
        return ZoneInfo("UTC")


def _check_references(own: Layer, merged: Jurisdiction, problems: list[Problem]) -> None:
    """Roles named anywhere must exist; a place where nobody may start is refused too."""
    if not merged.start_roles:
        problems.append(finding("PK-112", own.file, key="start"))
    named = [("start", role) for role in merged.start_roles]
    named += [
        (f"entrances.{entrance.id}", role)
        for entrance in merged.entrances.values()
        if entrance.id != MAIN_ENTRANCE
        for role in entrance.roles
    ]
    named += [("assigners", role) for role in merged.assigners]
    named += [
        (f"messages.{message.name}", role) for message in merged.messages.values() for role in message.roles
    ]
    named += [
        (f"need_to_know.{kept.id}", role)
        for kept in merged.need_to_know.values()
        for role in sorted(kept.roles)
    ]
    problems.extend(
        finding(
            "PK-123", own.file, line=own.lines.get(key), key=key, found=role, **suggest(role, merged.roles)
        )
        for key, role in named
        if role not in merged.roles
    )
    for kept in merged.need_to_know.values():
        problems.extend(_check_need_to_know(own, kept))
        problems.extend(unlisted_sources(merged, kept.source, kept.file, kept.id))
    for parameter in merged.parameters.values():
        problems.extend(unlisted_sources(merged, parameter.source, parameter.file, parameter.id))
    for year in merged.calendar.values():
        problems.extend(unlisted_sources(merged, year.source, year.file, f"calendar.{year.id}"))
    for effect in merged.effects.values():
        problems.extend(unlisted_sources(merged, effect.source, effect.file, effect.code))


def _check_need_to_know(own: Layer, kept: NeedToKnow) -> Iterator[Problem]:
    """Its registers exist, and nothing that stands in every list is to be kept back."""
    key = f"need_to_know.{kept.id}"
    line = own.lines.get(key)
    for register in sorted(kept.registers - REGISTERS.keys()):
        yield finding("PK-245", kept.file, line=line, key=key, found=register, allowed=", ".join(REGISTERS))
    for entity in sorted(kept.entities & LISTED_ENTITIES):
        yield finding("PK-134", kept.file, line=line, key=key, found=entity)
