"""Settings are read one by one, exactly; a bad value is named with its mend."""

from __future__ import annotations

import stat
import threading
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from webapp.keys import SecretUnreadable, find_audit_key, load_audit_key, load_secret_key
from webapp.settings import (
    SETTINGS,
    DatabasePasswordUnusable,
    SettingRefused,
    Settings,
    SettingUnknown,
    read_settings,
)


def test_every_setting_has_a_field_and_every_field_a_setting() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_says_what_it_is_in_both_languages(setting: object) -> None:
    for name in ("zh", "en", "mend_zh", "mend_en"):
        assert getattr(setting, name)


def test_without_variables_the_server_is_for_this_machine_only() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == f"sqlite:///{Path('instance').absolute()}/rongcuo.db"
    assert settings.secret_key_file == Path("instance/secret_key")
    assert not settings.practice
    assert (settings.pack_root / "bpmn").is_dir()


def test_practice_has_a_database_of_its_own() -> None:
    by_variable = read_settings({"RONGCUO_PRACTICE": "yes"})
    by_command = read_settings({}, practice=True)
    assert by_variable.practice
    assert by_variable.database_url == by_command.database_url
    assert by_command.database_url.endswith("/practice.db")


def test_the_command_line_overrides_the_variable() -> None:
    assert not read_settings({"RONGCUO_PRACTICE": "yes"}, practice=False).practice


def test_a_named_database_is_taken_as_it_is() -> None:
    url = "postgresql+psycopg://rongcuo@db/rongcuo"
    assert read_settings({"RONGCUO_DATABASE_URL": url}, practice=True).database_url == url


SERVER = "postgresql+psycopg://rongcuo@db:5432/rongcuo"


def read_with_password(file: Path, url: str = SERVER) -> Settings:
    return read_settings({"RONGCUO_DATABASE_URL": url, "RONGCUO_DATABASE_PASSWORD_FILE": str(file)})


@pytest.mark.parametrize("password", ["1e5", "p@ss:w/rd?#%", "口令 with a space"])
def test_the_password_of_the_database_may_stand_in_a_file_letter_by_letter(
    tmp_path: Path, password: str
) -> None:
    file = tmp_path / "password"
    file.write_text(password + "\n", "utf-8")
    settings = read_with_password(file)
    assert make_url(settings.database_url) == make_url(SERVER).set(password=password)
    assert settings.database_password_file == file
    assert password not in repr(settings)


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_a_password_file_that_holds_no_password_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DatabasePasswordUnusable) as refused:
        read_with_password(file)
    assert str(file) in refused.value.text("zh")


@pytest.mark.parametrize(
    "url", ["", "sqlite:////srv/rongcuo.db", "postgresql+psycopg://db/x", "postgresql+psycopg://u:other@db/x"]
)
def test_a_password_file_needs_an_address_with_a_user_and_no_password(tmp_path: Path, url: str) -> None:
    file = tmp_path / "password"
    file.write_text("secret", "utf-8")
    with pytest.raises(DatabasePasswordUnusable) as refused:
        read_with_password(file, url)
    assert "RONGCUO_DATABASE_URL" in refused.value.text("en")
    assert "other" not in refused.value.text("en")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RONGCUO_PORT", "0"),
        ("RONGCUO_PORT", "65536"),
        ("RONGCUO_PORT", "8000.0"),
        ("RONGCUO_PORT", "8e3"),
        ("RONGCUO_PORT", "٨٠"),
        ("RONGCUO_PORT", ""),
        ("RONGCUO_PORT", "-1"),
        ("RONGCUO_THREADS", "many"),
        ("RONGCUO_PRACTICE", "maybe"),
        ("RONGCUO_PRACTICE", ""),
        ("RONGCUO_SECURE_COOKIES", "2"),
        ("RONGCUO_HOST", "http://example"),
        ("RONGCUO_HOST", "a b"),
        ("RONGCUO_IDLE_MINUTES", "0"),
        ("RONGCUO_PASSWORD_POLICY", "none"),
        ("RONGCUO_INSTANCE_DIR", ""),
    ],
)
def test_a_bad_value_is_named_with_its_variable_and_mend(variable: str, value: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({variable: value})
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert variable in text
        assert f"“{value}”" in text


def test_a_mistyped_variable_is_noticed() -> None:
    with pytest.raises(SettingUnknown) as caught:
        read_settings({"RONGCUO_PRATICE": "yes"})
    assert "RONGCUO_PRACTICE" in caught.value.text("zh")


@pytest.mark.parametrize("variable", ["RONGCUO_TEST_DATABASE_URL", "PORT", "RONGCUO_SOMETHING_ELSE"])
def test_other_variables_are_not_ours_to_judge(variable: str) -> None:
    read_settings({variable: "x"})


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40))
def test_a_secret_stays_the_text_it_is(secret: str) -> None:
    assert load_secret_key(read_settings({"RONGCUO_SECRET_KEY": secret})) == secret


