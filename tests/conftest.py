"""Fixtures for every folder. Property tests take their time: a busy machine must not make them fail."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from tests.fresh_database import choose_databases as pytest_generate_tests
from tests.practice_place import every_place, every_place_template, place, practice_template
from webapp.people import passwords

__all__ = ["every_place", "every_place_template", "place", "practice_template", "pytest_generate_tests"]


@pytest.fixture(scope="session", autouse=True)
def light_hashing() -> Iterator[None]:
    """The same way of keeping passwords with little work: it is slow on purpose, and hundreds of people log in here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
