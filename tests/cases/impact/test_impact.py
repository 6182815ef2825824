"""What a proposal would change: scenarios that end otherwise, and advice that past cases would get otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.cases.impact.planting import another_path, decide, measure, plant, propose, replaced
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CHECK_FORM, CODE, JURISDICTION, MATTER, OUTCOME, SCENARIO, TEXTS
from webapp.cases.impact import get_impact, measure_impact
from webapp.cases.impact.models import ImpactCase
from webapp.cases.models import DecisionRecord
from webapp.database import now
from webapp.people import NotPermitted, grant_role
from webapp.procedures import collect_pack, publish
from webapp.procedures.files import HeldFiles
from webapp.procedures.proposals import ProposalNotFound

#: Slight faults are exempt, too; the scenario that expects otherwise says so.
EXEMPT: dict[str, str | bytes] = {
    OUTCOME: replaced(OUTCOME, ('<text>"educate"</text>', '<text>"exempt"</text>')),
    SCENARIO: replaced(SCENARIO, ('"educate"', '"exempt"')),
}


_HARM_FIELD = (
    '{"type": "select", "id": "harm", "key": "assessment.f_harm", "label": "损失", '
    '"values": [{"value": "no", "label": "无"}, {"value": "yes", "label": "有"}], "validate": {"required": true}}'
)


@pytest.fixture
def decided(town: PracticePlace) -> PracticePlace:
    """The small place with three decided cases, one of each fault, and one that waits."""
    for fault in ("none", "slight", "grave"):
        decide(town, fault)
    town.open_matter({"application.request_text": "请求容错"}, key="another-opening")
    return town


def test_advice_that_would_differ_is_counted_by_table_with_both_conclusions_and_rows(
    decided: PracticePlace,
) -> None:
    page = measure(decided, propose(decided, EXEMPT))
    assert (page.state, page.total, page.looked_at, page.percent, page.differing_cases) == (
        "done",
        3,
        3,
        100,
        1,
    )
    (table,) = page.tables
    assert (table.decision_id, table.name, table.count) == ("outcome", "认定建议", 1)
    (change,) = table.changes
    assert (change.outcome, change.old, change.new, change.count) == ("differs", "educate", "exempt", 1)
    assert (change.old_rules, change.new_rules) == (("r2",), ("r2",))


def test_a_change_that_no_table_reads_changes_no_advice(decided: PracticePlace) -> None:
    page = measure(decided, propose(decided, {MATTER: replaced(MATTER, ("受理审查", "接收审查"))}))
    assert (page.differing_cases, page.tables, page.scenarios, dict(page.aside)) == (0, (), (), {})


def test_a_figure_of_the_place_that_a_table_reads_changes_its_advice(decided: PracticePlace) -> None:
    limit = (
        '\n[parameters.lenient]\nvalue = {}\nunit = "flag"\nsource = "assumed"\nzh = "从宽"\nen = "Lenient"\n'
    )
    table = replaced(
        OUTCOME, ('<text>"educate"</text>', '<text>if parameters.lenient then "exempt" else "educate"</text>')
    )
    strict = {JURISDICTION: replaced(JURISDICTION) + limit.format("false"), OUTCOME: table}
    page = measure(decided, propose(decided, strict))
    assert page.differing_cases == 0
    lenient = {
        **strict,
        JURISDICTION: replaced(JURISDICTION) + limit.format("true"),
        SCENARIO: EXEMPT[SCENARIO],
    }
    page = measure(decided, propose(decided, lenient))
    assert page.differing_cases == 1


def test_scenarios_that_change_are_told_with_what_they_no_longer_find(decided: PracticePlace) -> None:
    page = measure(decided, propose(decided, EXEMPT))
    (scenario,) = page.scenarios
    assert (scenario.name, scenario.is_edited, scenario.is_gone) == ("轻微过失", True, False)
    assert any("exempt" in failure for failure in scenario.failures)


def test_a_scenario_that_takes_another_path_tells_the_steps(decided: PracticePlace) -> None:
    way, story = another_path()
    page = measure(decided, propose(decided, {MATTER: way, SCENARIO: story}))
    (scenario,) = page.scenarios
    assert "归档" in scenario.left
    assert scenario.entered == ("不予容错",)
    assert page.differing_cases == 0


def test_a_table_that_asks_for_a_new_fact_lacks_it_in_past_cases(decided: PracticePlace) -> None:
    column = (
        '      <input id="harm" label="损失"><inputExpression id="harm_e" typeRef="string">'
        '<text>assessment.f_harm</text></inputExpression><inputValues id="harm_v"><text>"no","yes"</text></inputValues></input>\n'
    )
    table = replaced(
        OUTCOME, ('      <output id="outcome_out"', column + '      <output id="outcome_out"')
    ).replace("</inputEntry>", "</inputEntry><inputEntry><text>-</text></inputEntry>")
    form = replaced(
        CHECK_FORM,
        ('"components": [', f'"components": [{_HARM_FIELD}, '),
    )  # fmt: skip
    story = replaced(
        SCENARIO,
        ('"assessment.f_fault" = "slight"', '"assessment.f_fault" = "slight", "assessment.f_harm" = "no"'),
    )
    page = measure(decided, propose(decided, {OUTCOME: table, CHECK_FORM: form, SCENARIO: story}))
    assert page.differing_cases == 3
    assert {change.outcome for change in page.tables[0].changes} == {"missing"}


def test_a_fact_that_no_table_had_asked_is_taken_from_the_case(decided: PracticePlace) -> None:
    column = (
        '      <input id="asked" label="事由"><inputExpression id="asked_e" typeRef="string">'
        "<text>application.request_text</text></inputExpression></input>\n"
    )
    table = replaced(OUTCOME, ('      <output id="outcome_out"', column + '      <output id="outcome_out"')).replace(
        "</inputEntry>", "</inputEntry><inputEntry><text>-</text></inputEntry>"
    )  # fmt: skip
    page = measure(decided, propose(decided, {OUTCOME: table}))
    assert (page.differing_cases, dict(page.aside)) == (0, {})


def test_what_the_version_in_force_says_already_is_no_change_of_the_proposal(decided: PracticePlace) -> None:
    with decided.database.write() as session:
        files = {**decided.pack.files, **{path: str(text).encode() for path, text in EXEMPT.items()}}
        publish(session, collect_pack(CODE, HeldFiles(files)), decided.actor("admin"), now(session))
    page = measure(decided, propose(decided, {MATTER: replaced(MATTER, ("受理审查", "接收审查"))}))
    assert (page.differing_cases, dict(page.aside)) == (0, {"before": 1})


def test_advice_that_its_own_version_does_not_give_again_is_counted_apart(decided: PracticePlace) -> None:
    with decided.database.write() as session:
        record = session.scalars(select(DecisionRecord).order_by(DecisionRecord.id)).first()
        assert record is not None
        record.explanation = record.explanation.replace('"exempt"', '"educate"')
    page = measure(decided, propose(decided, EXEMPT))
    assert dict(page.aside) == {"unknown": 1}


def test_case_numbers_are_for_those_who_may_open_the_case(decided: PracticePlace) -> None:
    proposal_id = propose(decided, EXEMPT)
    for reader in ("designer2", "admin"):
        assert measure(decided, proposal_id, reader).tables[0].changes[0].cases == ()
    with decided.database.write() as session:
        account = decided.actor("designer2").account_id
        grant_role(session, decided.actor("security"), account, jurisdiction=CODE, role="intake")
    (case,) = measure(decided, proposal_id, "designer2").tables[0].changes[0].cases
    assert case.case_no == decided.case(case.case_id).case_no


def test_nobody_else_reads_an_impact(decided: PracticePlace) -> None:
    proposal_id = propose(decided, EXEMPT)
    assert get_impact(decided.database, decided.actor("designer"), proposal_id, "zh") is None
    with pytest.raises(NotPermitted):
        get_impact(decided.database, decided.actor("intake"), proposal_id, "zh")
    with pytest.raises(ProposalNotFound):
        get_impact(decided.database, decided.actor("designer"), 999, "zh")


def test_the_work_goes_on_where_it_stopped_and_tells_how_far_it_is(decided: PracticePlace) -> None:
    plant(decided, [1, 2, 3], 20)
    proposal_id = propose(decided, EXEMPT)
    assert measure_impact(decided.database, 10) == 1, "the scenarios first"
    measure_impact(decided.database, 10)
    page = get_impact(decided.database, decided.actor("designer2"), proposal_id, "zh")
    assert page is not None
    assert (page.state, page.total, page.looked_at, page.percent) == ("working", 23, 10, 43)
    page = measure(decided, proposal_id)
    assert (page.state, page.looked_at) == ("done", 23)
    with decided.database.read() as session:
        slight = session.query(ImpactCase).filter_by(proposal_id=proposal_id).count()
    assert page.differing_cases == slight == 1 + 7
    assert measure_impact(decided.database) == 0


def test_a_proposal_is_measured_anew_when_another_version_has_come_into_force(decided: PracticePlace) -> None:
    proposal_id = propose(decided, EXEMPT)
    first = measure(decided, proposal_id).base_digest
    with decided.database.write() as session:
        files = {**decided.pack.files, TEXTS: replaced(TEXTS, ('"Application"', '"Filing"')).encode()}
        other = publish(session, collect_pack(CODE, HeldFiles(files)), decided.actor("admin"), now(session))
    page = measure(decided, proposal_id)
    assert first == decided.pack.digest
    assert (page.base_digest, page.looked_at, page.differing_cases) == (other.digest, 3, 1)
