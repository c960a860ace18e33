"""What a picture says beside its pixels: where it was taken, by whom, and what programs and people wrote into it."""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from syncd.memo.source import Source, opened

UNSOUND = (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError, struct.error, zlib.error)
"""What looking may raise on a file that is none, or a broken one, beside Pillow's errors of size."""

_CAMERA, _PLACE = 0x8769, 0x8825
_OF_MACHINES = frozenset({0x927C, 0xA420, 0xA431, 0xA435, 0xC62F})
"""Notes in a maker's own code, and the numbers of picture, camera and lens."""
_LATITUDE, _LONGITUDE = 2, 4
_PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_MOST = 1 << 20
"""Bytes of one text."""


def has_place(source: Source) -> bool:
    """Whether it says where on earth it was taken. Raises one of UNSOUND."""
    with opened(source) as file, _described(file) as image:
        return bool({_LATITUDE, _LONGITUDE} & set(image.getexif().get_ifd(_PLACE)))


def texts(source: Source) -> Iterator[str]:
    """Everything that is written in it, in every spelling that it may be in. Raises one of UNSOUND."""
    with opened(source) as file, _described(file) as image:
        tags = image.getexif()
        for group in (tags, tags.get_ifd(_CAMERA), tags.get_ifd(_PLACE)):
            for tag, value in group.items():
                if tag not in _OF_MACHINES:
                    yield from _spelt(value)
        for name, value in image.info.items():
            if name not in {"icc_profile", "exif"}:
                yield from _spelt(value)
    with opened(source) as file:
        for content in _chunks(file):
            yield from _spelt(content)


def _described(file: BinaryIO) -> Image.Image:
    """The picture, none of its pixels decoded."""
    import pillow_heif  # noqa: PLC0415 - 20 MB that only pictures need

    pillow_heif.register_heif_opener(thumbnails=False)
    return Image.open(file)


def _spelt(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
        if b"\0" in value:
            yield from (value[start:].decode(code, "replace") for start in (0, 1) for code in ("utf-16-le", "utf-16-be"))
    elif isinstance(value, dict):
        for one in value.values():
            yield from _spelt(one)
    elif isinstance(value, tuple | list):
        if value and all(isinstance(one, int) and 0 <= one < 256 for one in value):  # noqa: PLR2004 - bytes, as numbers
            yield from _spelt(bytes(value))
        else:
            for one in value:
                yield from _spelt(one)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The texts of a PNG wherever they stand in it, those behind its pixels too."""
    if file.read(len(_PNG)) != _PNG:
        return
    while len(head := file.read(8)) == 8:  # noqa: PLR2004 - its length and its kind
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind in _TEXTS:
            content = file.read(min(size, _MOST))
            yield content
            yield from _unpacked(content)
            size -= len(content)
        file.seek(size + 4, 1)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed somewhere behind the text's name."""
    start = content.find(b"\x78", content.find(b"\0") + 1)
    if start > 0:
        unpacking = zlib.decompressobj()
        try:
            yield unpacking.decompress(content[start:], _MOST)
        except zlib.error:
            return  # a letter x, and nothing packed
