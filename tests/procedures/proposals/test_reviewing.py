"""A draft goes into force only by a second person, as it was proposed, on its day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from tests.procedures.drafts.desk import LATER
from tests.procedures.proposals.reviewing import ReviewDesk
from tests.procedures.small_pack import CODE, FILES, JURISDICTION, MATTER, OUTCOME
from webapp import audit
from webapp.errors import RongcuoError
from webapp.people import EVERYWHERE, NotPermitted, RoleGrant
from webapp.procedures import list_versions, publish
from webapp.procedures.drafts import DraftClosed, get_draft, store_draft
from webapp.procedures.errors import VersionNotFound
from webapp.procedures.proposals import (
    BaseNotCurrent,
    CommentUnfit,
    DraftChangedMeanwhile,
    NothingToPropose,
    NotTheProposer,
    ProposalDamaged,
    ProposalDecided,
    ProposalHasErrors,
    ProposalMessageMissing,
    ProposalNotFound,
    PublishDayPassed,
    SecondPersonNeeded,
    approve_proposal,
    begin_of,
    cancel_publication,
    comment_on,
    find_proposal_of,
    get_proposal,
    list_proposals,
    propose_draft,
    publish_due,
    return_proposal,
    withdraw_proposal,
)
from webapp.procedures.proposals.models import PackProposal, ProposalFile

# -- proposing ----------------------------------------------------------------------------------


def test_a_proposed_draft_is_frozen_and_cannot_be_changed(desk: ReviewDesk) -> None:
    line = desk.propose()
    assert (line.state, line.digest, line.base_digest) == (
        "waiting",
        desk.draft().pack.digest,
        desk.current().digest,
    )
    assert desk.draft().line.state == "proposed"
    with pytest.raises(DraftClosed):
        desk.save(MATTER, b"<other/>", 1)
    assert desk.proposal(line.id).pack.files[MATTER] == desk.CHANGE[1]


def test_who_could_review_is_told(desk: ReviewDesk) -> None:
    desk.propose(message="受理改名")
    for login_name in ("designer2", "admin"):
        assert any("受理改名" in notice for notice in desk.notices_of(login_name))
    assert desk.notices_of("auditor") == []


def test_a_proposal_says_what_it_is_for(desk: ReviewDesk) -> None:
    with pytest.raises(ProposalMessageMissing):
        desk.propose(message="  \n ")
    assert desk.draft().line.state == "open"


def test_nobody_without_the_role_proposes(desk: ReviewDesk) -> None:
    with pytest.raises(NotPermitted):
        desk.propose("auditor")


def test_a_draft_that_somebody_saved_since_is_not_proposed_unseen(desk: ReviewDesk) -> None:
    seen = desk.draft().line.revision
    desk.save(MATTER, desk.CHANGE[1] + b"\n", 1, by="designer2")
    with pytest.raises(DraftChangedMeanwhile):
        propose_draft(desk.database, desk.actor("designer"), desk.draft_id, "x", expected_revision=seen)


def test_a_draft_with_errors_is_not_worth_a_second_persons_time(desk: ReviewDesk) -> None:
    desk.save(MATTER, FILES[MATTER].replace('default="f7"', "").encode(), 1)
    with pytest.raises(ProposalHasErrors) as refused:
        desk.propose()
    assert any(problem.file == MATTER for problem in refused.value.problems)
    assert list_all(desk) == []


def test_a_draft_whose_scenario_fails_is_not_proposed(desk: ReviewDesk) -> None:
    desk.save(OUTCOME, FILES[OUTCOME].replace('<text>"educate"</text>', '<text>"exempt"</text>').encode())
    with pytest.raises(ProposalHasErrors) as refused:
        desk.propose()
    assert {problem.code for problem in refused.value.problems} == {"PK-250"}


def test_an_unchanged_draft_is_not_proposed(desk: ReviewDesk) -> None:
    desk.save(MATTER, FILES[MATTER].encode(), 1)
    with pytest.raises(NothingToPropose):
        desk.propose()


def list_all(desk: ReviewDesk) -> list[str]:
    with desk.database.read() as session:
        return [line.state for line in list_proposals(session, CODE)]


# -- the second person ----------------------------------------------------------------------------


def test_who_edited_or_proposed_does_not_approve(desk: ReviewDesk) -> None:
    line = desk.propose("admin")
    for login_name in ("designer", "admin"):
        with pytest.raises(SecondPersonNeeded):
            desk.approve(line.id, login_name)
        with pytest.raises(SecondPersonNeeded):
            return_proposal(desk.database, desk.actor(login_name), line.id, "不行")
    assert desk.approve(line.id, "designer2").state == "scheduled"


def test_whoever_edited_long_ago_stays_an_editor(desk: ReviewDesk) -> None:
    desk.save(OUTCOME, FILES[OUTCOME].encode() + b"\n", by="designer2")
    desk.save(OUTCOME, FILES[OUTCOME].encode(), 1, by="designer")
    line = desk.propose()
    with pytest.raises(SecondPersonNeeded):
        desk.approve(line.id, "designer2")
    assert desk.approve(line.id, "admin").reviewed_by == "admin"


def test_a_role_lost_meanwhile_counts_in_the_transaction(desk: ReviewDesk) -> None:
    line = desk.propose()
    reviewer = desk.actor("designer2")
    revoke(desk, "designer2")
    for decide in (
        lambda: approve_proposal(desk.database, reviewer, line.id, desk.today()),
        lambda: return_proposal(desk.database, reviewer, line.id, "不行"),
        lambda: comment_on(desk.database, reviewer, line.id, "看过"),
    ):
        with pytest.raises(NotPermitted):
            decide()


def revoke(desk: ReviewDesk, login_name: str) -> None:
    account_id = desk.actor(login_name).account_id
    with desk.database.write() as session:
        session.execute(
            delete(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.jurisdiction == EVERYWHERE)
        )


def test_a_returned_draft_can_be_changed_and_proposed_again(desk: ReviewDesk) -> None:
    first = desk.propose()
    returned = return_proposal(desk.database, desk.actor("designer2"), first.id, "名称不妥")
    assert (returned.state, returned.reason("en")) == ("returned", "名称不妥")
    assert any("名称不妥" in notice for notice in desk.notices_of("designer"))
    desk.save(MATTER, FILES[MATTER].replace("受理审查", "审查").encode(), 1)
    second = desk.propose()
    assert second.id != first.id
    with desk.database.read() as session:
        latest = find_proposal_of(session, desk.draft_id)
        assert latest is not None
        assert latest.id == second.id
        # What was returned can still be read as it was proposed.
        assert get_proposal(session, first.id).pack.digest == first.digest


def test_only_the_proposer_takes_a_proposal_back(desk: ReviewDesk) -> None:
    line = desk.propose()
    with pytest.raises(NotTheProposer):
        withdraw_proposal(desk.database, desk.actor("designer2"), line.id)
    assert withdraw_proposal(desk.database, desk.actor("designer"), line.id).state == "withdrawn"
    assert desk.draft().line.state == "open"


def test_comments_are_kept_with_name_time_and_place(desk: ReviewDesk) -> None:
    line = desk.propose()
    comment_on(
        desk.database, desk.actor("admin"), line.id, " 名称？ ", path=MATTER, element_id="check_application"
    )
    (comment,) = desk.proposal(line.id).comments
    assert (comment.written_by, comment.text, comment.path, comment.element_id) == (
        "admin",
        "名称？",
        MATTER,
        "check_application",
    )
    assert comment.written_at == pytest.approx(desk.now(), abs=timedelta(minutes=5))
    assert any("名称？" in notice for notice in desk.notices_of("designer"))


@pytest.mark.parametrize(("text", "path"), [("", None), ("x" * 4001, None), ("好", "bpmn/elsewhere.bpmn")])
def test_an_unfit_comment_is_refused(desk: ReviewDesk, text: str, path: str | None) -> None:
    line = desk.propose()
    with pytest.raises(CommentUnfit):
        comment_on(desk.database, desk.actor("admin"), line.id, text, path=path)


def test_what_is_not_there_is_not_found(desk: ReviewDesk) -> None:
    with pytest.raises(ProposalNotFound):
        desk.approve(999)
    with pytest.raises(ProposalNotFound):
        desk.proposal(999)


# -- the day --------------------------------------------------------------------------------------


def test_it_is_in_force_from_the_beginning_of_its_day_in_the_places_zone(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id, after_days=2)
    former = desk.current().digest
    assert line.publish_on == desk.today() + timedelta(days=2)
    assert line.due_at == begin_of(line.publish_on, desk.current())
    desk.wait(line.due_at - desk.now() - timedelta(seconds=30))
    assert publish_due(desk.database) == 0
    assert desk.current().digest == former
    desk.wait(timedelta(seconds=31))
    assert publish_due(desk.database) == 1
    assert desk.current().digest == line.digest
    assert publish_due(desk.database) == 0


def test_a_day_begins_where_the_place_is(desk: ReviewDesk) -> None:
    pack = desk.current()
    assert begin_of(date(2026, 4, 1), pack) == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert pack.jurisdiction.zone == ZoneInfo("Asia/Shanghai")


def test_for_today_it_is_published_at_the_next_turn(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id)
    assert publish_due(desk.database) == 1
    with desk.database.read() as session:
        newest, first = list_versions(session, CODE)
    assert (newest.digest, newest.is_current, newest.published_by) == (line.digest, True, "designer2")
    assert not first.is_current
    assert desk.draft().line.state == "published"
    assert desk.proposal(line.id).line.state == "published"
    assert any("已发布" in notice for notice in desk.notices_of("designer"))


def test_no_day_of_the_past_is_taken(desk: ReviewDesk) -> None:
    line = desk.propose()
    with pytest.raises(PublishDayPassed):
        desk.approve(line.id, after_days=-1)
    assert desk.proposal(line.id).line.state == "waiting"


def test_what_is_scheduled_can_be_cancelled_and_not_after_it_is_in_force(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id, after_days=1)
    cancelled = cancel_publication(desk.database, desk.actor("admin"), line.id, "再等等")
    assert (cancelled.state, cancelled.due_at, desk.draft().line.state) == ("cancelled", None, "open")
    desk.wait(timedelta(days=3))
    assert publish_due(desk.database) == 0
    again = desk.approve(desk.propose().id)
    publish_due(desk.database)
    with pytest.raises(ProposalDecided):
        cancel_publication(desk.database, desk.actor("admin"), again.id, "晚了")


def test_whatever_is_done_stands_in_the_record(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id)
    publish_due(desk.database)
    told = [(action, by) for action, by, facts in desk.recorded() if facts.get("proposal") == line.id]
    assert told == [
        ("propose_procedure", "designer"),
        ("approve_proposal", "designer2"),
        ("publish_proposal", None),
    ]
    _, by, facts = next(each for each in desk.recorded() if each[0] == "publish_pack")
    assert (by, facts["digest"]) == ("designer2", line.digest)
    with desk.database.read() as session:
        assert audit.verify(session).is_intact


# -- what came between ----------------------------------------------------------------------------


def publish_other(desk: ReviewDesk) -> str:
    """Somebody publishes another change from the shell. Returns its digest."""
    other = dict(desk.current().files)
    other[JURISDICTION] = other[JURISDICTION].replace("归档岗".encode(), "档案岗".encode())
    with desk.database.write() as session:
        draft = store_draft(session, CODE, other, desk.actor("admin"), LATER)
        return publish(session, get_draft(session, draft.id).pack, desk.actor("admin"), LATER).digest


def test_a_draft_whose_base_is_no_longer_in_force_is_told_and_confirmed(desk: ReviewDesk) -> None:
    other = publish_other(desk)
    with pytest.raises(BaseNotCurrent):
        desk.propose()
    with pytest.raises(BaseNotCurrent):
        desk.propose(confirmed="0" * 64)
    line = desk.propose(confirmed=other)
    assert not desk.proposal(line.id).is_base_current
    with pytest.raises(BaseNotCurrent):
        desk.approve(line.id)
    desk.approve(line.id, confirmed=other)
    assert publish_due(desk.database) == 1
    assert desk.current().digest == line.digest


def test_what_came_into_force_after_the_approval_sends_it_back_to_review(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id, after_days=1)
    other = publish_other(desk)
    desk.wait(timedelta(days=2))
    assert publish_due(desk.database) == 1
    assert desk.current().digest == other
    waiting = desk.proposal(line.id).line
    assert (waiting.state, waiting.due_at) == ("waiting", None)
    assert other[:12] in waiting.reason("zh")
    assert other[:12] in waiting.reason("en")
    assert any("重新审核" in notice for notice in desk.notices_of("designer2"))
    assert publish_due(desk.database) == 0
    desk.approve(line.id, confirmed=other)
    assert publish_due(desk.database) == 1


def test_a_reviewer_who_lost_the_role_publishes_nothing_any_more(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id)
    revoke(desk, "designer2")
    former = desk.current().digest
    assert publish_due(desk.database) == 1
    assert (desk.current().digest, desk.proposal(line.id).line.state) == (former, "waiting")


def test_altered_files_are_not_published(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id)
    with desk.database.write() as session:
        session.execute(
            update(ProposalFile).where(ProposalFile.path == MATTER).values(content=desk.CHANGE[1] + b"\n")
        )
    former = desk.current().digest
    assert publish_due(desk.database) == 1
    with desk.database.read() as session:
        assert session.get_one(PackProposal, line.id).state == "waiting"
    assert desk.current().digest == former
    with pytest.raises(ProposalDamaged):
        desk.proposal(line.id)


# -- two at once ----------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[RongcuoError | None]:
    """Do all at the same moment; what each was refused with."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> RongcuoError | None:
        start.wait()
        try:
            act()
        except RongcuoError as refused:
            return refused
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_decide_at_once_one_does(desk: ReviewDesk) -> None:
    line = desk.propose()
    refusals = at_once(
        lambda: desk.approve(line.id, "designer2"),
        lambda: return_proposal(desk.database, desk.actor("admin"), line.id, "不行"),
    )
    assert sorted(type(each).__name__ for each in refusals) == ["NoneType", "ProposalDecided"]


