"""The real daemon process with its own YAML files, as an office runs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from syncd import settings
from syncd.app import open_ledger
from syncd.ledger import Case
from syncd.setup import make_folders
from syncd.taxonomy import folder_name
from tests.folders import YEAR
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.rig.wordpress import Login, Site

SHIPPED = Path(__file__).parents[2] / "config"
DOCUMENTS = Path(__file__).parents[1] / "documents"
DIRECTOR = "นายสมเกียรติ ศรีอุดมชัย"
FINANCE = "กลุ่มการเงิน"
PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 1


@dataclass(slots=True)
class RunningOffice:
    """An office's folders, settings and daemon."""

    home: Path
    secrets: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = field(default=0)

    @property
    def config(self) -> Path:
        return self.home / "config" / "syncd.yaml"

    @property
    def root(self) -> Path:
        return self.home / "folders"

    def shelf(self, code: str, unit: str = FINANCE) -> Path:
        category = settings.load(self.config, self.secrets).taxonomy.by_code(code)
        assert category is not None
        return self.root / unit / "ส่งเผยแพร่" / folder_name(category)

    def drop(self, code: str, name: str, files: Mapping[str, bytes], unit: str = FINANCE) -> Path:
        """Fill a folder elsewhere and move it in, as a quick copy would."""
        making = self.home / "making" / name
        making.mkdir(parents=True)
        for file, contents in files.items():
            (making / file).write_bytes(contents)
        return making.rename(self.shelf(code, unit) / name)

    def command(self, config: Path | None = None, program: Sequence[str] = ("-m", "syncd")) -> list[str]:
        """syncd with this office's settings, or other ones."""
        return [sys.executable, *program, "--config", str(config or self.config)]

    def start(self, *through: str, program: Sequence[str] = ("-m", "syncd"), **environ: str) -> None:
        """Start the daemon as systemd would; `through` is a command that starts another, such as setpriv."""
        self.starts += 1
        log = (self.home / f"daemon-{self.starts}.log").open("wb")
        environment = {**os.environ, **self.secrets, **environ}
        command = [*through, *self.command(program=program), "run"]
        self.process = subprocess.Popen(command, stderr=log, stdout=log, env=environment)
        log.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal the daemon and wait for its end; its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        self.process = None
        return code

    def end_of(self) -> int:
        """Wait until the daemon ends by itself; its exit code."""
        assert self.process is not None
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        self.process = None
        return code

    def change(self, **changes: object) -> None:
        """Write these settings into syncd.yaml; dotted keys with "__" for the dots."""
        written = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        for key, value in changes.items():
            *parents, last = key.split("__")
            section = written
            for parent in parents:
                section = section.setdefault(parent, {})
            section[last] = value
        self.config.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")

    def syncd(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as the ICT officer would."""
        return subprocess.run(
            [*self.command(), *arguments],
            env={**os.environ, **self.secrets},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def status(self) -> dict[str, str]:
        """Title → state, as `status --json` says."""
        done = self.syncd("status", "--json")
        assert done.returncode in (0, 1), done.stderr
        return {row["title"]: row["state"] for row in json.loads(done.stdout)["bundles"]}

    def cases(self) -> tuple[Case, ...]:
        """Every case, oldest first, as the ledger has it now."""
        ledger = open_ledger(settings.load(self.config, self.secrets))
        try:
            return tuple(sorted(ledger.recent(1000), key=lambda case: case.number))
        finally:
            ledger.close()

    def states(self) -> dict[str, str]:
        """Title → state; what `status` says, asked more cheaply."""
        return {case.title: case.state.value for case in self.cases()}

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for something that the daemon does in its own time."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, f"{what} did not happen; the daemon said:\n{self.log()[-4000:]}"
            assert self.process is None or self.process.poll() is None, f"the daemon ended:\n{self.log()[-4000:]}"
            time.sleep(0.1)

    def seen(self, name: str) -> str:
        """What the ledger remembers of the looks at the bundle's folder, as it stands there; "" when nothing."""
        ledger = open_ledger(settings.load(self.config, self.secrets))
        try:
            return next((value for path, value in ledger.seen().items() if path.endswith(f"/{name}")), "")
        finally:
            ledger.close()

    def looks(self) -> float:
        """Boot seconds of the daemon's last look at the folders; 0 before the first."""
        heartbeat = self.home / "state" / "heartbeat"
        return float(json.loads(heartbeat.read_text(encoding="utf-8"))["boot"]) if heartbeat.exists() else 0.0

    def reply(self, folder: Path) -> str:
        """The name of the reply that lies in a folder; "" while there is none, and when the folder has just been moved away."""
        with suppress(FileNotFoundError):
            return next((path.name for path in folder.glob("_*.txt")), "")
        return ""

    def log(self) -> str:
        return (self.home / f"daemon-{self.starts}.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_office(home: Path, site: Site | FakeWordPress | None = None, **changes: object) -> Iterator[RunningOffice]:
    """An office on a site (or the folder publisher); the daemon is not started yet, and ended in the end.

    `changes` are dotted keys with "__" for the dots.
    """
    shutil.copytree(SHIPPED, home / "config")
    publisher: dict[str, object] = {"kind": "folder", "path": str(home / "site")}
    secrets = {}
    if site is not None:
        login = Login(USER, "", PASSWORD) if isinstance(site, FakeWordPress) else site.users["editor"]
        publisher = {"kind": "wordpress", "url": site.url, "username": login.name, "doubt_seconds": 3}
        secrets = {"SYNCD_PUBLISHER__PASSWORD": login.application_password}
    wanted: dict[str, object] = {
        "folders__root": str(home / "folders"),
        "state_dir": str(home / "state"),
        "intake__settle_seconds": SETTLE_SECONDS,
        "intake__rescan_seconds": 5,
        "publish__auto": True,
        "publish__wait_minutes": 0,
        "approval__accept": ["text"],
        "approval__text_from": ["pdf", "docx"],
        "approval__approvers": [
            {"name": DIRECTOR, "position": "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓"},
        ],
        **{f"publisher__{key}": value for key, value in publisher.items()},
        **changes,
    }
    office = RunningOffice(home, secrets)
    office.change(**wanted)
    make_folders(settings.load(office.config, secrets), YEAR)
    try:
        yield office
    finally:
        if office.process is not None:
            office.stop(signal.SIGKILL)
