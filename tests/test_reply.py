import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd import litter, reply
from syncd.litter import is_reply
from syncd.model.decision import Finding, Weight
from syncd.model.state import STATE_THAI, State
from syncd.reply import Answer, Notice

AT = datetime(2026, 11, 23, 3, 35, tzinfo=UTC)
ANSWER = Answer(
    number="2570-0001",
    state=State.RETURNED,
    title="ประกาศผู้ชนะการเสนอราคา",
    unit="กลุ่มนโยบายและแผน",
    at=AT,
    category="1.9 จัดซื้อจัดจ้าง",
    version_no=2,
    findings=(
        Finding("age", Weight.NOTE, "บันทึกข้อความลงวันที่เกิน 90 วันแล้ว"),
        Finding("approval", Weight.HOLD, "อ่านคำอนุมัติไม่ได้ชัด", "บันทึกข้อความ.pdf"),
        Finding("damaged", Weight.RETURN, "เปิดไม่ได้ กรุณาบันทึกใหม่", "ประกาศ.pdf"),
        Finding("zip", Weight.RETURN, "เอกสาร.zip เป็นไฟล์บีบอัด กรุณาแตกไฟล์", "เอกสาร.zip"),
    ),
    contact="กลุ่ม ICT โทร. 0 4412 3456",
)
NOTICE = Notice(AT, files=("ประกาศ.pdf",))

EVERY_ANSWER = [
    *(replace(ANSWER, state=state) for state in State),
    replace(ANSWER, state=State.SCHEDULED, publish_at=AT + timedelta(minutes=10)),
    replace(ANSWER, state=State.CANCELLED, already=("2570-0001", "https://www.example.go.th/2570-0001")),
]


@pytest.mark.parametrize("answer", EVERY_ANSWER, ids=reply.name)
def test_a_reply_has_a_name_that_windows_takes_and_that_the_inbox_knows_as_ours(answer: Answer) -> None:
    name = reply.name(answer)

    assert litter.is_reply(name)
    assert len(name) <= 60
    assert not set(name) & set('<>:"/\\|?*')
    assert not name.removesuffix(".txt").endswith((".", " "))


def test_a_notice_has_a_name_that_the_inbox_knows_as_ours() -> None:
    assert litter.is_reply(reply.NOTICE_NAME)


def test_the_name_says_the_state_and_when_a_case_will_be_published() -> None:
    assert reply.name(ANSWER) == "_ส่งคืนแก้ไข.txt"
    scheduled = replace(ANSWER, state=State.SCHEDULED, publish_at=AT + timedelta(minutes=10))
    assert reply.name(scheduled) == "_รอเผยแพร่ เวลา 10.45 น.txt"
    assert "จะเผยแพร่เวลา 10.45 น. (ยังเพิ่มหรือเอาออกได้)" in reply.text(scheduled)


@pytest.mark.parametrize("answer", EVERY_ANSWER, ids=reply.name)
def test_every_reply_says_what_happened_what_to_do_and_whom_to_ask(answer: Answer) -> None:
    text = reply.text(answer)

    assert "\nสิ่งที่ต้องทำ\n" in text
    assert "สอบถาม: กลุ่ม ICT โทร. 0 4412 3456" in text
    assert "เมื่อ: 23 พ.ย. 2569 เวลา 10.35 น." in text
    assert "เลขที่คำขอเผยแพร่: 2570-0001" in text
    assert "แก้ไขครั้งที่: 2" in text
    assert "\n\n\n" not in text


def test_a_returned_bundle_is_told_everything_at_once_with_what_must_be_mended_first() -> None:
    text = reply.text(ANSWER)

    order = [
        "สิ่งที่ต้องแก้ไข (2 ข้อ)\n1. ไฟล์ “ประกาศ.pdf”: เปิดไม่ได้ กรุณาบันทึกใหม่\n2. เอกสาร.zip เป็นไฟล์บีบอัด",
        "เหตุที่รอตรวจ (1 ข้อ)",
        "1. ไฟล์ “บันทึกข้อความ.pdf”: อ่านคำอนุมัติไม่ได้ชัด",
        "แก้ไขในโฟลเดอร์นี้ได้เลย",
        "หมายเหตุ\n1. บันทึกข้อความลงวันที่เกิน 90 วันแล้ว",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_an_identical_bundle_is_pointed_to_what_is_already_there_and_claims_no_case_by_it() -> None:
    text = reply.text(replace(ANSWER, number="", state=State.CANCELLED, already=("2570-0009", "https://www.example.go.th/9")))

    assert "ดูได้ที่: https://www.example.go.th/9" in text
    assert "เลขที่คำขอเผยแพร่" not in text


def test_a_title_cannot_forge_a_line_of_the_reply() -> None:
    text = reply.text(replace(ANSWER, title="ก\nเลขที่คำขอเผยแพร่: 2570-9999\u202e", files=("a\r\nข.pdf",)))

    assert [line for line in text.splitlines() if line.startswith("เลขที่คำขอเผยแพร่")] == ["เลขที่คำขอเผยแพร่: 2570-0001"]
    assert text.index("2570-0001") < text.index("2570-9999"), "whoever reads the number takes the first one"
    assert "\u202e" not in text


def test_the_reply_opens_in_notepad(tmp_path: Path) -> None:
    reply.write(tmp_path, "", ANSWER)

    content = (tmp_path / "_ส่งคืนแก้ไข.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") > 10
    assert content.decode("utf-8-sig").replace("\r\n", "\n") == reply.text(ANSWER)


def test_there_is_one_reply_at_a_time_and_content_is_never_touched(tmp_path: Path) -> None:
    clerks = {"_หมายเหตุ.txt": "ของกลุ่ม", "_ยกเลิกประกาศฉบับเดิม.txt": "ของกลุ่ม", "ประกาศ.pdf": "%PDF"}
    for name, content in clerks.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    reply.write_notice(tmp_path, "", NOTICE)

    for answer in EVERY_ANSWER:
        reply.write(tmp_path, "", answer)
        assert {path.name for path in tmp_path.iterdir()} == {*clerks, reply.name(answer)}

    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in clerks} == clerks


