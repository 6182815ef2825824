"""The form beside a table asks for every fact that the table rests on, whichever place it is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.feel import from_python
from webapp.procedures import read_pack
from webapp.procedures.fact_forms import facts_filled_in, make_fact_form
from webapp.procedures.what_if import ask_what_if

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = sorted(
    path.parent.name for path in ROOT.glob("bpmn/*/jurisdiction.toml") if path.parent.name != "shared"
)


@pytest.mark.parametrize("code", PLACES)
def test_no_table_reads_what_its_form_does_not_ask_for(code: str) -> None:
    pack = read_pack(code, ROOT)
    for decision in pack.decisions.decisions:
        question = ask_what_if(pack, decision)
        form = make_fact_form(pack, question)
        asked = {field.key.removeprefix("alone.") for field in form.fields}
        assert {*question.paths, *question.untried} <= asked, decision
        named = ["".join(map(str, field.label.zh.parts)) for field in form.fields]
        assert not [label for label in named if label.isascii()], decision


def test_what_stands_by_itself_is_given_back_by_its_own_name() -> None:
    one = from_python(1)
    assert facts_filled_in({"revisit": {"grade": "good"}, "alone": {"revisit_extras": one}}) == {
        "revisit": {"grade": "good"},
        "revisit_extras": one,
    }
    assert facts_filled_in({}) == {}
