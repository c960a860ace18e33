"""An office's real daemon for a benchmark: started, waited for, ended."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from syncd import settings
from syncd.app import open_ledger
from syncd.ledger import Case
from syncd.settings import Settings
from syncd.taxonomy import folder_name
from tests.rig.wordpress import Site
from tests.whole.daemon import SHIPPED, RunningOffice

PATIENCE_SECONDS = 900.0


class BenchError(Exception):
    """A benchmark cannot go on; the message says why."""


@contextmanager
def daemon(office: RunningOffice) -> Iterator[int]:
    """The office's daemon after its first look, until the end of the block; its process id. It keeps to this process's cores."""
    with (office.home / "daemon.log").open("wb") as log:
        command = [sys.executable, "-m", "syncd", "--config", str(office.config), "run"]
        environment = {**os.environ, **office.secrets}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    try:
        wait_for((office.home / "state" / "heartbeat").exists, process, office, often=0.01)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(
    holds: Callable[[], bool], process: "subprocess.Popen[bytes] | int", office: RunningOffice, often: float = 0.2
) -> None:
    """Wait for what the daemon does in its own time. Raises BenchError when it ended, or after PATIENCE_SECONDS."""
    until = time.monotonic() + PATIENCE_SECONDS
    pid = process if isinstance(process, int) else process.pid
    while not holds():
        ended = not isinstance(process, int) and process.poll() is not None
        if ended or not Path(f"/proc/{pid}").exists() or time.monotonic() > until:
            said = (office.home / "daemon.log").read_text(encoding="utf-8", errors="replace")[-3000:]
            raise BenchError(f"the daemon did not come so far; it said:\n{said}")
        time.sleep(often)


def chosen(office: RunningOffice) -> Settings:
    """The office's settings, as its daemon reads them."""
    return settings.load(office.config, office.secrets)


def prepare_categories(site: Site) -> None:
    """Give an empty site the office's 18 categories."""
    categories = settings.load(SHIPPED / "syncd.yaml", {}).taxonomy.categories
    wanted = json.dumps([[each.name, each.slug] for each in categories])
    site.php(f"foreach (json_decode('{wanted}') as $c) {{ wp_insert_term($c[0], 'category', ['slug' => $c[1]]); }}")


def shelf_of(office: RunningOffice, unit: str, code: str) -> Path:
    """A unit's folder of a category."""
    settings = chosen(office)
    category = settings.taxonomy.by_code(code)
    if category is None:
        raise LookupError(code)
    return office.root / unit / settings.folders.inbox / folder_name(category)


def drop(folder: Path, files: dict[str, bytes], *further: Path) -> float:
    """Make a bundle beside the office's folders, `further` files moved into it, and move it in at once; when (Unix time)."""
    making = folder.parents[4] / "making" / folder.name
    making.mkdir(parents=True)
    for name, contents in files.items():
        (making / name).write_bytes(contents)
    for file in further:
        file.rename(making / file.name)
    making.rename(folder)
    return time.time()


def only_case(office: RunningOffice) -> Case | None:
    """The office's newest case, if there is any."""
    ledger = open_ledger(chosen(office))
    try:
        return next(iter(ledger.recent(1)), None)
    finally:
        ledger.close()


def write_units(folder: Path, count: int) -> Path:
    """A units.yaml of so many units, each with every category: 20 folders in each inbox."""
    units: Sequence[dict[str, str]] = [{"name": f"กลุ่มทดสอบที่ {n}", "folder": f"กลุ่ม {n}"} for n in range(1, count + 1)]
    path = folder / "units.yaml"
    path.write_text(yaml.safe_dump({"units": list(units)}, allow_unicode=True), encoding="utf-8")
    return path
