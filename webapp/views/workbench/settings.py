"""What a place says of itself, section by section and entry by entry: names, roles, parameters, messages, sources …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.database import now
from webapp.errors import Language
from webapp.procedures.drafts import Draft, FileChangedMeanwhile
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.jurisdiction import UNITS
from webapp.procedures.place_settings import (
    OPEN,
    SECTIONS,
    Entry,
    EntryExists,
    EntryRefused,
    Origin,
    Section,
    SettingField,
    add_entry,
    change_entry,
    drop_own_entry,
    find_section,
    get_entry,
    list_entries,
    list_uses,
    show_value,
)
from webapp.procedures.resolution import jurisdiction_path
from webapp.procedures.toml_writing import TomlNotChanged
from webapp.views.language import current_language, translate
from webapp.views.platform import database, get_actor
from webapp.views.workbench.desk import head_of, read_draft, sent_revision, sent_text, tell_refusal
from webapp.views.workbench.places import editor_address

#: How the fields of an entry are named on the page, so that none can be taken for the page's own.
_FIELD = "f."
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """Something to choose, and whether it is chosen."""

    id: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as the page shows it: what stands in it, what may be chosen, what is wrong with it."""

    name: str
    label: str
    hint: str
    kind: str
    is_required: bool
    value: str
    choices: tuple[ChoiceLine, ...]
    open_words: str
    is_open: bool
    error: str
    inherited: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in the list of its section."""

    id: str
    name: str
    value: str
    source: str
    origin: str
    is_own: bool
    address: str


@dataclass(frozen=True, slots=True)
class UseLine:
    """A place where an entry is used, and the way there."""

    title: str
    element: str
    url: str | None


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a page was not saved: in a line, by field, and as a list."""

    text: str
    fields: Mapping[str, str]
    lines: tuple[str, ...] = ()


def show_place(draft_id: int) -> str:
    """All sections with their entries, and where each comes from."""
    draft, language = read_draft(draft_id), current_language()
    sections = [
        (section, [_entry_line(draft, entry) for entry in list_entries(draft.pack, section)])
        for section in SECTIONS.values()
    ]
    return render_template("workbench/place.html", head=head_of(draft), sections=sections, language=language)


def edit_entry(draft_id: int, section_id: str) -> str:
    """One entry as a form; a new one where ``?id=`` names none."""
    section = find_section(section_id)
    draft = read_draft(draft_id)
    asked = request.args.get("id")
    entry = get_entry(draft.pack, section, asked or "") if asked or section.is_alone else None
    return _page(draft, section, entry)


def save_entry(draft_id: int, section_id: str) -> ResponseReturnValue:
    """Save the entry; what cannot be taken is shown at its field with everything that was typed."""
    section, revision = find_section(section_id), sent_revision()
    typed = {
        name.removeprefix(_FIELD): values for name, values in request.form.lists() if name.startswith(_FIELD)
    }
    entry_id, is_new = sent_text("entry"), "entry" not in request.form
    language = current_language()
    try:
        with database().write() as session:
            at, actor = now(session), get_actor()
            if is_new:
                entry_id = add_entry(session, draft_id, section, typed, revision, actor, at)
            else:
                change_entry(session, draft_id, section, entry_id, typed, revision, actor, at)
    except EntryRefused as refused:
        told = _Refusal(
            refused.text(language),
            {key: words[language == "en"] for key, words in refused.fields.items()},
            tuple(each.en if language == "en" else each.zh for each in refused.problems),
        )
        return _again(draft_id, section, entry_id, is_new, typed, told), 422
    except (EntryExists, TomlNotChanged) as refused:
        told = _Refusal(tell_refusal(read_draft(draft_id), refused), {})
        return _again(draft_id, section, entry_id, is_new, typed, told), 422
    except FileChangedMeanwhile as first:
        told = _Refusal(
            tell_refusal(read_draft(draft_id), first),
            {},
            (translate("下面是您填的内容。看一看现在的值，再保存一次。"),),
        )
        return _again(draft_id, section, entry_id, is_new, typed, told), 409
    flash(translate("已保存到草稿。"), "done")
    return redirect(
        url_for("workbench.edit_entry", draft_id=draft_id, section_id=section.id, id=entry_id or None)
    )


def drop_entry(draft_id: int, section_id: str) -> ResponseReturnValue:
    """Go back to the inherited entry, or remove one that is only the place's own."""
    section, entry_id = find_section(section_id), sent_text("entry")
    with database().write() as session:
        drop_own_entry(session, draft_id, section, entry_id, sent_revision(), get_actor(), now(session))
    flash(translate("已删去本地的一项；有可沿用的，现在沿用它。"), "done")
    return redirect(url_for("workbench.show_place", draft_id=draft_id, _anchor=section.id))


