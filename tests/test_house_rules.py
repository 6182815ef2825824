"""Rules that hold for all of the product: no place in the program, no Python from texts, one code for one message."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import webapp
from tests.fresh_database import ON_BOTH
from webapp.cases.faults import CASE_FAULTS
from webapp.cases.moving import CASE_MOVE_FINDINGS
from webapp.decisions import refusals
from webapp.decisions.errors import DecisionsError
from webapp.decisions.findings import FindingKind
from webapp.decisions.verification import kinds
from webapp.engine.faults import FAULTS
from webapp.engine.findings import FINDINGS
from webapp.engine.moving import MOVE_FINDINGS
from webapp.errors import RongcuoError
from webapp.feel.messages import MESSAGES
from webapp.papers import FINDINGS as TEMPLATE_FINDINGS
from webapp.procedures import list_jurisdictions
from webapp.procedures.findings import CATALOGUE as PACK_FINDINGS
from webapp.procedures.forms.findings import CATALOGUE as FORM_FINDINGS
from webapp.procedures.importing.remarks import REMARKS
from webapp.procedures.item_sheets.findings import CATALOGUE as LIST_FINDINGS
from webapp.procedures.papers.findings import CATALOGUE as PAPER_FINDINGS

WEBAPP = Path(webapp.__file__).parent
ROOT = WEBAPP.parent
#: Folders of which the browser's libraries are somebody else's.
OURS = sorted(
    path
    for path in WEBAPP.rglob("*.py")
    if not {"vendor", "node_modules"} & set(path.relative_to(WEBAPP).parts)
)


@cache
def tree_of(path: Path) -> ast.Module:
    """A program, parsed once for all rules."""
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    """How a complaint names a program."""
    return str(path.relative_to(ROOT))


TOP_LEVEL = {"bpmn", "dmn", "forms", "webapp", "tests", "docker", ".ci"}


def places() -> Iterator[str]:
    """What each shipped place is called, by code and in both languages."""
    for code in list_jurisdictions(ROOT):
        told = tomllib.loads((ROOT / "bpmn" / code / "jurisdiction.toml").read_text("utf-8"))
        yield from {told["code"], told["zh"], re.sub(r"^.*[市省](?=.)", "", told["zh"]), told["en"]}


def test_no_program_names_a_place() -> None:
    """Another city is swapped in without touching a line of Python."""
    names = {place.casefold() for place in places()}
    named = [
        f"{name_of(path)} names {place}"
        for path in OURS
        for text in (path.read_text("utf-8").casefold(),)
        for place in names
        if place in text
    ]
    assert named == []


def test_the_rule_about_places_knows_the_shipped_ones() -> None:
    assert {"liwan", "荔湾区"} <= set(places())


FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "code", "codeop", "runpy"}


def ways_to_run_a_text(path: Path) -> Iterator[str]:
    """Every place of a program where a text could become a program."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield f"{node.lineno}: {node.func.id}"
        if isinstance(node, ast.Import):
            roots = {name.name.partition(".")[0] for name in node.names}
            yield from (f"{node.lineno}: {root}" for root in sorted(roots & FORBIDDEN_MODULES))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FORBIDDEN_MODULES:
            yield f"{node.lineno}: {node.module}"


def test_no_program_runs_a_text() -> None:
    assert [f"{name_of(path)}:{way}" for path in OURS for way in ways_to_run_a_text(path)] == []


def test_the_rule_about_texts_sees_every_way_to_run_one(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import pickle, os\nfrom marshal import loads\neval('1')\nprint('eval')\nexec('x = 1')\n"
    )
    assert [line.partition(":")[0] for line in ways_to_run_a_text(program)] == ["1", "2", "3", "5"]


def error_classes() -> set[type[RongcuoError] | type[DecisionsError]]:
    """Every error class of the product that holds a code of its own."""
    found: set[type[RongcuoError] | type[DecisionsError]] = set()
    for module in pkgutil.walk_packages(webapp.__path__, "webapp."):
        if "migrations.versions" in module.name or module.name.endswith(("__main__", "migrations.env")):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(thing) and issubclass(thing, RongcuoError | DecisionsError):
                found.add(thing)
    return found


def finding_codes() -> list[str]:
    """Every code of the lists of findings and incidents."""
    tables = [
        kind.code
        for module in (refusals, kinds)
        for kind in vars(module).values()
        if isinstance(kind, FindingKind)
    ]
    return [
        *FINDINGS,
        *FAULTS,
        *MOVE_FINDINGS,
        *CASE_MOVE_FINDINGS,
        *CASE_FAULTS,
        *MESSAGES,
        *PACK_FINDINGS,
        *FORM_FINDINGS,
        *LIST_FINDINGS,
        *PAPER_FINDINGS,
        *REMARKS,
        *TEMPLATE_FINDINGS,
        *tables,
    ]


def test_every_error_and_every_finding_has_a_code_that_nothing_else_has() -> None:
    codes = Counter([*(vars(each).get("code", "") for each in error_classes()), *finding_codes()])
    assert len(codes) > 300
    assert [code for code, count in codes.items() if count > 1 or not code] == []


_CODE = re.compile(r"[A-Z]{2}-[0-9]{3,4}")


def test_a_code_is_given_its_name_in_one_place() -> None:
    """Also where no error class holds it: an incident whose code is a constant takes none that stands elsewhere."""
    named = Counter(
        str(node.value.value)
        for path in OURS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and _CODE.fullmatch(str(node.value.value))
    )
    assert len(named) > 100
    assert [code for code, count in named.items() if count > 1] == []
    assert named.keys() - {*finding_codes(), *(each.code for each in error_classes())} == set()


