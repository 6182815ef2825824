"""``jurisdiction.toml``: what it gives, and what each mistake in it is called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.procedures.small_pack import CODE, FILES, JURISDICTION, Replacement
from webapp.errors import Problem
from webapp.procedures.jurisdiction import Jurisdiction, is_jurisdiction_code
from webapp.procedures.jurisdiction_layers import merge_layers, read_layer

TEXT = FILES[JURISDICTION]
ROLE = '[roles.intake]\nzh = "受理岗"'
PARAMETER = "[parameters.accept_working_days]\nvalue = 5"


def read(*changes: Replacement, below: str = "") -> tuple[Jurisdiction, list[Problem]]:
    """The small place's jurisdiction with some changes, over another layer."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    problems: list[Problem] = []
    layers = [read_layer(text.encode(), JURISDICTION, problems)]
    if below:
        layers.append(read_layer(below.encode(), "bpmn/shared/jurisdiction.toml", problems))
    return merge_layers(CODE, layers, problems), problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_sound_file_gives_names_roles_parameters_messages_and_sources() -> None:
    place, problems = read()
    assert problems == []
    assert (place.code, place.name("zh"), place.name("en")) == ("xiaocheng", "小城", "Small Town")
    assert place.zone.key == "Asia/Shanghai"
    assert place.root_process == "matter"
    assert place.start_roles == ("applicant",)
    assert list(place.roles) == ["applicant", "intake", "archivist"]
    assert place.roles["applicant"].case_access == "involved"
    assert place.roles["intake"].name("en") == "Intake"
    parameter = place.parameters["accept_working_days"]
    assert (parameter.value, parameter.unit, parameter.source, parameter.file) == (
        5,
        "working_days",
        "assumed",
        JURISDICTION,
    )
    assert parameter.name("zh") == "受理期限"
    assert (place.messages["withdraw"].roles, place.messages["withdraw"].form_id) == (
        ("applicant",),
        "withdraw",
    )
    assert place.sources["S1"].zh == "小城容错办法"


