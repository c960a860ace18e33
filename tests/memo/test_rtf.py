"""RTF, also named .doc, by hand as Word writes it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from syncd.memo import seen
from syncd.model.approval import Word
from syncd.model.document import Concern, Document, FaultKind, Spot
from tests.memo import paper

MASKED = "x-xxxx-xxxxx-10-8"
HEAD = r"{\rtf1\ansi\ansicpg874\deff0{\fonttbl{\f0\fnil\fcharset222 TH SarabunPSK;}{\f1\fnil\fcharset0 Arial;}}"


def thai(text: str) -> str:
    """The text in the bytes of Thai Windows, escaped."""
    return "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("cp874"))


def paragraphs(lines: Sequence[str]) -> str:
    return "".join(thai(line).replace("\t", r"\tab ") + r"\par" + "\n" for line in lines)


def memo(*last: str) -> str:
    return paragraphs((*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director(*last or ("- อนุมัติ",))))


def read(tmp_path: Path, body: str, head: str = HEAD, named: str = "memo.doc") -> Document:
    path = tmp_path / named
    path.write_bytes((head + body + "}").encode("cp874"))
    return paper.read(path)


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        HEAD.replace("ansicpg874", "ansicpg1252"),
        HEAD.replace("ansicpg874", "ansicpg1252")
        .replace("fcharset222 TH", "fcharset0 TH")
        .replace("fcharset0 Arial", "fcharset222 A"),
    ],
    ids=["the code of the file", "the code of the font", "a font that is not the one of Thai letters"],
)
def test_thai_in_the_bytes_of_windows_is_read(tmp_path: Path, head: str) -> None:
    (found,) = read(tmp_path, r"\f0 " + memo(), head).memos
    assert (found.doubts, found.approvals[-1].word) == ((), Word.APPROVED)
    assert found.approvals[-1].name == paper.NAME.strip("()")


def test_letters_by_number_are_read_once_and_what_stands_for_them_in_old_readers_is_not(tmp_path: Path) -> None:
    coded = memo()
    said = thai("- อนุมัติ") + r"\par" + "\n" + r"\par"
    numbered = "- " + "".join(f"\\u{ord(letter)}\\'3f" for letter in "ไม่อนุมัติ") + r"\par" + "\n" + r"\par"
    place = coded.rindex(said)
    (found,) = read(tmp_path, coded[:place] + numbered + coded[place + len(said) :]).memos
    assert (found.approvals[-1].word, found.approvals[-1].words) == (Word.REFUSED, "ไม่อนุมัติ")


BOX = r"{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard " + thai("ไม่อนุมัติ") + r"\par}}{\shprslt x}}"


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        (BOX, seen.FLOATING),
        (r"{\v " + thai("ซ่อน") + "}", seen.HIDDEN),
        (r"{\afs4 " + thai("ซ่อน") + "}", seen.HIDDEN),
        (r"{\charscalex1 " + thai("ซ่อน") + "}", seen.HIDDEN),
        (r"{\up400 " + thai("ซ่อน") + "}", seen.HIDDEN),
        (r"{\deleted " + thai("ไม่") + "}", seen.TRACKED),
        (r"{\*\annotation " + thai("อย่าเพิ่ง") + "}", seen.COMMENTED),
        (r"\pard\absh200\posx9000 " + thai("ไกล") + r"\par\pard ", seen.FLOATING),
        (r"\pard\li20000 " + thai("ไกล") + r"\par\pard ", seen.FLOATING),
        (r"{\field{\*\fldinst IF 1=1 a b}{\fldrslt a}}", seen.COMPUTED),
        (r"{\field{\*\fldinst FORMCHECKBOX}{\fldrslt }}", seen.COMPUTED),
    ],
)
def test_words_written_as_word_hides_them_are_doubted(tmp_path: Path, said: str, doubt: str) -> None:
    (found,) = read(tmp_path, said + memo()).memos if doubt != seen.FLOATING else read(tmp_path, memo() + said).memos
    assert doubt in found.doubts


@pytest.mark.parametrize(
    "said",
    [
        r"{\object\objemb{\*\objdata 0105}{\result x}}",
        r"{\*\template http://elsewhere.example/a.dot}",
        r"{\*\template \\\\elsewhere\\a.dot}",
    ],
)
def test_what_would_act_or_fetch_is_a_fault(tmp_path: Path, said: str) -> None:
    assert FaultKind.ACTIVE in {fault.kind for fault in read(tmp_path, said + memo()).faults}


def test_a_template_of_ones_own_is_none(tmp_path: Path) -> None:
    document = read(tmp_path, r"{\*\template C:\\Users\\a\\Normal.dotm}" + memo())
    assert document.faults == ()
    assert document.unread is None


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (r"{\v 1999900722108}\par ", "เนื้อหา"),
        (r"{\header 1999900722108\par}", "หัวหรือท้ายกระดาษ"),
        (r"{\footnote 1999900722108}", "เชิงอรรถ"),
        (r"{\*\annotation 1999900722108}", "ความคิดเห็น"),
        (r"{\info{\title 1999900722108}}", "ข้อมูลประกอบของไฟล์"),
        (r"{\*\unknown 1999900722108}", "ข้อมูลประกอบของไฟล์"),
        (r"{\shp{\*\shpinst{\shptxt 1999900722108\par}}}", "เนื้อหา"),
        (r"\trowd\cellx100\cellx200\intbl 1\cell 9999\cell 00722\cell 10\cell 8\cell\row\pard ", "เนื้อหา ตาราง"),
    ],
)
def test_a_number_is_found_wherever_it_stands_in_an_rtf(tmp_path: Path, said: str, place: str) -> None:
    assert read(tmp_path, said).spots == (Spot(Concern.NATIONAL_ID, place, MASKED),)


@pytest.mark.parametrize("body", [r"\par {", r"{\v" * 3000 + "}" * 3000], ids=["cut short", "nested without end"])
def test_a_damaged_rtf_is_said_to_be_damaged(tmp_path: Path, body: str) -> None:
    assert [fault.kind for fault in read(tmp_path, body).faults] == [FaultKind.DAMAGED]


def test_letters_in_two_halves_are_put_together_and_half_ones_are_replaced(tmp_path: Path) -> None:
    subject = thai("เรื่อง ขอเผยแพร่แผนปฏิบัติการประจำปี")
    (found,) = read(tmp_path, memo().replace(subject, subject + r" \u-10179?\u-8704? \u-10179?")).memos
    assert found.subject == "ขอเผยแพร่แผนปฏิบัติการประจำปี \U0001f600 \ufffd"


def test_what_follows_the_end_of_an_rtf_keeps_it_unread(tmp_path: Path) -> None:
    assert read(tmp_path, memo() + "}MZ program {").unread
