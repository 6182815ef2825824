"""Regular expressions of XPath 3.1: matches, replace and split."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feel.evaluating import shown
from webapp.feel import Budget
from webapp.feel.limits import DEFAULT
from webapp.feel.patterns import PatternInvalid, compile_pattern


def _found(pattern: str, text: str, flags: str = "") -> bool:
    return compile_pattern(pattern, flags, DEFAULT).find(text, 0, Budget()) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("bra", "abracadabra", True),
        ("^a.*a$", "abracadabra", True),
        ("^bra", "abracadabra", False),
        ("a|b|", "", True),
        ("^[一-龥]{2,4}$", "荔湾区", True),
        ("^[一-龥]{2,4}$", "荔湾区住建局", False),
        ("^\\d{17}[\\dXx]$", "44010319900101123X", True),
        ("^1[3-9]\\d{9}$", "13800138000", True),
        ("^[a-z-[aeiou]]+$", "xyz", True),
        ("^[a-z-[aeiou]]+$", "xyza", False),
        ("^[^a-z]+$", "ABC", True),
        ("^\\p{Lu}\\p{Ll}+$", "Name", True),
        ("^\\P{L}+$", "123", True),
        ("^\\p{IsCJKUnifiedIdeographs}+$", "中文", True),
        ("^\\s\\S\\w\\W\\i\\c$", " aa-a-", True),
        ("^(ab|cd){2}$", "abcd", True),
        ("^(?:ab)+$", "abab", True),
        ("^(a)(b)\\2\\1$", "abba", True),
        ("^(a*)*$", "aaa", True),
        ("^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10$", "abcdefghijj", True),
        ("^(a*)*\\1b$", "aab", True),
        ("^a{0}b$", "b", True),
        ("^a{2,}$", "a", False),
        ("^a{2}$", "aa", True),
        ("a$", "a\n", False),
        (".", "\n", False),
        ("[.-]", "-", True),
        ("[-a]", "-", True),
        ("\\^\\$\\.\\[\\]\\{\\}\\(\\)", "^$.[]{}()", True),
    ],
)
def test_a_pattern_is_found_or_not(pattern: str, text: str, expected: bool) -> None:
    assert _found(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "flags", "expected"),
    [
        (".", "\n", "s", True),
        ("^b$", "a\nb\nc", "m", True),
        ("^b$", "a\nb\nc", "", False),
        ("ABC", "xabc", "i", True),
        ("[A-Z-[OI]]", "o", "i", False),
        ("[^Q]", "q", "i", False),
        ("(a)\\1", "aA", "i", True),
        ("^[A-Z]$", "ß", "i", False),
        ("a b", "ab", "x", True),
        ("a[ ]b", "a b", "x", True),
        ("a.b", "a.b", "q", True),
        ("a.b", "axb", "q", False),
        ("A.B", "a.b", "qi", True),
    ],
)
def test_flags_change_the_meaning(pattern: str, text: str, flags: str, expected: bool) -> None:
    assert _found(pattern, text, flags) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "[", "[]", "[b-a]", "[a", "*a", "a**", "a{2", "a{,2}", "a{3,2}", "{", "}", "]", "\\", "\\q",
        "\\b", "\\1", "(a)\\2", "(a\\1)", "(?=a)", "(?<n>a)", "(?i)a", "a++", "\\p{Nope}", "\\pL", "[a-\\d]", "[[:alpha:]]",
        "[a-z-[b]c]", "[\\q]", "[a-" * 60, "(" * 60 + ")" * 60,
    ],
)  # fmt: skip
def test_what_is_no_pattern_is_refused_with_a_reason_in_both_languages(pattern: str) -> None:
    with pytest.raises(PatternInvalid) as caught:
        compile_pattern(pattern, "", DEFAULT)
    assert caught.value.zh
    assert caught.value.en


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('replace("abracadabra", "a(.)", "a$1$1")', '"abbraccaddabbra"'),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', '"(012) 345-6789"'),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("reluctant", "r.*?t", "X")', '"Xant"'),
        ('replace("abc", "b", "$0$0")', '"abbc"'),
        ('replace("abc", "b", "\\\\$")', '"a$c"'),
        ('replace("abc", "b", "$")', "null"),
        ('replace("abc", "b", "\\\\n")', "null"),
        ('replace("abcdefghijk", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", "$10-$11")', '"j-a1k"'),
        ('replace("abc", "b", "$9")', '"ac"'),
        ('replace("abc", "B", "x", "i")', '"axc"'),
        ('replace("a.c", ".", "$1", "q")', '"a$1c"'),
        ('replace("abc", "x*", "-")', "null"),
        ('replace("abc", "[", "-")', "null"),
        ('split("甲、乙、丙", "、")', '["甲", "乙", "丙"]'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('split("John  Doe", "\\s+")', '["John", "Doe"]'),
        ('split("", ",")', '[""]'),
        ('split("abc", "")', "null"),
        ('matches("abc", "b", "p")', "null"),
        ('matches("abc", "b", null)', "true"),
        ('matches(null, "b")', "null"),
    ],
)
def test_replace_and_split(text: str, expected: str) -> None:
    assert shown(text) == expected


_PIECES = st.sampled_from(
    ["a", "b", "ab", ".", "[ab]", "[^a]", "(a)", "(b|a)", "(ab)?", "a*", "b+", "(a|b)*?", "a{1,2}", "(?:b)"]
)


@given(st.lists(_PIECES, min_size=1, max_size=5).map("".join), st.text("abc", max_size=8))
def test_patterns_common_to_both_dialects_are_found_where_python_finds_them(pattern: str, text: str) -> None:
    ours = compile_pattern(pattern, "", DEFAULT).find(text, 0, Budget())
    theirs = re.search(pattern, text)
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert (ours.start, ours.end) == theirs.span()


@given(
    st.text("ab()[]{}|*+?^$.\\-,1p ", max_size=20), st.text("ab1", max_size=10), st.text("smixq", max_size=2)
)
def test_any_text_is_a_pattern_or_is_refused(pattern: str, text: str, flags: str) -> None:
    try:
        compiled = compile_pattern(pattern, flags, DEFAULT)
    except PatternInvalid:
        return
    compiled.find(text, 0, Budget())
