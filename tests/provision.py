"""Bring what the tests need and Python cannot: a Chromium, a font with Chinese characters, and a PostgreSQL server.

Looked for first; installed from the distribution's packages when we are root; otherwise asked for by name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.postgresql import NAMED_URL, find_binaries

#: Where distributions put it, first found wins; ``RONGCUO_TEST_CHROMIUM`` names another.
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = {"chromium": "chromium", "font": "fonts-noto-cjk", "postgresql": "postgresql"}


def find_chromium() -> str | None:
    """Path of a Chromium, or None."""
    named = os.environ.get("RONGCUO_TEST_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; without one the screenshots show boxes."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def missing_packages() -> list[str]:
    """Names of the distribution's packages that are still needed."""
    missing = []
    if find_chromium() is None:
        missing.append(PACKAGES["chromium"])
    if not has_chinese_font():
        missing.append(PACKAGES["font"])
    if NAMED_URL is None and find_binaries() is None:
        missing.append(PACKAGES["postgresql"])
    return missing


def install(packages: list[str]) -> bool:
    """Install ``packages`` with apt when we may; False when we may not."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", *packages]):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return not missing_packages()


def main() -> int:
    """Exit code 0 when everything is there; 1 names what to install."""
    packages = missing_packages()
    if not packages or install(packages):
        return 0
    sys.stderr.write(f"The tests need: {' '.join(packages)}. As root: apt-get install {' '.join(packages)}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
