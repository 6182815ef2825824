"""What all commands share: texts and JSON on standard output, JSON from files, exit codes."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from webapp.errors import Language, RongcuoError
from webapp.feel import Value, from_python

#: Exit codes: done; a check or test that did not pass; a refusal in our own words.
DONE, NOT_PASSED, REFUSED = 0, 1, 2


class UsageRefused(RongcuoError):
    """What stands on the command line, or in a file that it names, cannot be used."""

    code = "RC-1911"
    zh = "{reason_zh}"
    en = "{reason_en}"


def say(text: str) -> None:
    """Print a line on standard output."""
    sys.stdout.write(text + "\n")


def choose(language: Language, zh: str, en: str) -> str:
    """The text in the reader's language."""
    return en if language == "en" else zh


def show_json(value: Any) -> None:
    """Print a value as JSON: numbers as numbers; dates, times and durations as ISO 8601 texts."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def read_names(path: str | None) -> dict[str, Value]:
    """Names and their values, as FEEL takes them, from a file that holds a JSON object; none without a file.

    Raises: `UsageRefused`.
    """
    values = from_python(_read_json(path)) if path else {}
    if not isinstance(values, dict):
        raise UsageRefused(
            reason_zh=f"文件 {path} 里应是一个 JSON 对象：用花括号写出名称和值。",
            reason_en=f"The file {path} must hold one JSON object: names and values in braces.",
        )
    return values


def _read_json(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as failure:
        raise UsageRefused(
            reason_zh=f"文件 {path} 无法读取：{failure.strerror}。请检查路径和权限。",
            reason_en=f"The file {path} cannot be read: {failure.strerror}. Check the path and its permissions.",
        ) from failure
    except ValueError as failure:
        raise UsageRefused(
            reason_zh=f"文件 {path} 不是 UTF-8 编码的 JSON：{failure}。请改正此处。",
            reason_en=f"The file {path} is not JSON in UTF-8: {failure}. Mend it there.",
        ) from failure
