"""Policies say what is missing; hashes tell nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from webapp.people import MLPS3, POLICIES, PasswordTooWeak, check_password, hash_password
from webapp.people.passwords import count_kinds, is_password
from webapp.settings import PASSWORD_POLICIES

ASVS = POLICIES["asvs"]


def test_the_settings_offer_the_policies_there_are() -> None:
    assert set(PASSWORD_POLICIES) == set(POLICIES)


@pytest.mark.parametrize("password", ["Wen-ze-2026", "荔湾Aa-2026-区", "a1!a2?b3+c4"])
def test_good_passwords_pass(password: str) -> None:
    check_password(password, login_name="chenhua", policy=MLPS3)


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("", "长度"),
        ("Aa1!5678x", "长度"),
        ("Aa1!" * 40, "长度"),
        ("abcdefghijkl", "3 类"),
        ("abcdefgh1234", "3 类"),
        ("xChenHua-2026", "登录名"),
        ("Password-12", "常见"),
        ("Rongcuo-26", "常见"),
        ("Aa1Aa1Aa1Aa1", "常见"),
    ],
)
def test_a_weak_password_is_told_what_it_lacks(password: str, missing: str) -> None:
    with pytest.raises(PasswordTooWeak) as caught:
        check_password(password, login_name="chenhua", policy=MLPS3)
    assert missing in caught.value.text("zh")
    assert caught.value.facts["need_en"] in caught.value.text("en")


def test_the_other_policy_asks_for_length_not_for_kinds() -> None:
    check_password("correct horse battery", login_name="chenhua", policy=ASVS)
    with pytest.raises(PasswordTooWeak):
        check_password("Wen-ze-2026", login_name="chenhua", policy=ASVS)


@given(st.text(max_size=30))
def test_there_are_four_kinds_of_signs_at_most(password: str) -> None:
    assert 0 <= count_kinds(password) <= 4
    assert (count_kinds(password) == 0) == (password == "")


def test_a_hash_costs_whoever_guesses_what_owasp_asks_for() -> None:
    """In a process of its own, because the test run makes hashing light."""
    show = "from webapp.people import hash_password; print(hash_password('Wen-ze-2026'))"
    told = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    work = extract_parameters(told.stdout.strip())
    assert work.type is Type.ID
    assert work.memory_cost >= 19 * 1024
    assert work.time_cost >= 2


def test_a_hash_tells_its_password_from_others() -> None:
    kept = hash_password("容错-Aa-2026")
    assert kept.startswith("$argon2id$")
    assert is_password("容错-Aa-2026", kept)
    assert not is_password("容错-Aa-2027", kept)
    assert kept != hash_password("容错-Aa-2026")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert is_password("Cafe\u0301-Aa-2026", hash_password("Caf\u00e9-Aa-2026"))


@pytest.mark.parametrize("kept", [None, "", "x", "$argon2id$broken"])
def test_without_a_hash_no_password_is_right(kept: str | None) -> None:
    assert not is_password("nobody has this password", kept)
