"""Every address declares who may call it, and nobody else gets through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp.cases.practice import practice_data
from webapp.people import AUDIT_ADMIN, PROCESS_DESIGNER, SECURITY_ADMIN, SYSTEM_ADMIN
from webapp.views.access import Access, access_of
from webapp.views.sign_in.identity import COOKIE
from webapp.views.sign_in.pages import inner_address

#: Parts of addresses that must name something; every other number or name stands for nothing that exists.
ARGUMENTS = {"message": "withdraw", "topic": "officers", "filename": "css/rongcuo.css", "path": "x.bpmn"}
METHODS = {"GET", "POST", "PUT"}
ROLES = {
    Access.SYSTEM_ADMINISTRATOR: {SYSTEM_ADMIN},
    Access.SECURITY_ADMINISTRATOR: {SECURITY_ADMIN},
    Access.AUDIT_ADMINISTRATOR: {AUDIT_ADMIN},
    Access.PROCESS_DESIGNER: {PROCESS_DESIGNER},
    Access.WORKBENCH: {PROCESS_DESIGNER, SYSTEM_ADMIN},
    Access.STAFFING: {PROCESS_DESIGNER, SYSTEM_ADMIN, SECURITY_ADMIN},
}


def list_addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every endpoint with one of its methods and an address that names nothing that exists."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & METHODS):
            address = re.sub(r"<(?:(\w+):)?(\w+)>", _fill_in, rule.rule)
            yield rule.endpoint, method, address


def _fill_in(part: re.Match[str]) -> str:
    return ARGUMENTS.get(part[2], "999999" if part[1] == "int" else "nothing")


def call(visitor: Visitor, method: str, address: str) -> int:
    return ask(visitor, method, address).status_code


def ask(visitor: Visitor, method: str, address: str) -> TestResponse:
    match method:
        case "GET":
            return visitor.get(address)
        case "PUT":
            return visitor.put(address)
        case _:
            return visitor.post(address)


def test_every_address_declares_its_permission(app: Flask) -> None:
    undeclared = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None}
    assert undeclared == {"bootstrap.static"}  # The macros' own files: we serve none of them.


def test_what_declares_nothing_is_refused_to_everybody(fresh_app: Flask, town: PracticePlace) -> None:
    fresh_app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for login_name in ("", *logins(town)):
        visitor = Visitor(fresh_app)
        if login_name:
            visitor.sign_in(login_name)
        response = visitor.get("/forgotten")
        assert response.status_code == 403
        assert "secret" not in response.text


def logins(town: PracticePlace) -> dict[str, str]:
    """The login names of all practice people with the product role each holds, or ""."""
    found = {who["login"]: role for role, who in practice_data()["administrators"].items()}
    designers = dict.fromkeys(practice_data()["designers"], PROCESS_DESIGNER)
    return {**found, **designers, **dict.fromkeys(town.pack.jurisdiction.roles, "")}


def test_a_visitor_reaches_only_what_is_open_to_everybody(app: Flask) -> None:
    visitor = Visitor(app)
    for endpoint, method, address in list_addresses(app):
        access = access_of(app, endpoint)
        response = ask(visitor, method, address)
        if access is Access.EVERYBODY:
            assert response.status_code != 403 or endpoint == "sign_in.sign_in", address
        elif access is None:
            assert response.status_code == 403, address
        elif address.startswith("/api/"):
            assert response.status_code == 401, address
        else:
            assert response.status_code == 302, address
            assert response.location.startswith("/sign-in"), address


def test_every_role_at_every_address(app: Flask, town: PracticePlace) -> None:
    for login_name, role in logins(town).items():
        visitor = Visitor(app)
        assert visitor.sign_in(login_name).status_code == 302, login_name
        for endpoint, method, address in list_addresses(app):
            if endpoint == "sign_in.sign_out":
                continue
            access = access_of(app, endpoint)
            status = call(visitor, method, address)
            assert status < 500, (login_name, method, address)
            may = access in {Access.EVERYBODY, Access.SIGNED_IN} or role in ROLES.get(access, ())  # type: ignore[arg-type]  # None is no key
            assert (status == 403) is (not may), (login_name, method, address, status)


def test_administrators_see_no_case(app: Flask, town: PracticePlace) -> None:
    case_id = town.open_matter({"application.request_text": "请求容错"})
    for login_name, role in logins(town).items():
        if role:
            visitor = Visitor(app)
            visitor.sign_in(login_name)
            assert visitor.get(f"/cases/{case_id}").status_code == 404
            assert "请求容错" not in visitor.get("/cases").text


def test_after_signing_in_one_is_where_one_wanted_to_be(visitor: Visitor) -> None:
    asked = visitor.get("/cases?search=x")
    assert asked.location == "/sign-in?next=/cases?search%3Dx"
    page = read(visitor.get(asked.location))
    target = page.xpath("//form[.//input[@type='password' and @id='password']]//input[@name='next']/@value")[
        0
    ]
    response = visitor.post(
        "/sign-in",
        {
            "login_name": practice_data()["administrators"]["system_admin"]["login"],
            "password": "wrong",
            "next": target,
        },
    )
    assert response.status_code == 403
    assert target == "/cases?search=x"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "tasks",
    ],
)
def test_no_link_of_ours_leads_elsewhere(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert inner_address(target) == "/"


def test_signing_out_ends_the_session_on_the_server(visitor: Visitor) -> None:
    login_name = practice_data()["administrators"]["system_admin"]["login"]
    visitor.sign_in(login_name)
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    visitor.post("/sign-out")
    visitor.client.set_cookie(COOKIE, cookie.value)
    assert visitor.get("/administration/incidents").status_code == 302


def test_the_cookie_holds_a_token_and_nothing_else(visitor: Visitor) -> None:
    response = visitor.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    header = next(each for each in response.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    assert re.match(rf"{COOKIE}=[\w-]{{43}};", header)
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
