"""The addresses under which a draft is proved."""

from __future__ import annotations

from webapp.views.access import Access, Addresses
from webapp.views.workbench import (
    kept_facts,
    play_opening,
    play_saving,
    plays,
    proof,
    repair_results,
    repairs,
)

_PROOF = "/workbench/drafts/<int:draft_id>/proof"
_PLAY = f"{_PROOF}/plays/<int:play_id>"
_POST = ("POST",)


def add_proof_addresses(addresses: Addresses) -> None:
    """Add them to those of the workbench."""
    reading, changing = Access.WORKBENCH, Access.PROCESS_DESIGNER
    addresses.add(_PROOF, proof.show_proof, reading)
    addresses.add(f"{_PROOF}/run", proof.run_scenarios, reading, _POST)
    addresses.add(f"{_PROOF}/scenarios/<path:path>", proof.show_run, reading)
    addresses.add(f"{_PROOF}/coverage", proof.show_coverage, reading)
    addresses.add(f"{_PROOF}/diagrams/<path:path>", proof.show_diagram, reading)
    addresses.add(f"{_PROOF}/plays", proof.open_play, changing, _POST)
    addresses.add(f"{_PROOF}/opening", play_opening.show_opening, changing)
    addresses.add(f"{_PROOF}/opening", play_opening.begin_play, changing, _POST)
    addresses.add(f"{_PROOF}/opening/fields", play_opening.redraw_opening, changing, _POST)
    addresses.add(_PLAY, plays.show_play, reading)
    addresses.add(f"{_PLAY}/fields", plays.redraw_form, changing, _POST)
    addresses.add(f"{_PLAY}/step", plays.take_step, changing, _POST)
    addresses.add(f"{_PLAY}/clock", plays.move_clock, changing, _POST)
    addresses.add(f"{_PLAY}/next", plays.take_next, changing, _POST)
    addresses.add(f"{_PLAY}/undo", plays.undo_step, changing, _POST)
    addresses.add(f"{_PLAY}/drop", plays.drop_later, changing, _POST)
    addresses.add(f"{_PLAY}/mend", plays.mend_expectation, changing, _POST)
    addresses.add(f"{_PLAY}/discard", plays.discard_play_of, changing, _POST)
    addresses.add(f"{_PLAY}/save", play_saving.show_saving, reading)
    addresses.add(f"{_PLAY}/save", play_saving.save_play, changing, _POST)
    addresses.add(f"{_PROOF}/missing/<element>", repairs.show_missing, changing)
    addresses.add(f"{_PROOF}/missing/<element>", repairs.take_in, changing, _POST)
    addresses.add(f"{_PROOF}/missing/<element>/fields", repairs.redraw_missing, changing, _POST)
    addresses.add(f"{_PROOF}/gone/<element>", repairs.show_gone, changing)
    addresses.add(f"{_PROOF}/gone/<element>", repairs.leave_out, changing, _POST)
    addresses.add(f"{_PROOF}/repairs/<key>", repair_results.show_repaired, changing)
    keep = "/workbench/places/<jurisdiction>/tables/<decision>/keep"
    addresses.add(keep, kept_facts.keep_in_draft, changing, _POST)
    addresses.add(keep, kept_facts.leave_keeping, changing)