@pytest.mark.parametrize("secret", ["1e5", "true", "null", " x ", "0123", "{}"])
def test_a_secret_that_looks_like_something_else_stays_text(secret: str) -> None:
    assert read_settings({"RONGCUO_SECRET_KEY": secret}).secret_key == secret


def test_secrets_are_not_shown() -> None:
    settings = read_settings(
        {"RONGCUO_SECRET_KEY": "s3cret", "RONGCUO_DATABASE_URL": "postgresql+psycopg://a:s3cret@db/x"}
    )
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("host", "practice", "expected"),
    [
        ("127.0.0.1", False, False),
        ("localhost", False, False),
        ("::1", False, False),
        ("10.0.0.5", False, True),
        ("10.0.0.5", True, False),
        ("rongcuo.example", False, True),
    ],
)
def test_cookies_are_for_https_wherever_others_can_listen(host: str, practice: bool, expected: bool) -> None:
    assert read_settings({"RONGCUO_HOST": host}, practice=practice).secure_cookies is expected
    assert read_settings({"RONGCUO_HOST": host, "RONGCUO_SECURE_COOKIES": "no"}).secure_cookies is False


def in_folder(folder: Path) -> Settings:
    return read_settings({"RONGCUO_INSTANCE_DIR": str(folder)})


def test_a_missing_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = in_folder(tmp_path / "instance")
    key = load_secret_key(settings)
    assert len(key) >= 64
    assert load_secret_key(settings) == key
    assert stat.S_IMODE(settings.secret_key_file.stat().st_mode) == 0o600
    assert [file.name for file in settings.secret_key_file.parent.iterdir()] == ["secret_key"]


def test_two_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    settings, keys, barrier = in_folder(tmp_path), [], threading.Barrier(4)

    def start() -> None:
        barrier.wait(timeout=30)
        keys.append(load_secret_key(settings))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(keys) == 4
    assert len(set(keys)) == 1


def test_a_key_file_is_read_letter_by_letter(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b" 1e5\r\n")
    assert load_secret_key(in_folder(tmp_path)) == " 1e5\r\n"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SecretUnreadable) as caught:
        load_secret_key(in_folder(tmp_path))
    assert str(tmp_path / "secret_key") in caught.value.text("zh")


def test_a_folder_in_place_of_the_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(SecretUnreadable):
        load_secret_key(in_folder(tmp_path))


def test_the_audit_key_is_a_key_of_its_own_that_reading_does_not_make(tmp_path: Path) -> None:
    settings = in_folder(tmp_path)
    assert find_audit_key(settings) is None
    assert list(tmp_path.iterdir()) == []
    key = load_audit_key(settings)
    assert find_audit_key(settings) == key != load_secret_key(settings)
    assert stat.S_IMODE((tmp_path / "audit_key").stat().st_mode) == 0o600


def test_practice_has_checkpoints_of_its_own(tmp_path: Path) -> None:
    assert in_folder(tmp_path).checkpoint_file == tmp_path / "audit_checkpoints.jsonl"
    practice = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    assert practice.checkpoint_file == tmp_path / "practice_checkpoints.jsonl"
    elsewhere = read_settings({"RONGCUO_CHECKPOINT_FILE": "/mnt/other/checkpoints"})
    assert elsewhere.checkpoint_file == Path("/mnt/other/checkpoints")
