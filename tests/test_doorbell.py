import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD, Mask, WatchDescriptor

from syncd.doorbell import Doorbell
from tests.folders import closed_to_others, without_privileges

SOON = 5.0
"""Far longer than any ring takes; only a failing test waits so long."""


@pytest.fixture
def bell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watched").mkdir()
    return tmp_path / "watched"


def let_fade(bell: Doorbell) -> None:
    """Wait until what is under way has arrived."""
    while bell.wait(0.1):
        continue


def test_it_does_not_ring_by_itself(bell: Doorbell, folder: Path) -> None:
    assert bell.watch([folder])
    assert not bell.wait(0)
    assert not bell.wait(-1)


def _fill(folder: Path) -> None:
    (folder / "ก.pdf").write_bytes(b"x")


def _rename_in(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside").rename(folder / "inside")


@pytest.mark.parametrize("change", [_fill, _rename_in, lambda folder: (folder / "new").mkdir(), Path.rmdir])
def test_it_rings_when_something_moves_in_a_watched_folder_and_says_where(bell: Doorbell, folder: Path, change: object) -> None:
    bell.watch([folder, folder.parent / "missing"])
    assert callable(change)
    change(folder)

    assert bell.wait(SOON)
    assert bell.rang == {str(folder)}


def test_many_rings_are_heard_as_one(bell: Doorbell) -> None:
    for _ in range(100):
        bell.ring()

    assert bell.wait(SOON)
    assert not bell.wait(0)


def test_reading_does_not_ring(bell: Doorbell, folder: Path) -> None:
    _fill(folder)
    bell.watch([folder])
    (folder / "ก.pdf").read_bytes()
    list(folder.iterdir())

    assert not bell.wait(0.1)


def test_only_the_folders_named_last_are_watched(bell: Doorbell, folder: Path, tmp_path: Path) -> None:
    bell.watch([folder])
    bell.watch([tmp_path])
    _fill(folder)
    assert not bell.wait(0.1)
    (tmp_path / "x").touch()

    assert bell.wait(SOON)
    assert bell.rang == {str(tmp_path)}


def test_it_can_be_rung_from_another_thread(bell: Doorbell) -> None:
    threading.Thread(target=bell.ring).start()

    assert bell.wait(SOON)
    assert bell.rang == frozenset()


def test_it_can_be_rung_from_a_signal_handler_while_it_is_waited_for(bell: Doorbell) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: bell.ring())
    try:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        assert bell.wait(float("inf"))
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_ring_by_hand_hides_no_place_and_asks_to_look_everywhere(bell: Doorbell, folder: Path) -> None:
    bell.watch([folder])
    _fill(folder)
    assert bell.wait(SOON)
    let_fade(bell)
    _fill(folder)
    bell.ring()

    assert bell.wait(SOON)
    assert bell.rang == frozenset()


def test_a_folder_deleted_and_made_again_is_watched_again(bell: Doorbell, folder: Path) -> None:
    bell.watch([folder])
    shutil.rmtree(folder)
    assert bell.wait(SOON)
    folder.mkdir()
    let_fade(bell)
    bell.watch([folder])
    _fill(folder)

    assert bell.wait(SOON)
    assert bell.rang == {str(folder)}


def test_of_a_renamed_folder_and_a_new_one_of_its_name_the_new_one_is_watched(bell: Doorbell, folder: Path) -> None:
    inner = folder / "หมวด"
    inner.mkdir()
    bell.watch([folder, inner])
    folder.rename(folder.with_name("old"))
    assert bell.wait(SOON)
    inner.mkdir(parents=True)
    let_fade(bell)
    bell.watch([folder, inner])
    _fill(inner)

    assert bell.wait(SOON)
    assert bell.rang == {str(inner)}


def test_lost_events_ring_for_everywhere_and_every_watch_is_made_sure_of(bell: Doorbell, folder: Path, tmp_path: Path) -> None:
    bell.watch([folder, tmp_path])
    bell.on_queue_overflow()
    assert bell.wait(SOON)
    assert bell.rang == frozenset()

    for _ in range(2):
        bell.on_queue_overflow()
        assert bell.watch([folder, tmp_path])
    let_fade(bell)
    _fill(folder)

    assert bell.wait(SOON)
    assert bell.rang == {str(folder)}


