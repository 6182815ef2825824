"""English texts: what an English reader would meet in Chinese, and texts that belong to nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from webapp.errors import Problem
from webapp.procedures.check_wording import check_wording
from webapp.procedures.diagram_outlines import DiagramOutline
from webapp.procedures.findings import finding
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms.schema import FieldComponent
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.notice_texts import list_speaking, notice_key, notices_to_translate
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import texts_path
from webapp.procedures.table_outlines import DecisionsOutline, outline_decisions
from webapp.procedures.texts import read_texts, share_column_texts


def list_codes(forms: Mapping[str, FormSchema], jurisdiction: Jurisdiction) -> frozenset[str]:
    """The values that have words of their own, in both languages: options of a form, terms of the place."""
    options = (
        option.value
        for schema in forms.values()
        for component in schema.fields
        if isinstance(component, FieldComponent) and component.options is not None
        for option in component.options.fixed
    )
    return frozenset(jurisdiction.terms) | {value for value in options if isinstance(value, str)}


def chinese_texts(
    diagrams: Mapping[str, DiagramOutline],
    tables: Mapping[str, DecisionsOutline],
    forms: Mapping[str, FormSchema],
    codes: Collection[str],
) -> dict[str, Mapping[str, str]]:
    """File path → key → Chinese text, for everything that a person reads."""
    return {
        **{path: outline.named for path, outline in diagrams.items()},
        **{path: {**outline.named, **_conclusions(outline, codes)} for path, outline in tables.items()},
        **{schema.file: schema.texts("zh") for schema in forms.values()},
    }


def check_texts(
    pack: Pack,
    chinese: Mapping[str, Mapping[str, str]],
    diagrams: Mapping[str, DiagramOutline],
    tables: Mapping[str, DecisionsOutline],
) -> Iterator[Problem]:
    """Warnings for missing and stray English texts of the pack's own closure, and for stray words of the place's own."""
    problems: list[Problem] = []
    english = read_texts(pack.text_files(), problems)
    read_texts(pack.text_files("zh"), problems)
    yield from problems
    keys = {file: _keys_of(file, texts, tables) for file, texts in chinese.items()}
    yield from check_wording(pack, _wording_keys(keys, diagrams))
    for file, texts in sorted(chinese.items()):
        translated = english.get(file, {})
        share_column_texts(translated, tables[file].columns if file in tables else {})
        known = keys[file]
        if file in diagrams:
            known |= {notice_key(step) for step, _ in notices_to_translate(diagrams[file])}
            yield from _check_notices(file, diagrams[file], translated)
        for key, text in texts.items():
            if key not in translated and _needs_english(text):
                where = texts_path(file.split("/")[1])
                shown = " ".join(text.split())
                yield finding("PK-221", file, element_id=key, key=key, text=shown[:40], texts=where)
        for key in translated:
            if key not in known:
                yield finding("PK-222", file, element_id=key, key=key)


def wording_keys(pack: Pack) -> dict[str, set[str]]:
    """File path → the keys for which a place may have words of its own, for all that can be read of a pack."""
    forms, _ = pack.read_forms()
    outlines = {path: outline_decisions(pack.files[path]) for path in pack.paths(".dmn")}
    tables = {path: outline for path, outline in outlines.items() if outline is not None}
    chinese = chinese_texts(pack.diagram_outlines, tables, forms, ())
    keys = {file: _keys_of(file, texts, tables) for file, texts in chinese.items()}
    return _wording_keys(keys, pack.diagram_outlines)


def _wording_keys(
    keys: Mapping[str, set[str]], diagrams: Mapping[str, DiagramOutline]
) -> dict[str, set[str]]:
    return {file: known | _notice_keys(file, diagrams) for file, known in keys.items()}


def _keys_of(file: str, texts: Mapping[str, str], tables: Mapping[str, DecisionsOutline]) -> set[str]:
    """The keys that a file's texts may have, but for messages."""
    table = tables.get(file)
    return set(texts) if table is None else {*texts, *table.columns.values(), *_conclusions(table)}


def _notice_keys(file: str, diagrams: Mapping[str, DiagramOutline]) -> set[str]:
    return {notice_key(step) for step in list_speaking(diagrams[file])} if file in diagrams else set()


def _check_notices(file: str, outline: DiagramOutline, translated: Collection[str]) -> Iterator[Problem]:
    """Messages that an English reader would get in Chinese."""
    for step, text in notices_to_translate(outline):
        key = notice_key(step)
        if key not in translated and _needs_english(text):
            where = texts_path(file.split("/")[1])
            shown = " ".join(text.removeprefix("=").split())
            yield finding(
                "PK-223", file, element_id=step.id, line=step.line, key=key, text=shown[:40], texts=where
            )


def _conclusions(outline: DecisionsOutline, codes: Collection[str] = ()) -> dict[str, str]:
    """The texts that the tables conclude, but for codes, by key."""
    return {
        concluded.key: concluded.text
        for table in outline.tables
        for concluded in table.conclusions
        if concluded.text not in codes
    }


def _needs_english(text: str) -> bool:
    """Texts without a Chinese character (codes, figures, plain expressions) read the same in English."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
