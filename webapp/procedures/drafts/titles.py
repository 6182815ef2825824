"""What people call the files of a draft: the diagram “受理”, the table “认定建议”, the form of the step that asks it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from webapp.errors import Language
from webapp.procedures.packs import Pack
from webapp.procedures.table_outlines import outline_decisions

FileKind = Literal["diagram", "table", "form", "paper", "scenario", "settings", "texts", "words", "papers"]

#: The kinds in the order in which a draft lists them, with what one file of each is called.
KIND_NAMES: Mapping[FileKind, tuple[str, str]] = {
    "diagram": ("流程图", "Diagram"),
    "table": ("判断表", "Table"),
    "form": ("表单", "Form"),
    "paper": ("文书模板", "Template"),
    "scenario": ("情景", "Scenario"),
    "settings": ("名称、岗位和参数", "Names, roles and parameters"),
    "texts": ("英文文字", "English texts"),
    "words": ("本地的说法", "The place's own words"),
    "papers": ("文书目录", "List of papers"),
}
_ALONE = frozenset({"settings", "texts", "words", "papers"})


def name_kind(kind: FileKind, language: Language = "zh") -> str:
    """What the files of a kind are called together, as above a list of them."""
    zh, en = KIND_NAMES[kind]
    if language == "zh":
        return zh
    return en if kind in _ALONE else f"{en}s"


@dataclass(frozen=True, slots=True)
class FileTitle:
    """What a file is, and its name in both languages; empty for what there is one of."""

    kind: FileKind
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """Kind and name: 流程图“受理”."""
        kind_zh, kind_en = KIND_NAMES[self.kind]
        if self.kind in _ALONE:
            return kind_en if language == "en" else kind_zh
        return f"{kind_en} '{self.en or self.zh}'" if language == "en" else f"{kind_zh}“{self.zh}”"

    def name(self, language: Language = "zh") -> str:
        """The name alone; the kind's where there is one file of it."""
        if self.kind in _ALONE:
            return KIND_NAMES[self.kind][language == "en"]
        return (self.en or self.zh) if language == "en" else self.zh


def kind_of_file(path: str) -> FileKind:
    """What a file is, by its path."""
    name = PurePosixPath(path).name
    by_suffix: Mapping[str, FileKind] = {
        ".bpmn": "diagram",
        ".dmn": "table",
        ".form": "form",
        ".docx": "paper",
    }
    if name == "texts.en.toml":
        return "texts"
    if name == "texts.zh.toml":
        return "words"
    if name == "papers.toml":
        return "papers"
    if path.startswith("tests/"):
        return "scenario"
    return by_suffix.get(PurePosixPath(path).suffix, "settings")


def title_files(pack: Pack) -> dict[str, FileTitle]:
    """The titles of a pack's files by path; the file's own name where what it holds cannot be read."""
    forms = _form_names(pack)
    papers = pack.read_papers()[0].kinds
    titles = {}
    for path in pack.files:
        kind, stem = kind_of_file(path), PurePosixPath(path).stem
        english = pack.texts("en").of_file(path)
        zh, en = stem, ""
        if kind == "diagram" and (outline := pack.diagram_outlines.get(path)) is not None:
            own = next(iter(outline.processes), "")
            zh, en = outline.named.get(own, stem), english.get(own, "")
        elif kind == "table" and (tables := outline_decisions(pack.files[path])) is not None:
            last = stem if stem in tables.decisions else next(iter(tables.decisions), stem)
            zh, en = tables.decisions.get(last) or stem, english.get(last, "")
        elif kind == "form":
            zh, en = forms.get(stem) or (own_form_name(pack.files[path]) or stem, "")
        elif kind == "paper" and stem in papers:
            zh, en = papers[stem].zh, papers[stem].en
        elif kind == "scenario":
            zh, en = _scenario_name(pack.files[path], stem)
        titles[path] = FileTitle(kind, " ".join(zh.split()), " ".join(en.split()))
    return titles


def _form_names(pack: Pack) -> dict[str, tuple[str, str]]:
    """The name of the step that asks each form, which goes before the form's own."""
    names: dict[str, tuple[str, str]] = {}
    jurisdiction, _ = pack.read_jurisdiction()
    for message in jurisdiction.messages.values():
        if message.form_id is not None:
            names[message.form_id] = (message.zh, message.en)
    for path, outline in pack.diagram_outlines.items():
        english = pack.texts("en").of_file(path)
        for step in outline.steps:
            if step.form_id:
                names[step.form_id] = (step.name, english.get(step.id, ""))
    return names


def own_form_name(source: bytes) -> str:
    """What a form was called when it was added; empty where it was not, or the file cannot be read."""
    try:
        schema = json.loads(source)
    except (ValueError, RecursionError):
        return ""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _scenario_name(content: bytes, stem: str) -> tuple[str, str]:
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return stem, ""
    zh, en = data.get("name"), data.get("name_en")
    return (zh if isinstance(zh, str) and zh else stem), (en if isinstance(en, str) else "")
