"""Every shipped paper, filled, opened and rendered by LibreOffice: named in `make test-faults`, since it takes minutes.

Where no LibreOffice is installed it is skipped, with that as its reason.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.practice_place import ROOT
from webapp.papers.rendering import render_template
from webapp.procedures import read_pack
from webapp.procedures.papers.words import sample_words
from webapp.procedures.publishing import list_jurisdictions

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed on this machine")
@pytest.mark.parametrize("code", list_jurisdictions(ROOT))
def test_an_office_program_opens_and_renders_every_paper(code: str, tmp_path: Path) -> None:
    assert OFFICE is not None
    pack = read_pack(code, ROOT)
    documents = []
    for kind in pack.papers.kinds.values():
        document = tmp_path / f"{kind.id}.docx"
        document.write_bytes(render_template(pack.files[kind.file], sample_words(pack, kind.id)).document)
        documents.append(document)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [
            OFFICE,
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, documents),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    for document in documents:
        assert document.with_suffix(".pdf").read_bytes().startswith(b"%PDF-"), document.name
