"""A matter that petitions started, by pages alone, from acceptance to the archive: nobody outside the circle learns of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.fresh_database import copy_template
from tests.practice_place import PracticePlace
from tests.views.liwan_office import Office, make_office
from webapp.database import open_database

#: Stands in every word that belongs to the petition: what it says, who sent it, what was found, what became of them.
KEPT = "限知之词"
#: How the finding, and what it led to, are called and coded.
FINDING = re.compile(
    r"诬告|错告|误告|捏造|malicious|refer_informant|is_consented|call_clarify|call_petition|on_petition"
)
CIRCLE = ("intake", "handler", "verifier", "decider", "reviewer", "city_organ")
OUTSIDE = (
    "applicant",
    "subject_unit",
    "consulted",
    "org_dept",
    "publicity",
    "corrector",
    "revisitor",
    "revisitor2",
    "archivist",
    "inspector",
    "admin",
    "security",
    "auditor",
)
#: In English those two whose pages hold most: what is kept is kept before it is put into words.
READINGS = [*((reader, "zh") for reader in OUTSIDE), ("inspector", "en"), ("applicant", "en")]
TYPED: dict[str, dict[str, Any]] = {
    "check_application": {
        "petition.content": f"{KEPT}：来信内容",
        "petition.is_named": True,
        "petition.informant": f"{KEPT}：举报人",
        "petition.reference": f"{KEPT}：来文编号",
        "petition.earlier_case_no": f"{KEPT}：旧案",
    },
    "study_petition": {"petition_study.text": f"{KEPT}：研判"},
    "write_report": {"petition_check.reason": f"{KEPT}：查核"},
    "approve_malicious": {
        "malicious_approval.reason": f"{KEPT}：同意的理由",
        "malicious_approval.approved_by": f"{KEPT}：批准机关",
    },
    "refer_informant": {
        "informant_referral.to_body": f"{KEPT}：受移送机关",
        "informant_referral.reason": f"{KEPT}：移送理由",
    },
}
FURTHER = {
    "further_petition.channel": "visit",
    "further_petition.received_on": "2026-03-11",
    "further_petition.is_named": True,
    "further_petition.informant": f"{KEPT}：又一举报人",
    "further_petition.content": f"{KEPT}：再次反映",
    "further_petition.times": 2,
}


@pytest.fixture(scope="module")
def office(practice_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("petition")
    with copy_template(practice_template, folder) as url:
        database = open_database(url)
        yield make_office(PracticePlace(database), folder)
        database.close()


@pytest.fixture(scope="module")
def cleared(office: Office) -> int:
    """The matter once the name is cleared, with a further petition still being studied."""
    case_id = office.play("malicious_report", TYPED)
    assert office.send(case_id, "petition", FURTHER, by="intake").status_code == 302
    assert office.place.open_elements(case_id) == ["study_petition"]
    return case_id


def reading(office: Office, reader: str, case_id: int, language: str) -> Iterator[tuple[str, str]]:
    yield from office.everything_reached(reader, language)
    yield from office.everything_addressed(reader, case_id, range(1, 40))


@pytest.mark.parametrize(("reader", "language"), READINGS)
def test_nobody_outside_reads_a_word_of_it(office: Office, cleared: int, reader: str, language: str) -> None:
    told = [address for address, text in reading(office, reader, cleared, language) if KEPT in text]
    assert told == []


@pytest.mark.parametrize(("reader", "language"), READINGS)
def test_nobody_outside_is_told_the_finding_by_what_the_case_has_passed(
    office: Office, cleared: int, reader: str, language: str
) -> None:
    visitor = office.person(reader)
    visitor.speak(language)
    for number in range(1, 40):
        page = visitor.get(f"/tasks/{number}").text
        # What guides everybody who clears a name is no secret, and says nothing of this case.
        told = re.sub(r'<div class="prewrap">.*?</div>', "", page, flags=re.DOTALL)
        assert FINDING.search(told) is None, number
    page = visitor.get(f"/cases/{cleared}").text
    assert FINDING.search(page) is None, FINDING.search(page)


def drawn(page: html.HtmlElement) -> dict[str, set[str]]:
    """The diagrams on a page by process, with the steps and flows that are marked on each."""
    return {
        Path(each.get("data-diagram")).stem: {
            mark for name in ("active", "passed", "flows") for mark in each.get(f"data-{name}").split()
        }
        for each in page.xpath("//*[@data-diagram]")
    }


#: The gateways before and behind what is kept: every case passes them.
PASSED_BY_ALL = re.compile(r"(has|concerns)_petition|(petition|clarification)_settled")


def of_a_petition(names: Iterable[str]) -> list[str]:
    told = re.compile("petition|clarif|malicious|informant")
    return [name for name in names if told.search(PASSED_BY_ALL.sub("", name))]


@pytest.mark.parametrize("reader", ["inspector", "applicant"])
def test_a_case_page_shows_no_diagram_no_step_and_no_word_of_a_petition(
    office: Office, cleared: int, reader: str
) -> None:
    known = drawn(office.page("handler", f"/cases/{cleared}"))
    assert set(of_a_petition(known)) == {"petition", "clarify"}
    assert of_a_petition(known["matter"])
    page = office.page(reader, f"/cases/{cleared}")
    marked = drawn(page)
    assert marked["matter"]
    assert of_a_petition([*marked, *(mark for marks in marked.values() for mark in marks)]) == []
    # What is withheld from a role is named whether or not it is on file; the title is the applicant's own.
    for part in page.xpath("//*[@id='withheld']"):
        part.drop_tree()
    text = page.text_content().replace(office.place.case(cleared).title, "")
    assert re.findall("信访|举报|诬告", text) == []


@pytest.mark.parametrize("reader", ["inspector", "applicant"])
def test_a_row_that_is_kept_names_nobody_who_does_it(office: Office, cleared: int, reader: str) -> None:
    rows = office.page(reader, f"/cases/{cleared}").xpath("//section[@id='tasks']//tbody/tr")
    kept = [" ".join(row.text_content().split()) for row in rows if "不在您的知悉范围" in row.text_content()]
    assert len(kept) == 4
    assert not any(name in text for name in ("施纪", "程安", "市级", "承办人") for text in kept)


def test_who_may_know_reads_all_of_it(office: Office, cleared: int) -> None:
    for reader in ("intake", "handler"):
        page = office.text(reader, f"/cases/{cleared}")
        for word in ("来信内容", "举报人", "查核", "同意的理由", "移送理由", "又一举报人"):
            assert f"{KEPT}：{word}" in page, (reader, word)
        assert "诬告" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_register_says_how_the_name_was_cleared_in_words(
    office: Office, cleared: int, language: str
) -> None:
    registers = office.page("handler", f"/cases/{cleared}", language).get_element_by_id("registers")
    text = registers.text_content()
    for code in ("meeting", "false_malicious", "in_person", "intake_desk", "follow_up"):
        assert re.search(rf"(?<![A-Za-z ]){code}(?![A-Za-z])", text) is None, code


def test_the_subject_is_told_that_the_matter_is_cleared_and_nothing_else(
    office: Office, cleared: int
) -> None:
    assert "有关事项已经澄清" in office.text("applicant", "/notices")


def test_the_same_petition_entered_twice_is_studied_and_closed_as_a_repeat(
    office: Office, cleared: int
) -> None:
    office.do(cleared, "study_petition", {"petition_study.finding": "repeat", "petition_study.text": KEPT})
    assert office.send(cleared, "petition", FURTHER, by="handler").status_code == 302
    office.do(cleared, "study_petition", {"petition_study.finding": "repeat", "petition_study.text": KEPT})
    registers = office.page("handler", f"/cases/{cleared}").get_element_by_id("registers").text_content()
    assert registers.count("重复信访") >= 2
    assert [f"XF-0{number}" in registers for number in (1, 2, 3)] == [True] * 3


def test_it_is_archived_and_still_kept(office: Office, cleared: int) -> None:
    office.finish(cleared)
    assert office.place.case(cleared).status == "archived"
    for reader in ("archivist", "inspector", "applicant", "revisitor"):
        told = [address for address, text in reading(office, reader, cleared, "zh") if KEPT in text]
        assert told == []
