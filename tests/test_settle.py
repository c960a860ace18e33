import math
import mmap
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from syncd import settle, spool
from syncd.doorbell import Doorbell
from syncd.model.folder import FileStamp, Sighting
from syncd.model.office import Route
from tests.builders import PLANNING
from tests.folders import SHELF, START, Clerk, Folder, at, contents_of, is_quiet, rewrite
from tests.rig.samba import Share

QUIET = 20.0
FILE = FileStamp("ก.pdf", 1, 10, 0, 0)
SIGHTING = Sighting(PLANNING, "แผน/ส่งเผยแพร่/1.9/ก", "ก", None, "", Route.MEMO, stamps=(FILE,), signature="one")
CHANGED = replace(SIGHTING, signature="two")


# --- the clock by itself ----------------------------------------------------------------------------------------------


def test_a_bundle_is_quiet_once_nothing_was_touched_for_the_quiet_time() -> None:
    seen = settle.look(None, SIGHTING, at(0))

    assert settle.due_in(seen, SIGHTING, at(5), QUIET) == 15
    assert not is_quiet(seen, SIGHTING, at(19.9), QUIET)
    assert is_quiet(settle.look(seen, SIGHTING, at(20)), SIGHTING, at(20), QUIET)


def test_any_change_starts_the_quiet_time_anew() -> None:
    seen = settle.look(settle.look(None, SIGHTING, at(0)), CHANGED, at(19))

    assert not is_quiet(seen, CHANGED, at(38), QUIET)
    assert is_quiet(seen, CHANGED, at(39), QUIET)


def test_what_was_remembered_of_another_state_is_never_quiet() -> None:
    seen = settle.look(None, SIGHTING, at(0))

    assert not is_quiet(seen, CHANGED, at(1000), QUIET)


def test_a_restart_of_the_machine_starts_the_quiet_time_anew() -> None:
    seen = settle.look(None, SIGHTING, at(0))

    assert not is_quiet(seen, SIGHTING, at(1000, "next boot"), QUIET)
    seen = settle.look(seen, SIGHTING, at(-990, "next boot", START + timedelta(seconds=600)))
    assert not is_quiet(seen, SIGHTING, at(-971, "next boot"), QUIET)
    assert is_quiet(seen, SIGHTING, at(-970, "next boot"), QUIET)


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), timedelta(days=-365 * 50)])
def test_a_jump_of_the_wall_clock_makes_nothing_early_and_nothing_late(jump: timedelta) -> None:
    seen = settle.look(None, SIGHTING, at(0))

    assert not is_quiet(seen, SIGHTING, at(19, wall=START + jump), QUIET)
    assert is_quiet(settle.look(seen, SIGHTING, at(20, wall=START + jump)), SIGHTING, at(20), QUIET)


def test_a_bundle_with_an_empty_file_waits_three_times_as_long() -> None:
    empty = replace(SIGHTING, stamps=(FILE, replace(FILE, path="ข.pdf", size=0)))
    seen = settle.look(None, empty, at(0))

    assert not is_quiet(seen, empty, at(59), QUIET)
    assert is_quiet(seen, empty, at(60), QUIET)


def test_a_bundle_waits_as_long_as_there_is_a_temporary_file() -> None:
    blocked = replace(SIGHTING, blockers=("~$ก.docx",))
    seen = settle.look(None, blocked, at(0))

    assert settle.due_in(seen, blocked, at(1e6), QUIET) == math.inf
    assert not is_quiet(seen, blocked, at(1e6), QUIET)


def test_a_temporary_file_that_lies_for_hours_with_nothing_moving_is_stale() -> None:
    blocked = replace(SIGHTING, blockers=("~$ก.docx",))
    seen = settle.look(None, blocked, at(0))

    assert not settle.has_stale_blocker(seen, blocked, at(4 * 3600 - 1), hours=4)
    assert settle.has_stale_blocker(seen, blocked, at(4 * 3600), hours=4)
    assert not settle.has_stale_blocker(seen, SIGHTING, at(4 * 3600), hours=4)


