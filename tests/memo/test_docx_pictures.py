"""A DOCX that is nothing but scanned pages: read as they are shown, or left to a person."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Cm

from syncd.memo import docx_pictures
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.model.approval import Word
from syncd.model.memo import Source
from tests.memo import paper, scanner
from tests.memo.conftest import spooled

MEMO = "05_not_approved.pdf"
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def word_file(path: Path, change: Callable[[Any], None] = lambda _: None, *, copies: int = 1) -> Path:
    paper_of_word = docx.Document()
    for _ in range(copies):
        shown = BytesIO()
        scanner.printed(MEMO).save(shown, "PNG")
        shown.seek(0)
        paper_of_word.add_picture(shown, width=Cm(16))
    change(paper_of_word)
    paper_of_word.save(str(path))
    return path


def test_the_memo_on_the_picture_is_read_for_the_officer_and_can_be_shown_to_him(tmp_path: Path) -> None:
    file = spooled(word_file(tmp_path / "memo.docx"))
    with Reader(ocr=Ocr("/usr/bin/tesseract")) as reader:
        document = reader.read(file)
        picture = reader.picture(file, document.kind, 1)

    (memo,) = document.memos
    assert document.unread is None
    assert (memo.source, document.by_ocr) == (Source.OCR, (1,))
    assert memo.approvals[-1].word is Word.REFUSED
    assert not memo.approvals[-1].certain
    assert picture is not None
    assert max(place.bottom for place in memo.marks) <= picture.height


def test_without_ocr_it_stays_unread_and_may_be_the_memo(tmp_path: Path) -> None:
    document = paper.read(word_file(tmp_path / "memo.docx", copies=2))

    assert document.unread
    assert document.maybe_memo
    assert document.memos == ()
    assert document.to_ocr == (1, 2)


def inside(name: str, change: Callable[[Any], None]) -> Callable[[Any], None]:
    """Change the first element of this name in the body."""
    return lambda made: change(next(made.element.body.iter(f"{{*}}{name}")))


@pytest.mark.parametrize(
    "change",
    [
        inside("blipFill", lambda fill: fill.insert(1, parse_xml(f'<a:srcRect {A} b="40000"/>'))),
        inside("xfrm", lambda placed: placed.set("rot", "10800000")),
        inside("xfrm", lambda placed: placed.set("flipV", "1")),
        inside("blip", lambda blip: blip.append(parse_xml(f'<a:lum {A} bright="70000"/>'))),
        lambda made: made.add_paragraph("ไม่อนุมัติ"),
    ],
    ids=["cropped", "turned", "flipped", "faded", "with words"],
)
def test_what_word_shows_otherwise_than_it_lies_in_the_file_is_for_a_person(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    document = paper.read(word_file(tmp_path / "memo.docx", change))

    assert document.unread
    assert document.maybe_memo
    assert not any(number > 0 for number in document.to_ocr), "as a page that may be the memo"


def test_what_is_no_docx_has_no_pages() -> None:
    assert docx_pictures.pages(BytesIO(b"PK")) == ()
    with pytest.raises(ValueError, match="1"):
        docx_pictures.picture(BytesIO(b"PK"), 1)
