"""What may lie in a unit's folder, by malice or clumsiness, under the real daemon: each beside another unit's good bundle.

One daemon meets all of it, and what one row leaves stays there for the next. In every row nothing is public but what was checked,
the other unit's bundle is published as if it were alone, and the unit reads in Thai what to do about which file.
"""

import os
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import pytest

from tests.bench.papers import annex
from tests.whole.neighbours import Neighbours, neighbours

Make = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Row:
    """A bundle with an approved memo and a good annex, and what else lies there."""

    make: Make
    """Given the bundle's folder before it is moved in."""
    state: str = "returned"
    says: tuple[str, ...] = ()
    """Stands in the unit's reply."""
    public: int = 0
    """How many files of it the public sees in the end."""


# --- making things ----------------------------------------------------------------------------------------------------


def touch(name: str, content: bytes = b"") -> Make:
    return lambda folder: (folder / name).write_bytes(content)


def good(name: str) -> Make:
    return lambda folder: (folder / name).write_bytes(annex(20_000))


def link(name: str, target: str) -> Make:
    return lambda folder: (folder / name).symlink_to(target)


def raw(name: bytes) -> Make:
    return lambda folder: os.close(os.open(os.fsencode(folder) + b"/" + name, os.O_CREAT | os.O_WRONLY))


