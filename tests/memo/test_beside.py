"""Pictures beside words on which OCR can read something: a coloured card, a coloured page, whatever shows them."""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import olefile
import pikepdf
import pytest
from docx.shared import Cm
from PIL import Image, ImageDraw, ImageFont

from syncd.memo import beside, drop
from syncd.memo.beside import Look
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.memo.scan import Seen
from syncd.model.document import Concern, Document
from tests.builders import make_document, make_memo
from tests.memo import ole_file, paper
from tests.memo.conftest import spooled
from tests.memo.test_drawings import seen as read_by_ocr
from tests.memo.test_pasted import SAYS, photo

DOCUMENTS = Path(__file__).parent.parent / "documents"
LETTER = DOCUMENTS / "61_letter_not_memo.pdf"
CARD = ("บัตรประจำตัวประชาชน", "เลขประจำตัวประชาชน 1-9999-00722-10-8", "นายสมชาย ใจดี")
PAGE = tuple(f"ข้อความบรรทัดที่ {number} ของหนังสือราชการ" for number in "กขคงจฉ")


def coloured(*lines: str) -> Image.Image:
    picture = Image.new("RGB", (900, 80 * len(lines) + 60), (150, 190, 235))
    for place, line in enumerate(lines):
        font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 40)
        ImageDraw.Draw(picture).text((40, 30 + 80 * place), line, fill=(10, 20, 80), font=font)
    return picture


def jpeg(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "JPEG", quality=90)
    return made.getvalue()


def word(path: Path, *pictures: Image.Image, width: float = 9, says: str = SAYS) -> Path:
    def paste(document: object) -> None:
        for picture in pictures:
            document.add_picture(BytesIO(jpeg(picture)), width=Cm(width))  # type: ignore[attr-defined]  # python-docx says too little

    return paper.write(path / "รายงาน.docx", [says], paste)


def captioned(path: Path, picture: Image.Image) -> Path:
    return word(path, picture, says="รายชื่อดังภาพ")


def pdf(path: Path, picture: Image.Image) -> Path:
    made = BytesIO()
    picture.save(made, "PDF", resolution=150)
    with pikepdf.open(LETTER) as letter, pikepdf.open(made) as shown:
        image = letter.copy_foreign(shown.pages[0].obj.Resources.XObject["/image"])
        letter.pages[0].add_resource(image, pikepdf.Name.XObject, pikepdf.Name.Card)
        letter.pages[0].contents_add(letter.make_stream(b"q 250 0 0 85 60 20 cm /Card Do Q"), prepend=True)
        letter.save(path / "รายงาน.pdf")
    return path / "รายงาน.pdf"


def old_word(path: Path, picture: Image.Image) -> Path:
    with olefile.OleFileIO(DOCUMENTS / "23_legacy.doc") as container:
        streams = {"/".join(name): container.openstream(name).read() for name in container.listdir()}
    return ole_file.write(path / "รายงาน.doc", streams | {"Data": bytes(300) + jpeg(picture)})


def rich_text(path: Path, picture: Image.Image) -> Path:
    shown = jpeg(picture).hex()
    lines = "\n".join(shown[start : start + 128] for start in range(0, len(shown), 128))
    (path / "รายงาน.rtf").write_text(
        f"{{\\rtf1\\ansi {'Report of the year ' * 20}\\par {{\\pict\\jpegblip\\picw900\\pich300\n{lines}}}\\par}}", "ascii"
    )
    return path / "รายงาน.rtf"


