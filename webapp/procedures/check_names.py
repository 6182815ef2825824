"""Names: decision id = file name, form id = file name, lane id = role; what a place enters by is there.

That a process is named as its file and a task as its form is checked by the engine, with the diagrams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from webapp.errors import Problem
from webapp.procedures.diagram_outlines import DiagramOutline
from webapp.procedures.findings import finding
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import (
    entrances_of,
    jurisdiction_path,
    locate_in,
    papers_path,
    reach,
    records_of,
)
from webapp.procedures.table_outlines import DecisionsOutline
from webapp.procedures.toml_tables import suggest


def stem(path: str) -> str:
    """The file's name without folder and suffix: the id that the file must hold."""
    return path.rpartition("/")[2].rpartition(".")[0]


def check_diagram_names(path: str, outline: DiagramOutline, jurisdiction: Jurisdiction) -> Iterator[Problem]:
    """One process a file, lanes named as roles. That ids agree with files and forms is the engine's check."""
    if len(outline.processes) > 1:
        yield finding("PK-201", path, found=", ".join(outline.processes), expected=stem(path))
    for lane, line in outline.lanes:
        if lane not in jurisdiction.roles:
            hint = suggest(lane, jurisdiction.roles)
            yield finding("PK-206", path, element_id=lane, line=line, found=lane, **hint)


def check_decision_names(path: str, outline: DecisionsOutline) -> Iterator[Problem]:
    """The file holds the decision that it is named for, and may hold others."""
    if stem(path) not in outline.decisions:
        found = ", ".join(sorted(outline.decisions)) or "—"
        yield finding("PK-203", path, found=found, expected=stem(path))


def check_form_names(forms: Mapping[str, FormSchema]) -> Iterator[Problem]:
    """A form is named as its file."""
    for schema in forms.values():
        if schema.id != stem(schema.file):
            yield finding("PK-204", schema.file, found=schema.id, expected=stem(schema.file))


def check_entrances(
    pack: Pack, jurisdiction: Jurisdiction, diagrams: Mapping[str, DiagramOutline]
) -> Iterator[Problem]:
    """Each entrance's process is there and opens with a form; the forms of the messages are there."""
    own = jurisdiction_path(pack.code)
    for process in {entrance.process_id: None for entrance in jurisdiction.entrances.values()}:
        path = pack.locate("bpmn", process) if process else None
        if process and path is None:
            yield finding("PK-127", own, found=process, expected=f"bpmn/{pack.code}/{process}.bpmn")
        elif path is not None and path in diagrams and not diagrams[path].start_forms:
            yield finding("PK-132", path, found=process)
    for message in jurisdiction.messages.values():
        if message.form_id and pack.locate("forms", message.form_id) is None:
            yield finding("PK-128", own, key=message.name, found=message.form_id)


#: How a file comes into use, by its kind.
_USES = {
    ".bpmn": (
        "在另一个流程图里选中调用它的步骤，在“调用的流程”里选它",
        "select the step of another diagram that calls it, and choose it there as the called process",
    ),
    ".dmn": (
        "在流程图里选中作判断的步骤，在“判断表”里选它",
        "select the step of a diagram that decides, and choose it there as the decision table",
    ),
    ".form": (
        "在流程图里选中要填它的步骤，在“表单”里选它",
        "select the step of a diagram that fills it in, and choose it there as the form",
    ),
}


def check_reached(pack: Pack, jurisdiction: Jurisdiction) -> Iterator[Problem]:
    """Every diagram, table and form can be reached from an entrance or a message."""
    if not jurisdiction.root_process:
        return
    start = {("bpmn", jurisdiction.root_process)}
    for folder in pack.lineage:
        start |= entrances_of(pack.files.get(jurisdiction_path(folder), b""))
        start |= records_of(pack.files.get(papers_path(folder), b""))
    reached = reach(start, locate_in(pack.files, pack.lineage), pack.files.get)
    for path in pack.files:
        use = _USES.get(PurePosixPath(path).suffix)
        if use is not None and path not in reached:
            yield finding("PK-205", path, root=jurisdiction.root_process, use=use[0], use_en=use[1])
