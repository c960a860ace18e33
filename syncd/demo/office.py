"""The demo's office: a folder with configuration, units' folders, samples, website and daemon, all its own."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syncd import clock, configure, settings
from syncd.errors import BusyError, RequestError
from syncd.model.state import State
from syncd.settings import Settings
from syncd.setup import make_folders
from syncd.taxonomy import folder_name
from syncd.thai import fiscal_year

SAMPLES = Path(__file__).parent / "samples"
SHIPPED_FOLDERS = Path(__file__).parents[2] / "dropbox_folders"
"""The default tree; a checkout has it, an installed package makes the same afresh."""

SHIPPED = settings.load(configure.SHIPPED / "syncd.yaml", {}, need_site=False)
"""What an office starts from."""

SETTLE_SECONDS = 2
_QUICK = {
    "SYNCD_INTAKE__SETTLE_SECONDS": str(SETTLE_SECONDS),
    "SYNCD_INTAKE__SETTLE_SECONDS_NETWORK": str(SETTLE_SECONDS),
    "SYNCD_PUBLISH__WAIT_MINUTES": "0",
}
"""What makes the demo's daemon quicker than an office's ought to be."""

_OWN = ("config", "dropbox_folders", "site", "state")
_LOCK = ".syncd-demo"
"""Lies in a folder that is the demo's to empty."""
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
"""The daemon promises to end within 10."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundle to drop, and what should become of it."""

    name: str
    unit: str
    """The unit's folder."""
    category: str
    expected: State
    thai: str
    english: str


BUNDLES = (
    Sample(
        "ประกาศผู้ชนะการเสนอราคา จัดซื้อเครื่องคอมพิวเตอร์",
        "กลุ่มการเงิน",
        "1.9",
        State.PUBLISHED,
        "บันทึกข้อความที่ผู้อำนวยการอนุญาตแล้ว พร้อมประกาศและตารางรายการ",
        "a memo the director approved, an announcement and a table",
    ),
    Sample(
        "คู่มือการปฏิบัติงาน ปีงบประมาณ 2570",
        "กลุ่มบุคคล",
        "1.10",
        State.RETURNED,
        "ผู้อำนวยการสั่งให้แก้ไขแล้วเสนอใหม่ และคู่มือใส่รหัสผ่านไว้",
        "the director wants it corrected first, and the manual has a password",
    ),
    Sample(
        "รายงานผลการนิเทศภายใน ปีการศึกษา 2569",
        "กลุ่มนิเทศ",
        "1.12",
        State.HELD,
        "บันทึกข้อความที่สแกนมา ลงนามด้วยปากกา",
        "a scanned memo, signed by pen",
    ),
)
"""The documents are invented, and so is everybody named in them."""


@contextmanager
def emptied(home: Path) -> Iterator[None]:
    """Make the folder the demo's own and clear away what an earlier demo left. Raises RequestError and BusyError."""
    home.mkdir(parents=True, exist_ok=True)
    if any(home.iterdir()) and not (home / _LOCK).exists():
        raise RequestError(f"{home} is not empty and not a demo's", hint="name an empty folder: --folder PATH")
    with (home / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"another demo is running in {home}", hint="end it with Ctrl-C, or name another: --folder PATH"
            ) from error
        for name in _OWN:
            if (home / name).exists():
                shutil.rmtree(home / name)
        yield


def environment() -> dict[str, str]:
    """The caller's environment, but for settings of an office of his own, which must not mix with the demo's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SYNCD_")} | _QUICK


def furnish(home: Path, url: str) -> Settings:
    """Write the demo's configuration and make the units' folders."""
    configure.write_config(
        home / "config",
        configure.Answers(
            root=str(home / "dropbox_folders"),
            state_dir=str(home / "state"),
            publisher_kind="folder",
            publisher_path=str(home / "site"),
            publisher_url=url,
            auto=True,
            accept=("text",),
            text_from=("pdf",),
            approver_name="นายสมเกียรติ ศรีอุดมชัย",
            approver_position=f"ผู้อำนวยการ{SHIPPED.office.name}",
        ),
    )
    chosen = settings.load(home / "config" / "syncd.yaml", environment())
    if SHIPPED_FOLDERS.is_dir():
        shutil.copytree(SHIPPED_FOLDERS, chosen.folders.root)
    make_folders(chosen, fiscal_year(clock.now().local.date()))
    return chosen


@contextmanager
def daemon(chosen: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the daemon as a service would, in a session of its own: Ctrl-C ends the demo, and the demo ends the daemon."""
    command = [sys.executable, "-m", "syncd", "run", "--config", str(chosen.source)]
    with log.open("wb") as stream:
        running = subprocess.Popen(  # noqa: S603 - our own interpreter and paths
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env=environment(), start_new_session=True
        )
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until_it_looks(running: subprocess.Popen[bytes], chosen: Settings) -> bool:
    """Wait for the daemon's first look at the folders; False when it ended instead, or took too long."""
    until = time.monotonic() + _START_SECONDS
    while not (chosen.state_dir / "heartbeat").exists():
        if running.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def drop(chosen: Settings, sample: Sample) -> Path:
    """Copy the sample's files into its unit's inbox as a clerk would; the new folder, relative to the root."""
    category = chosen.taxonomy.by_code(sample.category)
    if category is None:
        raise LookupError(sample.category)
    place = Path(sample.unit, chosen.folders.inbox, folder_name(category), sample.name)
    shutil.copytree(SAMPLES / sample.name, chosen.folders.root / place)
    return place
