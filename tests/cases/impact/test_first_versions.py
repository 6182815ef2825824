"""A place's first version: no cases and no former scenarios; its own are held against its template's."""

from __future__ import annotations

from tests.cases.impact.planting import NEW_PLACE, another_path, measure, own_path, propose_place, replaced
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, MATTER, SCENARIO, WITHDRAWAL
from webapp.database import now
from webapp.procedures.drafts import store_draft
from webapp.procedures.proposals import propose_draft


def test_scenarios_of_one_name_take_the_same_path_or_another_and_the_rest_is_new_or_left_out(
    town: PracticePlace,
) -> None:
    way, refused = another_path()
    own_story = f"tests/scenarios/{NEW_PLACE}/own_story.toml"
    graver = replaced(
        SCENARIO, ('"slight"', '"none"'), ('"educate"', '"exempt"'), ("outcome = [2]", "outcome = [1]")
    )
    page = measure(town, propose_place(town, {MATTER: way, own_path(SCENARIO): refused, own_story: graver}))
    standing = page.standing
    assert standing is not None
    assert (standing.name, standing.digest) == ("小城", town.pack.digest)
    (other,) = standing.other
    assert (other.file, other.is_edited, other.entered) == (own_path(SCENARIO), True, ("不予容错",))
    assert "归档" in other.left
    assert [(each.file, each.is_edited) for each in standing.new] == [(own_story, False)]
    assert [(each.file, each.is_edited) for each in standing.same] == [(own_path(WITHDRAWAL), False)]
    assert standing.left_out == ()


def test_a_first_version_has_neither_cases_nor_scenarios_of_a_former_one(town: PracticePlace) -> None:
    page = measure(town, propose_place(town, {own_path(WITHDRAWAL): None}))
    assert page.is_first
    assert (page.state, page.total, page.differing_cases, page.scenarios) == ("done", 0, 0, ())
    assert page.standing is not None
    assert [each.file for each in page.standing.left_out] == [WITHDRAWAL]
    assert [each.file for each in page.standing.same] == [own_path(SCENARIO)]


def test_a_place_that_extends_none_is_held_against_nothing(town: PracticePlace) -> None:
    actor = town.actor("designer")
    files = {
        path.replace(CODE, "xincheng"): content.replace(CODE.encode(), b"xincheng")
        for path, content in town.pack.files.items()
    }
    with town.database.write() as session:
        draft_id = store_draft(session, "xincheng", files, actor, now(session)).id
    proposal = propose_draft(town.database, actor, draft_id, "首次提交", expected_revision=0)
    page = measure(town, proposal.id)
    assert page.are_scenarios_run
    assert (page.is_first, page.standing, page.scenarios) == (True, None, ())
