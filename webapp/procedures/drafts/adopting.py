"""Taking over a shared file: the place's own copy carries the English texts along, and gives them back when it goes."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.procedures.packs import Pack
from webapp.procedures.resolution import texts_path
from webapp.procedures.toml_writing import TomlNotChanged, add_table, drop_table


def carry_texts(code: str, files: Mapping[str, bytes], shared: str, own: str) -> bytes | None:
    """The place's file of English texts with those of ``shared`` under the path ``own``; None where nothing is to be done.

    ``files`` are the draft's. English that stands there already is kept: somebody wrote it for this place.
    """
    english = Pack(code, files).texts("en").by_file
    carried = english.get(shared, {})
    if not carried or english.get(own):
        return None
    place = texts_path(code)
    try:
        return add_table(files.get(place, b""), place, (own,), dict(carried))
    except TomlNotChanged:
        # The texts cannot be read: the list of problems says so. The copy is made all the same.
        return None


def drop_texts(code: str, files: Mapping[str, bytes], own: str) -> bytes | None:
    """The place's file of English texts without those of ``own``; None where there are none, or it cannot be changed."""
    place = texts_path(code)
    if place not in files:
        return None
    try:
        after = drop_table(files[place], place, (own,))
    except TomlNotChanged:
        return None
    return after if after != files[place] else None
