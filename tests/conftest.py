"""Fixtures for every folder. Property tests take their time: a busy machine must not make them fail."""

from hypothesis import HealthCheck, settings

from tests.fresh_database import choose_databases as pytest_generate_tests
from tests.practice_place import place, practice_template

__all__ = ["place", "practice_template", "pytest_generate_tests"]

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
