"""Programs read registers with a session or with a token that its owner made: no more than the owner, and nothing but read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.registers.conftest import Records
from tests.views.visitor import read
from webapp.feel import from_python
from webapp.people import PersonalToken
from webapp.people.tokens import hash_token
from webapp.views.registers.api import _plain


@pytest.fixture(scope="module")
def token(records: Records) -> Iterator[str]:
    """A token that the organisation department made on its account page."""
    visitor = records.person("org_dept")
    made = visitor.post("/account/tokens", {"name": "人事系统", "days": "30"})
    assert made.status_code == 200
    yield str(read(made).xpath("string(//code[@id='new-token'])"))
    for address in read(visitor.get("/account")).xpath("//form[contains(@action, 'revoke')]/@action"):
        visitor.post(str(address))


def call(records: Records, address: str, token: str, method: str = "GET", **asked: Any) -> TestResponse:
    """A request of a program that has no session."""
    return records.app.test_client().open(
        f"/api/v1/{address}",
        method=method,
        query_string=asked,
        headers={"Authorization": f"Bearer {token}"},
        buffered=True,
    )


def test_a_token_is_shown_once_and_kept_as_a_digest_only(records: Records, token: str) -> None:
    assert re.fullmatch(r"rongcuo_[\w-]{43}", token)
    account = records.text("org_dept", "/account")
    assert "人事系统" in account
    assert token not in account
    with records.place.database.read() as session:
        tokens = session.query(PersonalToken.token_hash).filter_by(name="人事系统")
        (kept,) = tokens.order_by(PersonalToken.id.desc()).limit(1).one()
    assert kept == hash_token(token) != token


def test_a_program_reads_what_its_owner_reads(records: Records, token: str) -> None:
    for address in ("registers", "registers/determinations", "standing?name=某单位", "statistics"):
        path, _, query = address.partition("?")
        asked = dict([query.split("=")]) if query else {}
        assert call(records, path, token, **asked).json == records.json("org_dept", path, **asked)
    assert call(records, "registers/petitions", token).status_code == 404
    assert call(records, "library", token).status_code == 404


def test_what_a_program_reads_is_on_record_in_the_owners_name(records: Records, token: str) -> None:
    call(records, "registers/effects", token, state="open")
    entry = records.newest_read()
    assert (entry.action, entry.actor_account) == ("read_register", "org_dept")
    assert (entry.facts["way"], entry.facts["asked"]) == ("api", {"state": "open"})
    assert entry.facts["records"] == len(entry.facts["numbers"]) == 7


def test_a_record_is_given_raw_and_in_words(records: Records, token: str) -> None:
    answer = call(records, "registers/determinations", token, search="0003-RD", language="en").json
    assert answer is not None
    (record,) = answer["records"]
    assert record["values"]["outcome"] == "educate"
    assert record["values"]["decided_on"] == record["on_date"] == "2026-03-05"
    assert record["values"]["differs"] is True
    assert record["words"]["outcome"] == "Criticism and education, no sanction"
    assert record["subject"] == {
        "name": "某工作人员",
        "unit": "street",
        "unit_name": "Sub-district office (practice)",
    }
    assert record["state"] == "open"
    assert answer["columns"]["outcome"] == "Outcome"


@pytest.mark.parametrize("wrong", ["", "rongcuo_wrong", "x" * 5000, "Bearer", "rongcuo_\u4e2d"])
def test_without_a_token_that_holds_good_nothing_is_told(records: Records, wrong: str) -> None:
    response = call(records, "registers", wrong.encode("utf-8").decode("latin-1"))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json is not None
    assert response.json["error"]["code"] == "RC-VIEW-11"


def test_a_wrong_token_is_not_made_good_by_a_session(records: Records) -> None:
    response = records.person("org_dept").client.get(
        "/api/v1/registers", headers={"Authorization": "Bearer rongcuo_wrong"}
    )
    assert response.status_code == 401


@pytest.mark.parametrize("address", ["/tasks", "/registers", "/registers/determinations", "/account"])
def test_a_token_opens_no_page(records: Records, token: str, address: str) -> None:
    response = records.app.test_client().get(address, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 302
    assert response.location.startswith("/sign-in")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_token_changes_nothing(records: Records, token: str, method: str) -> None:
    assert call(records, "registers", token, method).status_code in {400, 401, 405}


def test_mistakes_are_told_as_json_in_both_languages_with_their_code(records: Records, token: str) -> None:
    for address, asked, status, code in (
        ("registers/nothing", {}, 404, "CF-150"),
        ("registers/effects", {"from_on": "gestern"}, 400, "RC-VIEW-12"),
        ("standing", {}, 400, "CF-152"),
        ("nothing", {}, 404, "RC-VIEW-03"),
    ):
        response = call(records, address, token, **asked)
        assert response.status_code == status, address
        assert response.json is not None
        error = response.json["error"]
        assert error["code"] == code
        assert error["zh"]
        assert error["en"]


def test_the_account_page_refuses_a_token_without_a_name_and_keeps_what_was_typed(records: Records) -> None:
    visitor = records.person("org_dept")
    refused = visitor.post("/account/tokens", {"name": "  ", "days": "30"})
    assert refused.status_code == 400
    assert "没有填写令牌的用途" in refused.text
    odd = visitor.post("/account/tokens", {"name": "人事", "days": "3650"})
    assert odd.status_code == 400
    assert read(odd).xpath("//input[@name='name']/@value") == ["人事"]


def test_administrators_make_no_tokens(records: Records) -> None:
    assert "访问令牌" not in records.text("admin", "/account")
    assert records.person("admin").post("/account/tokens", {"name": "x", "days": "30"}).status_code == 400


def test_values_are_given_as_programs_expect_them() -> None:
    given = {
        "on": date(2026, 3, 2),
        "n": 3,
        "part": 0.5,
        "yes": True,
        "many": ["甲", None],
        "inner": {"x": 1},
    }
    assert _plain(from_python(given)) == {
        "on": "2026-03-02",
        "n": 3,
        "part": 0.5,
        "yes": True,
        "many": ["甲", None],
        "inner": {"x": 1},
    }
