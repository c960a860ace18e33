"""Whether a picture unfolds to more than a computer can show: by what it says of its sizes, nothing is decoded."""

import re
import struct
import warnings

from syncd.memo.source import Source, opened

MOST = 178_000_000
"""Pixels of one picture: twice what Pillow opens without a warning."""
_FRAMES = 2_000
_HEAD = 1 << 20
_FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "heic": ("HEIF",),
    "gif": ("GIF",),
    "webp": ("WEBP",),
    "tiff": ("TIFF",),
    "bmp": ("BMP", "DIB"),
}
_OF_OWN_SIZE = frozenset({"tiff", "heic"})
"""Kinds whose pictures within one file differ in size."""


def is_bomb(source: Source, kind: str) -> bool:
    """Whether one picture of the file is too large, or it holds thousands. What cannot be opened at all is no bomb."""
    import pillow_heif  # noqa: PLC0415 - only the worker pays for the libraries
    from PIL import Image  # noqa: PLC0415

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    with warnings.catch_warnings(), opened(source) as file:
        if kind == "heic" and _says_large(file.read(_HEAD)):
            return True
        file.seek(0)
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=_FORMATS[kind]) as image:
                frames = getattr(image, "n_frames", 1) if kind in _OF_OWN_SIZE else 1
                if frames > _FRAMES:
                    return True
                for frame in range(frames):
                    image.seek(frame)
                    if image.width * image.height > MOST:
                        return True
        except Image.DecompressionBombError:
            return True
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, RuntimeError, struct.error):
            return False  # whoever reads it says that it is damaged
    return False


def _says_large(head: bytes) -> bool:
    """Whether a HEIC file says of any picture in it that it is too large, also of one that it then shows only a part of."""
    sizes = (struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0{4}(.{8})", head, re.DOTALL))
    return any(width * height > MOST for width, height in sizes)
