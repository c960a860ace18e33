"""What pictures to be published say beside their pixels: they go out as they are, so it is screened like words."""

import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from syncd.model.document import Document, FaultKind
from tests.memo import paper
from tests.photos import encoded, exif, scene, smooth

CARD = "1-9999-00722-10-8"
MASKED = "x-xxxx-xxxxx-10-8"
WIDE = CARD.encode("utf-16-le")
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{CARD}</dc:creator></x:xmpmeta>".encode()
DESCRIBED, TITLED, COMMENTED = 0x010E, 0x9C9B, 0x9286


def tagged(tag: int, said: str | bytes, *, deep: bool = False) -> Image.Exif:
    tags = Image.Exif()
    (tags.get_ifd(0x8769) if deep else tags)[tag] = said
    return tags


def png(kind: bytes, content: bytes) -> bytes:
    """A picture with this chunk behind its pixels."""
    plain, end = encoded(scene(), "PNG"), b"\0\0\0\0IEND"
    body = kind + content
    chunk = len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return plain.replace(end, chunk + end)


def with_iptc(said: str) -> bytes:
    """A JPEG with a caption as picture agencies write it."""
    entry = b"\x1c\x02\x78" + len(said).to_bytes(2, "big") + said.encode()
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(entry).to_bytes(4, "big") + entry + b"\0" * (len(entry) % 2)
    plain = encoded(scene())
    return plain[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + plain[2:]


def text_chunks() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Description", f"ของ {CARD}", zip=True)
    return encoded(scene(), "PNG", pnginfo=info)


PICTURES = {
    "a description": ("jpg", encoded(scene(), exif=tagged(DESCRIBED, CARD))),
    "a title as Windows writes it": ("jpg", encoded(scene(), exif=tagged(TITLED, WIDE))),
    "a comment of the camera": (
        "jpg",
        encoded(scene(), exif=tagged(COMMENTED, b"UNICODE\0" + CARD.encode("utf-16-le"), deep=True)),
    ),
    "a comment": ("jpg", encoded(scene(), comment=CARD.encode())),
    "XMP": ("jpg", encoded(scene(), xmp=XMP)),
    "IPTC": ("jpg", with_iptc(CARD)),
    "a text in a PNG": ("png", text_chunks()),
    "a text behind a PNG's pixels": ("png", png(b"tEXt", b"Comment\0" + CARD.encode())),
    "a packed text behind them": ("png", png(b"zTXt", b"Comment\0\0" + zlib.compress(CARD.encode()))),
    "a description in a TIFF": ("tif", encoded(scene(), "TIFF", description=CARD)),
    "one in a WebP": ("webp", encoded(scene(), "WEBP", exif=tagged(DESCRIBED, CARD))),
    "one in a HEIC": ("heic", encoded(scene(), "HEIF", exif=tagged(DESCRIBED, CARD))),
    "a comment in a GIF": ("gif", encoded(scene(), "GIF", comment=CARD.encode())),
}


def read(path: Path, ending: str, content: bytes) -> Document:
    (path / f"a.{ending}").write_bytes(content)
    return paper.read(path / f"a.{ending}")


@pytest.mark.parametrize(("ending", "content"), PICTURES.values(), ids=PICTURES.keys())
def test_numbers_that_a_picture_says_beside_its_pixels_are_found(tmp_path: Path, ending: str, content: bytes) -> None:
    assert {spot.shown for spot in read(tmp_path, ending, content).spots} == {MASKED}


@pytest.mark.parametrize(("ending", "kind"), [("jpg", "JPEG"), ("heic", "HEIF"), ("webp", "WEBP")])
def test_it_is_remarked_on_where_a_picture_was_taken(tmp_path: Path, ending: str, kind: str) -> None:
    (fault,) = read(tmp_path, ending, encoded(smooth(), kind, exif=exif())).faults

    assert fault.kind is FaultKind.CONCEALED
    assert "GPS" in fault.detail


def test_of_a_picture_that_says_nothing_nothing_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, "jpg", encoded(smooth()))

    assert (document.spots, document.faults) == ((), ())


def test_a_text_that_unfolds_without_end_costs_no_memory(tmp_path: Path) -> None:
    bomb = png(b"zTXt", b"Comment\0\0" + zlib.compress(b"0" * (64 << 20)))

    assert read(tmp_path, "png", bomb).spots == ()
