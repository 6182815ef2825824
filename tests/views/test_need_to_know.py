"""Need to know over HTTP: no address gives away what is kept, and every page says that something is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.cases.guarded_place import INTERNAL, KEPT, KNOWING, PART, WHOLE, GuardedMatter, guarded_matter
from tests.procedures.small_pack import CODE
from tests.views.conftest import pointed_at, practice_settings
from tests.views.visitor import Visitor, read
from webapp.cases import claim_task
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.people import add_grant, find_account

TOLD = {"zh": "另有内容不在您的知悉范围", "en": "More is on file than your role may read"}


@pytest.fixture(scope="module")
def matter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedMatter]:
    folder = tmp_path_factory.mktemp("guarded")
    url = f"sqlite:///{folder / 'practice.db'}"
    database = open_database(url)
    migrate(database)
    database.close()
    with guarded_matter(folder, url) as made:
        yield made


@pytest.fixture
def app(assembled_app: Flask, matter: GuardedMatter, tmp_path: Path) -> Iterator[Flask]:
    with pointed_at(assembled_app, practice_settings(tmp_path), matter.place.database):
        yield assembled_app


def sign_in(app: Flask, login_name: str, language: str = "zh") -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    visitor.speak(language)
    return visitor


def addresses(matter: GuardedMatter) -> list[str]:
    """Every address that shows something of the matter."""
    case = f"/cases/{matter.case_id}"
    return [
        "/cases",
        case,
        f"{case}/messages/withdraw",
        *(f"{case}/evidence/{number}" for number in matter.files.values()),
        *(f"/tasks?tab={tab}" for tab in ("mine", "claimable", "done")),
        *(f"/tasks/{number}" for number in matter.tasks.values()),
        "/notices",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reader", sorted(WHOLE | PART | {"admin"}))
def test_no_address_gives_away_what_is_kept(
    app: Flask, matter: GuardedMatter, reader: str, language: str
) -> None:
    visitor = sign_in(app, reader, language)
    for address in addresses(matter):
        response = visitor.get(address)
        assert response.status_code in {200, 302, 403, 404, 409}
        assert KEPT not in response.text, address
        assert KEPT not in str(response.headers), address


@pytest.mark.parametrize("reader", sorted(KNOWING))
def test_who_may_know_reads_it_and_downloads_it(app: Flask, matter: GuardedMatter, reader: str) -> None:
    visitor = sign_in(app, reader)
    page = visitor.get(f"/cases/{matter.case_id}").text
    assert f"{KEPT}：某人" in page
    assert TOLD["zh"] not in page
    download = visitor.get(f"/cases/{matter.case_id}/evidence/{matter.files['decider']}")
    assert download.text == f"{KEPT}比对.txt"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reader", sorted(WHOLE | PART))
def test_every_page_of_the_case_says_that_something_is_kept(
    app: Flask, matter: GuardedMatter, reader: str, language: str
) -> None:
    visitor = sign_in(app, reader, language)
    pages = [f"/cases/{matter.case_id}", f"/tasks/{matter.tasks['give_opinion']}"]
    for page in pages:
        (note,) = read(visitor.get(page)).xpath("//*[@id='withheld']")
        assert TOLD[language] in note.text_content()


@pytest.mark.parametrize("reader", sorted(PART))
def test_who_reads_a_part_sees_no_remarks_and_cannot_write_any(
    app: Flask, matter: GuardedMatter, reader: str
) -> None:
    visitor = sign_in(app, reader)
    page = visitor.get(f"/cases/{matter.case_id}")
    assert INTERNAL not in page.text
    assert not read(page).xpath("//*[@id='comments'] | //a[@href='#comments']")
    refused = visitor.post(
        f"/cases/{matter.case_id}/comments", {"text": "请问", "submission_key": f"remark-{reader}"}
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("reader", sorted(WHOLE | PART | KNOWING))
def test_a_search_for_what_is_kept_finds_no_case(app: Flask, matter: GuardedMatter, reader: str) -> None:
    visitor = sign_in(app, reader)
    for address in ("/cases", "/tasks"):
        assert f"/cases/{matter.case_id}" not in visitor.get(f"{address}?search={KEPT}").text


def test_files_that_are_kept_are_not_there(app: Flask, matter: GuardedMatter) -> None:
    visitor = sign_in(app, "inspector")
    found = {
        name: visitor.get(f"/cases/{matter.case_id}/evidence/{number}").status_code
        for name, number in matter.files.items()
    }
    assert found == {
        "applicant": 200,
        "intake": 404,
        "picked": 404,
        "inspector": 200,
        "decider": 404,
        "consulted": 200,
    }


def test_a_row_about_nothing_else_has_no_link(app: Flask, matter: GuardedMatter) -> None:
    page = read(sign_in(app, "inspector").get(f"/cases/{matter.case_id}"))
    assert "不在您的知悉范围" in "".join(page.xpath("//section[@id='tasks']//td/text()"))
    assert not page.xpath(f"//a[@href='/tasks/{matter.tasks['study_petition']}']")


def test_a_form_shows_what_is_kept_to_those_alone_who_may_know(app: Flask, matter: GuardedMatter) -> None:
    place, task = matter.place, matter.tasks["file_papers"]
    claim_task(place.database, place.actor("archivist"), task)
    visitor = sign_in(app, "archivist")
    form = visitor.get(f"/tasks/{task}")
    assert read(form).xpath("//input[@name='archive_record.volume_no']/@value") in ([], [""])
    assert KEPT not in visitor.post(f"/tasks/{task}/draft", {"archive_record.retention": "永久"}).text
    with place.database.write() as session:
        account = find_account(session, "archivist")
        assert account is not None
        add_grant(session, account, jurisdiction=CODE, role="decider")
    shown = visitor.get(f"/tasks/{task}")
    assert f"据：{KEPT}：反映某事" in shown.text
