"""A place's own Chinese for what it shares: each text of a shared file, and of the platform, with the place's words beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.engine.expressions import compile_formula
from webapp.errors import Problem
from webapp.feel import FeelError
from webapp.people import Actor
from webapp.procedures.check_texts import chinese_texts
from webapp.procedures.draft_parts.errors import TextsRefused, WordingRefused
from webapp.procedures.draft_parts.words import LONGEST, write_texts, written_text
from webapp.procedures.drafts import SavedFile, get_draft, save_file
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.drafts.paths import is_own
from webapp.procedures.forms import read_form
from webapp.procedures.notice_texts import list_speaking, notice_key
from webapp.procedures.packs import Pack
from webapp.procedures.platform_words import platform_words
from webapp.procedures.resolution import texts_path
from webapp.procedures.table_outlines import outline_decisions
from webapp.procedures.texts import read_texts

Wording = Mapping[tuple[str, str], str]
"""Chinese by file (or table of the platform's words) and key; an empty text takes the place's own out."""


@dataclass(frozen=True, slots=True)
class WordingLine:
    """A text that the place shares. ``shared`` is what the file says, ``inherited`` what a template says instead, ``own`` what
    the place says; the last two may be empty. ``is_notice`` is what a message says, as FEEL."""

    file: str
    key: str
    shared: str
    inherited: str
    own: str
    is_notice: bool = False

    @property
    def is_own(self) -> bool:
        return bool(self.own)


def list_wording(pack: Pack) -> list[WordingLine]:
    """All texts for which the place may have words of its own, those that it has first, else by file in its order."""
    own = read_texts(_layers(pack, own=True), [])
    inherited = read_texts(_layers(pack, own=False), [])
    lines = [
        WordingLine(
            file,
            key,
            text,
            inherited.get(file, {}).get(key, ""),
            own.get(file, {}).get(key, ""),
            is_notice,
        )
        for file, key, text, is_notice in _shared_texts(pack)
    ]
    return sorted(lines, key=lambda each: not each.is_own)


def _layers(pack: Pack, *, own: bool) -> list[tuple[str, bytes]]:
    path = texts_path(pack.code, "zh")
    return [each for each in pack.text_files("zh") if (each[0] == path) == own]


def _shared_texts(pack: Pack) -> Iterator[tuple[str, str, str, bool]]:
    """File, key, Chinese and whether it is a message's, for all that is not the place's own."""
    forms, _ = pack.read_forms()
    tables = {path: outline_decisions(pack.files[path]) for path in pack.paths(".dmn")}
    read = {path: outline for path, outline in tables.items() if outline is not None}
    as_written = {schema.file: _form_texts(pack, schema.file) for schema in forms.values()}
    chinese = {**chinese_texts(pack.diagram_outlines, read, {}, ()), **as_written}
    for file, texts in sorted(chinese.items()):
        if is_own(file, pack.code):
            continue
        yield from ((file, key, text, False) for key, text in texts.items() if text.strip())
        outline = pack.diagram_outlines.get(file)
        for step in list_speaking(outline) if outline is not None else ():
            yield file, notice_key(step), step.said.removeprefix("="), True
    for table, words in platform_words().items():
        yield from ((table, key, zh, False) for key, (zh, _) in words.items())


def _form_texts(pack: Pack, file: str) -> Mapping[str, str]:
    """What a form says itself, without a place's words."""
    schema = read_form(pack.files[file], file, pack.texts("en").of_file(file), {})
    return schema.texts("zh")


def save_wording(
    session: Session, draft_id: int, words: Wording, revision: int, actor: Actor, now: datetime
) -> SavedFile:
    """Save the place's words into its own file, in the caller's transaction: all of them, or none.

    Plain words for a message become the FEEL text that a message needs.

    Raises:
        TextsRefused: the draft shares no such text, or one is too long.
        WordingRefused: a text cannot be used where it stands, such as an expression that cannot be read.
        TomlNotChanged: the place's file is laid out so that it cannot be changed by itself.
        And what `save_file` raises.
    """
    draft = get_draft(session, draft_id)
    known = {(line.file, line.key): line for line in list_wording(draft.pack)}
    for place, text in words.items():
        if place not in known or len(text) > LONGEST:
            raise TextsRefused(key=place[1][:80])
    written = {place: written_text(text, is_notice=known[place].is_notice) for place, text in words.items()}
    path = texts_path(draft.line.jurisdiction, "zh")
    after = write_texts(draft.files.get(path, b""), path, written)
    _refuse_unusable(draft.pack, {**draft.files, path: after}, path, written, known)
    return save_file(session, draft_id, path, after, revision, actor, now)


def _refuse_unusable(
    pack: Pack,
    files: Mapping[str, bytes],
    path: str,
    written: Mapping[tuple[str, str], str | None],
    known: Mapping[tuple[str, str], WordingLine],
) -> None:
    problems = []
    for (file, key), text in written.items():
        if text and known[file, key].is_notice and (wrong := _wrong_expression(text)) is not None:
            problems.append(Problem(wrong.code, "error", path, key, None, wrong.text("zh"), wrong.text("en")))
    before = set(pack.read_forms()[1])
    problems += [each for each in hold_pack(pack.code, files).read_forms()[1] if each not in before]
    if problems:
        raise WordingRefused(problems)


def _wrong_expression(text: str) -> FeelError | None:
    try:
        compile_formula(text)
    except FeelError as error:
        return error
    return None
