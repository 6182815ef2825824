"""What a place says of itself is changed entry by entry: only the lines of what was changed are written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedures.drafts.desk import NOW, Desk
from tests.procedures.small_pack import JURISDICTION
from webapp.people import NotPermitted
from webapp.procedures.drafts import FileChangedMeanwhile
from webapp.procedures.files import FolderFiles
from webapp.procedures.packs import collect_pack
from webapp.procedures.place_settings import (
    SECTIONS,
    EntryExists,
    EntryNotFound,
    EntryRefused,
    NothingInherited,
    Typed,
    add_entry,
    change_entry,
    drop_own_entry,
    get_entry,
    list_entries,
    list_uses,
    show_value,
)
from webapp.procedures.place_settings.entries import Entry
from webapp.procedures.place_settings.typing_in import read_typed
from webapp.procedures.resolution import jurisdiction_path
from webapp.procedures.toml_changes import set_values

LIMIT = {
    "zh": ["受理期限"],
    "en": ["Time to accept"],
    "unit": ["working_days"],
    "value": ["7"],
    "source": ["S1 §2"],
}


def change(
    desk: Desk, section: str, entry: str, typed: Typed, revision: int = 0, by: str = "designer"
) -> None:
    with desk.database.write() as session:
        change_entry(session, desk.draft_id, SECTIONS[section], entry, typed, revision, desk.actor(by), NOW)


def add(desk: Desk, section: str, typed: Typed, revision: int = 0) -> str:
    with desk.database.write() as session:
        actor = desk.actor("designer")
        return add_entry(session, desk.draft_id, SECTIONS[section], typed, revision, actor, NOW)


def drop(desk: Desk, section: str, entry: str, revision: int) -> None:
    with desk.database.write() as session:
        actor = desk.actor("designer")
        drop_own_entry(session, desk.draft_id, SECTIONS[section], entry, revision, actor, NOW)


def typed_of(entry: Entry) -> dict[str, list[str]]:
    """What the page of an entry sends when nobody touched it."""
    sent: dict[str, list[str]] = {}
    for field in entry.section.fields:
        held = entry.values.get(field.key)
        if field.open_zh and held is None:
            sent[f"{field.key}.open"] = ["yes"]
        elif field.kind == "several":
            sent[field.key] = [held] if isinstance(held, str) else list(held or ())
        else:
            sent[field.key] = [show_value(held)]
    return sent


@pytest.mark.parametrize(
    "code",
    sorted(
        path.parent.name for path in Path("bpmn").glob("*/jurisdiction.toml") if path.parent.name != "shared"
    ),
)
def test_every_own_entry_of_every_shipped_place_is_read_and_written_back_byte_by_byte(code: str) -> None:
    pack = collect_pack(code, FolderFiles(Path()))
    content = pack.files[jurisdiction_path(code)]
    for section in SECTIONS.values():
        for entry in list_entries(pack, section):
            if entry.own is not None:
                keys = set(entry.own)
                values = read_typed(section, typed_of(entry))
                written = {key: value for key, value in values.items() if key in keys or value is not None}
                if section.id == "place":
                    written = {key: value for key, value in written.items() if key in keys}
                assert set_values(content, "x", entry.path, written) == content, (section.id, entry.id)


def test_a_changed_parameter_changes_its_own_lines_and_no_other(desk: Desk) -> None:
    before = desk.draft().files[JURISDICTION].decode().splitlines()
    change(desk, "parameters", "accept_working_days", LIMIT)
    after = desk.draft().files[JURISDICTION].decode().splitlines()
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert differing == [("value = 5", "value = 7"), ('source = "assumed"', 'source = "S1 §2"')]
    assert desk.draft().pack.jurisdiction.parameters["accept_working_days"].value == 7
    assert desk.recorded()[-1][0] == "save_draft_file"


def test_the_order_of_a_list_is_kept_when_boxes_are_ticked_in_another(desk: Desk) -> None:
    typed = {"zh": ["撤回"], "en": ["Withdraw"], "form": ["withdraw"]}
    change(desk, "messages", "withdraw", {**typed, "roles": ["intake", "applicant"]})
    assert 'roles = ["applicant", "intake"]' in desk.draft().files[JURISDICTION].decode()
    saved = desk.draft().files[JURISDICTION]
    change(desk, "messages", "withdraw", {**typed, "roles": ["intake", "applicant"]}, 1)
    assert desk.draft().files[JURISDICTION] == saved


def test_an_inherited_entry_becomes_own_and_goes_back(desk: Desk) -> None:
    section = SECTIONS["parameters"]
    shown = get_entry(desk.draft().pack, section, "shared_days")
    assert (shown.is_own, shown.origin.folder) == (False, "shared")
    change(desk, "parameters", "shared_days", {**typed_of(shown), "value": ["9"]})
    own = get_entry(desk.draft().pack, section, "shared_days")
    assert (own.is_own, own.values["value"], own.inherited) == (True, 9, shown.inherited)
    drop(desk, "parameters", "shared_days", 1)
    assert get_entry(desk.draft().pack, section, "shared_days").values["value"] == 3


def test_what_the_form_does_not_show_is_carried_along(desk: Desk) -> None:
    content = (
        desk.draft().files[JURISDICTION]
        + b"""
