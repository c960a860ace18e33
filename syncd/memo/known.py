"""Knows what a line names by the words that it is made of: units, offices, posts, receipts. Pure.

Words that take something back can always be put another way; so what stands about a memo, in its margins and among its
signatures, must be made of these words alone, and anything else may be a remark.
"""

import re
from functools import lru_cache

from syncd import thai
from syncd.memo.words import QUALIFIES


def _vocabulary(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNITS = _vocabulary(
    """
    กลุ่ม กลุ่มงาน หน่วย งาน ฝ่าย ส่วน ศูนย์ อำนวยการ นโยบาย แผน แผนงาน ส่งเสริม การ จัดการ ศึกษา ทางไกล ไกล เทคโนโลยี ดิจิทัล สารสนเทศ สื่อสาร
    บริหาร บริหารงาน เงิน การเงิน บัญชี สินทรัพย์ พัสดุ บุคคล พัฒนา ครู บุคลากร ทาง นิเทศ ติดตาม ประเมินผล วัดผล ประเมิน จัด กฎหมาย คดี นิติการ วินัย
    ตรวจสอบภายใน ประชาสัมพันธ์ ธุรการ สารบรรณ เว็บไซต์ คอมพิวเตอร์ เจ้าหน้าที่ ผู้รับผิดชอบ ผู้ดูแล ที่เกี่ยวข้อง ผู้เกี่ยวข้อง ผู้ที่เกี่ยวข้อง
    และ ฯ ict dlict ไอซีที ทั่วไป วิชาการ โครงการ
    งบประมาณ เขตพื้นที่ วิเคราะห์ สถิติ ข้อมูล อัตรากำลัง บำเหน็จ ความชอบ ทะเบียนประวัติ สรรหา บรรจุ แต่งตั้ง มาตรฐาน คุณภาพ หลักสูตร กระบวนการ
    เรียนรู้ สวัสดิการ ลูกเสือ ยุวกาชาด กิจการ พิเศษ กิจการนักเรียน พิการ เอกชน ปฐมวัย ประถม มัธยม ขั้นพื้นฐาน โรงเรียน สถานศึกษา สังกัด ใน กิจกรรม
    เลขานุการ คณะกรรมการ ระบบ เครือข่าย อาคาร สถานที่ ยานพาหนะ
    """
)
_PROVINCES = """
    กรุงเทพมหานคร กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก
    นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี
    พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา ร้อยเอ็ด ระนอง
    ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย
    สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี อุบลราชธานี
    """
_OFFICES = _vocabulary(
    f"""
    สำนักงาน สำนักงานเขตพื้นที่การศึกษา ประถมศึกษา มัธยมศึกษา การประถมศึกษา สพป สพม สพฐ เขต คณะกรรมการการศึกษาขั้นพื้นฐาน กระทรวงศึกษาธิการ จังหวัด
    อำเภอ เมือง ตำบล ถนน หมู่ ที่ รหัสไปรษณีย์ โทร โทรศัพท์ โทรสาร ต่อ {_PROVINCES}
    """
)
_POSTS = _vocabulary(
    """
    ผู้อำนวยการ รองผู้อำนวยการ ผอ รองผอ รอง ผู้ช่วย หัวหน้า เจ้าพนักงาน พนักงาน นัก นักวิชาการ นักวิเคราะห์ นักจัดการ นักทรัพยากร ศึกษานิเทศก์ นิติกร
    วิศวกร สถาปนิก นายช่าง ช่าง โยธา ไฟฟ้า เครื่องกล บรรณารักษ์ จิตวิทยา โสตทัศนศึกษา ห้องสมุด วิเทศสัมพันธ์ เผยแพร่ ทรัพยากร ราชการ จ้าง อัตราจ้าง
    ลูกจ้าง ชั่วคราว ประจำ เหมา ขับรถ รถยนต์ บันทึก ปฏิบัติการ ปฏิบัติงาน ปฏิบัติหน้าที่ ปฏิบัติราชการ ชำนาญการ ชำนาญงาน ชำนาญ ต้น กลาง สูง เชี่ยวชาญ
    ทรงคุณวุฒิ อาวุโส ระดับ คศ ตำแหน่ง ในตำแหน่ง รักษาการ รักษาการแทน รักษาราชการแทน ปฏิบัติราชการแทน ปฏิบัติหน้าที่แทน ทำการแทน ช่วยราชการ
    ผู้เสนอ ผู้จัดทำ ผู้รายงาน ผู้บันทึก ผู้ขออนุญาต ผู้ขอ เลขา ประธาน กรรมการ ปลัด ครูผู้ช่วย ผู้ประสานงาน สนับสนุน
    พิมพ์ดีด พิมพ์ เขียน บริการ เอกสาร รักษาความปลอดภัย ทำความสะอาด แม่บ้าน คนสวน คนงาน ยาม ภารโรง นักการ ไม้ ปูน สี ประปา ชั้น ส รายเดือน รายวัน
    สังคมสงเคราะห์ แนะแนว พี่เลี้ยง เด็ก วิทยากร วิทยาจารย์ ผู้ทรงคุณค่า ผู้ปฏิบัติงาน อิสลาม
    """
)
_CALLED = _vocabulary("คณะทำงาน วิทยฐานะ ขับรถยนต์ ita oit ท่าน")
"""Under a name or after เรียน; in a subject คณะทำงาน is another thing that is asked for."""
_RECEIPTS = _vocabulary(
    """
    รับ เลขรับ รับที่ รับเลขที่ เลขที่รับ ลงรับ หนังสือรับ ที่ เลขที่ เลข วันที่ เวลา น ผู้รับ พศ ศธ ว ด่วน ด่วนมาก ด่วนที่สุด สำเนาคู่ฉบับ
    """
)
_MONTHS = frozenset((*thai.MONTHS, *(month.replace(".", "") for month in thai.SHORT_MONTHS)))
_ASKING = _vocabulary(
    """
    จึง เรียน เรียนมา กราบเรียนมา มา เพื่อ โปรด ทราบ รับทราบ พิจารณา สั่งการ อนุญาต อนุมัติ เห็นชอบ ความเห็นชอบ ให้ ได้ นำ ข้อมูล เอกสาร รายละเอียด
    ดังกล่าว ข้างต้น นี้ เผยแพร่ ประชาสัมพันธ์ ทาง บน ผ่าน ต่อ สาธารณะ สาธารณชน ประชาชน ของ หน่วยงาน ต่อไป เห็น ขอได้โปรด
    หากเห็น หากเห็นชอบ หากเห็นสมควร หากเห็นควร หากพิจารณา หากท่าน หากไม่ขัดข้อง ในเอกสารที่แนบ อนุเคราะห์ ความอนุเคราะห์ ในส่วนที่เกี่ยวข้อง
    ขออนุญาต ขออนุมัติ ขอความเห็นชอบ ขอความอนุเคราะห์ ขอเผยแพร่ ขอนำ จะเป็น จักเป็น พระคุณ อย่างยิ่ง ยิ่ง ลงนาม มอบ มอบหมาย แจ้ง ดำเนินการ
    ด้วย จะขอบคุณ จักขอบคุณ ขอขอบคุณ ขอแสดงความนับถือ ตาม เสนอ แนบ มาพร้อมนี้ มาด้วยแล้ว เห็นควร เห็นสมควร ประการใด หน้าเว็บไซต์ ขึ้น ลง เป็นไป
    ซึ่งไม่มีข้อมูลส่วนบุคคล หลัก ความเรียบร้อย
    """
)
_PERIODS = _vocabulary(
    """
    ปี ประจำปี งบประมาณ ปีงบประมาณ ปีการศึกษา ภาคเรียน ภาคเรียนที่ ไตรมาส ไตรมาสที่ ครั้งที่ ฉบับที่ ฉบับปรับปรุง รอบ รอบที่ เดือน ประจำเดือน วัน วันที่
    ณ ระยะ ถึง ระหว่าง พศ แบบ สขร เรื่อง จำนวน รายการ โดยวิธี เฉพาะเจาะจง
    เดือนแรก เดือนหลัง กคศ กพ กพร สมศ สทศ
    """
)
_PAPERS = _vocabulary("ประกาศ คำสั่ง รายงาน คู่มือ สรุป ผล")
_COUNTS = _vocabulary("จำนวน ฉบับ ชุด เล่ม แผ่น ไฟล์ หน้า รายการ แฟ้ม อย่างละ ลงวันที่ ลง หนังสือ บันทึกข้อความ ไม่มี")
_MOTTOS = _vocabulary(
    """
    เรียนดี มี ความสุข ซื่อสัตย์ สุจริต มุ่ง มุ่งมั่น ผลสัมฤทธิ์ ของ งาน ยึดมั่น มาตรฐาน บริการ ด้วย ใจ หัวใจ เป็นธรรม โปร่งใส ตรวจสอบได้ คุณธรรม จริยธรรม
    ความรู้ สู่ คุณภาพ จิตอาสา เราทำความดี เพื่อ ชาติ ศาสน์ กษัตริย์ องค์กร แห่ง การเรียนรู้ สามัคคี วินัย รับผิดชอบ ร่วม สร้าง พัฒนา การศึกษา ไทย
    ยุคใหม่ ก้าวหน้า ก้าวไกล ทันสมัย ทำดี ทำได้ ทำทันที ประชาชน ผู้เรียน ครู เด็ก ดี เก่ง ความดี เป็น เลิศ เป็นเลิศ เป็นหนึ่ง รวดเร็ว เป็นมิตร
    เป็นสุข สะอาด ประทับใจ เสมอภาค ทั่วถึง มืออาชีพ และ
    """
)
_FIGURES = _vocabulary(
    """
    ร้อยละ เปรียบเทียบ แสดง แผนภูมิ แผนภาพ แผนที่ แผนผัง กราฟ ตาราง โครงสร้าง ทำเนียบ จำแนก แยก ตาม คะแนน เฉลี่ย ค่าเฉลี่ย สัดส่วน อัตรา ระดับ
    ล้าน บาท ล้านบาท พันบาท แห่ง ราย ครั้ง ชาย หญิง รวม ทั้งหมด คงเหลือ เบิก จ่าย เบิกจ่าย รายจ่าย รายรับ จัดสรร ได้รับ งบ ดำเนินงาน ลงทุน อุดหนุน อื่น
    ค่าวัสดุ ครุภัณฑ์ ค่าใช้สอย ค่าตอบแทน สาธารณูปโภค สิ่งก่อสร้าง จัดซื้อ จัดจ้าง จ้าง ซื้อ เป้าหมาย ตัวชี้วัด ผลการ การประเมิน การทดสอบ ทดสอบ สอบ ชั้น อนุบาล
    นักเรียน เรียน ผู้เรียน วิชา ภาษา ภาษาไทย ภาษาอังกฤษ อังกฤษ คณิตศาสตร์ วิทยาศาสตร์ สังคมศึกษา สุขศึกษา ประวัติศาสตร์ ศิลปะ การงานอาชีพ ประเทศ
    ดีมาก ดีเยี่ยม พอใช้ ปรับปรุง ที่สุด ปานกลาง น้อย ผ่าน พึงพอใจ ความพึงพอใจ ยุทธศาสตร์ กลยุทธ์ วิสัยทัศน์ พันธกิจ จุดเน้น จุดแข็ง จุดอ่อน โอกาส อุปสรรค ปลอดภัย
    ผู้บริหาร ประชุม อบรม สัมมนา วันสำคัญ วันหยุด ปฏิทิน มหกรรม ค่าย เปิด ปิด ขั้นตอน คำขอ ตรวจสอบ ถูกต้อง บันทึก ผู้มีอำนาจ ผู้บังคับบัญชา ผู้รับบริการ
    หน้าหลัก เมนู ค้นหา ตรวจรับ รับสมัคร แข่งขัน นาที ชั่วโมง ตั้งค่า เข้าสู่ระบบ ออกจากระบบ นำเข้า ประเภท พื้นฐาน แม่น้ำ ชุมชน
    """
)
"""On charts, diagrams and screens."""
_SHORTEST = 3
"""Letters of a word of offices: shorter ones stand in names, too."""
_WORDS = _UNITS | _OFFICES | _POSTS | _MONTHS | _PERIODS | _PAPERS | _MOTTOS | _ASKING | _FIGURES
_OF_OFFICES = re.compile("|".join(word for word in sorted(_WORDS, key=len, reverse=True) if len(word) >= _SHORTEST))
_PLACE = re.compile(r"(?:บ้าน|วัด|ชุมชน|อนุบาล|โรงเรียน|รร|ตำบล|อำเภอ|เขต)[ก-๎]{2}")
_FAMILIAR = 0.6
"""Of the Thai letters of a text: so many are of such words."""
_THAI = re.compile("[ก-๎]")
_PIECE = 6
"""Letters of the subject that name the thing again: fewer may be of any word."""
WEB_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:(?:go|ac|or|in|co)\.th|com|org|net)(?![a-z])[!-~]*"
)
_RANKED = re.compile("(?:นัก|เจ้าพนักงาน)[ก-๎]{2,24}(?:ปฏิบัติการ|ปฏิบัติงาน|ชำนาญการ(?:พิเศษ)?|ชำนาญงาน|อาวุโส|เชี่ยวชาญ)")
"""A post by how it begins and by its rank, whatever its field is."""
_FOREIGN = re.compile("[A-Z][A-Za-z]*|e-[A-Za-z]+")
"""Names in Latin letters."""
_SEPARATES = re.compile(r"[0-9๐-๙\s.,:;/()…_–\-“”\"‘’'|]")


