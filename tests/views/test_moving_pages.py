"""The pages of moving: choose, see the plan, say by hand what becomes of a step, start, follow, take back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, files_of
from tests.views.visitor import Visitor, has_chinese, read
from webapp.cases.moving import move_cases
from webapp.cases.practice import practice_data
from webapp.database import now
from webapp.procedures import collect_pack, list_versions, publish
from webapp.procedures.files import HeldFiles

MOVING = "/workbench/moving"


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """The system administrator, signed in."""
    visitor = Visitor(app)
    visitor.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    return visitor


@pytest.fixture
def case_id(town: PracticePlace) -> int:
    """A matter on the first version."""
    return town.open_matter({"application.request_text": "不可外传的事由"})


@pytest.fixture
def versions(town: PracticePlace, case_id: int) -> tuple[str, str]:
    """The version in force until now, and one in which a step is called otherwise."""
    first = town.pack.digest
    files = {
        path.replace("check_application", "check_matter"): content.replace(
            b"check_application", b"check_matter"
        )
        for path, content in files_of({}).items()
    }
    pack = collect_pack(CODE, HeldFiles(files))
    with town.database.write() as session:
        publish(session, pack, town.actor("admin"), now(session))
        assert len(list_versions(session, CODE)) == 2
    return first, pack.digest


def plan_address(versions: tuple[str, str]) -> str:
    return f"{MOVING}/{CODE}?source={versions[0]}&target={versions[1]}"


def given(versions: tuple[str, str], **more: str) -> dict[str, str]:
    return {"source": versions[0], "target": versions[1], **more}


def test_the_workbench_leads_a_system_administrator_there_and_nobody_else(app: Flask, admin: Visitor) -> None:
    assert read(admin.get("/workbench")).xpath(f"//main//a[@href='{MOVING}']")
    designer = Visitor(app)
    designer.sign_in(next(iter(practice_data()["designers"])))
    assert not read(designer.get("/workbench")).xpath(f"//main//a[@href='{MOVING}']")


def test_versions_are_offered_with_the_cases_that_run_on_them(
    admin: Visitor, versions: tuple[str, str]
) -> None:
    page = read(admin.get(MOVING))
    assert [each.get("value") for each in page.xpath("//select[@name='source']/option")] == [versions[0]]
    (option,) = page.xpath("//select[@name='source']/option")
    assert "在办 1 件" in option.text_content()
    chosen = page.xpath("//select[@name='target']/option[@selected]/@value")
    assert chosen == [versions[1]], "what is in force is offered first"


def test_a_case_is_moved_followed_and_taken_back_without_script(
    admin: Visitor, town: PracticePlace, case_id: int, versions: tuple[str, str]
) -> None:
    page = read(admin.get(plan_address(versions)))
    assert "EN-302" in page.xpath("string(//main)")
    assert page.xpath("//button[@disabled]"), "nothing can be moved yet"
    (question,) = page.xpath("//select[starts-with(@name, 'map:')]")
    assert question.get("name") == "map:matter:check_application"
    assert "check_matter" in question.xpath("option/@value")
    answer = admin.post(f"{MOVING}/{CODE}/mapping", given(versions, **{question.get("name"): "check_matter"}))
    assert answer.location.endswith(plan_address(versions))
    page = read(admin.get(answer.location))
    assert page.xpath("//select[starts-with(@name, 'map:')]/option[@selected]/@value") == ["check_matter"]
    assert not page.xpath("//button[@disabled]")
    answer = admin.post(f"{MOVING}/{CODE}/start", given(versions))
    followed = read(admin.get(answer.location))
    assert "0 / 1" in followed.xpath("string(//main//*[@role='status'])")
    assert followed.xpath("//*[@id='move']/@hx-get")
    assert move_cases(town.database) == 1
    followed = read(admin.get(answer.location))
    assert "已迁移" in followed.xpath("string(//table)")
    assert not followed.xpath("//*[@id='move']/@hx-get"), "a move that is finished is not asked for again"
    assert town.open_elements(case_id) == ["check_matter"]
    (undo,) = followed.xpath("//table//form/@action")
    assert admin.post(undo).status_code == 302
    assert town.open_elements(case_id) == ["check_application"]
    again = admin.post(undo)
    assert again.status_code == 409
    assert "CF-184" in again.text


def test_a_whole_move_is_taken_back_from_its_page(
    admin: Visitor, town: PracticePlace, case_id: int, versions: tuple[str, str]
) -> None:
    admin.post(
        f"{MOVING}/{CODE}/mapping", given(versions, **{"map:matter:check_application": "check_matter"})
    )
    followed = admin.post(f"{MOVING}/{CODE}/start", given(versions)).location
    move_cases(town.database)
    (undo,) = read(admin.get(followed)).xpath("//form[contains(@action, '/undo')][.//p]/@action")
    admin.post(undo)
    assert "等待撤回" in admin.get(followed).text
    move_cases(town.database)
    assert "已撤回" in admin.get(followed).text
    assert town.open_elements(case_id) == ["check_application"]


def test_every_page_speaks_english_and_shows_no_fact_of_a_case(
    admin: Visitor, town: PracticePlace, versions: tuple[str, str]
) -> None:
    admin.post(
        f"{MOVING}/{CODE}/mapping", given(versions, **{"map:matter:check_application": "check_matter"})
    )
    followed = admin.post(f"{MOVING}/{CODE}/start", given(versions)).location
    move_cases(town.database)
    admin.speak("en")
    for address in (MOVING, plan_address(versions), followed):
        page = admin.get(address)
        assert "不可外传的事由" not in page.text
        tree = read(page)
        for name in tree.xpath("//main//*[@lang]"):
            name.drop_tree()  # Names of people, marked as Chinese.
        (main,) = tree.xpath("//main")
        assert not has_chinese(main.text_content()), address


@pytest.mark.parametrize("address", [f"{MOVING}/{CODE}", f"{MOVING}/{CODE}?source=0&target=x", f"{MOVING}/x"])
def test_versions_that_do_not_fit_are_refused_in_words(admin: Visitor, address: str) -> None:
    answer = admin.get(address)
    assert answer.status_code == 400
    assert "CF-181" in answer.text


def test_the_manual_lists_every_reason(admin: Visitor) -> None:
    page = admin.get("/help/messages").text
    assert all(code in page for code in ("EN-302", "EN-327", "CF-184", "CF-188"))
