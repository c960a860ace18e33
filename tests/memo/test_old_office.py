"""Workbooks and slides of Office 97–2003 (.xls, .ppt): all that they say is screened, wherever it stands."""

import struct
from pathlib import Path

import pytest

from syncd.model.document import Concern, Document, FaultKind
from tests.memo import ole_file, paper

BOOK = Path(__file__).parent.parent / "documents" / "book97.xls"
"""Saved by LibreOffice: a sheet with a number, and a hidden one with the same."""
NUMBER = "1999900722108"
MASKED = "x-xxxx-xxxxx-10-8"


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def wide(text: str, *, size: int = 2) -> bytes:
    return len(text).to_bytes(size, "little") + b"\1" + text.encode("utf-16-le")


BEGIN, END = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)), record(0x0A, b"")
SHEET = record(0x85, struct.pack("<IH", 0, 0) + wide("คะแนน", size=1))


def book(tmp_path: Path, *cells: bytes, shared: bytes = b"", named: str = "a.xls") -> Document:
    content = BEGIN + SHEET + shared + END + BEGIN + b"".join(cells) + END
    return paper.read(ole_file.write(tmp_path / named, {"Workbook": content}))


def numbers(document: Document) -> list[tuple[str, str]]:
    return [(spot.place, spot.shown) for spot in document.spots if spot.concern is Concern.NATIONAL_ID]


def cell(kind: int, column: int, value: bytes) -> bytes:
    return record(kind, struct.pack("<HHH", 0, column, 0) + value)


def test_a_workbook_is_read_with_its_hidden_sheets() -> None:
    document = paper.read(BOOK)
    assert (document.kind, document.unread) == ("xls", None)
    assert numbers(document) == [("ชีต รายชื่อ ช่อง B2", MASKED), ("ชีต ซ่อน ช่อง A1", MASKED)]


@pytest.mark.parametrize(
    "cells",
    [
        [cell(0x203, 0, struct.pack("<d", float(NUMBER)))],
        [cell(0x204, 0, wide(NUMBER))],
        [cell(0x06, 0, struct.pack("<d", float(NUMBER)) + bytes(8))],
        [cell(0x06, 0, b"\0" + bytes(5) + b"\xff\xff" + bytes(8)), record(0x207, wide(NUMBER))],
    ],
    ids=["a number", "a text", "a formula's number", "a formula's text"],
)
def test_a_number_in_any_kind_of_cell_is_found(tmp_path: Path, cells: list[bytes]) -> None:
    assert numbers(book(tmp_path, *cells)) == [("ชีต คะแนน ช่อง A1", MASKED)]


def test_a_number_is_read_as_its_format_shows_it(tmp_path: Path) -> None:
    looks = record(0x41E, struct.pack("<H", 164) + wide("0##-###-####")) + record(0xE0, struct.pack("<HH", 0, 164) + bytes(16))
    spots = book(tmp_path, cell(0x203, 0, struct.pack("<d", 812345678.0)), shared=looks).spots

    assert [(spot.concern, spot.shown) for spot in spots] == [(Concern.PHONE, "xxx-xxx-5678")]


def test_a_number_in_several_cells_is_found(tmp_path: Path) -> None:
    texts = [cell(0x204, column, wide(part)) for column, part in enumerate(("1", "9999", "00722", "10", "8"))]
    assert numbers(book(tmp_path, *texts)) == [("ชีต คะแนน ตาราง", MASKED)]


def test_small_numbers_kept_in_few_bits_are_read(tmp_path: Path) -> None:
    """RK and MULRK: the head of the column says that what stands under it are accounts."""
    head = cell(0x204, 0, wide("เลขที่บัญชี"))
    coded_number = struct.pack("<d", 1234173952.0)
    assert coded_number[:4] == bytes(4)
    few = record(0xBD, struct.pack("<HHH", 1, 0, 0) + coded_number[4:] + b"\0\0")
    one = record(0x27E, struct.pack("<HHH", 1, 0, 0) + coded_number[4:])
    for coded in (few, one):
        assert [spot.place for spot in book(tmp_path, head, coded).spots if spot.concern is Concern.BANK_ACCOUNT]


