"""Fixes of what stands in TOML: roles, parameters, English texts, papers, what no scenario walks; and files no longer used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from webapp.procedures.check_coverage import check_unwalked_names
from webapp.procedures.check_names import check_reached
from webapp.procedures.drafts.fixes.model import Answers, Ask, Case, Changes, Fix, Mender
from webapp.procedures.drafts.fixes.xml_editing import case_element
from webapp.procedures.jurisdiction import ID
from webapp.procedures.outline_xml import iterate_elements, tag_of
from webapp.procedures.resolution import jurisdiction_path, papers_path, texts_path
from webapp.procedures.source_marks import ASSUMED
from webapp.procedures.toml_changes import add_table, drop_entry, drop_text, set_text
from webapp.procedures.toml_tables import KeyPath, locate_keys
from webapp.procedures.toml_writing import Plain

_NAMES = (Ask("zh", "中文名称", "Chinese name"), Ask("en", "英文名称", "English name"))


def _adding(
    case: Case, file: str, path: KeyPath, values: Callable[[Answers], Mapping[str, Plain]]
) -> Callable[[Answers], Changes]:
    """A fix that adds a table to one of the place's own TOML files."""

    def add(answers: Answers) -> Changes:
        return {file: add_table(case.pack.files.get(file, b""), file, path, values(answers))}

    return add


def add_role(case: Case) -> Iterator[Fix]:
    """Add the role that a lane or a task names and the place does not have."""
    file = jurisdiction_path(case.code)
    known = case.pack.read_jurisdiction()[0].roles
    for role_id, zh in _named_roles(case):
        if role_id in known or not ID.fullmatch(role_id):
            continue
        asks = (Ask("zh", "中文名称", "Chinese name", zh), Ask("en", "英文名称", "English name"))
        yield Fix(
            f"role:{role_id}",
            f"增加岗位 {role_id}",
            f"Add the role {role_id}",
            _adding(
                case,
                file,
                ("roles", role_id),
                lambda answers: {"zh": answers["zh"], "en": answers["en"], "case_access": "involved"},
            ),
            asks,
        )


def _named_roles(case: Case) -> list[tuple[str, str]]:
    """Ids of roles that the element names, with a Chinese name where it gives one."""
    element = case_element(case)
    if element is None:
        return []
    if tag_of(element) == "lane":
        return [(case.element_id, element.get("name") or "")]
    groups = [
        each.get("candidateGroups") or ""
        for each in iterate_elements(element)
        if tag_of(each) == "assignmentDefinition"
    ]
    return [(role.strip(), "") for group in groups if not group.startswith("=") for role in group.split(",")]


def mark_parameter_assumed(case: Case) -> Iterator[Fix]:
    """Say of a parameter that nothing in the sources gives its figure."""
    path = _table_at(case)
    known = case.pack.read_jurisdiction()[0].parameters
    if len(path) == 2 and path[0] == "parameters" and not known[str(path[1])].source:
        yield Fix(
            "assumed",
            "依据写为“自拟”",
            "Mark as assumed",
            lambda _answers: {case.file: set_text(case.content, case.file, path, "source", ASSUMED)},
        )


def set_code(case: Case) -> Iterator[Fix]:
    """Let the place's file say the code of its folder."""
    if case.file == jurisdiction_path(case.code):
        yield Fix(
            "code",
            f"把 code 改为 {case.code}",
            f"Change code to {case.code}",
            lambda _answers: {case.file: set_text(case.content, case.file, (), "code", case.code)},
        )


def add_english(case: Case) -> Iterator[Fix]:
    """Write the English of a text into the place's own file, also for what it shares."""
    if not case.element_id or case.file not in case.pack.files:
        return
    key = f"{case.element_id}.text" if case.problem.code == "PK-223" else case.element_id
    own = texts_path(case.code)
    if case.pack.texts("en").of_file(case.file).get(key):
        return

    def add(answers: Answers) -> Changes:
        text = answers["text"].strip()
        # What a message says is FEEL: plain words become a string.
        written = f'"{text}"' if case.problem.code == "PK-223" and not text.startswith('"') else text
        return {own: set_text(case.pack.files.get(own, b""), own, (case.file,), key, written)}

    yield Fix("english", "补上英文", "Add the English", add, (Ask("text", "英文", "English"),))


