"""Running a pattern: a small program walked with an explicit stack, each branching point once per position."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from webapp.feel.errors import FeelLimitExceeded
from webapp.feel.limits import Budget, Limits
from webapp.feel.patterns.charsets import CharSet
from webapp.feel.patterns.reader import (
    Anchor,
    BackReference,
    Chain,
    Chars,
    Choice,
    Group,
    Part,
    PatternInvalid,
    Repeat,
    read_pattern,
)

#: Steps of this machine that count as one step of an evaluation.
_STEPS_PER_BUDGET_STEP = 3
#: What trying a pattern at one place costs beside its steps.
_STEPS_TO_START = 6


class _Op(IntEnum):
    CHAR = 0
    SPLIT = 1
    JUMP = 2
    SAVE = 3
    START = 4
    END = 5
    REFERENCE = 6
    PROGRESS = 7
    MATCH = 8


class _Instruction(NamedTuple):
    op: _Op
    chars: CharSet | None = None
    first: int = 0
    """Target of a jump, preferred branch of a split, number of a register or group."""
    second: int = 0


class Match(NamedTuple):
    """Where a pattern was found; group 0 is the whole. A group that took no part is (-1, -1)."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.spans[0][1]

    def group(self, number: int) -> str:
        """The text of a group; empty if it took no part."""
        start, end = self.spans[number]
        return self.text[start:end] if start >= 0 else ""


class _Builder:
    def __init__(self, groups: int, most_instructions: int, has_references: bool) -> None:
        self.code: list[_Instruction] = []
        self._most = most_instructions
        self._has_references = has_references
        self.registers = 2 * groups + 2

    def emit(self, instruction: _Instruction) -> int:
        if len(self.code) >= self._most:
            raise FeelLimitExceeded("FEEL-L05", pattern="…")
        self.code.append(instruction)
        return len(self.code) - 1

    def build(self, part: Part) -> None:
        if isinstance(part, Chars):
            self.emit(_Instruction(_Op.CHAR, part.chars))
        elif isinstance(part, Chain):
            for inner in part.parts:
                self.build(inner)
        elif isinstance(part, Choice):
            self._choice(part)
        elif isinstance(part, Repeat):
            self._repeat(part)
        elif isinstance(part, Group):
            self._group(part)
        elif isinstance(part, Anchor):
            self.emit(_Instruction(_Op.START if part.is_start else _Op.END))
        else:
            self.emit(_Instruction(_Op.REFERENCE, first=part.number))

    def _group(self, part: Group) -> None:
        if part.number is None:
            self.build(part.part)
            return
        self.emit(_Instruction(_Op.SAVE, first=2 * part.number))
        self.build(part.part)
        self.emit(_Instruction(_Op.SAVE, first=2 * part.number + 1))

    def _choice(self, part: Choice) -> None:
        ends: list[int] = []
        for branch in part.branches[:-1]:
            split = self.emit(_Instruction(_Op.SPLIT))
            self.build(branch)
            ends.append(self.emit(_Instruction(_Op.JUMP)))
            self.code[split] = _Instruction(_Op.SPLIT, first=split + 1, second=len(self.code))
        self.build(part.branches[-1])
        for end in ends:
            self.code[end] = _Instruction(_Op.JUMP, first=len(self.code))

    def _repeat(self, part: Repeat) -> None:
        for _ in range(part.least):
            self.build(part.part)
        if part.most is None:
            split = self.emit(_Instruction(_Op.SPLIT))
            if self._has_references:
                # Without the memory of tried places, a turn that takes nothing must be refused in another way.
                self.emit(_Instruction(_Op.PROGRESS, first=self.registers))
                self.registers += 1
            self.build(part.part)
            self.emit(_Instruction(_Op.JUMP, first=split))
            self._set_split(split, part.is_greedy)
            return
        splits: list[int] = []
        for _ in range(part.most - part.least):
            splits.append(self.emit(_Instruction(_Op.SPLIT)))
            self.build(part.part)
        for split in splits:
            self._set_split(split, part.is_greedy)

    def _set_split(self, split: int, is_greedy: bool) -> None:
        inside, behind = split + 1, len(self.code)
        first, second = (inside, behind) if is_greedy else (behind, inside)
        self.code[split] = _Instruction(_Op.SPLIT, first=first, second=second)