MISTAKES: list[tuple[str, Replacement, str, int | None, str]] = [
    ("no name", ('zh = "小城"\n', ""), "PK-112", None, "zh"),
    ("no root process", ('root_process = "matter"\n', ""), "PK-112", None, "root_process"),
    ("nobody may start", ('start = ["applicant"]', ""), "PK-112", None, "start"),
    ("code differs from folder", ('code = "xiaocheng"', 'code = "dacheng"'), "PK-121", 2, "dacheng"),
    ("unknown zone", ("Asia/Shanghai", "Asia/Xiaocheng"), "PK-126", 5, "Asia/Xiaocheng"),
    ("unknown starter", ('start = ["applicant"]', 'start = ["aplicant"]'), "PK-123", 7, "applicant"),
    ("unknown sender", ('roles = ["applicant"]', 'roles = ["clerk"]'), "PK-123", 31, "clerk"),
    (
        "unknown assigner",
        ('start = ["applicant"]', 'start = ["applicant"]\nassigners = ["handlr"]'),
        "PK-123",
        8,
        "handlr",
    ),
    (
        "a rule on knowledge without roles",
        (
            "[sources.S1]",
            '[need_to_know.x]\nzh = "甲"\nen = "A"\nentities = ["a"]\nsource = "assumed"\n[sources.S1]',
        ),
        "PK-112",
        37,
        "need_to_know.x.roles",
    ),
    ("reads that is no list", ('zh = "受理岗"', 'zh = "受理岗"\nreads = 5'), "PK-113", 16, "a list"),
    ("role without a name", (ROLE, "[roles.intake]"), "PK-112", 14, "roles.intake.zh"),
    ("role with an odd id", ("[roles.intake]", '[roles."受理"]'), "PK-131", 14, "受理"),
    ("unknown access", ('case_access = "involved"', 'case_access = "some"'), "PK-115", 12, "involved"),
    ("parameter without a source", ('source = "assumed"\n', ""), "PK-122", 24, "accept_working_days"),
    (
        "parameter with a blank source",
        ('source = "assumed"', 'source = " "'),
        "PK-122",
        24,
        "accept_working_days",
    ),
    ("parameter without a value", ("value = 5\n", ""), "PK-112", 24, "value"),
    ("parameter without a unit", ('unit = "working_days"\n', ""), "PK-112", 24, "unit"),
    ("unknown unit", ('"working_days"', '"fortnights"'), "PK-115", 26, "fortnights"),
    ("time that is no whole number", ("value = 5", 'value = "P5D"'), "PK-129", 25, "working days"),
    ("time that is nothing", ("value = 5", "value = 0"), "PK-129", 25, "above zero"),
    ("value that is no number", ("value = 5", "value = nan"), "PK-113", 25, "nan"),
    ("misspelt key", ('root_process = "matter"', 'root_process = "matter"\nzon = "x"'), "PK-114", 7, "zone"),
    ("misspelt key of a role", ('zh = "受理岗"', 'zh = "受理岗"\nacces = "all"'), "PK-114", 16, "acces"),
    ("source without a title", ('zh = "小城容错办法"\n', ""), "PK-112", 37, "sources.S1.zh"),
    (
        "roles that are no tables",
        ("[roles.intake]", "[roles]\nclerk = 1\n[roles.intake]"),
        "PK-113",
        15,
        "clerk",
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "line", "said"), [pytest.param(*row[1:], id=row[0]) for row in MISTAKES]
)
def test_each_mistake_is_reported_where_it_is(
    change: Replacement, code: str, line: int | None, said: str
) -> None:
    _, problems = read(change)
    found = [problem for problem in problems if problem.code == code]
    assert found, codes(problems)
    assert found[0].severity == "error"
    assert found[0].file == JURISDICTION
    assert found[0].line == line
    assert any(said in problem.en for problem in found)


def test_a_place_may_name_the_roles_that_hand_out_tasks_and_need_not() -> None:
    place, problems = read(('start = ["applicant"]', 'start = ["applicant"]\nassigners = ["intake"]'))
    assert (place.assigners, problems) == (("intake",), [])
    assert read()[0].assigners == ()


def test_codes_of_tables_may_be_given_words() -> None:
    place, problems = read(("[sources.S1]", '[terms]\npass = {zh = "通过", en = "Pass"}\n\n[sources.S1]'))
    assert problems == []
    assert (place.terms["pass"].zh, place.terms["pass"].en) == ("通过", "Pass")


def test_a_source_that_is_not_listed_is_only_pointed_out() -> None:
    _, problems = read(('source = "assumed"', 'source = "S1 第三条; S9"'))
    assert [(problem.code, problem.severity) for problem in problems] == [("PK-130", "warning")]
    assert "S9" in problems[0].zh


def test_a_nearer_layer_replaces_who_may_know_what_as_a_whole() -> None:
    rule = """
    [need_to_know.petition]
    zh = "信访举报"
    en = "Petitions"
    entities = [{entities}]
    registers = ["petitions"]
    roles = ["intake"]
    source = "assumed"
    """
    below = rule.format(entities='"petition", "petition_check"')
    inherited, problems = read(below=below)
    assert problems == []
    assert inherited.need_to_know["petition"].entities == {"petition", "petition_check"}
    assert inherited.need_to_know["petition"].file == "bpmn/shared/jurisdiction.toml"
    own, _ = read(("[sources.S1]", rule.format(entities='"petition"') + "[sources.S1]"), below=below)
    assert own.need_to_know["petition"].entities == {"petition"}


def test_a_role_that_reads_nothing_is_not_one_that_reads_everything() -> None:
    place, problems = read(('case_access = "involved"', 'case_access = "involved"\nreads = []'))
    assert problems == []
    assert place.roles["applicant"].reads == frozenset()
    assert place.roles["intake"].reads is None


