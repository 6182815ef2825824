"""Every Chinese text of a draft with its English beside it, and saving several English texts at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.people import Actor
from webapp.procedures.check_texts import chinese_texts, list_codes
from webapp.procedures.draft_parts.errors import TextsRefused
from webapp.procedures.drafts import SavedFile, get_draft, save_file
from webapp.procedures.notice_texts import notice_key, notices_to_translate
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import texts_path
from webapp.procedures.table_outlines import outline_decisions
from webapp.procedures.texts import read_texts
from webapp.procedures.toml_changes import locate_text, set_tables
from webapp.procedures.toml_tables import KeyPath
from webapp.procedures.toml_writing import Plain, find_table, read_text

#: The most characters that a text may have.
LONGEST = 2000

Words = Mapping[tuple[str, str], str]
"""English by file and key; an empty text takes the place's own out."""

_Own = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class WordLine:
    """A Chinese text and its English. ``is_notice`` is what a message says, as FEEL. ``is_own`` English stands in the
    place's own file; other English is inherited."""

    file: str
    key: str
    zh: str
    en: str
    is_notice: bool
    is_own: bool

    @property
    def is_missing(self) -> bool:
        """Whether an English reader would meet Chinese here."""
        return not self.en and any("\u4e00" <= character <= "\u9fff" for character in self.zh)


def list_words(pack: Pack) -> list[WordLine]:
    """All texts of a pack that people read, missing English first, else by file in the order of the file."""
    own = read_texts([(texts_path(pack.code), pack.files.get(texts_path(pack.code), b""))], [])
    lines = [*_plain_words(pack, own), *_notices(pack, own)]
    return sorted(lines, key=lambda each: (not each.is_missing, each.file))


def _plain_words(pack: Pack, own: _Own) -> list[WordLine]:
    jurisdiction, _ = pack.read_jurisdiction()
    forms, _ = pack.read_forms()
    tables = {path: outline_decisions(pack.files[path]) for path in pack.paths(".dmn")}
    chinese = chinese_texts(
        pack.diagram_outlines,
        {path: outline for path, outline in tables.items() if outline is not None},
        forms,
        list_codes(forms, jurisdiction),
    )
    return [
        _line(pack, own, file, key, text)
        for file, texts in sorted(chinese.items())
        for key, text in texts.items()
        if text.strip()
    ]


def _notices(pack: Pack, own: _Own) -> list[WordLine]:
    return [
        _line(pack, own, file, notice_key(step), text.removeprefix("="), is_notice=True)
        for file, outline in pack.diagram_outlines.items()
        for step, text in notices_to_translate(outline)
    ]


def _line(pack: Pack, own: _Own, file: str, key: str, zh: str, *, is_notice: bool = False) -> WordLine:
    english = pack.texts("en").of_file(file).get(key, "")
    return WordLine(file, key, zh, english, is_notice, key in own.get(file, {}))


def save_words(
    session: Session, draft_id: int, words: Words, revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Save English texts into the place's own file, in the caller's transaction: all of them, or none.

    Plain words for a message become the FEEL text that a message needs.

    Raises:
        TextsRefused: the draft has no such text, or one is too long.
        TomlNotChanged: the place's file is laid out so that it cannot be changed by itself.
        And what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    known = {(line.file, line.key): line for line in list_words(draft.pack)}
    for (file, key), text in words.items():
        if (file, key) not in known or len(text) > LONGEST:
            raise TextsRefused(key=key[:80])
    path = texts_path(draft.line.jurisdiction)
    written = {place: written_text(text, is_notice=known[place].is_notice) for place, text in words.items()}
    after = write_texts(draft.files.get(path, b""), path, written)
    return save_file(session, draft_id, path, after, revision, actor, now)


def write_texts(content: bytes, path: str, words: Mapping[tuple[str, str], str | None]) -> bytes:
    """A file of texts with these set by file and key; None takes one out. Every other line stays.

    Raises:
        TomlNotChanged: the file is laid out so that it cannot be changed by itself.
    """
    _, data = read_text(content, path)
    tables: dict[KeyPath, dict[str, Plain | None]] = {}
    for (file, key), text in words.items():
        table, name = locate_text(data, (file,), key)
        tables.setdefault(table, {})[name] = text
    return set_tables(
        content,
        path,
        {table: values for table, values in tables.items() if _says_something(data, table, values)},
    )


def written_text(text: str, *, is_notice: bool) -> str | None:
    """A text as the file holds it: plain words for a message become FEEL, nothing is None."""
    text = text.strip()
    if not text:
        return None
    # A text in FEEL stands on one line.
    return '"' + text.replace("\n", "\\n") + '"' if is_notice and '"' not in text else text


def _says_something(data: Mapping[str, Any], table: KeyPath, values: Mapping[str, Plain | None]) -> bool:
    """Whether anything is to be written: no table is made only to leave things out of it."""
    return find_table(data, table) is not None or any(value is not None for value in values.values())
