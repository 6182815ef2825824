"""A form that another site sends in the reader's name does nothing."""

from __future__ import annotations

from flask import Flask

from tests.views.test_access import list_addresses
from tests.views.visitor import Visitor
from webapp.cases.practice import practice_data


def test_no_address_takes_a_form_without_the_token(app: Flask) -> None:
    for role in ("system_admin", "security_admin", "audit_admin"):
        visitor = Visitor(app)
        visitor.sign_in(practice_data()["administrators"][role]["login"])
        for endpoint, method, address in list_addresses(app):
            if method == "POST":
                response = visitor.client.post(address, data={"csrf_token": "forged"})
                assert response.status_code in {400, 403}, endpoint
                assert response.status_code == 403 or "RC-VIEW-02" in response.text, endpoint


def test_the_token_of_another_visit_is_worth_nothing(app: Flask) -> None:
    mine, theirs = Visitor(app), Visitor(app)
    theirs.token()
    response = theirs.client.post("/language", data={"language": "en", "csrf_token": mine.token()})
    assert response.status_code == 400


def test_signing_in_makes_a_new_token(visitor: Visitor) -> None:
    before = visitor.token()
    visitor.sign_in(practice_data()["administrators"]["system_admin"]["login"])
    response = visitor.client.post("/language", data={"language": "en", "csrf_token": before})
    assert response.status_code == 400


def test_nothing_is_changed_by_calling_an_address(app: Flask) -> None:
    """GET only reads: the addresses that change something take POST alone."""
    reading = {endpoint for endpoint, method, _ in list_addresses(app) if method == "GET"}
    changing = {endpoint for endpoint, method, _ in list_addresses(app) if method == "POST"}
    assert reading & changing == {
        "sign_in.sign_in",
        "sign_in.set_up",
        "sign_in.change_password",
        "administration.create_account",
    }
