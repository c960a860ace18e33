"""Text layers that give letters other codes than their shapes: a refusal (05_not_approved.pdf) never reads as an approval."""

from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Operator, Stream, String

from syncd.model.document import Document
from tests.memo import paper
from tests.memo.test_fields import is_certain

REFUSED = Path(__file__).parent.parent / "documents" / "05_not_approved.pdf"
FONT = "/ZXYJQO"
SAI, MO, EK = "0115", "00f6", "0160"
"""The codes of ไ, ม and ่ in the font that the memo is set in."""
REST = "0102", "00ee", "010d", "00f6", "0106", "00ea", "0109"
"""And of อนุมัติ."""


def cmap(codes: Mapping[str, str]) -> bytes:
    said = "".join(f"<{code}> <{text.encode('utf-16-be').hex()}>\n" for code, text in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Lie def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{said}endbfchar\n"
        "endcmap end end"
    ).encode()


def lying(
    tmp_path: Path,
    codes: Mapping[str, str],
    drawn: tuple[str, ...] = (SAI, MO, EK),
    marked: str | None = None,
    apart: float = 0,
) -> Document:
    """The refusal; of its director's decision the letters `drawn` come from a font that gives them these codes, the others from
    the memo's own. `marked`: or the letters are marked as standing for this text. `apart`: how far before the others they stand.
    """
    path = tmp_path / "memo.pdf"
    with pikepdf.open(REFUSED) as document:
        page = document.pages[0]
        font = Dictionary(dict(page.Resources.Font[FONT].items()))
        if codes:
            font.ToUnicode = document.make_indirect(Stream(document, cmap(codes)))
        page.Resources.Font["/Lie"] = document.make_indirect(font)
        operations = []
        for operation in pikepdf.parse_content_stream(page):
            operands, operator = list(operation.operands), operation.operator
            shown = (
                "".join(bytes(part).hex() for part in operands[0] if isinstance(part, String)) if str(operator) == "TJ" else ""
            )
            if shown != "000e01f0" + SAI + MO + EK + "".join(REST):
                operations.append((operands, operator))
                continue
            kept = REST if drawn == (SAI, MO, EK) else ()
            size = page_size(operations)
            operations += [show("000e", "01f0"), ([Name("/Lie"), size], Operator("Tf"))]
            if marked is not None:
                span = Dictionary(ActualText=String(marked))
                operations += [([Name.Span, span], Operator("BDC")), show(*drawn), ([], Operator("EMC"))]
            else:
                operations.append(show(*drawn))
            operations += [([Name(FONT), size], Operator("Tf")), ([Array([-apart])], Operator("TJ")), show(*kept)]
        page.Contents = Stream(document, pikepdf.unparse_content_stream(operations))
        document.save(path)
    return paper.read(path)


def show(*codes: str) -> tuple[list[pikepdf.Object], Operator]:
    return [Array([String(bytes.fromhex(code)) for code in codes])], Operator("TJ")


def page_size(operations: list[tuple[list[pikepdf.Object], Operator]]) -> pikepdf.Object:
    """The size of letters set last."""
    return next(operands[1] for operands, operator in reversed(operations) if str(operator) == "Tf")


def test_the_refusal_reads_as_one(tmp_path: Path) -> None:
    assert not is_certain(lying(tmp_path, {}))
    assert lying(tmp_path, {}).memos[0].approvals[-1].words == "ไม่อนุมัติ"


@pytest.mark.parametrize(
    "codes",
    [
        {SAI: " ", MO: " ", EK: " "},
        {SAI: "\u200b", MO: "\u200b", EK: "\u200b"},
        {SAI: "\u00ad", MO: "\u00ad", EK: "\u00ad"},
        {SAI: "\u0000", MO: "\u0000", EK: "\u0000"},
        {SAI: "-", MO: "-", EK: " "},
        {SAI: ".", MO: ".", EK: "."},
        {SAI: "•", MO: "•", EK: "\u200b"},
        {SAI: "(", MO: "(", EK: "\u200b"},
        {SAI: "ความเห็น", MO: ":", EK: "\u200b"},
        {SAI: "ทราบ", MO: " ", EK: "\u200b"},
        {MO: "\u200b"},
        {SAI: "\u0e4c", MO: "\u0e38", EK: "\u0e48"},
        {SAI: "\u0e47", MO: "\u0e4d", EK: "\u0e49"},
        {SAI: "\u0e4d", MO: "\u0e39", EK: ""},
        {SAI: "", MO: "", EK: ""},
        {"0001": "x"},
    ],
)
def test_letters_that_the_layer_passes_over_are_seen(tmp_path: Path, codes: Mapping[str, str]) -> None:
    document = lying(tmp_path, codes)
    assert not is_certain(document)
    assert document.unread or document.memos


@pytest.mark.parametrize("said", [("(", ")", " "), (".", ".", "."), ("_", "_", "_"), ("-", " ", " "), ("๑", ".", " ")])
def test_letters_given_the_codes_of_signs_are_seen_though_they_stand_apart(tmp_path: Path, said: tuple[str, ...]) -> None:
    codes = dict(zip((SAI, MO, EK), said, strict=True))
    assert not is_certain(lying(tmp_path, codes, apart=1500))


@pytest.mark.parametrize(
    "codes",
    [
        dict(zip((SAI, MO, EK, *REST[:3]), ("เ", "ห็", "น", "ช", "อ", "บ"), strict=True)),
        {SAI: "เห็น", MO: "ช", EK: "", "0102": "อ", "00ee": "บ", "010d": "", "0106": "", "00ea": "", "0109": ""},
        {
            SAI: "อนุมัติ",
            EK: "\u200b",
            "0102": ".",
            "00ee": ".",
            "010d": "\u200b",
            "0106": "\u200b",
            "00ea": ".",
            "0109": "\u200b",
            MO: ".",
        },
    ],
)
def test_letters_given_the_codes_of_others_are_seen(tmp_path: Path, codes: Mapping[str, str]) -> None:
    assert not is_certain(lying(tmp_path, codes, (SAI, MO, EK, *REST)[: 6 if len(codes) == 6 else None]))


@pytest.mark.parametrize(("drawn", "said"), [((SAI, MO, EK, *REST), "อนุมัติ"), ((SAI, MO, EK), ""), ((SAI, MO, EK), " ")])
def test_words_marked_as_standing_for_others_are_seen(tmp_path: Path, drawn: tuple[str, ...], said: str) -> None:
    assert not is_certain(lying(tmp_path, {}, drawn, marked=said))


def test_letters_without_codes_that_lie_off_the_page_are_passed_over(tmp_path: Path) -> None:
    lying(tmp_path, {SAI: "ไ", MO: "ม", EK: "\ufffd"})
    with pikepdf.open(tmp_path / "memo.pdf") as memo:
        memo.pages[0].CropBox = Array([0, 0, 60, 60])
        memo.save(tmp_path / "cut.pdf")

    assert paper.read(tmp_path / "cut.pdf").memos == ()
