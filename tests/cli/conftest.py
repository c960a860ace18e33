"""An office on disk and a terminal before it: commands are run as people run them."""

import io
import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from syncd.cli import main
from tests.builders import DIRECTOR
from tests.desk import DOCUMENTS

APPROVED = "04_approved_arabic_typst.pdf"
REFUSED = "05_not_approved.pdf"
SCAN = "25_scan_clean.pdf"
WITH_IDS = "47_student_list_ids.docx"
SHELF = "1.09 จัดซื้อจัดจ้าง"


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Terminal = Callable[..., Answer]


@pytest.fixture
def syncd(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """`syncd("status", "--json")` runs the command here; `typed` is what the person at the keyboard answers."""

    def run(*words: str | Path, typed: str = "") -> Answer:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    yield run
    logging.basicConfig(force=True, handlers=[logging.NullHandler()])
    structlog.reset_defaults()
    # Each logger keeps what it was first used with; tests that listen to logs come after these.
    for name, module in list(sys.modules.items()):
        for logger in (vars(module).get("log"), vars(module).get("events")) if name.startswith("syncd.") else ():
            getattr(logger, "__dict__", {}).pop("bind", None)


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that breaks no line, however long the paths of the tests are."""
    monkeypatch.setenv("COLUMNS", "1000")


@dataclass(frozen=True)
class Place:
    """One office's folders, with its commands."""

    top: Path
    syncd: Terminal

    @property
    def config(self) -> Path:
        return self.top / "config" / "syncd.yaml"

    @property
    def root(self) -> Path:
        return self.top / "boxes"

    @property
    def site(self) -> Path:
        return self.top / "site"

    def drop(self, name: str, memo: str, *files: str, unit: str = "กลุ่มการเงิน", shelf: str = SHELF) -> Path:
        """A bundle: a memo from the test documents, other documents, and a text to publish."""
        return fill(self.root / unit / "ส่งเผยแพร่" / shelf / name, memo, *files)

    def row(self, name: str) -> dict[str, Any]:
        """What `status --json` says of the bundle."""
        rows: list[dict[str, Any]] = [row for row in self.syncd("status", "--json").json["bundles"] if row["title"] == name]
        assert len(rows) == 1
        return rows[0]

    def held(self, name: str = "ข้อมูลเว็บไซต์", memo: str = SCAN, *files: str) -> str:
        """The number of a case that waits for an officer."""
        self.drop(name, memo, *files)
        assert self.syncd("once").code == 1
        row = self.row(name)
        assert row["state"] == "held"
        return str(row["case"])


def fill(folder: Path, memo: str, *files: str) -> Path:
    folder.mkdir(parents=True)
    shutil.copy(DOCUMENTS / memo, folder / f"บันทึกข้อความ{Path(memo).suffix}")
    for file in files:
        shutil.copy(DOCUMENTS / file, folder / file)
    (folder / "ประกาศ.txt").write_text(f"เรื่อง {folder.name}", encoding="utf-8")
    return folder


@pytest.fixture
def office(tmp_path: Path, syncd: Terminal, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Made by `syncd init`; publishes into a folder, takes the director's typed word, settles at once, reads no scans."""
    flags = {
        "dir": tmp_path / "config",
        "root": tmp_path / "boxes",
        "state-dir": tmp_path / "state",
        "site-path": tmp_path / "site",
        "publisher": "folder",
        "accept": "text",
        "text-from": "pdf,docx",
        "approver-name": DIRECTOR.name,
        "approver-position": DIRECTOR.position,
    }
    words = [word for flag, value in flags.items() for word in (f"--{flag}", str(value))]
    assert syncd("init", *words, "--auto", "--folders", "--yes").code == 0
    for name, value in {
        "CONFIG": tmp_path / "config" / "syncd.yaml",
        "INTAKE__SETTLE_SECONDS": 0,
        "PUBLISH__WAIT_MINUTES": 0,
        "OCR__MAX_PAGES": 0,
    }.items():
        monkeypatch.setenv(f"SYNCD_{name}", str(value))
    return Place(tmp_path, syncd)
