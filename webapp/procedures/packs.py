"""A pack: the files of one jurisdiction's procedures under one digest, and what is read from them.

Parts are read when they are first asked for, and kept: a pack is immutable and shared by all threads of a
process. Asking for a part that cannot be read raises `PackRefused` with everything that is wrong with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from webapp import decisions
from webapp.engine import Deployment, DeploymentRefused, Surroundings, read_deployment
from webapp.errors import Language, Problem
from webapp.feel import Value, from_python
from webapp.procedures.diagram_outlines import DiagramOutline, outline_diagram
from webapp.procedures.errors import PackRefused
from webapp.procedures.files import FolderFiles, PackFiles
from webapp.procedures.findings import finding, has_errors
from webapp.procedures.forms import FormRefused, FormSchema, read_form
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.jurisdiction_layers import merge_layers, read_layer
from webapp.procedures.lists import MATCHING_DECISION, ListItem, read_list_items
from webapp.procedures.notice_texts import notice_inputs
from webapp.procedures.operations import declared_inputs, required_inputs
from webapp.procedures.papers.catalogue import Papers, read_papers
from webapp.procedures.resolution import (
    find_lineage,
    jurisdiction_path,
    locate_in,
    resolve_files,
    scenario_folder,
    texts_path,
)
from webapp.procedures.scenario_files import Scenario
from webapp.procedures.scenario_sets import ScenarioSet, read_scenario_set
from webapp.procedures.table_outlines import outline_decisions
from webapp.procedures.table_scenario_files import TableScenario
from webapp.procedures.table_texts import AS_WRITTEN, TableTexts, read_table_texts
from webapp.procedures.texts import (
    FileTexts,
    Texts,
    WrittenText,
    plain_texts,
    read_written_texts,
    share_column_texts,
)

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
#: The facts that the platform adds to what a start form asks: who opened the matter, and whether for somebody else.
OPENER_FACTS = frozenset({"application.account", "application.on_behalf"})


def read_pack(code: str, root: Path) -> Pack:
    """Read the pack ``code`` from a folder that mirrors the repository (``bpmn/ dmn/ forms/
    tests/scenarios/``).

    Raises:
        PackNotFound: the folder holds no such pack.
    """
    return collect_pack(code, FolderFiles(root))


def collect_pack(code: str, source: PackFiles) -> Pack:
    """Collect a pack's closure from any source of files.

    Raises:
        PackNotFound: the source holds no such pack.
    """
    resolved = resolve_files(code, source)
    return Pack(code, MappingProxyType(dict(resolved.files)), resolved.problems)


def digest_files(files: Mapping[str, bytes]) -> str:
    """The SHA-256, in hexadecimal, over all paths and contents in the order of the paths."""
    digest = hashlib.sha256()
    for path in sorted(files):
        # Length before content: two different sets of files can never give the same stream.
        digest.update(f"{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Pack:
    """One jurisdiction's procedures. ``files`` maps paths such as ``bpmn/town/handle.bpmn`` to contents.

    ``reading_problems`` names what could not be taken in; a pack that has any is never published.
    """

    code: str
    files: Mapping[str, bytes]
    reading_problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def digest(self) -> str:
        """The name of this version: equal files, equal digest, wherever they lie."""
        return digest_files(self.files)

    @cached_property
    def lineage(self) -> tuple[str, ...]:
        """The folders it is made of, nearest first, ending with ``shared``."""
        return find_lineage(self.code, self.files.get, [])

    def paths(self, suffix: str) -> list[str]:
        """The files with this suffix, sorted."""
        return [path for path in sorted(self.files) if path.endswith(suffix)]

    def locate(self, kind: str, name: str) -> str | None:
        """The file that holds a process (``bpmn``), decision (``dmn``) or form (``forms``)."""
        return locate_in(self.files, self.lineage)((kind, name))

    def with_suffix(self, suffix: str) -> dict[str, bytes]:
        """The contents of the files with this suffix."""
        return {path: self.files[path] for path in self.paths(suffix)}

    # -- jurisdiction ---------------------------------------------------------------------------

    def read_jurisdiction(self) -> tuple[Jurisdiction, list[Problem]]:
        """The jurisdiction as far as it can be read, and what is wrong with it."""
        problems: list[Problem] = []
        own = jurisdiction_path(self.code)
        if own not in self.files:
            problems.append(finding("PK-120", own))
        find_lineage(self.code, self.files.get, problems)
        layers = [
            read_layer(self.files.get(jurisdiction_path(folder), b""), jurisdiction_path(folder), problems)
            for folder in self.lineage
        ]
        return merge_layers(self.code, layers, problems), problems

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        """Names, roles, parameters and messages of the place.

        Raises:
            PackRefused: ``jurisdiction.toml`` has errors.
        """
        jurisdiction, problems = self.read_jurisdiction()
        self._refuse_errors(problems)
        return jurisdiction

    @cached_property
    def parameter_values(self) -> Mapping[str, Value]:
        """What FEEL reads as ``parameters``."""
        return MappingProxyType(
            {name: from_python(each.value) for name, each in self.jurisdiction.parameters.items()}
        )

    # -- tables and forms -----------------------------------------------------------------------

    @cached_property
    def decisions(self) -> decisions.Model:
        """The decision tables.

        Raises:
            PackRefused: a table cannot be read.
        """
        try:
            return decisions.load(self.with_suffix(".dmn"))
        except decisions.DecisionsRefused as error:
            raise PackRefused(self.code, [problem_of(each) for each in error.findings]) from error

    def read_forms(self) -> tuple[dict[str, FormSchema], list[Problem]]:
        """The forms that can be read, by id, and what is wrong with the others."""
        forms, problems = self._forms_read
        return dict(forms), list(problems)

    @cached_property
    def _forms_read(self) -> tuple[dict[str, FormSchema], list[Problem]]:
        forms: dict[str, FormSchema] = {}
        problems: list[Problem] = []
        for path in self.paths(".form"):
            try:
                schema = read_form(self.files[path], path, *self.form_texts(path))
            except FormRefused as error:
                problems.extend(error.problems)
            else:
                forms[schema.id] = schema
        return forms, problems

    def form_texts(self, path: str) -> tuple[FileTexts, FileTexts]:
        """The English of a form, and the place's own Chinese for it."""
        return self.texts("en").of_file(path), self.texts("zh").of_file(path)

    @cached_property
    def forms(self) -> Mapping[str, FormSchema]:
        """The forms by id.

        Raises:
            PackRefused: a form cannot be read.
        """
        forms, problems = self.read_forms()
        self._refuse_errors(problems)
        return MappingProxyType(forms)

    def read_papers(self) -> tuple[Papers, list[Problem]]:
        """The papers that have a name and a template, and what is wrong with the others."""
        problems: list[Problem] = []
        return read_papers(self.files, self.lineage, problems), problems

    @cached_property
    def papers(self) -> Papers:
        """The papers by id, and who issues them.

        Raises:
            PackRefused: ``papers.toml`` has errors.
        """
        papers, problems = self.read_papers()
        self._refuse_errors(problems)
        return papers

    @cached_property
    def list_items(self) -> tuple[ListItem, ...]:
        """The items of the place's lists, as forms offer them: the rows of its matching table."""
        return read_list_items(self.decisions, self.table_texts(MATCHING_DECISION, "en"))

    # -- diagrams -------------------------------------------------------------------------------

    @cached_property
    def surroundings(self) -> Surroundings:
        """What the diagrams may refer to."""
        jurisdiction, forms, opening = self.jurisdiction, self.forms, self._start_forms()
        return Surroundings(
            roles={role.id: role.zh for role in jurisdiction.roles.values()},
            forms={
                form_id: schema.field_keys | (OPENER_FACTS if form_id in opening else frozenset())
                for form_id, schema in forms.items()
            },
            decisions=self.decisions,
            operations=declared_inputs(),
            required_inputs=required_inputs(),
            parameters=self.parameter_values,
            messages={
                message.name: frozenset(forms[message.form_id].entities)
                for message in jurisdiction.messages.values()
                if message.form_id is not None and message.form_id in forms
            },
            further_inputs=notice_inputs(
                self.diagram_outlines, self._written_texts("en"), self._written_texts("zh")
            ),
            names=self.texts("zh").by_file,
            require_names=True,
        )

    @cached_property
    def diagram_outlines(self) -> Mapping[str, DiagramOutline]:
        """The outlines of the diagrams that are well-formed, by file."""
        outlines = {path: outline_diagram(self.files[path]) for path in self.paths(".bpmn")}
        return MappingProxyType({path: outline for path, outline in outlines.items() if outline is not None})

    def _start_forms(self) -> frozenset[str]:
        """The forms that open a matter."""
        entered = (self.locate("bpmn", each.process_id) for each in self.jurisdiction.entrances.values())
        outlines = (self.diagram_outlines.get(path or "") for path in entered)
        return frozenset(form for outline in outlines if outline is not None for form in outline.start_forms)

    @cached_property
    def deployment(self) -> Deployment:
        """The diagrams, ready to run.

        Raises:
            PackRefused: a diagram, or something it needs, has errors.
        """
        try:
            return read_deployment(self.with_suffix(".bpmn"), self.surroundings)
        except DeploymentRefused as error:
            raise PackRefused(self.code, error.problems) from error

    # -- texts and scenarios --------------------------------------------------------------------

    def texts(self, language: Language) -> Texts:
        """The pack's texts in a language. Chinese stands in the files themselves, but for the place's own words."""
        return self._texts[language]

    @cached_property
    def _texts(self) -> Mapping[Language, Texts]:
        return {language: self._read_texts(language) for language in _LANGUAGES}

    def _read_texts(self, language: Language) -> Texts:
        texts = plain_texts(self._written_texts(language))
        for path in texts.keys() & set(self.paths(".dmn")):
            outline = outline_decisions(self.files[path])
            if outline is not None:
                share_column_texts(texts[path], outline.columns)
        return Texts(language, texts)

    def _written_texts(self, language: Language) -> Mapping[str, Mapping[str, WrittenText]]:
        return read_written_texts(self.text_files(language), [])

    def table_texts(self, decision_id: str, language: Language) -> TableTexts:
        """The texts of a decision's table in a language; of none, where the pack has no such table."""
        return self._table_texts[language].get(decision_id, AS_WRITTEN)

    @cached_property
    def _table_texts(self) -> Mapping[Language, Mapping[str, TableTexts]]:
        found: dict[Language, dict[str, TableTexts]] = {language: {} for language in _LANGUAGES}
        for path in self.paths(".dmn"):
            outline = outline_decisions(self.files[path])
            if outline is None:
                continue
            for table in outline.tables:
                for language in _LANGUAGES:
                    texts = self.texts(language).of_file(path)
                    found[language][table.decision_id] = read_table_texts(outline, table, texts)
        return found

    def text_files(self, language: Language = "en") -> list[tuple[str, bytes]]:
        """The files of texts in a language that are there, nearest first."""
        paths = (texts_path(folder, language) for folder in self.lineage)
        return [(path, self.files[path]) for path in paths if path in self.files]

    @cached_property
    def scenario_set(self) -> ScenarioSet:
        """The scenarios that can be read, and what is wrong with the others."""
        folder = scenario_folder(self.code) + "/"
        return read_scenario_set(
            {path: content for path, content in self.files.items() if path.startswith(folder)}
        )

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that prove the pack.

        Raises:
            PackRefused: a scenario file cannot be read.
        """
        self._refuse_errors(self.scenario_set.matter_problems)
        return self.scenario_set.matters

    @cached_property
    def table_scenarios(self) -> tuple[TableScenario, ...]:
        """The table scenarios that prove the pack.

        Raises:
            PackRefused: a scenario file cannot be read.
        """
        self._refuse_errors(self.scenario_set.table_problems)
        return self.scenario_set.tables

    def _refuse_errors(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        if has_errors(problems):
            raise PackRefused(self.code, problems)


def problem_of(found: decisions.Finding) -> Problem:
    """A table's finding as a problem of the pack."""
    return Problem(
        code=found.code,
        severity="error" if found.severity == "error" else "warning",
        file=found.file,
        element_id=found.element_id or found.decision_id,
        line=found.line,
        zh=found.zh,
        en=found.en,
    )