def test_a_bundle_that_keeps_changing_is_noticed_after_hours() -> None:
    seen = None
    for minute in range(0, 4 * 60, 5):
        seen = settle.look(seen, replace(SIGHTING, signature=str(minute)), at(minute * 60))
        assert not settle.never_settles(seen, at(minute * 60), hours=4)

    assert seen is not None
    assert settle.never_settles(seen, at(4 * 3600), hours=4)


def test_a_restart_of_the_machine_does_not_hide_a_bundle_that_keeps_changing() -> None:
    seen = settle.look(None, SIGHTING, at(0))
    seen = settle.look(seen, CHANGED, at(-900, "next boot", START + timedelta(hours=3)))

    assert settle.never_settles(seen, at(-900 + 3600, "next boot"), hours=4)


def test_a_bundle_that_lay_still_and_is_mended_days_later_has_just_begun_to_change() -> None:
    seen = settle.look(settle.look(None, SIGHTING, at(0)), CHANGED, at(3 * 86400))

    assert not settle.never_settles(seen, at(3 * 86400 + 60), hours=4)


def test_a_second_reading_is_due_a_quiet_time_after_the_first() -> None:
    seen = settle.look(None, SIGHTING, at(0))
    seen = settle.read_once(seen, "v1", at(15))

    assert settle.due_in(seen, SIGHTING, at(16), 15) == 14
    assert is_quiet(settle.look(seen, SIGHTING, at(30)), SIGHTING, at(30), 15)


def test_a_change_forgets_the_first_reading() -> None:
    seen = settle.read_once(settle.look(None, SIGHTING, at(0)), "v1", at(15))

    assert settle.look(seen, CHANGED, at(16)).version is None
    assert settle.restart(seen, at(16)).version is None


# --- on real files, at simulated times --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "units")


@pytest.fixture
def clerk(folder: Folder, tmp_path: Path) -> Clerk:
    (tmp_path / "spool").mkdir()
    return Clerk(folder, tmp_path / "spool")


def looks(clerk: Clerk, start: float, end: float) -> list[dict[str, bytes]]:
    """What is handed over by looks every second from `start` up to, but not at, `end`."""
    return [contents_of(done) for second in range(int(start), int(end)) for done in clerk.look(at(second))]


def test_a_fast_copy_is_handed_over_once(folder: Folder, clerk: Clerk) -> None:
    folder.bundle(memo=b"m", a=b"a", b=b"b")

    assert looks(clerk, 0, 20) == []
    assert looks(clerk, 20, 200) == [{"memo.pdf": b"m", "a.pdf": b"a", "b.pdf": b"b"}]


