"""The mark of a place: no two places in force share one, so that a number names one paper."""

from __future__ import annotations

import pytest

from tests.practice_place import PracticePlace
from webapp.database import now
from webapp.procedures import Pack, PackRefused, list_current, publish
from webapp.procedures.new_place import Name, Organ, PlaceWishes, make_place_files


def neighbour(town: PracticePlace, mark: str) -> Pack:
    """A place made from the town, with an organ of its own."""
    organ = Organ(Name("邻城纪委", "Discipline Commission of the neighbour"), mark, "assumed")
    return make_place_files(town.pack, PlaceWishes("lincheng", Name("邻城", "Neighbour"), organ=organ)).pack


def publish_neighbour(town: PracticePlace, mark: str) -> None:
    with town.database.write() as session:
        publish(session, neighbour(town, mark), town.actor("designer"), now(session))


def in_force(town: PracticePlace) -> list[str]:
    with town.database.read() as session:
        return [line.jurisdiction for line in list_current(session)]


def test_a_place_with_the_mark_of_another_in_force_is_not_published(town: PracticePlace) -> None:
    with pytest.raises(PackRefused) as refused:
        publish_neighbour(town, "小")
    (problem,) = refused.value.problems
    assert (problem.code, problem.file) == ("PA-212", "forms/lincheng/papers/papers.toml")
    assert "小城" in problem.text("zh")
    assert in_force(town) == [town.code]


def test_a_place_with_a_mark_of_its_own_is_published_beside_it_and_again(town: PracticePlace) -> None:
    publish_neighbour(town, "邻")
    publish_neighbour(town, "邻")
    assert in_force(town) == ["lincheng", town.code]
