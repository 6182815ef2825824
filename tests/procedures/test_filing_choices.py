"""Risk filings as a later matter's forms offer them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from webapp.feel import Value, from_python
from webapp.procedures.filing_choices import offer_risk_filing

RECORD = {
    "title": "先行先试",
    "unit_code": "soe",
    "subject_name": "项目负责人",
    "filed_on": date(2026, 3, 2),
    "valid_to": date(2027, 3, 2),
    "result": "filed",
}


def offer(**changes: Any) -> Value:
    record = {name: from_python(value) for name, value in {**RECORD, **changes}.items()}
    return offer_risk_filing("FX-01", record)


def test_a_filing_is_offered_by_its_number_with_the_unit_and_the_person() -> None:
    assert offer() == {
        "value": "FX-01",
        "label": "FX-01 先行先试（项目负责人，2026-03-02 备案，有效期至 2027-03-02）",
        "label_en": "FX-01 先行先试 (项目负责人, filed 2026-03-02, valid until 2027-03-02)",
        "unit_code": "soe",
        "subject_name": "项目负责人",
        "filed_on": from_python(RECORD["filed_on"]),
        "valid_to": from_python(RECORD["valid_to"]),
    }


def test_one_that_has_expired_is_offered_as_such_for_what_it_covered() -> None:
    expired = offer(expired_on=date(2027, 3, 3))
    assert isinstance(expired, dict)
    assert str(expired["label"]).endswith("有效期至 2027-03-02，已期满）")
    assert str(expired["label_en"]).endswith("valid until 2027-03-02, expired)")


def test_one_that_is_watched_closely_is_offered_too_and_a_missing_day_is_a_dash() -> None:
    watched = offer(result="monitored", valid_to=None)
    assert isinstance(watched, dict)
    assert str(watched["label"]).endswith("有效期至 —）")


@pytest.mark.parametrize("result", ["refused", "lapsed", None])
def test_what_was_never_put_on_file_is_not_offered(result: str | None) -> None:
    assert offer(result=result) is None
