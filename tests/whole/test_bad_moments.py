"""What goes wrong in the middle, under the real daemon: swaps, disks, shares, events, clocks, a second daemon.

In every case nothing is public but what was checked, nothing is lost, the other unit's good bundle is published meanwhile, and
the right person is told: the unit by a reply in Thai, ICT by an event with its next step.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from syncd.setup import MARKER
from tests.whole.daemon import DOCUMENTS, FINANCE
from tests.whole.disks import Disk, disk
from tests.whole.neighbours import Neighbours, neighbours
from tests.whole.test_bad_input import NOBODY, WITHOUT_ROOTS_EYES

REFUSED = (DOCUMENTS / "05_not_approved.pdf").read_bytes()
MEMO = "บันทึกข้อความ.pdf"
UNDO_MINUTES = 0.1
HUGE_BYTES = 1 << 30


# --- swapped between the check and the public -------------------------------------------------------------------------


def same_size_and_time(folder: Path) -> None:
    memo = folder / MEMO
    before = memo.stat()
    memo.write_bytes(REFUSED.ljust(before.st_size, b"\0")[: before.st_size])
    os.utime(memo, ns=(before.st_atime_ns, before.st_mtime_ns))


def for_a_link(folder: Path) -> None:
    (folder / MEMO).rename(folder.parents[3] / "memo.pdf")
    (folder / MEMO).symlink_to(folder.parents[3] / "memo.pdf")


def its_folder_for_a_link(folder: Path) -> None:
    folder.rename(folder.parents[3] / "elsewhere")
    folder.symlink_to(folder.parents[3] / "elsewhere")


def for_a_refused_one(folder: Path) -> None:
    (folder / "new.pdf").write_bytes(REFUSED)
    (folder / "new.pdf").replace(folder / MEMO)


SWAPS: dict[str, Callable[[Path], object]] = {
    "same size and time": same_size_and_time,
    "for a link": for_a_link,
    "its folder for a link": its_folder_for_a_link,
    "for a refused one": for_a_refused_one,
    "deleted": shutil.rmtree,
}


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    """A bundle for each swap, all of them checked; then swapped while the daemon is suspended, so that none is too late."""
    with neighbours(tmp_path_factory.mktemp("swapped"), publish__wait_minutes=2 * UNDO_MINUTES) as running:
        folders = {name: running.drop(name) for name in SWAPS}
        running.office.wait_until(lambda: [case.state for case in running.cases()] == ["scheduled"] * len(SWAPS), "the checks")
        with running.suspended():
            assert [case.state for case in running.cases()] == ["scheduled"] * len(SWAPS)
            for name, swap in SWAPS.items():
                swap(folders[name])
        running.is_served()
        yield running


@pytest.mark.parametrize("name", SWAPS)
def test_a_memo_swapped_after_the_check_is_never_what_the_publication_stands_on(swapped: Neighbours, name: str) -> None:
    (number,) = (case.number for case in swapped.cases() if case.name == name)
    swapped.office.wait_until(
        lambda: (
            swapped.state_of(name) != "scheduled"
            or any(f"case={number}" in line.split() for line in swapped.lines("publishing.no_folder"))
        ),
        "the swap to be seen",
    )
    assert swapped.state_of(name) != "published"
    assert swapped.public(name) == []


# --- while it is being read -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    """Takes files of any size, so that a copy lasts."""
    with neighbours(tmp_path_factory.mktemp("reading"), publisher__max_file_mb=20_000) as running:
        yield running


def renamed(folder: Path) -> Path:
    return folder.rename(folder.with_name(f"{folder.name} ใหม่"))


def deleted(folder: Path) -> Path:
    shutil.rmtree(folder)
    return folder


def replaced(folder: Path) -> Path:
    folder.rename(folder.parents[3] / "old")
    folder.mkdir()
    (folder / "อื่น.pdf").write_bytes(REFUSED)
    return folder


@pytest.mark.parametrize("change", [renamed, deleted, replaced])
def test_a_folder_that_changes_while_a_huge_file_of_it_is_copied_is_not_taken_and_keeps_nobody_waiting(
    reading: Neighbours, change: Callable[[Path], Path]
) -> None:
    office, name = reading.office, change.__name__
    making = office.home / "making" / name
    making.mkdir(parents=True)
    for file, content in reading.files().items():
        (making / file).write_bytes(content)
    with (making / "ใหญ่.pdf").open("wb") as huge:
        huge.truncate(HUGE_BYTES)
    folder = making.rename(office.shelf("1.9") / name)
    copies = office.home / "state" / "spool"
    office.wait_until(lambda: any(copies.glob("claim-*")), "the copy to begin")
    with reading.suspended():
        assert all(copy.stat().st_size < HUGE_BYTES for copy in copies.glob("claim-*/*")), "it is still under way"
        sent = reading.begin()
        changed = change(folder)

    reading.served(sent)
    if changed.exists():
        (changed / "ใหญ่.pdf").unlink(missing_ok=True)
        reading.wait_for(changed.name, "published" if change is renamed else "returned")
    else:
        office.wait_until(lambda: any(case.missing_since for case in reading.cases() if case.name == name), "it to be missed")
    assert len(reading.public(changed.name)) == (1 if change is renamed else 0)
    office.wait_until(lambda: not list((office.home / "state" / "spool").iterdir()), "the spool to be empty")


# --- permissions ------------------------------------------------------------------------------------------------------


def test_a_file_that_may_not_be_read_is_named_to_the_unit_and_to_ict_and_taken_when_it_may(tmp_path: Path) -> None:
    with neighbours(tmp_path, *WITHOUT_ROOTS_EYES, intake__incomplete_minutes=0.02) as both:
        folder = both.drop("ปิดไฟล์หนึ่ง")
        closed = next(path for path in folder.iterdir() if path.name != MEMO and path.suffix == ".pdf")
        os.chown(closed, NOBODY, NOBODY)
        closed.chmod(0o600)
        both.is_served()

        line = both.wait_for_event("case.stuck")
        assert "next_step=" in line
        assert closed.name in line
        both.wait_for_words("ปิดไฟล์หนึ่ง", closed.name, "ไม่มีสิทธิ์อ่าน")
        assert both.public("ปิดไฟล์หนึ่ง") == []

        closed.chmod(0o644)
        both.wait_for("ปิดไฟล์หนึ่ง", "published")


# --- shares -----------------------------------------------------------------------------------------------------------


@contextmanager
def on_a_disk_of_its_own(home: Path, unit: str = FINANCE, **changes: object) -> Iterator[tuple[Neighbours, Disk]]:
    with disk(home / "folders" / unit) as share, neighbours(home, **changes) as both:
        yield both, share


def test_a_share_that_is_unmounted_and_mounted_empty_loses_and_publishes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "folders" / FINANCE
    with disk(tmp_path / "kept") as kept, neighbours(tmp_path) as both:
        shutil.copytree(home, kept.path, dirs_exist_ok=True)
        subprocess.run(["mount", "--bind", kept.path, home], check=True)
        try:
            both.drop_copy("ค้าง", {**both.files(), MEMO: (DOCUMENTS / "25_scan_clean.pdf").read_bytes()})
            both.wait_for("ค้าง", "held")
            subprocess.run(["umount", "--lazy", home], check=True)
            (home / MARKER).unlink()  # what the mount had covered: without it nothing is written here any more
            assert "next_step=" in both.wait_for_event("folder.no_answer")
            for left in home.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            both.is_served()
            with disk(home):
                both.is_served()
                assert "folder.answers_again" not in both.office.log()
            assert list(home.iterdir()) == [], "nothing was made where the share was"
            subprocess.run(["mount", "--bind", kept.path, home], check=True)
            both.wait_for_event("folder.answers_again")
            both.is_served()
            assert both.state_of("ค้าง") == "held"
            assert all(case.missing_since is None for case in both.cases())
        finally:
            subprocess.run(["umount", "--lazy", home], check=True)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_share_that_takes_no_reply_is_said_and_told_when_it_does(tmp_path: Path, how: str) -> None:
    with on_a_disk_of_its_own(tmp_path, publish__wait_minutes=UNDO_MINUTES) as (both, share):
        both.drop_copy("เรื่องหนึ่ง")
        both.wait_for("เรื่องหนึ่ง", "scheduled")
        both.told("เรื่องหนึ่ง")
        share.fill() if how == "full" else share.read_only()
        both.is_served()

        both.wait_for("เรื่องหนึ่ง", "published")
        assert "next_step=" in both.wait_for_event("reply.not_written")
        assert len(both.public("เรื่องหนึ่ง")) == 1

        share.empty() if how == "full" else share.writable()
        both.office.stop()
        both.office.start()
        both.wait_for_words("เรื่องหนึ่ง", "เผยแพร่บนเว็บไซต์แล้ว")
        both.office.wait_until(lambda: bool(both.cases()[0].filed_path), "the folder to be filed")
        assert len(both.public("เรื่องหนึ่ง")) == 1


def test_a_published_folder_that_cannot_be_moved_to_another_disk_stays_whole_and_ict_is_told(tmp_path: Path) -> None:
    with disk(tmp_path / "folders" / FINANCE / "เผยแพร่แล้ว"), neighbours(tmp_path) as both:
        folder = both.drop("เรื่องหนึ่ง")
        both.wait_for("เรื่องหนึ่ง", "published")

        assert "same disk" in both.wait_for_event("filing.not_moved")
        both.is_served()
        both.wait_for_words("เรื่องหนึ่ง", "เผยแพร่บนเว็บไซต์แล้ว")
        assert (folder / MEMO).exists()
        assert len(both.public("เรื่องหนึ่ง")) == 1
        assert len([case for case in both.cases() if case.name == "เรื่องหนึ่ง"]) == 1


# --- what stands where ours should ------------------------------------------------------------------------------------


def test_something_else_called_as_a_units_page_harms_nobody(tmp_path: Path) -> None:
    passwd = Path("/etc/passwd").read_bytes()
    with neighbours(tmp_path) as both:
        both.office.stop()
        folder, pipe, link = (both.office.root / unit / "สถานะล่าสุด.html" for unit in (FINANCE, "กลุ่มบุคคล", "กลุ่มนิเทศ"))
        for page in (folder, pipe, link):
            page.unlink()
        folder.mkdir()
        os.mkfifo(pipe)
        link.symlink_to("/etc/passwd")
        both.office.start()

        both.drop("เรื่องหนึ่ง")
        both.is_served()
        both.wait_for("เรื่องหนึ่ง", "published")
        assert "next_step=" in both.wait_for_event("page.not_written")
        for page in (pipe, link):
            both.office.wait_until(lambda page=page: page.is_file() and not page.is_symlink(), "the page to be written")  # type: ignore[misc]
        assert Path("/etc/passwd").read_bytes() == passwd


def test_links_and_thousands_of_folders_in_an_inbox_stop_no_category_of_it(tmp_path: Path) -> None:
    with neighbours(tmp_path, intake__incomplete_minutes=0.02) as both:
        inbox = both.office.root / FINANCE / "ส่งเผยแพร่"
        (tmp_path / "elsewhere" / "ลับ").mkdir(parents=True)
        (tmp_path / "elsewhere" / "ลับ" / "ลับ.pdf").write_bytes(b"secret")
        (inbox / "1.9").symlink_to(tmp_path / "elsewhere")
        (both.office.shelf("1.9") / "ทางลัด").symlink_to(tmp_path / "elsewhere" / "ลับ")
        for number in range(5000):
            (inbox / f"โฟลเดอร์ใหม่ ({number})").mkdir()
        full = both.office.shelf("1.8")
        for number in range(20_001):
            os.mknod(full / f"{number}.pdf")
        both.is_served()

        both.drop("เรื่องหนึ่ง")
        both.wait_for("เรื่องหนึ่ง", "published")
        shelf = both.office.shelf("1.9") / "_คำแนะนำ.txt"
        both.office.wait_until(shelf.exists, "the link to be told where it lies")
        assert "“ทางลัด”: เป็นทางลัด" in shelf.read_text(encoding="utf-8-sig")
        above = (inbox / "_คำแนะนำ.txt").read_text(encoding="utf-8-sig")
        assert "“1.9”: เป็นทางลัด" in above
        assert f"“{full.name}”: มีไฟล์มากกว่า 20,000" in above
        both.is_served()
        assert len(both.cases()) == 3


# --- events -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["max_inotify_watches", "max_inotify_instances"])
def test_without_inotify_ict_is_told_and_every_bundle_is_found_by_looking(tmp_path: Path, limit: str) -> None:
    """The limit is that of a user namespace, as a machine full of other watchers has it."""
    few = f"echo 3 >/proc/sys/user/{limit}; " if limit.endswith("watches") else f"echo 0 >/proc/sys/user/{limit}; "
    through = ("unshare", "--user", "--map-root-user", "--kill-child", "sh", "-c", few + 'exec "$0" "$@"')
    with neighbours(tmp_path, *through, intake__rescan_seconds=1) as both:
        assert "max_user_watches" in both.wait_for_event("doorbell.limited")
        both.drop("เรื่องหนึ่ง")
        both.is_served()
        both.wait_for("เรื่องหนึ่ง", "published")


def test_events_that_the_kernel_dropped_are_missed_by_nobody(tmp_path: Path) -> None:
    with neighbours(tmp_path, intake__rescan_seconds=600) as both:
        assert both.office.process is not None
        both.office.process.send_signal(signal.SIGSTOP)
        shelf = both.office.shelf("1.9")
        for _ in range(9000):  # two events each; the kernel keeps 16,384
            (shelf / "~$นับ.tmp").touch()
            (shelf / "~$นับ.tmp").unlink()
        both.drop("เรื่องหนึ่ง")
        sent = both.begin()
        both.office.process.send_signal(signal.SIGCONT)

        both.served(sent)
        both.wait_for("เรื่องหนึ่ง", "published")


# --- clocks -----------------------------------------------------------------------------------------------------------

FAKE_TIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


@pytest.mark.skipif(FAKE_TIME is None, reason="no libfaketime here: tests/rig/deps.sh all")
@pytest.mark.parametrize("jump", ["-400d", "+400d"], ids=["back", "ahead"])
def test_a_wall_clock_that_jumps_by_a_year_neither_hurries_nor_stops_anything(tmp_path: Path, jump: str) -> None:
    """The wall clock alone, as a machine's own does: what is waited for is measured on the other."""
    said = tmp_path / "time"
    said.write_text("+0d")
    fake = {
        "LD_PRELOAD": str(FAKE_TIME),
        "FAKETIME_TIMESTAMP_FILE": str(said),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    through = ("env", *(f"{name}={value}" for name, value in fake.items()))
    with neighbours(tmp_path, *through, publish__wait_minutes=UNDO_MINUTES) as both:
        both.drop("ก่อน")
        both.wait_for("ก่อน", "scheduled")
        due = both.cases()[0].due_boot
        said.write_text(jump)
        both.is_served()
        both.wait_for("ก่อน", "published")
        assert due is not None
        assert time.clock_gettime(time.CLOCK_BOOTTIME) >= due, "the undo window was kept"

        both.drop("หลัง")
        both.wait_for("หลัง", "published")
        year = max(case.updated_at for case in both.cases()).year
        assert year != max(case.opened_at for case in both.cases() if case.name == "ก่อน").year, "the clock did jump"
        assert both.office.syncd("audit", "verify").returncode == 0


# --- disks of ours ----------------------------------------------------------------------------------------------------


def test_a_full_log_is_said_and_the_work_goes_on(tmp_path: Path) -> None:
    with disk(tmp_path / "state" / "log", "64k") as log, neighbours(tmp_path) as both:
        log.fill()
        both.drop("เรื่องหนึ่ง")
        both.is_served()
        both.wait_for("เรื่องหนึ่ง", "published")
        both.is_served()

        assert "next_step=" in both.wait_for_event("log.not_written")
        assert len(both.lines("log.not_written")) < 5, "a short line may still find room"
        assert "Logging error" not in both.office.log()
        log.empty()
        both.is_served()
        both.wait_for_event("log.written_again")


def test_a_site_whose_disk_is_full_defers_and_publishes_whole_when_there_is_room(tmp_path: Path) -> None:
    with disk(tmp_path / "site") as site, neighbours(tmp_path) as both:
        both.is_served()
        site.fill()
        both.drop("เรื่องหนึ่ง")
        both.wait_for("เรื่องหนึ่ง", "deferred")
        assert "next_step=" in both.wait_for_event("site.down")
        both.wait_for_words("เรื่องหนึ่ง", "เว็บไซต์ขัดข้องชั่วคราว")
        assert both.public("เรื่องหนึ่ง") == []

        site.empty()
        assert both.office.syncd("retry", both.cases()[-1].number).returncode == 0
        both.wait_for("เรื่องหนึ่ง", "published")
        both.is_served()
        assert len(both.public("เรื่องหนึ่ง")) == 1


# --- a second daemon --------------------------------------------------------------------------------------------------


def test_a_second_daemon_with_a_state_dir_of_its_own_on_the_same_ledger_does_not_start(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        second = tmp_path / "second"
        shutil.copytree(both.office.config.parent, second / "config")
        config = second / "config" / "syncd.yaml"
        both.office.change(ledger__url=f"sqlite:///{tmp_path / 'state' / 'ledger.sqlite3'}")
        shutil.copy(both.office.config, config)
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace(f"state_dir: {tmp_path / 'state'}", f"state_dir: {second / 'state'}"), encoding="utf-8")
        assert str(second / "state") in config.read_text(encoding="utf-8")

        done = subprocess.run([*both.office.command(config), "run"], capture_output=True, text=True, timeout=60, check=False)

        assert done.returncode == 1, done.stderr
        assert "another syncd is at work on this ledger" in done.stderr
        assert "Traceback" not in done.stderr
        both.drop("เรื่องหนึ่ง")
        both.is_served()
        both.wait_for("เรื่องหนึ่ง", "published")
        assert len(both.public("เรื่องหนึ่ง")) == 1
