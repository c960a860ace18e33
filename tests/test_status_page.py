import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syncd import status_page
from syncd.model.decision import Finding, Weight
from syncd.model.state import STATE_THAI, State
from syncd.status_page import StatusRow

NOW = datetime(2026, 11, 23, 3, 35, tzinfo=UTC)


def row(state: State, *, number: str = "2570-0001", title: str = "ประกาศ", minutes: int = 0, url: str | None = None) -> StatusRow:
    return StatusRow(number, state, title, "1.9 จัดซื้อจัดจ้าง", 1, NOW - timedelta(minutes=minutes), url=url)


def page(*rows: StatusRow, looked_at: datetime = NOW) -> str:
    return status_page.render("กลุ่มนโยบายและแผน", rows, looked_at, "สำนักงานเขตพื้นที่ตัวอย่าง", "กลุ่ม ICT โทร. 0 4412 3456")


def test_every_state_is_shown_by_its_word_and_not_by_colour_alone() -> None:
    html = page(*(row(state) for state in State))

    for state, word in STATE_THAI.items():
        assert re.search(rf'<li class="{state.value}">\s*<div class="top"><span class="state">{word}</span>', html)
        assert re.search(rf"\.{state.value}\b[^{{]*{{ --tone", html)


def test_open_cases_come_first_and_the_newest_on_top() -> None:
    html = page(
        row(State.PUBLISHED, title="เผยแพร่ใหม่สุด", minutes=1),
        row(State.RETURNED, title="คืนนานแล้ว", minutes=900),
        row(State.HELD, title="เพิ่งรอตรวจ", minutes=5),
        row(State.CANCELLED, title="ยกเลิกนานแล้ว", minutes=9000),
    )

    shown = re.findall(r"<h3>(.*?)</h3>", html)
    assert shown == ["เพิ่งรอตรวจ", "คืนนานแล้ว", "เผยแพร่ใหม่สุด", "ยกเลิกนานแล้ว"]


def test_a_hostile_title_stays_text() -> None:
    html = page(row(State.HELD, title='<script>alert(1)</script>"><img src=x onerror=y>'))

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_only_web_addresses_become_links_and_a_withdrawn_page_has_none() -> None:
    html = page(
        row(State.PUBLISHED, url="https://www.example.go.th/1"),
        row(State.PUBLISHED, url="javascript:alert(1)"),
        row(State.WITHDRAWN, url="https://www.example.go.th/2"),
    )

    assert re.findall(r'href="([^"]*)"', html) == ["https://www.example.go.th/1"]


def test_the_page_says_when_syncd_looked_and_how_to_tell_that_it_stopped() -> None:
    html = page()

    assert "23 พ.ย. 2569 เวลา 10.35 น." in html
    assert "ถ้าเวลานี้เก่ากว่า 30 นาที" in html
    assert "โปรดแจ้งกลุ่ม ICT โทร. 0 4412 3456" in html
    assert "ไม่มีเรื่องค้าง" in html


def test_a_returned_case_says_what_to_mend_and_where() -> None:
    finding = Finding("damaged", Weight.RETURN, "เปิดไม่ได้ กรุณาบันทึกใหม่", "ประกาศ.pdf")
    html = page(StatusRow("2570-0001", State.RETURNED, "ก", "", 2, NOW, findings=(finding,), folder="ส่งเผยแพร่/1.09/ก"))

    assert "<strong>ประกาศ.pdf</strong>: เปิดไม่ได้ กรุณาบันทึกใหม่" in html
    assert "โฟลเดอร์: ส่งเผยแพร่/1.09/ก" in html
    assert "ต้องแก้ไข 1 เรื่อง" in html
    assert "แก้ไขครั้งที่ 2" in html


def test_the_page_needs_no_other_file_and_runs_nothing() -> None:
    html = page(row(State.PUBLISHED, url="https://www.example.go.th/1"))

    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|\son\w+=", html)


def test_the_page_is_rewritten_for_news_or_when_its_time_has_grown_old(tmp_path: Path) -> None:
    soon, late = NOW + timedelta(minutes=9), NOW + timedelta(minutes=10)
    assert status_page.write(tmp_path, page())
    assert not status_page.write(tmp_path, page())
    assert not status_page.write(tmp_path, page(looked_at=soon))
    assert status_page.write(tmp_path, page(row(State.HELD), looked_at=soon))
    assert not status_page.write(tmp_path, page(row(State.HELD), looked_at=late))
    assert status_page.write(tmp_path, page(row(State.HELD), looked_at=soon + status_page.REFRESH))
    assert [path.name for path in tmp_path.iterdir()] == ["สถานะล่าสุด.html"]


def test_a_page_from_the_future_or_spoilt_by_hand_is_replaced(tmp_path: Path) -> None:
    status_page.write(tmp_path, page(looked_at=NOW + timedelta(days=400)))
    assert status_page.write(tmp_path, page())

    spoilt = page().replace("2026-11-23T", "soon")
    (tmp_path / "สถานะล่าสุด.html").write_text(spoilt, encoding="utf-8")
    assert status_page.write(tmp_path, page())


def test_a_link_in_place_of_the_page_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    folder, outside = tmp_path / "unit", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"not ours")
    (folder / "สถานะล่าสุด.html").symlink_to(outside)

    assert status_page.write(folder, page())
    assert outside.read_bytes() == b"not ours"
