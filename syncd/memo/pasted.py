"""Looks for pictures beside a document's words that may hold writing: a list that was pasted as a picture, a card, a table."""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import takewhile

import pypdfium2
from lxml import etree
from PIL import Image, ImageFile

from syncd.memo import beside, biff, drawings, inked, metafiles, odf_pictures, ole, page_like
from syncd.memo.beside import Look
from syncd.memo.docx_parts import relations
from syncd.memo.office import local, parse
from syncd.memo.pdf_things import Thing
from syncd.memo.source import Source, mapped

WRITTEN = beside.WRITTEN

_LEAST = 30.0
"""Square centimetres as shown: a card is larger; crests, signatures and square codes are smaller."""
_LEAST_READ = 12.0
"""The same of a picture on which OCR can read a card that was made smaller."""
_LEAST_STAMP, _MOST_STAMPS = 1.5, 8
"""The same of a rubber stamp, and how many so small are looked at on a page."""
_OBLONG = 1.3
"""So much longer than high."""
_TOUCH = 1.5
"""Points between strips of one picture."""
_MOST_PIXELS = 20_000_000
_MOST_BYTES = 16 << 20
"""Of one picture in a stream: a larger one is not opened."""
_CM, _POINT = 360_000, 72 / 2.54
"""Drawing units, and points, to the centimetre."""
_PARTS = re.compile(r"(?:word|xl|ppt)/(?!.*theme/).*\.(?:xml|vml)")
_THUMBNAIL = re.compile(r"(?:docProps|Thumbnails)/thumbnail\.(?:jpe?g|png)", re.IGNORECASE)
_TOO_SMALL = 400
"""Pixels of the longer side, up to which a card or a part of a page cannot be read."""
_THUMBNAIL_TOO_SMALL = 512
"""The same of a whole page; LibreOffice makes its own so large."""
_BEGINS = re.compile(
    rb"(?=\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xe0-\xee\xdb])"
    rb"|(?:\x80\x7a\x1f|\x40\x6e\x29)\xf0.{21}|(?:\x90\x7a\x1f|\x50\x6e\x29)\xf0.{37}",
    re.DOTALL,
)
"""Where a picture begins: a PNG or JPEG anywhere; a DIB or TIFF behind the head of its record, of one mark or two."""
_IN_HEX = re.compile(rb"(?:89504e47|ffd8ff)[0-9a-f\s]{200,}", re.IGNORECASE)
_STYLE = re.compile(r"(width|height):\s*([\d.]+)pt")


Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def framed(source: Source) -> dict[str, Look]:
    """The parts with the pictures that can be read in a file of Office or LibreOffice, in order, and what each looks like.

    Raises what zipfile and lxml raise.
    """
    with zipfile.ZipFile(source) as archive:
        names = set(archive.namelist())
        shown = odf_pictures.shown if "content.xml" in names else _shown_in
        large = set(shown(archive, names, _LEAST)) & names
        small = {name for name in (set(shown(archive, names, _LEAST_READ)) & names) - large if _opens(archive.read(name))}
        tiny = (name for name in (set(shown(archive, names, _LEAST_STAMP)) & names) - large - small)
        looks = {name: Look.STAMP for name in tiny if _is_of_use(archive.read(name))}
        looks |= dict.fromkeys(small, Look.PLAIN) | {name: _look_into(archive.read(name)) for name in large}
        for name in filter(_THUMBNAIL.fullmatch, names):  # of the first page, which is screened itself
            if (
                _can_be_read(content := archive.read(name), _THUMBNAIL_TOO_SMALL)
                and (look := _look_into(content)) is not Look.PLAIN
            ):
                looks[name] = look
        return dict(sorted(looks.items()))


def _shown_in(archive: zipfile.ZipFile, names: set[str], least: float) -> Iterator[str]:
    return (part for name in sorted(names) if _PARTS.fullmatch(name) for part in _large_pictures(archive, name, least))


