"""Asking the child process: scenarios of a draft run, its diagrams, a case played, facts put to a table. Results of runs
are kept by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from webapp.feel import Value
from webapp.procedures.drafts.checker import CHECKER, Checker, CheckFailed, Question
from webapp.procedures.drafts.checking import KeptAnswers
from webapp.procedures.packs import digest_files
from webapp.procedures.proof.answers import Drawing, Named, RunAnswer, Said
from webapp.procedures.proof.errors import ProofRefused, ProofTooLong, TableNotInDraft
from webapp.procedures.proof.states import AskedForm, FormAnswer, PlayState
from webapp.procedures.proof.table_answers import read_answer, tell_facts
from webapp.procedures.resolution import scenario_folder
from webapp.procedures.table_examples import TableAnswer

#: Results of single scenarios, a few kilobytes each (one cut off is told until it runs again), and outlines of diagrams.
_RUNS, _DRAWINGS = KeptAnswers(1000), KeptAnswers(16)
_SCENARIOS = "tests/scenarios/"


def list_scenario_files(files: Mapping[str, bytes], code: str) -> list[str]:
    """The scenario files of the place itself, sorted."""
    folder = scenario_folder(code) + "/"
    return sorted(path for path in files if path.startswith(folder) and path.endswith(".toml"))


def find_results(files: Mapping[str, bytes], code: str) -> dict[str, RunAnswer]:
    """What came of the scenarios that have run on just these files already, by path; of one cut off, that it was."""
    ground = _ground(files)
    found = {path: _RUNS.find(_key(files, code, ground, path)) for path in list_scenario_files(files, code)}
    return {path: answer for path, answer in found.items() if answer is not None}


def run_scenarios_of(
    files: Mapping[str, bytes], code: str, paths: Iterable[str] | None = None, *, checker: Checker = CHECKER
) -> dict[str, RunAnswer]:
    """Run these scenarios, or all, unless they have run on the same files already; by path.

    A scenario that passes the limits of the child fails with that reason, and keeps no other from running; it is run anew
    when it is asked for again, for a busy machine may have been the cause.

    Raises:
        ProofRefused: the draft cannot be read.
        ChecksBusy: other drafts take too long.
    """
    ground = _ground(files)
    wanted = list_scenario_files(files, code)
    if paths is not None:
        asked = set(paths)
        wanted = [path for path in wanted if path in asked]
    found = {path: _RUNS.find(_key(files, code, ground, path)) for path in wanted}
    lacking = [path for path, answer in found.items() if answer is None or answer.is_cut_off]
    for answer in _run(files, code, lacking, checker):
        found[answer.file] = answer
        _RUNS.keep(_key(files, code, ground, answer.file), answer)
    return {path: answer for path, answer in found.items() if answer is not None}


def _run(files: Mapping[str, bytes], code: str, paths: list[str], checker: Checker) -> list[RunAnswer]:
    if not paths:
        return []
    try:
        return [RunAnswer.of(told) for told in ask_child("runs", files, code, paths, checker)]
    except ProofTooLong as failed:
        if len(paths) == 1:
            return [_too_long(paths[0], failed)]
    # One of them takes all the time there is: each by itself, so that the others are told.
    return [answer for path in paths for answer in _run(files, code, [path], checker)]


def _too_long(path: str, failed: ProofTooLong) -> RunAnswer:
    said = Said(0, None, failed.text("zh"), failed.text("en"))
    return RunAnswer(
        path, Named(path, "", ""), is_table=False, length=0, seconds=0.0, failures=(said,), is_cut_off=True
    )


def _ground(files: Mapping[str, bytes]) -> str:
    """The digest of all that a scenario runs on: other scenarios change nothing for it."""
    return digest_files({path: content for path, content in files.items() if not path.startswith(_SCENARIOS)})


def _key(files: Mapping[str, bytes], code: str, ground: str, path: str) -> tuple[str, ...]:
    return (code, ground, path, digest_files({path: files.get(path, b"")}))


def read_drawings(
    files: Mapping[str, bytes], code: str, *, checker: Checker = CHECKER
) -> tuple[Drawing, ...]:
    """The processes of the draft with their elements and flows.

    Raises: what `run_scenarios_of` raises, and `ProofTooLong`.
    """
    key = (code, _ground(files))
    kept = _DRAWINGS.find(key)
    if kept is None:
        kept = tuple(Drawing.of(told) for told in ask_child("diagrams", files, code, None, checker))
        _DRAWINGS.keep(key, kept)
    drawings: tuple[Drawing, ...] = kept
    return drawings


def play(
    files: Mapping[str, bytes],
    code: str,
    content: bytes,
    position: int,
    *,
    form: AskedForm | None = None,
    propose: bool = False,
    checker: Checker = CHECKER,
) -> PlayState:
    """The case that a scenario's ``content`` tells, played behind its step ``position`` (0: just opened).

    Raises: what `read_drawings` raises.
    """
    asked = {"content": content, "file": _file(code), "position": position, "propose": propose}
    told = ask_child("play", files, code, asked | {"form": form.told() if form else None}, checker)
    return PlayState.of(told)


def read_start_form(
    files: Mapping[str, bytes], code: str, content: bytes, form: AskedForm, *, checker: Checker = CHECKER
) -> FormAnswer | None:
    """The form that opens the matter of a scenario, and what it may read; None where its entrance does not exist.

    Raises: what `read_drawings` raises.
    """
    asked = {"content": content, "file": _file(code), "position": -1, "form": form.told()}
    return FormAnswer.of(ask_child("play", files, code, asked, checker)["form"])


def mend(
    files: Mapping[str, bytes],
    code: str,
    content: bytes,
    position: int,
    keys: Iterable[str],
    *,
    checker: Checker = CHECKER,
) -> bytes:
    """The scenario played behind step ``position``, with what it expects on the way set to what is seen there, for these
    differences (``3 advice.outcome``: that key behind step 3; -1 is the end).

    Raises: what `read_drawings` raises.
    """
    asked = {
        "content": content,
        "file": _file(code),
        "position": position,
        "mend": list(keys),
        "form": None,
    }
    mended: bytes = ask_child("play", files, code, asked, checker).get("mended", content)
    return mended


def ask_table(
    files: Mapping[str, bytes],
    code: str,
    decision: str,
    facts: Mapping[str, Value],
    *,
    checker: Checker = CHECKER,
) -> TableAnswer:
    """What a table of the draft says to facts, with those whose results its diagrams feed into it.

    Raises: what `read_drawings` raises, and `TableNotInDraft`.
    """
    asked = {"decision": decision, "facts": tell_facts(facts)}
    told = ask_child("table", files, code, asked, checker)
    if told is None:
        raise TableNotInDraft(decision=decision)
    return read_answer(told)


def _file(code: str) -> str:
    return f"{scenario_folder(code)}/play.toml"


def ask_child(kind: Question, files: Mapping[str, bytes], code: str, argument: Any, checker: Checker) -> Any:
    """What the child says.

    Raises:
        ProofRefused: the draft cannot be read.
        ProofTooLong: it takes longer than is allowed.
        ChecksBusy: other drafts take too long.
    """
    try:
        told = checker.ask(kind, code, files, argument)
    except CheckFailed as failed:
        raise ProofTooLong(reason=failed.zh, reason_en=failed.en) from failed
    if isinstance(told, dict) and isinstance(told.get("refused"), list):
        zh, en = told["refused"]
        raise ProofRefused(reason=zh, reason_en=en)
    return told