def is_post(text: str) -> bool:
    """Whether the line names posts, units or offices, or a part of one of their names."""
    is_ranked = _RANKED.fullmatch(thai.squeeze(text)) is not None and QUALIFIES.search(text) is None
    return is_ranked or _is_made_of(text, _UNITS | _OFFICES | _POSTS | _CALLED)


def is_unit(text: str) -> bool:
    """Whether it names units or offices."""
    return _is_made_of(text, _UNITS | _OFFICES)


def is_receipt(text: str) -> bool:
    """Whether it is of a stamp that says who received the paper and when, or how urgent it is."""
    return _is_made_of(text, _UNITS | _OFFICES | _RECEIPTS | _MONTHS)


def is_asking(text: str, subject: str = "") -> bool:
    """Whether it only asks what memos ask at their end, for the thing that the subject names or no other."""
    bare = thai.squeeze(WEB_ADDRESS.sub("", text))
    return len(bare) in asking_ends(bare, thai.squeeze(subject))


@lru_cache(64)
def asking_ends(squeezed: str, subject: str) -> frozenset[int]:
    """How far from its beginning the text only asks so: every place where it may go on in other words. Both are squeezed."""
    return _reached(squeezed.lower(), _UNITS | _OFFICES | _POSTS | _ASKING, subject.lower())


