"""Several documents in one PDF, and pages whose text layers are broken each in its own way."""

from pathlib import Path

import pikepdf
import pytest

from syncd.model.approval import Word
from syncd.model.document import Document
from tests.memo import paper
from tests.memo.test_fields import is_certain

DOCUMENTS = Path(__file__).parent.parent / "documents"
MEMO, LETTER = "20_pua_legacy_glyphs.pdf", "61_letter_not_memo.pdf"
"""The layer of the letter says ำ for every า."""
REFUSED, TWO = "05_not_approved.pdf", "11_two_memos_one_pdf.pdf"


def bound(tmp_path: Path, *names: str) -> Document:
    path = tmp_path / "all.pdf"
    with pikepdf.new() as whole:
        for name in names:
            with pikepdf.open(DOCUMENTS / name) as part:
                whole.pages.extend(part.pages)
        whole.save(path)
    return paper.read(path)


@pytest.mark.parametrize(
    "names",
    [(LETTER, MEMO), (MEMO, LETTER), (LETTER, MEMO, LETTER)],
    ids=["behind a letter", "before a letter", "between letters"],
)
def test_the_memo_is_found_among_letters(tmp_path: Path, names: tuple[str, ...]) -> None:
    document = bound(tmp_path, *names)
    (memo,) = document.memos
    assert is_certain(document)
    assert (memo.doubts, [approval.word for approval in memo.approvals]) == ((), [Word.APPROVED, Word.APPROVED])


def test_what_is_asked_stands_on_the_memos_own_page(tmp_path: Path) -> None:
    (memo,) = bound(tmp_path, LETTER, MEMO, LETTER).memos
    assert {place.page for place in memo.marks} == {2}


@pytest.mark.parametrize("names", [(MEMO, REFUSED), (REFUSED, LETTER, MEMO), (TWO,)])
def test_two_memos_are_told_as_two(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert len(bound(tmp_path, *names).memos) == 2


def test_a_refusal_behind_an_approval_keeps_its_own_word(tmp_path: Path) -> None:
    first, second = bound(tmp_path, MEMO, REFUSED).memos
    assert (first.approvals[-1].word, second.approvals[-1].word) == (Word.APPROVED, Word.REFUSED)


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
