"""What a newcomer reads first: README, CHANGELOG, CONTRIBUTING."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest

from tests.help.conftest import ROOT
from tests.views.visitor import has_chinese
from webapp.cases.practice import practice_data
from webapp.procedures import list_jurisdictions
from webapp.views.help.topics import AUDIENCES

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short_and_speaks_both_languages() -> None:
    assert len(README.splitlines()) <= 80
    assert has_chinese(README)
    assert README.startswith("# Rongcuo")


def test_the_readme_names_the_two_commands_and_no_command_that_is_missing() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)\b", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets


def test_the_readme_names_a_practice_account_and_a_heading_that_are_there() -> None:
    (named,) = re.findall(r"(\w+) \(`(\w+)`\) and look under (\w+) / (To claim)", README)
    name, role, heading, in_english = named
    assert practice_data()["roles"][role]["zh"] == name
    translations = (ROOT / "webapp/translations/en/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert f'msgid "{heading}"\nmsgstr "{in_english}"' in translations


def test_the_readme_tells_how_many_procedures_are_shipped_and_for_whom_the_manual_is() -> None:
    numbers = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    assert f"{numbers[len(list_jurisdictions(ROOT)) - 1]} procedures are shipped" in README
    (told,) = re.findall(r"\(webapp/help\): for ([^;]+);", README)
    assert sorted(each.split()[-1] for each in re.split(r",\s|\sand\s", told)) == sorted(
        AUDIENCES.keys() - {"everybody"}
    )


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_every_file_that_a_document_links_to_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert "://" in target or (ROOT / target).exists(), target


def test_the_changelog_has_an_entry_for_this_version_told_by_subject_each_thing_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version("rongcuo") == project["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = changelog.partition(f"\n## {project['version']}")[2].partition("\n## ")[0]
    parts = re.findall(r"^### .+\n\n((?:- .*\n(?:  .*\n)*)+)", entry, re.MULTILINE)
    assert len(parts) == entry.count("\n### ")
    told = [line for part in parts for line in part.splitlines() if line.startswith("- ")]
    assert len(told) > 3
    assert len(set(told)) == len(told)
