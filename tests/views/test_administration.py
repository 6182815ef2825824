"""The pages of the three administrators."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.views.visitor import Visitor, read
from webapp import audit
from webapp.cases.practice import practice_data
from webapp.cases.record import VERBS
from webapp.clock import place_day
from webapp.database import count_statements
from webapp.keys import load_audit_key
from webapp.people.lists import GrantLine
from webapp.settings import read_settings
from webapp.views import create_app
from webapp.views.actions import ACTIONS
from webapp.views.roles import RoleNames

LOGINS = {role: who["login"] for role, who in practice_data()["administrators"].items()}


def administrator(app: Flask, role: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(LOGINS[role])
    return visitor


def test_the_clock_moves_by_months_and_days(app: Flask, town: PracticePlace) -> None:
    system = administrator(app, "system_admin")
    before = place_day(town.now())
    assert system.post("/administration/clock", {"step": "P1M"}).status_code == 302
    after = place_day(town.now())
    assert 28 <= (after - before).days <= 31
    system.post("/administration/clock", {"days": "10"})
    assert place_day(town.now()) - after == timedelta(days=10)


@pytest.mark.parametrize(
    "typed", [{}, {"days": "0"}, {"days": "-5"}, {"days": "99999"}, {"days": "x"}, {"step": "P9Y"}]
)
def test_a_span_that_makes_no_sense_is_refused(
    app: Flask, town: PracticePlace, typed: dict[str, str]
) -> None:
    system = administrator(app, "system_admin")
    before = town.now()
    response = system.post("/administration/clock", typed)
    assert response.status_code == 400
    assert "RC-VIEW-09" in response.text
    assert town.now() - before < timedelta(hours=1)


def test_outside_practice_there_is_no_clock(app: Flask, town: PracticePlace, tmp_path: Path) -> None:
    real = create_app(read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}), town.database)
    system = administrator(real, "system_admin")
    assert system.get("/administration/clock").status_code == 403
    assert system.post("/administration/clock", {"step": "P1D"}).status_code == 403
    assert "演练时钟" not in system.get("/administration/incidents").text


def test_moving_the_clock_lets_time_limits_take_effect(app: Flask, town: PracticePlace) -> None:
    case_id = town.open_matter({"application.request_text": "请求容错"})
    administrator(app, "system_admin").post("/administration/clock", {"days": "70"})
    assert town.open_elements(case_id) == []


def test_no_incident_is_said_plainly(app: Flask) -> None:
    assert "没有异常。" in administrator(app, "system_admin").get("/administration/incidents").text


def test_an_incident_that_is_not_there_cannot_be_retried(app: Flask) -> None:
    assert administrator(app, "system_admin").post("/administration/incidents/1/retry").status_code == 404


def open_account(security: Visitor, login_name: str = "xinren") -> str:
    response = security.post(
        "/administration/accounts/new",
        {
            "login_name": login_name,
            "display_name": "新人",
            "password": "Liwan-Gate-88",
            "unit": "xiaocheng:street",
        },
    )
    assert response.status_code == 302, response.text
    return str(response.location)


def test_an_account_is_opened_given_a_role_and_disabled(app: Flask, town: PracticePlace) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    assert security.post(f"{page}/grant", {"role": "xiaocheng:intake", "unit": ""}).status_code == 302
    assert town.actor("xinren").has_role("xiaocheng", "intake")
    assert "受理岗" in read(security.get(page)).xpath("string(//section[@aria-labelledby='roles-title'])")
    revoked = {"jurisdiction": "xiaocheng", "role": "intake", "unit": ""}
    assert security.post(f"{page}/revoke", revoked).status_code == 302
    assert not town.actor("xinren").has_role("xiaocheng", "intake")
    security.post(f"{page}/disable")
    assert Visitor(app).sign_in("xinren", "Liwan-Gate-88").status_code == 403
    security.post(f"{page}/enable")
    assert Visitor(app).sign_in("xinren", "Liwan-Gate-88").status_code == 302


def test_several_roles_of_a_place_are_given_at_once_or_none(app: Flask, town: PracticePlace) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    at_first = read(security.get(page))
    assert at_first.xpath("//input[@name='role'][@checked]") == [], "nothing is given unasked"
    refused = security.post(f"{page}/grant", {"role": ["xiaocheng:intake", "*:audit_admin"], "unit": ""})
    assert refused.status_code == 422
    assert town.actor("xinren").groups == frozenset(), "a refusal leaves none of them"
    assert read(refused).xpath("//details[@open]//input[@checked]/@value") == [
        "xiaocheng:intake",
        "*:audit_admin",
    ], "what was ticked is still ticked"
    given = {"role": ["xiaocheng:intake", "xiaocheng:archivist"], "unit": ""}
    assert security.post(f"{page}/grant", given).status_code == 302
    assert all(town.actor("xinren").has_role("xiaocheng", role) for role in ("intake", "archivist"))
    with town.database.read() as session:
        granted = [
            each.facts["role"]
            for each in audit.list_entries(session, audit.PEOPLE)
            if each.action == "grant_role"
        ]
    assert granted[-2:] == ["intake", "archivist"], "each is recorded by itself"
    offered = read(security.get(page)).xpath(
        "//details[@id='roles-of-xiaocheng']/form/fieldset//input/@value"
    )
    assert offered
    assert not {"xiaocheng:intake", "xiaocheng:archivist"} & set(offered), "what is held is not offered again"


def test_an_empty_role_leads_to_somebody_with_the_role_ticked(app: Flask, town: PracticePlace) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    (holder,) = read(security.get("/administration/accounts?search=archivist")).xpath("//tbody//a/@href")
    security.post(f"{holder}/disable")
    roles = read(security.get("/workbench/places/xiaocheng/roles"))
    way = "/administration/accounts?role=xiaocheng:archivist"
    assert way in roles.xpath("//tbody//a/@href")
    assert roles.xpath("//main//a[@href='/workbench']") == [], "the workbench itself stays closed"
    listed = read(security.get(f"{way}&role=*:king&search=xinren"))
    (link,) = listed.xpath("//tbody//a/@href")
    assert link == f"{page}?role=xiaocheng:archivist"
    assert read(security.get(link)).xpath("//input[@checked]/@value") == ["xiaocheng:archivist"]


def test_a_role_can_be_held_at_one_unit(app: Flask, town: PracticePlace) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    security.post(f"{page}/grant", {"role": "xiaocheng:intake", "unit": "xiaocheng:housing"})
    assert "xiaocheng:intake@housing" in town.actor("xinren").groups

    def listed() -> str:
        [cell] = read(security.get("/administration/accounts?search=xinren")).xpath(
            "//td[@data-label='角色']"
        )
        return " ".join(cell.text_content().split())

    assert listed() == "小城 受理岗 · 演练区住房城乡建设局"
    security.post(f"{page}/grant", {"role": "xiaocheng:intake", "unit": "xiaocheng:street"})
    security.post(f"{page}/grant", {"role": "xiaocheng:archivist", "unit": ""})
    assert listed() == "小城 归档岗、受理岗（2 个单位）"
    assert "小城 · 受理岗 · 演练区住房城乡建设局" in security.get(page).text, (
        "each role is taken back by itself"
    )


def test_what_the_rules_of_separation_refuse_is_said_on_the_page(app: Flask) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    security.post(f"{page}/grant", {"role": "xiaocheng:intake", "unit": ""})
    response = security.post(f"{page}/grant", {"role": "*:audit_admin", "unit": ""})
    assert response.status_code == 422
    assert "管理员不得接触案件内容" in response.text


def test_nobody_grants_themselves(app: Flask) -> None:
    security = administrator(app, "security_admin")
    found = security.get(f"/administration/accounts?search={LOGINS['security_admin']}").text
    own = re.search(r"/administration/accounts/\d+", found)
    assert own is not None
    response = security.post(f"{own[0]}/grant", {"role": "xiaocheng:intake", "unit": ""})
    assert response.status_code == 422
    assert "不能给自己授予角色" in response.text


def test_a_role_that_is_not_offered_is_refused(app: Flask) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    assert security.post(f"{page}/grant", {"role": "xiaocheng:king", "unit": ""}).status_code == 422


def test_a_taken_name_and_a_weak_password_are_refused_on_the_page(app: Flask) -> None:
    security = administrator(app, "security_admin")
    typed = {"login_name": "intake", "display_name": "新人", "password": "Liwan-Gate-88", "unit": ""}
    assert "已被使用" in security.post("/administration/accounts/new", typed).text
    weak = security.post(
        "/administration/accounts/new", {**typed, "login_name": "xinren", "password": "short"}
    )
    assert "密码" in read(weak).xpath("string(//*[contains(@class, 'error-summary')])")


def test_a_first_password_is_set_anew(app: Flask) -> None:
    security = administrator(app, "security_admin")
    page = open_account(security)
    assert security.post(f"{page}/password", {"password": "Another-Gate-99"}).status_code == 302
    assert Visitor(app).sign_in("xinren", "Another-Gate-99").status_code == 302


def test_the_record_is_verified_and_shown_without_case_contents(app: Flask, town: PracticePlace) -> None:
    town.open_matter({"application.request_text": "请求容错"})
    auditor = administrator(app, "audit_admin")
    page = auditor.get("/administration/audit")
    assert "完好" in page.text
    chains = read(page).xpath("//section[@aria-labelledby='chains-title']//a/@href")
    assert len(chains) >= 2
    for chain in chains:
        shown = auditor.get(chain)
        assert shown.status_code == 200
        assert "请求容错" not in shown.text


def test_the_newest_checkpoint_is_shown_with_its_short_form(app: Flask, town: PracticePlace) -> None:
    settings = app.extensions["rongcuo"].settings
    file = audit.CheckpointFile(settings.checkpoint_file)
    auditor = administrator(app, "audit_admin")
    assert "没有检查点" in auditor.get("/administration/audit").text
    written = audit.keep_checkpoint(town.database, file, audit.AuditKey(load_audit_key(settings)))
    assert written is not None
    page = auditor.get("/administration/audit")
    assert "完好" in page.text
    assert written.short_form in page.text
    settings.checkpoint_file.unlink()
    assert "有改动" in auditor.get("/administration/audit").text


def test_a_chain_that_does_not_exist_shows_none(app: Flask) -> None:
    assert (
        administrator(app, "audit_admin").get("/administration/audit?chain=nothing&page=7").status_code == 200
    )


def test_every_recorded_action_has_a_name() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[2] / "webapp").rglob("*.py")
        if "static" not in path.parts
    )
    used = set(re.findall(r'(?:Entry|Action)\(\s*"([a-z_]+)"', source))
    used |= set(re.findall(r'(?<![a-z])(?:_record|entry_by|_record_on_task)\([^()"]*"([a-z_]+)"', source))
    assert {"log_in", "complete_task", "publish_pack"} <= used
    assert used <= {*VERBS, *ACTIONS}


def test_the_roles_of_all_accounts_are_named_by_as_many_statements_as_those_of_one(
    town: PracticePlace,
) -> None:
    held = [
        GrantLine(town.code, role, unit) for role in ("intake", "archivist") for unit in (None, "housing")
    ]

    def count(grants: list[GrantLine]) -> int:
        with count_statements(town.database) as counted, town.database.read() as session:
            assert all(held.names for held in RoleNames(session, "zh").by_place(grants))
        return len(counted.statements)

    assert count(held * 50) == count(held[:1])
