"""Settings, read from ``RONGCUO_…`` environment variables, each by a parser of its own.

Nothing is guessed from the look of a value: a secret ``1e5`` stays the text ``1e5``. Every setting is
in `SETTINGS`, from which the help pages are made.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from webapp.errors import RongcuoError

PREFIX: Final = "RONGCUO_"
#: The names of `webapp.people.POLICIES`.
PASSWORD_POLICIES: Final = ("mlps3", "asvs")
#: Variables of the test run, which are no settings.
_TEST_PREFIX: Final = "RONGCUO_TEST_"
_HOME = Path(__file__).resolve().parent.parent


class SettingRefused(RongcuoError):
    """A setting's value cannot be used."""

    code = "RC-1001"
    zh = "设置 {variable} 的值“{value}”不可用：{mend_zh}。"
    en = "The setting {variable} cannot be “{value}”: {mend_en}."


class SettingUnknown(RongcuoError):
    """A variable looks like a mistyped setting."""

    code = "RC-1002"
    zh = "没有名为 {variable} 的设置，是否应为 {meant}？"
    en = "There is no setting {variable}; did you mean {meant}?"


class DatabasePasswordUnusable(RongcuoError):
    """The file of the database's password cannot be read, or the address takes no password."""

    code = "RC-1004"
    zh = "不能使用数据库密码文件 {file}：{reason_zh}。"
    en = "The file of the database password, {file}, cannot be used: {reason_en}."


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, how its text is read, its default text, and what it means.

    ``read`` raises ``ValueError`` for a text it cannot use; ``mend_zh``/``mend_en`` then say what it takes.
    """

    name: str
    read: Callable[[str], Any]
    default: str
    zh: str
    en: str
    mend_zh: str
    mend_en: str
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper()


def _read_text(text: str) -> str:
    return text


def _read_path(text: str) -> Path:
    if not text or "\x00" in text:
        raise ValueError(text)
    return Path(text).expanduser()


def _read_host(text: str) -> str:
    if not text or any(sign.isspace() or sign == "/" for sign in text):
        raise ValueError(text)
    return text


def _read_flag(text: str) -> bool:
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[text.lower()]


def _read_optional_flag(text: str) -> bool | None:
    return _read_flag(text) if text else None


def _read_policy(text: str) -> str:
    if text not in PASSWORD_POLICIES:
        raise ValueError(text)
    return text


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def _number(name: str, default: int, least: int, most: int, zh: str, en: str) -> Setting:
    mend_zh, mend_en = f"请用 {least} 至 {most} 的整数", f"take a whole number from {least} to {most}"
    return Setting(name, _whole_number(least, most), str(default), zh, en, mend_zh, mend_en)


_FLAG = ("请用 yes 或 no", "take yes or no")
_PATH = ("请用文件或文件夹的路径", "take the path of a file or folder")

SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("instance_dir", _read_path, "instance", "数据所在文件夹", "folder that holds the data", *_PATH),
    Setting(
        "database_url",
        _read_text,
        "",
        "数据库地址，缺省为数据文件夹中的 SQLite 文件",
        "address of the database; by default an SQLite file in the data folder",
        "请写成 sqlite:///文件路径 或 postgresql+psycopg://…",
        "write sqlite:///PATH or postgresql+psycopg://…",
        is_secret=True,
    ),
    Setting(
        "database_password_file",
        _read_text,
        "",
        "放数据库密码的文件，缺省时密码写在数据库地址里",
        "file that holds the database's password; by default the password stands in the address",
        *_PATH,
    ),
    Setting(
        "host",
        _read_host,
        "127.0.0.1",
        "服务监听的地址",
        "address to listen on",
        "请用主机名或 IP 地址",
        "take a host name or an IP address",
    ),
    _number("port", 8000, 1, 65535, "服务监听的端口", "port to listen on"),
    _number("threads", 8, 1, 64, "同时处理的请求数", "requests served at a time"),
    _number(
        "proxies",
        0,
        0,
        8,
        "前面有几层反向代理；访问者地址、主机名和 HTTPS 以代理报告的为准，没有代理时为 0",
        "how many reverse proxies stand in front, whose word on address, host and HTTPS is taken; 0 without any",
    ),
    Setting("practice", _read_flag, "no", "演练模式", "practice mode", *_FLAG),
    Setting(
        "secret_key",
        _read_text,
        "",
        "签名密钥，缺省取自密钥文件",
        "key for signing; by default read from the key file",
        "请用任意非空文本",
        "take any text",
        is_secret=True,
    ),
    Setting(
        "secret_key_file",
        _read_text,
        "",
        "密钥文件，缺省为数据文件夹中的 secret_key，没有时自动生成",
        "file of the signing key; by default secret_key in the data folder, made when missing",
        *_PATH,
    ),
    Setting(
        "secure_cookies",
        _read_optional_flag,
        "",
        "仅经 HTTPS 发送登录凭据，缺省：本机和演练为 no，否则为 yes",
        "send the log-in cookie over HTTPS only; by default no on this machine and in practice, else yes",
        *_FLAG,
    ),
    _number(
        "idle_minutes", 30, 1, 1440, "多少分钟无操作后退出登录", "minutes without action that end a log-in"
    ),
    _number("session_hours", 12, 1, 168, "登录最长有效小时数", "hours after which a log-in ends"),
    Setting(
        "password_policy",
        _read_policy,
        "mlps3",
        "密码策略",
        "password policy",
        f"请用 {'、'.join(PASSWORD_POLICIES)} 之一",
        f"take one of {', '.join(PASSWORD_POLICIES)}",
    ),
    _number("poll_seconds", 5, 1, 3600, "多少秒检查一次到期事项", "seconds between two looks for due work"),
    Setting(
        "checkpoint_file",
        _read_text,
        "",
        "检查点文件，缺省为数据文件夹中的 audit_checkpoints.jsonl（演练为 practice_checkpoints.jsonl）",
        "file of the checkpoints of the record; by default audit_checkpoints.jsonl in the data folder "
        "(practice_checkpoints.jsonl in practice)",
        *_PATH,
    ),
    _number(
        "checkpoint_minutes",
        60,
        1,
        10080,
        "两个检查点至少相隔多少分钟；记录没有变化时不写",
        "minutes between two checkpoints at least; none is written while the record stands still",
    ),
    Setting(
        "audit_key_file",
        _read_text,
        "",
        "签署检查点的审计密钥文件，缺省为数据文件夹中的 audit_key，没有时自动生成",
        "file of the audit key that signs checkpoints; by default audit_key in the data folder, made when missing",
        *_PATH,
    ),
    Setting(
        "pack_root",
        _read_path,
        str(_HOME),
        "随附流程所在文件夹（含 bpmn、dmn、forms）",
        "folder of the shipped procedures (with bpmn, dmn, forms)",
        *_PATH,
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. `read_settings` makes it."""

    instance_dir: Path
    database_url: str = field(repr=False)
    database_password_file: Path | None
    host: str
    port: int
    threads: int
    proxies: int
    practice: bool
    secret_key: str = field(repr=False)
    secret_key_file: Path
    secure_cookies: bool
    idle_minutes: int
    session_hours: int
    password_policy: str
    poll_seconds: int
    checkpoint_file: Path
    checkpoint_minutes: int
    audit_key_file: Path
    pack_root: Path

    @property
    def idle_span(self) -> timedelta:
        """How long a log-in may rest."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def session_span(self) -> timedelta:
        """How long a log-in may last."""
        return timedelta(hours=self.session_hours)

    @property
    def checkpoint_span(self) -> timedelta:
        """How far apart checkpoints are at least."""
        return timedelta(minutes=self.checkpoint_minutes)


def read_settings(environment: Mapping[str, str] | None = None, *, practice: bool | None = None) -> Settings:
    """Read all settings from ``environment`` (the process's own by default).

    ``practice`` overrides the variable. Practice mode has a database of its own unless one is named.
    Raises `SettingRefused`, `SettingUnknown`, `DatabasePasswordUnusable`.
    """
    given = os.environ if environment is None else environment
    _refuse_mistyped(given)
    values = {setting.name: _read(setting, given) for setting in SETTINGS}
    if practice is not None:
        values["practice"] = practice
    folder: Path = values["instance_dir"]
    file_name = "practice.db" if values["practice"] else "rongcuo.db"
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{folder.absolute() / file_name}"
    password_file = values["database_password_file"]
    values["database_password_file"] = Path(password_file) if password_file else None
    if password_file:
        values["database_url"] = _with_password(values["database_url"], Path(password_file))
    values["secret_key_file"] = Path(values["secret_key_file"] or folder / "secret_key")
    values["audit_key_file"] = Path(values["audit_key_file"] or folder / "audit_key")
    checkpoints = "practice_checkpoints.jsonl" if values["practice"] else "audit_checkpoints.jsonl"
    values["checkpoint_file"] = Path(values["checkpoint_file"] or folder / checkpoints)
    if values["secure_cookies"] is None:
        values["secure_cookies"] = not (values["practice"] or _is_this_machine(values["host"]))
    return Settings(**values)


def _read(setting: Setting, given: Mapping[str, str]) -> Any:
    text = given.get(setting.variable, setting.default)
    try:
        return setting.read(text)
    except (ValueError, KeyError) as error:
        raise SettingRefused(
            variable=setting.variable,
            value="…" if setting.is_secret else text,
            mend_zh=setting.mend_zh,
            mend_en=setting.mend_en,
        ) from error


def _refuse_mistyped(given: Mapping[str, str]) -> None:
    known = [setting.variable for setting in SETTINGS]
    for variable in given:
        is_ours = variable.startswith(PREFIX) and not variable.startswith(_TEST_PREFIX)
        if is_ours and variable not in known:
            meant = difflib.get_close_matches(variable, known, n=1, cutoff=0.85)
            if meant:
                raise SettingUnknown(variable=variable, meant=meant[0])


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _with_password(url: str, file: Path) -> str:
    """The address ``scheme://user@host/name`` with the password that ``file`` holds (its line end is not part of it)."""
    scheme, slashes, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    if not at or not user or ":" in user:
        raise DatabasePasswordUnusable(
            file=file,
            reason_zh="RONGCUO_DATABASE_URL 要写明用户而不写密码，如 postgresql+psycopg://用户@主机/库名",
            reason_en="RONGCUO_DATABASE_URL must name the user and no password, as postgresql+psycopg://USER@HOST/NAME",
        )
    try:
        password = file.read_bytes().decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatabasePasswordUnusable(
            file=file,
            reason_zh=f"{error}。请检查路径和权限",
            reason_en=f"{error}. Check the path and its permissions",
        ) from error
    if not password:
        raise DatabasePasswordUnusable(
            file=file, reason_zh="文件是空的。请写入密码", reason_en="it is empty. Write the password into it"
        )
    return f"{scheme}{slashes}{user}:{quote(password, safe='')}@{place}"