[need_to_know.file]
zh = "x"
en = "x"
entities = ["notices"]
roles = ["intake"]
source = "assumed"
of_ours = "kept"
"""
    )
    desk.save(JURISDICTION, content)
    entry = get_entry(desk.draft().pack, SECTIONS["need_to_know"], "file")
    change(desk, "need_to_know", "file", {**typed_of(entry), "zh": ["别的"]}, 1)
    assert desk.draft().files[JURISDICTION] == content.replace(b'"x"', '"别的"'.encode(), 1)


def test_an_entry_is_added_and_taken_away_without_a_trace(desk: Desk) -> None:
    before = desk.draft().files[JURISDICTION]
    typed = {
        "id": ["judge"],
        "zh": ["法官"],
        "en": ["Judge"],
        "case_access": ["involved"],
        "reads.open": ["yes"],
    }
    assert add(desk, "roles", typed) == "judge"
    role = desk.draft().pack.jurisdiction.roles["judge"]
    assert (role.zh, role.reads, role.case_access) == ("法官", None, "involved")
    drop(desk, "roles", "judge", 1)
    assert desk.draft().files[JURISDICTION] == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({**LIMIT, "value": ["0"]}, "value"),
        ({**LIMIT, "value": ["five"]}, "value"),
        ({**LIMIT, "zh": [" "]}, "zh"),
        ({**LIMIT, "source": [""]}, "source"),
        ({**LIMIT, "unit": [""]}, "unit"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_saved(
    desk: Desk, typed: Typed, field: str
) -> None:
    with pytest.raises(EntryRefused) as refused:
        change(desk, "parameters", "accept_working_days", typed)
    assert field in refused.value.fields
    assert desk.draft().line.revision == 0


def test_what_the_checks_of_the_file_refuse_is_refused_with_their_words(desk: Desk) -> None:
    typed = {"zh": ["小城"], "en": ["Small Town"], "zone": ["Mars/Olympus"], "start": ["applicant"]}
    with pytest.raises(EntryRefused) as refused:
        change(desk, "place", "", typed)
    assert "PK-126" in {each.code for each in refused.value.problems}
    assert desk.draft().line.revision == 0


def test_a_role_that_something_names_is_not_removed(desk: Desk) -> None:
    with pytest.raises(EntryRefused) as refused:
        drop(desk, "roles", "applicant", 0)
    assert {each.code for each in refused.value.problems} == {"PK-123"}


def test_names_of_the_place_change_and_the_draft_bears_the_new_one(desk: Desk) -> None:
    entry = get_entry(desk.draft().pack, SECTIONS["place"], "")
    change(desk, "place", "", {**typed_of(entry), "zh": ["大城"], "assigners": ["intake"]})
    assert desk.draft().line.name == "大城"
    assert desk.draft().pack.jurisdiction.assigners == ("intake",)


def test_ids_are_refused_that_are_none_or_taken(desk: Desk) -> None:
    for wrong in ("", "Judge", "a b"):
        with pytest.raises(EntryRefused):
            add(desk, "parameters", {**LIMIT, "id": [wrong]})
    with pytest.raises(EntryExists):
        add(desk, "parameters", {**LIMIT, "id": ["shared_days"]})
    with pytest.raises(EntryNotFound):
        change(desk, "roles", "judge", {"zh": ["法官"], "en": ["Judge"], "case_access": ["all"]})
    with pytest.raises(NothingInherited):
        drop(desk, "parameters", "shared_days", 0)


def test_who_comes_second_overwrites_nothing(desk: Desk) -> None:
    change(desk, "parameters", "accept_working_days", LIMIT)
    with pytest.raises(FileChangedMeanwhile):
        change(desk, "parameters", "accept_working_days", {**LIMIT, "value": ["9"]}, 0, "designer2")
    assert desk.draft().pack.jurisdiction.parameters["accept_working_days"].value == 7


def test_who_only_looks_changes_nothing(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        change(desk, "parameters", "accept_working_days", LIMIT, by="admin")


def test_where_a_parameter_and_a_role_are_used_is_told(desk: Desk) -> None:
    pack = desk.draft().pack
    assert ("check_application", "受理审查") in {
        (use.element_id, use.name) for use in list_uses(pack, "parameters", "accept_working_days")
    }
    assert "check_application" in {use.element_id for use in list_uses(pack, "roles", "intake")}
    assert list_uses(pack, "parameters", "shared_days") == []
    assert list_uses(pack, "sources", "S1") == []
