"""Pages that are pictures: read by tesseract however they lie, remembered by content, and unread when nobody could read them."""

import json
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from syncd import progress
from syncd.memo import pictures
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.memo.remembered import Remembered
from syncd.memo.scan import Seen
from syncd.model.claim import SpooledFile
from syncd.model.document import Concern, Document
from syncd.model.memo import Source
from tests.memo import scanner
from tests.memo.conftest import spooled
from tests.memo.office_files import packed as zipped

MEMO = "04_approved_arabic_typst.pdf"
LETTER = "61_letter_not_memo.pdf"
DIRECTOR = "นายสมเกียรติ ศรีอุดมชัย"
TESSERACT = "/usr/bin/tesseract"


@pytest.fixture(scope="module")
def sees() -> Iterator[Reader]:
    """A reader with OCR that remembers nothing."""
    with Reader(ocr=Ocr(TESSERACT)) as reader:
        yield reader


def hashed(path: Path) -> SpooledFile:
    return replace(spooled(path), sha256=sha256(path.read_bytes()).hexdigest())


def check_memo(document: Document) -> None:
    (memo,) = document.memos
    assert memo.source is Source.OCR, "what OCR read is never taken for a text layer"
    assert DIRECTOR in [approval.name for approval in memo.approvals]
    assert document.unread is None
    assert document.to_ocr == ()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, sees: Reader) -> Document:
    """A scan of a memo with somebody's number at its foot, of its blank back, and of a page with a few words."""
    paper = scanner.noisy(Image.new("L", (1654, 2339), 250))
    pages = (scanner.written(scanner.printed(MEMO), "1-1017-00207-36-9"), paper, scanner.written(paper, "21/7/63"))
    return sees.read(spooled(scanner.pdf(tmp_path_factory.mktemp("scan") / "scan.pdf", *pages)))


def test_a_national_id_on_a_scan_is_found(mixed: Document) -> None:
    found = [spot for spot in mixed.spots if spot.concern is Concern.NATIONAL_ID]
    assert [(spot.place, spot.shown[:1], spot.shown.replace("-", "")[-3:]) for spot in found] == [("หน้า 1", "x", "369")]


def test_what_stands_in_the_cells_of_a_ruled_table_is_found(tmp_path: Path, sees: Reader) -> None:
    """One look at the page as a block of text takes the table for a drawing and reads nothing in it."""
    head = ("ชื่อ - สกุล", "เลขประจำตัวประชาชน", "เบอร์โทรศัพท์")
    people = [(f"นางสาวกาญจนา คนที่ {at}", "1-1017-00207-36-9", f"081-234-567{at}") for at in range(1, 8)]
    page = scanner.tabled(scanner.printed("61_letter_not_memo.pdf"), head, *people)

    document = sees.read(spooled(scanner.pdf(tmp_path / "scan.pdf", page)))

    assert {Concern.NATIONAL_ID, Concern.PHONE} <= {spot.concern for spot in document.spots}
    assert document.unread is None


@pytest.mark.parametrize("is_ruled", [True, False])
@pytest.mark.parametrize(
    "lay", [lambda page: page, lambda page: scanner.noisy(scanner.crooked(page, 4))], ids=["straight", "crooked"]
)
def test_a_page_is_known_to_be_ruled_for_then_it_is_looked_at_twice(
    tmp_path: Path, lay: Callable[[Image.Image], Image.Image], *, is_ruled: bool
) -> None:
    page = scanner.printed("61_letter_not_memo.pdf")
    page = scanner.tabled(page, ("ที่", "ชื่อ - สกุล"), ("1", "นางสาวกาญจนา")) if is_ruled else page
    assert pictures.draw(scanner.pdf(tmp_path / "scan.pdf", lay(page)), "pdf", 1, 0).ruled == is_ruled


def test_a_page_without_rules_that_could_be_read_is_looked_at_once(tmp_path: Path, remembered: Remembered) -> None:
    file = hashed(scanner.pdf(tmp_path / "scan.pdf", scanner.printed("61_letter_not_memo.pdf")))
    with Reader(ocr=Ocr(TESSERACT, remembered=remembered)) as reader:
        reader.read(file)
    (kept,) = remembered.folder.iterdir()
    assert json.loads(zlib.decompress(kept.read_bytes()))["again"] == ""


def test_the_blank_back_of_a_sheet_is_read_and_a_page_with_a_few_words_is_not(mixed: Document) -> None:
    assert "หน้า 3 " in (mixed.unread or "")
    assert len(mixed.memos) == 1


def test_a_scan_that_lies_upside_down_is_read(tmp_path: Path, sees: Reader) -> None:
    check_memo(sees.read(spooled(scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO).rotate(180)))))