def _refers(part: Part) -> bool:
    if isinstance(part, BackReference):
        return True
    if isinstance(part, Chain):
        return any(map(_refers, part.parts))
    if isinstance(part, Choice):
        return any(map(_refers, part.branches))
    return isinstance(part, Repeat | Group) and _refers(part.part)


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str, flags: str, limits: Limits) -> None:
        tree, self.groups = read_pattern(text, flags)
        self.text = text
        self._has_references = _refers(tree)
        builder = _Builder(self.groups, limits.pattern_instructions, self._has_references)
        builder.build(tree)
        builder.emit(_Instruction(_Op.MATCH))
        self._code = builder.code
        self._registers = builder.registers
        self._by_lines = "m" in flags
        self._ignores_case = "i" in flags
        self._starts_at_start = self._code[0].op is _Op.START and not self._by_lines

    def find(self, text: str, start: int, budget: Budget) -> Match | None:
        """The first match from an offset on. Raises `FeelLimitExceeded` if it takes too long."""
        walk = _Walk(self, text, budget)
        for first in range(start, 1 if self._starts_at_start else len(text) + 1):
            registers = walk.run(first)
            if registers is not None:
                spans = [
                    (registers[2 * group], registers[2 * group + 1]) for group in range(1, self.groups + 1)
                ]
                return Match(text, ((first, registers[1]), *spans))
        return None

    def find_all(self, text: str, budget: Budget) -> Iterator[Match]:
        """All matches that do not overlap. The pattern must not match the empty text."""
        at = 0
        while (match := self.find(text, at, budget)) is not None:
            yield match
            at = match.end


class _Walk:
    """One search through a text: remembers over all its starts which places led nowhere."""

    def __init__(self, pattern: Pattern, text: str, budget: Budget) -> None:
        self._pattern = pattern
        self._code = pattern._code  # noqa: SLF001 - the walk is the pattern's other half.
        self._text = text
        self._budget = budget
        self._tried: set[int] = set()
        self._remembers = not pattern._has_references  # noqa: SLF001
        self._steps_left = budget.limits.pattern_steps

    def _spend(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0:
            raise FeelLimitExceeded("FEEL-L05", pattern=self._pattern.text[:80])
        self._budget.spend(_STEPS_TO_START + steps // _STEPS_PER_BUDGET_STEP)

    def run(self, start: int) -> tuple[int, ...] | None:
        """The registers of a match that starts exactly here."""
        text, code, length = self._text, self._code, len(self._text)
        registers = (-1,) * self._pattern._registers  # noqa: SLF001
        waiting = [(0, start, registers)]
        steps = 0
        while waiting:
            at, position, registers = waiting.pop()
            while True:
                steps += 1
                if steps >= 1024:
                    self._spend(steps)
                    steps = 0
                op, chars, first, second = code[at]
                if op is _Op.CHAR:
                    if position >= length or not chars.contains(text[position]):  # type: ignore[union-attr]
                        break
                    position += 1
                elif op is _Op.SPLIT:
                    if self._was_tried(at, position):
                        break
                    waiting.append((second, position, registers))
                    at = first
                    continue
                elif op is _Op.JUMP:
                    at = first
                    continue
                elif op is _Op.MATCH:
                    self._spend(steps)
                    return (start, position, *registers[2:])
                else:
                    moved = self._special(op, first, position, registers)
                    if moved is None:
                        break
                    position, registers = moved
                at += 1
        self._spend(steps + 1)
        return None

    def _was_tried(self, at: int, position: int) -> bool:
        if not self._remembers:
            return False
        place = position * len(self._code) + at
        if place in self._tried:
            return True
        self._tried.add(place)
        return False

    def _special(
        self, op: _Op, number: int, position: int, registers: tuple[int, ...]
    ) -> tuple[int, tuple[int, ...]] | None:
        """The rarer instructions: the new position and registers, or None if they fail."""
        if op is _Op.SAVE:
            return position, (*registers[:number], position, *registers[number + 1 :])
        if op is _Op.PROGRESS:
            if registers[number] == position:
                return None
            return position, (*registers[:number], position, *registers[number + 1 :])
        if op is _Op.REFERENCE:
            return self._again(number, position, registers)
        return (position, registers) if self._at_edge(op is _Op.START, position) else None

    def _at_edge(self, is_start: bool, position: int) -> bool:
        text, by_lines = self._text, self._pattern._by_lines  # noqa: SLF001
        if is_start:
            # In lines mode a line break at the very end of the text begins no further line.
            return position == 0 or (by_lines and text[position - 1] == "\n" and position < len(text))
        return position == len(text) or (by_lines and text[position] == "\n")

    def _again(
        self, number: int, position: int, registers: tuple[int, ...]
    ) -> tuple[int, tuple[int, ...]] | None:
        start, end = registers[2 * number], registers[2 * number + 1]
        wanted = self._text[start:end] if end >= 0 else ""
        found = self._text[position : position + len(wanted)]
        same = found.casefold() == wanted.casefold() if self._pattern._ignores_case else found == wanted  # noqa: SLF001
        return (position + len(wanted), registers) if same else None


@lru_cache(maxsize=512)
def compile_pattern(text: str, flags: str, limits: Limits) -> Pattern:
    """A compiled pattern, remembered for the next call. Raises `PatternInvalid`, or `FeelLimitExceeded` if too large."""
    if len(text) > limits.pattern_instructions:
        raise FeelLimitExceeded("FEEL-L05", pattern=text[:80])
    try:
        return Pattern(text, flags, limits)
    except FeelLimitExceeded:
        raise FeelLimitExceeded("FEEL-L05", pattern=text[:80]) from None


__all__ = ["Match", "Pattern", "PatternInvalid", "compile_pattern"]
