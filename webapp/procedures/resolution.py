"""Which files make up a pack: its own, then what it extends, then ``shared``; of those below, only what is
reached.

Ids find their files: process ``verify`` is ``bpmn/<folder>/verify.bpmn`` in the first folder that has it,
and likewise for decisions and forms. So a place overrides a shared process, table or form by having a file
of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from webapp.errors import Language, Problem
from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.errors import PackFileUnreadable, PackNotFound
from webapp.procedures.files import MAX_PACK_BYTES, MAX_PACK_FILES, PackFiles
from webapp.procedures.findings import finding
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.jurisdiction_layers import Layer, read_layer
from webapp.procedures.papers.demands import read_demand
from webapp.procedures.table_outlines import outline_decisions
from webapp.procedures.toml_tables import read_toml

SHARED = "shared"
_MAX_LAYERS = 8
PAPER_SUFFIX = ".docx"
#: Folder (of a place) and suffix of each kind of file that ids refer to.
KINDS: Mapping[str, tuple[str, str]] = {
    "bpmn": ("bpmn/{folder}", ".bpmn"),
    "dmn": ("dmn/{folder}", ".dmn"),
    "forms": ("forms/{folder}", ".form"),
    "papers": ("forms/{folder}/papers", PAPER_SUFFIX),
}

Reference = tuple[str, str]
"""A kind (``bpmn``, ``dmn``, ``forms``, ``papers``) and an id."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The closure of a pack, and what could not be taken into it."""

    code: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def jurisdiction_path(code: str) -> str:
    """Where a place tells what it is: names, roles, parameters, what it extends."""
    return f"bpmn/{code}/jurisdiction.toml"


def texts_path(code: str, language: Language = "en") -> str:
    """Where a place's English texts stand, or its own Chinese words for what it shares."""
    return f"bpmn/{code}/texts.{language}.toml"


def papers_path(code: str) -> str:
    """Where a place names its papers, whose templates lie beside it."""
    return f"forms/{code}/papers/papers.toml"


def scenario_folder(code: str) -> str:
    """Where the matters lie that prove a place's procedures."""
    return f"tests/scenarios/{code}"


def find_lineage(code: str, read: Callable[[str], bytes | None], problems: list[Problem]) -> tuple[str, ...]:
    """The folders that a pack is made of, nearest first, ending with ``shared``."""
    lineage: list[str] = []
    current = code
    while True:
        lineage.append(current)
        content = read(jurisdiction_path(current))
        layer = Layer("") if content is None else read_layer(content, jurisdiction_path(current), [])
        following = layer.extends
        if not following:
            break
        place, line = jurisdiction_path(current), layer.lines.get("extends")
        if following in lineage or len(lineage) >= _MAX_LAYERS:
            problems.append(finding("PK-125", place, line=line, found=" → ".join([*lineage, following])))
            break
        if not is_jurisdiction_code(following) or read(jurisdiction_path(following)) is None:
            problems.append(finding("PK-124", place, line=line, found=following))
            break
        current = following
    return (*lineage, SHARED)


def references_of(path: str, content: bytes) -> set[Reference]:
    """The processes, decisions and forms that a file names."""
    if path.endswith(".bpmn") and (diagram := outline_diagram(content)) is not None:
        return {
            *(("bpmn", name) for name in diagram.callees),
            *(("dmn", name) for name in diagram.decisions),
            *(("forms", name) for name in diagram.forms),
            *(("papers", name) for step in diagram.steps for name in read_demand(step.papers).ids),
        }
    if path.endswith(".dmn") and (decisions := outline_decisions(content)) is not None:
        return {("dmn", name) for name in decisions.required - decisions.decisions.keys()}
    return set()