def test_a_crooked_and_noisy_scan_is_read(tmp_path: Path, sees: Reader) -> None:
    page = scanner.noisy(scanner.crooked(scanner.printed(MEMO), -7))
    check_memo(sees.read(spooled(scanner.pdf(tmp_path / "scan.pdf", page))))


def test_a_photo_in_dim_and_uneven_light_is_turned_upright_and_read(tmp_path: Path, sees: Reader) -> None:
    scanner.shaded(scanner.printed(MEMO, 150)).rotate(180).save(tmp_path / "photo.jpg", quality=85)
    (memo,) = sees.read(spooled(tmp_path / "photo.jpg")).memos
    assert DIRECTOR.replace(" ", "") in [approval.name.replace(" ", "") for approval in memo.approvals]


@pytest.mark.parametrize("name", ["photo.jpg", "photo.heic"])
def test_a_photo_of_a_page_is_read_upright_as_the_camera_says(tmp_path: Path, sees: Reader, name: str) -> None:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side: to be turned clockwise
    photo = scanner.printed(MEMO).rotate(90, expand=True).convert("RGB")
    photo.save(tmp_path / name, exif=exif, quality=80)
    check_memo(sees.read(spooled(tmp_path / name)))


def test_without_ocr_a_scan_stays_unread_and_may_be_the_memo(tmp_path: Path, reader: Reader) -> None:
    document = reader.read(spooled(scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO))))
    assert document.unread
    assert document.maybe_memo
    assert document.to_ocr == (1,)
    assert document.memos == ()


def test_pages_beyond_the_limit_stay_unread_and_are_named(tmp_path: Path) -> None:
    page = scanner.written(Image.new("L", (800, 1100), "white"), "21/7/63")
    path = scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO), page, page)
    with Reader(ocr=Ocr(TESSERACT, max_pages=1)) as reader:
        document = reader.read(spooled(path))
    assert document.to_ocr == (2, 3)
    assert "หน้า 2, 3 " in (document.unread or "")


def test_a_picture_without_words_is_not_taken_for_a_page_that_was_read(tmp_path: Path, sees: Reader) -> None:
    photo = Image.effect_mandelbrot((1600, 1200), (-2, -1.5, 1, 1.5), 60)
    photo.save(tmp_path / "photo.jpg")
    document = sees.read(spooled(tmp_path / "photo.jpg"))
    assert document.unread
    assert document.memos == ()


def test_where_tesseract_fails_the_page_is_unread_and_others_are_read_on(tmp_path: Path) -> None:
    path = scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO))
    (tmp_path / "a.txt").write_text("ก", encoding="utf-8")
    for program in ("/bin/false", "/bin/cat", "/nowhere/tesseract"):
        with Reader(ocr=Ocr(program, remembered=Remembered(tmp_path / "ocr"))) as reader:
            document = reader.read(spooled(path))
            assert document.unread, program
            assert document.maybe_memo
            assert document.memos == ()
            assert reader.picture(spooled(path), "pdf", 1) is not None
            assert reader.read(spooled(tmp_path / "a.txt")).unread is None


def test_an_ocr_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO))
    endless = ("/bin/sh", "-c", "exec /usr/bin/yes")
    with Reader(ocr=Ocr(TESSERACT, seconds=1, launcher=endless)) as reader:
        assert reader.read(spooled(path)).unread


def test_each_look_at_a_page_is_a_step_and_progress(tmp_path: Path, sees: Reader) -> None:
    page = scanner.written(Image.new("L", (800, 1100), "white"), "21/7/63")
    heard: list[None] = []
    with progress.heard_by(lambda: heard.append(None)):
        steps = sum(1 for _ in sees.reading(spooled(scanner.pdf(tmp_path / "scan.pdf", page, page))))
    assert steps >= 2 * 2
    assert len(heard) >= steps


def test_a_scan_on_its_side_is_read_and_its_picture_is_upright_from_then_on(tmp_path: Path) -> None:
    upright = scanner.printed(MEMO)
    file = hashed(scanner.pdf(tmp_path / "scan.pdf", upright.rotate(90, expand=True)))
    with Reader(ocr=Ocr(TESSERACT, remembered=Remembered(tmp_path / "ocr"))) as reader:
        before = reader.picture(file, "pdf", 1)
        check_memo(reader.read(file))
        after = reader.picture(file, "pdf", 1)
        assert reader.picture(file, "pdf", 9) is None
    assert before is not None
    assert after is not None
    assert (before.width > before.height, after.width > after.height) == (True, False)
    with Image.open(BytesIO(after.png)) as image:
        assert image.format == "PNG"
        assert image.width / after.width == pytest.approx(200 / 72, rel=0.01)


# --- remembering ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def remembered(tmp_path: Path) -> Remembered:
    return Remembered(tmp_path / "ocr")


SEEN = Seen(1, 90, 595.0, 842.0, "tsv")


