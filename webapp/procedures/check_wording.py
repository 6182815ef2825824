"""A place's own words: those that belong to nothing, and those that its own files should simply say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.findings import finding
from webapp.procedures.packs import Pack
from webapp.procedures.platform_words import platform_word_keys
from webapp.procedures.resolution import SHARED, texts_path
from webapp.procedures.texts import WrittenText, read_written_texts


def check_wording(pack: Pack, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Findings about the place's own Chinese, and about what it calls the platform's things in either language.

    ``known`` are the keys of every file of the pack. What a layer below says of files that the place has replaced is
    that layer's own affair.
    """
    for folder in (pack.code, SHARED):
        for section, texts in _written(pack, texts_path(folder, "zh")).items():
            if section.split("/")[1:2] == [folder]:
                yield from (_found("PK-225", section, key, text) for key, text in texts.items())
            elif section not in platform_word_keys():
                yield from _strays(section, texts, known.get(section, ()))
    for path, _ in (*pack.text_files("zh"), *pack.text_files("en")):
        written = _written(pack, path)
        for section, keys in platform_word_keys().items():
            yield from _strays(section, written.get(section, {}), keys)


def _written(pack: Pack, path: str) -> Mapping[str, Mapping[str, WrittenText]]:
    return read_written_texts([(path, pack.files[path])], []) if path in pack.files else {}


def _strays(section: str, texts: Mapping[str, WrittenText], known: Collection[str]) -> Iterator[Problem]:
    return (_found("PK-224", section, key, text) for key, text in texts.items() if key not in known)


def _found(code: str, section: str, key: str, text: WrittenText) -> Problem:
    return finding(code, text.file, line=text.line, key=key, section=section)
