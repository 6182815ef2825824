"""Sets of characters: classes like ``[a-z-[aeiou]]``, ``\\p{Lu}``, ``\\d`` and single characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

#: Test of one character.
CharTest = Callable[[str], bool]
_CACHE_SIZE = 4096

#: First and last code point of the Unicode blocks that ``\p{Is…}`` may name.
BLOCKS: Final[dict[str, tuple[int, int]]] = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Bengali": (0x0980, 0x09FF),
    "Thai": (0x0E00, 0x0E7F),
    "Tibetan": (0x0F00, 0x0FFF),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "Mongolian": (0x1800, 0x18AF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "MiscellaneousTechnical": (0x2300, 0x23FF),
    "EnclosedAlphanumerics": (0x2460, 0x24FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "HangulCompatibilityJamo": (0x3130, 0x318F),
    "BopomofoExtended": (0x31A0, 0x31BF),
    "CJKStrokes": (0x31C0, 0x31EF),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "ArabicPresentationForms-A": (0xFB50, 0xFDFF),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "SmallFormVariants": (0xFE50, 0xFE6F),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "Specials": (0xFFF0, 0xFFFF),
    "MathematicalAlphanumericSymbols": (0x1D400, 0x1D7FF),
    "CJKUnifiedIdeographsExtensionB": (0x20000, 0x2A6DF),
    "CJKCompatibilityIdeographsSupplement": (0x2F800, 0x2FA1F),
}

CATEGORIES: Final = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


def in_category(name: str) -> CharTest:
    """Test for a general category such as ``Lu`` or ``L``."""
    return lambda char: unicodedata.category(char).startswith(name)


def in_block(name: str) -> CharTest:
    """Test for a Unicode block of `BLOCKS`."""
    first, last = BLOCKS[name]
    return lambda char: first <= ord(char) <= last


def negated(test: CharTest) -> CharTest:
    """The opposite test."""
    return lambda char: not test(char)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _is_name_start(char: str) -> bool:
    return char in "_:" or unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lo", "Nl")


def _is_name_part(char: str) -> bool:
    return char in "_:.-·" or unicodedata.category(char) in (
        ("Lu", "Ll", "Lt", "Lo", "Nl", "Lm", "Mn", "Mc", "Me", "Nd")
    )


#: The classes behind one-letter escapes; a capital letter is the opposite.
CLASS_ESCAPES: Final[dict[str, CharTest]] = {
    "s": lambda char: char in " \t\n\r",
    "d": in_category("Nd"),
    "w": _is_word,
    "i": _is_name_start,
    "c": _is_name_part,
}
CLASS_ESCAPES.update({letter.upper(): negated(test) for letter, test in list(CLASS_ESCAPES.items())})


def _variants(char: str) -> tuple[str, ...]:
    cases = {char, char.lower(), char.upper(), char.casefold(), char.title()}
    return tuple(case for case in cases if len(case) == 1)


@dataclass(slots=True)
class CharSet:
    """A set of characters, asked one at a time; answers are remembered."""

    singles: set[str] = field(default_factory=set)
    ranges: list[tuple[str, str]] = field(default_factory=list)
    tests: list[CharTest] = field(default_factory=list)
    is_negated: bool = False
    without: CharSet | None = None
    ignores_case: bool = False
    _known: dict[str, bool] = field(default_factory=dict, repr=False)

    def contains(self, char: str) -> bool:
        """Whether the character belongs to the set."""
        known = self._known.get(char)
        if known is None:
            known = self._decide(char)
            if len(self._known) < _CACHE_SIZE:
                self._known[char] = known
        return known

    def _decide(self, char: str) -> bool:
        if self.ignores_case:
            found = any(self._holds(variant) for variant in _variants(char)) or char.casefold() in {
                single.casefold() for single in self.singles
            }
        else:
            found = self._holds(char)
        return found is not self.is_negated and not (self.without is not None and self.without.contains(char))

    def _holds(self, char: str) -> bool:
        return (
            char in self.singles
            or any(first <= char <= last for first, last in self.ranges)
            or any(test(char) for test in self.tests)
        )
