import unicodedata

import pytest

from syncd import litter
from syncd.model.state import STATE_THAI


@pytest.mark.parametrize("words", [*STATE_THAI.values(), "คำแนะนำ"])
def test_our_replies_are_known_by_their_names_however_these_are_spelt(words: str) -> None:
    assert litter.is_reply(f"_{words}.txt")
    assert litter.is_reply(f"_{words} เวลา 10.45 น. (1).TXT")
    assert litter.is_reply(unicodedata.normalize("NFD", f"_{words}.txt"))


@pytest.mark.parametrize("name", ["เผยแพร่แล้ว.txt", "_เผยแพร่แล้ว.pdf", "_รายชื่อ.txt", "x_เผยแพร่แล้ว.txt"])
def test_a_clerks_own_file_is_no_reply(name: str) -> None:
    assert not litter.is_reply(name)


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db", "THUMBS.DB", ".DS_Store", "._ประกาศ.pdf", "desktop.ini", ".directory", ".nfs000000001", "@eaDir", "#recycle",
        "@Recycle", ".@__thumb", ".stfolder", ".stversions", ".sync", "ประกาศ.pdf.dropbox.attr", ".dropbox", ".syncd-new.tmp",
        ".syncd-unit", "เปิดหน้าเว็บ.url", "$RECYCLE.BIN", "ประกาศ.pdf:Zone.Identifier",
    ],
)  # fmt: skip
def test_what_systems_leave_behind_is_ignored(name: str) -> None:
    assert litter.is_ignored(name)


@pytest.mark.parametrize(
    "name",
    [
        "~$ระกาศ.docx", ".~lock.ประกาศ.odt#", "ประกาศ.pdf.part", "a.PARTIAL", "a.crdownload", "a.download", "~WRL0001.tmp",
        ".syncthing.ประกาศ.pdf.tmp", ".ประกาศ.pdf.a1B2c3", ".ประกาศ.pdf.~4f2a", "a.pdf.sb-1a2b3c4d-xYz123",
    ],
)  # fmt: skip
def test_a_sign_of_work_going_on_blocks(name: str) -> None:
    assert litter.is_blocker(name)
    assert not litter.is_ignored(name)


@pytest.mark.parametrize(
    "name",
    [
        "ประกาศ (1).pdf", "ประกาศ (conflicted copy 2026-11-23).pdf", "ประกาศ.sync-conflict-20261123-101500-ABCDEFG.pdf",
        "บันทึกข้อความ.pdf", "รายละเอียด.txt", "bundle.yaml", "part.pdf", "ภาพ.jpeg", "~ประกาศ.pdf", "ก" * 85,
    ],
)  # fmt: skip
def test_content_is_neither_ignored_nor_blocking(name: str) -> None:
    assert not litter.is_ignored(name)
    assert not litter.is_blocker(name)
    assert litter.fault_of(name) is None


@pytest.mark.parametrize(
    ("name", "why", "shown"),
    [
        (b"\xa1\xa2.pdf".decode("utf-8", "surrogateescape"), litter.NOT_UTF8, r"\xa1\xa2.pdf"),
        ("a\nb.pdf", litter.INVISIBLE, r"a\nb.pdf"),
        ("ก\x1b[2J.pdf", litter.INVISIBLE, r"ก\x1b[2J.pdf"),
        ("ประกาศ\u202efdp.exe", litter.INVISIBLE, r"ประกาศ\u202efdp.exe"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused_and_told_in_a_printable_form(name: str, why: str, shown: str) -> None:
    assert litter.fault_of(name) == why
    assert litter.printable(name) == shown
