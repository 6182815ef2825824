"""Passwords: the named policies, and how they are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.people.errors import PasswordTooWeak

_HASHER = PasswordHasher()
#: Beyond this length (characters) a password is refused, so that hashing one cannot be made costly.
LONGEST = 128


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must be, and how log-in guards it.

    ``least_kinds``: of lower case, upper case, digits and other signs, how many must occur.
    ``valid_for``: how long until it must be changed; None for as long as it is not known to others.
    """

    name: str
    least_length: int
    least_kinds: int
    valid_for: timedelta | None
    attempts: int
    lock_minutes: int

    @property
    def most_length(self) -> int:
        """Characters that a password has at most, whatever the rules."""
        return LONGEST

    @property
    def lock_span(self) -> timedelta:
        """How long an account stays locked after too many failures."""
        return timedelta(minutes=self.lock_minutes)


#: 等级保护 2.0 level 3 asks for complexity, regular change and lock-out and leaves the figures to the place
#: (assumed: these); ASVS 5 level 2 asks for length and against forced composition and change.
POLICIES: Mapping[str, PasswordPolicy] = {
    policy.name: policy
    for policy in (
        PasswordPolicy("mlps3", 10, 3, timedelta(days=90), attempts=5, lock_minutes=30),
        PasswordPolicy("asvs", 15, 1, None, attempts=10, lock_minutes=15),
    )
}
MLPS3 = POLICIES["mlps3"]

_OFTEN_GUESSED = ("password", "passw0rd", "12345678", "87654321", "qwerty", "abc123", "admin", "rongcuo")


def check_password(password: str, *, login_name: str, policy: PasswordPolicy = MLPS3) -> None:
    """Raise `PasswordTooWeak`, saying what is missing, unless ``password`` meets ``policy``."""
    if not policy.least_length <= len(password) <= LONGEST:
        raise PasswordTooWeak(
            need_zh=f"长度须为 {policy.least_length} 至 {LONGEST} 个字符",
            need_en=f"it takes {policy.least_length} to {LONGEST} characters",
        )
    if count_kinds(password) < policy.least_kinds:
        raise PasswordTooWeak(
            need_zh=f"小写字母、大写字母、数字、其他符号中至少包含 {policy.least_kinds} 类",
            need_en=f"of lower case, upper case, digits and other signs it takes {policy.least_kinds}",
        )
    lowered = password.lower()
    if len(login_name) > 2 and login_name.lower() in lowered:
        raise PasswordTooWeak(need_zh="不得包含登录名", need_en="it must not hold the login name")
    if len(set(password)) < 5 or _rest_is_trivial(lowered):
        raise PasswordTooWeak(need_zh="过于常见，容易被猜中", need_en="it is too common and easily guessed")


def count_kinds(password: str) -> int:
    """How many of lower case, upper case, digits and other signs occur."""
    kinds = {unicodedata.category(sign) for sign in password}
    named = {"Ll", "Lu", "Nd"}
    return len(kinds & named) + bool(kinds - named)


def _rest_is_trivial(lowered: str) -> bool:
    """Whether an often guessed word makes up all but a few signs of the password."""
    return any(word in lowered and len(lowered) - len(word) < 4 for word in _OFTEN_GUESSED)


def hash_password(password: str) -> str:
    """The Argon2id hash of ``password``. It is slow by design: keep it out of write units where you can."""
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether ``password`` is the one that was hashed. Without a hash it takes as long, and says no."""
    if len(password) > LONGEST:
        return False
    try:
        matches = _HASHER.verify(password_hash or _decoy_hash(), unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(password_hash)


@cache
def _decoy_hash() -> str:
    return hash_password("nobody has this password")
