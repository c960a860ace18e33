"""Stamps laid over the pages of a PDF: a person sees them, so they are screened like the page."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from syncd.memo import pasted
from syncd.model.document import Concern, Document
from tests.memo import paper
from tests.memo.test_pasted import photo, writing

LETTER = Path(__file__).parent.parent / "documents" / "61_letter_not_memo.pdf"


def stamped(tmp_path: Path, look: bytes, picture: bytes = b"", *, kind: str = "/Stamp", flags: int = 4) -> Document:
    """A letter under an annotation whose look these commands draw: words in Helvetica (F), or a picture of 600 × 400 (I)."""
    with pikepdf.open(LETTER) as letter:
        image = letter.make_stream(picture, Type=Name.XObject, Subtype=Name.Image, Width=600, Height=400)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        drawn = letter.make_stream(look, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 400, 300])
        drawn.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=image))
        stamp = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[100, 100, 500, 400], F=flags, AP=Dictionary(N=drawn))
        letter.pages[0].Annots = letter.make_indirect(pikepdf.Array([letter.make_indirect(stamp)]))
        letter.save(tmp_path / "a.pdf")
    return paper.read(tmp_path / "a.pdf")


@pytest.mark.parametrize("kind", ["/Stamp", "/FreeText", "/Square", "/Ink", "/Link"])
def test_words_that_only_the_look_of_a_stamp_shows_are_screened(tmp_path: Path, kind: str) -> None:
    document = stamped(tmp_path, b"BT /F 20 Tf 20 100 Td (1-9999-00722-10-8) Tj ET", kind=kind)
    assert [(spot.concern, spot.place) for spot in document.spots] == [(Concern.NATIONAL_ID, "ตราหรือข้อความที่วางทับหน้า 1")]


@pytest.mark.parametrize("flags", [2, 32, 1])
def test_the_words_of_a_stamp_that_is_hidden_are_screened_too(tmp_path: Path, flags: int) -> None:
    document = stamped(tmp_path, b"BT /F 20 Tf 20 100 Td (1-9999-00722-10-8) Tj ET", flags=flags)
    assert [spot.concern for spot in document.spots] == [Concern.NATIONAL_ID]


def test_a_picture_of_writing_in_a_stamp_is_left_to_a_person_and_a_photo_is_not(tmp_path: Path) -> None:
    shown = b"q 400 0 0 300 0 0 cm /I Do Q"
    assert stamped(tmp_path, shown, writing().convert("L").resize((600, 400)).tobytes()).unread == pasted.WRITTEN
    assert stamped(tmp_path, shown, photo().convert("L").resize((600, 400)).tobytes()).unread is None


def test_what_the_page_says_itself_is_told_once(tmp_path: Path) -> None:
    assert stamped(tmp_path, b"0 0 10 10 re f").spots == ()
