"""Papers in packs: which file is taken, which task makes what, and what a checker says of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers.documents import write_document
from tests.papers.paper_place import NAMES, NOTICE_FILE, with_papers
from tests.procedures.small_pack import ARCHIVE, CODE, JURISDICTION, MATTER, Change, write_pack
from webapp.feel import from_python
from webapp.papers import FINDINGS, LOOP_ITEM
from webapp.procedures import Pack, check_content, read_pack
from webapp.procedures.papers.declared import declare_names
from webapp.procedures.papers.demands import read_demand
from webapp.procedures.papers.findings import CATALOGUE
from webapp.procedures.papers.words import organ_of


def pack_with(root: Path, **changes: Change) -> Pack:
    """The place with papers, some files of it changed."""
    everything = {**with_papers(), **changes}
    return read_pack(CODE, write_pack(root, everything))


def papers_change(demand: str) -> dict[str, Change]:
    return {MATTER: with_papers(demand)[MATTER]}


def names_change(old: str, new: str) -> dict[str, Change]:
    text = with_papers()[NAMES]
    assert isinstance(text, str)
    assert old in text
    return {NAMES: text.replace(old, new)}


def test_the_place_with_papers_has_no_findings(tmp_path: Path) -> None:
    assert check_content(pack_with(tmp_path)) == []


def _names_with(more: str, before: str = "") -> str:
    text = with_papers()[NAMES]
    assert isinstance(text, str)
    return f"{before}\n{text}\n{more}"


#: Where the service task that sets the status has its properties.
_AFTER_STATUS = '<zeebe:input source="applied" target="status" /></zeebe:ioMapping><zeebe:properties>'
#: Finding → what is changed, and the file it is found in.
EXAMPLES: dict[str, tuple[dict[str, Change], str]] = {
    "PA-201": (papers_change("=assessment.f_fault"), MATTER),
    "PA-202": (papers_change("notise"), MATTER),
    "PA-203": (names_change("[papers.notice]", "[papers.notices]"), NOTICE_FILE),
    "PA-204": ({NOTICE_FILE: write_document("好", "{{ application.request_txt }}")}, NOTICE_FILE),
    "PA-205": (
        {NOTICE_FILE: write_document("{% for x in application.request_text %}{% endfor %}")},
        NOTICE_FILE,
    ),
    "PA-206": (names_change('mark = "不"', 'mark = "受"'), f"forms/{CODE}/papers/refusal.docx"),
    "PA-207": (
        {MATTER: (_AFTER_STATUS, f'{_AFTER_STATUS}<zeebe:property name="papers" value="notice" />')},
        MATTER,
    ),
    "PA-208": (
        papers_change("=if assessment.f_falt = &quot;x&quot; then &quot;notice&quot; else null"),
        MATTER,
    ),
    "PA-209": (
        {NAMES: _names_with('[not_issued.notise]\nzh = "无"\nen = "none"\n')},
        f"forms/{CODE}/papers/papers.toml",
    ),
    "PA-210": ({NAMES: _names_with('[not_issued.index]\nzh = "无"\nen = "none"\n')}, ARCHIVE),
    "PA-211": ({NAMES: _names_with("", 'records = ["nothing"]')}, f"forms/{CODE}/papers/papers.toml"),
    # A template's own mistakes come out under their own codes.
    "PA-111": ({NOTICE_FILE: write_document("{{ case.no | upper }}")}, NOTICE_FILE),
    "PA-101": ({NOTICE_FILE: b"no document"}, NOTICE_FILE),
}


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_mistake_gives_its_finding(tmp_path: Path, code: str) -> None:
    changes, file = EXAMPLES[code]
    found = [problem for problem in check_content(pack_with(tmp_path, **changes)) if problem.code == code]
    assert [(problem.file, problem.severity) for problem in found] == [(file, "error")]
    assert "{" not in found[0].zh.replace("{{", "").replace("{%", "")
    assert found[0].en != found[0].zh


def test_every_finding_about_papers_has_its_example() -> None:
    # PA-212 takes two places, which no pack holds: test_marks_of_places has it.
    assert CATALOGUE.keys() - {"PA-212"} <= EXAMPLES.keys()


def test_findings_name_the_same_facts_in_both_languages() -> None:
    for code, (zh, en) in FINDINGS.items():
        facts = [{name.removesuffix("_en") for name in _facts(text)} for text in (zh, en)]
        assert facts[0] == facts[1], code


def _facts(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_misspelt_field_is_named_with_its_paragraph_and_the_near_one(tmp_path: Path) -> None:
    changes, _ = EXAMPLES["PA-204"]
    (problem,) = check_content(pack_with(tmp_path, **changes))
    assert "第 2 段" in problem.zh
    assert "application.request_text" in problem.zh
    assert "paragraph 2" in problem.en


def test_a_paper_of_the_place_comes_before_the_shared_one(tmp_path: Path) -> None:
    own = write_document("本地的 {{ archive_record.volume_no }}")
    pack = pack_with(tmp_path, **{f"forms/{CODE}/papers/index.docx": own})
    assert pack.papers.kinds["index"].file == f"forms/{CODE}/papers/index.docx"
    assert "forms/shared/papers/index.docx" not in pack.files


def test_a_shared_paper_that_no_task_makes_is_not_taken(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, **{"forms/shared/papers/unused.docx": write_document("x")})
    assert "forms/shared/papers/unused.docx" not in pack.files
    assert "forms/shared/papers/index.docx" in pack.files


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("notice", ("notice",)),
        ("notice, refusal ,notice", ("notice", "refusal")),
        ('=if a.b then "x" else if c.d then ["y", "z"] else null', ("x", "y", "z")),
        ('="x"', ("x",)),
        ("=null", ()),
        ("", ()),
    ],
)
def test_a_demand_tells_every_paper_it_can_make(text: str, ids: tuple[str, ...]) -> None:
    assert read_demand(text).ids == ids
    assert read_demand(text).wrong is None


@pytest.mark.parametrize(
    "text",
    [
        '="x" + "y"',
        "=a.b",
        '=if a.b then c.d else "x"',
        "=for x in [1] return x",
        "=1",
        "= (",
        "../x",
        "X",
        "=[1]",
    ],
)
def test_what_does_not_tell_its_papers_is_no_demand(text: str) -> None:
    wrong = read_demand(text).wrong
    assert wrong is not None
    assert all(wrong)


def test_a_demand_gives_each_paper_once_and_nothing_for_null() -> None:
    demand = read_demand('=if a.b = 1 then ["x", "y", "x"] else null')
    assert demand.evaluate({"a": {"b": from_python(1)}}) == ("x", "y")
    assert demand.evaluate({"a": {"b": from_python(2)}}) == ()
    assert demand.evaluate({}) == ()


def test_forms_parameters_and_the_platform_declare_the_names(tmp_path: Path) -> None:
    pack = pack_with(tmp_path)
    declared = declare_names(pack.forms, pack.jurisdiction.parameters)
    assert declared["application", "request_text"] is False
    assert declared["parameters", "accept_working_days"] is False
    assert declared["volume", "papers"] is True
    assert ("volume", "papers", LOOP_ITEM, "no") in declared
    assert ("case",) not in declared


#: Where the entrance, the event that hears a message, and a timer have their properties.
_ENTRANCE = '<zeebe:formDefinition formId="submit_application" /><zeebe:properties>'
_HEARING = 'name="撤回" attachedToRef="check_application"><bpmn:extensionElements><zeebe:properties>'
_TIMER = 'name="逾期" attachedToRef="check_application"><bpmn:extensionElements><zeebe:properties>'
_MAKES = '<zeebe:property name="papers" value="notice" />'


@pytest.mark.parametrize(("place", "codes"), [(_ENTRANCE, set()), (_HEARING, set()), (_TIMER, {"PA-207"})])
def test_an_entrance_and_a_message_with_a_form_make_papers_and_a_timer_does_not(
    tmp_path: Path, place: str, codes: set[str]
) -> None:
    changed = pack_with(tmp_path, **{MATTER: (place, place + _MAKES)})
    assert {problem.code for problem in check_content(changed)} - {"PA-202"} == codes


def test_a_message_without_a_form_makes_no_paper(tmp_path: Path) -> None:
    changes: dict[str, Change] = {
        MATTER: (_HEARING, _HEARING + _MAKES),
        JURISDICTION: ('roles = ["applicant"]\nform = "withdraw"', 'roles = ["applicant"]'),
    }
    assert "PA-207" in {problem.code for problem in check_content(pack_with(tmp_path, **changes))}


def test_a_paper_that_the_place_does_not_issue_is_named_with_its_reason(tmp_path: Path) -> None:
    names = _names_with(
        '[papers.slip]\nzh = "表决票"\nen = "Slip"\nmark = "票"\n[not_issued.slip]\nzh = "不设评审委员会"\nen = "No committee"\n'
    )
    (absent,) = pack_with(tmp_path, **{NAMES: names}).papers.not_issued.values()
    assert (absent.name("zh"), absent.reason("zh")) == ("表决票", "不设评审委员会")
    assert (absent.name("en"), absent.reason("en")) == ("Slip", "No committee")


def test_a_paper_may_have_an_organ_of_its_own(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, **names_change('mark = "不"', 'mark = "不"\norgan = "小城党委"'))
    assert organ_of(pack, "refusal") == "小城党委"
    assert organ_of(pack, "notice") == "小城纪委"
