"""Risk filings of earlier matters, as the forms of a later one offer them."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value, to_python

#: What a form calls them.
RISK_FILINGS = "risk_filings"

#: A filing with one of these results was never on file.
_NOT_FILED = frozenset({"refused", "lapsed"})


def offer_risk_filing(number: str, record: Mapping[str, Value]) -> Value:
    """A risk filing as an option: its number, what it says, and by whom and for which unit it was made.

    None while it is under review and where it was not put on file: there is nothing to link.
    """
    result = record.get("result")
    if result is None or result in _NOT_FILED:
        return None
    title, name = record.get("title"), record.get("subject_name")
    filed, valid = (_say_day(record.get(key)) for key in ("filed_on", "valid_to"))
    return {
        "value": number,
        "label": f"{number} {title}（{name}，{filed} 备案，有效期至 {valid}）",
        "label_en": f"{number} {title} ({name}, filed {filed}, valid until {valid})",
        "unit_code": record.get("unit_code"),
        "subject_name": name,
    }


def _say_day(day: Value) -> str:
    return "—" if day is None else str(to_python(day))
