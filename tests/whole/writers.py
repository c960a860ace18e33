"""How clients of a share write: slowly, in odd orders, and with long pauses. The only sleeps are the writers' own."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tests.rig.samba import Share, Writing

SETTLE_SECONDS = 2.5
"""The settle time that the writers' paces are made for."""
PACE_SECONDS = 0.7
"""A slow writer's pause, well below the settle time."""
STALL_SECONDS = 2.5 * SETTLE_SECONDS
Files = Mapping[str, bytes]


def drip(writing: Writing, content: bytes, parts: int = 3) -> None:
    step = -(-len(content) // parts)
    for start in range(0, len(content), step):
        writing.write(content[start : start + step])
        time.sleep(PACE_SECONDS)


def memo_first(share: Share, folder: str, files: Files) -> None:
    for name, content in files.items():
        with share.writing(f"{folder}/{name}") as writing:
            drip(writing, content)


def memo_last(share: Share, folder: str, files: Files) -> None:
    for name, content in reversed(list(files.items())):
        with share.writing(f"{folder}/{name}") as writing:
            drip(writing, content)


def closed_after_every_part(share: Share, folder: str, files: Files) -> None:
    """As scanners write: to the server each part is a file that was written and closed."""
    for name, content in files.items():
        step = len(content) // 3 + 1
        for start in range(0, len(content), step):
            with share.writing(f"{folder}/{name}", keep=start > 0, start=start) as writing:
                writing.write(content[start : start + step])
            time.sleep(PACE_SECONDS)


def final_size_first_and_old_times_last(share: Share, folder: str, files: Files) -> None:
    """As Windows Explorer copies."""
    for name, content in files.items():
        with share.writing(f"{folder}/{name}", size=len(content)) as writing:
            drip(writing, content)
            writing.set_modified(datetime(2019, 5, 1, tzinfo=UTC))


def times_in_the_future(share: Share, folder: str, files: Files) -> None:
    for name, content in files.items():
        with share.writing(f"{folder}/{name}") as writing:
            drip(writing, content)
            writing.set_modified(datetime(2099, 1, 1, tzinfo=UTC))


def stalled_with_its_handle_open(share: Share, folder: str, files: Files) -> None:
    """Only the kernel's lease tells such a file from a finished one."""
    *others, last = files.items()
    for name, content in others:
        with share.writing(f"{folder}/{name}") as writing:
            writing.write(content)
    with share.writing(f"{folder}/{last[0]}", size=len(last[1])) as writing:
        writing.write(last[1][:1000])
        time.sleep(STALL_SECONDS)
        writing.write(last[1][1000:])


def stalled_in_the_memo(share: Share, folder: str, files: Files) -> None:
    stalled_with_its_handle_open(share, folder, dict(reversed(list(files.items()))))


def replaced_before_it_came_to_rest(share: Share, folder: str, files: Files) -> None:
    for part in (2, 1):
        for name, whole in files.items():
            with share.writing(f"{folder}/{name}") as writing:
                writing.write(whole[: len(whole) // part])
        time.sleep(PACE_SECONDS)


def renamed_while_copying(share: Share, folder: str, files: Files) -> None:
    """The folder is made under another name and given its own between two files."""
    (first, content), *others = files.items()
    before = f"{folder} (กำลังตั้งชื่อ)"
    share.mkdir(before)
    with share.writing(f"{before}/{first}") as writing:
        drip(writing, content)
    share.rename(folder, f"{folder} ว่าง")  # it was made for the others; Explorer would not have made it
    share.rename(before, folder)
    for name, whole in others:
        with share.writing(f"{folder}/{name}") as writing:
            drip(writing, whole)


WRITERS: tuple[Callable[[Share, str, Files], None], ...] = (
    memo_first,
    memo_last,
    closed_after_every_part,
    final_size_first_and_old_times_last,
    times_in_the_future,
    replaced_before_it_came_to_rest,
    renamed_while_copying,
)
STALLING: tuple[Callable[[Share, str, Files], None], ...] = (stalled_with_its_handle_open, stalled_in_the_memo)
"""Silent for longer than the settle time: seen on a local disk only."""
