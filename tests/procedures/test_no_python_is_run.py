"""No text of a pack is ever compiled or run as Python: Python itself is the witness, through its audit events."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.procedures.small_pack import CODE, MATTER, Change, write_pack
from webapp.procedures import list_jurisdictions

ROOT = Path(__file__).resolve().parent.parent.parent

#: Reads, checks and walks a pack, and prints what was compiled or run meanwhile. Modules that are only now imported
#: are compiled and run too: their events have the import machinery on the stack and are not counted. The checks read
#: the templates of papers in a child process: children of the checks are told apart, as arguments, folder and names of
#: the environment; what the child does with a template is done here once more, before the witness.
_WITNESS = """
import json, sys
from pathlib import Path
from webapp.papers.outline import outline_template
from webapp.procedures import check_content, read_pack, run_scenarios

seen = []
children = []

def is_importing():
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False

def witness(event, arguments):
    if event in ("compile", "exec") and not is_importing():
        seen.append([event, repr(arguments)[:200]])
    if event == "subprocess.Popen" and is_checking:
        children.append([*arguments[1], arguments[2], *sorted(arguments[3] or ["everything"])])
    elif event.startswith(("os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "pty.spawn", "subprocess")):
        seen.append([event, repr(arguments)[:200]])

is_checking = False
sys.addaudithook(witness)
told = {}
for name, code, root in json.loads(sys.argv[1]):
    seen.clear()
    children.clear()
    pack = read_pack(code, Path(root))
    is_checking = True
    errors = [problem.code for problem in check_content(pack) if problem.severity == "error"]
    is_checking = False
    for path, content in pack.files.items():
        if path.endswith(".docx"):
            outline_template(content)
    results = [] if errors else run_scenarios(pack, pack.scenarios, restart_after_each_step=True)
    if name == "twist":
        eval("1 + 1")
    told[name] = {"seen": list(seen), "children": list(children), "errors": errors, "passed": [each.is_passed for each in results]}
print(json.dumps(told))
"""


#: The one child that checks may start: the reader of templates, with nothing of the platform's environment.
READER = [sys.executable, "-m", "webapp.papers", None, "PYTHONHASHSEED", "PYTHONPATH"]

ATTACK = "__import__('os').system('true')"

#: Places of a diagram that hold an expression, and what stands there instead.
ATTACKS: dict[str, Change] = {
    "a condition": ('=advice != "deny"', f"={ATTACK}"),
    "a condition without its sign": ('=advice != "deny"', ATTACK),
    "an input mapping": ('source="=advice"', f'source="={ATTACK}"'),
    "a timer": ("P60D", f"={ATTACK}"),
    "a timer without its sign": ("P60D", ATTACK),
    "a correlation key": ('correlationKey="=case.no"', f'correlationKey="={ATTACK}"'),
    "candidates": ('candidateGroups="intake"', f'candidateGroups="={ATTACK}"'),
}

SHIPPED = list_jurisdictions(ROOT)

Told = dict[str, dict[str, list[object]]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the witness saw of the shipped packs, of the small one with a twist, and of the small one under attack."""
    walks = [[code, code, str(ROOT)] for code in SHIPPED]
    walks.append(["twist", CODE, str(write_pack(tmp_path_factory.mktemp("twist")))])
    for place, change in ATTACKS.items():
        walks.append([place, CODE, str(write_pack(tmp_path_factory.mktemp("attack"), {MATTER: change}))])
    ran = subprocess.run(
        [sys.executable, "-c", _WITNESS, json.dumps(walks)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    seen: Told = json.loads(ran.stdout.splitlines()[-1])
    return seen


@pytest.mark.parametrize("code", SHIPPED)
def test_walking_a_shipped_pack_compiles_and_runs_no_python(told: Told, code: str) -> None:
    assert told[code]["seen"] == []
    assert all(child == READER for child in told[code]["children"])
    assert told[code]["errors"] == []
    assert told[code]["passed"]
    assert all(told[code]["passed"])


def test_the_witness_sees_python_that_is_run(told: Told) -> None:
    assert told["twist"]["passed"] == [True, True]
    assert ["compile" in str(event) or "exec" in str(event) for event in told["twist"]["seen"]] == [
        True,
        True,
    ]


@pytest.mark.parametrize("place", ATTACKS)
def test_python_in_a_diagram_is_never_run_whatever_the_checks_say(told: Told, place: str) -> None:
    assert told[place]["seen"] == []
    assert told[place]["children"] == [], "the small pack has no papers"
