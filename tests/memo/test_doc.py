"""Old Word files (.doc): what is said otherwise in them than in others, and what lies in their streams."""

import struct
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest

from syncd.memo import doc_page, seen
from syncd.model.document import Concern, Document, FaultKind, Spot
from tests.memo import ole_file, paper

MASKED = "x-xxxx-xxxxx-10-8"


def streams(path: Path) -> dict[str, bytes]:
    with olefile.OleFileIO(path) as container:
        return {name: container.openstream(name).read() for (name,) in container.listdir()}


def changed(tmp_path: Path, change: Callable[[bytearray, bytearray], None], more: dict[str, bytes] | None = None) -> Document:
    """The plain memo, its two main streams changed, read."""
    found = streams(paper.saved(tmp_path, "doc", "plain"))
    main, table = bytearray(found["WordDocument"]), bytearray(found["1Table"])
    change(main, table)
    kept = found | {"WordDocument": bytes(main), "1Table": bytes(table)} | (more or {})
    return paper.read(ole_file.write(tmp_path / "changed.doc", kept))


@pytest.mark.parametrize(
    ("name", "place"), [("comment", "ความคิดเห็น ย่อหน้า 1"), ("id_hidden", "เนื้อหา ย่อหน้า 23"), ("id_cells", "เนื้อหา ตาราง")]
)
def test_a_number_is_found_wherever_it_stands_in_an_old_word_file(tmp_path: Path, name: str, place: str) -> None:
    assert paper.read(paper.saved(tmp_path, "doc", name)).spots == (Spot(Concern.NATIONAL_ID, place, MASKED),)


def test_a_number_among_the_properties_of_an_old_file_is_found(tmp_path: Path) -> None:
    for coded in ("1999900722108".encode("cp874"), "1999900722108".encode("utf-16-le")):
        document = changed(tmp_path, lambda _, __: None, {"\x05SummaryInformation": b"\xfe\xff" * 20 + coded + b"\0\0"})
        assert document.spots == (Spot(Concern.NATIONAL_ID, "ข้อมูลประกอบของไฟล์", MASKED),)


def test_a_file_needing_a_password_is_encrypted(tmp_path: Path) -> None:
    def lock(main: bytearray, _: bytearray) -> None:
        main[11] |= 1

    assert [fault.kind for fault in changed(tmp_path, lock).faults] == [FaultKind.ENCRYPTED]


def test_a_file_of_word_95_is_unread_and_may_be_the_memo(tmp_path: Path) -> None:
    def older(main: bytearray, _: bytearray) -> None:
        main[2:4] = struct.pack("<H", 101)

    document = changed(tmp_path, older)
    assert document.faults == ()
    assert document.unread
    assert document.maybe_memo


def cut_short(main: bytearray, _: bytearray) -> None:
    del main[900:]


def pieces_lost(_: bytearray, table: bytearray) -> None:
    table[:] = bytes(len(table))


def lengths_wrong(main: bytearray, _: bytearray) -> None:
    main[76:80] = struct.pack("<i", -5)


def piece_past_the_end(main: bytearray, table: bytearray) -> None:
    (clx,) = struct.unpack_from("<I", main, 154 + 8 * 33)
    table[clx + 5 + 8 + 2 : clx + 5 + 8 + 6] = struct.pack("<I", 0x3FFFFFF0)


@pytest.mark.parametrize("harm", [cut_short, pieces_lost, lengths_wrong, piece_past_the_end])
def test_a_damaged_old_word_file_is_said_to_be_damaged(tmp_path: Path, harm: Callable[[bytearray, bytearray], None]) -> None:
    assert [fault.kind for fault in changed(tmp_path, harm).faults] == [FaultKind.DAMAGED]


def test_a_truncated_container_is_damaged(tmp_path: Path) -> None:
    path = paper.saved(tmp_path, "doc", "plain")
    path.write_bytes(path.read_bytes()[:3000])
    assert FaultKind.DAMAGED in {fault.kind for fault in paper.read(path).faults}


def in_two_pieces(main: bytearray, table: bytearray, *, second: str, prm: int) -> None:
    """As Word's fast save leaves a file: the old text, and behind everything else what was typed last."""
    (clx,) = struct.unpack_from("<I", main, 154 + 8 * 33)
    (length,) = struct.unpack_from("<i", main, 76)
    flags, offset, _ = struct.unpack_from("<HIH", table, clx + 5 + 8)
    added = second.encode("cp1252")
    last = len(main)
    main += added
    pieces = struct.pack("<III", 0, length, length + len(added))
    pieces += struct.pack("<HIH", flags, offset, 0) + struct.pack("<HIH", 0, last * 2 | 0x40000000, prm)
    found = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    main[154 + 8 * 33 : 154 + 8 * 34] = struct.pack("<II", len(table), len(found))
    main[76:80] = struct.pack("<i", length + len(added))
    table += found


@pytest.mark.parametrize(("prm", "is_doubted"), [(0, False), (0x0155, True)])
def test_a_file_saved_in_haste_is_read_piece_by_piece_and_its_changes_of_look_are_doubted(
    tmp_path: Path, prm: int, is_doubted: bool
) -> None:
    def haste(main: bytearray, table: bytearray) -> None:
        in_two_pieces(main, table, second="1999900722108\r", prm=prm)

    document = changed(tmp_path, haste)
    assert [spot.shown for spot in document.spots] == [MASKED]
    (memo,) = document.memos
    assert (doc_page.HASTY in memo.doubts) is is_doubted


def test_another_document_inside_an_old_word_file_keeps_it_unread(tmp_path: Path) -> None:
    document = changed(tmp_path, lambda _, __: None, {"ObjectPool/_1": b"x"})
    assert document.unread
    assert all(seen.EMBEDDED in memo.doubts for memo in document.memos)


def test_no_broken_old_word_file_crashes_the_reader(tmp_path: Path) -> None:
    """Every 97th byte of the two main streams set to 0xFF, one at a time: an answer each time, never an exception."""
    found = streams(paper.saved(tmp_path, "doc", "sigtable"))
    for name in ("WordDocument", "1Table"):
        for place in range(0, min(len(found[name]), 6000), 97):
            content = bytearray(found[name])
            content[place] = 0xFF
            document = paper.read(ole_file.write(tmp_path / "broken.doc", found | {name: bytes(content)}))
            assert document.kind == "doc"
