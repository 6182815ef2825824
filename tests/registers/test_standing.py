"""What counts for a person or unit in promotion, appraisal and awards, on a day: answered with what it rests on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registers.conftest import Records
from webapp.database import count_statements

ADDRESS = "/registers/standing"
LIGHTER = {"name": "某项目负责人", "unit": "street"}


def ask(records: Records, by: str = "org_dept", **question: str) -> dict[str, Any]:
    """The answer about the only subject that is found."""
    answer = records.json(by, "standing", **question)
    (found,) = answer["found"]
    assert isinstance(found, dict)
    return found


def test_who_was_exempted_is_spared_and_nothing_counts_against_them(records: Records) -> None:
    told = ask(records, name="某单位", unit="housing")
    assert "不得作为不利因素" in told["summary"]
    assert "党风廉政考核不受影响" in told["areas"]["promotion"]["words"]
    assert "绩效考核不受影响" in told["areas"]["appraisal"]["words"]
    assert "综合考评不受影响" in told["areas"]["awards"]["words"]
    assert all("须计入" not in area["words"] for area in told["areas"].values())
    assert {line["outcome"] for line in told["determinations"]} == {"exempt"}


def test_lighter_handling_counts_until_its_day_and_not_a_day_longer(records: Records) -> None:
    for day, state, counts in (
        ("2026-05-10", "not_begun", False),
        ("2026-05-11", "running", True),
        ("2027-05-11", "running", True),
        ("2027-05-12", "over", False),
    ):
        told = ask(records, **LIGHTER, on=day)
        assert {line["state"] for line in told["effects"]} == {state}, day
        for area in ("promotion", "appraisal", "awards"):
            words = told["areas"][area]["words"]
            assert ("须计入：减轻处理" in words) is counts, (day, words)
            assert ("2027年5月11日" in words) is counts
            assert ("与其他人同等对待" in words) is not counts


def test_every_line_names_the_determination_behind_it(records: Records) -> None:
    told = ask(records, **LIGHTER)
    (line,) = told["effects"]
    assert line["determination"] == "〔2026〕LIWAN-0007-RD-01"
    assert line["weighs"] == "counts"
    assert "自2026年5月11日起至2027年5月11日" in line["words"]
    assert "依据认定结论 〔2026〕LIWAN-0007-RD-01" in line["words"]


def test_a_conclusion_replaced_by_review_counts_until_that_day_only(records: Records) -> None:
    before = ask(records, name="窗口负责人", on="2026-03-05")
    replaced = next(line for line in before["determinations"] if line["outcome"] == "deny")
    assert replaced["in_force"] is True
    after = ask(records, name="窗口负责人", on="2026-03-06")
    replaced = next(line for line in after["determinations"] if line["outcome"] == "deny")
    assert replaced["in_force"] is False
    assert replaced["replaced_by"] == "〔2026〕LIWAN-0004-RD-02"
    assert replaced["replaced_on"] == "2026-03-06"
    assert "不再作为依据" in replaced["words"]


def test_a_day_before_anything_was_decided_knows_of_nothing(records: Records) -> None:
    told = ask(records, name="某工作人员", on="2026-03-01")
    assert told["determinations"] == []
    assert "没有仍在运用的事项" in told["summary"]


def test_a_unit_is_asked_for_without_a_name(records: Records) -> None:
    told = ask(records, unit="housing")
    assert (told["kind"], told["name"]) == ("unit", "某单位")
    assert len(told["determinations"]) == 2


def test_part_of_a_name_finds_nobody(records: Records) -> None:
    answer = records.json("org_dept", "standing", name="窗口")
    assert answer["found"] == []
    assert "没有关于“窗口”的认定结论" in answer["words"]


def test_people_of_one_name_in_two_units_are_two_answers(records: Records) -> None:
    answer = records.json("org_dept", "standing", name="窗口负责人", unit="street")
    assert answer["found"] == []
    assert len(records.json("org_dept", "standing", name="窗口负责人", unit="housing")["found"]) == 1


def test_the_page_says_the_same_as_the_interface(records: Records) -> None:
    told = ask(records, **LIGHTER)
    page = records.text("org_dept", ADDRESS, **LIGHTER)
    assert told["summary"] in page
    for area in told["areas"].values():
        assert area["words"] in page
    for line in (*told["effects"], *told["determinations"]):
        assert line["words"] in page


def test_the_answer_is_complete_in_english(records: Records) -> None:
    told = ask(records, **LIGHTER, language="en")
    words = [told["summary"], *(area["words"] for area in told["areas"].values())]
    words += [line["words"] for line in told["effects"]]
    assert "To be reckoned with" in told["areas"]["promotion"]["words"]
    assert not any(
        "\u4e00" <= sign <= "\u9fff" for text in words for sign in text.replace("某项目负责人", "")
    )


@pytest.mark.parametrize(
    "login_name", ["applicant", "verifier", "decider", "corrector", "publicity", "admin"]
)
def test_the_question_is_open_to_who_reads_the_whole_registers_only(
    records: Records, login_name: str
) -> None:
    assert records.get(login_name, ADDRESS).status_code == 404
    assert records.get(login_name, ADDRESS, name="某单位").status_code == 404
    assert ADDRESS not in records.get(login_name, "/registers").text


def test_who_asked_about_whom_and_what_they_were_told_is_on_record(records: Records) -> None:
    records.page("org_dept", ADDRESS, **LIGHTER, on="2026-06-01")
    entry = records.newest_read()
    assert (entry.action, entry.actor_account) == ("read_standing", "org_dept")
    assert entry.facts == {
        "name": "某项目负责人",
        "unit": "street",
        "on": "2026-06-01",
        "way": "page",
        "determinations": ["〔2026〕LIWAN-0007-RD-01"],
    }


def test_an_answer_that_finds_nothing_is_on_record_too_and_an_empty_form_is_not(records: Records) -> None:
    before = records.count_reads()
    records.page("org_dept", ADDRESS)
    assert records.count_reads() == before
    records.page("org_dept", ADDRESS, name="查无此人")
    assert records.newest_read().facts["name"] == "查无此人"
    assert records.count_reads() == before + 1


def test_a_program_must_name_somebody(records: Records) -> None:
    response = records.get("org_dept", "/api/v1/standing")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["code"] == "CF-152"


def test_an_answer_takes_the_same_statements_for_one_case_and_for_several(records: Records) -> None:
    ask(records, **LIGHTER)
    with count_statements(records.place.database) as one:
        ask(records, **LIGHTER)
    with count_statements(records.place.database) as several:
        ask(records, name="窗口负责人")
    assert len(several.statements) == len(one.statements)
