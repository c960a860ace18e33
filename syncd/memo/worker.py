"""The process that opens documents: reads requests from its input and answers each, under hard limits.

Run as `python -m syncd.memo.worker SECONDS MEGABYTES FOLDER…`; documents lie below the folders, without one anywhere.
A request is one JSON line; `wire` says what stands in it and in the answer. Whatever goes wrong beyond an answer ends the
process: its parent starts another.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from syncd.memo import documents, drop, photo, sandbox, walls, wire

_OPEN_FILES = 24
_NICENESS = 10


def read(request: dict[str, Any]) -> str:
    """What a file says, as one line."""
    file = (Path(request["path"]), request["name"], request["size"], request["sha256"])
    seen = wire.load_pages(request.get("ocr", ()))
    if request.get("drop"):
        return wire.dump(drop.read(*file, ocr=seen))
    return wire.dump(documents.read_document(*file, roots=request.get("roots", ()), ocr=seen))


def develop(request: dict[str, Any]) -> bytes:
    """The picture for the public that is made of a photo."""
    try:
        made = photo.develop(Path(request["path"]), request["develop"], request["side"])
    except photo.UnusableError:
        made = None
    return wire.dump_developed(made)


def picture(request: dict[str, Any]) -> bytes:
    """One page as a person sees it: a line with its measures, then a PNG of so many bytes."""
    from syncd.memo import pictures  # noqa: PLC0415

    draw = pictures.draw_stamps if request["stamps"] else pictures.draw
    return wire.dump_picture(draw(Path(request["path"]), request["kind"], request["page"], request["turn"]))


def answer(request: dict[str, Any]) -> bytes:
    """The answer to one request."""
    if not request:
        return b"{}\n"
    if "develop" in request:
        return develop(request)
    return picture(request) if "page" in request else read(request).encode() + b"\n"


def main() -> None:
    """Answer requests until the input ends."""
    seconds, megabytes, folders = int(sys.argv[1]), int(sys.argv[2]), [Path(folder) for folder in sys.argv[3:]]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries that print must not garble the answers
    import magic  # noqa: F401, PLC0415 - it looks for its library by starting programs and making files, which it may not later

    sandbox.limit(seconds, megabytes, open_files=_OPEN_FILES, niceness=_NICENESS)
    if folders:
        walls.shut(folders)
    try:
        sandbox.confine()
    except sandbox.UnconfinedError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(sandbox.UNCONFINED)
    for line in sys.stdin.buffer:
        sandbox.allow(seconds)
        answers.write(answer(json.loads(line)))
        answers.flush()


if __name__ == "__main__":
    main()
