"""Behind reverse proxies: who asks, and by which scheme, is what they report, and nobody else's word counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor
from webapp.audit import PEOPLE, list_entries
from webapp.cases.practice import practice_password
from webapp.settings import read_settings
from webapp.views import create_app

#: The inner proxy saw the outer one; the outer one saw 192.0.2.7; what stands before was sent by whoever asked.
REPORTED = "203.0.113.9, 192.0.2.7, 198.51.100.1"
CREDENTIALS = {"login_name": "intake", "password": practice_password()}
BY_HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "rongcuo.example"}


def visitor_behind(town: PracticePlace, folder: Path, proxies: int) -> Visitor:
    variables = {"RONGCUO_INSTANCE_DIR": str(folder), "RONGCUO_PROXIES": str(proxies)}
    return Visitor(create_app(read_settings(variables, practice=True), town.database))


def address_of_last_log_in(town: PracticePlace) -> str:
    with town.database.read() as session:
        entries = [each for each in list_entries(session, PEOPLE) if each.action == "log_in"]
    address: str = entries[-1].facts["address"]
    return address


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.1"), (2, "192.0.2.7"), (4, "127.0.0.1")]
)
def test_the_record_names_the_address_that_the_outermost_proxy_saw(
    town: PracticePlace, tmp_path: Path, proxies: int, address: str
) -> None:
    visitor = visitor_behind(town, tmp_path, proxies)
    visitor.token()
    assert visitor.post("/sign-in", CREDENTIALS, **{"X-Forwarded-For": REPORTED}).status_code == 302
    assert address_of_last_log_in(town) == address


def test_a_form_sent_by_https_comes_through_the_proxy_and_one_of_another_site_does_not(
    town: PracticePlace, tmp_path: Path
) -> None:
    visitor = visitor_behind(town, tmp_path, 1)
    page = visitor.get("/sign-in", **BY_HTTPS)
    assert "Strict-Transport-Security" in page.headers
    elsewhere = visitor.post("/sign-in", CREDENTIALS, Referer="https://elsewhere.example/", **BY_HTTPS)
    assert elsewhere.status_code == 400
    ours = visitor.post("/sign-in", CREDENTIALS, Referer="https://rongcuo.example/sign-in", **BY_HTTPS)
    assert ours.status_code == 302


def test_without_proxies_nobody_is_believed_to_ask_by_https(town: PracticePlace, tmp_path: Path) -> None:
    page = visitor_behind(town, tmp_path, 0).get("/sign-in", **BY_HTTPS)
    assert "Strict-Transport-Security" not in page.headers
