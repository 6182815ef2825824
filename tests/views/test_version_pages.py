"""The pages of versions and proposals: a change is proposed, reviewed by somebody else, comes into force, is taken back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cases.impact.planting import decide, replaced
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, FILES, JURISDICTION, MATTER, OUTCOME, SCENARIO, TEXTS
from tests.views.visitor import Visitor, has_chinese, read
from webapp.background import work_once
from webapp.database import now
from webapp.procedures import current_version
from webapp.procedures.drafts import get_draft, save_files, start_draft

VERSIONS = f"/workbench/places/{CODE}/versions"


def sign_in(app: Flask, login_name: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(login_name)
    return visitor


@pytest.fixture
def draft_id(town: PracticePlace) -> int:
    """A draft in which slight faults are exempt and a step is called otherwise."""
    actor = town.actor("designer")
    contents: dict[str, bytes | None] = {
        OUTCOME: replaced(OUTCOME, ('<text>"educate"</text>', '<text>"exempt"</text>')).encode(),
        SCENARIO: replaced(SCENARIO, ('"educate"', '"exempt"')).encode(),
        MATTER: replaced(MATTER, ("受理审查", "接收审查")).encode(),
    }
    with town.database.write() as session:
        line = start_draft(session, CODE, actor, now(session))
        save_files(session, line.id, contents, {}, actor, now(session))
    return line.id


def propose(visitor: Visitor, draft_id: int, message: str = "轻微过失免责") -> str:
    """Propose a draft on its page. Returns the address of the proposal."""
    address = f"/workbench/drafts/{draft_id}/propose"
    (revision,) = read(visitor.get(address)).xpath("//input[@name='revision']/@value")
    answer = visitor.post(address, {"revision": revision, "message": message})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def approve_today(visitor: Visitor, address: str) -> None:
    (today,) = read(visitor.get(address)).xpath("//input[@name='publish_on']/@value")
    assert visitor.post(f"{address}/approve", {"publish_on": today}).status_code == 302


def work(place: PracticePlace) -> None:
    while work_once(place.database):
        pass


def test_a_change_goes_from_the_draft_to_the_version_in_force(
    app: Flask, town: PracticePlace, draft_id: int
) -> None:
    decide(town, "slight")
    designer, reviewer = sign_in(app, "designer"), sign_in(app, "designer2")
    address = propose(designer, draft_id)
    waiting = "(//main//section)[1][@aria-labelledby='waiting-title']//a/@href"
    assert read(reviewer.get("/workbench")).xpath(waiting) == [address], (
        "what waits for a decision comes first"
    )
    assert read(designer.get("/workbench")).xpath(waiting) == []
    page = read(designer.get(address))
    assert not page.xpath("//input[@name='publish_on']"), "who proposed it does not review it"
    assert designer.post(f"{address}/approve", {"publish_on": "2100-01-01"}).status_code == 403
    work(town)
    page = read(reviewer.get(address))
    assert "1 件的参考意见会不同" in page.xpath("//section[@id='impact']")[0].text_content()
    assert not page.xpath("//section[@id='impact']//a[contains(@href, '/cases/')]"), (
        "no case number for designers"
    )
    parts = ["impact", "changes", "part-diagram", "comments", "review"]
    assert [each for each in page.xpath("//main//@id") if each in parts] == parts, (
        "the decision stands behind what it is about"
    )
    (today,) = page.xpath("//input[@name='publish_on']/@value")
    answer = reviewer.post(f"{address}/comments", {"text": "同意", "path": OUTCOME, "element_id": "r2"})
    assert answer.status_code == 302
    assert reviewer.post(f"{address}/approve", {"publish_on": today}).status_code == 302
    assert "将要施行" in reviewer.get(VERSIONS).text
    assert read(reviewer.get("/workbench")).xpath(waiting) == []
    work(town)
    page = read(reviewer.get(VERSIONS))
    (current,) = page.xpath("//tr[.//span[contains(., '现行')]]//code/@title")
    with town.database.read() as session:
        assert current_version(session, CODE).digest == current
        assert get_draft(session, draft_id).line.state == "published"
    assert "同意" in reviewer.get(address).text


def test_the_differences_are_drawn_marked_and_told(app: Flask, draft_id: int) -> None:
    designer = sign_in(app, "designer")
    page = read(designer.get(f"/workbench/drafts/{draft_id}/propose"))
    new, old = page.xpath("//div[@data-diagram]")
    assert new.get("data-changed") == old.get("data-changed") == "check_application"
    for drawing, name in ((new, "接收审查"), (old, "受理审查")):
        answer = designer.get(drawing.get("data-diagram"))
        assert answer.mimetype == "text/xml"
        assert name in answer.text
    (cell,) = page.xpath("//td[@class='cell-changed']")
    assert [each.text_content() for each in cell] == ['"educate"', '"exempt"']
    assert page.xpath("//details[@id='part-diagram'][@open]//button[@data-look='check_application']")


def test_what_differs_much_is_folded_behind_its_counts_and_what_is_short_is_open(
    app: Flask, town: PracticePlace, draft_id: int
) -> None:
    first = "[parameters.accept_working_days]"
    more = "".join(
        f'[parameters.more_{number}]\nvalue = 1\nunit = "days"\nsource = "assumed"\nzh = "期限"\nen = "Time"\n'
        for number in range(31)
    )
    changed = replaced(JURISDICTION, (first, more + first)).encode()
    actor = town.actor("designer")
    with town.database.write() as session:
        save_files(session, draft_id, {JURISDICTION: changed}, {}, actor, now(session))
    page = read(sign_in(app, "designer").get(f"/workbench/drafts/{draft_id}/propose"))
    assert [each.text_content() for each in page.xpath("//ul[contains(@class, 'change-parts')]/li")] == [
        "流程图 1", "判断表 1", "情景 1", "参数 31"
    ]  # fmt: skip
    assert page.xpath("//details[starts-with(@id, 'part-')][@open]/@id") == [
        "part-diagram", "part-table", "part-scenario"
    ]  # fmt: skip
    assert page.xpath("//button[@data-folds='open']")
    (told,) = page.xpath("//details[@id='part-parameters']//details/summary")
    assert "31 项" in told.text_content()


def test_scenarios_whose_path_changes_alike_are_told_once_and_named_behind_a_fold(
    app: Flask, town: PracticePlace
) -> None:
    actor = town.actor("designer")
    with town.database.write() as session:
        line = start_draft(session, CODE, actor, now(session))
        renamed: dict[str, bytes | None] = {
            path: FILES[path].replace("mark_applied", "mark_filed").encode() for path in (MATTER, TEXTS)
        }
        save_files(session, line.id, renamed, {}, actor, now(session))
    designer = sign_in(app, "designer")
    address = propose(designer, line.id, "改一个标识")
    work(town)
    (group,) = read(designer.get(address)).xpath("//section[@id='impact']/div/ul/li")
    assert group.xpath("./strong")[0].text_content() == "2 个情景"
    assert [each.text for each in group.xpath("./ul//ins")] == ["登记申请"]
    assert not group.xpath("./details[@open]")
    assert len(group.xpath("./details//code")) == 2
    assert len(group.xpath(".//ins")) == 1


@pytest.mark.parametrize(
    "address", ["/workbench/compare", f"{VERSIONS}", "/workbench/proposals/1", "/workbench/drafts/1/propose"]
)
def test_everything_is_there_in_english(app: Flask, town: PracticePlace, draft_id: int, address: str) -> None:
    designer = sign_in(app, "designer")
    if "proposals" in address:
        propose(designer, draft_id, "Slight faults are exempt")
        work(town)
    if address.endswith("compare"):
        address += f"?old=place:{CODE}&new=draft:{draft_id}"
    designer.post("/language", {"language": "en", "next": "/"})
    page = read(designer.get(address))
    for each in page.xpath("//main//*[@lang='zh-CN' or @lang='zh-Hans' or self::code or self::option]"):
        each.text = ""
    told = "".join(page.xpath("//main")[0].itertext())
    assert not has_chinese(told.replace("卓程", "")), "but for the name of a person"


def test_a_draft_with_errors_is_refused_with_the_way_to_its_problems(
    app: Flask, town: PracticePlace, draft_id: int
) -> None:
    with town.database.write() as session:
        wrong = replaced(MATTER, ('default="f7"', "")).encode()
        save_files(session, draft_id, {MATTER: wrong}, {MATTER: 1}, town.actor("designer"), now(session))
    designer = sign_in(app, "designer")
    address = f"/workbench/drafts/{draft_id}/propose"
    (revision,) = read(designer.get(address)).xpath("//input[@name='revision']/@value")
    answer = designer.post(address, {"revision": revision, "message": "试试"})
    assert answer.status_code == 422
    assert read(answer).xpath("//*[@role='alert']//a[contains(@href, 'problem-list')]")
    assert "试试" in answer.text, "what was typed is not lost"


def test_an_older_version_is_proposed_again_from_the_history(
    app: Flask, town: PracticePlace, draft_id: int
) -> None:
    former = town.pack.digest
    designer, admin = sign_in(app, "designer"), sign_in(app, "admin")
    approve_today(admin, propose(designer, draft_id))
    work(town)
    answer = designer.post(f"{VERSIONS}/{former}/propose", {"reason": "有问题"})
    approve_today(admin, str(answer.location))
    work(town)
    with town.database.read() as session:
        assert current_version(session, CODE).digest == former


def test_of_two_places_neither_is_called_the_former_one(app: Flask) -> None:
    designer = sign_in(app, "designer")
    page = designer.get(f"/workbench/compare?old=shipped:liwan&new=place:{CODE}").text
    assert "两个地方对照" in page
    assert "改前：" not in page
    same = designer.get(f"/workbench/compare?old=place:{CODE}&new=place:{CODE}").text
    assert "两个地方对照" not in same
    assert "改前：" in same


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("old=x&new=y", 400),
        (f"old=place:{CODE}&new=place:nowhere", 400),
        (f"old=place:{CODE}&new=version:{'0' * 64}", 400),
        (f"old=place:{CODE}&new=version:../x", 400),
        (f"old=place:{CODE}&new=draft:999999", 404),
        (f"old=place:{CODE}&new=draft:99999999999999999999", 400),
        (f"old=place:{CODE}&new=proposal:999999", 404),
        (f"old=place:{CODE}&new=draft:²", 400),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(app: Flask, asked: str, status: int) -> None:
    assert sign_in(app, "designer").get(f"/workbench/compare?{asked}").status_code == status


def test_returning_withdrawing_and_cancelling_give_the_draft_back(
    app: Flask, town: PracticePlace, draft_id: int
) -> None:
    designer, reviewer = sign_in(app, "designer"), sign_in(app, "designer2")
    returned = propose(designer, draft_id)
    assert reviewer.post(f"{returned}/return", {"reason": "名称不妥"}).status_code == 302
    assert "名称不妥" in designer.get(returned).text
    withdrawn = propose(designer, draft_id)
    assert designer.post(f"{withdrawn}/withdraw", {}).status_code == 302
    cancelled = propose(designer, draft_id)
    assert reviewer.post(f"{cancelled}/approve", {"publish_on": "2100-01-01"}).status_code == 302
    assert reviewer.post(f"{cancelled}/cancel", {"reason": "再等等"}).status_code == 302
    with town.database.read() as session:
        assert get_draft(session, draft_id).line.state == "open"
