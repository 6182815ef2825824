"""What came of a repair of many scenarios, at an address of its own: it is read again after a change of language, or on the
way back from a scenario."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.procedures.drafts.checking import KeptAnswers
from webapp.procedures.drafts.titles import title_files
from webapp.procedures.proof import Act, Gap, Repaired, RunAnswer
from webapp.views.language import translate
from webapp.views.workbench.problems import draft_name
from webapp.views.workbench.proof import (
    ScenarioRow,
    failure_words,
    gap_name,
    may_change,
    read_draft,
    scenario_title,
)

#: Results are kept by the server while it runs: they tell what was done, and the files hold it.
_KEPT: Final = KeptAnswers(32)


@dataclass(frozen=True, slots=True)
class RepairResult:
    """What became of each scenario: its steps before (``acts``) and what came of it when it was run (``results``), by path."""

    gap: Gap
    repaired: tuple[Repaired, ...]
    acts: Mapping[str, Sequence[Act]]
    results: Mapping[str, RunAnswer]


def keep_result(draft_id: int, result: RepairResult) -> str:
    """Keep what came of a repair; the address of its page."""
    key = secrets.token_urlsafe(12)
    # Neither the files nor the paths on the diagrams are shown.
    slim = replace(
        result,
        repaired=tuple(
            replace(each, content=None if each.content is None else b"") for each in result.repaired
        ),
        results={path: replace(each, marks=(), stalls=()) for path, each in result.results.items()},
    )
    _KEPT.keep((str(draft_id), key), slim)
    return url_for("workbench.show_repaired", draft_id=draft_id, key=key)


def show_repaired(draft_id: int, key: str) -> ResponseReturnValue:
    """Which scenarios pass now, which come farther, which are left, and what was changed in each."""
    draft = read_draft(draft_id)
    kept: RepairResult | None = _KEPT.find((str(draft_id), key))
    if kept is None:
        flash(translate("那次补改的结果已不再保留；这里是各情景现在的情形。"), "problem")
        return redirect(url_for("workbench.show_proof", draft_id=draft_id))
    titles = title_files(draft.pack)
    done = [
        (
            each,
            ScenarioRow(each.file, scenario_title(titles.get(each.file), each.file), kept.results[each.file]),
        )
        for each in kept.repaired
    ]
    changed = [(each, row) for each, row in done if each.content is not None]
    return render_template(
        "workbench/repair_done.html",
        draft=draft.line,
        draft_name=draft_name(draft),
        kind=kept.gap.kind,
        name=gap_name(draft, kept.gap),
        passed=[each for each in changed if kept.results[each[0].file].is_passed],
        farther=[each for each in changed if not kept.results[each[0].file].is_passed],
        left=[each for each in done if each[0].content is None],
        acts=kept.acts,
        may_change=may_change(draft),
        failure_words=failure_words,
    )
