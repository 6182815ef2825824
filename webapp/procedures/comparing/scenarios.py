"""Differences of two scenarios: steps are aligned by what they do, so that one put in leaves the following what they are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from webapp.procedures.comparing.scenario_words import ScenarioWords
from webapp.procedures.comparing.trees import flatten
from webapp.procedures.comparing.words import Change, ChangeKind, Detail, Said, details_of
from webapp.procedures.scenario_files import Expectation, Scenario, Step, read_scenario

_WORDS = {
    "name": Said("名称", "Name"),
    "name_en": Said("英文名称", "English name"),
    "source": Said("依据", "Source"),
    "opened_at": Said("发起时间", "Opened at"),
    "opened_by.role": Said("发起的岗位", "Role that opens it"),
    "opened_by.account": Said("发起人的账号", "Account that opens it"),
    "opened_by.name": Said("发起人", "Opened by"),
    "opened_by.unit": Said("发起人的单位", "Unit that opens it"),
    "decision": Said("判断表", "Table"),
    "entrance": Said("入口", "Entrance"),
    "practice_steps": Said("演练走到的步数", "Steps taken in practice"),
}
#: The parts of a file that are compared in their own way.
_APART = ("step", "start", "expect")
_THEN = Said("应有", "Expected")
_END = Said("最后应有", "Expected at the end")
_NOTHING = Said("")


class _Entry(NamedTuple):
    """One thing that a step or the end says: what it is called, its value in words, and as the file has it."""

    what: Said
    told: Said
    value: Any


#: What a step or the end says, by key.
_Told = dict[str, _Entry]


@dataclass(frozen=True, slots=True)
class ScenarioChanges:
    """What differs of a scenario itself, and of its steps."""

    details: tuple[Detail, ...]
    steps: tuple[Change, ...] = ()


@dataclass(slots=True)
class _StepPair:
    """A step with its former self; one of them is missing where it was put in or taken out. ``behind`` former steps stand before."""

    old: Step | None
    new: Step | None
    behind: int
    moved_to: dict[str, int] = field(default_factory=dict)
    moved_from: dict[str, int] = field(default_factory=dict)


def compare_scenarios(
    old: bytes, new: bytes, old_words: ScenarioWords, new_words: ScenarioWords
) -> ScenarioChanges | None:
    """What differs, in words; None where a file is no TOML. One that is no whole scenario is compared key by key."""
    try:
        before, after = (tomllib.loads(content.decode("utf-8-sig")) for content in (old, new))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None
    former, present = (read_scenario(content, "")[0] for content in (old, new))
    if former is None or present is None:
        return ScenarioChanges(details_of(flatten(before), flatten(after), _WORDS))
    return ScenarioChanges(
        (
            *details_of(_head(before), _head(after), _WORDS),
            *_differences(_tell_start(former, old_words), _tell_start(present, new_words)),
            *_differences(
                _tell_expected(_without_common_path(former.expect, present.expect), old_words, _END),
                _tell_expected(_without_common_path(present.expect, former.expect), new_words, _END),
            ),
        ),
        tuple(_compare_steps(former.steps, present.steps, old_words, new_words)),
    )


def _head(whole: Mapping[str, Any]) -> dict[str, str]:
    """What a file says before its steps and expectations."""
    return flatten({key: each for key, each in whole.items() if key not in _APART})


# -- steps --------------------------------------------------------------------------------------


def _compare_steps(
    old: Sequence[Step], new: Sequence[Step], old_words: ScenarioWords, new_words: ScenarioWords
) -> Iterator[Change]:
    pairs = list(_align(old, new))
    _find_moved(pairs)
    for pair in pairs:
        if (change := _compare_pair(pair, old_words, new_words)) is not None:
            yield change


def _align(old: Sequence[Step], new: Sequence[Step]) -> Iterator[_StepPair]:
    """The steps in the order of the new scenario, each that is gone where it stood."""
    matcher = SequenceMatcher(
        None, [_sign(each) for each in old], [_sign(each) for each in new], autojunk=False
    )
    for kind, low, high, first, last in matcher.get_opcodes():
        gone, came = old[low:high], new[first:last]
        if kind == "equal" or (len(gone) == len(came) and all(map(_is_alike, gone, came))):
            yield from (_StepPair(a, b, a.number) for a, b in zip(gone, came, strict=True))
        else:
            yield from (_StepPair(step, None, step.number) for step in gone)
            yield from (_StepPair(None, step, low + len(gone)) for step in came)


def _sign(step: Step) -> tuple[str, str, str]:
    """What a step does, whatever is filled in; one that only moves the clock is known by when."""
    when = "" if step.task or step.message else str(step.advance_to or "")
    return step.task, step.message, f"{step.item or ''}{when}"


def _is_alike(old: Step, new: Step) -> bool:
    """Whether a step of another name fills in the same, or both only move the clock or look."""
    has_act = [bool(step.task or step.message) for step in (old, new)]
    return (
        has_act[0] == has_act[1]
        and old.facts.keys() == new.facts.keys()
        and (not has_act[0] or bool(old.facts))
    )


def _find_moved(pairs: Sequence[_StepPair]) -> None:
    """What one step expected and another expects now: told as moved and not as gone and come."""
    for source in pairs:
        if source.old is None:
            continue
        kept = _expected(source.new.expect) if source.new is not None else {}
        for key, value in _expected(source.old.expect).items():
            if key in kept and kept[key] == value:
                continue
            target = next((each for each in pairs if each is not source and _gains(each, key, value)), None)
            if target is None or target.new is None:
                continue
            target.moved_from[key] = source.old.number
            if key not in kept:
                source.moved_to[key] = target.new.number


def _gains(pair: _StepPair, key: str, value: Any) -> bool:
    """Whether a step expects something that it did not, and that nothing was said to have moved to yet."""
    if pair.new is None or key in pair.moved_from or key not in (now := _expected(pair.new.expect)):
        return False
    was = _expected(pair.old.expect) if pair.old is not None else {}
    return key not in was and bool(now[key] == value)


def _compare_pair(pair: _StepPair, old_words: ScenarioWords, new_words: ScenarioWords) -> Change | None:
    before = _tell_step(pair.old, old_words) if pair.old is not None else {}
    after = _tell_step(pair.new, new_words) if pair.new is not None else {}
    if pair.old is None or pair.new is None:
        # Whoever takes a step that is new or gone stands in its name.
        before.pop("person", None)
        after.pop("person", None)
    details = tuple(_differences(before, after, pair))
    if pair.old is None and pair.new is not None:
        name = _placed(_after(pair.behind), new_words.step(pair.new))
        return Change("added", pair.new.task or pair.new.message, name, details)
    if pair.new is None and pair.old is not None:
        name = _placed(_numbered(pair.old.number), old_words.step(pair.old))
        return Change("removed", pair.old.task or pair.old.message, name, details)
    if not details or pair.old is None or pair.new is None:
        return None
    is_moved = all(key in pair.moved_to or key in pair.moved_from for key in _differing(before, after))
    kind: ChangeKind = "moved" if is_moved else "changed"
    at = _numbered(pair.new.number, pair.old.number)
    return Change(kind, pair.new.task or pair.new.message, _placed(at, new_words.step(pair.new)), details)


def _placed(at: Said, what: Said) -> Said:
    return Said(f"{at.zh}：{what.zh}", f"{at.text('en')}: {what.text('en')}")


def _after(number: int) -> Said:
    return (
        Said(f"第 {number} 步之后", f"After step {number}") if number else Said("最前面", "At the beginning")
    )


def _numbered(number: int, former: int | None = None) -> Said:
    if former is None or former == number:
        return Said(f"第 {number} 步", f"Step {number}")
    return Said(f"第 {number} 步（原第 {former} 步）", f"Step {number} (was step {former})")


# -- what is said -------------------------------------------------------------------------------


def _differing(before: _Told, after: _Told) -> list[str]:
    """The keys whose values differ; what is only called otherwise now does not."""
    return [
        key
        for key in dict.fromkeys([*before, *after])
        if key not in before or key not in after or before[key].value != after[key].value
    ]


def _differences(before: _Told, after: _Told, pair: _StepPair | None = None) -> Iterator[Detail]:
    """What is told otherwise, in the order in which it stands; what only moved says where to or from."""
    for key in _differing(before, after):
        what = (after.get(key) or before[key]).what
        was, is_now = (told[key].told if key in told else _NOTHING for told in (before, after))
        if pair is not None and key in pair.moved_to:
            is_now = _moved_to(pair.moved_to[key])
        if pair is not None and key in pair.moved_from:
            is_now = _moved_from(is_now, pair.moved_from[key])
        yield Detail(what, was.zh, is_now.zh, was.en, is_now.en)


def _moved_to(number: int) -> Said:
    return Said(f"（移到第 {number} 步）", f"(moved to step {number})")


def _moved_from(value: Said, number: int) -> Said:
    return Said(
        f"{value.zh}（从原第 {number} 步移来）", f"{value.text('en')} (moved here from former step {number})"
    )


def _tell_start(scenario: Scenario, words: ScenarioWords) -> _Told:
    return _tell_facts(scenario.start, words, "start")


def _tell_step(step: Step, words: ScenarioWords) -> _Told:
    told: _Told = {}
    if step.person is not None:
        told["person"] = _Entry(Said("办理人", "Done by"), words.person(step.person), step.person)
    if step.advance_to is not None:
        when = f"{step.advance_to:%Y-%m-%d %H:%M}"
        told["advance_to"] = _Entry(Said("时间推到", "The clock moves to"), Said(when, when), step.advance_to)
    return told | _tell_facts(step.facts, words, "facts") | _tell_expected(step.expect, words, _THEN)


def _tell_facts(facts: Mapping[str, Any], words: ScenarioWords, part: str) -> _Told:
    return {
        f"{part}.{key}": _Entry(words.fact(key), words.value(key, value), value)
        for key, value in facts.items()
    }


def _tell_expected(expected: Expectation, words: ScenarioWords, when: Said) -> _Told:
    found: _Told = {}
    for key, value in _expected(expected).items():
        what, told = words.expected(key, value)
        found[key] = _Entry(_placed(when, what), told, value)
    return found


def _without_common_path(expected: Expectation, other: Expectation) -> Expectation:
    """Of the path only what the other does not have; all of it where the two only differ in order."""
    alone = tuple(step for step in expected.path if step not in other.path)
    return expected if set(expected.path) == set(other.path) else replace(expected, path=alone)


def _expected(expected: Expectation) -> dict[str, Any]:
    """What is expected, by the key under which the file has it; what is not looked at is left out."""
    found: dict[str, Any] = {
        "open": expected.open,
        "status": expected.status,
        "ended": expected.is_ended,
        "path": expected.path or None,
        "incidents": [(each, "", "") for each in expected.incidents] or None,
    }
    for name in ("due", "variables", "advice", "fired", "registers"):
        found |= {f"{name}.{key}": value for key, value in getattr(expected, name).items()}
    return {key: value for key, value in found.items() if value is not None}
