"""Rules about each file: whether it is sound, could be read, and holds nothing that must not go out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from syncd.bundle import attachments, memo_file, texts
from syncd.details import is_details
from syncd.model.bundle import Bundle
from syncd.model.document import WITHIN, FaultKind
from syncd.model.office import Route
from syncd.office import Office
from syncd.rules.said import Said
from syncd.thai import format_size

ARCHIVES = frozenset({"zip", "rar", "7z"})

_CONFLICT = re.compile(
    r"conflicted copy|conflict copy|sync-conflict-|[ _.-]conflict\b|_conflict[-_.]|ขัดแย้ง|สำเนา(?: ?\(\d+\))?\.[^.]+$",
    re.IGNORECASE,
)

_FAULTS = {
    FaultKind.EMPTY: "ไฟล์นี้ว่างเปล่า (0 ไบต์) กรุณาคัดลอกไฟล์มาใส่ใหม่",
    FaultKind.DAMAGED: "ไฟล์นี้เสียหรือคัดลอกมาไม่ครบ เปิดอ่านไม่ได้ กรุณาคัดลอกหรือบันทึกไฟล์ใหม่",
    FaultKind.ENCRYPTED: "ไฟล์นี้ใส่รหัสผ่านไว้ กรุณาบันทึกใหม่โดยไม่ใส่รหัสผ่าน",
    FaultKind.WRONG_TYPE: "ชนิดของไฟล์ไม่ตรงกับนามสกุลไฟล์ กรุณาบันทึกใหม่ให้ถูกชนิด",
    FaultKind.FORBIDDEN_TYPE: "ไฟล์ชนิดนี้เผยแพร่ไม่ได้ กรุณาบันทึกเป็น PDF หรือนำออกจากโฟลเดอร์",
    FaultKind.MACROS: "ไฟล์นี้มีมาโคร ซึ่งไม่ปลอดภัยต่อผู้ดาวน์โหลด กรุณาบันทึกใหม่เป็นเอกสารที่ไม่มีมาโคร หรือเป็น PDF",
    FaultKind.ACTIVE: "ไฟล์นี้มีคำสั่งที่ทำงานเองเมื่อเปิด ซึ่งไม่ปลอดภัยต่อผู้ดาวน์โหลด กรุณาสั่งพิมพ์เป็น PDF ใหม่ แล้วใส่แทนไฟล์เดิม",
    FaultKind.LINKED: "ไฟล์นี้ดึงข้อมูลหรือภาพจากที่อื่นเมื่อเปิด กรุณาตัดการเชื่อมโยงแล้วบันทึกใหม่ หรือบันทึกเป็น PDF"
    " หากจำเป็นต้องคงไว้ เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่",
    FaultKind.MALWARE: "โปรแกรมตรวจไวรัสพบโปรแกรมอันตรายในไฟล์นี้ กรุณานำไฟล์ออกทันที อย่าเปิด และแจ้งเจ้าหน้าที่ ICT ให้ตรวจเครื่องที่สร้างไฟล์",
    FaultKind.UNSCANNED: "ไฟล์นี้ยังไม่ได้ตรวจไวรัสจนจบ เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่",
    FaultKind.SCANNER_AWAY: "โปรแกรมตรวจไวรัสของสำนักงานยังไม่ตอบ ระบบจะตรวจไฟล์นี้ใหม่เองเมื่อโปรแกรมกลับมา ไม่ต้องส่งใหม่",
    FaultKind.CONCEALED: "ไฟล์นี้มีสิ่งที่มองไม่เห็นเมื่อเปิด แต่ผู้ดาวน์โหลดเปิดดูได้ ถ้าไม่ต้องการเผยแพร่ กรุณาลบออกแล้วใส่ไฟล์ใหม่",
    FaultKind.SIGNATURE: "ไฟล์นี้ลงลายมือชื่อดิจิทัลไว้ แต่ลายมือชื่อใช้ไม่ได้ กรุณาใส่ไฟล์ต้นฉบับที่ลงลายมือชื่อแล้วโดยไม่แก้ไข",
    FaultKind.TOO_BIG: "ไฟล์นี้ใหญ่เกินกว่าที่เว็บไซต์รับได้ ระบบจึงไม่เปิดอ่าน กรุณาลดขนาดหรือแบ่งเป็นหลายไฟล์",
    FaultKind.BOMB: "ไฟล์นี้ขยายออกแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิด กรุณาบันทึกใหม่เป็น PDF",
}


def faulty(kind: FaultKind) -> Callable[[Bundle, Office], Iterator[Said]]:
    """The rule that reports one kind of fault, for every file that has it."""

    def fault(bundle: Bundle, _: Office) -> Iterator[Said]:
        for document in bundle.documents:
            details: dict[str, dict[str, None]] = {}
            for one in document.faults:
                if one.kind is kind:
                    details.setdefault(one.inside, {})[one.detail] = None
            for inside, several in details.items():
                told = "; ".join(filter(None, several))
                file = f"{document.name}{WITHIN}{inside}" if inside else document.name
                yield Said(f"{_FAULTS[kind]} · {told}" if told else _FAULTS[kind], file)

    return fault


def concealed(bundle: Bundle, office: Office) -> Iterator[Said]:
    """What those who download a file can bring to light; a memo that stays with the office is not among them."""
    public = (*attachments(bundle, memo_file(bundle)), *texts(bundle))
    yield from faulty(FaultKind.CONCEALED)(replace(bundle, documents=public), office)


def file_not_taken(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Shortcuts, special files and folders too deep are never opened."""
    for refused in bundle.refused:
        yield Said(f"ระบบไม่ได้เปิดรายการนี้: {refused.why}", None if refused.path == "." else refused.path)