def unframed(source: Source, kind: str) -> list[tuple[bytes, Look]]:
    """The pictures in an RTF or a file of Office 97 that can be read, and what each looks like.

    How large they are shown is not known, but of drawings: of those the large ones. In a text, where crests and signatures
    stand, only OCR tells what the others say. Raises ole.DamagedError.
    """
    pieces = streams(source, kind)
    looks = ((picture, Look.PLAIN if kind in {"rtf", "doc"} else _look_into(picture)) for picture in in_streams(pieces))
    large = metafiles.in_rtf if kind == "rtf" else metafiles.in_stream
    drawn = [(piece[start : start + _MOST_BYTES], Look.UNKNOWN) for piece in pieces for start in large(piece, _LEAST)]
    return [(picture, look) for picture, look in looks if look is not Look.PLAIN or _can_be_read(picture)] + drawn


def streams(source: Source, kind: str) -> list[bytes]:
    """Where an RTF or a file of Office 97 keeps its pictures. Raises ole.DamagedError."""
    if kind == "rtf":
        with mapped(source) as content:
            return [content[:], *map(_unhex, _IN_HEX.findall(content))]
    return [biff.joined(stream) if name == "Workbook" else stream for name, stream in ole.pictures(source)]


def in_streams(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pictures in them, each with what follows it."""
    return (piece[start.end() : start.end() + _MOST_BYTES] for piece in pieces for start in _BEGINS.finditer(piece))


def _unhex(digits: bytes) -> bytes:
    even = b"".join(digits.split())
    return bytes.fromhex(even[: len(even) // 2 * 2].decode("ascii"))


def on_page(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, images: list[Thing]) -> list[tuple[Box, Look]]:
    """The pictures on a page of a PDF that can be read, strips of one put together, and what each looks like.

    Of more than have numbers the last numbered one stands for all that follow, of which nobody knows.
    """
    areas = _areas(images)
    seen = [
        (box, _look(rendered(page, box)) if thing is None else _look_at(document, page, thing, box))
        for box, thing in areas[: beside.MOST]
    ]
    return seen if len(areas) <= beside.MOST else [*seen[:-1], (seen[-1][0], Look.UNKNOWN)]


def boxes_on(images: list[Thing]) -> list[Box]:
    """Where they stand, in the same order."""
    return [box for box, _ in _areas(images)[: beside.MOST]]


def _areas(images: list[Thing]) -> list[tuple[Box, Thing | None]]:
    """The places of such pictures; with the picture itself where it is in one piece."""
    large = [thing for thing in images if thing.area >= _LEAST * _POINT**2]
    strips = _put_together([thing for thing in images if thing not in large])
    left = [thing for thing in images if thing not in large and not any(_holds(strip, thing) for strip in strips)]
    whole = [*large, *(thing for thing in left if thing.area >= _LEAST_READ * _POINT**2)]
    places: list[tuple[Box, Thing | None]] = [((it.left, it.bottom, it.right, it.top), it) for it in whole]
    tiny = sorted((it for it in left if _LEAST_STAMP * _POINT**2 <= it.area < _LEAST_READ * _POINT**2), key=lambda it: -it.area)
    stamps = [((it.left, it.bottom, it.right, it.top), it) for it in tiny[:_MOST_STAMPS]]
    return [*places, *((strip, None) for strip in strips), *stamps]


def _holds(strip: Box, thing: Thing) -> bool:
    left, bottom, right, top = strip
    return left <= thing.left and bottom <= thing.bottom and thing.right <= right and thing.top <= top


def _look_at(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, thing: Thing, box: Box) -> Look:
    if thing.area < _LEAST_READ * _POINT**2:
        return Look.STAMP if _may_say_something(rendered(page, box, inked.SMALL)) else Look.NOTHING
    if thing.area < _LEAST * _POINT**2:
        return Look.PLAIN
    image = pypdfium2.PdfImage(thing.handle, page=page, pdf=document)
    try:
        width, height = image.get_px_size()
        is_known = width * height <= _MOST_PIXELS
        return _look(image.get_bitmap(render=True, scale_to_original=False).to_pil()) if is_known else Look.WRITTEN
    except pypdfium2.PdfiumError:
        return Look.UNKNOWN


def _put_together(strips: list[Thing]) -> list[Box]:
    """The pictures that strips of one width make, one right under another, when they are large together."""
    made: list[list[Thing]] = []
    for strip in sorted(strips, key=lambda it: (round(it.left), round(it.right), it.top)):
        last = made[-1][-1] if made else None
        if last and max(abs(strip.left - last.left), abs(strip.right - last.right), abs(strip.bottom - last.top)) < _TOUCH:
            made[-1].append(strip)
        else:
            made.append([strip])
    boxes = [(run[0].left, run[0].bottom, run[0].right, run[-1].top) for run in made if len(run) > 1]
    return [box for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) >= _LEAST * _POINT**2]


def rendered(page: pypdfium2.PdfPage, box: Box, pixels: int = page_like.SIDE) -> Image.Image:
    """What the page shows there."""
    width, height = page.get_size()
    left, bottom, right, top = box
    margins = (max(0.0, left), max(0.0, bottom), max(0.0, width - right), max(0.0, height - top))
    drawn: Image.Image = page.render(crop=margins, scale=pixels / max(right - left, top - bottom)).to_pil()
    return drawn


def _large_pictures(archive: zipfile.ZipFile, name: str, least: float) -> Iterator[str]:
    """The parts with the pictures that this part shows large, or nobody knows how large."""
    if posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels") not in archive.namelist():
        return
    targets = {ident: target for ident, kind, target in relations(archive, name) if kind == "image"}
    if not targets:
        return
    for element in parse(archive, name).iter(etree.Element):
        if local(element) in {"blip", "imagedata"} and _area(element) >= least:
            yield from (targets[value] for value in element.attrib.values() if value in targets)


def _area(picture: "etree._Element") -> float:
    """Square centimetres; without end if it is not said, or said in a group's own measure; of a ground behind all, too."""
    above = list(picture.iterancestors())
    if any(local(one) in {"grpSp", "wgp", "group", "bg"} for one in above):
        return float("inf")
    for one in takewhile(lambda one: local(one) != "spTree", above):  # what that says first is its own, and 0
        if local(one) == "shape":
            sides = dict(_STYLE.findall(one.get("style") or ""))
            return float(sides["width"]) * float(sides["height"]) / _POINT**2 if len(sides) == 2 else float("inf")  # noqa: PLR2004 - both
        for size in one.iter(etree.Element):
            if local(size) in {"extent", "ext"} and (size.get("cx") or "").isdigit() and (size.get("cy") or "").isdigit():
                return int(size.get("cx") or 0) * int(size.get("cy") or 0) / _CM**2
    return float("inf")


def _can_be_read(content: bytes, too_small: int = _TOO_SMALL) -> bool:
    """Whether a picture has enough pixels for it; one that cannot be opened may have."""
    try:
        with Image.open(BytesIO(content)) as image:
            return max(image.size) > too_small
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True


def _opens(content: bytes) -> bool:
    """Whether there is something to see; of some kinds (EMF, WMF) only the measures can be read."""
    try:
        with Image.open(BytesIO(content)) as image:
            return not isinstance(image, ImageFile.StubImageFile)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _is_of_use(content: bytes) -> bool:
    try:
        with Image.open(BytesIO(content)) as image:
            return image.width * image.height <= _MOST_PIXELS and _may_say_something(_on_white(image))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return False


def _may_say_something(small: Image.Image) -> bool:
    """Whether a small picture has ink in colour, as stamps have, or is oblong, as lines and cards are; crests are neither."""
    return max(small.size) >= _OBLONG * min(small.size) or inked.may_be_stamp(small)


def _look_into(content: bytes) -> Look:
    try:
        with Image.open(BytesIO(content)) as image:
            image.draft("RGB", (page_like.SIDE, page_like.SIDE))  # a JPEG is decoded no larger than needed
            return Look.WRITTEN if image.width * image.height > _MOST_PIXELS else _look(image)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return Look.UNKNOWN  # a picture of another kind, or one that cannot be opened, may say anything


def _look(image: Image.Image) -> Look:
    image = _on_white(image)
    if not _is_written(image.copy()):
        return Look.PLAIN
    return Look.DRAWN if drawings.is_drawing(image) else Look.WRITTEN


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _is_written(image: Image.Image) -> bool:
    image.thumbnail((page_like.SIDE, page_like.SIDE), reducing_gap=2.0)
    return page_like.holds_writing(image)