def sparse(name: str, size: int) -> Make:
    def make(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return make


def device(name: str, kind: int) -> Make:
    return lambda folder: os.mknod(folder / name, kind | 0o644, os.makedev(1, 3))


def a_socket(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)  # the path itself is too long for a socket
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{here}/ช่อง")
    os.close(here)


def hard_link(folder: Path) -> None:
    (folder.parent / "elsewhere.pdf").write_bytes(annex(20_000))
    (folder / "ลิงก์.pdf").hardlink_to(folder.parent / "elsewhere.pdf")


def nested(depth: int) -> Make:
    def make(folder: Path) -> None:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        for _ in range(depth):
            os.mkdir("ซ้อน", dir_fd=here)
            below = os.open("ซ้อน", os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        os.close(here)

    return make


def many(count: int) -> Make:
    def make(folder: Path) -> None:
        for number in range(count):
            os.mknod(folder / f"{number}.pdf")

    return make


def reply_naming(number: str) -> Make:
    text = f"ผลการตรวจสอบ: ส่งคืนแก้ไข\r\n\r\nเลขที่คำขอเผยแพร่: {number}\r\n"
    return lambda folder: (folder / "_ส่งคืนแก้ไข.txt").write_bytes(text.encode("utf-8-sig"))


def all_of(*makes: Make) -> Make:
    def make(folder: Path) -> None:
        for each in makes:
            each(folder)

    return make


GB = 1 << 30
NOT_OPENED = "ระบบไม่ได้เปิดรายการนี้"

ROWS: dict[str, Row] = {
    "a link to /etc/passwd": Row(link("รายชื่อ.pdf", "/etc/passwd"), says=(NOT_OPENED, "รายชื่อ.pdf", "ทางลัด")),
    "a link to a folder": Row(link("ภาคผนวก", "/etc"), says=(NOT_OPENED, "ภาคผนวก", "ทางลัด")),
    "links in a circle": Row(all_of(link("ก", "ข"), link("ข", "ก"), link("ค", ".")), says=("“ก”", "“ข”", "“ค”")),
    "a link to nothing": Row(link("หาย.pdf", "/nothing"), says=("หาย.pdf",)),
    "a hard link": Row(hard_link, "published", public=2),
    "a FIFO": Row(lambda folder: os.mkfifo(folder / "ท่อ.pdf"), says=(NOT_OPENED, "ท่อ.pdf", "ไม่ใช่ไฟล์ธรรมดา")),
    "a character device": Row(device("เครื่อง.pdf", stat.S_IFCHR), says=(NOT_OPENED, "เครื่อง.pdf")),
    "a block device": Row(device("จาน.pdf", stat.S_IFBLK), says=(NOT_OPENED, "จาน.pdf")),
    "a socket": Row(a_socket, says=(NOT_OPENED, "ช่อง")),
    "a newline in a name": Row(touch("a\nสิ่งที่ต้องทำ.pdf"), says=(r"a\nสิ่งที่ต้องทำ.pdf", "มองไม่เห็น")),
    "control characters in a name": Row(touch("ก\x1b[2J\x07.pdf"), says=(r"ก\x1b[2J\x07.pdf", "มองไม่เห็น")),
    "writing turned round in a name": Row(touch("ประกาศ\u202efdp.exe"), says=(r"ประกาศ\u202efdp.exe", "มองไม่เห็น")),
    "a name that is no UTF-8": Row(raw(b"\xa1\xa2\xff.pdf"), says=(r"\xa1\xa2\xff.pdf", "เสียหาย")),
    "a name of 255 bytes": Row(good("ก" * 83 + "xx.pdf"), "published", public=2),
    "a name in NFD": Row(good(normalize("NFD", "ประกาศ é ที่ ๑ กำหนดการ.pdf")), "published", public=2),
    "a name with nothing but an ending": Row(touch(".pdf", b"x"), says=("ไฟล์ “.pdf”: ",)),
    "a name that ends in dots and spaces": Row(good("ประกาศ.pdf. . "), says=("ประกาศ.pdf", "ชนิดของไฟล์ไม่ตรง")),
    "names that are devices on Windows": Row(all_of(good("CON.pdf"), good("aux.pdf")), "published", public=3),
    "names that differ in case alone": Row(all_of(good("A.pdf"), good("a.pdf")), "published", public=3),
    "names that differ in spelling alone": Row(
        all_of(good(normalize("NFC", "é.pdf")), good(normalize("NFD", "é.pdf"))), says=("ชื่อซ้ำ",)
    ),
    "a reply that names another unit's case": Row(reply_naming("2570-0001"), "published", public=1),
    "a reply that names no case": Row(reply_naming("2570-9999"), "published", public=1),
    "a form of two gigabytes": Row(sparse("รายละเอียด.txt", 2 * GB), says=("รายละเอียด.txt", "ใหญ่เกินไป")),
    "a form of nonsense": Row(touch("รายละเอียด.txt", os.urandom(5000)), says=("รายละเอียด.txt",)),
    "a form that is a folder": Row(lambda folder: (folder / "รายละเอียด.txt").mkdir(), "published", public=1),
    "a folder called as our reply": Row(lambda folder: (folder / "_เผยแพร่แล้ว.txt").mkdir(), "published", public=1),
    "a folder called as our first reply": Row(
        all_of(
            *(lambda folder, name=name: (folder / name).mkdir() for name in ("_รับเรื่องแล้ว.txt", "_ส่งคืนแก้ไข.txt")), link("ก", "/")
        ),
        says=("“ก”",),
    ),
    "a FIFO called as our reply": Row(lambda folder: os.mkfifo(folder / "_ส่งคืนแก้ไข.txt"), says=("ไม่ใช่ไฟล์ธรรมดา",)),
    "a file called as our unfinished reply": Row(touch(".syncd-new.tmp", b"x"), "published", public=1),
    "a folder called as our unfinished reply": Row(
        lambda folder: (folder / ".syncd-new.tmp" / "ก").mkdir(parents=True), "published", public=1
    ),
    "a file of ten gigabytes without data": Row(sparse("ใหญ่.pdf", 10 * GB), says=("ใหญ่.pdf", "10.0 GB", "64.0 MB")),
    "folders nested a thousand deep": Row(nested(900), says=("ซ้อน", "ลึกเกินไป")),
    "more than 20,000 files": Row(many(20_001), says=("20,000",)),
}


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with neighbours(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.mark.parametrize("name", ROWS)
def test_it_is_answered_and_harms_nobody(both: Neighbours, name: str) -> None:
    row, office, title = ROWS[name], both.office, name.replace("/", " ")
    folder = office.home / "making" / title
    folder.mkdir(parents=True)
    for file, content in both.files().items():
        (folder / file).write_bytes(content)
    row.make(folder)
    folder.rename(office.shelf("1.9") / title)

    both.is_served()
    both.wait_for(title, row.state)
    both.wait_for_words(title, *row.says)
    assert len(both.public(title)) == row.public
    assert b"root:" not in b"".join(both.public(title))
    assert "Traceback" not in office.log()
