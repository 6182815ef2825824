"""What a place says of itself (``jurisdiction.toml``), edited entry by entry without a line of TOML."""

from webapp.procedures.place_settings.changing import add_entry, change_entry, drop_own_entry
from webapp.procedures.place_settings.entries import Entry, Origin, find_section, get_entry, list_entries
from webapp.procedures.place_settings.errors import (
    EntryExists,
    EntryNotFound,
    EntryRefused,
    NothingInherited,
)
from webapp.procedures.place_settings.sections import SECTIONS, Choice, Section, SettingField
from webapp.procedures.place_settings.typing_in import OPEN, Typed, show_value
from webapp.procedures.place_settings.uses import Use, list_uses

__all__ = [
    "OPEN",
    "SECTIONS",
    "Choice",
    "Entry",
    "EntryExists",
    "EntryNotFound",
    "EntryRefused",
    "NothingInherited",
    "Origin",
    "Section",
    "SettingField",
    "Typed",
    "Use",
    "add_entry",
    "change_entry",
    "drop_own_entry",
    "find_section",
    "get_entry",
    "list_entries",
    "list_uses",
    "show_value",
]
