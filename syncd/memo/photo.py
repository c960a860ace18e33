"""Photos: what one is, and the picture made of it for the public: upright, no larger than a screen, and nothing else in it."""

from __future__ import annotations

import io
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from syncd.memo import page_like
from syncd.model.document import Photo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

KINDS = frozenset({"jpeg", "png", "heic", "gif", "webp", "tiff", "bmp"})
"""Kinds of file that can be a photo."""
LONGEST_SIDE = 2000
"""Pixels: more than any screen shows of a page. Half of what phones take, which is decoded in a third of the time, and less than
WordPress's own 2048, of which it would make one more size: `python -m tests.bench photos`."""
JPEG_QUALITY = 85
"""By measure, on fourteen pictures of 2560 pixels: 391 KB each, and none under 35 dB from the original (80: 331 KB, 31 dB)."""

_FORMATS = {
    "jpeg": ("JPEG", "MPO"),  # phones write a second picture behind the first; only the first is shown
    "png": ("PNG",),
    "heic": ("HEIF",),
    "gif": ("GIF",),
    "webp": ("WEBP",),
    "tiff": ("TIFF",),
    "bmp": ("BMP", "DIB"),
}
_MAY_MOVE = frozenset({"gif", "webp", "tiff", "png"})
_FLAT = frozenset({"png", "gif", "bmp"})
"""Kinds in which drawings are kept, whose sharp edges JPEG would blur."""
_FEW_COLOURS = 256
_STRIP = 128
"""Rows made at once."""
_ORIENTATION = 0x0112


class UnusableError(Exception):
    """The file is no picture that could be shown."""


class TooLargeError(UnusableError):
    """It has more pixels than can be opened here."""


class Developed(NamedTuple):
    """The picture for the public."""

    kind: str
    """"jpeg" or "png"."""
    data: bytes


def look(path: Path, kind: str) -> Photo:
    """What the photo is; all of it is decoded, so that a cut-off file is found. Raises UnusableError."""
    with _opened(path, kind, page_like.SIDE) as image:
        return Photo(
            moves=kind in _MAY_MOVE and getattr(image, "n_frames", 1) > 1,
            looks_like_page=page_like.looks_like_page(_shrunk(_plain(image, page_like.SIDE), page_like.SIDE)),
        )


def develop(path: Path, kind: str, side: int = LONGEST_SIDE) -> Developed:
    """The picture for the public: the same file gives the same bytes, whenever it is made. Raises UnusableError.

    `side`: its longest, in pixels; an officer gets smaller ones to look at.
    """
    with _opened(path, kind, side) as image:
        turn, profile = image.getexif().get(_ORIENTATION, 1), image.info.get("icc_profile")
        small = _plain(image, side)
        is_flat = kind in _FLAT and small.getcolors(_FEW_COLOURS) is not None
        small = _upright(_in_srgb(_shrunk(small, side), profile), turn)
        return _as_png(small) if is_flat else _as_jpeg(small)


@contextmanager
def _opened(path: Path, kind: str, side: int) -> Iterator[Image]:
    """The picture, decoded; a JPEG no larger than it must be for its longest side to have so many pixels."""
    import pillow_heif  # noqa: PLC0415 - only the worker pays for the libraries
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    # A small picture kept inside the file may show something else than the photo.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    try:
        with path.open("rb") as file, Image.open(file, formats=_FORMATS[kind]) as image:
            width, height = image.size
            scale = side / max(width, height)
            image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
            image.load()
            yield image
    except (MemoryError, Image.DecompressionBombError) as error:
        raise TooLargeError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as error:
        raise UnusableError from error


def _plain(image: Image, side: int) -> Image:
    """Grey or RGB, eight bits; what is transparent stands on white."""
    if image.mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" not in image.info and "A" not in image.mode.upper():
        return image.convert("RGB")
    return _on_white(image, max(1, max(image.size) // side))


def _on_white(image: Image, smaller: int) -> Image:
    """On white and so many times smaller, strip by strip: the worker has no room for a large picture and a copy of it."""
    from PIL import Image as images  # noqa: PLC0415, N813

    ground = images.new("RGB", (-(-image.width // smaller), -(-image.height // smaller)))
    rows = _STRIP * smaller
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height))).convert("RGBA")
        white = images.new("RGB", strip.size, "white")
        white.paste(strip, (0, 0), strip)
        ground.paste(white.reduce(smaller), (0, top // smaller))
    return ground


def _shrunk(image: Image, side: int) -> Image:
    small = image.copy() if max(image.size) <= side else image
    small.thumbnail((side, side), reducing_gap=2.0)
    return small


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """The colours that the profile means, as every screen shows them; a profile that cannot be read means nothing."""
    from PIL import ImageCms  # noqa: PLC0415

    if not profile or image.mode != "RGB":
        return image
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _upright(image: Image, turn: int) -> Image:
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[turn]) if turn in turns else image


def _as_jpeg(image: Image) -> Developed:
    out = io.BytesIO()
    _bare(image).save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Developed("jpeg", out.getvalue())


def _as_png(image: Image) -> Developed:
    from PIL import Image as images  # noqa: PLC0415, N813

    out = io.BytesIO()
    _bare(image).quantize(_FEW_COLOURS, dither=images.Dither.NONE).save(out, "PNG", optimize=True)
    return Developed("png", out.getvalue())


def _bare(image: Image) -> Image:
    """The same pixels in a new image: saving one that was opened writes its comment and profile again."""
    from PIL import Image as images  # noqa: PLC0415, N813

    bare = images.new(image.mode, image.size)
    bare.paste(image)
    return bare
