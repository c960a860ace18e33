"""Becomes another program under the worker's limits: no network, nothing written, nothing started, at the lowest priority.

Run as `python -m syncd.memo.ocr_process SECONDS MEGABYTES FOLDER PROGRAM ARGUMENT…`; FOLDER may be read besides programs, "" is
none. It ends with its parent.
"""

import os
import sys
from pathlib import Path

from syncd.memo import sandbox, walls

_OPEN_FILES = 16
_NICENESS = 19


def main() -> None:
    """Take away what the program does not need, and become it."""
    seconds, megabytes, folder, *command = sys.argv[1:]
    sandbox.die_with_parent()
    sandbox.limit(int(seconds), int(megabytes), open_files=_OPEN_FILES, niceness=_NICENESS)
    walls.shut([Path(command[0]), *([Path(folder)] if folder else [])])
    try:
        sandbox.confine(becomes_program=True)
    except sandbox.UnconfinedError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(sandbox.UNCONFINED)
    os.execv(command[0], command)  # noqa: S606 - no shell is what is meant


if __name__ == "__main__":
    main()
