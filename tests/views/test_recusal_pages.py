"""The pages of recusal and of handing tasks over: what each person is offered, what follows, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.cases.paired_place import PAIRED
from tests.cases.small_place import REQUEST, SLIGHT
from tests.practice_place import PracticePlace
from tests.views.conftest import make_small_database, open_copy, pointed_at, practice_settings
from tests.views.visitor import Visitor, has_chinese, read, visit
from webapp.cases import claim_task, declare_recusal
from webapp.cases.models import CaseRecusal
from webapp.cases.practice import practice_data
from webapp.people import disable_account

CHECK = "check_application"


@pytest.fixture(scope="module")
def paired_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice database with the place of two people."""
    return make_small_database(tmp_path_factory.mktemp("paired"), PAIRED)


@pytest.fixture
def pair(paired_database: Path, tmp_path: Path) -> Iterator[PracticePlace]:
    """The place of two people, for one test alone."""
    with open_copy(paired_database, tmp_path) as place:
        yield place


@pytest.fixture
def paired_app(assembled_app: Flask, pair: PracticePlace, tmp_path: Path) -> Iterator[Flask]:
    """The application over it."""
    with pointed_at(assembled_app, practice_settings(tmp_path), pair.database):
        yield assembled_app


def links(visitor: Visitor, address: str) -> set[str]:
    return {str(link) for link in read(visitor.get(address)).xpath("//main//a/@href")}


def options(visitor: Visitor, address: str, name: str) -> set[str]:
    found = read(visitor.get(address)).xpath(f"//select[@name='{name}']/option/@value")
    return {str(value) for value in found if value}


def held(pair: PracticePlace) -> tuple[int, int]:
    """A case and its first task, held by a verifier."""
    case_id = pair.open_matter(REQUEST)
    task_id = pair.task(case_id, CHECK).id
    claim_task(pair.database, pair.actor("verifier"), task_id)
    return case_id, task_id


def recusal_id(pair: PracticePlace) -> int:
    with pair.database.read() as session:
        return session.query(CaseRecusal).one().id