def test_a_slow_copy_is_not_taken_before_its_end(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    for part in range(10):
        with (bundle / "a.pdf").open("ab") as file:
            file.write(b"%d" % part)
        assert looks(clerk, part * 19, part * 19 + 19) == []

    assert looks(clerk, 190, 192) == [{"memo.pdf": b"m", "a.pdf": b"0123456789"}]


def test_a_memo_that_comes_last_and_files_that_come_late_are_one_bundle(folder: Folder, clerk: Clerk) -> None:
    folder.bundle(a=b"a")
    assert looks(clerk, 0, 15) == []
    folder.bundle(memo=b"m")
    assert looks(clerk, 15, 30) == []
    folder.bundle(b=b"b")

    assert looks(clerk, 30, 60) == [{"memo.pdf": b"m", "a.pdf": b"a", "b.pdf": b"b"}]


def test_rsync_is_waited_for_to_its_last_rename(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    (bundle / ".a.pdf.x1Y2z3").write_bytes(b"a")
    os.utime(bundle / ".a.pdf.x1Y2z3", (0, 0))
    assert looks(clerk, 0, 100) == []
    (bundle / ".a.pdf.x1Y2z3").rename(bundle / "a.pdf")

    assert looks(clerk, 100, 120) == []
    assert looks(clerk, 120, 140) == [{"memo.pdf": b"m", "a.pdf": b"a"}]


def test_a_file_of_full_size_that_is_filled_later_is_waited_for(folder: Folder, clerk: Clerk) -> None:
    """As Windows Explorer copies: the final size first, the old time of change last."""
    bundle = folder.bundle(memo=b"m", a=b"\0\0\0\0")
    assert looks(clerk, 0, 15) == []
    rewrite(bundle / "a.pdf", b"aaaa")

    assert looks(clerk, 15, 35) == []
    assert looks(clerk, 35, 40) == [{"memo.pdf": b"m", "a.pdf": b"aaaa"}]


@pytest.mark.parametrize("year", [1970, 2100])
def test_the_time_of_change_written_on_a_file_means_nothing(folder: Folder, clerk: Clerk, year: int) -> None:
    bundle = folder.bundle(memo=b"m")
    when = datetime(year, 1, 2, tzinfo=START.tzinfo).timestamp()
    os.utime(bundle / "memo.pdf", (when, when))

    assert looks(clerk, 0, 20) == []
    assert looks(clerk, 20, 22) == [{"memo.pdf": b"m"}]


def test_a_file_held_open_for_writing_blocks_however_quiet_it_is(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    with (bundle / "memo.pdf").open("r+b"):
        assert looks(clerk, 0, 100) == []

    assert looks(clerk, 100, 101) == [{"memo.pdf": b"m"}]


def test_a_file_mapped_for_writing_blocks(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    with (bundle / "memo.pdf").open("r+b") as file:
        mapped = mmap.mmap(file.fileno(), 1)
    assert looks(clerk, 0, 30) == []
    mapped[0:1] = b"x"
    mapped.close()

    assert looks(clerk, 60, 90) == [{"memo.pdf": b"x"}]


def test_a_change_after_a_long_silence_is_a_second_taking_and_never_a_mix(folder: Folder, clerk: Clerk) -> None:
    folder.bundle(memo=b"m", a=b"a")
    assert looks(clerk, 0, 50) == [{"memo.pdf": b"m", "a.pdf": b"a"}]
    folder.bundle(a=b"aa")

    assert looks(clerk, 50, 100) == [{"memo.pdf": b"m", "a.pdf": b"aa"}]


def test_a_replaced_file_starts_the_quiet_time_anew(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    looks(clerk, 0, 15)
    (folder.root / "new").write_bytes(b"n")
    (folder.root / "new").replace(bundle / "memo.pdf")

    assert looks(clerk, 15, 35) == []
    assert looks(clerk, 35, 36) == [{"memo.pdf": b"n"}]


def test_a_file_deleted_in_time_is_not_handed_over(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m", a=b"a")
    looks(clerk, 0, 15)
    (bundle / "a.pdf").unlink()

    assert looks(clerk, 15, 40) == [{"memo.pdf": b"m"}]


def test_a_bundle_deleted_in_time_is_forgotten(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    looks(clerk, 0, 15)
    shutil.rmtree(bundle)

    assert looks(clerk, 15, 60) == []
    assert clerk.seen == {}


def test_a_bundle_renamed_in_time_is_handed_over_once_under_its_new_name(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle("ก", memo=b"m")
    looks(clerk, 0, 15)
    bundle.rename(bundle.with_name("ข"))

    assert looks(clerk, 15, 35) == []
    assert looks(clerk, 35, 60) == [{"memo.pdf": b"m"}]
    assert [path.rpartition("/")[2] for path in clerk.taken] == ["ข"]


def test_what_systems_leave_behind_does_not_start_the_quiet_time_anew(folder: Folder, clerk: Clerk) -> None:
    bundle = folder.bundle(memo=b"m")
    looks(clerk, 0, 15)
    (bundle / "Thumbs.db").write_bytes(b"x")

    assert looks(clerk, 15, 21) == [{"memo.pdf": b"m"}]


def test_a_placeholder_filled_in_time_is_handed_over_once_and_full(folder: Folder, clerk: Clerk) -> None:
    folder.bundle(memo=b"m", a=b"")
    assert looks(clerk, 0, 45) == []
    folder.bundle(a=b"a")

    assert looks(clerk, 45, 100) == [{"memo.pdf": b"m", "a.pdf": b"a"}]


def test_a_share_that_goes_away_in_the_meantime_changes_nothing(folder: Folder, clerk: Clerk) -> None:
    folder.bundle(memo=b"m")
    looks(clerk, 0, 10)
    away = folder.home.with_name("away")
    folder.home.rename(away)
    folder.home.mkdir()  # the empty mount point
    assert looks(clerk, 10, 15) == []
    folder.home.rmdir()
    away.rename(folder.home)

    assert looks(clerk, 15, 30) == [{"memo.pdf": b"m"}]


def test_a_windows_clients_slow_copy_is_never_taken_half(folder: Folder, clerk: Clerk, samba: Callable[[Path], Share]) -> None:
    """Final size first, pauses, the old time of change at the end; then one more file, late."""
    folder.bundle(memo=b"m")
    share = samba(folder.inbox)
    with share.writing(f"{SHELF}/ประกาศ/a.pdf", size=6) as file:
        assert looks(clerk, 0, 30) == []
        file.write(b"aaa")
        assert looks(clerk, 30, 60) == []
        file.write(b"bbb")
        file.set_modified(START - timedelta(days=365))

    assert looks(clerk, 60, 79) == []
    assert looks(clerk, 79, 100) == [{"memo.pdf": b"m", "a.pdf": b"aaabbb"}]
    with share.writing(f"{SHELF}/ประกาศ/late.pdf") as file:
        file.write(b"c")
    assert looks(clerk, 100, 140) == [{"memo.pdf": b"m", "a.pdf": b"aaabbb", "late.pdf": b"c"}]


def test_of_three_hundred_folders_filled_while_they_are_looked_at_each_is_taken_once_and_whole(tmp_path: Path) -> None:
    """Made and filled at once, some before they are listened to and some while they are looked into; in real time."""
    folder = Folder(tmp_path / "units")
    (tmp_path / "spool").mkdir()
    clerk, bell = Clerk(folder, tmp_path / "spool", quiet_seconds=2), Doorbell()
    names = [f"ประกาศ {number}" for number in range(300)]

    def fill() -> None:
        for name in names:
            bundle = folder.bundle(name, memo=name.encode())
            (bundle / "ภาคผนวก").mkdir()
            (bundle / "ภาคผนวก/ก.pdf").write_bytes(b"annex")

    writer = threading.Thread(target=fill)
    writer.start()
    taken: list[bytes] = []
    end = time.monotonic() + 60  # only a failing test waits so long
    while len(taken) < len(names) and time.monotonic() < end:
        for done in clerk.look(at(time.monotonic())):
            contents = contents_of(done)
            assert contents["ภาคผนวก/ก.pdf"] == b"annex"
            taken.append(contents["memo.pdf"])
            spool.discard(done)
        bell.watch([folder.root / path for path in folder.scan().folders])
        bell.wait(0.1)  # looks again soon though nothing rings: what is quiet makes no sound
    writer.join()
    bell.close()

    assert sorted(taken) == sorted(name.encode() for name in names)
    assert [done for _ in range(3) for done in clerk.look(at(time.monotonic() + 1))] == []


def test_on_a_network_mount_two_equal_readings_are_needed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    clerk = Clerk(folder, tmp_path / "spool", network=True, quiet_seconds=15)
    folder.bundle(memo=b"m")

    assert looks(clerk, 0, 30) == []
    assert looks(clerk, 30, 60) == [{"memo.pdf": b"m"}]


def test_on_a_network_mount_a_change_that_shows_in_no_stamp_is_caught_by_the_second_reading() -> None:
    """A share without its own ctime: the writer restored size and times, so only the bytes differ."""
    seen = settle.look(None, SIGHTING, at(0))
    seen = settle.read_once(seen, "half", at(15))
    seen = settle.look(seen, SIGHTING, at(30))
    assert is_quiet(seen, SIGHTING, at(30), 15)
    seen = settle.read_once(seen, "whole", at(30))  # differs from "half": not handed over

    assert settle.due_in(seen, SIGHTING, at(30), 15) == 15
    assert seen.version == "whole"
