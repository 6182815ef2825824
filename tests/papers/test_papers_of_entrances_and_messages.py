"""Papers of forms that are no task: the one that opens a matter, and the one of a message into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.small_place import make_small_template
from tests.papers.documents import texts_of, write_document
from tests.papers.paper_place import NAMES, REQUEST, make_all, papers_of, versions_of, with_papers
from tests.practice_place import PracticePlace, open_place
from tests.procedures.small_pack import CODE, MATTER, Change
from webapp.cases import get_case_page, get_message_page, get_start_page, send_message
from webapp.cases.models import EvidenceContent
from webapp.cases.replay import facts_reader

_ENTRANCE = '<zeebe:formDefinition formId="submit_application" /><zeebe:properties>'
_HEARING = 'name="撤回" attachedToRef="check_application"><bpmn:extensionElements><zeebe:properties>'
_NAMED = """
[papers.receipt]
zh = "登记凭证"
en = "Receipt"
mark = "登"
basis = true

[papers.withdrawal]
zh = "撤回确认书"
en = "Withdrawal"
mark = "撤"
"""


def _makes(place: str, paper: str) -> tuple[str, str]:
    return place, f'{place}<zeebe:property name="papers" value="{paper}" />'


@pytest.fixture(scope="module")
def template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place, whose entrance makes a receipt and whose withdrawal is confirmed."""
    names = with_papers()[NAMES]
    assert isinstance(names, str)
    changes: dict[str, Change] = {
        MATTER: [_makes(_ENTRANCE, "receipt"), _makes(_HEARING, "withdrawal")],
        NAMES: names + _NAMED,
        f"forms/{CODE}/papers/receipt.docx": write_document("事由 {{ application.request_text }}"),
        f"forms/{CODE}/papers/withdrawal.docx": write_document(
            "{% if record.basis %}根据{{ record.basis }}，{% endif %}{{ application.request_text }}因{{ withdrawal.reason }}撤回"
        ),
    }
    with make_small_template(tmp_path_factory.mktemp("forms"), migrated_template, changes) as made:
        yield made


@pytest.fixture
def town(template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    with open_place(template, tmp_path, CODE) as place:
        yield place


def _withdraw(place: PracticePlace, case_id: int, key: str = "withdraw") -> None:
    read = facts_reader({"withdrawal.reason": "情况有变"})
    send_message(place.database, place.actor("applicant"), case_id, "withdraw", read, submission_key=key)


def _texts(place: PracticePlace, case_id: int, index: int) -> list[str]:
    version = versions_of(place, case_id)[index]
    with place.database.read() as session:
        return texts_of(session.get_one(EvidenceContent, version.digest).content)


def test_opening_a_matter_issues_its_receipt_at_once(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    assert [paper.number for paper in papers_of(town, case_id)] == [f"小登〔{town.now().year}〕1号"]
    make_all(town)
    assert "事由 请求容错 <修路> & 架桥" in _texts(town, case_id, 0)


def test_the_same_opening_sent_twice_issues_one_receipt(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST, key="same")
    assert town.open_matter(REQUEST, key="same") == case_id
    assert len(papers_of(town, case_id)) == 1


def test_a_message_issues_its_paper_when_it_is_sent(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    _withdraw(town, case_id)
    _withdraw(town, case_id)
    assert [paper.kind for paper in papers_of(town, case_id)] == ["receipt", "withdrawal"]
    make_all(town)
    assert "根据登记凭证，请求容错 <修路> & 架桥因情况有变撤回" in _texts(town, case_id, 1)


def test_what_a_message_said_is_part_of_the_file_like_every_form(town: PracticePlace) -> None:
    case_id = town.open_matter(REQUEST)
    _withdraw(town, case_id)
    page = get_case_page(town.database, town.actor("intake"), case_id, "zh")
    told = [(group.task_name, text) for group in page.facts for _, text in group.rows]
    assert ("撤回", "情况有变") in told
    assert {line.title for line in page.papers} == {"登记凭证", "撤回确认书"}


def test_who_opens_a_matter_or_sends_a_message_is_told_before_which_papers_that_can_issue(
    town: PracticePlace,
) -> None:
    applicant = town.actor("applicant")
    assert get_start_page(town.database, applicant, CODE, "zh").makes == ("登记凭证",)
    case_id = town.open_matter(REQUEST)
    _, withdrawal = get_message_page(town.database, applicant, case_id, "withdraw", "en")
    assert withdrawal.makes == ("Withdrawal",)
