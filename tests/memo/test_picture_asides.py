"""What the pictures within documents say beside their pixels: whoever downloads the document can take them out."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx.shared import Cm
from PIL import Image

from syncd.memo.picture_asides import TAKEN_AT
from syncd.model.document import Concern, FaultKind
from tests.memo import ole_file, paper, test_odf
from tests.memo.test_beside import LETTER
from tests.memo.test_doc import streams
from tests.memo.test_picture_words import CARD, DESCRIBED, tagged
from tests.photos import encoded, exif, scene

Put = Callable[[Path, bytes], Path]


def word(folder: Path, picture: bytes) -> Path:
    return paper.write(folder / "a.docx", ["รายงาน"], lambda it: it.add_picture(BytesIO(picture), width=Cm(2)))


def open_text(folder: Path, picture: bytes) -> Path:
    test_odf.made(folder, "odt", "<text:p>รายงาน</text:p>", {})
    path = next(folder.glob("*.odt"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Pictures/1.jpg", picture)
    return path


def old_word(folder: Path, picture: bytes) -> Path:
    return ole_file.write(folder / "with.doc", streams(paper.saved(folder, "doc", "plain")) | {"Data": bytes(68) + picture})


def pdf(folder: Path, picture: bytes) -> Path:
    size = Image.open(BytesIO(picture)).size
    with pikepdf.open(LETTER) as letter:
        image = letter.make_stream(picture)
        image.Type, image.Subtype, image.Width, image.Height = pikepdf.Name.XObject, pikepdf.Name.Image, *size
        image.ColorSpace, image.BitsPerComponent, image.Filter = pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
        letter.pages[0].add_resource(image, pikepdf.Name.XObject, pikepdf.Name.Photo)
        letter.save(folder / "a.pdf")
    return folder / "a.pdf"


EVERYWHERE = pytest.mark.parametrize("put", [word, open_text, old_word, pdf])


@EVERYWHERE
def test_where_a_picture_within_a_document_was_taken_is_said_in_a_note(tmp_path: Path, put: Put) -> None:
    for picture, is_told in ((encoded(scene(), exif=exif()), True), (encoded(scene()), False)):
        faults = paper.read(put(tmp_path, picture)).faults
        assert [fault.detail for fault in faults if fault.kind is FaultKind.CONCEALED] == [TAKEN_AT] * is_told


@EVERYWHERE
def test_an_id_that_a_picture_within_a_document_says_beside_its_pixels_is_found(tmp_path: Path, put: Put) -> None:
    document = paper.read(put(tmp_path, encoded(scene(), exif=tagged(DESCRIBED, CARD))))

    assert Concern.NATIONAL_ID in {spot.concern for spot in document.spots}
