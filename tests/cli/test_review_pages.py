"""A scan is decided by looking at it: its page is made when an officer looks, and is gone when he has decided."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import APPROVED, SCAN, Place

NAME = "ข้อมูลเว็บไซต์"


def pages(office: Place) -> list[Path]:
    folder = office.top / "state" / "review"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def reads_scans(monkeypatch: pytest.MonkeyPatch, office: Place) -> None:
    monkeypatch.setenv("SYNCD_OCR__MAX_PAGES", "5")


@pytest.mark.usefixtures("reads_scans")
def test_an_officer_sees_the_scan_decides_and_the_page_is_gone(office: Place) -> None:
    number = office.held(NAME, SCAN)
    assert pages(office) == []

    shown = office.syncd("show", number)
    (page,) = pages(office)
    html = page.read_text(encoding="utf-8")
    assert str(page) in shown.out
    assert "อ่านได้ว่า" in shown.out
    assert html.count('class="cut') == 3  # the director's block, the head of unit's, number and date
    assert html.index("นายสมเกียรติ ศรีอุดมชัย") < html.index("นายธีรพงษ์ สุวรรณกุล")
    assert len(re.findall("data:image/png;base64,iVBOR", html)) == 1
    assert "<dt>เรื่อง</dt><dd>ขอเผยแพร่ข้อมูลเว็บไซต์สำนักงาน</dd>" in html

    typed = "\n".join(("r", "1", "", "ศธ ๐๔๐๔๐/๐๓๓", "๑๘ มกราคม ๒๕๖๔", "๑๙ ม.ค. ๖๔", "y")) + "\n"
    said = office.syncd("review", typed=typed)
    assert "ต้องระบุเลขที่บันทึก" in said.out  # what OCR read is not taken by pressing Enter

    assert office.row(NAME)["state"] == "published"
    assert pages(office) == []
    story = office.syncd("show", number, "--json").json
    assert story["memo_date"] == "2021-01-18"
    assert story["versions"][-1]["release"]["memo_date"] == "2021-01-18"
    assert story["versions"][-1]["memo"]["source"] == "person"
    post = next(path for path in office.site.rglob("*.html") if "ศธ ๐๔๐๔๐/๐๓๓" in path.read_text(encoding="utf-8"))
    assert "ลงวันที่ 18 มกราคม 2564" in post.read_text(encoding="utf-8")


def test_the_page_after_the_last_signature_block_is_shown_too(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The director's date may stand alone on the next page, as it does here."""
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    office.syncd("show", office.held(NAME, APPROVED))

    html = pages(office)[0].read_text(encoding="utf-8")
    assert html.count('class="whole') == 2


def test_a_file_that_was_changed_meanwhile_is_not_shown(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    number = office.held(NAME, APPROVED)
    (memo,) = office.root.rglob("บันทึกข้อความ.pdf")
    memo.write_bytes(memo.read_bytes() + b"\n")

    said = office.syncd("show", number)

    assert "ไฟล์เปลี่ยนไปหลังจากที่ระบบอ่าน" in said.out
    assert "data:image/png" not in pages(office)[0].read_text(encoding="utf-8")


def test_pages_may_lie_where_the_officer_opens_them_from_his_own_machine(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    share = office.top / "ict"
    monkeypatch.setenv("SYNCD_REVIEW__FOLDER", str(share))
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    number = office.held(NAME, APPROVED)

    assert "วางหน้าภาพ" in office.syncd("show", number).out
    share.mkdir()
    shown = office.syncd("show", number).out
    assert str(share / f"{number}.html") in shown
    assert "review.folder" not in shown

    monkeypatch.delenv("SYNCD_REVIEW__FOLDER")
    assert "ตั้ง review.folder" in office.syncd("show", number).out, "the usual place is seen by nobody but the service"
    monkeypatch.setenv("SYNCD_REVIEW__FOLDER", str(share))

    assert office.syncd("return", number, "--reason", "ส่งผิดเรื่อง").code == 0
    assert list(share.iterdir()) == []