def reach(
    start: Iterable[Reference], locate: Callable[[Reference], str | None], read: Callable[[str], bytes | None]
) -> set[str]:
    """The files reached from ``start`` by following references; what cannot be located is passed over."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        path = locate(waiting.pop())
        if path is None or path in reached:
            continue
        reached.add(path)
        waiting.extend(sorted(references_of(path, read(path) or b"")))
    return reached


def locate_in(paths: Iterable[str], lineage: tuple[str, ...]) -> Callable[[Reference], str | None]:
    """A function from a reference to the nearest file among ``paths`` that holds it."""
    present = frozenset(paths)

    def locate(reference: Reference) -> str | None:
        kind, name = reference
        place, suffix = KINDS[kind]
        candidates = (f"{place.format(folder=folder)}/{name}{suffix}" for folder in lineage)
        return next((path for path in candidates if path in present), None)

    return locate


def resolve_files(code: str, source: PackFiles) -> Resolved:
    """Collect the closure of the pack ``code`` from a folder or from memory.

    Raises:
        PackNotFound: there is no folder ``bpmn/<code>/``.
    """
    if not is_jurisdiction_code(code) or not source.list_paths(f"bpmn/{code}"):
        raise PackNotFound(pack=code, place=source.place, folder=f"bpmn/{code}/")
    return _Resolution(code, source).run()


@dataclass(slots=True)
class _Resolution:
    code: str
    source: PackFiles
    taken: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    total: int = 0

    def run(self) -> Resolved:
        lineage = find_lineage(self.code, self.take_if_present, self.problems)
        available = [
            path
            for folder in lineage
            for place, suffix in KINDS.values()
            for path in self.source.list_paths(place.format(folder=folder))
            if path.endswith(suffix)
        ]
        for folder in lineage:
            self.take_if_present(jurisdiction_path(folder))
            self.take_if_present(texts_path(folder, "en"))
            self.take_if_present(texts_path(folder, "zh"))
            self.take_if_present(papers_path(folder))
        own = [path for path in available if path.split("/")[1] == self.code]
        for path in own:
            self.take(path)
        for path in self.source.list_paths(scenario_folder(self.code)):
            if path.endswith(".toml"):
                self.take(path)
        start = self._entrances(lineage, own)
        for path in sorted(reach(start, locate_in(available, lineage), self.take)):
            self.take(path)
        return Resolved(self.code, dict(sorted(self.taken.items())), tuple(self.problems))

    def _entrances(self, lineage: tuple[str, ...], own: list[str]) -> set[Reference]:
        """Everything the pack's own files name, its root process and the forms of its messages."""
        start = {reference for path in own for reference in references_of(path, self.taken.get(path, b""))}
        for folder in lineage:
            start |= entrances_of(self.taken.get(jurisdiction_path(folder), b""))
            start |= records_of(self.taken.get(papers_path(folder), b""))
        return start

    def take_if_present(self, path: str) -> bytes | None:
        if path not in self.source.list_paths(path.rpartition("/")[0]):
            return None
        return self.take(path)

    def take(self, path: str) -> bytes | None:
        """Read a file into the closure once; a refusal is reported once."""
        if path in self.taken or path in self.refused:
            return self.taken.get(path)
        try:
            content = self.source.read(path)
        except PackFileUnreadable as error:
            self._refuse(path, error.problem)
            return None
        if len(self.taken) >= MAX_PACK_FILES:
            self._refuse(path, finding("PK-104", path, found=f"> {MAX_PACK_FILES}", limit=MAX_PACK_FILES))
            return None
        if self.total + len(content) > MAX_PACK_BYTES:
            limit = f"{MAX_PACK_BYTES // 2**20} MB"
            self._refuse(path, finding("PK-104", path, found=f"> {limit}", limit=limit))
            return None
        self.total += len(content)
        self.taken[path] = content
        return content

    def _refuse(self, path: str, problem: Problem) -> None:
        self.refused.add(path)
        self.problems.append(problem)


def entrances_of(jurisdiction: bytes) -> set[Reference]:
    """Where a place's procedures are entered: its root process, its other entrances and the forms of its messages."""
    layer = read_layer(jurisdiction, "", [])
    start: set[Reference] = {
        ("forms", message.form_id) for message in layer.messages.values() if message.form_id
    }
    if root := layer.texts.get("root_process"):
        start.add(("bpmn", root))
    start |= {("bpmn", entrance.process_id) for entrance in layer.entrances.values()}
    return start


def records_of(papers: bytes) -> set[Reference]:
    """The forms that a place's papers name as records: nobody fills them in, they tell papers what diagrams work out."""
    top = read_toml(papers, "", [])
    return {("forms", name) for name in top.text_list("records", required=False)} if top else set()
