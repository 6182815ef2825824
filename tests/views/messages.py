"""Finds every message id that the pages use."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

WEBAPP = Path(__file__).parents[2] / "webapp"
#: How message ids are marked in Python.
KEYWORDS = {"translate": None, "mark": None, "label": None, "_": None}


def list_messages() -> dict[str, str]:
    """Message id → the first place that uses it."""
    found: dict[str, str] = {}
    for folder, method in ((WEBAPP / "views", "python"), (WEBAPP / "templates", "jinja2")):
        pattern = [("**.py", "python")] if method == "python" else [("**.html", "jinja2")]
        for file, line, message, _comments, _context in extract_from_dir(folder, pattern, keywords=KEYWORDS):
            if isinstance(message, str):
                found.setdefault(message, f"{file}:{line}")
    return found