ERRORS = sorted(error_classes(), key=lambda each: each.code)


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: each.code)
def test_every_error_speaks_both_languages_with_the_same_facts(
    error: type[RongcuoError | DecisionsError],
) -> None:
    assert error.zh
    assert error.en
    facts = [
        {re.sub(r"_(zh|en)$", "", name) for name in re.findall(r"\{(\w+)", text)}
        for text in (error.zh, error.en)
    ]
    assert facts[0] == facts[1]
    assert not re.search(r"[\u4e00-\u9fff]", error.en)


def test_every_finding_and_incident_is_provoked_by_a_test() -> None:
    tests = "".join(
        path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)
    )
    assert [code for code in finding_codes() if code not in tests] == []


def test_nothing_stands_at_the_top_that_has_no_place_there() -> None:
    ignored = {
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()
        if line.endswith("/") and not line.startswith("*")
    }
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert folders - TOP_LEVEL - ignored - {".git"} == set()


def module_name(path: Path) -> str:
    """What a file is imported as."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in OURS}


def imports_of(module: str) -> set[str]:
    """The modules of the product that a module imports anywhere, also only for its types."""
    found: set[str] = set()
    for node in ast.walk(tree_of(MODULES[module])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return found & MODULES.keys() - {module}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Modules that reach each other, as sets: what cannot be understood one after the other."""
    reached = {module: set(targets) for module, targets in graph.items()}
    changed = True
    while changed:
        changed = False
        for module, targets in reached.items():
            more = set().union(*(reached[target] for target in targets)) - targets
            reached[module] = targets | more
            changed = changed or bool(more)
    found: list[set[str]] = []
    for module in graph:
        circle = {other for other in reached[module] if module in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def test_a_newcomer_can_read_the_modules_one_after_the_other() -> None:
    found = circles({module: imports_of(module) for module in MODULES})
    assert [sorted(circle) for circle in found] == []


#: Where a program may ask the machine's own clock for the time of day, and why.
MACHINE_CLOCK = {
    "webapp/feel/present.py": "FEEL used alone, on the command line; every host sets a clock of its own"
}
ASKS_THE_MACHINE = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "ctime"),
}  # fmt: skip


def asked_clocks(path: Path) -> Iterator[str]:
    """Every place of a program that names a function of the machine's clock, called or handed on."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            holder = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            )
            if (holder, node.attr) in ASKS_THE_MACHINE:
                yield f"{node.lineno}: {holder}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (
                f"{node.lineno}: {name.name}"
                for name in node.names
                if ("time", name.name) in ASKS_THE_MACHINE
            )


def test_every_program_asks_the_database_for_the_time() -> None:
    """A worker whose own clock is wrong must do nothing early or late. Measuring spans (monotonic) is no time of day."""
    asked = {name_of(path): clocks for path in OURS if (clocks := list(asked_clocks(path)))}
    assert asked.keys() == MACHINE_CLOCK.keys(), asked


def test_the_rule_about_clocks_sees_every_way_to_ask(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import datetime as dt, time\nfrom datetime import date, datetime\nfrom time import time as clock\n"
        "datetime.now()\ndt.datetime.now(dt.UTC)\ndate.today()\nfield(default_factory=time.time)\n"
        "database.now(session)\ntime.monotonic()\n"
    )
    assert [line.partition(":")[0] for line in asked_clocks(program)] == ["3", "4", "5", "6", "7"]


def test_what_runs_on_both_databases_is_there() -> None:
    assert [name for name in ON_BOTH if not (ROOT / "tests" / name).exists()] == []


def public_parts(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """The public classes and functions of a module by name, the public methods of a class after it (``Class.name``)."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def is_one_line(method: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a method is one short statement, which tells its reader as much as a sentence would."""
    (first, *more) = method.body
    return not more and first.lineno == first.end_lineno


def protocols() -> list[type]:
    """The protocols of the product: what they say of a method holds for whatever implements it."""
    found = (
        thing
        for module in MODULES
        if "migrations" not in module and "static" not in module
        for thing in vars(importlib.import_module(module)).values()
    )
    return list(
        {thing for thing in found if inspect.isclass(thing) and getattr(thing, "_is_protocol", False)}
    )


PROTOCOLS = protocols()


def is_told_elsewhere(holder: type, name: str) -> bool:
    """Whether a base class or a protocol that ``holder`` implements says what the method ``name`` is for."""
    if inspect.getdoc(getattr(holder, name)):
        return True
    for protocol in PROTOCOLS:
        asked = {each for each in vars(protocol) if not each.startswith("_")}
        if (
            name in asked
            and inspect.getdoc(getattr(protocol, name))
            and all(hasattr(holder, each) for each in asked)
        ):
            return True
    return False


def untold(path: Path) -> Iterator[str]:
    """What of a file is public and does not say what it is for: no docstring of its own, no inherited one."""
    tree = tree_of(path)
    if tree.body and not ast.get_docstring(tree):
        yield "the module"
    for name, node in public_parts(tree):
        holder, _, method = name.rpartition(".")
        if ast.get_docstring(node) or (holder and is_one_line(node)):
            continue
        if not holder or not is_told_elsewhere(
            getattr(importlib.import_module(module_name(path)), holder), method
        ):
            yield f"{node.lineno}: {name}"


def test_whatever_is_public_says_what_it_is_for() -> None:
    told_by_itself = {
        "versions",
        "static",
    }  # Migrations say it in their revision, scripts of the build in theirs.
    asked = [path for path in OURS if not told_by_itself & set(path.parts)]
    assert [f"{name_of(path)}:{part}" for path in asked for part in untold(path)] == []


def test_the_rule_about_public_parts_sees_what_says_nothing(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("def f():\n    pass\n\n\nclass C:\n    '''Says it.'''\n\n\nclass D:\n    x = 1\n")
    assert list(untold(program)) == ["the module", "1: f", "9: D"]
