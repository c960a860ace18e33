"""Pictures, sounds and films that are something else as well are refused; so are those that unfold without end."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from syncd.model.document import FaultKind
from tests.memo.office_files import faults, packed, read

DOCUMENTS = Path(__file__).parent.parent / "documents"
EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 200


def picture(kind: str, size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    made = BytesIO()
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.radial_gradient("L").resize(size).convert("RGB").save(made, kind, **how)
    return made.getvalue()


PICTURES = {kind: picture(kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF")}
NAMES = {"JPEG": "a.jpg", "PNG": "a.png", "GIF": "a.gif", "WEBP": "a.webp", "TIFF": "a.tif", "BMP": "a.bmp", "HEIF": "a.heic"}
SOUND = b"RIFF$\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0\x02\0\x10\0data\0\x08\0\0" + b"\0" * 2048
FILM = (DOCUMENTS / "60_clip.mp4").read_bytes()
WHOLE = {NAMES[kind]: content for kind, content in PICTURES.items()} | {"a.wav": SOUND, "a.mp4": FILM}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(
    "behind", [packed({"a.class": b"\xca\xfe\xba\xbe"}), b"<?php system($_GET[0]);?>", b"<script>alert(1)</script>"]
)
def test_an_archive_or_a_script_in_a_picture_a_sound_or_a_film_is_refused(tmp_path: Path, name: str, behind: bytes) -> None:
    assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, name, WHOLE[name] + behind))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif"])
@pytest.mark.parametrize(
    "behind", [EXE, b"\x7fELF" + b"\0" * 60, b"Rar!\x1a\x07\0", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.4", b"#!/bin/sh", b"<html>"]
)
def test_another_file_behind_a_picture_is_refused(tmp_path: Path, name: str, behind: bytes) -> None:
    assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, name, WHOLE[name] + b"\0\0" + behind))


def test_a_script_in_a_pictures_remark_is_refused(tmp_path: Path) -> None:
    for name, content in (
        ("a.jpg", picture("JPEG", comment=b"<?php eval($_POST[0]);?>")),
        ("a.gif", picture("GIF", comment=b"<script>alert(1)</script>")),
    ):
        assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, name, content))


def test_a_picture_that_begins_as_a_script_is_refused(tmp_path: Path) -> None:
    for content in (b"GIF89a/*" + PICTURES["GIF"][8:], b"GIF89a=1" + PICTURES["GIF"][8:]):
        assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, "a.gif", content + b"*/=1;alert(1)"))


@pytest.mark.parametrize("name", WHOLE)
def test_a_plain_one_is_no_alarm(tmp_path: Path, name: str) -> None:
    assert faults(read(tmp_path, name, WHOLE[name])) == set()


def test_what_phones_put_behind_a_photo_is_no_alarm(tmp_path: Path) -> None:
    for behind in (PICTURES["JPEG"], FILM, b"\0" * 300 + b"SEFHe\0\0\0SEFT"):
        assert faults(read(tmp_path, "a.jpg", PICTURES["JPEG"] + behind)) == set()


def png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def patched(content: bytes, *fields: tuple[int, bytes]) -> bytes:
    made = bytearray(content)
    for at, value in fields:
        made[at : at + len(value)] = value
    return bytes(made)


def tiff_of(width: int, height: int, pages: int = 1) -> bytes:
    made = BytesIO()
    first, *rest = [Image.new("1", (8, 8)) for _ in range(pages)]
    first.save(made, "TIFF", save_all=True, append_images=rest)
    content = made.getvalue()
    last = max(content.rfind(struct.pack("<HHL", 256, kind, 1)) for kind in (3, 4))  # the last page's width; its height is next
    return patched(content, (last + 2, struct.pack("<HLL", 4, 1, width)), (last + 14, struct.pack("<HLL", 4, 1, height)))


def heic_of(width: int, height: int) -> bytes:
    content = PICTURES["HEIF"]
    at = content.index(b"ispe") + 8
    return patched(content, (at, struct.pack(">II", width, height)))


BOMBS = {
    "a.png": png_of(30_000, 30_000),
    "a.gif": patched(PICTURES["GIF"], (6, struct.pack("<HH", 65_535, 65_535))),
    "a.bmp": patched(PICTURES["BMP"], (18, struct.pack("<ii", 60_000, 60_000))),
    "a.tif": tiff_of(60_000, 60_000),
    "b.tif": tiff_of(60_000, 60_000, pages=3),
    "a.heic": heic_of(60_000, 60_000),
    "a.jpg": patched(PICTURES["JPEG"], (PICTURES["JPEG"].index(b"\xff\xc0") + 5, struct.pack(">HH", 60_000, 60_000))),
    "a.webp": patched(
        picture("WEBP", lossless=True), (21, struct.pack("<L", (16_383) | (16_383 << 14) | 0)[:4])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_picture_that_unfolds_without_end_is_refused(tmp_path: Path, name: str) -> None:
    assert FaultKind.BOMB in faults(read(tmp_path, name, BOMBS[name]))


def test_a_panorama_and_a_scan_of_many_pages_are_no_bombs(tmp_path: Path) -> None:
    assert faults(read(tmp_path, "a.png", png_of(20_000, 4_000))) == set()
    assert faults(read(tmp_path, "a.tif", tiff_of(2_480, 3_508, pages=30))) == set()
