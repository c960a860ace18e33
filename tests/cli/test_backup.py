"""A backup is whole, proven and without secrets; and from it an office goes on after its worst day."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import file_digest
from pathlib import Path

import pytest

from tests.cli.conftest import APPROVED, Place, Terminal
from tests.desk import DOCUMENTS

ANOTHER = "01_approved_seedlike.docx"


def proven(target: Path) -> dict[str, str]:
    """The files of the backup by name, each as its manifest says."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        with (target / file["path"]).open("rb") as stream:
            assert file_digest(stream, "sha256").hexdigest() == file["sha256"]
        assert (target / file["path"]).stat().st_size == file["size"]
    listed = {file["path"] for file in manifest["files"]} | {"manifest.json"}
    assert {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} == listed
    return {file["path"]: file["sha256"] for file in manifest["files"]}


@pytest.fixture
def backup(office: Place) -> Iterator[Path]:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    (office.config.parent / "publisher-password").write_text("abcd efgh ijkl\n", encoding="ascii")
    with sqlite3.connect(office.top / "state" / "ledger.sqlite3") as at_work:  # a daemon has it open, in mid-write
        at_work.execute("BEGIN IMMEDIATE")
        assert office.syncd("backup", office.top / "copy").code == 0
    at_work.close()
    yield office.top / "copy"


def test_a_backup_holds_ledger_memos_and_settings_and_its_manifest_proves_them(office: Place, backup: Path) -> None:
    files = proven(backup)

    assert {"ledger.sqlite3", "anchor", "config/syncd.yaml", "config/units.yaml", "config/taxonomy.yaml"} <= set(files)
    memos = {path.name for path in (office.top / "state" / "archive").glob("*/*/*")}
    assert {Path(name).name for name in files if name.startswith("archive/")} == memos
    assert len(memos) == 1
    assert backup.stat().st_mode & 0o077 == 0
    assert not [path for path in backup.rglob("*") if path.stat().st_mode & 0o077]


def test_every_file_that_the_settings_name_is_in_it_wherever_it_lies(office: Place) -> None:
    home, elsewhere = office.config.parent, office.top / "elsewhere"
    elsewhere.mkdir()
    (home / "taxonomy.yaml").rename(elsewhere / "ours.yaml")
    shutil.copy(DOCUMENTS / "ca.pem", home)
    text = office.config.read_text(encoding="utf-8").replace("  trust: []", "  trust: [ca.pem]")
    named = text.replace("taxonomy: taxonomy.yaml", f"taxonomy: {elsewhere / 'ours.yaml'}")
    office.config.write_text(named, encoding="utf-8")
    assert office.syncd("once").code == 0

    assert office.syncd("backup", office.top / "copy").code == 0

    files = proven(office.top / "copy")
    assert "config/ca.pem" in files
    assert f"config/elsewhere{elsewhere}/ours.yaml" in files


def test_no_secret_is_in_it(office: Place, backup: Path) -> None:
    text = office.config.read_text(encoding="utf-8")
    assert text.count("ledger:\n") == 1
    office.config.write_text(text.replace("ledger:\n", "# postgresql+psycopg://syncd:p%40ss@db.invalid/x\nledger:\n"))
    assert office.syncd("backup", office.top / "other").code == 0

    for copy in (backup, office.top / "other"):
        for path in copy.rglob("*"):
            assert path.is_dir() or not any(secret in path.read_bytes() for secret in (b"abcd efgh", b"p%40ss"))


def test_a_backup_never_overwrites_and_a_failed_one_leaves_nothing(office: Place, backup: Path) -> None:
    before = proven(backup)
    again = office.syncd("backup", backup)
    assert again.code == 1
    assert proven(backup) == before

    with closing(sqlite3.connect(office.top / "state" / "ledger.sqlite3")) as database, database:
        database.execute("UPDATE events SET actor = 'x' WHERE seq = 2")
    broken = office.syncd("backup", office.top / "broken")

    assert broken.code == 1
    assert "does not hold" in broken.err
    assert not [path for path in office.top.iterdir() if "broken" in path.name]
    assert office.syncd("backup", office.top / "nowhere" / "deep").code == 1


def test_what_a_killed_backup_left_is_cleared_by_the_next(office: Place, backup: Path) -> None:
    left = backup.with_name(".second.unfinished")
    left.mkdir()
    (left / "half").write_bytes(b"x")

    assert office.syncd("backup", office.top / "second", "--json").json["head"]
    proven(office.top / "second")
    assert not left.exists()


def test_the_worst_day_backup_more_work_everything_lost_restore_rebuild(office: Place, backup: Path, syncd: Terminal) -> None:
    """The procedure of docs/for-ict.th.md, command by command."""
    office.drop("ประกาศหลังสำรอง", ANOTHER)
    office.drop("รอตรวจ", "25_scan_clean.pdf")
    office.syncd("once")
    published = {row["title"]: row["case"] for row in office.syncd("status", "--json").json["bundles"]}
    pages = sorted(path.name for path in (office.site / "posts").iterdir())
    state = office.top / "state"
    shutil.rmtree(state)
    assert "lost" in office.syncd("once").err, "nobody begins at 0001 again"

    shutil.rmtree(state)
    state.mkdir(mode=0o700)
    for name in ("ledger.sqlite3", "anchor"):
        shutil.copy(backup / name, state / name)
    shutil.copytree(backup / "archive", state / "archive")
    said = office.syncd("ledger", "rebuild", "--by", "สมศรี")

    assert said.code == 0, said.err + said.out
    assert office.syncd("audit", "verify").code == 0
    office.syncd("once")
    office.syncd("once")
    after = {row["title"]: (row["case"], row["state"]) for row in office.syncd("status", "--json").json["bundles"]}
    assert {title: number for title, (number, _) in after.items()} == published
    assert {state for _, state in after.values()} == {"published", "held"}
    assert sorted(path.name for path in (office.site / "posts").iterdir()) == pages
    office.drop("ประกาศฉบับใหม่", "66_subject_two_lines.pdf")
    office.syncd("once")
    assert office.row("ประกาศฉบับใหม่")["case"] not in published.values()
