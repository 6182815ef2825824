"""The browser is told to run nothing but our own files, and the pages need nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.views.visitor import Visitor
from webapp.views.protection import CONTENT_POLICY, HEADERS

WEBAPP = Path(__file__).parents[2] / "webapp"
TEMPLATES = sorted((WEBAPP / "templates").rglob("*.html"))


def test_every_answer_carries_the_headers(visitor: Visitor) -> None:
    for address in ("/sign-in", "/help", "/nothing-here", "/health", "/static/css/rongcuo.css"):
        response = visitor.get(address)
        for name, value in HEADERS.items():
            assert response.headers[name] == value, address


def test_the_policy_allows_our_own_files_only() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert "default-src 'none'" in CONTENT_POLICY


def test_pages_are_not_kept_by_caches_and_named_files_are(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/css/[^"]+)"', page.text)
    assert address is not None
    assert "immutable" in visitor.get(address[1]).headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/package.json",
        "/static/collect.py",
        "/static/node_modules/x.js",
        "/static/css/../package.json",
        "/static/.npmrc",
    ],
)
def test_only_the_served_folders_are_served(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_style_or_addresses_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert "hx-on" not in text
    assert not re.search(r"https?://", text)
    assert "| safe" not in text
    assert "|safe" not in text


def test_our_styles_fetch_nothing_from_elsewhere() -> None:
    for style in [*(WEBAPP / "static" / "css").glob("*.css"), *(WEBAPP / "static" / "vendor").glob("*.css")]:
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text), style.name
        assert "@import" not in text, style.name


def test_the_lock_file_names_no_registry() -> None:
    lock = (WEBAPP / "static" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_versions_of_the_libraries_are_pinned() -> None:
    package = (WEBAPP / "static" / "package.json").read_text(encoding="utf-8")
    versions = re.findall(r'"(?:@?[\w/.-]+)": "([\d^~*x><=. -]+)"', package)
    assert versions
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
