"""Rules about a photo drop, which needs no memo: that it is photos, says what they show, and hides no document."""

import re
from collections.abc import Iterator

from syncd.bundle import PICTURES, attachments, is_caption_text, texts, title
from syncd.model.bundle import Bundle
from syncd.model.document import Document, FaultKind
from syncd.office import Office
from syncd.rules.said import Said
from syncd.taxonomy import folder_name

_HEADS = frozenset({"เรื่อง", "เรียน"})
_PAPER = re.compile(r"^\s*(?:(?:ทั้งนี้ )?(?:สั่ง|ประกาศ|ให้ไว้) ?ณ ?วันที่|ขอแสดงความนับถือ|บันทึกข้อความ\s*$|ที่ ?ศธ ?[๐-๙\d])")
"""How orders, announcements and letters begin and end; a tale of an event has no such lines."""
VIDEOS = frozenset({"mp4", "mov", "avi"})

_WRITE_SO = "สร้างไฟล์ชื่อ “คำบรรยายภาพ.txt” ด้วย Notepad ไว้ในโฟลเดอร์นี้"


def photos_only(bundle: Bundle, office: Office) -> Iterator[Said]:
    """Documents need a memo and a category; videos are nothing that a gallery shows."""
    for document in bundle.documents:
        if document.kind in PICTURES or is_caption_text(document) or any(it.kind is FaultKind.TOO_BIG for it in document.faults):
            continue
        yield Said(f"โฟลเดอร์ภาพกิจกรรมรับเฉพาะภาพถ่ายกับคำบรรยาย {_elsewhere(document, _shelf(bundle, office))}", document.name)


def no_photos(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Words alone make no gallery."""
    if not attachments(bundle, None):
        yield Said("ไม่พบภาพในโฟลเดอร์นี้ กรุณาใส่ภาพที่คัดเลือกแล้ว (JPG, PNG หรือ HEIC)")


def no_paragraph(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The measure asks for captions; what cannot be read is told by itself."""
    if not bundle.details.description and not bundle.details.problems and all(one.words is not None for one in texts(bundle)):
        yield Said(f"ยังไม่มีคำบรรยาย กรุณา{_WRITE_SO} แล้วเขียนว่าใครทำอะไร ที่ไหน เมื่อไร อย่างน้อยหนึ่งย่อหน้า ใช้ไฟล์ Word แทนก็ได้")


def photos_title(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The folder's name is the title; nobody else can know it."""
    if title(bundle) is None:
        yield Said(
            f"ชื่อโฟลเดอร์ “{bundle.name}” ยังไม่บอกว่าเป็นกิจกรรมอะไร กรุณาเปลี่ยนชื่อโฟลเดอร์เป็นชื่อกิจกรรมที่จะให้ประชาชนเห็น"
            " หรือเขียนในคำบรรยายภาพว่า “ชื่อเรื่อง: …”"
        )


def photo_moves(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Only one of its pictures would be shown, and nobody says which."""
    for document in bundle.documents:
        if document.photo is not None and document.photo.moves:
            yield Said("ไฟล์นี้มีหลายภาพอยู่ข้างใน (ภาพเคลื่อนไหวหรือภาพหลายหน้า) กรุณาบันทึกเฉพาะภาพที่ต้องการเป็น JPG แล้วใส่แทน", document.name)


def memo_among_photos(bundle: Bundle, office: Office) -> Iterator[Said]:
    """A Word file's words would be published as the paragraph."""
    for document in texts(bundle):
        if document.memos:
            where = f"กรุณาส่งเป็นเรื่องใหม่ในโฟลเดอร์หมวดข้อมูล เช่น “{_shelf(bundle, office)}” หากไม่ใช่ กรุณานำออก"
            yield Said(f"ไฟล์นี้อ่านได้เป็นบันทึกข้อความ ซึ่งภาพกิจกรรมไม่ต้องใช้ หากต้องการเผยแพร่เอกสาร {where}", document.name)


def photo_looks_like_page(bundle: Bundle, _: Office) -> Iterator[Said]:
    """A photographed document must not bypass the director's approval."""
    for document in bundle.documents:
        if document.photo is not None and document.photo.looks_like_page:
            yield Said(
                "ภาพนี้ดูคล้ายภาพถ่ายเอกสาร หากเป็นเอกสาร กรุณาส่งในโฟลเดอร์หมวดข้อมูลพร้อมบันทึกข้อความที่อนุมัติแล้ว"
                " หากเป็นภาพกิจกรรม เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่",
                document.name,
            )


def words_of_paper(bundle: Bundle, _: Office) -> Iterator[Said]:
    """An order, an announcement or a letter written out as the paragraph must not bypass the director's approval either."""
    lines = (bundle.details.description or "").splitlines()
    heads = {head for line in lines for head in _HEADS if line.lstrip().startswith(f"{head} ")}
    if heads == _HEADS or any(_PAPER.search(line) for line in lines):
        yield Said(
            "คำบรรยายอ่านได้คล้ายคำสั่ง ประกาศ หรือหนังสือราชการ หากเป็นเอกสาร กรุณาส่งในโฟลเดอร์หมวดข้อมูลพร้อมบันทึกข้อความที่อนุมัติแล้ว"
            " หากเป็นคำบรรยายกิจกรรม เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
        )


def photos_release(bundle: Bundle, office: Office) -> Iterator[Said]:
    """No memo stands behind them, so that a person looks, unless the office decided otherwise and OCR could look."""
    if office.photos_need_release:
        yield Said("ภาพกิจกรรมไม่ต้องมีบันทึกข้อความ เจ้าหน้าที่ ICT จะดูภาพและคำบรรยายก่อนเผยแพร่")
    elif any(document.to_ocr for document in bundle.documents):
        yield Said("ระบบยังอ่านตัวหนังสือในภาพเองไม่ได้ เจ้าหน้าที่ ICT จะดูภาพและคำบรรยายก่อนเผยแพร่")


def _shelf(bundle: Bundle, office: Office) -> str:
    category = bundle.category or next(iter(office.taxonomy.categories), None)
    return folder_name(category) if category is not None else "1.03"


def _elsewhere(document: Document, shelf: str) -> str:
    if document.kind in VIDEOS:
        return f"ไม่รับวิดีโอ กรุณานำไฟล์นี้ออก หากต้องการเผยแพร่วิดีโอ กรุณาส่งในโฟลเดอร์หมวดข้อมูล เช่น “{shelf}” พร้อมบันทึกข้อความที่อนุมัติแล้ว"
    if document.kind == "text":
        return "หากไฟล์นี้เป็นคำบรรยาย กรุณาเปลี่ยนชื่อเป็น “คำบรรยายภาพ.txt” หากไม่ใช่ กรุณานำออก"
    return f"กรุณาย้ายไฟล์นี้ไปส่งในโฟลเดอร์หมวดข้อมูลที่ตรงกับเรื่อง เช่น “{shelf}” พร้อมบันทึกข้อความที่อนุมัติแล้ว"
