"""Files of LibreOffice (ODT, ODS, ODP): saved by it from the memos of tests/memo/paper.py, and made by hand."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from syncd.memo import seen
from syncd.memo.page import PICTURE
from syncd.model.approval import Word
from syncd.model.document import Concern, Document, FaultKind
from tests.memo import paper

SAMPLES = Path(__file__).parent.parent / "documents" / "odt.zip"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}.items()
)


def sample(tmp_path: Path, name: str) -> Document:
    with zipfile.ZipFile(SAMPLES) as archive:
        return paper.read(Path(archive.extract(f"{name}.odt", tmp_path)))


def made(tmp_path: Path, kind: str, body: str, more: dict[str, bytes] | None = None) -> Document:
    media = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[kind]
    path = tmp_path / f"a.{kind}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{media}")
        content = f"<office:document-content {NAMES}><office:body><office:{media}>{body}</office:{media}></office:body>"
        archive.writestr("content.xml", f"{content}</office:document-content>")
        for name, said in (more or {}).items():
            archive.writestr(name, said)
    return paper.read(path)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        *[(name, Word.APPROVED) for name in ("plain", "lists", "emblem", "header_fine")],
        ("refused", Word.REFUSED),
        ("sigtable", Word.REFUSED),
    ],
)
def test_an_odt_reads_as_a_person_sees_it(tmp_path: Path, name: str, word: Word) -> None:
    document = sample(tmp_path, name)
    assert (document.kind, document.faults, document.unread) == ("odt", (), None)
    (memo,) = document.memos
    assert (memo.format, memo.number, memo.date, memo.doubts) == ("odt", "ศธ ๐๔๐๔๐/๑๒๓", date(2020, 7, 20), ())
    director = memo.approvals[-1]
    assert (director.name, director.position) == (paper.NAME.strip("()"), paper.OFFICE)
    assert (director.word, director.date, director.certain) == (word, date(2020, 7, 21), True)


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        *[(name, seen.HIDDEN) for name in ("hidden", "white", "tiny", "flat_line", "style_hidden")],
        ("struck", seen.STRUCK),
        ("deleted", seen.TRACKED),
        ("comment", seen.COMMENTED),
        ("list_says", seen.LISTED),
        ("field_prop", seen.COMPUTED),
        ("textbox", seen.FLOATING),
        ("pic_sig", PICTURE),
        ("footer_no", "นอกตัวบันทึกข้อความ"),
    ],
)
def test_what_is_shown_otherwise_than_it_is_written_is_doubted(tmp_path: Path, name: str, doubt: str) -> None:
    (memo,) = sample(tmp_path, name).memos
    assert any(doubt in said for said in memo.doubts)


@pytest.mark.parametrize(
    "said",
    [
        '<text:section text:display="none"><text:p>ไม่</text:p></text:section>',
        "<table:table><table:table-row table:visibility='collapse'><table:table-cell><text:p>ไม่</text:p></table:table-cell>"
        "</table:table-row></table:table>",
        "<table:table><table:table-row><table:covered-table-cell><text:p>ไม่</text:p></table:covered-table-cell>"
        "</table:table-row></table:table>",
        "<text:p><text:hidden-text>ไม่</text:hidden-text></text:p>",
        "<text:unheard-of><text:p>ไม่</text:p></text:unheard-of>",
    ],
)
def test_what_libreoffice_may_hide_is_doubted(tmp_path: Path, said: str) -> None:
    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("อนุมัติ"))
    body = "".join("<text:p>" + line.replace("\t", "<text:tab/>") + "</text:p>" for line in lines)
    (sound,) = made(tmp_path, "odt", body).memos
    assert sound.doubts == ()
    (memo,) = made(tmp_path, "odt", said + body).memos
    assert memo.doubts


def closed(body: str) -> str:
    """The XML with what it leaves open closed."""
    left: list[str] = []
    for tag in re.findall(r"<(/?[\w:-]+)", body):
        if tag.startswith("/"):
            left.pop()
        else:
            left.append(tag)
    return body + "".join(f"</{tag}>" for tag in reversed(left))


CELL = "<table:table-cell><text:p>{}</text:p>{}</table:table-cell>"
NUMBER = "1999900722108"
NOTE = f"<office:annotation><text:p>{NUMBER}</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("kind", "body", "place"),
    [
        (
            "ods",
            f'<table:table table:name="ลับ" table:display="false"><table:table-row>{CELL.format(NUMBER, "")}',
            "ชีตหรือตาราง ลับ",
        ),
        (
            "ods",
            f"<table:table table:name='ก'><table:table-row>{CELL.format('', NOTE)}",
            "ความคิดเห็น",
        ),
        ("odp", f"<draw:page draw:name='แผ่น ๑'><draw:frame><draw:text-box><text:p>{NUMBER}</text:p>", "สไลด์ แผ่น ๑"),
        ("odt", f"<text:tracked-changes><text:changed-region><text:deletion><text:p>{NUMBER}", "ข้อความที่ลบแล้ว"),
    ],
)
def test_a_number_is_found_wherever_it_stands(tmp_path: Path, kind: str, body: str, place: str) -> None:
    found = made(tmp_path, kind, closed(body)).spots
    assert [spot.shown for spot in found if spot.concern is Concern.NATIONAL_ID and spot.place == place] == ["x-xxxx-xxxxx-10-8"]


def test_a_number_in_the_cells_of_a_row_is_found(tmp_path: Path) -> None:
    row = "".join(CELL.format(part, "") for part in ("1", "9999", "00722", "10", "8"))
    document = made(tmp_path, "ods", f"<table:table table:name='ก'><table:table-row>{row}</table:table-row></table:table>")
    assert [spot.shown for spot in document.spots] == ["x-xxxx-xxxxx-10-8"]
    assert document.unread is None


def test_an_odt_of_a_picture_or_with_an_unknown_part_is_unread(tmp_path: Path) -> None:
    assert sample(tmp_path, "picture_only").maybe_memo
    assert made(tmp_path, "odt", "<text:p>ก</text:p>", {"Object 1": b"\xd0\xcf"}).unread
    assert made(tmp_path, "ods", "", {"Object 1": b"\xd0\xcf"}).unread


def test_a_broken_odt_is_damaged(tmp_path: Path) -> None:
    assert FaultKind.DAMAGED in {fault.kind for fault in made(tmp_path, "odt", "<text:p>").faults}