def test_strings_cut_in_two_by_their_records_are_read_whole(tmp_path: Path) -> None:
    text = f"เลขประจำตัว {NUMBER}"
    coded = wide(text)
    head = struct.pack("<II", 2, 2) + wide("ก")
    for cut in (3, 5, 11, len(coded) - 2):
        second = b"\1" + coded[cut:] if cut > 3 else coded[cut:]  # letters go on after a byte that says how wide they are
        table = record(0xFC, head + coded[:cut]) + record(0x3C, second if cut != 3 else b"\1" + coded[3:])
        found = book(tmp_path, cell(0xFD, 0, struct.pack("<I", 1)), shared=table)
        assert numbers(found) == [("ชีต คะแนน ช่อง A1", MASKED)], cut


@pytest.mark.parametrize(
    ("more", "place"),
    [
        (
            record(0x1B6, bytes(10) + struct.pack("<HH", len(NUMBER), 16) + bytes(4)) + record(0x3C, b"\0" + NUMBER.encode()),
            "หมายเหตุหรือกล่องข้อความ",
        ),
        (record(0x15, wide(f"&L{NUMBER}")), "หัวหรือท้ายกระดาษ"),
    ],
    ids=["a note or box", "a footer"],
)
def test_a_number_beside_the_cells_is_found(tmp_path: Path, more: bytes, place: str) -> None:
    assert numbers(book(tmp_path, more)) == [(place, MASKED)]


def test_a_workbook_that_cannot_be_read_whole_is_said_so(tmp_path: Path) -> None:
    locked = paper.read(ole_file.write(tmp_path / "a.xls", {"Workbook": BEGIN + record(0x2F, b"\1\0") + END}))
    assert FaultKind.ENCRYPTED in {fault.kind for fault in locked.faults}
    older = BEGIN.replace(struct.pack("<H", 0x600), struct.pack("<H", 0x500))
    assert paper.read(ole_file.write(tmp_path / "a.xls", {"Workbook": older + END})).unread
    assert paper.read(ole_file.write(tmp_path / "a.xls", {"Book": older + END})).unread
    cut = BEGIN + SHEET + struct.pack("<HH", 0x204, 5000)
    assert FaultKind.DAMAGED in {fault.kind for fault in paper.read(ole_file.write(tmp_path / "a.xls", {"Workbook": cut})).faults}


def atom(kind: int, data: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(data)) + data


def slides(tmp_path: Path, *parts: bytes, token: int = 0xE391C05F) -> Document:
    user = struct.pack("<IIII", 0, 0, 20, token)
    streams = {"PowerPoint Document": atom(0x03E8, b"".join(parts), 0xF), "Current User": user}
    return paper.read(ole_file.write(tmp_path / "a.ppt", streams))


@pytest.mark.parametrize(
    ("part", "place"),
    [
        (atom(0x03EE, atom(0x0FA0, NUMBER.encode("utf-16-le")), 0xF), "สไลด์"),
        (atom(0x03EE, atom(0x0FA8, NUMBER.encode()), 0xF), "สไลด์"),
        (atom(0x03F0, atom(0xF00D, atom(0x0FA0, NUMBER.encode("utf-16-le")), 0xF), 0xF), "บันทึกย่อของสไลด์"),
        (atom(0x0FBA, NUMBER.encode("utf-16-le")), "สไลด์"),
    ],
)
def test_a_number_on_slides_and_notes_is_found(tmp_path: Path, part: bytes, place: str) -> None:
    document = slides(tmp_path, part)
    assert (document.kind, document.faults, document.unread) == ("ppt", (), None)
    assert numbers(document) == [(place, MASKED)]


def test_slides_that_cannot_be_read_whole_are_said_so(tmp_path: Path) -> None:
    assert slides(tmp_path, atom(0x1011, b"xx")).unread
    assert FaultKind.ENCRYPTED in {fault.kind for fault in slides(tmp_path, token=0xF3D1C4DF).faults}
    cut = {"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03E8, 99_999), "Current User": b""}
    broken = paper.read(ole_file.write(tmp_path / "a.ppt", cut))
    assert FaultKind.DAMAGED in {fault.kind for fault in broken.faults}