def old_sheets(path: Path, picture: Image.Image) -> Path:
    return ole_file.write(
        path / "ก.ppt", {"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03E8, 0), "Pictures": bytes(25) + jpeg(picture)}
    )


def zipped(path: Path, picture: Image.Image) -> Path:
    with zipfile.ZipFile(path / "รวม.zip", "w") as archive:
        archive.writestr("ก.txt", "เอกสารแนบ")
        archive.write(word(path, picture), "รายงาน.docx")
    return path / "รวม.zip"


@pytest.fixture(scope="module")
def seeing() -> Iterator[Reader]:
    with Reader(ocr=Ocr("/usr/bin/tesseract")) as reader:
        yield reader


@pytest.mark.parametrize("made", [word, captioned, pdf, zipped, old_word, rich_text, old_sheets])
def test_an_id_on_a_coloured_card_is_found_wherever_it_is_pasted(tmp_path: Path, seeing: Reader, made: object) -> None:
    file = made(tmp_path, coloured(*CARD))  # type: ignore[operator]
    document = seeing.read(spooled(file))

    assert Concern.NATIONAL_ID in {spot.concern for spot in document.spots}


def test_a_coloured_page_waits_for_a_person_and_a_photo_does_not(tmp_path: Path, seeing: Reader) -> None:
    assert seeing.read(spooled(word(tmp_path, coloured(*PAGE)))).unread == beside.WRITTEN
    document = seeing.read(spooled(word(tmp_path, photo())))
    assert (document.unread, document.spots, document.to_ocr) == (None, (), ())


@pytest.mark.parametrize("made", [word, pdf, zipped, old_word, rich_text, old_sheets])
def test_without_ocr_every_picture_that_may_be_read_waits_for_a_person(tmp_path: Path, made: object) -> None:
    for picture in (coloured(*CARD), photo()):
        document = paper.read(made(tmp_path, picture))  # type: ignore[operator]

        assert (document.unread or "").endswith(beside.UNSEEN), "what could not be read is not clean"
        assert document.to_ocr


def test_without_ocr_small_pictures_wait_too_but_not_those_of_a_memo() -> None:
    """A logo may as well be a stamp. Where OCR looks, it may leave some of very many."""
    memo = make_document("บันทึกข้อความ.docx", make_memo())
    small = {-1: Look.STAMP, -2: Look.STAMP}

    assert beside.read(BLANK, small, []).unread == beside.UNSEEN
    assert beside.read(BLANK, small, [Seen(-1, 0, 500.0, 300.0, "")]).unread is None
    assert beside.read(memo, small, []).unread is None


def test_what_stands_on_the_pictures_of_a_caption_goes_nowhere(tmp_path: Path) -> None:
    """Of a text in a photo drop the words are taken, whether OCR could look at its pictures or not."""
    caption = word(tmp_path, photo())

    assert drop.read(caption, caption.name, caption.stat().st_size, "0" * 64).unread is None


def test_the_reply_says_how_pictures_that_were_not_read_come_to_be_read() -> None:
    assert "tesseract-ocr" in beside.UNSEEN
    assert "ocr.max_pages" in beside.UNSEEN


def test_a_crest_costs_no_look_and_holds_nothing_up(tmp_path: Path) -> None:
    crest = paper.read(word(tmp_path, Image.new("RGB", (500, 500), "black"), width=3))
    assert (crest.to_ocr, crest.unread) == ((), None)


def strip(line: str, turn: int = 0) -> Image.Image:
    """A line cut out of a page, black on white."""
    picture = Image.new("RGB", (900, 110), "white")
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 48)
    ImageDraw.Draw(picture).text((20, 20), line, fill="black", font=font)
    return picture.rotate(turn, expand=True)


def test_an_id_cut_out_of_a_page_is_found_however_small_it_is_shown(tmp_path: Path, seeing: Reader) -> None:
    document = seeing.read(spooled(word(tmp_path, strip(CARD[1]), width=6)))

    assert Concern.NATIONAL_ID in {spot.concern for spot in document.spots}
    assert document.unread is None


@pytest.mark.parametrize("turn", [90, 270])
def test_an_id_that_lies_on_its_side_within_a_picture_is_found(tmp_path: Path, seeing: Reader, turn: int) -> None:
    picture = Image.new("RGB", (1200, 1000), "white")
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 48)
    for number, label in enumerate(("ร้อยละการเบิกจ่าย", "ไตรมาสที่ 1", "ไตรมาสที่ 2")):
        ImageDraw.Draw(picture).text((60, 60 + 300 * number), label, fill="black", font=font)
    picture.paste(strip(CARD[1], turn), (1000, 40))
    document = seeing.read(spooled(word(tmp_path, picture)))

    assert Concern.NATIONAL_ID in {spot.concern for spot in document.spots}
    assert document.unread == beside.WRITTEN


def test_what_was_read_on_a_picture_turned_on_its_side_counts_as_what_was_read_upright() -> None:
    for look in (Look.PLAIN, Look.DRAWN, Look.WRITTEN):
        seen = replace(read_by_ocr("ร้อยละการเบิกจ่าย"), turned="นายสมชาย ใจดี 081 234 5678")
        document = beside.read(BLANK, {-1: look}, [seen])
        assert (document.unread, {spot.concern for spot in document.spots}) == (beside.WRITTEN, {Concern.PHONE})


def test_the_small_pictures_are_looked_at_last() -> None:
    """They are many, and none of them is asked for where OCR does not come to it."""
    looks = {-1: Look.STAMP, -2: Look.PLAIN, -3: Look.STAMP, -4: Look.DRAWN}

    assert beside.read(BLANK, looks, []).to_ocr == (-2, -4, -1, -3)


