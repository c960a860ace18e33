"""Memos of tests/memo/paper.py that LibreOffice saved as .doc, RTF and ODT: each reads alike, with the same doubts."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pytest

from syncd.memo import seen
from syncd.memo.page import PICTURE
from syncd.model.approval import Word
from syncd.model.document import Concern
from tests.memo import paper

READS: Mapping[str, Word] = {
    **dict.fromkeys(("plain", "lists", "emblem", "header_fine", "sigtable_ok", "ticked", "enclosure"), Word.APPROVED),
    **dict.fromkeys(("refused", "sigtable"), Word.REFUSED),
}
DOUBTED: Mapping[str, str] = {
    **dict.fromkeys(("hidden", "white", "tiny", "dark", "flat_line", "style_hidden"), seen.HIDDEN),
    **dict.fromkeys(("struck", "style_struck"), seen.STRUCK),
    **dict.fromkeys(("deleted", "inserted"), seen.TRACKED),
    **dict.fromkeys(("field_prop", "field_date"), seen.COMPUTED),
    "comment": seen.COMMENTED,
    "textbox": seen.FLOATING,
    "list_says": seen.LISTED,
    "nested": seen.NESTED,
    "pic_sig": PICTURE,
    "footer_no": "นอกตัวบันทึกข้อความ",
}
NOT_SEEN = frozenset({"hidden", "white", "tiny", "dark", "style_hidden"})
NUMBERED = frozenset({"comment", "id_hidden", "id_cells", "id_wrapped"})
PICTURE_ONLY = "picture_only"


def saved(names: Collection[str]) -> list[tuple[str, str]]:
    """(kind, name) of every sample of these."""
    return [(kind, name) for kind in paper.SAVED for name in paper.samples(kind) if name in names]


def test_every_sample_is_read_by_a_test() -> None:
    assert {name for kind in paper.SAVED for name in paper.samples(kind)} == READS.keys() | DOUBTED.keys() | NUMBERED | {
        PICTURE_ONLY
    }


@pytest.mark.parametrize(
    ("kind", "name", "named"),
    [(*one, "") for one in saved(READS)] + [(*one, "บันทึกข้อความ.doc") for one in saved(READS) if one[0] == "rtf"],
)
def test_a_memo_reads_as_a_person_sees_it_however_it_was_saved(tmp_path: Path, kind: str, name: str, named: str) -> None:
    document = paper.read(paper.saved(tmp_path, kind, name, named))
    assert (document.kind, document.faults, document.unread) == (kind, (), None)
    (memo,) = document.memos
    assert (memo.format, memo.number, memo.date, memo.doubts) == (kind, "ศธ ๐๔๐๔๐/๑๒๓", date(2020, 7, 20), ())
    unit_director, director = memo.approvals
    assert (unit_director.name, unit_director.word, unit_director.date) == ("นายธีรพงษ์ สุวรรณกุล", Word.APPROVED, None)
    assert (director.name, director.position) == (paper.NAME.strip("()"), paper.OFFICE)
    assert (director.word, director.date, director.certain) == (READS[name], date(2020, 7, 21), True)


@pytest.mark.parametrize(("kind", "name"), saved(DOUBTED))
def test_what_is_shown_otherwise_than_it_is_written_is_doubted(tmp_path: Path, kind: str, name: str) -> None:
    (memo,) = paper.read(paper.saved(tmp_path, kind, name)).memos
    assert any(DOUBTED[name] in said for said in memo.doubts)


@pytest.mark.parametrize(("kind", "name"), saved(NOT_SEEN))
def test_letters_that_cannot_be_seen_are_not_read(tmp_path: Path, kind: str, name: str) -> None:
    (memo,) = paper.read(paper.saved(tmp_path, kind, name)).memos
    assert memo.approvals[-1].word is Word.APPROVED


@pytest.mark.parametrize(("kind", "name"), saved(NUMBERED))
def test_a_number_is_found_wherever_it_stands(tmp_path: Path, kind: str, name: str) -> None:
    found = paper.read(paper.saved(tmp_path, kind, name)).spots
    assert {(spot.concern, spot.shown) for spot in found} == {(Concern.NATIONAL_ID, "x-xxxx-xxxxx-10-8")}


@pytest.mark.parametrize("kind", list(paper.SAVED))
def test_a_picture_of_a_page_is_unread_and_may_be_the_memo(tmp_path: Path, kind: str) -> None:
    document = paper.read(paper.saved(tmp_path, kind, PICTURE_ONLY))
    assert document.unread
    assert document.maybe_memo
