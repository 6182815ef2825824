"""What a place says of itself, entry by entry, with where each comes from: its own file, its template, or what all share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.procedures.packs import Pack
from webapp.procedures.place_settings.errors import EntryNotFound
from webapp.procedures.place_settings.sections import SECTIONS, Section
from webapp.procedures.resolution import SHARED, jurisdiction_path
from webapp.procedures.toml_tables import KeyPath

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """The folder that something is taken from, and what the place there is called; both names are empty for ``shared``."""

    folder: str
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``own`` is what the place's own file says, ``inherited`` what would be in force without it; either may be None.

    ``origin`` is where the values in force come from.
    """

    section: Section
    id: str
    own: Raw | None
    inherited: Raw | None
    origin: Origin

    @property
    def values(self) -> Raw:
        """The values in force. The fields of a section without entries are inherited one by one."""
        if self.section.id == "place":
            return {**(self.inherited or {}), **(self.own or {})}
        return self.own if self.own is not None else self.inherited or {}

    @property
    def is_own(self) -> bool:
        return self.own is not None

    def is_own_field(self, key: str) -> bool:
        """Whether the place's own file gives this field."""
        return self.own is not None and key in self.own

    @property
    def path(self) -> KeyPath:
        """The table in the place's file."""
        return entry_path(self.section, self.id)


def entry_path(section: Section, entry_id: str) -> KeyPath:
    """The table in ``jurisdiction.toml`` that holds an entry."""
    if section.id == "place":
        return ()
    return (section.id,) if section.is_alone else (section.id, entry_id)


def find_section(section_id: str) -> Section:
    """The section of that id.

    Raises:
        EntryNotFound: there is none.
    """
    section = SECTIONS.get(section_id)
    if section is None:
        raise EntryNotFound(found=section_id[:60])
    return section


def list_entries(pack: Pack, section: Section) -> list[Entry]:
    """The entries of a section, own ones first, each group in the order of its file."""
    if section.is_alone:
        return [_entry(pack, section, "")]
    ids: dict[str, None] = {}
    for _, layer in _layers(pack):
        table = layer.get(section.id)
        if isinstance(table, dict):
            ids |= dict.fromkeys(key for key, value in table.items() if isinstance(value, dict))
    return [_entry(pack, section, each) for each in ids]


def get_entry(pack: Pack, section: Section, entry_id: str) -> Entry:
    """One entry of a section.

    Raises:
        EntryNotFound: neither the place nor what it builds on has it.
    """
    entry = _entry(pack, section, entry_id)
    if not section.is_alone and entry.own is None and entry.inherited is None:
        raise EntryNotFound(found=f"{section.id}.{entry_id}"[:80])
    return entry


def _entry(pack: Pack, section: Section, entry_id: str) -> Entry:
    path = entry_path(section, entry_id)
    found = [(folder, _table_at(layer, path, section)) for folder, layer in _layers(pack)]
    own = next((table for folder, table in found if folder == pack.code), None)
    below = [(folder, table) for folder, table in found if folder != pack.code and table is not None]
    inherited: Raw | None = below[0][1] if below else None
    if section.id == "place":
        inherited = {}
        for _, table in reversed(below):
            inherited = {**inherited, **(table or {})}
        inherited = {key: inherited[key] for key in inherited if key not in {"zh", "en"}}
    source = pack.code if own is not None else below[0][0] if below else pack.code
    return Entry(section, entry_id, own, inherited, _origin(pack, source))


def _table_at(layer: Raw, path: KeyPath, section: Section) -> Raw | None:
    node: Any = layer
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        return None
    if section.id == "place":
        keys = {field.key for field in section.fields}
        return {key: value for key, value in node.items() if key in keys}
    return node


def _origin(pack: Pack, folder: str) -> Origin:
    if folder == SHARED:
        return Origin(folder)
    layer = dict(_layers(pack)).get(folder, {})
    zh, en = layer.get("zh"), layer.get("en")
    return Origin(folder, zh if isinstance(zh, str) else folder, en if isinstance(en, str) else folder)


def _layers(pack: Pack) -> list[tuple[str, Raw]]:
    """What each folder's file says, nearest first; nothing for a file that cannot be read."""
    return [(folder, _read(pack.files.get(jurisdiction_path(folder), b""))) for folder in pack.lineage]


def _read(content: bytes) -> Raw:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return {}