def test_a_reply_that_already_stands_is_left_alone(tmp_path: Path) -> None:
    reply.write(tmp_path, "", ANSWER)
    before = (tmp_path / reply.name(ANSWER)).stat()

    reply.write(tmp_path, "", ANSWER)

    after = (tmp_path / reply.name(ANSWER)).stat()
    assert (before.st_ino, before.st_ctime_ns) == (after.st_ino, after.st_ctime_ns)


def test_a_run_that_was_cut_off_leaves_nothing_behind_after_the_next(tmp_path: Path) -> None:
    (tmp_path / ".syncd-new.tmp").write_bytes(b"half")

    reply.write(tmp_path, "", ANSWER)

    assert [path.name for path in tmp_path.iterdir()] == [reply.name(ANSWER)]


def test_a_link_named_like_our_reply_stays_and_is_never_written_through(tmp_path: Path) -> None:
    """Were it replaced, our own answer would mend what it was returned for."""
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"not ours")
    (folder / reply.name(ANSWER)).symlink_to(outside)
    (folder / ".syncd-new.tmp").symlink_to(outside)

    reply.write(folder, "", ANSWER)

    assert outside.read_bytes() == b"not ours"
    assert (folder / reply.name(ANSWER)).is_symlink()
    (written,) = (path for path in folder.iterdir() if not path.is_symlink())
    assert ANSWER.number in written.read_text(encoding="utf-8-sig")
    assert is_reply(written.name)


def test_a_folder_that_has_become_a_link_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    with pytest.raises(OSError, match="link"):
        reply.write(tmp_path.parent, f"{tmp_path.name}/link", ANSWER)

    assert not list((tmp_path / "real").iterdir())


def test_nothing_is_written_through_a_link_on_the_way_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere/เรื่อง").mkdir(parents=True)
    (tmp_path / "กลุ่ม").mkdir()
    (tmp_path / "กลุ่ม/1.09").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="Not a directory"):
        reply.write(tmp_path, "กลุ่ม/1.09/เรื่อง", ANSWER)
    with pytest.raises(OSError, match="Not a directory"):
        reply.write_notice(tmp_path, "กลุ่ม/1.09", NOTICE)
    assert list((tmp_path / "elsewhere/เรื่อง").iterdir()) == []


def test_a_pipe_or_a_folder_named_like_an_old_reply_neither_blocks_nor_breaks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "_ยกเลิก.txt")
    (tmp_path / "_เผยแพร่แล้ว.txt").mkdir()

    reply.write(tmp_path, "", ANSWER)

    assert (tmp_path / reply.name(ANSWER)).is_file()


def test_what_bears_our_replys_name_or_our_temporary_files_is_left_and_the_reply_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / reply.name(ANSWER)).write_text("ของกลุ่ม", encoding="utf-8")
    (tmp_path / reply.name(ANSWER).replace(".txt", " (2).txt")).mkdir()
    (tmp_path / ".syncd-new.tmp" / "ก").mkdir(parents=True)
    (tmp_path / ".syncd-new1.tmp").write_bytes(b"half")

    for _ in range(2):
        reply.write(tmp_path, "", ANSWER)

    assert (tmp_path / reply.name(ANSWER)).read_text(encoding="utf-8") == "ของกลุ่ม"
    assert ANSWER.number in (tmp_path / reply.name(ANSWER).replace(".txt", " (3).txt")).read_text(encoding="utf-8-sig")
    assert len(list(tmp_path.iterdir())) == 4


def test_a_finding_names_its_file_even_where_the_files_letters_occur_in_the_message() -> None:
    answer = replace(ANSWER, findings=(Finding("file_not_taken", Weight.RETURN, "กรุณาลบออก", "ก"),))

    assert "ไฟล์ “ก”: กรุณาลบออก" in reply.text(answer)


def test_whoever_may_use_the_folder_may_read_the_reply_whatever_the_umask(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    umask = os.umask(0o077)
    try:
        reply.write(tmp_path, "", ANSWER)
    finally:
        os.umask(umask)

    assert (tmp_path / reply.name(ANSWER)).stat().st_mode & 0o777 == 0o660


def test_a_notice_names_the_loose_files_and_goes_when_they_are_gone(tmp_path: Path) -> None:
    reply.write_notice(tmp_path, "", NOTICE)
    words = (tmp_path / "_คำแนะนำ.txt").read_text(encoding="utf-8-sig")
    assert "ไฟล์ต้องอยู่ในโฟลเดอร์ของเรื่อง" in words
    assert "- ประกาศ.pdf" in words

    reply.clear_notice(tmp_path, "")
    reply.clear_notice(tmp_path, "")

    assert not list(tmp_path.iterdir())


def test_clearing_a_notice_leaves_the_reply_of_a_case(tmp_path: Path) -> None:
    reply.write(tmp_path, "", ANSWER)

    reply.clear_notice(tmp_path, "")

    assert [path.name for path in tmp_path.iterdir()] == [reply.name(ANSWER)]


def test_every_state_has_words_of_its_own() -> None:
    plain = {reply.text(replace(ANSWER, state=state)).split("-" * 40)[1] for state in STATE_THAI}
    assert len(plain) == len(State)