def drop_english(case: Case) -> Iterator[Fix]:
    """Take out an English text that belongs to nothing any more."""
    own = texts_path(case.code)
    if case.element_id and case.element_id in case.pack.texts("en").of_file(case.file):
        yield Fix(
            "drop",
            "删去这条英文",
            "Remove this English text",
            lambda _answers: {
                own: drop_text(case.pack.files.get(own, b""), own, (case.file,), case.element_id)
            },
        )


def state_unwalked(case: Case) -> Iterator[Fix]:
    """Say why no scenario walks to an element."""
    processes = case.pack.diagram_outlines
    outline = processes.get(case.file)
    if outline is None or not outline.processes or not case.element_id:
        return
    name = f"{outline.processes[0]}:{case.element_id}"
    if name in case.pack.read_jurisdiction()[0].unwalked:
        return
    asks = (
        Ask("zh", "为什么不走到（中文）", "Why, in Chinese"),
        Ask("en", "为什么不走到（英文）", "Why, in English"),
    )
    yield Fix(
        "unwalked",
        "写明为什么没有情景走到",
        "State why no scenario walks there",
        _adding(
            case,
            jurisdiction_path(case.code),
            ("unwalked", name),
            lambda answers: {"zh": answers["zh"], "en": answers["en"]},
        ),
        asks,
    )


def drop_unwalked(case: Case) -> Iterator[Fix]:
    """Take out a statement on what is walked after all, or does not exist."""
    path = _table_at(case)
    if len(path) == 2 and path[0] == "unwalked" and _is_idle(case, str(path[1])):
        yield Fix(
            "drop",
            "删去这一条",
            "Remove this entry",
            lambda _answers: {case.file: drop_entry(case.content, case.file, path)},
        )


def _is_idle(case: Case, name: str) -> bool:
    """Whether the entry is the one that the problem is about: lines move, names do not."""
    if case.problem.code == "PK-256":
        return name.rpartition(":")[2] == case.element_id
    jurisdiction, _ = case.pack.read_jurisdiction()
    stray = check_unwalked_names(case.code, jurisdiction, case.pack.diagram_outlines)
    return case.problem.line in {each.line for each in stray}


def name_paper(case: Case) -> Iterator[Fix]:
    """Give a template its name and its mark in the numbers of papers."""
    if case.file in case.pack.files and case.stem not in case.pack.read_papers()[0].kinds:
        yield Fix(
            "paper",
            "写明文书的名称和代字",
            "State the paper's name and mark",
            _adding(
                case,
                papers_path(case.code),
                ("papers", case.stem),
                lambda answers: {"zh": answers["zh"], "en": answers["en"], "mark": answers["mark"]},
            ),
            (*_NAMES, Ask("mark", "代字", "Mark")),
        )


def remove_unused(case: Case) -> Iterator[Fix]:
    """Remove a file of the place that nothing leads to."""
    unused = {each.file for each in check_reached(case.pack, case.pack.read_jurisdiction()[0])}
    if case.file in case.pack.files and case.file in unused:
        yield Fix(
            "remove",
            "不再要了，删去这个文件",
            "It is not wanted any more: remove this file",
            lambda _answers: {case.file: None},
            is_removal=True,
        )


def _table_at(case: Case) -> KeyPath:
    """The table in which the problem's line stands, or which begins there; empty where that cannot be told."""
    line = case.problem.line
    if line is None:
        return ()
    places = locate_keys(case.content.decode("utf-8-sig", errors="replace"))
    before = [(at, path) for path, at in places.items() if at <= line and len(path) >= 2]
    return max(before, default=(0, ()), key=lambda each: (each[0], -len(each[1])))[1][:2]


MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "EN-156": (add_role,),
    "PA-203": (name_paper,),
    "PK-121": (set_code,),
    "PK-122": (mark_parameter_assumed,),
    "PK-205": (remove_unused,),
    "PK-206": (add_role,),
    "PK-221": (add_english,),
    "PK-222": (drop_english,),
    "PK-223": (add_english,),
    "PK-241": (state_unwalked,),
    "PK-255": (drop_unwalked,),
    "PK-256": (drop_unwalked,),
}
