"""Photos as cameras, phones and programs write them, made anew: pixels that tell what was done to them, and what hides beside."""

import io
import struct
from collections.abc import Iterator, Sequence

import pillow_heif
from PIL import Image, ImageCms, ImageDraw

pillow_heif.register_heif_opener(thumbnails=False)

SECRETS = (b"SECRET-MAKE", b"SECRET-COMMENT", b"SECRET-XMP", b"SECRET-IPTC", b"SECRET-TAIL", b"SECRET-ICC")
"""What stands in `loaded` pictures and must not stand in what is made of them."""
ORIENTATION, GPS = 0x0112, 0x8825
CORNERS = ((220, 20, 20), (20, 200, 20), (20, 20, 220), (230, 230, 20))
"""Of `scene`: top left, top right, bottom left, bottom right."""
_SEEN_AS = {1: (0, 1, 2, 3), 2: (1, 0, 3, 2), 3: (3, 2, 1, 0), 4: (2, 3, 0, 1)}
_SEEN_AS |= {5: (0, 2, 1, 3), 6: (2, 0, 3, 1), 7: (3, 1, 2, 0), 8: (1, 3, 0, 2)}
"""Which corner of what is stored is seen top left, top right, bottom left, bottom right, by EXIF orientation."""


def scene(width: int = 120, height: int = 80, seed: int = 0) -> Image.Image:
    """A picture whose four quarters differ; no two seeds give the same."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for place, colour in enumerate(CORNERS):
        x, y = (place % 2) * width // 2, (place // 2) * height // 2
        draw.rectangle((x, y, x + width // 2, y + height // 2), fill=colour)
    draw.ellipse((width * 0.4, height * 0.4, width * 0.6, height * 0.6), fill=(seed * 37 % 256, seed * 11 % 256, 128))
    return image


def smooth(width: int = 300, height: int = 200) -> Image.Image:
    """Many colours, as a photo has."""
    grey = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (grey, grey.rotate(180), Image.radial_gradient("L").resize((width, height))))


def corners(data: bytes) -> tuple[tuple[int, int, int], ...]:
    """The colours near the four corners of a picture."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = image.size
    spots = ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))
    return tuple(image.getpixel((int(x * width), int(y * height))) for x, y in spots)  # type: ignore[misc]  # RGB gives three


def alike(one: Sequence[tuple[int, int, int]], other: Sequence[tuple[int, int, int]], by: int = 25) -> bool:
    """Whether the colours are the same but for what JPEG and HEIC do to them."""
    return all(abs(a - b) <= by for pair in zip(one, other, strict=True) for a, b in zip(*pair, strict=True))


def seen_as(orientation: int) -> tuple[tuple[int, int, int], ...]:
    """The corners of `scene` as a viewer shows it that heeds the orientation."""
    return tuple(CORNERS[place] for place in _SEEN_AS[orientation])


def exif(orientation: int = 1) -> Image.Exif:
    """With where it was taken and by what."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = SECRETS[0].decode()
    tags.get_ifd(GPS).update({1: "N", 2: (15.0, 48.0, 20.5), 3: "E", 4: (102.0, 1.0, 52.0)})
    return tags


def encoded(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def loaded(orientation: int = 1, image: Image.Image | None = None, quality: int = 95, comment: bytes = SECRETS[1]) -> bytes:
    """A JPEG with everything that must go: GPS, camera, comment, XMP, IPTC, profile, and a film behind its end."""
    plain = encoded(
        image or scene(),
        exif=exif(orientation),
        icc_profile=profile(SECRETS[5]),
        comment=comment,
        quality=quality,
    )
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRETS[2] + b"</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(SECRETS[3])) + SECRETS[3]
    return plain[:2] + _segment(0xE1, xmp) + _segment(0xED, iptc) + plain[2:] + b"\0\0\0 ftypmp42" + SECRETS[4]


def profile(name: bytes = b"") -> bytes:
    """sRGB under this name."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb + name


def red_is_green() -> bytes:
    """A colour profile in which red means green, and green red."""
    return profile().replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def parts_of_jpeg(data: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its pixels; then 0xD9 if it ends with them, and nothing behind."""
    place = 2
    while data[place] == 0xFF:
        yield data[place + 1]
        if data[place + 1] == 0xDA:
            break
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    if data.find(b"\xff\xd9") == len(data) - 2:
        yield 0xD9


def parts_of_png(data: bytes) -> Iterator[str]:
    """The chunks of a PNG; what is behind the last makes no chunk and is given as such."""
    place = 8
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : place + 8].decode("latin-1")
        place += 12 + size


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
