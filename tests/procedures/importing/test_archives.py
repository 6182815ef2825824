"""Zips and folders from outside: what is taken, and what is refused before anything of it is used."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from tests.procedures.importing.archives import (
    DIAGRAM,
    mark_encrypted,
    understate_size,
    zip_of,
    zip_with,
    zip_with_link,
    zip_with_raw_names,
)
from tests.procedures.importing.foreign import CAMUNDA_7
from webapp.procedures.importing import errors
from webapp.procedures.importing.archives import MAX_ENTRIES, read_folder, unpack
from webapp.procedures.importing.errors import ImportRefused
from webapp.procedures.importing.placing import place_files
from webapp.procedures.importing.reading import read_import

PATH = "bpmn/town/handle.bpmn"
MEGABYTE = b"\0" * 2**20


def bomb() -> bytes:
    return zip_of({PATH: MEGABYTE})


def sha256_chain(length: int) -> bytes:
    """Bytes that do not pack, the same in every run."""
    return b"".join(sha256(str(number).encode()).digest() for number in range(length // 32))


def many_entries() -> bytes:
    return zip_of({f"x{number}": b"" for number in range(MAX_ENTRIES + 1)})


def unusual_method() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(PATH, DIAGRAM)
    return target.getvalue()


def named(*names: str) -> Callable[[], bytes]:
    return lambda: zip_of(dict.fromkeys(names, DIAGRAM))


HOSTILE: list[tuple[str, Callable[[], bytes], type[ImportRefused]]] = [
    ("a file that bursts when unpacked", bomb, errors.ArchiveSwollen),
    ("too many files", many_entries, errors.ArchiveCrowded),
    ("a path to a parent folder", named("../../etc/cron.d/x.bpmn"), errors.EntryOutside),
    ("a parent folder in the middle", named("bpmn/../../x.bpmn"), errors.EntryOutside),
    ("a parent folder in Windows' spelling", named("bpmn\\..\\..\\x.bpmn"), errors.EntryOutside),
    ("an absolute path", named("/etc/passwd.bpmn"), errors.EntryOutside),
    ("a drive", named("C:\\Windows\\x.bpmn"), errors.EntryOutside),
    ("a network share", named("\\\\server\\share\\x.bpmn"), errors.EntryOutside),
    ("a link", lambda: zip_with_link("bpmn/town/passwd.bpmn", "/etc/passwd"), errors.EntryIsLink),
    ("a link under a hidden name", lambda: zip_with_link(".hidden", "/etc/passwd"), errors.EntryIsLink),
    ("one name in two cases", named(PATH, "bpmn/town/HANDLE.bpmn"), errors.EntryTwice),
    ("one name in two widths", named(PATH, "bpmn/town/ｈandle.bpmn"), errors.EntryTwice),
    ("one name composed in two ways", named("bpmn/town/é.bpmn", "bpmn/town/e\u0301.bpmn"), errors.EntryTwice),
    ("one name in two separators", named(PATH, "bpmn\\town\\handle.bpmn"), errors.EntryTwice),
    (
        "two diagrams of one process",
        lambda: zip_of({"a.bpmn": CAMUNDA_7, "b.bpmn": CAMUNDA_7}),
        errors.EntryTwice,
    ),
    ("a password", lambda: mark_encrypted(zip_of({PATH: DIAGRAM})), errors.EntryEncrypted),
    (
        "a file over two megabytes",
        lambda: zip_of({PATH: bytes(range(256)) * 9000}, packed=False),
        errors.EntryTooLarge,
    ),
    (
        "a size that is not true",
        lambda: understate_size(zip_of({PATH: DIAGRAM * 50}), 20),
        errors.ArchiveUnreadable,
    ),
    ("a method that few can unpack", unusual_method, errors.ArchiveUnreadable),
    ("a name with a line break", named("bpmn/town/a\nb.bpmn"), errors.EntryNameUnsafe),
    ("a name of a device's signs", named("bpmn/town/con|in?.bpmn"), errors.EntryNameUnsafe),
    ("twelve folders deep", named("a/" * 12 + "x.bpmn"), errors.EntryNameUnsafe),
    ("half a zip", lambda: zip_of({PATH: DIAGRAM})[:-30], errors.ArchiveUnreadable),
    ("nothing", lambda: zip_of({}), errors.NothingToImport),
    ("nothing but pictures", named("photo.png", "notes.txt"), errors.NothingToImport),
    ("thirty-three megabytes", lambda: b"PK\x03\x04" + b"\0" * (33 * 2**20), errors.ArchiveTooLarge),
]


@pytest.mark.parametrize(
    ("make", "refusal"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE]
)
def test_hostile_zips_are_refused_in_words(make: Callable[[], bytes], refusal: type[ImportRefused]) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_import(make(), "town.zip", "town", {})
    assert type(refused.value) is refusal
    for language in ("zh", "en"):
        told = refused.value.text(language)
        assert "town.zip" in told
        assert "{" not in told


def test_a_zip_that_unpacks_to_more_than_a_pack_may_hold_is_refused() -> None:
    # Some noise in each: what packs better than 1:200 is refused for that already.
    noise = sha256_chain(20_000) + MEGABYTE[20_000:]
    files = {f"bpmn/town/x{number}.bpmn": noise for number in range(40)}
    with pytest.raises(errors.ArchiveSwollen) as refused:
        read_import(zip_of(files), "town.zip", "town", {})
    assert "40 MB" in refused.value.text("zh")


def names_in(content: bytes) -> list[str]:
    return sorted(unpack(content, "x.zip").files)


@pytest.mark.parametrize(
    ("encoding", "told"), [("gbk", "GBK"), ("utf-8", None)], ids=["Chinese Windows", "macOS"]
)
def test_chinese_names_come_out_right_whatever_program_packed_them(encoding: str, told: str | None) -> None:
    files = {f"流程/{name}.bpmn".encode(encoding): DIAGRAM for name in ("联通", "申请受理", "誠信")}
    unpacked = unpack(zip_with_raw_names(files), "x.zip")
    assert sorted(unpacked.files) == sorted(["流程/联通.bpmn", "流程/申请受理.bpmn", "流程/誠信.bpmn"])
    said = [each.zh for each in unpacked.remarks if each.code == "IM-202"]
    assert [each.split()[1] for each in said] == ([told] if told else [])


def test_the_second_byte_of_a_gbk_character_is_no_separator() -> None:
    # 誠 is D5 5C in GBK: its second byte is the backslash.
    assert names_in(zip_with_raw_names({"誠.bpmn".encode("gbk"): DIAGRAM})) == ["誠.bpmn"]


def test_windows_separators_are_read() -> None:
    assert names_in(zip_of({"bpmn\\town\\handle.bpmn": DIAGRAM})) == [PATH]


def test_hidden_files_and_archives_inside_are_passed_over_and_named() -> None:
    noise = [
        ".DS_Store",
        "__MACOSX/bpmn/._handle.bpmn",
        "bpmn/town/.handle.swp",
        "Thumbs.db",
        "old.zip",
        "old.RAR",
    ]
    unpacked = unpack(zip_of(dict.fromkeys([PATH, *noise], DIAGRAM)), "x.zip")
    assert list(unpacked.files) == [PATH]
    assert {each.file for each in unpacked.remarks} == set(noise)
    assert {each.code for each in unpacked.remarks} == {"IM-101", "IM-102"}


def test_an_entry_named_as_a_folder_holds_nothing() -> None:
    assert names_in(zip_of({"bpmn/": b"", "bpmn/town/": b"", PATH: DIAGRAM})) == [PATH]


def test_a_null_in_a_name_does_not_hide_its_end() -> None:
    def hide(entry: zipfile.ZipInfo) -> None:
        entry.filename = "bpmn/town/a.bpmnX../../x"

    content = zip_with(hide).replace(b"a.bpmnX", b"a.bpmn\0")
    with pytest.raises(ImportRefused):
        unpack(content, "x.zip")


@pytest.mark.parametrize("wrapper", ["", "town-export/", "容错规程/"], ids=["none", "Latin", "Chinese"])
def test_one_folder_around_everything_is_taken_off(wrapper: str) -> None:
    unpacked = unpack(zip_of({f"{wrapper}{PATH}": DIAGRAM, f"{wrapper}readme.md": b"x"}), "x.zip")
    placed = place_files(unpacked, "x.zip", None)
    assert (list(placed.files), placed.code) == ([PATH], "town")
    assert ("IM-201" in {each.code for each in placed.remarks}) == bool(wrapper)


def test_the_place_is_the_one_that_no_other_extends() -> None:
    files = {
        "bpmn/town/jurisdiction.toml": b'extends = "region"',
        "bpmn/region/jurisdiction.toml": b"",
        "bpmn/shared/jurisdiction.toml": b"",
    }
    assert place_files(unpack(zip_of(files), "x.zip"), "x.zip", None).code == "town"


def test_two_places_in_one_zip_need_a_word_which_is_meant() -> None:
    unpacked = unpack(zip_of({"bpmn/one/jurisdiction.toml": b"", "bpmn/two/jurisdiction.toml": b""}), "x.zip")
    with pytest.raises(errors.PlaceUnclear) as refused:
        place_files(unpacked, "x.zip", None)
    assert "one, two" in refused.value.text()
    assert place_files(unpacked, "x.zip", "two").code == "two"
    with pytest.raises(errors.PlaceUnclear):
        place_files(unpacked, "x.zip", "three")


@pytest.mark.parametrize("code", ["shared", "Town", "../up", "城", ""])
def test_a_code_that_names_no_place_is_refused(code: str) -> None:
    with pytest.raises(errors.PlaceCodeRefused):
        place_files(unpack(zip_of({"a.bpmn": DIAGRAM}), "x.zip"), "x.zip", code)


def test_loose_files_are_put_where_a_pack_has_them() -> None:
    dmn = b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/" id="d"/>'
    files = {
        "审批.bpmn": DIAGRAM,
        "a.bpmn20.xml": DIAGRAM,
        "t.xml": dmn,
        "f.json": b'{"components": []}',
        "n.json": b"{}",
    }
    placed = place_files(unpack(zip_of(files), "x.zip"), "x.zip", "town")
    assert sorted(placed.files) == [
        "bpmn/town/a.bpmn",
        "bpmn/town/审批.bpmn",
        "dmn/town/t.dmn",
        "forms/town/f.form",
    ]
    assert placed.loose == frozenset(placed.files)
    assert [each.file for each in placed.remarks if each.code == "IM-103"] == ["n.json"]


def test_a_folder_is_read_as_a_zip_is(tmp_path: Path) -> None:
    (tmp_path / "bpmn/town").mkdir(parents=True)
    (tmp_path / PATH).write_bytes(DIAGRAM)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_bytes(b"x")
    assert dict(read_folder(tmp_path).files) == {PATH: DIAGRAM}


@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_a_link_in_a_folder_is_not_followed(tmp_path: Path, is_folder: bool) -> None:
    target = tmp_path / "outside"
    target.mkdir() if is_folder else target.write_bytes(DIAGRAM)
    root = tmp_path / "pack"
    (root / "bpmn").mkdir(parents=True)
    (root / "bpmn/town.bpmn").symlink_to(target)
    with pytest.raises(errors.EntryIsLink):
        read_folder(root)


def test_a_file_in_a_folder_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.bpmn").write_bytes(b"x" * (2 * 2**20 + 1))
    with pytest.raises(errors.EntryTooLarge):
        read_folder(tmp_path)
