"""Import, export, a new place and its roles, on their pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.practice_place import PracticePlace
from tests.procedures.importing.archives import zip_of
from tests.procedures.importing.foreign import CAMUNDA_7
from tests.procedures.small_pack import CODE, JURISDICTION
from tests.views.visitor import Visitor, has_chinese, read, visible_texts
from webapp.procedures import current_version
from webapp.procedures.drafts import get_draft, list_drafts
from webapp.procedures.item_sheets.layout import read_layout
from webapp.settings import read_settings
from webapp.views import create_app


@pytest.fixture
def admin(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in("admin")
    return visitor


def drafts_in(town: PracticePlace) -> list[int]:
    with town.database.read() as session:
        return [line.id for line in list_drafts(session)]


def hand_in(visitor: Visitor, content: bytes, name: str, **fields: str) -> tuple[int, str]:
    answer = visitor.post("/workbench/import", {"file": (BytesIO(content), name), **fields})
    return answer.status_code, answer.text


def test_what_is_exported_can_be_handed_in_again(admin: Visitor, town: PracticePlace) -> None:
    page = read(admin.get("/workbench"))
    [address] = page.xpath("//main//a[contains(@href, '/export')]/@href")
    exported = admin.get(address)
    assert exported.mimetype == "application/zip"
    assert exported.headers["Content-Disposition"].startswith(f"attachment; filename={CODE}-")
    status, text = hand_in(admin, exported.data, "back.zip")
    assert (status, "0 处错误" in text) == (200, True)
    [draft_id] = drafts_in(town)
    with town.database.read() as session:
        assert get_draft(session, draft_id).pack.digest == current_version(session, CODE).digest
    assert admin.get(f"/workbench/drafts/{draft_id}/export").data == exported.data


def hand_in_folder(visitor: Visitor, files: list[tuple[str, bytes]], **fields: Any) -> tuple[int, str]:
    parts = [(BytesIO(content), name) for name, content in files]
    answer = visitor.post("/workbench/import", {"folder": parts, **fields})
    return answer.status_code, answer.text


def test_a_folder_is_handed_in_as_a_zip_of_it_would_be(admin: Visitor, town: PracticePlace) -> None:
    files = [(f"交来/{path}", content) for path, content in town.pack.files.items()]
    status, text = hand_in_folder(admin, files)
    assert (status, "0 处错误" in text, "<dd>交来</dd>" in text) == (200, True, True)
    [draft_id] = drafts_in(town)
    with town.database.read() as session:
        assert get_draft(session, draft_id).pack.digest == town.pack.digest
    for refused in ([*files, files[0]], [*files, ("交来/../x.bpmn", b"x")]):
        status, text = hand_in_folder(admin, refused)
        assert (status, "没有读入" in text) == (422, True)
    both = {"file": (BytesIO(b"x"), "x.zip")}
    status, text = hand_in_folder(admin, files, **both)
    assert (status, "请选择一个文件，或者一个文件夹" in text) == (422, True)
    assert drafts_in(town) == [draft_id]


def test_a_foreign_diagram_is_reported_and_stored_only_when_asked(
    admin: Visitor, town: PracticePlace
) -> None:
    status, text = hand_in(admin, CAMUNDA_7, "审核.bpmn", place=CODE)
    assert status == 422
    for told in ("没有存下", "IM-216", "IM-302", "IM-307", "还缺什么", "改了什么"):
        assert told in text
    assert drafts_in(town) == []
    assert hand_in(admin, CAMUNDA_7, "审核.bpmn", place=CODE, purpose="check")[0] == 200
    assert drafts_in(town) == []
    assert "已存为草稿" in hand_in(admin, CAMUNDA_7, "审核.bpmn", place=CODE, purpose="keep")[1]
    assert len(drafts_in(town)) == 1


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (zip_of({"../x.bpmn": b"x"}), "越界.zip", "RC-"),
        (b"PK\x03\x04 broken", "broken.zip", "broken.zip"),
        (b"", "", "请选择一个文件，或者一个文件夹"),
        (b"hello", "notes.txt", "notes.txt"),
    ],
    ids=["path outside", "broken", "no file", "no procedure"],
)
def test_what_is_refused_says_why_and_the_server_goes_on(
    admin: Visitor, town: PracticePlace, content: bytes, name: str, told: str
) -> None:
    status, text = hand_in(admin, content, name)
    assert status == 422
    assert told in text or name in text
    assert drafts_in(town) == []
    assert admin.get("/workbench").status_code == 200


def test_a_new_place_is_made_on_one_page(admin: Visitor, town: PracticePlace) -> None:
    [address] = read(admin.get("/workbench/new-place")).xpath(f"//main//a[contains(@href, '{CODE}')]/@href")
    page = read(admin.get(address))
    fields = {
        str(each.get("name")): str(each.get("value") or "")
        for each in page.xpath("//main//form//input[@name and not(@type='file')]")
    }
    fields |= {"zh": "新城县", "en": "Newtown", "code": "newtown", "role.intake.zh": "县受理岗"}
    assert not page.xpath("//input[@name='list']"), "a template without a list"
    assert admin.get(f"/workbench/new-place/list?template={CODE}").status_code == 404
    refused = admin.post("/workbench/new-place", {**fields, "parameter.accept_working_days.value": "soon"})
    assert refused.status_code == 422
    assert read(refused).xpath("//input[@name='zh']/@value") == ["新城县"]
    assert drafts_in(town) == []
    changed = {"parameter.accept_working_days.value": "7", "parameter.accept_working_days.source": "assumed"}
    changed |= {"calendar.year": "2027", "calendar.days_off": "3月3日"}
    workbook = admin.get(page.xpath("//main//a[@download]/@href")[0])
    assert workbook.data.startswith(b"PK")
    sheet = (BytesIO(workbook.data), "新城.xlsx")
    made = admin.post("/workbench/new-place", {**fields, **changed, "sheet": sheet})
    assert made.status_code == 302
    [draft_id] = drafts_in(town)
    with town.database.read() as session:
        place = get_draft(session, draft_id).pack.jurisdiction
    assert (place.zh, place.roles["intake"].zh) == ("新城县", "县受理岗")
    assert place.parameters["accept_working_days"].value == 7
    assert [day.isoformat() for day in place.own_days.days_off] == ["2027-03-03"]
    assert place.parameters["accept_working_days"].file == JURISDICTION.replace(CODE, "newtown")


def test_the_list_of_a_template_is_filled_in_from_its_page(place: PracticePlace, tmp_path: Path) -> None:
    """A designer has no command line: the sheet comes from the page that takes it."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    visitor = Visitor(create_app(settings, place.database))
    visitor.sign_in("designer")
    page = read(visitor.get(f"/workbench/new-place?template={place.code}"))
    assert "rongcuo " not in " ".join(visible_texts(page))
    [address] = page.xpath("//div[@id='list-hint']//a[@download]/@href")
    with place.database.read() as session:
        items = read_layout(current_version(session, place.code)).items
    sheet = load_workbook(BytesIO(visitor.get(address).data)).worksheets[0]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert items
    assert {each.code for each in items} <= cells


def test_the_roles_that_nobody_holds_come_first(admin: Visitor, town: PracticePlace) -> None:
    page = read(admin.get(f"/workbench/places/{CODE}/roles"))
    rows = page.xpath("//main//tbody/tr")
    marks = [bool(row.xpath(".//span[contains(@class, 'badge')]")) for row in rows]
    assert marks == sorted(marks, reverse=True)
    with town.database.read() as session:
        assert len(rows) == len(current_version(session, CODE).jurisdiction.roles)
    assert not page.xpath("//main//a[@href='/administration/accounts']"), (
        "a system administrator grants no roles"
    )


@pytest.mark.parametrize(
    "address", ["import", "new-place", f"new-place?template={CODE}", f"places/{CODE}/roles"]
)
def test_pages_speak_english(admin: Visitor, town: PracticePlace, address: str) -> None:
    admin.speak("en")
    page = read(admin.get(f"/workbench/{address}"))
    for chinese in page.xpath("//input | //datalist | //*[@lang='zh-CN']"):
        chinese.drop_tree()
    assert [text for text in visible_texts(page) if has_chinese(text)] == []
