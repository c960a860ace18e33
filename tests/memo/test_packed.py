"""A packed file is opened and every file in it judged like one of its own; what two programs may read in two ways is refused."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from syncd.memo import documents, packed
from syncd.memo.reader import Reader
from syncd.model.document import FaultKind
from tests.memo.conftest import spooled
from tests.memo.office_files import book, faults, read, word
from tests.memo.office_files import packed as zipped

DOCUMENTS = Path(__file__).parent.parent / "documents"
ID = "1999900722108"
MASKED = "x-xxxx-xxxxx-10-8"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 200


def bare(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def found_inside(tmp_path: Path, content: bytes) -> set[tuple[FaultKind, str]]:
    return {(fault.kind, fault.inside) for fault in read(tmp_path, "รวม.zip", content).faults}


def test_a_number_in_a_members_name_is_found_and_never_said(tmp_path: Path) -> None:
    document = read(tmp_path, "รวม.zip", zipped({f"{ID}.bin": "\1\2\3" * 100}))

    assert [spot.shown for spot in document.spots] == [MASKED]
    assert document.faults
    assert ID not in f"{document.faults}{document.unread}{document.spots}"


PLAIN = zipped({"ประกาศ.txt": "ประกาศ", "ตาราง/แผน.xlsx": book(), "คำสั่ง.docx": word()})


def test_a_zip_of_sound_documents_is_read_and_clean(tmp_path: Path) -> None:
    document = read(tmp_path, "รวม.zip", PLAIN)
    assert (document.kind, document.faults, document.unread, document.spots) == ("zip", (), None, ())


def test_a_memo_in_a_zip_goes_before_no_public_unseen(tmp_path: Path) -> None:
    """A folder packed whole holds the memo, too, which is not to be published."""
    memo = (DOCUMENTS / "04_approved_arabic_typst.pdf").read_bytes()
    document = read(tmp_path, "รวม.zip", bare(("แนบ/บันทึก.pdf", memo), ("ประกาศ.txt", "ประกาศ".encode())))

    assert document.unread == f"แนบ/บันทึก.pdf: {packed.MEMO}"
    assert document.memos == ()


def test_a_number_in_a_zip_is_told_with_the_file_it_stands_in(tmp_path: Path) -> None:
    content = zipped({"ก/รายชื่อ.docx": word(body=f"<w:p><w:r><w:t>{ID}</w:t></w:r></w:p>"), "ข.csv": f"ชื่อ,{ID}"})
    spots = read(tmp_path, "รวม.zip", content).spots
    assert [spot.place.split(" › ")[0] for spot in spots] == ["ก/รายชื่อ.docx", "ข.csv"]
    assert all(MASKED in spot.shown for spot in spots)


def test_a_number_in_a_zip_in_a_zip_is_told_with_both_names(tmp_path: Path) -> None:
    content = zipped({"ใน.zip": zipped({"ข.txt": f"เลข {ID}"})})
    assert [spot.place.split(" › ")[:2] for spot in read(tmp_path, "รวม.zip", content).spots] == [["ใน.zip", "ข.txt"]]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ก.docm", word({"word/vbaProject.bin": OLE}), FaultKind.MACROS),
        ("ก.docx", word({"word/vbaProject.bin": OLE}), FaultKind.MACROS),
        ("ติดตั้ง.exe", EXE, FaultKind.FORBIDDEN_TYPE),
        ("แผน.pdf", EXE, FaultKind.FORBIDDEN_TYPE),
        ("thumbs.db", EXE, FaultKind.FORBIDDEN_TYPE),
        ("run.bat", b"@echo off\r\ncalc", FaultKind.FORBIDDEN_TYPE),
        ("a.html", b"<html><script>x</script></html>", FaultKind.FORBIDDEN_TYPE),
        ("ว่าง.txt", b"", FaultKind.EMPTY),
        ("ล็อก.pdf", (DOCUMENTS / "37_password.pdf").read_bytes(), FaultKind.ENCRYPTED),
        ("สคริปต์.pdf", (DOCUMENTS / "45_pdf_javascript.pdf").read_bytes(), FaultKind.ACTIVE),
        ("ระเบิด.docx", (DOCUMENTS / "57_zip_bomb.docx").read_bytes(), FaultKind.BOMB),
        ("เสีย.pdf", (DOCUMENTS / "39_truncated.pdf").read_bytes(), FaultKind.DAMAGED),
    ],
)
def test_what_must_not_be_published_is_found_in_a_zip_and_in_a_zip_in_it(
    tmp_path: Path, name: str, content: bytes, kind: FaultKind
) -> None:
    assert (kind, name) in found_inside(tmp_path, zipped({"ดี.txt": "ดี", name: content}))
    assert (kind, f"ใน.zip › {name}") in found_inside(tmp_path, zipped({"ใน.zip": zipped({name: content})}))


def test_what_is_not_read_in_a_zip_is_said_with_its_name(tmp_path: Path) -> None:
    document = read(tmp_path, "รวม.zip", zipped({"ดี.txt": "ดี", "ภาพ.rar": b"Rar!\x1a\x07\x00" + b"\0" * 100}))
    assert (document.unread or "").startswith("ภาพ.rar: ")


def test_nests_too_deep_stay_unread(tmp_path: Path) -> None:
    content = zipped({"ก.txt": "ก"})
    for _ in range(3):
        content = zipped({"ใน.zip": content})
    assert packed.TOO_DEEP in (read(tmp_path, "รวม.zip", content).unread or "")


def test_of_thousands_of_files_only_so_many_are_opened_however_they_are_nested() -> None:
    flat = zipped({f"{number}.txt": "ก" for number in range(21)})
    nested = zipped({f"{number}.zip": zipped({f"{it}.txt": "ก" for it in range(9)}) for number in range(3)})
    for content in (flat, nested):
        document = documents.read_document(BytesIO(content), "รวม.zip", len(content), "", packed.Room(members=20))
        assert packed.TOO_MANY in (document.unread or "")


def test_of_gigabytes_only_so_much_is_opened() -> None:
    content = bare(("ก.txt", b"x" * 700), ("ข.txt", b"x" * 700))
    document = documents.read_document(BytesIO(content), "รวม.zip", len(content), "", packed.Room(size=1000))
    assert document.unread == packed.TOO_MANY


def test_a_large_file_in_a_zip_stays_unread(tmp_path: Path) -> None:
    content = bare(("ใหญ่.txt", b"x" * (33 << 20)))
    assert packed.TOO_LARGE in (read(tmp_path, "รวม.zip", content).unread or "")


def test_a_zip_of_nothing_is_empty(tmp_path: Path) -> None:
    assert faults(read(tmp_path, "รวม.zip", bare())) == {FaultKind.EMPTY}


@pytest.mark.parametrize(
    "name", ["../ก.txt", "/etc/ก.txt", "C:\\ก.txt", "..\\..\\ก.txt", "ก/../../ข.txt", "ก\u202etxt.exe.txt", "ก\x01.txt"]
)
def test_a_name_that_leads_out_or_lies_is_refused(tmp_path: Path, name: str) -> None:
    assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, "รวม.zip", bare((name, b"x"))))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ก.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, "รวม.zip", bare((link, b"/etc/passwd"))))


def test_thai_names_are_shown_as_their_maker_wrote_them(tmp_path: Path) -> None:
    for encoding in ("utf-8", "cp874"):
        content = bare(("ABCDEFGHIJ.exe", EXE)).replace(b"ABCDEFGHIJ", "แผนปฏิบัติ".encode(encoding)[:9].ljust(10, b"_"))
        (one,) = read(tmp_path, "รวม.zip", content).faults
        assert one.inside.startswith("แผน")


def test_what_systems_leave_in_zips_is_passed_over_when_it_is_that(tmp_path: Path) -> None:
    content = zipped({"ก.txt": "ก", "__MACOSX/._ก.txt": b"\0\5\x16\7" + b"\0" * 60, ".DS_Store": b"\0\0\0\1Bud1" + b"\0" * 60})
    document = read(tmp_path, "รวม.zip", content)
    assert (document.faults, document.unread) == ((), None)


# --- two tales ---

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def local_name(content: bytes) -> bytes:
    """The member's own header calls it otherwise than the table."""
    return content.replace(b"aaaa.txt", b"aaaa.exe", 1)


