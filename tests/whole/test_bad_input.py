"""What may be wrong around the daemon: each has a clear message, nothing is lost, and the daemon stays up where it should."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.bench.papers import bundle
from tests.publishers.fake_wordpress import FakeWordPress, Reply, page
from tests.rig.servers import free_port
from tests.rig.wordpress import Site
from tests.whole.daemon import DOCUMENTS, FINANCE, SHIPPED, RunningOffice, running_office
from tests.whole.disks import disk

NOBODY = 65534
FILES = bundle(0, annexes=1, size=30_000)
WITHOUT_ROOTS_EYES = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
"""As the service runs: permissions count, though the tests are root."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with running_office(tmp_path) as running:
        yield running


def public_files(office: RunningOffice) -> list[bytes]:
    return sorted(path.read_bytes() for path in office.home.glob("site/posts/*/files/*/*"))


def wait_for(office: RunningOffice, name: str, state: str) -> None:
    office.wait_until(lambda: office.states().get(name) == state, f"{name} to be {state}")


# --- settings ---------------------------------------------------------------------------------------------------------


MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "an unknown key, with the nearest": (
        "syncd.yaml",
        "  settle_seconds: 20",
        "  settle_second: 20",
        'หมายถึง "settle_seconds" หรือไม่',
    ),
    "an unquoted code that YAML reads as 1.1": ("taxonomy.yaml", 'code: "1.10"', "code: 1.10", '"1.10"'),
    "a key written twice": ("syncd.yaml", "  rescan_seconds: 30", "  rescan_seconds: 30\n  rescan_seconds: 60", "มีคีย์นี้แล้ว"),
    "a number where true or false is meant": ("syncd.yaml", "  require_release: true", "  require_release: 1", "true หรือ false"),
    "a tab": ("syncd.yaml", "  settle_seconds: 20", "\tsettle_seconds: 20", "แท็บ"),
    "a quotation mark that never ends": ("syncd.yaml", '  code: "cpm3"\n', '  code: "cpm3\n  name: "x"\n', ""),
    "a category that does not exist, for a unit": (
        "units.yaml",
        '    folder: "หน่วยตรวจสอบภายใน"',
        '    folder: "หน่วยตรวจสอบภายใน"\n    categories: ["1.99"]',
        'ไม่มีหมวด "1.99"',
    ),
    "a password": ("syncd.yaml", "  username:\n", "  username:\n  password: hunter2-secret\n", "ห้ามเขียนรหัสผ่าน"),
}
"""Mistake → file, what stands there, what is written instead (its last line is the wrong one), what is said."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_check_names_file_and_line_of_a_mistake_and_what_to_write(office: RunningOffice, mistake: str) -> None:
    name, right, wrong, said = MISTAKES[mistake]
    file = office.config.with_name(name)
    before, found, after = (SHIPPED / name).read_text(encoding="utf-8").partition(right)
    assert found
    file.write_text(before + wrong + after, encoding="utf-8")
    line = (before + wrong.rstrip("\n")).count("\n") + 1

    done = office.syncd("check", "--settings")

    assert done.returncode == 2, done.stdout + done.stderr
    plain = "".join(done.stdout.split())  # a narrow terminal folds lines anywhere
    assert "".join(f"{file}:{line}:".split()) in plain, done.stdout
    assert "".join(said.split()) in plain, done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    assert done.stdout.count("ผิด ") == 1, "one mistake is one message"


def test_check_names_a_file_that_is_missing(office: RunningOffice) -> None:
    office.config.with_name("units.yaml").unlink()

    done = office.syncd("check")

    assert done.returncode == 2
    assert "".join(f"{office.config.with_name('units.yaml')}:ไม่พบไฟล์นี้".split()) in "".join(done.stdout.split())


def test_without_its_secret_the_daemon_does_not_start_and_says_where_to_put_it(tmp_path: Path) -> None:
    with FakeWordPress() as site, running_office(tmp_path, site) as office:
        office.secrets = {}
        office.start()

        assert office.end_of() == 2
        assert "SYNCD_PUBLISHER__PASSWORD" in office.log()
        assert "Traceback" not in office.log()


# --- the site ---------------------------------------------------------------------------------------------------------


class Parked(FakeWordPress):
    """Answers every question with a page, 200, until it is WordPress again."""

    parked = True

    def answer(self, *request: object) -> Reply:
        return page(200) if self.parked else super().answer(*request)  # type: ignore[arg-type]


def test_a_site_that_answers_every_question_with_a_page_defers_and_nothing_is_lost(tmp_path: Path) -> None:
    with Parked() as site, running_office(tmp_path, site) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        office.start()
        folder = office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: office.reply(folder).startswith("_เว็บไซต์ขัดข้อง"), "the unit to be told")
        assert "where JSON was expected" in office.log()
        assert "login or block page" in office.log()
        assert site.posts == {}

        site.parked = False
        assert office.syncd("retry", office.cases()[0].number).returncode == 0
        wait_for(office, "ประกาศ", "published")
        assert len(site.posts) == 1


def test_a_site_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    with FakeWordPress() as site, running_office(tmp_path, site) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        office.change(publisher__url=f"http://127.0.0.1:{free_port()}")
        office.start()
        folder = office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: office.reply(folder).startswith("_เว็บไซต์ขัดข้อง"), "the unit to be told")
        assert "event=site.down" in office.log()
        assert office.states() == {"ประกาศ": "deferred"}


@pytest.mark.rig
def test_a_wrong_password_is_told_and_the_right_one_publishes_what_waited(tmp_path: Path, site: Site) -> None:
    with running_office(tmp_path, site) as office:
        right = office.secrets
        assert office.syncd("site", "prepare", "--all", "--yes").returncode == 0
        office.secrets = {"SYNCD_PUBLISHER__PASSWORD": "wrong wrong wrong"}
        office.start()
        folder = office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: office.reply(folder).startswith("_เว็บไซต์ขัดข้อง"), "the unit to be told")
        assert "application password" in office.log()
        assert "wrong wrong" not in office.log()
        office.stop()

        office.secrets = right
        office.start()
        assert office.syncd("retry", office.cases()[0].number).returncode == 0
        wait_for(office, "ประกาศ", "published")


@pytest.mark.rig
def test_a_category_that_the_site_lacks_holds_the_case_until_it_is_made_and_the_case_retried(tmp_path: Path, site: Site) -> None:
    with running_office(tmp_path, site) as office:
        office.start()
        folder = office.drop("1.9", "ประกาศ", FILES)
        wait_for(office, "ประกาศ", "held")
        office.wait_until(lambda: office.reply(folder).startswith("_รอเจ้าหน้าที่"), "the unit to be told")
        assert "site prepare" in office.log()
        assert requests.get(f"{site.url}/wp-json/wp/v2/media", timeout=30).json() == [], "nothing of it is public"

        assert office.syncd("site", "prepare", "--all", "--yes").returncode == 0
        assert office.syncd("retry", office.cases()[0].number).returncode == 0

        wait_for(office, "ประกาศ", "published")


# --- disks ------------------------------------------------------------------------------------------------------------


def test_a_full_spool_is_said_and_the_bundle_waits_for_room(tmp_path: Path) -> None:
    with disk(tmp_path / "state" / "spool", "64M") as spool, running_office(tmp_path) as office:
        office.start()
        folder = office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: "event=spool.unusable" in office.log(), "the full disk to be said")
        office.wait_until(lambda: office.reply(folder).startswith("_รับเรื่องแล้ว"), "the unit to know it arrived")
        assert "พื้นที่สำหรับสำเนาไม่พอ" in office.log()
        assert office.states() == {"ประกาศ": "received"}

        spool.empty()

        wait_for(office, "ประกาศ", "published")
        assert public_files(office) == [FILES["เอกสาร 1.pdf"]]


def test_a_full_state_disk_ledger_and_all_is_said_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with disk(tmp_path / "state") as state, running_office(tmp_path) as office:
        office.start()
        office.wait_until(lambda: office.looks() > 0, "the first look")
        state.fill()
        office.wait_until(lambda: "event=heartbeat.not_written" in office.log(), "the full disk to be said")
        folder = office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: "event=turn.failed" in office.log(), "the bundle to find no room in the ledger")
        assert folder.exists()

        state.empty()

        wait_for(office, "ประกาศ", "published")
        assert public_files(office) == [FILES["เอกสาร 1.pdf"]]
        assert office.syncd("audit", "verify").returncode == 0


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_nobody_may_read_is_said_and_counts_as_not_deleted(office: RunningOffice) -> None:
    office.start(*WITHOUT_ROOTS_EYES)
    closed = office.drop("1.9", "ปิดไว้", {name: content for name, content in FILES.items() if "บันทึก" not in name})
    office.wait_until(lambda: office.states() == {"ปิดไว้": "received"}, "the bundle to be known")
    os.chown(closed, NOBODY, NOBODY)
    closed.chmod(0o700)
    office.wait_until(lambda: "ไม่มีสิทธิ์อ่าน" in office.log(), "the closed folder to be said")
    open_one = bundle(1, annexes=1, size=30_000)
    office.drop("1.9", "เปิดอยู่", open_one)
    wait_for(office, "เปิดอยู่", "published")
    assert office.states()["ปิดไว้"] == "received"
    assert office.cases()[0].missing_since is None

    closed.chmod(0o755)
    (closed / "บันทึกข้อความ.pdf").write_bytes(FILES["บันทึกข้อความ.pdf"])

    wait_for(office, "ปิดไว้", "published")


@pytest.mark.parametrize("lost", [".syncd-unit", "ส่งเผยแพร่"], ids=["its marker", "its inbox, a file in its place"])
def test_a_unit_without_its_marker_or_inbox_is_paused_loudly_and_comes_back(office: RunningOffice, lost: str) -> None:
    office.start()
    scan = (DOCUMENTS / "25_scan_clean.pdf").read_bytes()
    held = office.drop("1.9", "ค้างอยู่", {**FILES, "บันทึกข้อความ.pdf": scan})
    wait_for(office, "ค้างอยู่", "held")
    thing = office.root / FINANCE / lost
    kept = thing.rename(office.home / "kept")
    if kept.is_dir():
        thing.write_text("a file where a folder should be")

    office.wait_until(lambda: "event=folder.no_answer" in office.log(), "the missing part to be said")
    checked = office.syncd("check")
    assert checked.returncode == 2
    assert FINANCE in checked.stdout
    other = bundle(1, annexes=1, size=30_000)
    office.drop("1.9", "อีกกลุ่ม", other, unit="กลุ่มนโยบายและแผน")
    wait_for(office, "อีกกลุ่ม", "published")
    assert office.states()["ค้างอยู่"] == "held"
    assert office.cases()[0].missing_since is None

    thing.unlink(missing_ok=True)
    kept.rename(thing)
    office.wait_until(lambda: "event=folder.answers_again" in office.log(), "the unit to be back")
    assert held.exists()
    assert office.states()["ค้างอยู่"] == "held"


# --- the ledger and the lock ------------------------------------------------------------------------------------------


def test_a_second_daemon_on_the_same_state_ends_with_a_plain_line(office: RunningOffice) -> None:
    office.start()
    office.wait_until(lambda: office.looks() > 0, "the first to be at work")

    second = office.syncd("run")

    assert second.returncode == 1
    assert "another syncd is at work" in second.stderr
    assert "Traceback" not in second.stderr
    assert office.process is not None
    assert office.process.poll() is None


def test_a_ledger_behind_its_anchor_publishes_nothing_and_says_why(office: RunningOffice) -> None:
    office.start()
    office.wait_until(lambda: office.looks() > 0, "the first look")
    office.stop()
    ledger = office.home / "state" / "ledger.sqlite3"
    with sqlite3.connect(ledger) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(ledger, office.home / "old.sqlite3")
    office.start()
    office.drop("1.9", "ประกาศ", FILES)
    wait_for(office, "ประกาศ", "published")
    office.stop()

    for part in ledger.parent.glob("ledger.sqlite3*"):
        part.unlink()
    shutil.copy(office.home / "old.sqlite3", ledger)
    office.start()

    assert office.end_of() == 1
    assert "the ledger is behind its anchor" in office.log()
    assert "Traceback" not in office.log()