def test_an_id_in_a_box_of_a_colour_is_found(tmp_path: Path, seeing: Reader) -> None:
    """Beside white paper the box and the ink on it were one dark area to OCR."""
    picture = Image.new("RGB", (1200, 800), "white")
    ImageDraw.Draw(picture).rectangle((100, 250, 1100, 550), fill=(140, 140, 140))
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 40)
    ImageDraw.Draw(picture).text((160, 360), CARD[1], fill="black", font=font)
    document = seeing.read(spooled(word(tmp_path, picture)))

    assert Concern.NATIONAL_ID in {spot.concern for spot in document.spots}
    assert document.unread == beside.WRITTEN


@pytest.mark.parametrize("line", ["บัตรประจำตัวประชาชน", "ติดต่อ 081 234 5678", "ลับ", "ลบมาก", "ห้ามเผยแพร่เอกสารนี้"])
def test_a_picture_of_any_look_that_surely_says_more_than_labels_waits_for_a_person(line: str) -> None:
    for look in (Look.PLAIN, Look.DRAWN):
        document = beside.read(BLANK, {-1: look}, [read_by_ocr(line, "ร้อยละการเบิกจ่าย")])
        assert document.unread == beside.WRITTEN


def test_what_a_picture_in_a_memo_says_may_be_an_order_and_waits_for_a_person() -> None:
    memo = make_document("บันทึกข้อความ.docx", make_memo())
    for look in (Look.PLAIN, Look.DRAWN):
        for document, unread in ((memo, beside.WRITTEN), (BLANK, None)):
            assert beside.read(document, {-1: look}, [read_by_ocr("เก็บเรื่องไว้พิจารณา")]).unread == unread
    assert beside.read(memo, {-1: Look.PLAIN}, [Seen(-1, 0, 500.0, 300.0, "")]).unread is None, "a photograph"
    assert beside.read(memo, {-1: Look.WRITTEN}, [Seen(-1, 0, 500.0, 300.0, "")]).unread == beside.WRITTEN, "a slip of paper"


BLANK = make_document("รายงาน.pdf")
NOTHING = Seen(beside.number(0, 2), 0, 500.0, 300.0, "")
FAILED = Seen(beside.number(0, 2), 0, 0.0, 0.0, "")


@pytest.mark.parametrize(
    ("ocr", "why", "left"),
    [
        ((), beside.UNSEEN, 1),
        ((NOTHING,), None, 0),
        ((FAILED,), beside.WRITTEN, 0),
        ((Seen(beside.number(0, 9), 0, 1.0, 1.0, ""),), beside.UNSEEN, 1),
    ],
)
def test_a_picture_that_ocr_failed_on_or_did_not_come_to_waits_for_a_person(
    ocr: tuple[Seen, ...], why: str | None, left: int
) -> None:
    document: Document = beside.read(BLANK, beside.numbered([Look.PLAIN], 2), ocr)

    assert (document.unread, len(document.to_ocr)) == (why, left)


def test_a_word_file_of_many_pictures_waits_for_a_person_beyond_what_ocr_looks_at(tmp_path: Path) -> None:
    looks = beside.numbered([Look.PLAIN] * 70)
    seen = [Seen(number, 0, 500.0, 300.0, "") for number in list(looks)[:30]]

    assert beside.read(make_document("รายงาน.docx", kind="docx"), looks, seen).unread == beside.UNSEEN


def test_the_reply_says_that_pictures_were_left_and_what_else_is_to_be_looked_at() -> None:
    looks = {-1: Look.UNKNOWN, -2: Look.PLAIN}
    seen = [Seen(-1, 0, 500.0, 300.0, "")]

    assert beside.read(BLANK, looks, seen).unread == f"{beside.WRITTEN} และ{beside.UNSEEN}"


def test_pictures_in_a_zip_that_ocr_did_not_come_to_wait_for_a_person(tmp_path: Path) -> None:
    """As many as there are files: each has its own, and the limit is the zip's."""
    first, last = (word(tmp_path, coloured(*lines)).read_bytes() for lines in (("ภูแลนคา",), CARD))
    with zipfile.ZipFile(tmp_path / "รวม.zip", "w") as archive:
        archive.writestr("ก.docx", first)
        archive.writestr("ข.docx", last)
    with Reader(ocr=Ocr("/usr/bin/tesseract", max_pages=1)) as reader:
        assert reader.read(spooled(tmp_path / "รวม.zip")).unread == f"ข.docx: {beside.UNSEEN}"


def test_a_picture_is_found_again_by_its_number() -> None:
    assert [beside.place_of(beside.number(place, page)) for page in (0, 1, 300) for place in (0, 63)] == [
        *((0, 0), (0, 63), (1, 0), (1, 63), (300, 0), (300, 63))
    ]
