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
#: are compiled and run too: their events have the import machinery on the stack and are not counted.
_WITNESS = """
import json, sys
from pathlib import Path
from webapp.procedures import check_content, read_pack, run_scenarios

seen = []

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
    if event.startswith(("os.system", "os.exec", "os.spawn", "subprocess")):
        seen.append([event, repr(arguments)[:200]])

code, root, twist = sys.argv[1:]
sys.addaudithook(witness)
pack = read_pack(code, Path(root))
errors = [problem.code for problem in check_content(pack) if problem.severity == "error"]
results = [] if errors else run_scenarios(pack, pack.scenarios, restart_after_each_step=True)
if twist:
    eval("1 + 1")
print(json.dumps({"seen": seen, "errors": errors, "passed": [each.is_passed for each in results]}))
"""


def walk_under_witness(code: str, root: Path, *, twist: bool = False) -> dict[str, list[object]]:
    ran = subprocess.run(
        [sys.executable, "-c", _WITNESS, code, str(root), "twist" if twist else ""],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told: dict[str, list[object]] = json.loads(ran.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("code", list_jurisdictions(ROOT))
def test_walking_a_shipped_pack_compiles_and_runs_no_python(code: str) -> None:
    told = walk_under_witness(code, ROOT)
    assert told["seen"] == []
    assert told["errors"] == []
    assert told["passed"]
    assert all(told["passed"])


def test_the_witness_sees_python_that_is_run(tmp_path: Path) -> None:
    told = walk_under_witness(CODE, write_pack(tmp_path), twist=True)
    assert told["passed"] == [True, True]
    assert ["compile" in str(event) or "exec" in str(event) for event in told["seen"]] == [True, True]


ATTACK = "__import__('os').system('true')"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('=advice != "deny"', f"={ATTACK}"),
        ('=advice != "deny"', ATTACK),
        ('source="=advice"', f'source="={ATTACK}"'),
        ("P60D", f"={ATTACK}"),
        ("P60D", ATTACK),
        ('correlationKey="=case.no"', f'correlationKey="={ATTACK}"'),
        ('candidateGroups="intake"', f'candidateGroups="={ATTACK}"'),
    ],
)
def test_python_in_a_diagram_is_never_run_whatever_the_checks_say(tmp_path: Path, old: str, new: str) -> None:
    change: Change = (old, new)
    told = walk_under_witness(CODE, write_pack(tmp_path, {MATTER: change}))
    assert told["seen"] == []