def test_a_folder_that_may_not_be_read_is_left_out(bell: Doorbell, folder: Path) -> None:
    with closed_to_others(folder), without_privileges():
        assert bell.watch([folder])
    _fill(folder)
    assert not bell.wait(0.1)
    bell.watch([folder])
    (folder / "ข.pdf").touch()

    assert bell.wait(SOON)


def test_a_link_is_not_watched(bell: Doorbell, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    bell.watch([tmp_path / "link"])
    _fill(folder)

    assert not bell.wait(0.1)


def test_a_closed_bell_can_be_rung_and_closed_again_without_harm(bell: Doorbell, folder: Path) -> None:
    bell.watch([folder])
    bell.close()
    bell.close()
    bell.ring()


def test_thousands_of_folders_take_one_thread(bell: Doorbell, tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(2000)]
    for folder in folders:
        folder.mkdir()
    before = set(threading.enumerate())  # those of other tests may end meanwhile

    assert bell.watch(folders)
    assert not set(threading.enumerate()) - before
    (folders[1234] / "x").touch()
    assert bell.wait(SOON)
    assert bell.rang == {str(folders[1234])}


FEW_WATCHES = """
import sys
from pathlib import Path
from syncd.doorbell import Doorbell

root = Path(sys.argv[1])
folders = [root / str(number) for number in range(30)]
bell = Doorbell()
assert not bell.watch(folders)
assert bell.limited
assert not bell.watch(folders)
assert bell.watch(folders[:5])
assert not bell.limited
(folders[4] / "x").touch()
assert bell.wait(5)
"""
NO_INOTIFY = """
from syncd.doorbell import Doorbell

bell = Doorbell()
assert bell.limited
assert not bell.watch(["/tmp"])
assert not bell.wait(0)
bell.ring()
assert bell.wait(5)
bell.close()
"""


@pytest.mark.parametrize(("limit", "script"), [("max_inotify_watches=20", FEW_WATCHES), ("max_inotify_instances=0", NO_INOTIFY)])
def test_the_systems_limits_are_told_and_it_goes_on_with_what_it_has(tmp_path: Path, limit: str, script: str) -> None:
    for number in range(30):
        (tmp_path / str(number)).mkdir()
    name, _, value = limit.partition("=")
    within = ["unshare", "--user", "--map-root-user", "sh", "-c", f'echo {value} > /proc/sys/user/{name} && exec "$@"', "sh"]
    if subprocess.run([*within, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no user namespaces")

    done = subprocess.run([*within, sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bell_whose_hearing_thread_has_ended_by_itself_says_so(bell: Doorbell, folder: Path) -> None:
    bell.watch([folder])
    heard = not bell.is_dead

    (thread,) = (one for one in threading.enumerate() if isinstance(one, InotifyFD))
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    _fill(folder)  # wakes it
    thread.join(SOON)

    assert heard
    assert bell.is_dead
    assert not bell.watch([folder])


def test_a_closed_bell_is_not_dead(folder: Path) -> None:
    bell = Doorbell()
    bell.watch([folder])
    bell.close()
    assert not bell.is_dead


# --- what we rely on in watchdog, which is not documented API ----------------------------------------------------------


def test_watchdog_tells_of_an_overflow() -> None:
    told = []

    class Ear:
        def on_event(self, event: InotifyEvent) -> None: ...

        def on_watch_deleted(self, wd: WatchDescriptor) -> None: ...

        def on_queue_overflow(self) -> None:
            told.append(True)

    inotify = InotifyFD()
    inotify.start()
    try:
        inotify.add_callback(b"/tmp", Mask(InotifyConstants.IN_CREATE), Ear(), 0)  # type: ignore[arg-type]
        inotify.handle_event(InotifyEvent(WatchDescriptor(-1), InotifyConstants.IN_Q_OVERFLOW, 0, b""))
    finally:
        inotify.stop()
        inotify.join(SOON)

    assert told == [True]
