"""Who asks the same meanwhile joins the search that goes on, and waits no longer than they like."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from webapp.procedures.drafts.running import NotReady, RunningQuestions


class Search:
    """Finds an answer once it is let go, and counts how often it was begun."""

    def __init__(self, answer: object = "found") -> None:
        self.begun = 0
        self.may_end = threading.Event()
        self._answer = answer

    def __call__(self) -> object:
        self.begun += 1
        self.may_end.wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_who_asks_the_same_meanwhile_joins_one_search() -> None:
    questions, search = RunningQuestions(), Search()
    with ThreadPoolExecutor(5) as pool:
        with pytest.raises(NotReady):
            questions.ask(("check", "a"), search, patience=0)
        asked = [pool.submit(questions.ask, ("check", "a"), search) for _ in range(5)]
        search.may_end.set()
        assert {each.result() for each in asked} == {"found"}
    # Those who came before the end joined; whoever came after it was answered by a search that ends at once.
    assert search.begun <= 2


def test_who_will_not_wait_is_told_so_and_the_search_goes_on() -> None:
    questions, search = RunningQuestions(), Search()
    for _ in range(3):
        with pytest.raises(NotReady):
            questions.ask(("check", "a"), search, patience=0)
    assert search.begun == 1
    search.may_end.set()
    assert questions.ask(("check", "a"), search) == "found"


def test_other_content_is_another_question() -> None:
    questions, waiting, other = RunningQuestions(), Search(), Search("other")
    with pytest.raises(NotReady):
        questions.ask(("check", "a"), waiting, patience=0)
    other.may_end.set()
    assert questions.ask(("check", "b"), other) == "other"
    waiting.may_end.set()


def test_a_failure_reaches_who_went_away_and_came_again_and_is_not_kept() -> None:
    questions, failing = RunningQuestions(), Search(ValueError("too much"))
    with pytest.raises(NotReady):
        questions.ask(("check", "a"), failing, patience=0)
    failing.may_end.set()
    with pytest.raises(ValueError, match="too much"):
        questions.ask(("check", "a"), failing)
    sound = Search()
    sound.may_end.set()
    assert questions.ask(("check", "a"), sound) == "found"
    assert failing.begun == 1


def test_a_search_that_itself_ran_out_of_time_is_a_failure_not_a_wait() -> None:
    questions, failing = RunningQuestions(), Search(TimeoutError("the child"))
    failing.may_end.set()
    with pytest.raises(TimeoutError, match="the child"):
        questions.ask(("check", "a"), failing)
