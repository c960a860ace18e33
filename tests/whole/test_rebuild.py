"""The worst day on the real thing: the daemon killed in mid-publication, its ledger lost or old, a rebuild, and work goes on."""

import json
import re
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.rig.wordpress import Site
from tests.whole.daemon import DOCUMENTS, FINANCE, RunningOffice, running_office
from tests.whole.test_main_job import annexes, media_on, posts_on, prepared

__all__ = ["prepared"]  # a fixture

MEMO = (DOCUMENTS / "04_approved_arabic_typst.pdf").read_bytes()
BEFORE, KILLED = ("ประกาศ ก", "ประกาศ ข"), "ประกาศหลายไฟล์"
MANY = {f"ประกาศ {n:02}.txt": f"ไฟล์ที่ {n}\n".encode() * 400 for n in range(40)}


@pytest.fixture
def office(tmp_path: Path, prepared: Site) -> Iterator[RunningOffice]:
    with running_office(tmp_path, prepared) as running:
        yield running


def lose_ledger(office: RunningOffice, _: Path) -> None:
    for path in (office.home / "state").glob("ledger.sqlite3*"):
        path.unlink()


def lose_everything(office: RunningOffice, _: Path) -> None:
    shutil.rmtree(office.home / "state")


def restore_backup(office: RunningOffice, copy: Path) -> None:
    """Over the newer anchor, as somebody in a hurry does."""
    lose_ledger(office, copy)
    shutil.copy(copy / "ledger.sqlite3", office.home / "state" / "ledger.sqlite3")


def work_and_die(office: RunningOffice, site: Site, copy: Path) -> dict[str, str]:
    """Two published, one held, one returned, a backup in between, and a kill in mid-publication. Title → number."""
    office.start()
    office.drop("1.9", BEFORE[0], {"บันทึกข้อความ.pdf": MEMO, **annexes(BEFORE[0])})
    office.drop("1.9", "รอตรวจ", {"บันทึกข้อความ.pdf": (DOCUMENTS / "25_scan_clean.pdf").read_bytes(), **annexes("รอตรวจ")})
    office.wait_until(lambda: Counter(office.states().values()) == {"published": 1, "held": 1}, "the first cases to be decided")
    assert office.syncd("backup", str(copy)).returncode == 0, "while the daemon works"
    second = (DOCUMENTS / "01_approved_seedlike.docx").read_bytes()
    office.drop("1.9", BEFORE[1], {"บันทึกข้อความ.docx": second, **annexes(BEFORE[1])})
    office.drop("1.9", "ส่งคืน", {"บันทึกข้อความ.pdf": (DOCUMENTS / "05_not_approved.pdf").read_bytes(), **annexes("ส่งคืน")})
    office.wait_until(lambda: Counter(office.states().values())["published"] == 2, "the second to be published")
    office.wait_until(lambda: office.states().get("ส่งคืน") == "returned", "the third to be returned")
    office.wait_until(lambda: all(case.filed_path for case in office.cases() if case.url), "the published ones to be filed")
    third = (DOCUMENTS / "66_subject_two_lines.pdf").read_bytes()
    office.drop("1.9", KILLED, {"บันทึกข้อความ.pdf": third, **MANY})
    office.wait_until(lambda: len(media_on(site)) > 6, "the third to be half sent")
    office.stop(signal.SIGKILL)
    return {case.title: case.number for case in office.cases()}


def titles_on(site: Site) -> Counter[str]:
    return Counter(post["title"]["rendered"] for post in posts_on(site))  # type: ignore[index]


def works_on(office: RunningOffice, site: Site, numbers: dict[str, str]) -> None:
    """A new one is published under a new number, the held one released, a recovered one withdrawn."""
    memo = (DOCUMENTS / "20_pua_legacy_glyphs.pdf").read_bytes()
    office.drop("1.9", "ประกาศหลังฟื้น", {"บันทึกข้อความ.pdf": memo, **annexes("ค")})
    office.wait_until(lambda: office.states().get("ประกาศหลังฟื้น") == "published", "a new one to be published")
    assert {case.title: case.number for case in office.cases()}["ประกาศหลังฟื้น"] not in numbers.values()
    by_eye = ("--approver", "1", "--number", "ศธ 04040/033", "--date", "2021-01-19", "--by", "สมศรี")
    assert office.syncd("release", numbers["รอตรวจ"], "--all-findings", *by_eye).returncode == 0
    assert office.syncd("withdraw", numbers[BEFORE[1]], "--reason", "ผิด", "--by", "สมศรี").returncode == 0
    office.wait_until(lambda: office.states()["รอตรวจ"] == "published", "the held one to be published")
    wanted = Counter((BEFORE[0], KILLED, "รอตรวจ", "ประกาศหลังฟื้น"))
    office.wait_until(lambda: titles_on(site) == wanted, "the withdrawn one to be gone")
    filed = list((office.root / FINANCE / "เผยแพร่แล้ว").rglob("2570-*"))
    assert len(filed) == 5


@pytest.mark.parametrize("disaster", [lose_everything, restore_backup])
def test_nothing_is_twice_lost_or_numbered_anew_after_a_rebuild(
    office: RunningOffice, prepared: Site, disaster: Callable[[RunningOffice, Path], None]
) -> None:
    numbers = work_and_die(office, prepared, office.home / "copy")
    pages = {str(post["link"]) for post in posts_on(prepared)}
    assert len(pages) == 2, "killed before its post"
    disaster(office, office.home / "copy")
    refused = office.syncd("once")
    assert refused.returncode == 1
    assert "ledger rebuild" in refused.stderr

    said = office.syncd("ledger", "rebuild", "--json", "--by", "สมศรี")

    assert said.returncode in (0, 1), said.stderr
    assert {one["kind"] for one in json.loads(said.stdout)["loose_ends"]} <= {"pauses_lost"}
    assert "publisher.doubt_seconds" in said.stderr, "what it waits for"
    assert office.syncd("audit", "verify").returncode == 0
    office.start()
    states = {**dict.fromkeys((*BEFORE, KILLED), "published"), "รอตรวจ": "held", "ส่งคืน": "returned"}
    office.wait_until(lambda: office.states() == states, "all to be as it was, and the third to be published")
    assert {case.title: case.number for case in office.cases()} == numbers
    assert pages <= {str(post["link"]) for post in posts_on(prepared)}
    assert titles_on(prepared) == Counter((*BEFORE, KILLED))
    contents = sorted(requests.get(str(one["source_url"]), timeout=30).content for one in media_on(prepared))
    assert contents == sorted([*annexes(BEFORE[0]).values(), *annexes(BEFORE[1]).values(), *MANY.values()])
    works_on(office, prepared, numbers)
    assert office.stop() == 0
    heads = re.findall(r"event=chain\.head .*", office.log())
    assert len(heads) == 2, "at start and at stop"
    seq, digest = (re.search(rf"{name}=(\w+)", heads[-1]) for name in ("seq", "hash"))
    assert seq is not None
    assert digest is not None
    (office.home / "state" / "anchor").unlink()
    assert office.syncd("audit", "verify", "--anchor", f"{seq[1]} {digest[1]}").returncode == 0
