"""A coverage-guided fuzzer for what reads foreign text: FEEL, tables, decision files, diagrams, forms, jurisdiction.toml.

``python -m tests.faults.fuzz TARGET SECONDS`` looks for an input on which the reader raises anything but an error of its
own, or takes more than a second of processor time; it prints the input and ends with an exit code other than 0. Inputs that
reach new code are kept in a folder of their own and are where the next run begins (``RONGCUO_FUZZ_CORPUS``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["webapp"]):
    from tests.faults.readers import ROOT, TARGETS, seeds

#: Processor time that one input may take, in seconds.
MAX_SECONDS = 1.0
#: Bytes of the largest input tried.
MAX_BYTES = 4096


class TookTooLong(Exception):
    """An input took more processor time than any may."""


def timed(target: str) -> Callable[[bytes], None]:
    """The reader, held to the time that one input may take.

    Watching coverage makes everything several times slower: what seems slow is tried again without it.
    """
    reader = TARGETS[target]

    def read(content: bytes) -> None:
        begun = time.process_time()
        reader(content)
        if time.process_time() - begun > MAX_SECONDS:
            taken = seconds_unwatched(target, content)
            if taken > MAX_SECONDS:
                raise TookTooLong(f"{taken:.1f} s for {content!r}")

    return read


def seconds_unwatched(target: str, content: bytes) -> float:
    """The processor time that the reader takes in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.readers", target]
    told = subprocess.run(command, input=content, capture_output=True, check=True, cwd=ROOT)
    return float(told.stdout)


def main() -> None:
    """Fuzz one target for so many seconds."""
    target, seconds = sys.argv[1], sys.argv[2]
    corpus = Path(os.environ.get("RONGCUO_FUZZ_CORPUS") or tempfile.mkdtemp(prefix="rongcuo-fuzz-")) / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    largest = max((len(seed) for seed in seeds(target)), default=MAX_BYTES)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={max(MAX_BYTES, largest)}",
        "-timeout=30",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        f"-artifact_prefix={corpus.parent}/{target}-",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], timed(target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
