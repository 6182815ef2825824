"""Drafts: what a designer changes of a place's procedure before anybody publishes it.

A draft begins with the version in force and keeps what differs from it, file by file. Each save names the revision that
it started from; who comes second is told and overwrites nothing. A shared file that is changed becomes the place's own.

    with database.write() as session:
        line = start_draft(session, "town", actor, now(session))
        save_file(session, line.id, "bpmn/town/handle.bpmn", content, 0, actor, now(session))
        problems = check_draft(get_draft(session, line.id).files, "town").problems
"""

from webapp.procedures.drafts.checking import CheckedDraft, check_draft, find_names, prepare_checks
from webapp.procedures.drafts.closing import discard_draft, set_state
from webapp.procedures.drafts.copying import copy_draft
from webapp.procedures.drafts.errors import (
    ChecksBusy,
    DraftClosed,
    DraftFileMisplaced,
    DraftFileNotFound,
    DraftFileRefused,
    DraftNotFound,
    DraftStateRefused,
    DraftTooLarge,
    FileChangedMeanwhile,
    NothingToGoBackTo,
    SharedFileFixed,
)
from webapp.procedures.drafts.fixes import list_fixes, mend_problem
from webapp.procedures.drafts.lines import Draft, DraftLine, DraftState, FileLine, SavedFile
from webapp.procedures.drafts.presence import PresentPerson, list_present, note_presence
from webapp.procedures.drafts.reading import editors_of, get_draft, list_drafts, read_draft_file
from webapp.procedures.drafts.running import NotReady
from webapp.procedures.drafts.saving import (
    adopt_file,
    files_returned,
    remove_file,
    return_to_shared,
    save_file,
    save_files,
    shared_counterpart,
    shared_files,
)
from webapp.procedures.drafts.starting import start_draft, store_draft

__all__ = [
    "CheckedDraft",
    "ChecksBusy",
    "Draft",
    "DraftClosed",
    "DraftFileMisplaced",
    "DraftFileNotFound",
    "DraftFileRefused",
    "DraftLine",
    "DraftNotFound",
    "DraftState",
    "DraftStateRefused",
    "DraftTooLarge",
    "FileChangedMeanwhile",
    "FileLine",
    "NotReady",
    "NothingToGoBackTo",
    "PresentPerson",
    "SavedFile",
    "SharedFileFixed",
    "adopt_file",
    "check_draft",
    "copy_draft",
    "discard_draft",
    "editors_of",
    "files_returned",
    "find_names",
    "get_draft",
    "list_drafts",
    "list_fixes",
    "list_present",
    "mend_problem",
    "note_presence",
    "prepare_checks",
    "read_draft_file",
    "remove_file",
    "return_to_shared",
    "save_file",
    "save_files",
    "set_state",
    "shared_counterpart",
    "shared_files",
    "start_draft",
    "store_draft",
]
