"""Risk filings of earlier matters, as the forms of a later one offer them."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.feel import Value, to_python

#: What a form calls them.
RISK_FILINGS = "risk_filings"

#: A filing with one of these results was never on file.
NEVER_ON_FILE = frozenset({"refused", "lapsed"})


def offer_risk_filing(number: str, record: Mapping[str, Value]) -> Value:
    """A risk filing as an option: its number, what it says, by whom and for which unit it was made, and which days it covers.

    ``filed_on`` and ``valid_to`` are the first and the last day that it covers (no last day: until now): a form links it
    to an event of those days only. One that has expired since is said to have, and still covers the days before. None
    while it is under review and where it was not put on file: there is nothing to link.
    """
    result = record.get("result")
    if result is None or result in NEVER_ON_FILE:
        return None
    title, name = record.get("title"), record.get("subject_name")
    filed, valid = (_say_day(record.get(key)) for key in ("filed_on", "valid_to"))
    has_expired = record.get("expired_on") is not None
    over, over_en = ("，已期满", ", expired") if has_expired else ("", "")
    return {
        "value": number,
        "label": f"{number} {title}（{name}，{filed} 备案，有效期至 {valid}{over}）",
        "label_en": f"{number} {title} ({name}, filed {filed}, valid until {valid}{over_en})",
        "unit_code": record.get("unit_code"),
        "subject_name": name,
        "filed_on": record.get("filed_on"),
        "valid_to": record.get("valid_to"),
    }


def _say_day(day: Value) -> str:
    return "—" if day is None else str(to_python(day))
