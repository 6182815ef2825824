"""Fixtures for every folder. Property tests take their time: a busy machine must not make them fail."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import URL, Engine, create_engine

from tests.fresh_database import choose_databases as pytest_generate_tests
from tests.practice_place import every_place, every_place_template, place, practice_template
from webapp.database import units
from webapp.people import passwords

__all__ = ["every_place", "every_place_template", "place", "practice_template", "pytest_generate_tests"]


@pytest.fixture(scope="session", autouse=True)
def light_hashing() -> Iterator[None]:
    """The same way of keeping passwords with little work: it is slow on purpose, and hundreds of people log in here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


#: What a connection to SQLite is told in the product: `tests/database` looks at it.
SHIPPED_PRAGMAS = units._SQLITE_ON_CONNECT
#: The same but for waiting until the disk has each commit: that outlives a machine that loses its power, and no test
#: takes that away. What outlives a killed process, outlives it so too: the system has it.
_QUICK_PRAGMAS = (
    "PRAGMA synchronous = OFF",
    *(pragma for pragma in SHIPPED_PRAGMAS if not pragma.startswith("PRAGMA synchronous")),
)


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """Tens of thousands of commits are made here, each of which would wait for the disk to have it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "_SQLITE_ON_CONNECT", _QUICK_PRAGMAS)
        yield


class _CompiledTemplates(BytecodeCache):
    """What Jinja made of each template, while a test run lasts. Jinja compares the source before it takes one."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """A server compiles its templates once; hundreds of applications are made here, one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", _CompiledTemplates())
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """A server compiles each statement once for its one database; thousands of copies of a database are opened here."""
    firsts: dict[tuple[str, str], Engine] = {}

    def create_alike(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        kind = (engine.dialect.name, repr(options))
        first = firsts.get(kind)
        # A dialect knows its database once it has been connected.
        if first is None or first.dialect.server_version_info is None:
            firsts[kind] = engine
        else:
            # What is compiled is kept by dialect: engines of one and the same find what the others compiled.
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "create_engine", create_alike)
        yield


#: How many more objects there must be before Python looks for garbage: cycles are few, and the machine's memory is large.
_ROOM_FOR_GARBAGE = (20_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: looking through thousands of tests for garbage took a tenth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_ROOM_FOR_GARBAGE)


settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