def test_two_workers_publish_once(desk: ReviewDesk) -> None:
    line = desk.approve(desk.propose().id)
    assert at_once(lambda: publish_due(desk.database), lambda: publish_due(desk.database)) == [None, None]
    assert [action for action, _, _ in desk.recorded()].count("publish_pack") == 1
    assert desk.current().digest == line.digest


def test_of_two_proposals_for_one_day_the_second_is_reviewed_anew(desk: ReviewDesk) -> None:
    first = desk.approve(desk.propose().id)
    desk.start()
    desk.save(JURISDICTION, FILES[JURISDICTION].replace("归档岗", "档案岗").encode())
    second = desk.approve(desk.propose().id)
    at_once(lambda: publish_due(desk.database, limit=2), lambda: publish_due(desk.database, limit=2))
    publish_due(desk.database, limit=2)
    assert desk.current().digest == first.digest
    assert desk.proposal(second.id).line.state == "waiting"


# -- rolling back ---------------------------------------------------------------------------------


def test_rolling_back_is_proposing_the_older_version(desk: ReviewDesk) -> None:
    former = desk.current().digest
    desk.approve(desk.propose().id)
    publish_due(desk.database)
    line = desk.propose_version(former)
    with pytest.raises(SecondPersonNeeded):
        desk.approve(line.id, "designer")
    desk.approve(line.id, "designer2")
    assert publish_due(desk.database) == 1
    assert desk.current().digest == former
    with desk.database.read() as session:
        assert len(list_versions(session, CODE)) == 2


def test_rolling_back_needs_a_reason_and_a_version_of_the_place_that_is_not_in_force(
    desk: ReviewDesk,
) -> None:
    with pytest.raises(NothingToPropose):
        desk.propose_version(desk.current().digest)
    with pytest.raises(ProposalMessageMissing):
        desk.propose_version(desk.current().digest, reason="")
    with pytest.raises(VersionNotFound):
        desk.propose_version("0" * 64)
    with pytest.raises(NotPermitted):
        desk.propose_version(desk.current().digest, by="auditor")


def test_a_new_place_is_proposed_and_published_in_the_same_way(desk: ReviewDesk) -> None:
    files = {
        path.replace(CODE, "xincheng"): content.replace(CODE.encode(), b"xincheng")
        for path, content in desk.current().files.items()
    }
    with desk.database.write() as session:
        desk.draft_id = store_draft(session, "xincheng", files, desk.actor("designer"), LATER).id
    line = desk.approve(desk.propose().id)
    assert publish_due(desk.database) == 1
    with desk.database.read() as session:
        (version,) = list_versions(session, "xincheng")
    assert version.digest == line.digest
