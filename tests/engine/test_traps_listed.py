"""The traps of SpiffWorkflow 3.2.0, one by one, each with the tests that show its fault and what happens here.

A row that loses its tests fails, and so does a test of a trap that stands in no row.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

import pytest

from tests.engine import test_traps, test_traps_data, test_traps_elements, test_traps_flow, test_traps_time

TRAPS: Mapping[str, tuple[str, ...]] = {
    "two none start events: the second branch is silently dropped": (
        "test_two_starts_lose_a_branch_and_are_refused",
        "test_a_second_start_event_is_refused_not_dropped",
    ),
    "exclusive gateway: the drawing orders the conditions; nothing true and no default is an error": (
        "test_the_drawing_decides_which_condition_is_first_but_not_here",
        "test_document_order_decides_not_the_height_on_the_page",
        "test_a_gateway_without_default_fails_at_run_time_and_is_refused",
    ),
    "flows out of a task: two are refused, one with a false condition is taken anyway": (
        "test_two_flows_out_of_a_task_are_no_error_here_but_a_fork",
        "test_a_false_condition_behind_a_task_is_taken_anyway_and_is_refused",
    ),
    "parallel join: lists are merged and cut, the last branch wins": (
        "test_a_join_cuts_lists_to_the_later_length_and_the_last_branch_wins",
        "test_here_both_branches_keep_what_they_wrote_and_may_not_write_the_same",
        "test_a_branch_does_not_see_what_the_other_wrote_but_here_it_does",
        "test_a_branch_beside_an_open_task_sees_and_keeps_what_it_writes",
    ),
    "parallel join in a round: from the second on, one branch is enough": (
        "test_a_join_in_a_second_round_lets_the_first_branch_through_there_and_waits_here",
    ),
    "prediction: each parallel block in series doubles the predicted tasks": (
        "test_each_parallel_block_doubles_the_predictions_and_here_none_are_made",
        "test_parallel_blocks_in_series_cost_nothing_ahead_of_time",
    ),
    "depth: at 1000 the ready task is lost and the case says it is complete": (
        "test_at_depth_one_thousand_a_ready_step_is_lost_and_the_case_says_it_is_complete",
        "test_a_case_of_thousands_of_steps_never_gets_deep",
    ),
    "send back: stale boundary timers crash the next step, history is erased": (
        "test_sending_back_by_reset_breaks_on_a_stale_timer_and_erases_history",
        "test_sending_back_leaves_no_stale_timer",
    ),
    "multi-instance: no majority, no second round, a missing output wedges, finished votes are missed": (
        "test_a_majority_never_ends_the_vote_there_and_ends_it_here",
        "test_a_second_round_of_voting_fails_there_and_starts_afresh_here",
        "test_a_vote_without_an_answer_is_lost_there_and_is_null_here",
        "test_finished_votes_are_missed_by_the_stock_search",
    ),
    "timers: bare durations, month ends, the server's zone, bursts after an outage": (
        "test_a_bare_duration_is_python_there_and_a_duration_here",
        "test_months_run_over_the_months_end_there_and_clamp_here",
        "test_an_instant_without_zone_follows_the_server_there_and_the_place_here",
        "test_after_an_outage_a_cycle_fires_in_a_burst_there_and_once_here",
    ),
    "event gateway: two timers share one due time": (
        "test_two_timers_behind_an_event_gateway_share_one_instant_and_are_refused",
        "test_one_timer_and_a_message_behind_an_event_gateway_work",
    ),
    "errors: an uncaught one just continues, a sibling's boundary may catch another's": (
        "test_an_uncaught_error_goes_on_there_and_is_refused",
        "test_an_error_is_caught_by_a_sibling_there_and_only_by_its_own_here",
    ),
    "call activity: the lane is not inherited, a call of itself never returns": (
        "test_a_called_process_has_no_lane_and_its_tasks_must_name_candidates",
        "test_a_process_that_calls_itself_never_returns_and_is_refused",
        "test_calls_within_calls_come_back",
    ),
    "event subprocess: isInterrupting is ignored, triggering one spoils the shared specification": (
        "test_an_event_subprocess_interrupts_nothing_and_is_refused",
        "test_a_triggered_event_subprocess_spoils_the_shared_specification",
        "test_withdrawal_by_a_boundary_message_interrupts_and_leaves_the_next_case_whole",
    ),
    "compensation, complex gateway, transaction, ad-hoc, links: silently nothing, or errors": (
        "test_compensation_does_nothing_and_is_refused",
        "test_a_complex_gateway_is_an_error_there_and_refused_here",
        "test_a_cancelled_transaction_goes_on_as_if_done_and_is_refused",
        "test_an_ad_hoc_subprocess_fails_and_is_refused",
        "test_a_link_swallows_the_rest_of_the_process_and_is_rewritten_here",
        "test_plain_and_manual_tasks_halt_there_and_pass_here",
    ),
    "data: mutating nested data rewrites finished tasks' data": (
        "test_nested_data_is_shared_with_finished_tasks_and_here_values_never_change",
    ),
    "unknown form keys overwrite process variables": (
        "test_foreign_keys_of_a_form_overwrite_the_case_there_and_are_refused_here",
    ),
    "data objects from a nested subprocess hang the parser": (
        "test_a_data_object_of_an_outer_process_hangs_the_parser_and_is_drawing_only_here",
    ),
    "more than 480 nodes in a row: RecursionError": (
        "test_a_long_row_of_nodes_breaks_the_parser_and_is_refused_beyond_four_hundred",
    ),
    "files: text mode, GBK and UTF-16 fail": (
        "test_files_in_chinese_encodings_fail_there_and_are_read_here",
    ),
    "service or script error: the case is in error, without a retry": (
        "test_a_failing_script_leaves_the_case_in_error_without_a_retry",
    ),
    "a subprocess ends when its last branch ends": ("test_a_subprocess_ends_when_its_last_branch_ends",),
}
_MODULES = (test_traps, test_traps_data, test_traps_elements, test_traps_flow, test_traps_time)
TESTS: Mapping[str, Callable[..., None]] = {
    name: test for module in _MODULES for name, test in vars(module).items() if name.startswith("test_")
}
#: What a test that uses the stock engine, and one that uses the engine here, have in them.
_STOCK = (
    "Stock(",
    "BpmnParser(",
    "DeepMerge",
    "BpmnWorkflow(",
    "TimerEventDefinition",
    "CycleTimer",
    "_stock",
)
_OURS = ("Place(", "deploy(", "codes_of(", "due_of(", "read_cycle(", "_failing_once(", "problems_of(")


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_shown_on_the_stock_engine_and_here(trap: str) -> None:
    bodies = "".join(inspect.getsource(TESTS[name]) for name in TRAPS[trap])
    if trap.startswith("a subprocess ends"):
        return  # Nothing of the stock engine's: only a way in which its patches could go wrong.
    assert any(mark in bodies for mark in _STOCK), "its fault"
    assert any(mark in bodies for mark in _OURS), "what happens here"


def test_every_test_of_a_trap_stands_in_its_row() -> None:
    assert sorted(TESTS) == sorted(name for names in TRAPS.values() for name in names)
