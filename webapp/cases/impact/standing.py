"""How the scenarios of a place's first version stand against its template's: there is no former version to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.cases.impact.scenarios import element_names, path_of, tell_steps
from webapp.procedures import Pack
from webapp.procedures.comparing import FilePair, PlaceNames, pair_files
from webapp.procedures.proof import RunAnswer, run_scenarios_of


def stand_against(template: Pack, place: Pack) -> dict[str, Any]:
    """The scenarios of a place beside those of one name of its template, each run on its own procedure, as plain data.

    ``same`` take the same path, ``other`` another one (of a table: say otherwise), ``new`` the template does not have,
    ``left_out`` the place does not. Everything runs in the child process.

    Raises:
        ChecksBusy: drafts that are being checked take too long.
    """
    names = PlaceNames.of(template, place)
    theirs = run_scenarios_of(template.files, template.code)
    ours = run_scenarios_of(place.files, place.code)
    steps = {
        **{names.put_in(step): told for step, told in element_names(template).items()},
        **element_names(place),
    }
    found: dict[str, list[dict[str, Any]]] = {"same": [], "other": [], "new": [], "left_out": []}
    for pair in pair_files(template, place, names):
        if pair.file_kind == "scenario":
            kind, row = _stand(
                pair, theirs.get(pair.old_path or ""), ours.get(pair.new_path or ""), names, steps
            )
            found[kind].append(row)
    named = template.jurisdiction
    return {"zh": named.zh, "en": named.en, "code": template.code, "digest": template.digest, **found}


def _stand(
    pair: FilePair,
    before: RunAnswer | None,
    after: RunAnswer | None,
    names: PlaceNames,
    steps: Mapping[str, list[str]],
) -> tuple[str, dict[str, Any]]:
    """Where one scenario stands, and what is told of it."""
    if before is None or after is None:
        return ("new" if before is None else "left_out"), _row(after or before, pair)
    left = [names.put_in(step) for step in path_of(before, before)]
    entered = path_of(after, after)
    is_same = pair.is_alike if after.is_table else left == entered
    return ("same" if is_same else "other"), {
        **_row(after, pair),
        "left": tell_steps(left, entered, steps),
        "entered": tell_steps(entered, left, steps),
    }


def _row(run: RunAnswer | None, pair: FilePair) -> dict[str, Any]:
    name = run.name if run is not None else None
    return {
        "file": pair.new_path or pair.old_path,
        "zh": name.zh if name else "",
        "en": name.en if name else "",
        "left": [],
        "entered": [],
        "is_edited": bool(pair.old_path and pair.new_path) and not pair.is_alike,
    }
