"""The platform's secret keys: read from the settings or their files, made once when there are none."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from webapp.errors import RongcuoError
from webapp.settings import Settings


class SecretUnreadable(RongcuoError):
    """The file of a secret key cannot be read or made."""

    code = "RC-1003"
    zh = "密钥文件 {file} 无法读取或创建：{reason}。请检查路径和权限。"
    en = "The secret key file {file} cannot be read or made: {reason}. Check the path and its permissions."


def load_secret_key(settings: Settings) -> str:
    """The signing key, letter by letter as it was given; made and kept in its file when there is none.

    Raises `SecretUnreadable`.
    """
    if settings.secret_key:
        return settings.secret_key
    return _load_key(settings.secret_key_file)


def load_audit_key(settings: Settings) -> str:
    """The key that signs checkpoints; made and kept in its file when there is none. Raises `SecretUnreadable`."""
    return _load_key(settings.audit_key_file)


def find_audit_key(settings: Settings) -> str | None:
    """The key that signs checkpoints, None when there is none yet. Raises `SecretUnreadable`."""
    try:
        is_there = settings.audit_key_file.exists()
    except OSError as error:
        raise SecretUnreadable(file=settings.audit_key_file, reason=error) from error
    return _load_key(settings.audit_key_file) if is_there else None


def _load_key(file: Path) -> str:
    try:
        if not file.exists():
            _keep_new_key(file)
        key = file.read_bytes().decode()  # As text it would lose its carriage returns.
    except (OSError, UnicodeDecodeError) as error:
        raise SecretUnreadable(file=file, reason=error) from error
    if not key:
        raise SecretUnreadable(file=file, reason="empty")
    return key


def _keep_new_key(file: Path) -> None:
    """Write a whole key or none: to a file beside it first, then linked, so that of two starts one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            file.hardlink_to(beside)
        except FileExistsError:
            return
    finally:
        beside.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