def is_packed(bundle: Bundle) -> bool:
    """Whether there is nothing but packed files."""
    return bool(bundle.documents) and all(document.kind in ARCHIVES for document in bundle.documents)


def only_archives(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Nothing inside a packed file was looked at."""
    if is_packed(bundle):
        yield Said("เรื่องนี้มีแต่ไฟล์บีบอัด (เช่น .zip) กรุณาแตกไฟล์ แล้วใส่บันทึกข้อความและเอกสารแต่ละไฟล์ไว้ในโฟลเดอร์นี้", bundle.documents[0].name)


def too_big(bundle: Bundle, office: Office) -> Iterator[Said]:
    """More than the site takes. Of a photo a small picture is made."""
    if bundle.route is Route.PHOTOS:
        return
    for document in attachments(bundle, memo_file(bundle)):
        if 0 < office.max_file_bytes < document.size and all(it.kind is not FaultKind.TOO_BIG for it in document.faults):
            yield Said(
                f"ไฟล์นี้ใหญ่ {format_size(document.size)} เกินที่เว็บไซต์รับได้ ({format_size(office.max_file_bytes)})"
                " กรุณาลดขนาดหรือแบ่งเป็นหลายไฟล์",
                document.name,
            )


def file_unread(bundle: Bundle, _: Office) -> Iterator[Said]:
    """What cannot be read cannot be screened."""
    for document in (*attachments(bundle, memo_file(bundle)), *texts(bundle)):
        if document.unread is not None:
            yield Said(f"ระบบตรวจเนื้อหาไฟล์นี้ไม่ได้: {document.unread} · เจ้าหน้าที่ ICT จะเปิดตรวจก่อนเผยแพร่", document.name)


def file_by_ocr(bundle: Bundle, office: Office) -> Iterator[Said]:
    """OCR sees print; what else stands on a scan, a person looks for, unless the office takes OCR for enough."""
    for document in () if office.ocr_is_enough else attachments(bundle, memo_file(bundle)):
        if document.by_ocr and document.unread is None:
            pages = (
                ""
                if len(document.by_ocr) == document.pages or document.pages is None
                else f" หน้า {', '.join(map(str, document.by_ocr[:10]))}"
            )
            scanned = "มีภาพสแกนอยู่ข้างใน" if document.kind in ARCHIVES else f"เป็นภาพสแกน{pages}"
            yield Said(
                f"ไฟล์นี้{scanned} ระบบอ่านตัวพิมพ์ให้แล้ว แต่ลายมือ ตราประทับ และตัวจางอาจอ่านไม่เห็น · เจ้าหน้าที่ ICT จะเปิดดูก่อนเผยแพร่",
                document.name,
            )


def conflict_copies(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Copies that sync tools and Explorer make are content, but seldom meant."""
    for document in bundle.documents:
        if _CONFLICT.search(document.name):
            yield Said("ชื่อไฟล์นี้เหมือนไฟล์สำเนาซ้ำที่โปรแกรมสร้างขึ้นเอง กรุณาตรวจว่าต้องการเผยแพร่ไฟล์นี้ด้วย", document.name)


def second_details(bundle: Bundle, _: Office) -> Iterator[Said]:
    """A further form would be published as a file."""
    for document in bundle.documents:
        if is_details(document.name) or (document.name.startswith("รายละเอียด (") and document.kind == "text"):
            yield Said("มีแบบรายละเอียดมากกว่าหนึ่งไฟล์ กรุณาเหลือไว้ไฟล์เดียว หากเป็นเอกสารที่จะเผยแพร่ กรุณาเปลี่ยนชื่อไฟล์", document.name)
