"""Finds marks of secrecy: the words as a marking of a paper, not inside a sentence."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found

_LEVEL = "ลับ(?:ที่สุด|มาก|เฉพาะ)?"
_MARKING = (
    rf"(?:ชั้นความ|ระดับความ)?ลับ[:=]?{_LEVEL}|(?:ชั้นความลับ|ระดับความลับ)?[:=]?(?:เอกสาร)?(?:ชั้น)?{_LEVEL}|เอกสารปกปิด|ปกปิด|"
    r"(?:เอกสาร)?(?:นี้)?(?:เป็น)?(?:ความ)?ลับ(?:ของ)?(?:ทาง)?ราชการ|ลับเฉพาะ(?:ผู้บริหาร|คณะ?กรรมการ|กรรมการ|บุคคล)|"
    r"(?:ห้าม(?:ทำซ้ำ|คัดลอก|ทำสำเนา))?(?:เอกสาร)?(?:นี้)?ห้าม(?:เผยแพร่|เปิดเผย)(?:ต่อ|เด็ดขาด|ต่อสาธารณะ|โดยไม่ได้รับอนุญาต|โดยเด็ดขาด)*|"
    r"(?:เอกสาร)?(?:สำหรับ)?ใช้(?:เฉพาะ)?ภายใน(?:หน่วยงาน|สำนักงาน|องค์กร|ราชการ)?เท่านั้น|ใช้ในราชการเท่านั้น|"
    r"(?:top|most)?secret|(?:strictly)?confidential|restricted|(?:for)?(?:internal|official)useonly|"
    r"not(?:for|tobe)(?:publi(?:c(?:ation|release|distribution|disclosure)?|shed)|release|distribut(?:ion|ed)|circulat(?:ion|ed)|disclosed)"
)
_LINE = re.compile(rf"(?:{_MARKING})+", re.IGNORECASE)
_SMUDGED = re.compile("[ลส]ั[บปม](มาก|ที่สุด|)")
_EACH = re.compile(_LEVEL)
_BESIDE = re.compile(r"ด่วน(?:ที่สุด|มาก)?|บันทึกข้อความ|(?:หน้า)?(?:ที่)?\d+(?:/\d+)?(?:จาก\d+)?|สำเนา|ร่าง|ครุฑ|ชุดที่\d+(?:ของ\d+)?")
_FRAME = re.compile(r"[\s\-_=*#.·•~|()\[\]{}<>\"“”'‘’:;,/\\+^°!]+")
_NUMBERED = re.compile(rf"^ ?(?:เลข)?ที่ [^\n]{{0,24}}?(?<![ก-๙])({_LEVEL})(?![ก-๙])", re.MULTILINE)
_BEFORE_HEAD = re.compile(rf"^ ?({_LEVEL}) +(?:ที่ |ส่วนราชการ|บันทึกข้อความ|เรื่อง )", re.MULTILINE)
_CLASSED = re.compile(rf"(?:ชั้น|ระดับ)ความลับ ?[:=,]? ?({_LEVEL}) ?(?:$|[,;|])", re.MULTILINE)
_STAMPED = re.compile(rf"^ ?({_LEVEL})(?= )|(?<= )({_LEVEL}) ?$", re.MULTILINE)
_HINT = re.compile(
    "ล ?ั ?บ|เผยแพร่|เปิดเผย|ภายใน|ราชการ|ปกปิด|s ?e ?c ?r ?e ?t|c ?o ?n ?f ?i ?d|restrict|use only|n ?o ?t (?:for|to be)",
    re.IGNORECASE,
)
"""Without any of these there is no use in looking further."""
_MISTAKEN = str.maketrans("สปข", "ลบบ")
"""What OCR reads on a stamp for other letters."""


def _nearly(letters: str) -> str:
    """The letters, of which one may be another, lost, or one too many."""
    wrong = [f"{letters[:at]}.?{letters[at + 1 :]}" for at in range(len(letters))]
    return "|".join([*wrong, *(f"{letters[:at]}.{letters[at:]}" for at in range(len(letters) + 1))])


_ON_STAMP = {"ลับ": re.compile("ลบ"), "ลับมาก": re.compile(_nearly("ลบมาก")), "ลับที่สุด": re.compile(_nearly("ลบทลด"))}
"""The words on stamps, by what is left of them without the small marks."""
_WHOLE = re.compile("[^กฉ]?ลับ.?")
"""The shortest as it should be, with a speck beside it that was taken for a letter; ฉบับ and กลับ are others."""
_LONGEST = 60
_BLANKS = re.compile(r"[^\w\u0e31-\u0e4e]+|_+")
_ALONE = re.compile(rf"(?:เอกสาร)?({_LEVEL})")


def find(text: str, *, read_by_ocr: bool = False) -> Iterator[Found]:
    """Marks of secrecy in plain text.

    `read_by_ocr`: a stamp lies over the line that it was read into, so that it may stand at its end or beginning.
    """
    found: dict[str, None] = {}
    if not read_by_ocr and not _HINT.search(text):
        return
    for line in re.split(r"[\n\t]", text) if read_by_ocr else text.splitlines():
        if len(line) <= _LONGEST:
            bare = _BESIDE.sub("", _FRAME.sub("", line))
            levels = set(_EACH.findall(bare))
            if read_by_ocr and (smudged := _SMUDGED.fullmatch(bare)):
                found[f"ลับ{smudged[1]}"] = None
            if _LINE.fullmatch(bare) and len(levels) <= 1:  # several: a form to choose from, a rule about them
                found[next(iter(levels), bare)] = None
    for pattern in (_NUMBERED, _BEFORE_HEAD, _CLASSED):
        found |= dict.fromkeys(match[1] for match in pattern.finditer(text))
    if read_by_ocr:
        alone = (line for line in text.splitlines() if line.count("ลับ") == 1)
        found |= dict.fromkeys(match[1] or match[2] for line in alone for match in _STAMPED.finditer(line))
    yield from (Found(Concern.SECRECY, f"“{word}”") for word in found)


def in_title(text: str) -> Iterator[Found]:
    """Marks of secrecy in a title or the name of a file, where one may stand among its words: "(ลับ) แผน_1.pdf"."""
    words = _BLANKS.split(text)
    yield from (Found(Concern.SECRECY, f"“{match[1]}”") for word in words if (match := _ALONE.fullmatch(word)))


def on_stamp(text: str) -> str:
    """The mark of secrecy that a stamp bears, if that is all that OCR read on it; "" else. Worn letters are forgiven."""
    letters = "".join(re.findall("[ก-ฮะาเ-ไั]", text))
    if _WHOLE.fullmatch(letters):
        return "ลับ"
    bare = letters.replace("ั", "").translate(_MISTAKEN)
    return next((word for word, pattern in _ON_STAMP.items() if pattern.fullmatch(bare)), "")
