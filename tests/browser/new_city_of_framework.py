"""A new city from the template that ships, 通用框架, to its first case closed, in a real browser.

The same story as in `test_new_city`, with all that the template holds: its checks and its scenarios take minutes.
``make test-faults`` runs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import People, Site
from tests.browser.new_city import Template, make_a_city
from tests.practice_place import PracticePlace, prepare_from, write_place
from webapp.database import open_database

pytestmark = pytest.mark.browser

FRAMEWORK = Template(
    name="通用框架",
    diagram="accept",
    check="收件审查",
    way_out=(1385, 650),
    end="end_transferred",
    default_flow="flow_is_rejected_to_log_transfer",
    mended="把“否”设为默认流",
    table="expert_needed",
    condition=(1, "false", "true"),
    lasting=("td.annotation", "争议性较大或者专业性较强的重大失误，请专家学者"),
    clause="002 受理容错申请",
    application={
        "application.title": "窗口办件差错",
        "application.applicant_kind": "individual",
        "application.applicant_name": "某工作人员",
        "subject.kind": "person",
        "subject.name": "某工作人员",
        "subject.unit_code": "unit_a",
        "subject.body_kind": "street",
        "application.request_text": "办件中出现差错，申请容错。",
        "application.reason_text": "规定不明，已补救。",
        "application.claim_kind": "administrative",
    },
    refusal={
        "acceptance.result": "transferred",
        "acceptance.transferred_to": "有管理权限的机关",
        "acceptance.reason": "按干部管理权限不属本机关。",
    },
    own_facts={"subject.unit_code": "street"},
    stopped=("补正后查明不属本机关：移送", "不属本机关：移送"),
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[PracticePlace]:
    """A practice database with the template in force, and no other place."""
    address = f"sqlite:///{tmp_path / 'practice.db'}"
    prepare_from(write_place(tmp_path / "pack", "framework"))(address)
    database = open_database(address)
    yield PracticePlace(database, "framework")
    database.close()


def test_a_new_city_goes_from_the_shipped_template_to_its_first_case(site: Site, people: People) -> None:
    make_a_city(site, people, FRAMEWORK)
