"""Checks of a pack: each kind of mistake gives its finding, in its place, in both languages, and never an exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.procedures.small_pack import (
    APPLY_FORM,
    ARCHIVE,
    ARCHIVE_FORM,
    CHECK_FORM,
    CODE,
    FILES,
    JURISDICTION,
    MATTER,
    OUTCOME,
    SCENARIO,
    TEXTS,
    WITHDRAW_FORM,
    WITHDRAWAL,
    WORDS,
    Change,
    files_of,
    small_pack,
)
from webapp.errors import Language, Problem
from webapp.procedures import Pack, check_content, check_pack
from webapp.procedures.findings import CATALOGUE
from webapp.procedures.place_settings.sections import SECTIONS

Changes = dict[str, Change]

_SOURCE = '<zeebe:property name="source" value="assumed" />'
_ASSIGNED = '<zeebe:assignmentDefinition candidateGroups="archivist" /><zeebe:properties>'

#: What the assessment says is for the intake alone.
KEPT = """
[need_to_know.faults]
zh = "过失情况"
en = "Faults"
entities = ["assessment"]
registers = ["petitions"]
roles = ["intake"]
source = "assumed"

"""

_MARKED_ARCHIVED = (
    '<zeebe:taskDefinition type="set_status" /><zeebe:ioMapping>'
    '<zeebe:input source="archived" target="status" /></zeebe:ioMapping>'
)


def _told(to: str, text: str) -> str:
    return (
        '<zeebe:taskDefinition type="notify" /><zeebe:ioMapping>'
        f'<zeebe:input source="{to}" target="to" /><zeebe:input source="{text}" target="text" /></zeebe:ioMapping>'
    )


def _unwalked(name: str) -> str:
    return f'[unwalked]\n"{name}" = {{ zh = "理由", en = "A reason" }}\n\n'


OWN_DAYS = '[calendar.2027]\ndays_off = "{}"\nworks_on = "{}"\nsource = "assumed"\n\n'

#: Each finding of the catalogue, with a change that brings it about and the file it is reported in.
EXAMPLES: dict[str, tuple[Changes, str]] = {
    "PK-101": ({ARCHIVE: b" " * (3 * 1024 * 1024)}, ARCHIVE),
    "PK-110": ({JURISDICTION: ('zh = "小城"', "zh = 小城")}, JURISDICTION),
    "PK-111": ({JURISDICTION: FILES[JURISDICTION].encode("gbk")}, JURISDICTION),
    "PK-112": ({JURISDICTION: ('zh = "小城"\n', "")}, JURISDICTION),
    "PK-113": ({JURISDICTION: ('zone = "Asia/Shanghai"', "zone = 8")}, JURISDICTION),
    "PK-114": ({JURISDICTION: ("zone =", "zoen =")}, JURISDICTION),
    "PK-115": ({JURISDICTION: ('"involved"', '"none"')}, JURISDICTION),
    "PK-120": ({JURISDICTION: None}, JURISDICTION),
    "PK-121": ({JURISDICTION: ('"xiaocheng"', '"dacheng"')}, JURISDICTION),
    "PK-122": ({JURISDICTION: ('source = "assumed"\n', "")}, JURISDICTION),
    "PK-123": ({JURISDICTION: ('start = ["applicant"]', 'start = ["anybody"]')}, JURISDICTION),
    "PK-124": ({JURISDICTION: ("zone =", 'extends = "nowhere"\nzone =')}, JURISDICTION),
    "PK-125": ({JURISDICTION: ("zone =", 'extends = "xiaocheng"\nzone =')}, JURISDICTION),
    "PK-126": ({JURISDICTION: ("Asia/Shanghai", "Asia/Xiaocheng")}, JURISDICTION),
    "PK-127": ({JURISDICTION: ('"matter"', '"business"')}, JURISDICTION),
    "PK-128": ({WITHDRAW_FORM: None}, JURISDICTION),
    "PK-129": ({JURISDICTION: ("value = 5", "value = -5")}, JURISDICTION),
    "PK-130": ({JURISDICTION: ('source = "assumed"', 'source = "S9"')}, JURISDICTION),
    "PK-131": ({JURISDICTION: ("[roles.archivist]", '[roles."Archivist"]')}, JURISDICTION),
    "PK-132": ({MATTER: ('<zeebe:formDefinition formId="submit_application" />', "")}, MATTER),
    "PK-133": (
        {JURISDICTION: ("[sources.S1]", f"{KEPT.replace('assessment', 'asessment')}[sources.S1]")},
        JURISDICTION,
    ),
    "PK-134": (
        {JURISDICTION: ("[sources.S1]", f"{KEPT.replace('assessment', 'application')}[sources.S1]")},
        JURISDICTION,
    ),
    "PK-135": (
        {JURISDICTION: ("[sources.S1]", f"{KEPT.replace('assessment', 'withdrawal')}[sources.S1]")},
        JURISDICTION,
    ),
    "PK-136": (
        {
            JURISDICTION: ("[sources.S1]", f"{KEPT}[sources.S1]"),
            ARCHIVE: (_MARKED_ARCHIVED, _told("archivist", "=assessment.f_fault")),
        },
        ARCHIVE,
    ),
    "PK-137": (
        {JURISDICTION: ("[sources.S1]", '[calendar.next]\nsource = "assumed"\n\n[sources.S1]')},
        JURISDICTION,
    ),
    "PK-138": ({JURISDICTION: ("[sources.S1]", f"{OWN_DAYS.format('清明', '')}[sources.S1]")}, JURISDICTION),
    "PK-139": (
        {JURISDICTION: ("[sources.S1]", f"{OWN_DAYS.format('3月3日', '3月3日')}[sources.S1]")},
        JURISDICTION,
    ),
    "PK-201": (
        {
            MATTER: (
                "</bpmn:definitions>",
                '<bpmn:process id="second" isExecutable="true" /></bpmn:definitions>',
            )
        },
        MATTER,
    ),
    "PK-203": ({OUTCOME: ('<decision id="outcome"', '<decision id="result"')}, OUTCOME),
    "PK-204": ({ARCHIVE_FORM: ('"id": "file_papers"', '"id": "put_away"')}, ARCHIVE_FORM),
    "PK-205": (
        {f"forms/{CODE}/spare.form": FILES[APPLY_FORM].replace("submit_application", "spare")},
        f"forms/{CODE}/spare.form",
    ),
    "PK-206": (
        {
            MATTER: (
                '<bpmn:startEvent id="started"',
                '<bpmn:laneSet id="lanes"><bpmn:lane id="clerk" name="办事员" /></bpmn:laneSet><bpmn:startEvent id="started"',
            )
        },
        MATTER,
    ),
    "PK-207": (
        {ARCHIVE: (_ASSIGNED, f'{_ASSIGNED}<zeebe:property name="separate_from" value="role:clerk" />')},
        ARCHIVE,
    ),
    "PK-208": (
        {MATTER: (_SOURCE, f'{_SOURCE}<zeebe:property name="separate_from" value="role:intake" />')},
        MATTER,
    ),
    "PK-211": (
        {
            MATTER: (
                '<zeebe:property name="source" value="S1" />',
                '<zeebe:property name="sauce" value="S1" />',
            )
        },
        MATTER,
    ),
    "PK-212": ({OUTCOME: ("S1 第一条", "")}, OUTCOME),
    "PK-213": ({OUTCOME: ('<annotation name="source" />', '<annotation name="basis" />')}, OUTCOME),
    "PK-214": ({MATTER: ('name="source" value="assumed"', 'name="source" value="S2 第三条"')}, MATTER),
    "PK-221": ({TEXTS: ('keep_advice = "Record the advice"\n', "")}, MATTER),
    "PK-222": ({TEXTS: ("keep_advice =", "keep_advise =")}, MATTER),
    "PK-223": ({ARCHIVE: (_MARKED_ARCHIVED, _told("archivist", "已归档"))}, ARCHIVE),
    "PK-224": ({WORDS: '["bpmn/shared/archive.bpmn"]\nfile_paper = "归档"\n'}, WORDS),
    "PK-225": ({WORDS: f'["{MATTER}"]\nkeep_advice = "留存意见"\n'}, WORDS),
    "PK-241": ({}, MATTER),
    "PK-242": ({SCENARIO: None, WITHDRAWAL: None}, f"tests/scenarios/{CODE}"),
    "PK-243": ({SCENARIO: ('task = "file_papers"', 'task = "file_paper"')}, SCENARIO),
    "PK-244": ({SCENARIO: ("fired = {outcome", "fired = {outcom")}, SCENARIO),
    "PK-245": ({SCENARIO: ("registers.archives", "registers.archive")}, SCENARIO),
    "PK-246": ({SCENARIO: ('task = "file_papers"', 'task = "file_papers"\nmessage = "withdraw"')}, SCENARIO),
    "PK-248": ({SCENARIO: ('role = "archivist"', 'role = "archivist"\nby = "archivist3"')}, SCENARIO),
    "PK-249": ({SCENARIO: ('source = "S1"', 'source = "S1"\npractice_steps = 2')}, SCENARIO),
    "PK-255": ({JURISDICTION: ("[sources.S1]", f"{_unwalked('matter:lapst')}[sources.S1]")}, JURISDICTION),
    "PK-256": ({JURISDICTION: ("[sources.S1]", f"{_unwalked('matter:ended')}[sources.S1]")}, JURISDICTION),
    "PK-257": ({SCENARIO: ('\nstatus = "archived"', '\nstatus = "applied"')}, f"tests/scenarios/{CODE}"),
    "PK-247": ({WITHDRAWAL: ('message = "withdraw"', 'message = "withdrawal"')}, WITHDRAWAL),
}

#: What a folder cannot show, and where it is shown instead.
ELSEWHERE = {
    "PK-105": "drafts/test_checking",
    "PK-102": "test_files",
    "PK-103": "test_files",
    "PK-104": "test_resolution",
    "PK-250": "test_publishing",
    "PK-252": "test_table_scenarios",
    "PK-253": "test_table_scenarios",
    "PK-254": "test_table_scenarios",
    "PK-261": "test_entrances",
}


def of_code(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


def errors(problems: list[Problem]) -> list[str]:
    return [problem.text("zh") for problem in problems if problem.severity == "error"]


def test_the_small_pack_has_no_findings_but_the_elements_that_no_scenario_walks(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert check_content(pack) == []
    found = check_pack(pack)
    assert {(problem.code, problem.element_id) for problem in found} == {
        ("PK-241", "not_accepted"),
        ("PK-241", "refused"),
        ("PK-241", "lapsed"),
        ("PK-241", "f7"),
        ("PK-241", "f10"),
    }


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_each_mistake_gives_its_finding(tmp_path: Path, code: str) -> None:
    changes, file = EXAMPLES[code]
    found = of_code(check_pack(small_pack(tmp_path, changes)), code)
    assert file in {problem.file for problem in found}
    for problem in found:
        assert problem.severity == CATALOGUE[code].severity
        assert "{" not in problem.zh
        assert "{" not in problem.en.replace("={", "")
        assert not problem.en.isspace()


def test_every_finding_of_the_catalogue_has_its_example() -> None:
    assert EXAMPLES.keys() | ELSEWHERE.keys() == CATALOGUE.keys()


def test_every_text_of_the_catalogue_names_the_same_facts_in_both_languages() -> None:
    for code, entry in CATALOGUE.items():
        english = entry.en.replace("_en}", "}")
        for name in ("found", "key", "expected", "allowed", "file", "name", "rule"):
            assert ("{" + name + "}" in entry.zh) == ("{" + name + "}" in english), (code, name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_about_a_part_of_the_places_file_names_the_page_on_which_it_is_mended(
    language: Language,
) -> None:
    named = set()
    for code, entry in CATALOGUE.items():
        text = entry.zh if language == "zh" else entry.en
        for section in re.findall(r"\[(\w+)\]", text):
            title = SECTIONS[section].zh if language == "zh" else SECTIONS[section].en
            assert title in text, code
            assert "jurisdiction.toml" not in text, code
            named.add(section)
    assert named == {"roles", "sources", "unwalked", "messages", "entrances"}


#: Mistakes inside a diagram, table or form: found by their own checkers, reported with the pack's.
INSIDE: list[tuple[str, Changes, str, str]] = [
    ("missing form", {CHECK_FORM: None}, "EN-154", MATTER),
    ("missing decision", {OUTCOME: None}, "EN-153", MATTER),
    ("missing process", {ARCHIVE: None}, "EN-", MATTER),
    ("unknown operation", {MATTER: ('type="record_advice"', 'type="send_mail"')}, "EN-120", MATTER),
    ("unknown input", {MATTER: ('target="decision"', 'target="descision"')}, "EN-", MATTER),
    ("unknown role", {MATTER: ('candidateGroups="intake"', 'candidateGroups="clerk"')}, "EN-156", MATTER),
    ("process id differs from file", {MATTER: ('process id="matter"', 'process id="business"')}, "EN-168", MATTER),
    ("task id differs from form", {MATTER: ('formId="check_application"', 'formId="file_papers"')}, "EN-168", MATTER),
    ("not XML", {MATTER: "matter"}, "EN-103", MATTER),
    ("DOCTYPE", {MATTER: ("<bpmn:definitions", '<!DOCTYPE x [<!ENTITY a "b">]>\n<bpmn:definitions')}, "EN-104", MATTER),
    ("Python in a condition", {MATTER: ('=advice != "deny"', "advice != 'deny' and __import__('os')")}, "EN-", MATTER),
    ("condition that is no FEEL", {MATTER: ('=advice != "deny"', '=advice != "deny')}, "EN-", MATTER),
    ("unknown element", {MATTER: ("bpmn:businessRuleTask", "bpmn:businessRulesTask")}, "EN-", MATTER),
    ("table that is no XML", {OUTCOME: "outcome"}, "DM", OUTCOME),
    ("table with a DOCTYPE", {OUTCOME: ("<definitions", "<!DOCTYPE x>\n<definitions")}, "DM", OUTCOME),
    ("cell that is no FEEL", {OUTCOME: ('"exempt"</text></outputEntry>', '"exempt</text></outputEntry>')}, "DM", OUTCOME),
    ("rows that overlap", {OUTCOME: ('<text>"slight"</text>', '<text>"none","slight"</text>')}, "DM", OUTCOME),
    ("form that is no JSON", {CHECK_FORM: "{"}, "FM-101", CHECK_FORM),
    ("form in GBK", {CHECK_FORM: FILES[CHECK_FORM].encode("gbk")}, "FM-102", CHECK_FORM),
    ("scenario that is no TOML", {SCENARIO: "name ="}, "PK-110", SCENARIO),
    ("scenario in UTF-16", {SCENARIO: FILES[SCENARIO].encode("utf-16")}, "PK-111", SCENARIO),
    ("texts that are no TOML", {TEXTS: "x ="}, "PK-110", TEXTS),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code", "file"), [pytest.param(*row[1:], id=row[0]) for row in INSIDE])
def test_mistakes_inside_a_file_are_reported_too(
    tmp_path: Path, changes: Changes, code: str, file: str
) -> None:
    problems = check_pack(small_pack(tmp_path, changes))
    found = [problem for problem in problems if problem.code.startswith(code) and problem.file == file]
    assert found, [problem.text("en") for problem in problems]
    assert any(problem.severity == "error" for problem in found)


@pytest.mark.parametrize("encoding", ["utf-16", "gbk"])
def test_a_diagram_in_another_encoding_is_read_when_it_says_so(tmp_path: Path, encoding: str) -> None:
    declared = FILES[MATTER].replace('encoding="UTF-8"', f'encoding="{encoding.upper()}"')
    assert errors(check_pack(small_pack(tmp_path, {MATTER: declared.encode(encoding)}))) == []


def test_a_diagram_in_another_encoding_that_does_not_say_so_is_refused(tmp_path: Path) -> None:
    problems = check_pack(small_pack(tmp_path, {MATTER: FILES[MATTER].encode("gbk")}))
    assert [problem.code[:3] for problem in problems if problem.file == MATTER][:1] == ["EN-"]


def test_sound_diagrams_are_not_blamed_for_forms_that_cannot_be_read(tmp_path: Path) -> None:
    problems = check_content(small_pack(tmp_path, {CHECK_FORM: "{"}))
    assert {problem.file for problem in problems if problem.severity == "error"} == {CHECK_FORM}


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    changes: Changes = {TEXTS: ('keep_advice = "Record the advice"\n', ""), OUTCOME: ("S1 第一条", "")}
    severities = [problem.severity for problem in check_content(small_pack(tmp_path, changes))]
    assert severities == ["error", "warning"]


def test_a_mistake_is_reported_once(tmp_path: Path) -> None:
    problems = check_content(small_pack(tmp_path, {JURISDICTION: ("value = 5", "value = -5")}))
    assert len(problems) == len(set(problems))


def test_a_row_without_a_source_is_reported_with_its_number_and_line(tmp_path: Path) -> None:
    [problem] = check_content(small_pack(tmp_path, {OUTCOME: ("S1 第一条", "")}))
    assert (problem.element_id, problem.line) == ("r1", 8)
    assert "1" in problem.zh


def test_a_pack_of_nothing_but_rubbish_is_only_a_list_of_findings(tmp_path: Path) -> None:
    rubbish: Changes = dict.fromkeys(FILES, b"\x00\xff<rubbish")
    problems = check_pack(small_pack(tmp_path, rubbish))
    assert len({problem.file for problem in problems}) >= 8
    assert all(problem.text("zh") and problem.text("en") for problem in problems)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(set(FILES) - {"bpmn/shared/unused.bpmn"})),
    st.integers(0, 6000),
    st.binary(min_size=1, max_size=8),
)
def test_a_file_damaged_anywhere_never_breaks_the_checks(path: str, position: int, damage: bytes) -> None:
    files = files_of({})
    content = files[path]
    at = position % len(content)
    files[path] = content[:at] + damage + content[at + len(damage) :]
    for problem in check_content(Pack(CODE, files)):
        assert problem.text("zh")


def keep(folder: Path, kept: str = KEPT, reads: str = "") -> Pack:
    changes: list[tuple[str, str]] = [("[sources.S1]", f"{kept}[sources.S1]")]
    if reads:
        changes.append(('case_access = "involved"', f'case_access = "involved"\nreads = {reads}'))
    return small_pack(folder, {JURISDICTION: changes})


def test_a_sound_rule_on_who_may_know_what_is_no_finding(tmp_path: Path) -> None:
    pack = keep(tmp_path, reads='["application", "advice"]')
    assert [problem for problem in check_content(pack) if problem.severity == "error"] == []
    kept = pack.jurisdiction.need_to_know["faults"]
    assert (kept.name("zh"), kept.name("en")) == ("过失情况", "Faults")
    assert (kept.entities, kept.registers, kept.roles) == (
        frozenset({"assessment"}),
        frozenset({"petitions"}),
        frozenset({"intake"}),
    )
    assert pack.jurisdiction.roles["applicant"].reads == frozenset({"application", "advice"})
    assert pack.jurisdiction.roles["intake"].reads is None


def test_a_misspelt_entity_would_keep_nothing_back_and_is_named_with_the_near_one(tmp_path: Path) -> None:
    (problem,) = [
        each
        for each in check_content(keep(tmp_path, KEPT.replace("assessment", "asessment")))
        if each.code == "PK-133"
    ]
    assert "“assessment”" in problem.zh
    assert "'assessment'" in problem.en


@pytest.mark.parametrize("reads", ['["aplication"]', '["application", "petition_s"]'])
def test_a_role_cannot_read_what_the_pack_does_not_have(tmp_path: Path, reads: str) -> None:
    (problem,) = [each for each in check_content(keep(tmp_path, reads=reads)) if each.code == "PK-133"]
    assert "roles.applicant.reads" in problem.zh


def test_a_rule_names_registers_and_roles_that_exist(tmp_path: Path) -> None:
    kept = KEPT.replace("petitions", "gossip").replace('"intake"', '"clerk"')
    assert {problem.code for problem in check_content(keep(tmp_path, kept))} >= {"PK-123", "PK-245"}


def test_nobody_is_asked_for_what_is_kept_from_them(tmp_path: Path) -> None:
    (problem,) = [
        each
        for each in check_content(keep(tmp_path, KEPT.replace("assessment", "withdrawal")))
        if each.code == "PK-135"
    ]
    assert "applicant" in problem.zh
    assert "withdrawal" in problem.en


def tell(folder: Path, to: str, text: str) -> list[str]:
    """The codes of the findings on a message in a place that keeps the assessment to the intake."""
    changes: Changes = {
        JURISDICTION: ("[sources.S1]", f"{KEPT}[sources.S1]"),
        ARCHIVE: (_MARKED_ARCHIVED, _told(to, text)),
    }
    return [
        problem.code for problem in check_content(small_pack(folder, changes)) if problem.severity == "error"
    ]


_FAULT = "=&quot;过失：&quot; + assessment.f_fault"


@pytest.mark.parametrize(
    "to",
    [
        "archivist",
        "=&quot;archivist&quot;",
        "=[&quot;intake&quot;, &quot;archivist@street&quot;]",
        "=&quot;@&quot; + application.account",
        "=if",
    ],
)
def test_a_message_quotes_nothing_to_those_from_whom_it_is_kept(tmp_path: Path, to: str) -> None:
    assert "PK-136" in tell(tmp_path, to, _FAULT)


@pytest.mark.parametrize(
    "text",
    [
        "=string([1][assessment.f_fault = &quot;wilful&quot;])",
        "=if today() &gt; now() then assessment.f_fault else null",
        "=unit name(assessment.f_unit)",
        " =for x in [1] return assessment",
        "=`assessment`.f_fault",
    ],
)
def test_it_quotes_nothing_in_whatever_way_it_is_written(tmp_path: Path, text: str) -> None:
    assert "PK-136" in tell(tmp_path, "archivist", text)


@pytest.mark.parametrize("text", ["=case.assessment", "=for assessment in [1] return assessment"])
def test_a_member_or_variable_of_the_same_name_is_not_what_is_kept(tmp_path: Path, text: str) -> None:
    assert "PK-136" not in tell(tmp_path, "archivist", text)


@pytest.mark.parametrize("to", ["intake", "intake@street", "=[&quot;intake&quot;]"])
def test_a_message_may_quote_to_those_who_may_know(tmp_path: Path, to: str) -> None:
    assert tell(tmp_path, to, _FAULT) == []


@pytest.mark.parametrize(
    "text", ["已归档", "assessment.f_fault", "=&quot;已归档：&quot; + application.request_text"]
)
def test_a_message_that_quotes_nothing_kept_may_go_to_anybody(tmp_path: Path, text: str) -> None:
    assert tell(tmp_path, "archivist", text) == []
