"""Ways to have a PDF show one thing and its text say another, by how it draws: no such memo is certain."""

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from tests.memo.test_fields import is_certain
from tests.memo.test_pdf import before, changed, draw

Change = Callable[[pikepdf.Pdf], None]
DECISION = (85, 185, 60, 30)
"""Where the director's decision stands: left, bottom, width and height."""


def together(*changes: Change) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        for one in changes:
            one(document)

    return change


def resource(kind: str, name: str, made: Callable[[pikepdf.Pdf], pikepdf.Object]) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        resources = document.pages[0].Resources
        resources[kind] = resources.get(kind, Dictionary())
        resources[kind][name] = made(document)

    return change


def state(code: str, made: Callable[[pikepdf.Pdf], pikepdf.Object]) -> Change:
    return together(without_states, resource("/ExtGState", "/GLie", made), before(f"{code} "))


def without_states(document: pikepdf.Pdf) -> None:
    """The page's own states left out, so that what was set before holds."""
    page = document.pages[0]
    page.contents_coalesce()
    page.Contents = Stream(document, page.Contents.read_bytes().replace(b"/a1.0 gs", b""))


def in_a_form(outside: str, box: list[int] | None = None, group: bool = False) -> Change:
    """The whole page drawn by way of a form."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.contents_coalesce()
        form = Stream(document, page.Contents.read_bytes())
        form.Type, form.Subtype, form.BBox, form.Resources = (
            Name.XObject,
            Name.Form,
            Array(box or [0, 0, 595, 842]),
            page.Resources,
        )
        if group:
            form.Group = Dictionary(S=Name.Transparency)
        states = page.Resources.get("/ExtGState", Dictionary())
        page.Resources = Dictionary(XObject=Dictionary(FmLie=document.make_indirect(form)), ExtGState=states)
        page.Contents = Stream(document, f"{outside} /FmLie Do".encode())

    return change


def mask(document: pikepdf.Pdf) -> pikepdf.Object:
    black = Stream(document, b"0 g 0 0 600 850 re f")
    black.Type, black.Subtype, black.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 850])
    black.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=document.make_indirect(black)))


def white_tiles(document: pikepdf.Pdf) -> pikepdf.Object:
    tile = Stream(document, b"1 g 0 0 9 9 re f")
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 9, 9]), 9, 9, Dictionary()
    return document.make_indirect(tile)


def no_ink(document: pikepdf.Pdf) -> pikepdf.Object:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
    return Array([Name.Separation, Name("/None"), Name.DeviceGray, tint])


def without_colours(document: pikepdf.Pdf) -> None:
    """The page's own colours left out, so that what was set before holds."""
    page = document.pages[0]
    page.contents_coalesce()
    code = re.sub(rb"(?:[\d.]+ ){1,4}(?:rg|RG|g|G|k|K)\b", b"", page.Contents.read_bytes())
    page.Contents = Stream(document, code)


def smaller_paper(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.MediaBox = Array([0, 420, 595, 842])
    document.pages[0].obj.CropBox = Array([0, 0, 595, 842])


def layered(membership: Callable[[pikepdf.Object], Dictionary]) -> Change:
    """Everything belongs to a layer that is on, in this way."""

    def change(document: pikepdf.Pdf) -> None:
        group = document.make_indirect(Dictionary(Type=Name.OCG, Name="ก"))
        document.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(ON=Array([group])))
        document.pages[0].Resources["/Properties"] = Dictionary(MLie=document.make_indirect(membership(group)))
        document.pages[0].contents_add(b"/OC /MLie BDC", prepend=True)
        document.pages[0].contents_add(b"EMC")

    return change


def inline_picture(document: pikepdf.Pdf) -> None:
    left, bottom, width, height = DECISION
    code = f"q {width} 0 0 {height} {left} {bottom} cm BI /W 1 /H 1 /CS /G /BPC 8 ID ".encode() + b"\xff EI Q"
    document.pages[0].contents_add(b"q", prepend=True)
    document.pages[0].contents_add(b"Q " + code)


