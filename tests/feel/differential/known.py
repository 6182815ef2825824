"""Where feelin 8.2 and ours differ, with what the standard (DMN 1.5) says; it is on our side each time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from webapp.feel import Value

Answer = Literal["null", "value", "any"]

_RANGE_FUNCTIONS: Final = (
    r"(?:before|after|meets|met by|overlaps|overlaps before|overlaps after|finishes|finished by|includes|during"
    r"|starts|started by|coincides)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Differences of one cause: the texts, what each side answers, and why."""

    pattern: str
    ours: Answer
    theirs: Answer
    reason: str

    def covers(self, text: str, ours: Value, theirs: Value) -> bool:
        """Whether the difference is of this cause."""
        answers = ((self.ours, ours), (self.theirs, theirs))
        fits = all(wanted == "any" or wanted == _answer(value) for wanted, value in answers)
        return fits and re.fullmatch(self.pattern, text, re.DOTALL) is not None


def _answer(value: Value) -> Answer:
    return "null" if value is None else "value"


KNOWN: Final = (
    Known(r".+ (?:<|<=|>|>=) .+", "null", "value", "values of different kinds have no order (10.3.2.2)"),
    Known(r".+ (?:=|!=) .+", "null", "value", "values of different kinds do not compare (10.3.2.2)"),
    Known(r".+ (?:=|!=) .+", "value", "null", "lists of different length are unequal, not null (10.3.2.2)"),
    Known(r".+\[item [=<>] .+\]", "any", "any", "an item of another kind neither equals a number nor has an order (10.3.2.2)"),
    Known(r".+ in .+", "null", "value", "a test between different kinds is null (10.3.2.2)"),
    Known(r".+ in .+", "value", "any", "in a null or a list of one: equality decides (10.3.2.2, 10.3.2.9.4)"),
    Known(r".+ between .+", "value", "value", "between is e >= low and e <= high, in this order (10.3.2.15)"),
    Known(_RANGE_FUNCTIONS + r"\(.+\)", "null", "value", "ends of different kinds have no order (10.3.4.7)"),
    Known(_RANGE_FUNCTIONS + r"\(.+\)", "value", "null", "every relation is defined for two ranges (10.3.4.7)"),
    Known(r"(?:sublist|substring|remove|insert before|list replace)\(.+\)", "null", "value",
          "a position beyond the ends, or 0, is outside the domain (10.3.4.3 and 10.3.4.4)"),
    Known(r"(?:remove|insert before|list replace|sublist|substring)\(.+\)", "value", "any",
          "a negative position counts from the end, a fraction is cut off (10.3.4.4)"),
    Known(r"(?:round up|round down|round half up|round half down|decimal|floor|ceiling)\(.+\)", "value", "value",
          "the scale is a whole number; a fraction of it is cut off (10.3.4.5)"),
    Known(r".+ [*/] .+", "value", "null", "durations can be scaled, and divided by their like (10.3.2.3.7)"),
    Known(r"-@.+", "value", "null", "a duration can be negated (10.3.2.3.7)"),
    Known(r".+ [-+] .+", "null", "value", "no such sum: a time with months, a date with a time (10.3.2.3.6)"),
    Known(r".+ [-+] .+", "value", "value",
          "a date is midnight UTC beside a date and time; with a duration it stays a date (10.3.2.3.6)"),
    Known(r"years and months duration\(.+\)", "value", "null", "negative when from is after to (10.3.4.1)"),
    Known(r"(?:replace|split)\(.+\)", "null", "value", "a pattern that matches the empty text is an error (XQuery fn:replace)"),
    Known(r"(?:number|time|duration|date)\(.+\)", "any", "any",
          "a text that is not of the form is null; only the forms listed exist (10.3.4.1)"),
    Known(r"(?:union|concatenate|min|max|sum|product|mean|sort|mode|median|stddev)\(.+\)", "any", "any",
          "min and max order texts, sum adds durations, a single value is a list of one, null is not (10.3.2.9.4, 10.3.4.4)"),
    Known(r"[a-z ]+\((?:.+, )?\[[^,\]]+\](?:, .+)?\)", "value", "null",
          "a list of one item counts as the item where no list is taken (10.3.2.9.4)"),
    Known(r"append\([\[(].+\.\..+[\])], .+\)", "value", "value", "a range is a value, and as a list a list of one (10.3.2.9.4)"),
    Known(r"is\(.+\)", "value", "null", "values of different kinds are not the same: false (10.3.4.10)"),
    Known(r"string\(.*\.\..*\)", "value", "value", "a range is written as a range (10.3.4.1)"),
)  # fmt: skip


def reason_for(text: str, ours: Value, theirs: Value) -> str | None:
    """Why the two differ, if that is known."""
    return next((known.reason for known in KNOWN if known.covers(text, ours, theirs)), None)
