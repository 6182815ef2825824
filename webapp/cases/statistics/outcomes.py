"""Figures about conclusions: who was tolerated and how, the four forms, use afterwards, departures from the advice."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.cases.statistics.counting import TOLERATING, Counts
from webapp.cases.statistics.pages import Figure, Section, part_of, share_of


def tell_tolerated(counts: Counts) -> Iterable[Section]:
    """Persons and records by outcome."""
    if "determinations" not in counts.readable:
        return
    labels = counts.labels("determinations", "outcome")
    total = counts.all_persons.get("determinations", 0)
    yield Section(
        "tolerated",
        counts.say("容错处理", "Tolerated"),
        counts.say(
            "有效的认定结论。单位只计件次；一人有几种结论的分别计入，合计只计一人。",
            "Determinations in force. Units count as records only; somebody with several outcomes stands in each, "
            "and once in the total.",
        ),
        (
            Figure("total", counts.say("合计", "Total"), persons=total),
            *(
                Figure(
                    code,
                    labels.get(code, code),
                    records=_in_force(counts, code),
                    persons=(persons := counts.persons.get(("determinations", code), 0)),
                    share=share_of(persons, total),
                )
                for code in TOLERATING
            ),
            Figure(
                "deny",
                labels["deny"],
                records=_in_force(counts, "deny"),
                persons=counts.persons.get(("determinations", "deny"), 0),
            ),
        ),
    )


def _in_force(counts: Counts, outcome: str) -> int:
    return counts.records("determinations", category=outcome, without=("replaced",))


def tell_departures(counts: Counts) -> Iterable[Section]:
    """How often the decision departs from the advice of the tables."""
    if "determinations" not in counts.readable:
        return
    advised = counts.records("determinations", mark="advised")
    departed = counts.records("determinations", mark="differs")
    yield Section(
        "departures",
        counts.say("与参考意见是否一致", "Departures from the advice"),
        counts.say(
            "有参考意见的认定结论，含后来被代替的。",
            "Determinations with advice, those replaced later included.",
        ),
        (
            Figure("advised", counts.say("有参考意见", "With advice"), records=advised),
            part_of("differs", counts.say("与参考意见不一致", "Departing from it"), departed, advised),
        ),
    )


def tell_four_forms(counts: Counts) -> Iterable[Section]:
    """The four forms of discipline, and education in place of a sanction."""
    if "education" not in counts.readable:
        return
    names = (
        ("第一种形态", "First form"),
        ("第二种形态", "Second form"),
        ("第三种形态", "Third form"),
        ("第四种形态", "Fourth form"),
    )
    numbers = [counts.records("education", category=f"form_{number}") for number in range(1, 5)]
    whole = sum(numbers)
    educated = counts.records("education", category="criticism_education")
    yield Section(
        "four_forms",
        counts.say("“四种形态”和批评教育", "The four forms, and education"),
        counts.say("按人次。", "Counted each time."),
        (
            Figure("total", counts.say("“四种形态”合计", "Four forms, total"), records=whole),
            *(
                part_of(f"form_{place}", counts.say(*name), number, whole)
                for place, (name, number) in enumerate(zip(names, numbers, strict=True), start=1)
            ),
            Figure(
                "criticism_education", counts.say("批评教育", "Criticism and education"), records=educated
            ),
        ),
    )


def tell_promoted(counts: Counts) -> Iterable[Section]:
    """What became of the persons when their influence period was over."""
    if "promotions" not in counts.readable:
        return
    labels = counts.labels("promotions", "kind")
    yield Section(
        "promoted",
        counts.say("影响期满后的使用", "Use after the influence period"),
        "",
        (
            Figure(
                "total",
                counts.say("提拔和晋升职级合计", "Promoted or advanced, total"),
                persons=counts.all_persons.get("promotions", 0),
            ),
            *(
                Figure(
                    code,
                    labels.get(code, code),
                    records=counts.records("promotions", category=code),
                    persons=counts.persons.get(("promotions", code), 0),
                )
                for code in ("promoted", "rank", "none")
            ),
        ),
    )
