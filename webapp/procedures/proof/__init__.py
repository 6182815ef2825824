"""Proving a draft: its scenarios run with their paths, its coverage, cases played to record new scenarios.

Nothing of a draft runs in this process: scenarios and plays are put to the child that checks drafts, with its limits.

    results = run_scenarios_of(draft.files, "town")
    state = play(draft.files, "town", content, position=2)
"""

from webapp.procedures.proof.answers import Act, Drawing, Mark, Named, Part, Repaired, RunAnswer, Said
from webapp.procedures.proof.asking import (
    ask_table,
    find_results,
    list_scenario_files,
    mend,
    play,
    read_drawings,
    read_start_form,
    run_scenarios_of,
)
from webapp.procedures.proof.errors import (
    PlayChangedMeanwhile,
    PlayNotFound,
    PlayTooLong,
    ProofRefused,
    ProofTooLong,
    ScenarioNameTaken,
    ScenarioWordsRefused,
    StepRefused,
    TableNotInDraft,
    TooManyPlays,
)
from webapp.procedures.proof.plays import (
    Play,
    change_play,
    discard_play,
    get_play,
    keep_play,
    list_plays,
    open_in_play,
    save_new_scenario,
    save_scenario,
)
from webapp.procedures.proof.repairs import (
    Gap,
    find_gaps,
    leave_step_out,
    save_repairs,
    take_step_in,
    with_repairs,
)
from webapp.procedures.proof.states import AskedForm, FormAnswer, PlayState

__all__ = [
    "Act",
    "AskedForm",
    "Drawing",
    "FormAnswer",
    "Gap",
    "Mark",
    "Named",
    "Part",
    "Play",
    "PlayChangedMeanwhile",
    "PlayNotFound",
    "PlayState",
    "PlayTooLong",
    "ProofRefused",
    "ProofTooLong",
    "Repaired",
    "RunAnswer",
    "Said",
    "ScenarioNameTaken",
    "ScenarioWordsRefused",
    "StepRefused",
    "TableNotInDraft",
    "TooManyPlays",
    "ask_table",
    "change_play",
    "discard_play",
    "find_gaps",
    "find_results",
    "get_play",
    "keep_play",
    "leave_step_out",
    "list_plays",
    "list_scenario_files",
    "mend",
    "open_in_play",
    "play",
    "read_drawings",
    "read_start_form",
    "run_scenarios_of",
    "save_new_scenario",
    "save_repairs",
    "save_scenario",
    "take_step_in",
    "with_repairs",
]
