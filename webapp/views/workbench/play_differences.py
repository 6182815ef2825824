"""What differs in a play from what its scenario expects: on the way, here, at an end that may be still to come, and what
saving leaves of it."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.errors import Language
from webapp.procedures.proof import PlayState
from webapp.procedures.proof.states import DifferenceLine
from webapp.procedures.scenario_results import END
from webapp.views.language import translate


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference as a page shows it: the step in words, and whether the play stands there now."""

    key: str
    place: str
    what: str
    expected: str
    found: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ShownDifferences:
    """Those that count, in the order of the steps, and those of an end that may be still to come."""

    met: tuple[DifferenceRow, ...]
    early: tuple[DifferenceRow, ...]

    @property
    def past(self) -> int:
        """How many lie behind: the play went on past them."""
        return sum(not each.is_here for each in self.met)


def show_differences(state: PlayState, language: Language) -> ShownDifferences:
    """Every difference that was met so far. While tasks are open, what is expected of the end is told apart."""
    early = [each for each in state.differences if each.step == END and state.tasks]
    return ShownDifferences(
        tuple(_row(each, state, language) for each in state.differences if each not in early),
        tuple(_row(each, state, language) for each in early),
    )


#: What is expected of the end and chosen anew when a play is saved.
_CHOSEN = frozenset({"status", "ended", "open", "path", "incidents"})


def differences_left(state: PlayState, language: Language) -> list[DifferenceRow]:
    """What still differs once the play is saved: all but what is chosen anew of the end."""
    return [_row(each, state, language) for each in state.differences if not _is_chosen_anew(each, state)]


def _is_chosen_anew(line: DifferenceLine, state: PlayState) -> bool:
    if line.step != END or state.proposal is None:
        return False
    part, _, rest = line.key.partition(".")
    return part in _CHOSEN or (part == "advice" and rest in state.proposal.advice)


def _row(line: DifferenceLine, state: PlayState, language: Language) -> DifferenceRow:
    told = line.en if language == "en" else line.zh
    return DifferenceRow(
        f"{line.step} {line.key}",
        place_of(line.step, state, language),
        told.what,
        told.expected,
        told.found,
        line.step in (state.reached, END),
    )


def place_of(step: int, state: PlayState, language: Language) -> str:
    """A step in words: its number and what it does."""
    if step == END:
        return translate("终局")
    act = next((act for act in state.acts if act.number == step), None)
    name = act.element.name(language) if act is not None and act.element.id else ""
    return (
        translate("第 %(n)s 步“%(place)s”", n=step, place=name) if name else translate("第 %(n)s 步", n=step)
    )
