"""What is made of a photo for the public: upright, small, and nothing in it but the picture."""

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from syncd.memo import photo
from syncd.memo.reader import Reader
from syncd.model.document import Document, FaultKind
from tests.memo.conftest import spooled
from tests.photos import (
    SECRETS,
    alike,
    corners,
    encoded,
    exif,
    loaded,
    parts_of_jpeg,
    parts_of_png,
    red_is_green,
    scene,
    seen_as,
    smooth,
)

DOCUMENTS = Path(__file__).parents[1] / "documents"
PICTURE_ALONE = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}
"""JFIF's head, tables, pixels, end."""


Made = Callable[..., photo.Developed]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Writes the bytes down and develops them."""

    def develop(data: bytes, kind: str = "jpeg") -> photo.Developed:
        path = tmp_path / "photo"
        path.write_bytes(data)
        return photo.develop(path, kind)

    return develop


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_whichever_way_the_camera_was_held(made: Made, orientation: int) -> None:
    out = made(loaded(orientation))

    assert alike(corners(out.data), seen_as(orientation))
    assert Image.open(io.BytesIO(out.data)).size == ((80, 120) if orientation > 4 else (120, 80))
    assert not Image.open(io.BytesIO(out.data)).getexif()


def test_nothing_is_in_it_but_the_picture(made: Made) -> None:
    before = loaded(6, comment=SECRETS[1] + b"<?php system($_GET[0]); ?>")
    out = made(before)

    assert all(secret in before for secret in SECRETS)
    assert not any(secret in out.data for secret in (*SECRETS, b"<?php"))
    assert set(parts_of_jpeg(out.data)) == PICTURE_ALONE
    assert out.data.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_every_kind_of_picture_becomes_one_that_every_browser_shows(made: Made, kind: str) -> None:
    how = {"exif": exif()} if kind not in {"GIF", "BMP"} else {}
    out = made(encoded(smooth(), kind, **how), kind.lower())

    shown = Image.open(io.BytesIO(out.data))
    assert (shown.format, shown.size) == (("PNG" if kind == "GIF" else "JPEG"), (300, 200))
    assert not any(secret in out.data for secret in SECRETS)


def test_a_heic_of_a_phone_is_upright_and_holds_nothing_else(made: Made) -> None:
    image = scene()
    image.info["exif"] = exif(6).tobytes()  # written as the rotation that HEIC has of its own, too
    before = encoded(image, "HEIF", quality=95)
    out = made(before, "heic")

    assert b"irot" in before
    assert SECRETS[0] in before
    assert alike(corners(out.data), seen_as(6), by=40)
    assert set(parts_of_jpeg(out.data)) == PICTURE_ALONE
    assert not any(secret in out.data for secret in SECRETS)


@pytest.mark.parametrize(
    ("size", "shown"), [((6000, 4000), (2000, 1333)), ((300, 5000), (120, 2000)), ((2000, 100), (2000, 100))]
)
def test_no_side_is_longer_than_what_a_screen_shows(made: Made, size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert Image.open(io.BytesIO(made(encoded(smooth(*size))).data)).size == shown


def test_a_drawing_stays_sharp_and_a_photo_becomes_a_jpeg(made: Made) -> None:
    drawing, picture = made(encoded(scene(), "PNG", exif=exif(3)), "png"), made(encoded(smooth(), "PNG"), "png")

    assert (drawing.kind, picture.kind) == ("png", "jpeg")
    assert corners(drawing.data) == seen_as(3)
    assert set(parts_of_png(drawing.data)) == {"IHDR", "PLTE", "IDAT", "IEND"}


def test_colours_are_shown_as_the_cameras_profile_means_them(made: Made) -> None:
    plain, meant = (made(encoded(scene(), icc_profile=it, quality=95)) for it in (None, red_is_green()))

    red, green, *_ = corners(plain.data)
    assert alike([corners(meant.data)[1], corners(meant.data)[0]], [red, green], by=60)


@pytest.mark.parametrize("profile", [b"no profile at all", b""])
def test_a_profile_that_cannot_be_read_means_nothing(made: Made, profile: bytes) -> None:
    assert alike(corners(made(encoded(scene(), icc_profile=profile, quality=95)).data), seen_as(1))


def test_what_is_transparent_stands_on_white(made: Made) -> None:
    image = scene().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))

    assert corners(made(encoded(image, "PNG"), "png").data) == ((255, 255, 255),) * 4


def test_sixteen_bits_of_grey_are_not_all_white(made: Made) -> None:
    image = Image.new("I;16", (40, 40), 0x4000)

    assert corners(made(encoded(image, "PNG"), "png").data) == ((64, 64, 64),) * 4


def test_print_colours_are_shown_as_screen_colours(made: Made) -> None:
    assert alike(corners(made(encoded(scene().convert("CMYK"), quality=95)).data), seen_as(1), by=60)


def test_the_second_picture_that_phones_write_behind_the_first_is_dropped(made: Made) -> None:
    two = encoded(scene(), "MPO", save_all=True, append_images=[scene(seed=5)], quality=95)

    assert alike(corners(made(two).data), seen_as(1))
    assert set(parts_of_jpeg(made(two).data)) == PICTURE_ALONE


def test_the_same_photo_gives_the_same_bytes_whenever_it_is_made(tmp_path: Path, made: Made) -> None:
    first = made(loaded()).data
    (tmp_path / "photo.jpg").write_bytes(loaded())
    with Reader() as reader:
        again = reader.develop(spooled(tmp_path / "photo.jpg"), "jpeg", "p00001")

    assert again is not None
    assert again.file.sha256 == hashlib.sha256(first).hexdigest()


# --- in a photo drop, by the worker ---------------------------------------------------------------------------------


def read(reader: Reader, tmp_path: Path, name: str, data: bytes) -> Document:
    (tmp_path / name).write_bytes(data)
    return reader.read_in_drop(spooled(tmp_path / name))


def test_a_photo_in_a_drop_is_read_as_a_photo(reader: Reader, tmp_path: Path) -> None:
    document = read(reader, tmp_path, "a.jpg", loaded())

    assert (document.kind, document.faults, document.unread, document.maybe_memo) == ("jpeg", (), None, False)
    assert document.photo is not None
    assert not document.photo.moves
    assert not document.photo.looks_like_page


def test_a_photo_named_as_another_kind_of_photo_is_taken(reader: Reader, tmp_path: Path) -> None:
    document = read(reader, tmp_path, "IMG_0001.JPG", encoded(scene(), "HEIF"))

    assert (document.kind, document.faults) == ("heic", ())


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("ครึ่งเดียว.jpg", encoded(smooth(), quality=95)[:4000], FaultKind.DAMAGED),
        ("ครึ่งเดียว.heic", encoded(smooth(), "HEIF", quality=95)[:2000], FaultKind.DAMAGED),
        ("ครึ่งเดียว.png", encoded(smooth(), "PNG")[:4000], FaultKind.DAMAGED),
        ("ว่าง.jpg", b"", FaultKind.EMPTY),
        ("แฝง.jpg", b"<?php system($_GET[0]); ?>", FaultKind.FORBIDDEN_TYPE),
        ("ใหญ่.png", encoded(Image.new("1", (16000, 15000)), "PNG"), FaultKind.BOMB),
        ("กว้าง.png", encoded(Image.new("1", (13000, 13000)), "PNG"), FaultKind.TOO_BIG),
        ("เอกสาร.pdf", encoded(scene()), FaultKind.WRONG_TYPE),
    ],
)
def test_what_cannot_be_shown_says_why(reader: Reader, tmp_path: Path, name: str, data: bytes, fault: FaultKind) -> None:
    document = read(reader, tmp_path, name, data)

    assert fault in {it.kind for it in document.faults}
    assert document.photo is None


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_pictures_that_follow_one_another_are_told(reader: Reader, tmp_path: Path, kind: str) -> None:
    several = encoded(scene(), kind, save_all=True, append_images=[scene(seed=1), scene(seed=2)])
    document = read(reader, tmp_path, f"a.{kind.lower()}", several)

    assert document.photo is not None
    assert document.photo.moves


def test_a_photographed_page_is_told_from_a_photo(reader: Reader, tmp_path: Path) -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(DOCUMENTS / "04_approved_arabic_typst.pdf")[0]
    paper = page.render(scale=2).to_pil().convert("RGB")
    desk = Image.new("RGB", (paper.width * 5 // 4, paper.height * 6 // 5), (90, 70, 50))
    desk.paste(paper.rotate(3, expand=True, fillcolor=(90, 70, 50)).resize(paper.size), (paper.width // 8, paper.height // 12))
    shaded = Image.blend(desk, smooth(*desk.size).convert("L").convert("RGB"), 0.2)

    for name, image, is_page in (("page.jpg", paper, True), ("desk.jpg", shaded, True), ("photo.jpg", smooth(), False)):
        found = read(reader, tmp_path, name, encoded(image, quality=80)).photo
        assert found is not None
        assert found.looks_like_page is is_page, name


def test_the_words_of_texts_are_told(reader: Reader, tmp_path: Path) -> None:
    thai = "กลุ่มนโยบายและแผนจัดประชุม"

    assert read(reader, tmp_path, "คำบรรยายภาพ.txt", thai.encode("utf-8-sig")).words == thai
    assert read(reader, tmp_path, "คำบรรยาย.txt", thai.encode("cp874")).words == thai


@pytest.mark.parametrize(
    "answer",
    [
        b'{"kind": "jpeg", "bytes": 5}\n<?php',
        b'{"kind": "php", "bytes": 2}\n<?',
        b'{"kind": "jpeg", "bytes": "many"}\n',
        b"no json\n",
        b'{"kind": "", "bytes": 0}\n',
    ],
)
def test_a_worker_that_a_photo_took_over_can_answer_nothing_but_a_picture(tmp_path: Path, answer: bytes) -> None:
    script = tmp_path / "worker.py"
    script.write_text(
        f"import sys\nfor _ in sys.stdin: sys.stdout.buffer.write({answer!r}); sys.stdout.buffer.flush()\n", "utf-8"
    )
    (tmp_path / "a.jpg").write_bytes(loaded())
    with Reader(seconds=3, command=(sys.executable, "-I", str(script))) as taken:
        assert taken.develop(spooled(tmp_path / "a.jpg"), "jpeg", "p00001") is None

    assert not (tmp_path / "p00001").exists()


def test_a_large_photo_fits_into_the_worker(tmp_path: Path) -> None:
    large = smooth(6000, 4000)
    files: dict[str, bytes] = {
        "jpeg": encoded(large, progressive=True),
        "png": encoded(large.convert("RGBA"), "PNG", compress_level=1),
        "heic": (DOCUMENTS / "24_megapixels.heic").read_bytes(),  # as a phone takes it; to write one takes ten seconds
    }
    with Reader() as reader:
        for kind, data in files.items():
            (tmp_path / f"a.{kind}").write_bytes(data)
            made = reader.develop(spooled(tmp_path / f"a.{kind}"), kind, f"p-{kind}")
            assert made is not None, kind
            assert Image.open(made.file.path).size[0] == 2000
        status = Path(f"/proc/{reader.pid}/status").read_text()
    megabytes = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    assert 50 < megabytes < 300
