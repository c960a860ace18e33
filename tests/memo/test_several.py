"""Several documents in one PDF, and pages whose text layers are broken each in its own way."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from syncd.memo import documents
from syncd.memo.scan import Seen
from syncd.model.approval import Word
from syncd.model.document import Document
from tests.memo import paper, scanner
from tests.memo.test_fields import is_certain

DOCUMENTS = Path(__file__).parent.parent / "documents"
MEMO, LETTER = "20_pua_legacy_glyphs.pdf", "61_letter_not_memo.pdf"
"""The layer of the letter says ำ for every า."""
REFUSED, TWO = "05_not_approved.pdf", "11_two_memos_one_pdf.pdf"


def read_bound(tmp_path: Path, *names: str) -> Document:
    return paper.read(bound(tmp_path, *names))


def bound(tmp_path: Path, *names: str | Path) -> Path:
    path = tmp_path / "all.pdf"
    with pikepdf.new() as whole:
        for name in names:
            with pikepdf.open(DOCUMENTS / name) as part:
                whole.pages.extend(part.pages)
        whole.save(path)
    return path


@pytest.mark.parametrize(
    "names",
    [(LETTER, MEMO), (MEMO, LETTER), (LETTER, MEMO, LETTER)],
    ids=["behind a letter", "before a letter", "between letters"],
)
def test_the_memo_is_found_among_letters(tmp_path: Path, names: tuple[str, ...]) -> None:
    document = read_bound(tmp_path, *names)
    (memo,) = document.memos
    assert is_certain(document)
    assert (memo.doubts, [approval.word for approval in memo.approvals]) == ((), [Word.APPROVED, Word.APPROVED])


def test_what_is_asked_stands_on_the_memos_own_page(tmp_path: Path) -> None:
    (memo,) = read_bound(tmp_path, LETTER, MEMO, LETTER).memos
    assert {place.page for place in memo.marks} == {2}


@pytest.mark.parametrize("names", [(MEMO, REFUSED), (REFUSED, LETTER, MEMO), (TWO,)])
def test_two_memos_are_told_as_two(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert len(read_bound(tmp_path, *names).memos) == 2


def test_a_refusal_behind_an_approval_keeps_its_own_word(tmp_path: Path) -> None:
    first, second = read_bound(tmp_path, MEMO, REFUSED).memos
    assert (first.approvals[-1].word, second.approvals[-1].word) == (Word.APPROVED, Word.REFUSED)


def test_an_approval_beside_a_scanned_page_waits_for_a_person(tmp_path: Path) -> None:
    """Print that OCR read may say the contrary, and what it did not see on the page, too: a hand, a stamp."""
    scan = scanner.pdf(tmp_path / "scan.pdf", Image.new("L", (1654, 2339), 255))
    words = ["คำสั่งผู้อำนวยการ", "ให้ระงับการเผยแพร่ข้อมูลตามที่เสนอไว้ก่อน", "จนกว่าจะมีคำสั่งเป็นอย่างอื่น", "สำนักงานเขตพื้นที่การศึกษา"]
    table = "".join(f"5\t1\t1\t1\t{n}\t1\t100\t{n * 60}\t600\t40\t93\t{word}\n" for n, word in enumerate(words, start=1))
    seen = Seen(2, 0, 595, 842, f"1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n{table}")

    path = bound(tmp_path, MEMO, scan)
    alone = documents.read_document(path, path.name, path.stat().st_size, "0" * 64, ocr=[replace(seen, tsv="", blank=True)])
    beside = documents.read_document(path, path.name, path.stat().st_size, "0" * 64, ocr=[seen])

    assert (alone.unread, beside.unread, beside.by_ocr) == (None, None, (2,))
    assert is_certain(alone), "an empty back says nothing"
    assert not is_certain(beside)
    assert any("หน้า 2" in doubt for doubt in beside.memos[0].doubts)


def in_another_code(tmp_path: Path) -> Path:
    """The memo with a layer in the letters of Western Windows, as fonts of before Unicode leave it."""
    path = tmp_path / "western.pdf"
    with pikepdf.open(DOCUMENTS / MEMO) as document:
        for font in document.pages[0].Resources.Font.values():
            said = font.ToUnicode.read_bytes().decode("latin-1")
            for letter in range(0xE01, 0xE5C):
                said = said.replace(f"<{letter:04x}>", f"<{letter - 0xE00 + 0xA0:04x}>").replace(
                    f"<{letter:04X}>", f"<{letter - 0xE00 + 0xA0:04X}>"
                )
            font.ToUnicode.write(said.encode("latin-1"))
        document.save(path)
    return path


def test_a_page_in_another_code_is_unread_though_the_other_pages_are_sound(tmp_path: Path) -> None:
    western = in_another_code(tmp_path)
    alone = paper.read(western)
    assert (alone.memos, bool(alone.unread), alone.to_ocr) == ((), True, (1,))
    path = tmp_path / "all.pdf"
    with pikepdf.new() as whole, pikepdf.open(DOCUMENTS / LETTER) as letter, pikepdf.open(western) as page:
        for _ in range(20):
            whole.pages.extend(letter.pages)
        whole.pages.extend(page.pages)
        whole.save(path)
    document = paper.read(path)
    assert document.unread
    assert document.maybe_memo
    assert document.to_ocr == (21,), "the sound pages need no OCR"