@lru_cache(64)
def asks_only(squeezed: str) -> frozenset[int]:
    """The same in words of asking alone, which name nothing."""
    return _reached(squeezed.lower(), _ASKING, "")


def is_named(text: str, body: str) -> bool:
    """Whether it may end the name of a thing: a period, an issue, whose it is, the site, a foreign name, what the body says."""
    squeezed = thai.squeeze(_native(text)).lower().replace(".", "")
    return len(squeezed) in _reached(squeezed, _UNITS | _OFFICES | _POSTS | _ASKING | _PERIODS | _MONTHS, body.replace(".", ""))


def is_heading(text: str) -> bool:
    """Whether it is the heading of another paper: what it is, whose, and of when."""
    return _is_made_of(text, _UNITS | _OFFICES | _POSTS | _PERIODS | _MONTHS | _PAPERS)


def is_of_a_paper(text: str) -> bool:
    """Whether it is a part of how papers are called: whose, which number, of when, how many."""
    return _is_made_of(_native(text), _UNITS | _OFFICES | _POSTS | _RECEIPTS | _PERIODS | _MONTHS | _PAPERS | _COUNTS)


def is_motto(text: str) -> bool:
    """Whether it praises virtues, or an office for them."""
    return _is_made_of(text, _MOTTOS | _OFFICES)


