"""The sentences of the answer to what counts in promotion, appraisal and awards, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from webapp.cases.effects.pages import DeterminationLine, EffectLine
from webapp.errors import Language
from webapp.feel import from_python
from webapp.procedures.forms.display import show_value

_STATES: dict[str, tuple[str, str]] = {
    "running": ("运用中", "running"),
    "not_begun": ("尚未开始", "not begun"),
    "over": ("已经期满", "its period is over"),
    "lifted": ("已经解除", "lifted"),
    "replaced": (
        "原结论已由后来的结论代替，不再运用",
        "its determination was replaced by a later one; no longer applied",
    ),
}


def state_name(state: str, language: Language) -> str:
    """The state of an effect in words."""
    return _STATES[state][language == "en"]


def _show(day: date | None, language: Language) -> str:
    return show_value(from_python(day), language)


def say_summary(name: str, on: date, effects: Iterable[EffectLine], language: Language) -> str:
    """The answer in one sentence."""
    running = [line for line in effects if line.is_running]
    spared = sum(line.weighs == "spares" for line in running)
    counted = len(running) - spared
    if language == "en":
        day = _show(on, language)
        if not running:
            return f"On {day} nothing counts for {name}: to be treated like everybody else."
        parts = [f"{counted} to be reckoned with"] if counted else []
        parts += [f"{spared} that must not be held against them"] if spared else []
        return f"On {day} there are effects running for {name}: {' and '.join(parts)}."
    day = _show(on, language)
    if not running:
        return f"{day}，{name}没有仍在运用的事项，与其他人同等对待。"
    told = [f"{counted} 项须计入"] if counted else []
    told += [f"{spared} 项不得作为不利因素"] if spared else []
    return f"{day}，{name}仍在运用的事项：{'，'.join(told)}。"


def say_area(running: Sequence[EffectLine], language: Language) -> str:
    """What counts in one area."""
    if not running:
        return (
            "Nothing: to be treated like everybody else."
            if language == "en"
            else "没有仍在运用的事项，与其他人同等对待。"
        )
    heads = {
        "counts": ("须计入：", "To be reckoned with: "),
        "": ("按结论掌握：", "To be handled as the determination says: "),
        "spares": ("不得作为不利因素：", "Not to be held against them: "),
    }
    sentences = []
    for weighs, head in heads.items():
        # Two matters may spare somebody the same thing: it is said once.
        lines = dict.fromkeys(_brief(line, language) for line in running if line.weighs == weighs)
        if lines:
            listed = ("; " if language == "en" else "；").join(lines)
            sentences.append(f"{head[language == 'en']}{listed}{'.' if language == 'en' else '。'}")
    return (" " if language == "en" else "").join(sentences)


def _brief(line: EffectLine, language: Language) -> str:
    if line.until_on is None:
        return line.text
    until = _show(line.until_on, language)
    return f"{line.text} (until {until})" if language == "en" else f"{line.text}（至{until}）"


def say_effect(line: EffectLine, language: Language) -> str:
    """One effect: since when, until when, what became of it, which determination it rests on."""
    if language == "en":
        period = f"from {_show(line.from_on, language)}" if line.from_on else "from the determination on"
        period += f" until {_show(line.until_on, language)}" if line.until_on else ", no end laid down"
        ended = f" on {_show(line.lifted_on, language)}" if line.lifted_on else ""
        because = f" ({line.lifted_because})" if line.lifted_because else ""
        rests = f" It rests on {line.determination_no}." if line.determination_no else ""
        return f"{period[0].upper()}{period[1:]}; {state_name(line.state, language)}{ended}{because}.{rests}"
    period = f"自{_show(line.from_on, language)}起" if line.from_on else "自认定起"
    period += f"至{_show(line.until_on, language)}" if line.until_on else "，没有规定期限"
    ended = f"（{_show(line.lifted_on, language)}" if line.lifted_on else ""
    ended += f"，{line.lifted_because}）" if ended and line.lifted_because else ("）" if ended else "")
    rests = f"依据认定结论 {line.determination_no}。" if line.determination_no else ""
    return f"{period}；{state_name(line.state, language)}{ended}。{rests}"


def say_determination(line: DeterminationLine, language: Language) -> str:
    """One determination: what was decided, when, by whom, and what replaced it."""
    day = _show(line.decided_on, language)
    if language == "en":
        told = f"{line.outcome_label}, decided on {day} by {line.decided_by}."
        if line.is_in_force:
            return told
        when = f" on {_show(line.replaced_on, language)}" if line.replaced_on else ""
        return f"{told} Replaced{when} by {line.replaced_by}; it no longer counts."
    told = f"{day}由{line.decided_by}认定：{line.outcome_label}。"
    if line.is_in_force:
        return told
    when = f"{_show(line.replaced_on, language)}" if line.replaced_on else ""
    return f"{told}{when}由 {line.replaced_by} 代替，不再作为依据。"


def say_nothing(name: str, on: date, language: Language) -> str:
    """That nothing is on record about a subject; what to check first."""
    day = _show(on, language)
    if language == "en":
        about = f"“{name}”" if name else "this unit"
        return (
            f"Up to {day} no determination about {about} is on record in the registers that you read. "
            "Check how the name is written, and the unit."
        )
    about = f"“{name}”" if name else "该单位"
    return f"截至{day}，您查阅的台账中没有关于{about}的认定结论。请核对姓名的写法和单位。"
