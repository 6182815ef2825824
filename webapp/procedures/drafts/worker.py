"""The child process in which drafts are checked: it reads questions, and lives only as long as somebody may ask again.

It gets the files of a draft and nothing of the platform: no settings, no database, no environment. What a draft contains
can at worst cost it its own time and memory, which are limited. It is kept between questions because loading the program
takes longer than most checks.
"""

from __future__ import annotations

import gc
import resource
import select
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgpack

from webapp.procedures.drafts.checker import Question
from webapp.procedures.drafts.frames import read_frame, write_frame
from webapp.procedures.drafts.held_packs import hold_pack
from webapp.procedures.drafts.names import gather_names
from webapp.procedures.packs import Pack
from webapp.procedures.proof.repair_telling import tell_repairs
from webapp.procedures.proof.telling import tell_diagrams, tell_play, tell_runs, tell_table
from webapp.procedures.proving import find_all_problems

#: After how many questions the process makes room for a fresh one, and after how long without any it ends.
MAX_QUESTIONS: Final = 200
IDLE_SECONDS: Final = 600
_STATM: Final = Path("/proc/self/statm")


def _check(pack: Pack, _: Any) -> Any:
    return [asdict(problem) for problem in find_all_problems(pack)]


def _names(pack: Pack, _: Any) -> Any:
    return gather_names(pack)


_ANSWERS: Mapping[Question, Callable[[Pack, Any], Any]] = {
    "check": _check,
    "names": _names,
    "runs": tell_runs,
    "play": tell_play,
    "diagrams": tell_diagrams,
    "table": tell_table,
    "repairs": tell_repairs,
}


def answer_questions() -> None:
    """The child's part: limits on memory and files once, on processor time for each question."""
    seconds, memory_bytes = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # No file of any size may be written: what a child finds leaves through its output alone.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Collecting in the midst of a check costs a sixth of its time; it is done after the answer instead.
    gc.disable()
    for _ in range(MAX_QUESTIONS):
        if not select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)[0]:
            return
        question = read_frame(sys.stdin.buffer)
        if question is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        kind, code, files, argument = msgpack.unpackb(question)
        answer = _ANSWERS[kind](hold_pack(code, files), argument)
        write_frame(sys.stdout.buffer, msgpack.packb(answer))
        del question, files, argument, answer
        gc.collect()
        # What is kept between questions must leave room for the next one.
        if _held_memory() > memory_bytes // 2:
            return


def _held_memory() -> int:
    """The bytes that the limit on memory counts; 0 where the system does not tell. (The most ever used, which
    `resource` tells, is that of the process which started this one.)"""
    try:
        return int(_STATM.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