def test_each_reader_is_offered_what_they_may_do(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    own, record = f"/cases/{case_id}/recusal", f"/cases/{case_id}/recusals/new"
    offered = {
        login: {own, record} & links(visit(paired_app, login), f"/cases/{case_id}")
        for login in ("verifier", "handler", "applicant")
    }
    assert offered["handler"] == {own, record}
    assert offered["verifier"] == {own}


def test_standing_aside_is_confirmed_and_closes_the_case(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    visitor = visit(paired_app, "verifier")
    page = visitor.get(f"/cases/{case_id}/recusal")
    assert "回避即时生效" in page.text
    answer = visitor.post(f"/cases/{case_id}/recusal", {"reason": "relative", "basis": "表弟"})
    assert (answer.status_code, answer.location) == (302, "/tasks")
    assert "您已回避" in visitor.get("/tasks").text
    for address in (f"/cases/{case_id}", f"/tasks/{task_id}", f"/cases/{case_id}/recusal"):
        assert visitor.get(address).status_code == 404
    assert visitor.post(f"/tasks/{task_id}/claim").status_code == 403
    assert pair.case(case_id).case_no not in visitor.get("/cases").text


def test_the_case_page_says_who_stands_aside_and_why(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    declare_recusal(pair.database, pair.actor("verifier"), case_id, "relative", "表弟")
    card = read(visit(paired_app, "handler").get(f"/cases/{case_id}")).get_element_by_id("recusal")
    text = " ".join(card.text_content().split())
    for said in ("何实", "近亲属", "表弟", "解除"):
        assert said in text


def test_what_is_missing_is_said_on_the_same_page_with_what_was_typed(
    paired_app: Flask, pair: PracticePlace
) -> None:
    case_id, _ = held(pair)
    visitor = visit(paired_app, "handler")
    answer = visitor.post(
        f"/cases/{case_id}/recusals/new", {"person": "verifier2", "reason": "other", "basis": " "}
    )
    assert answer.status_code == 422
    page = read(answer)
    assert "请写明理由" in page.xpath("//*[@role='alert']")[0].text_content()
    assert page.xpath("//select[@name='person']/option[@selected]/@value") == ["verifier2"]
    assert page.xpath("//select[@name='reason']/option[@selected]/@value") == ["other"]
    assert visitor.post(f"/cases/{case_id}/recusal", {"reason": "whim"}).status_code == 422


def test_recording_and_lifting_it_of_somebody_else(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    visitor = visit(paired_app, "handler")
    address = f"/cases/{case_id}/recusals/new"
    assert "handler" not in options(visitor, address, "person")
    visitor.post(address, {"person": "verifier", "reason": "relative"})
    assert "verifier" not in options(visitor, address, "person")
    assert pair.task(case_id, CHECK).assignee_id is None
    lift = f"/cases/{case_id}/recusals/{recusal_id(pair)}/lift"
    assert lift in links(visitor, f"/cases/{case_id}")
    refused = visitor.post(lift, {"reason": ""})
    assert refused.status_code == 422
    [told_by] = read(refused).xpath("//textarea[@aria-invalid='true']/@aria-describedby")
    assert "请写明理由" in read(refused).xpath("string(//*[@id=$told])", told=told_by)
    assert visitor.post(lift, {"reason": "登记有误"}).status_code == 302
    assert pair.case(case_id).recused == ""
    assert visitor.get(lift).status_code == 404


def test_the_person_is_told_though_the_case_is_closed_to_them(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    visit(paired_app, "handler").post(
        f"/cases/{case_id}/recusals/new", {"person": "verifier", "reason": "relative"}
    )
    assert "您已回避，不再办理、查阅" in visit(paired_app, "verifier").get("/notices").text


def test_whoever_may_not_gets_neither_page_nor_effect(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    declare_recusal(pair.database, pair.actor("verifier2"), case_id, "relative", "")
    addresses = {
        f"/cases/{case_id}/recusals/new": {"person": "handler", "reason": "relative"},
        f"/cases/{case_id}/recusals/{recusal_id(pair)}/lift": {"reason": "x"},
        f"/tasks/{task_id}/assign": {"person": "verifier", "reason": "x"},
    }
    expected = {"verifier": 403, "applicant": 403, "verifier2": 404, "security": 404, "admin": 404}
    for login, status in expected.items():
        visitor = visit(paired_app, login)
        for address, data in addresses.items():
            assert visitor.post(address, data).status_code == status, (login, address)
            if "recusals" in address:
                assert visitor.get(address).status_code == status, (login, address)
    assert pair.task(case_id, CHECK).assignee_id == pair.actor("verifier").account_id


def test_a_holder_hands_the_task_to_a_colleague(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    visitor = visit(paired_app, "verifier")
    assert options(visitor, f"/tasks/{task_id}", "person") == {"verifier2"}
    refused = visitor.post(f"/tasks/{task_id}/delegate", {"person": "verifier2", "reason": ""})
    assert refused.location == f"/tasks/{task_id}#handover"
    assert "请写明理由" in visitor.get(f"/tasks/{task_id}").text
    answer = visitor.post(f"/tasks/{task_id}/delegate", {"person": "verifier2", "reason": "出差"})
    assert answer.location == f"/cases/{case_id}"
    other = visit(paired_app, "verifier2")
    assert f"/tasks/{task_id}" in links(other, "/tasks")
    told = other.get("/notices").text
    assert "何实把任务“受理审查”交给您办理" in told
    assert "出差" in told
    other.speak("en")
    assert "handed you the task “Check for acceptance”" in other.get("/notices").text


def test_who_hands_out_tasks_gives_it_to_somebody_else(paired_app: Flask, pair: PracticePlace) -> None:
    _, task_id = held(pair)
    visitor = visit(paired_app, "handler")
    assert options(visitor, f"/tasks/{task_id}", "person") == {"verifier2"}
    visitor.post(f"/tasks/{task_id}/assign", {"person": "verifier2", "reason": "统筹"})
    assert "改交何真办理" in visit(paired_app, "verifier").get("/notices").text


def test_the_task_page_says_to_the_separated_why(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, _ = held(pair)
    pair.do(case_id, CHECK, SLIGHT, by="verifier")
    task_id = pair.task(case_id, "file_papers").id
    visitor = visit(paired_app, "verifier")
    page = visitor.get(f"/tasks/{task_id}").text
    assert "何实在本案已经办理“受理审查”" in page
    refused = visitor.post(f"/tasks/{task_id}/claim")
    assert refused.status_code == 403
    assert "CF-122" in refused.text


def test_a_task_that_nobody_can_do_is_pointed_out_to_who_can_mend_it(
    paired_app: Flask, pair: PracticePlace
) -> None:
    case_id, _ = held(pair)
    with pair.database.write() as session:
        for login in ("verifier", "verifier2"):
            disable_account(session, pair.actor("security"), pair.actor(login).account_id)
    page = visit(paired_app, "handler").get(f"/cases/{case_id}").text
    assert "目前没有人可以办理" in page


def test_the_pages_are_whole_in_english(paired_app: Flask, pair: PracticePlace) -> None:
    case_id, task_id = held(pair)
    declare_recusal(pair.database, pair.actor("verifier2"), case_id, "relative", "")
    visitor = visit(paired_app, "handler")
    visitor.speak("en")
    data = practice_data()
    names = {who["zh"] for who in (*data["roles"].values(), *data["colleagues"].values())} | {"请求容错"}
    for address in (
        f"/cases/{case_id}/recusal",
        f"/cases/{case_id}/recusals/new",
        f"/cases/{case_id}/recusals/{recusal_id(pair)}/lift",
        f"/tasks/{task_id}",
    ):
        page = read(visitor.get(address))
        for part in page.xpath("//main"):
            texts = [text for text in part.itertext() if has_chinese(text)]
            left = [text for text in texts if not any(name in text for name in names)]
            assert left == [], address
