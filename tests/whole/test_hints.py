"""The real daemon when the kernel tells it little or nothing of what moves in the folders: all is found, only later."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.papers import bundle
from tests.whole.daemon import FINANCE, RunningOffice, running_office

NO_RESCAN_SECONDS = 600
"""So far off that only the bell can explain what is found in a test."""
FILES = bundle(0, annexes=1, size=30_000)


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RunningOffice]:
    with running_office(tmp_path, None, **getattr(request, "param", {})) as office:
        yield office


def limited_to(limit: str, value: int) -> tuple[str, ...]:
    """What starts a program in a user namespace of its own with this inotify limit."""
    script = f'echo {value} > /proc/sys/user/{limit} && exec "$@"'
    command = ("unshare", "--user", "--map-root-user", "sh", "-c", script, "sh")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no user namespaces")
    return command


@pytest.mark.parametrize(("limit", "value"), [("max_inotify_watches", 20), ("max_inotify_instances", 0)])
def test_with_too_few_watches_or_none_it_is_said_and_every_bundle_is_found_by_the_rescan(
    office: RunningOffice, limit: str, value: int
) -> None:
    office.start(*limited_to(limit, value))
    office.wait_until(lambda: "event=doorbell.limited" in office.log(), "the limit to be told")

    names = {}
    for serial, unit in enumerate(("กลุ่มอำนวยการ", FINANCE, "กลุ่มนโยบายและแผน")):
        names[f"ประกาศ {serial}"] = "published"
        office.drop("1.9", f"ประกาศ {serial}", bundle(serial, annexes=1, size=30_000), unit)

    office.wait_until(lambda: office.states() == names, "every bundle to be published")
    assert office.log().count("event=doorbell.limited") == 1


@pytest.mark.parametrize("office", [{"intake__rescan_seconds": NO_RESCAN_SECONDS}], indirect=True)
def test_after_more_events_than_the_kernel_keeps_all_is_looked_at_and_listened_to_again(office: RunningOffice) -> None:
    """Also a folder that was replaced meanwhile: that its watch is gone was among the events that were lost."""
    office.start()
    office.wait_until(lambda: office.looks() > 0, "the first look")
    assert office.process is not None
    shelf, other = office.shelf("1.9"), office.shelf("1.3")
    os.kill(office.process.pid, signal.SIGSTOP)
    kept = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text(encoding="ascii"))
    for number in range(kept // 3 + 100):  # created, closed, deleted
        passing = other / str(number)
        passing.touch()
        passing.unlink()
    shelf.rmdir()
    shelf.mkdir()
    office.drop("1.3", "ประกาศ 0", FILES)
    os.kill(office.process.pid, signal.SIGCONT)

    office.wait_until(lambda: office.states() == {"ประกาศ 0": "published"}, "what came meanwhile to be found")
    # What the daemon itself writes rings, too: until that is over.
    office.wait_until(lambda: time.clock_gettime(time.CLOCK_BOOTTIME) - office.looks() > 3, "it to be quiet again")
    looked = office.looks()
    office.drop("1.9", "ประกาศ 1", bundle(1, annexes=1, size=30_000))
    office.wait_until(lambda: office.states().get("ประกาศ 1") == "published", "the new folder to be heard")
    assert office.looks() > looked