def _again(draft_id: int, section: Section, entry_id: str, is_new: bool, typed: Typed, told: _Refusal) -> str:
    """The page as it was sent, over the draft as it stands now."""
    draft = read_draft(draft_id)
    entry = None if is_new else get_entry(draft.pack, section, entry_id)
    return _page(draft, section, entry, typed, told)


def _page(
    draft: Draft,
    section: Section,
    entry: Entry | None,
    typed: Typed | None = None,
    told: _Refusal | None = None,
) -> str:
    language = current_language()
    errors = told.fields if told is not None else {}
    return render_template(
        "workbench/entry.html",
        head=head_of(draft),
        section=section,
        entry=entry,
        entry_name=_name_of(entry, language) if entry is not None else "",
        origin=_origin_words(entry.origin) if entry is not None else "",
        fields=[_field_line(draft, field, entry, typed, errors) for field in section.fields],
        typed_id=" ".join((typed or {}).get("id", ("",))),
        id_error=errors.get("id", ""),
        revision=draft.revisions.get(jurisdiction_path(draft.line.jurisdiction), 0),
        told_text=told.text if told is not None else "",
        told_lines=told.lines if told is not None else (),
        uses=_uses(draft, section, entry) if entry is not None else (),
        language=language,
    )


def _field_line(
    draft: Draft,
    field: SettingField,
    entry: Entry | None,
    typed: Typed | None,
    errors: Mapping[str, str],
) -> FieldLine:
    language = current_language()
    held = entry.values.get(field.key) if entry is not None else None
    chosen = _chosen(held) if typed is None else tuple(typed.get(field.key, ()))
    is_open = field.key + OPEN in typed if typed is not None else held is None
    choices = {each.id: each.name(language) for each in field.choices(draft.pack)} if field.choices else {}
    # What the file says and nothing offers is kept in sight, not lost with the next save.
    choices |= {each: each for each in chosen if each and each not in choices and field.choices}
    return FieldLine(
        _FIELD + field.key,
        field.name(language),
        field.hint(language),
        field.kind,
        field.is_required,
        show_value(held) if typed is None else " ".join(chosen),
        tuple(ChoiceLine(each, name, each in chosen) for each, name in choices.items()),
        field.open_words(language),
        is_open,
        errors.get(field.key, ""),
        _inherited(entry, field, choices),
    )


def _chosen(held: object) -> tuple[str, ...]:
    if isinstance(held, list):
        return tuple(str(each) for each in held)
    return () if held is None else (str(held),)


def _inherited(entry: Entry | None, field: SettingField, choices: Mapping[str, str]) -> str:
    """What would be in force without the place's own value, where that differs."""
    if entry is None or entry.own is None or entry.inherited is None:
        return ""
    below = entry.inherited.get(field.key)
    if below is None or below == entry.values.get(field.key):
        return ""
    words = [choices.get(each, each) for each in _chosen(below)]
    return translate("、").join(words) if field.choices else show_value(below)


def _entry_line(draft: Draft, entry: Entry) -> EntryLine:
    values, language = entry.values, current_language()
    value = show_value(values.get("value")) if entry.section.id == "parameters" else ""
    unit = UNITS.get(str(values.get("unit", "")), ("", ""))[language == "en"]
    return EntryLine(
        entry.id,
        _name_of(entry, language),
        f"{value} {unit}".strip(),
        str(values.get("source", "")),
        _origin_words(entry.origin),
        entry.is_own,
        url_for(
            "workbench.edit_entry",
            draft_id=draft.line.id,
            section_id=entry.section.id,
            id=entry.id or None,
        ),
    )


def _name_of(entry: Entry, language: Language) -> str:
    values = entry.values
    zh, en = str(values.get("zh", "")), str(values.get("en", ""))
    return (en or zh or entry.id) if language == "en" else (zh or entry.id)


def _origin_words(origin: Origin) -> str:
    """Where something comes from, in the reader's words."""
    if not origin.zh:
        return translate("各地共用")
    return origin.en if current_language() == "en" else origin.zh


def _uses(draft: Draft, section: Section, entry: Entry) -> tuple[UseLine, ...]:
    language = current_language()
    titles = title_files(draft.pack)
    lines = []
    for use in list_uses(draft.pack, section.id, entry.id):
        english = draft.pack.texts("en").of_file(use.file).get(use.element_id, "")
        lines.append(
            UseLine(
                titles[use.file].text(language) if use.file in titles else use.file,
                (english if language == "en" else "") or use.name,
                editor_address(draft.line.id, use.file, element_id=use.element_id or None),
            )
        )
    return tuple(lines)
