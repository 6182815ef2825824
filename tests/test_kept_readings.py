"""Readings kept by content: what is given is what reading anew would give, and no more is kept than is allowed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from tests.engine.drawing import io, service_task, simple
from webapp.engine import deployment
from webapp.engine.diagram import IoMapping
from webapp.engine.findings import Place
from webapp.kept_readings import kept_by_content
from webapp.procedures import Pack, toml_tables
from webapp.procedures.forms import reading
from webapp.procedures.notice_texts import notice_inputs
from webapp.procedures.texts import read_written_texts

REPOSITORY = Path(__file__).parents[1]
NOTIFYING = simple(service_task("step", "notify", more=io(inputs={"to": "handler"})))


def reader(most_bytes: int) -> tuple[list[tuple[bytes, str]], Callable[..., str]]:
    """What was read, and the reader that keeps."""
    read: list[tuple[bytes, str]] = []

    @kept_by_content(most_bytes)
    def spell(content: bytes, mark: str = "", *, end: str = "") -> str:
        read.append((content, mark))
        if content == b"broken":
            raise ValueError(content)
        return mark + content.decode() + end

    return read, spell


def test_equal_content_is_read_once_whatever_object_holds_it() -> None:
    read, spell = reader(100)
    assert spell(b"abc") == spell(bytes(bytearray(b"abc"))) == "abc"
    assert len(read) == 1


def test_another_content_or_another_argument_is_read_for_itself() -> None:
    read, spell = reader(100)
    assert [spell(b"abc"), spell(b"abd"), spell(b"abc", "-"), spell(b"abc", "-", end=".")] == [
        "abc",
        "abd",
        "-abc",
        "-abc.",
    ]
    assert len(read) == 4


def test_what_cannot_be_read_is_refused_each_time() -> None:
    read, spell = reader(100)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            spell(b"broken")
    assert len(read) == 2


def test_the_content_used_longest_ago_makes_room() -> None:
    read, spell = reader(16)
    for content in (b"a1", b"b2", b"c3", b"d4", b"e5", b"f6", b"g7", b"h8"):
        spell(content)
    spell(b"a1")
    spell(b"i9")
    del read[:]
    spell(b"a1")
    assert read == []
    spell(b"b2")
    assert read == [(b"b2", "")]


def test_a_content_larger_than_its_share_is_not_kept_and_drives_nothing_out() -> None:
    read, spell = reader(16)
    spell(b"ab")
    spell(b"x" * 3)
    spell(b"x" * 3)
    spell(b"ab")
    assert [content for content, _ in read] == [b"ab", b"xxx", b"xxx"]


def test_threads_that_read_the_same_at_once_all_get_it() -> None:
    _, spell = reader(1_000)
    found: list[str] = []

    def ask(number: int) -> None:
        found.extend(spell(str(each % 40).encode()) for each in range(number, number + 200))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(
        str(each % 40) for number in range(8) for each in range(number, number + 200)
    )


def _plain(value: object) -> object:
    """A reading as plain data, expressions by their text: what can be compared whatever object holds it."""
    if isinstance(value, BaseException):
        return repr(value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        return (type(value).__name__, *((name, _plain(getattr(value, name))) for name in names))
    if isinstance(value, Mapping):
        return [(_plain(key), _plain(each)) for key, each in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    text = getattr(value, "text", None)
    return text if isinstance(text, str) else repr(value)


SHARED = ("bpmn/shared/review.bpmn", "forms/shared/file_review.form", "bpmn/shared/texts.en.toml")


def _readings(code: str) -> Iterator[tuple[str, Callable[..., object], tuple[object, ...]]]:
    """How a place reads some shared files: the file, its reader, what it is read with besides the content."""
    texts = (
        f"bpmn/{folder}/texts.{language}.toml" for folder in (code, "shared") for language in ("en", "zh")
    )
    paths = [*SHARED, *(path for path in texts if (REPOSITORY / path).is_file())]
    pack = Pack(code, {path: (REPOSITORY / path).read_bytes() for path in paths})
    for path in SHARED:
        content, english, chinese = pack.files[path], *pack.form_texts(path)
        if path.endswith(".bpmn"):
            written = [read_written_texts(pack.text_files(language), []) for language in ("en", "zh")]
            further = notice_inputs(pack.diagram_outlines, written[0], written[1])[path]
            yield path, deployment._read_file, (content, path, tuple(further.items()), tuple(chinese.items()))
        elif path.endswith(".form"):
            yield path, reading._read_with, (content, path, tuple(english.items()), tuple(chinese.items()))
        else:
            yield path, toml_tables._parse, (content,)


def test_a_file_that_places_share_is_read_for_each_with_its_own_words_whoever_came_first() -> None:
    read: dict[str, set[str]] = {}
    for code in ("liwan", "shengsi", "liwan"):
        for path, reader_of, given in _readings(code):
            kept, anew = reader_of(*given), reader_of.__wrapped__(*given)  # type: ignore[attr-defined]
            assert _plain(kept) == _plain(anew), path
            read.setdefault(path, set()).add(repr(_plain(kept)))
    # It would prove nothing if all of them read the same.
    assert len(read["bpmn/shared/review.bpmn"]) == len(read["forms/shared/file_review.form"]) == 2
    assert len(read["bpmn/shared/texts.en.toml"]) == 1


@pytest.mark.parametrize("line", [3, 4])
def test_the_line_on_which_words_stand_belongs_to_what_is_read(line: int) -> None:
    words = Place("bpmn/x/texts.zh.toml", "step", line)
    given = (NOTIFYING, "f.bpmn", (("step", (IoMapping("=(", "text", words),)),), ())
    processes, _ = deployment._read_file(*given)
    (mapping,) = [each for each in processes[0].body.nodes["step"].inputs if each.target == "text"]
    assert mapping.place == words