def is_familiar(text: str) -> bool:
    """Whether it names a school or a place, or is mostly made of words that offices use: no name of a person."""
    plain = _SEPARATES.sub("", thai.squeeze(text))
    of_offices = sum(map(len, _OF_OFFICES.findall(plain)))
    return _PLACE.match(plain) is not None or of_offices >= _FAMILIAR * len(_THAI.findall(plain))


def _native(text: str) -> str:
    """The text without names in Latin letters, unless they take something back."""
    return _FOREIGN.sub("", text) if QUALIFIES.search(text) is None else text


@lru_cache(512)  # the same few lines stand on every memo
def _is_made_of(text: str, vocabulary: frozenset[str]) -> bool:
    squeezed = thai.squeeze(text).lower().replace(".", "")
    return len(squeezed) in _reached(squeezed, vocabulary, "")


def _reached(text: str, vocabulary: frozenset[str], quoted: str) -> frozenset[int]:
    """The ends of all that words of the vocabulary, digits, strokes and pieces of what is quoted make up one after the other."""
    reached = {0}
    for start in range(len(text)):
        if start not in reached:
            continue
        if _SEPARATES.match(text, start):
            reached.add(start + 1)
        reached.update(start + len(word) for word in vocabulary if text.startswith(word, start))
        end = start + _PIECE
        while end <= len(text) and text[start:end] in quoted:
            reached.add(end)
            end += 1
    return frozenset(reached)