def test_a_file_that_cannot_be_read_at_all_leaves_no_doubt_why() -> None:
    problems: list[Problem] = []
    merge_layers(CODE, [read_layer(b"code = ", JURISDICTION, problems)], problems)
    assert problems[0].code == "PK-110"


def test_what_the_place_does_not_say_comes_from_below() -> None:
    shared = """
    [roles.inspector]
    zh = "监督检查"
    en = "Inspection"
    case_access = "all"
    [roles.intake]
    zh = "受理"
    en = "Receipt"
    case_access = "involved"
    [parameters.accept_working_days]
    value = 10
    unit = "working_days"
    source = "assumed"
    zh = "受理期限"
    en = "Time to accept"
    [parameters.review_months]
    value = 1
    unit = "months"
    source = "assumed"
    zh = "复核期限"
    en = "Time to ask for review"
    """
    place, problems = read(below=shared)
    assert problems == []
    assert set(place.roles) == {"applicant", "intake", "archivist", "inspector"}
    assert place.roles["intake"].en == "Intake"
    assert place.parameters["accept_working_days"].value == 5
    assert place.parameters["review_months"].file == "bpmn/shared/jurisdiction.toml"


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("liwan", True),
        ("nanjing_sasac", True),
        ("shared", False),
        ("Liwan", False),
        ("../x", False),
        ("", False),
        ("1a", False),
    ],
)
def test_a_code_is_a_plain_lower_case_name(code: str, is_one: bool) -> None:
    assert is_jurisdiction_code(code) is is_one


@pytest.mark.parametrize("value", ["7", "2.5", '"P1M"', "true", '["a", "b"]', "2026-03-02"])
def test_a_parameter_that_is_no_time_may_hold_any_value(value: str) -> None:
    place, problems = read(
        (PARAMETER, f"[parameters.accept_working_days]\nvalue = {value}"), ('"working_days"', '"text"')
    )
    expected: Any = place.parameters["accept_working_days"].value
    assert problems == []
    assert expected is not None


YEAR = '[calendar.2027]\ndays_off = "2027-03-03 至 2027-03-04、4月5日"\nworks_on = "3月6日"\nsource = "assumed"\n\n'


def with_year(*changes: Replacement, below: str = "") -> tuple[Jurisdiction, list[Problem]]:
    text = YEAR
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read(("[sources.S1]", f"{text}[sources.S1]"), below=below)


def test_a_place_may_have_days_of_its_own() -> None:
    place, problems = with_year()
    assert problems == []
    assert place.own_days.days_off == {date(2027, 3, 3), date(2027, 3, 4), date(2027, 4, 5)}
    assert place.own_days.days_worked == {date(2027, 3, 6)}
    below = YEAR.replace("2027", "2028") + YEAR.replace("3月6日", "3月13日")
    merged, problems = with_year(below=below)
    assert problems == []
    assert list(merged.calendar) == ["2028", "2027"]
    assert date(2027, 3, 13) not in merged.own_days.days_worked, (
        "the nearest file that has a year says all of it"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("[calendar.2027]", "[calendar.next]"), "PK-137"),
        (("[calendar.2027]", "[calendar.0027]"), "PK-137"),
        (("4月5日", "清明"), "PK-138"),
        (("4月5日", "2028-04-05"), "PK-138"),
        (("4月5日", "2月30日"), "PK-138"),
        (('"3月6日"', '"3月4日"'), "PK-139"),
        (('source = "assumed"\n', ""), "PK-122"),
        (('source = "assumed"', 'source = "S7"'), "PK-130"),
    ],
)
def test_each_mistake_in_the_days_is_reported(change: Replacement, code: str) -> None:
    _, problems = with_year(change)
    assert code in codes(problems)
    assert all(each.text("zh") and each.text("en") for each in problems)
