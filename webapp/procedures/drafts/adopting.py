"""Taking over a shared file: the place's own copy carries its texts along, and gives them back when it goes.

These are the English texts, and the place's own words for the file.
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.errors import Language
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import texts_path
from webapp.procedures.texts import read_texts
from webapp.procedures.toml_changes import add_table, drop_entry
from webapp.procedures.toml_writing import TomlNotChanged

_LANGUAGES: tuple[Language, ...] = ("en", "zh")


def carry_texts(code: str, files: Mapping[str, bytes], shared: str, own: str) -> dict[str, bytes]:
    """The place's files of texts that change when those of ``shared`` are carried to the path ``own``.

    ``files`` are the draft's. Texts that stand there already are kept: somebody wrote them for this place.
    """
    pack = Pack(code, files)
    changed = {}
    for language in _LANGUAGES:
        texts = pack.texts(language)
        carried, place = texts.of_file(shared), texts_path(code, language)
        if not carried or texts.of_file(own):
            continue
        try:
            changed[place] = add_table(files.get(place, b""), place, (own,), dict(carried))
        except TomlNotChanged:
            # The texts cannot be read: the list of problems says so. The copy is made all the same.
            continue
    return changed


def count_texts(code: str, files: Mapping[str, bytes], own: str) -> int:
    """How many texts the place has written for its file ``own``, in English and in its own words."""
    return sum(
        len(read_texts([(place, files[place])], []).get(own, {}))
        for language in _LANGUAGES
        if (place := texts_path(code, language)) in files
    )


def drop_texts(code: str, files: Mapping[str, bytes], own: str) -> dict[str, bytes]:
    """The place's files of texts that change when those of ``own`` go; none that cannot be changed."""
    changed = {}
    for language in _LANGUAGES:
        place = texts_path(code, language)
        if place not in files:
            continue
        try:
            after = drop_entry(files[place], place, (own,))
        except TomlNotChanged:
            continue
        if after != files[place]:
            changed[place] = after
    return changed
