"""The process that opens documents: reads requests from its input and answers each, under hard limits.

Run as `python -m syncd.memo.worker SECONDS MEGABYTES`. A request is one JSON line: {"path", "name", "size", "sha256", "drop"} is
answered by one, {"path", "develop": kind} by a line and, after it, a picture. Whatever goes wrong beyond a Document ends the
process: its parent starts another.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from syncd.memo import documents, drop, photo, wire

_OPEN_FILES = 24


def limit(seconds: int, megabytes: int) -> None:
    """Take away what reading a document never needs: writing, starting programs, much memory, many files."""
    os.nice(10)
    size = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_AS, (4 * size, 4 * size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    allow(seconds)


def allow(seconds: int) -> None:
    """Give the next document this much processor time; over it, the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))


def read(request: dict[str, Any]) -> str:
    """What a file says, as one line."""
    reading = drop.read if request.get("drop") else documents.read_document
    return wire.dump(reading(Path(request["path"]), request["name"], request["size"], request["sha256"]))


def develop(request: dict[str, Any]) -> bytes:
    """The picture for the public that is made of a photo."""
    try:
        made = photo.develop(Path(request["path"]), request["develop"])
    except photo.UnusableError:
        made = None
    return wire.dump_developed(made)


def answer(request: dict[str, Any]) -> bytes:
    """One request's answer."""
    return develop(request) if "develop" in request else read(request).encode() + b"\n"


def main() -> None:
    """Answer requests until the input ends."""
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries that print must not garble the answers
    limit(seconds, megabytes)
    for line in sys.stdin.buffer:
        allow(seconds)
        answers.write(answer(json.loads(line)))
        answers.flush()


if __name__ == "__main__":
    main()