def encrypted_here_only(content: bytes) -> bytes:
    at = content.index(LOCAL)
    return content[: at + 6] + bytes([content[at + 6] | 1]) + content[at + 7 :]


def other_size(content: bytes) -> bytes:
    at = content.index(LOCAL)
    return content[: at + 22] + struct.pack("<L", 3) + content[at + 26 :]


def other_method(content: bytes) -> bytes:
    at = content.index(LOCAL)
    return content[: at + 8] + struct.pack("<H", 8) + content[at + 10 :]


def moved(content: bytes, by: int) -> bytes:
    """The same with its table's place told anew."""
    at = content.rindex(END)
    return content[: at + 16] + struct.pack("<L", int.from_bytes(content[at + 16 : at + 20], "little") + by) + content[at + 20 :]


def unlisted(content: bytes) -> bytes:
    """A member that the table does not name."""
    extra = bare(("hidden.exe", EXE))
    extra = extra[: extra.index(CENTRAL)]
    at = content.index(CENTRAL)
    return moved(content[:at] + extra + content[at:], len(extra))


def between(content: bytes) -> bytes:
    at = content.index(CENTRAL)
    return moved(content[:at] + b"MZ" * 100 + content[at:], 200)


def twice(_: bytes) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return bare(("aaaa.txt", b"one"), ("aaaa.txt", b"two"))


