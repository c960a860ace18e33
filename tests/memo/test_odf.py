"""Files of LibreOffice (ODT, ODS, ODP), made by hand: what may be hidden in them, and numbers wherever they stand."""

import re
import zipfile
from pathlib import Path

import pytest

from syncd.model.approval import Word
from syncd.model.document import Concern, Document, FaultKind
from tests.memo import paper

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}.items()
)


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


def test_small_letters_over_a_word_are_read_with_it(tmp_path: Path) -> None:
    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("คำสั่ง"))
    over = "<text:ruby><text:ruby-base>อนุมัติ</text:ruby-base><text:ruby-text>ไม่</text:ruby-text></text:ruby>"
    body = "".join("<text:p>" + line.replace("\t", "<text:tab/>").replace("คำสั่ง", over) + "</text:p>" for line in lines)
    (memo,) = made(tmp_path, "odt", body).memos
    assert memo.approvals[-1].word is Word.UNCLEAR


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


def test_an_odt_with_an_unknown_part_is_unread(tmp_path: Path) -> None:
    assert made(tmp_path, "odt", "<text:p>ก</text:p>", {"Object 1": b"\xd0\xcf"}).unread
    assert made(tmp_path, "ods", "", {"Object 1": b"\xd0\xcf"}).unread


def test_a_broken_odt_is_damaged(tmp_path: Path) -> None:
    assert FaultKind.DAMAGED in {fault.kind for fault in made(tmp_path, "odt", "<text:p>").faults}


def test_a_number_in_what_describes_the_file_to_programs_is_found(tmp_path: Path) -> None:
    more = {"manifest.rdf": f"<rdf:RDF xmlns:rdf='r'><rdf:li>{NUMBER}</rdf:li></rdf:RDF>".encode()}

    assert [spot.concern for spot in made(tmp_path, "odt", "<text:p>ประกาศ</text:p>", more).spots] == [Concern.NATIONAL_ID]
