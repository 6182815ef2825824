"""Differences of two packs, told in words: diagrams by element, tables cell by cell, forms by field, figures by key.

    comparison = compare_packs(get_version(session, base_digest), draft.pack)
    for file in comparison.of_kind("diagram"):
        for change in file.changes:
            change.kind, change.name.text("zh"), change.details

Two versions, a draft and its base, two places, or a place's own edit and what a release brings: all are packs.
"""

from webapp.procedures.comparing.packs import (
    FileChange,
    PackComparison,
    compare_packs,
    compare_with_template,
)
from webapp.procedures.comparing.pairing import FilePair, own_files_alike, pair_files
from webapp.procedures.comparing.place_names import PlaceNames
from webapp.procedures.comparing.settings import SECTIONS
from webapp.procedures.comparing.tables import CellChange, ColumnChange, DecisionChange, RowChange
from webapp.procedures.comparing.words import CHANGE_NAMES, Change, ChangeKind, Detail, Said

__all__ = [
    "CHANGE_NAMES",
    "SECTIONS",
    "CellChange",
    "Change",
    "ChangeKind",
    "ColumnChange",
    "DecisionChange",
    "Detail",
    "FileChange",
    "FilePair",
    "PackComparison",
    "PlaceNames",
    "RowChange",
    "Said",
    "compare_packs",
    "compare_with_template",
    "own_files_alike",
    "pair_files",
]