def one_for_two(_: bytes) -> bytes:
    """Two entries of the table that share one member's bytes."""
    content = bare(("aaaa.txt", b"one"), ("aaab.txt", b"one"))
    at = content.rindex(CENTRAL)
    return content[: at + 42] + struct.pack("<L", 0) + content[at + 46 :]


def nul_in_name(content: bytes) -> bytes:
    return content.replace(b"aaaa.txt", b"aa\0a.txt")


def locked(content: bytes) -> bytes:
    at, table = content.index(LOCAL), content.index(CENTRAL)
    made = bytearray(content)
    made[at + 6] |= 1
    made[table + 8] |= 1
    return bytes(made)


def bad_sum(content: bytes) -> bytes:
    return content.replace(b"hello", b"hullo", 1)


def liar(_: bytes) -> bytes:
    """Says that it is small; unpacks to more."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b"\0" * (1 << 20)) + packer.flush()
    head = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 8, 0, 0, 0, len(data), 10, 8, 0) + b"aaaa.txt" + data
    table = struct.pack("<4s6H3L5H2L", CENTRAL, 20, 20, 0, 8, 0, 0, 0, len(data), 10, 8, 0, 0, 0, 0, 0, 0) + b"aaaa.txt"
    return head + table + struct.pack("<4s4H2LH", END, 0, 0, 1, 1, len(table), len(head), 0)


@pytest.mark.parametrize(
    "change",
    [
        local_name,
        encrypted_here_only,
        other_size,
        other_method,
        unlisted,
        between,
        twice,
        one_for_two,
        nul_in_name,
        locked,
        bad_sum,
        liar,
        lambda content: b"MZ" + content,
        lambda content: content + EXE,
        lambda content: content[:-30],
    ],
)
def test_a_zip_that_two_programs_may_read_in_two_ways_is_returned(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    content = change(bare(("aaaa.txt", b"hello")))
    assert read(tmp_path, "รวม.zip", content).faults


@pytest.mark.parametrize("change", [unlisted, between, lambda content: content + EXE])
def test_an_office_file_with_more_in_it_than_it_names_is_returned(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    assert faults(read(tmp_path, "ก.docx", change(word()))) == {FaultKind.FORBIDDEN_TYPE}


def test_zips_of_every_maker_are_sound(tmp_path: Path) -> None:
    class Pipe(BytesIO):
        """Cannot be sought in: sizes are told behind each member's bytes."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    streamed = Pipe()
    with zipfile.ZipFile(streamed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ก.txt", "ก" * 500)
        archive.writestr("ข/", "")
        archive.writestr("ข/ค.txt", "ค" * 500)
    long = BytesIO()
    with zipfile.ZipFile(long, "w") as archive, archive.open("ก.txt", "w", force_zip64=True) as member:
        member.write(b"x" * 100)
    for content in (streamed.getvalue(), long.getvalue()):
        assert read(tmp_path, "รวม.zip", content).faults == ()


def test_the_limited_worker_reads_a_zip_of_real_documents(tmp_path: Path, reader: Reader) -> None:
    names = ["61_letter_not_memo.pdf", "47_student_list_ids.docx", "48_student_list.xlsx", "40_macro_named_docx.docx"]
    path = tmp_path / "รวม.zip"
    path.write_bytes(bare(*((name, (DOCUMENTS / name).read_bytes()) for name in names), how=zipfile.ZIP_DEFLATED))
    document = reader.read(spooled(path))
    assert {fault.inside for fault in document.faults if fault.kind is FaultKind.MACROS} == {"40_macro_named_docx.docx"}
    assert {spot.place.split(" › ")[0] for spot in document.spots} == {"47_student_list_ids.docx", "48_student_list.xlsx"}
    assert document.unread == f"40_macro_named_docx.docx: {packed.MEMO}"
