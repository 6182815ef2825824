"""Signing in, setting up, passwords."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp.cases.practice import practice_data, practice_password
from webapp.database import Database, open_database
from webapp.migrations import migrate
from webapp.people import create_first_setup_link, find_account
from webapp.settings import read_settings
from webapp.views import create_app

SECURITY = practice_data()["administrators"]["security_admin"]["login"]
NEW_PASSWORD = "Liwan-Gate-88"


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    """A new installation, not in practice mode."""
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    return database


@pytest.fixture
def new_app(empty: Database, tmp_path: Path) -> Flask:
    return create_app(read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}), empty)


def test_practice_accounts_are_listed_with_their_roles_and_password(visitor: Visitor) -> None:
    text = visitor.get("/sign-in").text
    assert practice_password() in text
    assert "受理岗" in text
    assert "系统管理员" in text


def test_one_press_on_a_practice_account_signs_in(visitor: Visitor) -> None:
    page = read(visitor.get("/sign-in"))
    form = page.xpath("//form[.//input[@name='login_name' and @value='intake']]")[0]
    typed = {each.get("name"): each.get("value") for each in form.xpath(".//input")}
    response = visitor.client.post("/sign-in", data=typed)
    assert response.status_code == 302
    assert visitor.get("/tasks").status_code == 200


def test_outside_practice_no_account_and_no_banner_is_shown(new_app: Flask) -> None:
    text = Visitor(new_app).get("/sign-in").text
    assert "演练" not in text
    assert practice_password() not in text


def test_every_page_of_a_practice_installation_says_so(visitor: Visitor) -> None:
    for address in ("/sign-in", "/help", "/nothing"):
        assert "practice-banner" in visitor.get(address).text


def test_a_wrong_password_is_refused_without_saying_what_is_wrong(visitor: Visitor) -> None:
    known = visitor.post("/sign-in", {"login_name": "intake", "password": "wrong"})
    unknown = visitor.post("/sign-in", {"login_name": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 403
    refusal = "//*[contains(@class, 'error-summary')]"
    assert read(known).xpath(f"string({refusal})") == read(unknown).xpath(f"string({refusal})")


def test_an_empty_name_is_asked_for_beside_its_field(visitor: Visitor) -> None:
    response = visitor.post("/sign-in", {"login_name": "", "password": ""})
    assert "请填写“登录名”。" in response.text
    visitor.speak("en")
    assert "Enter “Login name”." in visitor.post("/sign-in", {"login_name": "", "password": ""}).text


def test_who_is_signed_in_is_led_past_the_sign_in_page(visitor: Visitor) -> None:
    visitor.sign_in("intake")
    assert visitor.get("/sign-in").location == "/"
    assert visitor.get("/").location == "/tasks"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("system_admin", "/administration/incidents"),
        ("security_admin", "/administration/accounts"),
        ("audit_admin", "/administration/audit"),
    ],
)
def test_administrators_start_at_their_own_page(visitor: Visitor, role: str, home: str) -> None:
    visitor.sign_in(practice_data()["administrators"][role]["login"])
    assert visitor.get("/").location == home


def test_the_first_set_up_link_works_once(new_app: Flask, empty: Database) -> None:
    token = create_first_setup_link(empty)
    visitor = Visitor(new_app)
    asked = visitor.get(f"/setup/{token}").text
    assert "安全管理员" in asked
    assert "密码须有 10 至 128 个字符" in asked
    typed = {"login_name": "anquan", "display_name": "安全", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    weak = visitor.post(f"/setup/{token}", {**typed, "password": "x", "again": "x"})
    assert weak.status_code == 200
    assert "RC-" not in weak.text
    assert "密码" in read(weak).xpath("string(//*[contains(@class, 'error-summary')])")
    done = visitor.post(f"/setup/{token}", typed)
    assert done.location == "/"
    assert visitor.get("/administration/accounts").status_code == 200
    again = Visitor(new_app).get(f"/setup/{token}")
    assert again.status_code in {400, 403, 404}


def test_the_two_passwords_of_a_set_up_must_agree(new_app: Flask, empty: Database) -> None:
    token = create_first_setup_link(empty)
    typed = {"login_name": "anquan", "display_name": "安全", "password": NEW_PASSWORD, "again": "other"}
    response = Visitor(new_app).post(f"/setup/{token}", typed)
    assert "两次输入的内容不一致。" in response.text


def test_a_first_password_must_be_changed_before_anything_else(app: Flask, town: PracticePlace) -> None:
    security = Visitor(app)
    security.sign_in(SECURITY)
    security.post(
        "/administration/accounts/new",
        {"login_name": "xinren", "display_name": "新人", "password": NEW_PASSWORD, "unit": ""},
    )
    newcomer = Visitor(app)
    newcomer.sign_in("xinren", NEW_PASSWORD)
    assert newcomer.get("/tasks").location == "/password"
    assert newcomer.post("/tasks/1/claim").location == "/password"
    own = "Own-Choice-2026"
    response = newcomer.post("/password", {"current": NEW_PASSWORD, "new": own, "again": own})
    assert response.location == "/"
    assert newcomer.get("/tasks").status_code == 200


def test_a_password_is_not_changed_without_the_old_one(visitor: Visitor) -> None:
    visitor.sign_in("intake")
    response = visitor.post("/password", {"current": "wrong", "new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert response.status_code == 200
    assert "当前密码不正确" in response.text
    assert Visitor(visitor.app).sign_in("intake").status_code == 302


def test_the_administrator_of_a_set_up_link_is_the_one_it_stands_for(new_app: Flask, empty: Database) -> None:
    token = create_first_setup_link(empty)
    visitor = Visitor(new_app)
    visitor.post(
        f"/setup/{token}",
        {"login_name": "anquan", "display_name": "安全", "password": NEW_PASSWORD, "again": NEW_PASSWORD},
    )
    with empty.read() as session:
        assert find_account(session, "anquan") is not None
    assert visitor.get("/administration/incidents").status_code == 403