def letters_of_drawings(document: pikepdf.Pdf) -> None:
    """The page's font turned into one whose letters are small programs that draw nothing."""
    page = document.pages[0]
    for font in page.Resources.Font.values():
        nothing = document.make_indirect(Stream(document, b"500 0 d0"))
        font.Subtype, font.FontMatrix, font.FontBBox = Name.Type3, Array([0.001, 0, 0, 0.001, 0, 0]), Array([0, 0, 1000, 1000])
        names = [Name(f"/g{number}") for number in range(256)]
        font.CharProcs = Dictionary({str(name): nothing for name in names})
        font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([0, *names]))


def little_squares(left: int, bottom: int) -> str:
    return "0 g " + " ".join(f"{left + 3 * x} {bottom + 3 * y} 2 2 re f" for x in range(9) for y in range(4))


LIES: dict[str, Change] = {
    "cut away": before("0 0 10 10 re W n"),
    "cut away by a form": in_a_form("", [0, 400, 595, 842]),
    "seen through": state("/GLie gs", lambda _: Dictionary(ca=0.01, CA=0.01)),
    "seen through as a group": together(
        without_states, resource("/ExtGState", "/GLie", lambda _: Dictionary(ca=0.01)), in_a_form("/GLie gs", group=True)
    ),
    "masked": state("/GLie gs", mask),
    "mixed with the paper": state("/GLie gs", lambda _: Dictionary(BM=Name.Screen)),
    "filled with white tiles": together(
        without_colours, resource("/Pattern", "/PLie", white_tiles), before("/Pattern cs /PLie scn")
    ),
    "in no ink": together(without_colours, resource("/ColorSpace", "/CLie", no_ink), before("/CLie cs 1 scn")),
    "squeezed": before("1 Tz"),
    "raised": before("600 Ts"),
    "drowned in its outline": before("2 Tr 1 1 1 RG 8 w"),
    "under a broad stroke": draw("1 1 1 RG 40 w 60 200 m 200 200 l S"),
    "under a broad stroke beside it": draw("1 1 1 RG 90 w 60 232 m 200 232 l S"),
    "under a picture in line": inline_picture,
    "outside the paper": smaller_paper,
    "in a layer that is shown when it is off": layered(lambda group: Dictionary(Type=Name.OCMD, OCGs=group, P=Name.AllOff)),
    "in a layer by a formula": layered(lambda group: Dictionary(Type=Name.OCMD, OCGs=group, VE=Array([Name.Not, group]))),
    "in letters that draw nothing": letters_of_drawings,
    "under what comes after very much": draw("1 g " + "0 0 1 1 re f " * 20_100 + "60 60 480 320 re f"),
    "beside a word of little squares": draw(little_squares(60, 194)),
    "below a word of little squares in the body": draw(little_squares(40, 500)),
}


def test_the_memo_in_a_form_is_certain(tmp_path: Path) -> None:
    assert is_certain(changed(tmp_path, in_a_form("")))


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_memo_drawn_otherwise_than_it_says_is_not_certain(tmp_path: Path, lie: Change) -> None:
    document = changed(tmp_path, lie)
    assert not is_certain(document)
    assert document.unread or document.memos, "held, not returned as having no memo"


HARMLESS: dict[str, Change] = {
    "cut to the paper": before("0 0 595 842 re W n"),
    "a state of the usual kind": state("/GLie gs", lambda _: Dictionary(ca=1, CA=1, BM=Name.Normal, SMask=Name("/None"))),
    "multiplied with the paper": state("/GLie gs", lambda _: Dictionary(BM=Name.Multiply)),
    "in a layer that is on": layered(lambda group: Dictionary(Type=Name.OCMD, OCGs=group, P=Name.AnyOn)),
    "a dotted line to write on": draw(" ".join(f"{72 + 4 * n} 500 1.2 1.2 re f" for n in range(90))),
    "a box around the decision": draw("0.5 w 85 185 200 40 re S"),
    "a broad grey line at the top": draw("0.8 G 20 w 50 820 m 545 820 l S"),
}


@pytest.mark.parametrize("look", HARMLESS.values(), ids=HARMLESS)
def test_what_programs_usually_write_leaves_a_memo_certain(tmp_path: Path, look: Change) -> None:
    assert is_certain(changed(tmp_path, look))