def test_a_page_once_seen_is_not_looked_at_again_and_a_damaged_memory_is(tmp_path: Path, remembered: Remembered) -> None:
    file = hashed(scanner.pdf(tmp_path / "scan.pdf", scanner.printed(MEMO)))
    with Reader(ocr=Ocr(TESSERACT, remembered=remembered)) as reader:
        check_memo(reader.read(file))
        (kept,) = remembered.folder.iterdir()
        changed = json.loads(zlib.decompress(kept.read_bytes()))
        changed |= {"tsv": "", "again": ""}
        kept.write_bytes(zlib.compress(json.dumps(changed).encode()))
        assert reader.read(file).memos == (), "it was the memory that answered"
        kept.write_bytes(b"\0" * 100)
        check_memo(reader.read(file))


def test_another_engine_or_setting_reads_anew(tmp_path: Path, remembered: Remembered) -> None:
    models = tmp_path / "tessdata"
    models.mkdir()
    own = Path("/usr/share/tesseract-ocr/5/tessdata")
    for name in ("tha", "osd"):
        (models / f"{name}.traineddata").write_bytes((own / f"{name}.traineddata").read_bytes())
    ours = Ocr(TESSERACT, tessdata=models, remembered=remembered)
    ours.keep("a" * 64, SEEN)
    assert ours.recall("a" * 64, 1) == SEEN
    assert ours.recall("b" * 64, 1) is None
    assert ours.recall("a" * 64, 2) is None
    with (models / "tha.traineddata").open("ab") as model:
        model.write(b"better")
    assert Ocr(TESSERACT, tessdata=models, remembered=remembered).recall("a" * 64, 1) is None


def test_what_is_remembered_is_for_nobody_else(remembered: Remembered) -> None:
    remembered.keep("key", SEEN)
    assert stat.S_IMODE(remembered.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in remembered.folder.iterdir()] == [0o600]


def test_what_was_long_not_used_is_forgotten_and_of_too_much_the_oldest(tmp_path: Path) -> None:
    small = Remembered(tmp_path / "ocr", most_bytes=250, most_seconds=1000)
    for key in ("first", "second", "third", "fourth"):
        small.keep(key, SEEN)
    assert small.find("first") is None
    assert small.find("fourth") == SEEN
    now = (small.folder / "fourth").stat().st_mtime
    small.forget(now + 999)
    assert small.find("fourth") == SEEN
    small.forget(now + 1100)
    assert list(small.folder.iterdir()) == []


def test_a_memory_that_cannot_be_written_ends_no_reading(tmp_path: Path) -> None:
    (tmp_path / "ocr").write_text("in the way", encoding="utf-8")
    blocked = Remembered(tmp_path / "ocr")
    blocked.keep("key", SEEN)
    assert blocked.find("key") is None


def test_a_model_that_is_missing_is_named(tmp_path: Path) -> None:
    assert Ocr(TESSERACT).missing() is None
    assert "osd and tha" in (Ocr(TESSERACT, tessdata=tmp_path).missing() or "")
    assert Ocr("/nowhere/tesseract").missing()


def test_scans_in_a_zip_are_read_too_and_what_stands_on_them_is_told_with_its_file(tmp_path: Path, sees: Reader) -> None:
    """Also in a zip within it, where the second page of the second file is not the first one's."""
    blank = Image.new("L", (1654, 2339), 255)
    two = scanner.pdf(tmp_path / "scan.pdf", blank, scanner.written(scanner.printed(LETTER), "1-1017-00207-36-9")).read_bytes()
    blank.save(tmp_path / "blank.png")
    inner = zipped({"เปล่า.png": (tmp_path / "blank.png").read_bytes(), "ก/สแกน.pdf": two})
    (tmp_path / "รวม.zip").write_bytes(zipped({"ประกาศ.txt": "ประกาศ", "ใน.zip": inner}))

    document = sees.read(spooled(tmp_path / "รวม.zip"))

    assert (document.unread, document.to_ocr) == (None, ())
    assert [spot.place for spot in document.spots if spot.concern is Concern.NATIONAL_ID] == ["ใน.zip › ก/สแกน.pdf › หน้า 2"]
    assert len(document.by_ocr) == 1


def test_of_a_zip_no_more_pages_are_read_than_of_any_file(tmp_path: Path) -> None:
    page = scanner.pdf(tmp_path / "scan.pdf", Image.new("L", (600, 800), 255)).read_bytes()
    (tmp_path / "รวม.zip").write_bytes(zipped({"หนึ่ง.pdf": page, "สอง.pdf": page}))

    with Reader(ocr=Ocr(TESSERACT, max_pages=1)) as reader:
        document = reader.read(spooled(tmp_path / "รวม.zip"))

    assert (document.unread or "").startswith("สอง.pdf: ")
    assert len(document.to_ocr) == 1
