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

#: The same browser without windows of its own: what pages cost it is less than half, and no test looks at windows.
LIGHT_CHROMIUM = "chromium-headless-shell"
#: Where distributions put it, first found wins; ``RONGCUO_TEST_CHROMIUM`` names another.
CHROMIUM_NAMES = (LIGHT_CHROMIUM, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
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


def may_install() -> bool:
    """Whether packages of the distribution can be installed by us."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install ``packages`` with apt, whose lists are current; False where it cannot, with its own words for it."""
    return _run_apt("install", "-y", *packages)


def renew_package_lists() -> bool:
    """What the distribution has today. A mirror that does not answer is not waited for."""
    return _run_apt("update", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20")


def _run_apt(*words: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def wants_light_chromium() -> bool:
    """Whether a lighter browser than the machine's may stand in for it; one that is named is meant."""
    return "RONGCUO_TEST_CHROMIUM" not in os.environ and shutil.which(LIGHT_CHROMIUM) is None


def bring_packages() -> None:
    """Install what is missing, where we may. The lighter browser is done without where the distribution has none."""
    renew_package_lists()
    if wants_light_chromium() and _has_package(LIGHT_CHROMIUM):
        install(LIGHT_CHROMIUM)
    if missing := missing_packages():
        install(*missing)


def _has_package(name: str) -> bool:
    known = subprocess.run(["apt-cache", "show", name], check=False, capture_output=True)
    return known.returncode == 0


def main() -> int:
    """Exit code 0 when everything is there; 1 names what to install."""
    if (missing_packages() or wants_light_chromium()) and may_install():
        bring_packages()
    packages = missing_packages()
    if not packages:
        return 0
    sys.stderr.write(f"The tests need: {' '.join(packages)}. As root: apt-get install {' '.join(packages)}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
