"""All findings on a draft, found in a child process; kept by content, for several people look at the same draft."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webapp.errors import Problem
from webapp.procedures.drafts.checker import CHECKER, Checker, CheckFailed
from webapp.procedures.drafts.running import RunningQuestions
from webapp.procedures.errors import PackNotFound
from webapp.procedures.findings import finding, has_errors
from webapp.procedures.packs import digest_files
from webapp.procedures.resolution import jurisdiction_path


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """What the checks say of files whose digest is ``digest``, errors first."""

    problems: tuple[Problem, ...]
    digest: str

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps it from being published."""
        return has_errors(self.problems)


class KeptAnswers:
    """The last answers of the child, by what was asked of which content."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: tuple[str, ...]) -> Any:
        """The answer to a question; None where none is kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: tuple[str, ...], answer: Any) -> None:
        """Keep an answer; the one not asked for longest makes room."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._limit:
                self._answers.popitem(last=False)


_KEPT = KeptAnswers(64)
#: Several people look at the same draft, and their pages ask again while a check goes on.
_RUNNING = RunningQuestions()


def prepare_checks() -> None:
    """Have the child process of this server ready: somebody may soon ask for a check. Nothing is waited for."""
    CHECKER.prepare()


def check_draft(
    files: Mapping[str, bytes], code: str, *, checker: Checker = CHECKER, patience: float | None = None
) -> CheckedDraft:
    """What `check_pack` finds in the pack ``code`` of these files, and every scenario that fails; found in a child process.

    A check that passes its limits is a finding of its own (``PK-105``). ``patience`` is in seconds; without it the answer
    is waited for.

    Raises:
        NotReady: the check takes longer than ``patience``; who asks again joins it.
        PackNotFound: no file of the place itself is there.
        ChecksBusy: other drafts take too long to check.
    """
    digest = digest_files(files)
    try:
        found = _ask("check", files, code, digest, checker, patience)
    except CheckFailed as failed:
        problem = finding("PK-105", jurisdiction_path(code), reason=failed.zh, reason_en=failed.en)
        return CheckedDraft((problem,), digest)
    return CheckedDraft(tuple(Problem(**each) for each in found), digest)


def find_names(
    files: Mapping[str, bytes], code: str, *, checker: Checker = CHECKER, patience: float | None = None
) -> Mapping[str, Any]:
    """The names that the files may refer to (see `webapp.procedures.drafts.names`), gathered in a child process.

    Empty where gathering them passes the limits. ``patience`` is in seconds; without it the answer is waited for.

    Raises:
        NotReady: it takes longer than ``patience``; who asks again joins it.
        PackNotFound: no file of the place itself is there.
        ChecksBusy: other drafts take too long.
    """
    try:
        names: Mapping[str, Any] = _ask("names", files, code, digest_files(files), checker, patience)
    except CheckFailed:
        return {}
    return names


def _ask(
    kind: Literal["check", "names"],
    files: Mapping[str, bytes],
    code: str,
    digest: str,
    checker: Checker,
    patience: float | None,
) -> Any:
    if not any(path.startswith(f"bpmn/{code}/") for path in files):
        raise PackNotFound(pack=code, place="draft", folder=f"bpmn/{code}/")
    key = (kind, code, digest)
    kept = _KEPT.find(key)
    if kept is not None:
        return kept

    def find() -> Any:
        # A failure is not kept: what was too slow on a busy machine may do on an idle one.
        answer = checker.ask(kind, code, files)
        _KEPT.keep(key, answer)
        return answer

    return _RUNNING.ask(key, find, patience=patience)
