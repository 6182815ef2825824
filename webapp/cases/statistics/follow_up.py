"""Figures about what goes with a conclusion: petitions, corrections, revisits, supervision, further registers."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.cases.registers.catalogue import SHEETS
from webapp.cases.statistics.counting import Counts
from webapp.cases.statistics.pages import Figure, Section, part_of

#: The registers of which only the number of records is told.
ONLY_COUNTED = ("referrals", "superior_accountability", "early_reminders", "risk_filings")


def tell_petitions(counts: Counts) -> Iterable[Section]:
    """Petitions and repeats, and names cleared."""
    if "petitions" in counts.readable:
        total = counts.records("petitions")
        repeated = counts.records("petitions", mark="repeat")
        settled = counts.records("petitions", mark="repeat", state="ended")
        yield Section(
            "petitions",
            counts.say("信访举报", "Petitions"),
            "",
            (
                Figure("total", counts.say("合计", "Total"), records=total),
                part_of("repeat", counts.say("重复信访", "Repeated"), repeated, total),
                part_of("settled", counts.say("重复信访已化解", "Repeated and settled"), settled, repeated),
            ),
        )
    if "clarifications" in counts.readable:
        yield Section(
            "cleared",
            counts.say("澄清正名", "Names cleared"),
            "",
            (
                Figure(
                    "total",
                    counts.say("合计", "Total"),
                    records=counts.records("clarifications"),
                    persons=counts.all_persons.get("clarifications", 0),
                ),
            ),
        )


def tell_corrections(counts: Counts) -> Iterable[Section]:
    """Corrections issued, on time and overdue."""
    if "corrections" not in counts.readable:
        return
    total = counts.records("corrections")
    on_time = counts.records("corrections", state="ended", without=("overdue", "failed"))
    overdue = counts.records("corrections", mark="overdue")
    overdue += counts.records("corrections", state="overdue", without=("overdue",))
    settled = counts.records("corrections") - counts.records("corrections", state="open")
    rows = (
        Figure("total", counts.say("下发", "Issued"), records=total),
        part_of(
            "on_time", counts.say("按期整改并通过验收", "Corrected in time and accepted"), on_time, settled
        ),
        part_of("overdue", counts.say("逾期", "Overdue"), overdue, settled),
        _marked(counts, "failed", "整改不力", "Weak correction"),
        _marked(counts, "escalated", "上报追责", "Escalated"),
    )
    yield Section(
        "corrections",
        counts.say("纠错", "Corrections"),
        counts.say(
            "按期率以已到期限或者已销号的为底数。", "The rates are of those closed or past their limit."
        ),
        rows,
    )


def _marked(counts: Counts, mark: str, zh: str, en: str) -> Figure:
    number = counts.records("corrections", mark=mark)
    return Figure(mark, counts.say(zh, en), records=number)


def tell_revisits(counts: Counts) -> Iterable[Section]:
    """Revisits by how they stand."""
    if "revisits" not in counts.readable:
        return
    states = {"ended": ("已回访", "Done"), "open": ("待回访", "Planned"), "overdue": ("逾期未访", "Overdue")}
    yield Section(
        "revisits",
        counts.say("回访", "Revisits"),
        "",
        tuple(
            Figure(
                state,
                counts.say(*names),
                records=counts.records("revisits", state=state),
            )
            for state, names in states.items()
        ),
    )


def tell_supervision(counts: Counts) -> Iterable[Section]:
    """What supervision found; then the registers that are only counted."""
    if "supervisions" in counts.readable:
        labels = counts.labels("supervisions", "finding")
        yield Section(
            "supervisions",
            counts.say("监督检查发现", "Supervision findings"),
            "",
            tuple(
                Figure(
                    code,
                    name,
                    records=counts.records("supervisions", category=code),
                )
                for code, name in labels.items()
            ),
        )
    counted = [register for register in ONLY_COUNTED if register in counts.readable]
    if counted:
        yield Section(
            "others",
            counts.say("其他登记", "Further registers"),
            "",
            tuple(
                Figure(register, SHEETS[register].name(counts.language), records=counts.records(register))
                for register in counted
            ),
        )
