"""Thai writing as offices use it: digits, broken text layers, Buddhist-era dates, fiscal years, sizes. Pure."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from syncd.clock import BANGKOK

BUDDHIST_ERA = 543
"""A Buddhist-era year is the common year plus this."""

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

# Glyph codes that old Windows (U+F700…) and Mac (U+F884…) fonts put in a text layer; the same table as HarfBuzz's Thai shaper.
_LEGACY = {
    0x0E10: (0xF700, 0xF89E),
    0x0E0D: (0xF70F, 0xF89A),
    0x0E31: (0xF710, 0xF884),
    0x0E34: (0xF701, 0xF885),
    0x0E35: (0xF702, 0xF886),
    0x0E36: (0xF703, 0xF887),
    0x0E37: (0xF704, 0xF888),
    0x0E38: (0xF718, 0xF89B),
    0x0E39: (0xF719, 0xF89C),
    0x0E3A: (0xF71A, 0xF89D),
    0x0E47: (0xF712, 0xF889),
    0x0E48: (0xF705, 0xF70A, 0xF713, 0xF88A, 0xF88B, 0xF88C),
    0x0E49: (0xF706, 0xF70B, 0xF714, 0xF88D, 0xF88E, 0xF88F),
    0x0E4A: (0xF707, 0xF70C, 0xF715, 0xF890, 0xF891, 0xF892),
    0x0E4B: (0xF708, 0xF70D, 0xF716, 0xF893, 0xF894, 0xF895),
    0x0E4C: (0xF709, 0xF70E, 0xF717, 0xF896, 0xF897, 0xF898),
    0x0E4D: (0xF711, 0xF899),
}
_LETTERS_OF = {glyph: chr(letter) for letter, glyphs in _LEGACY.items() for glyph in glyphs}
_GLYPHS = (
    _LETTERS_OF
    | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD), "")
    | dict.fromkeys((0x00A0, 0x2007, 0x202F), " ")
)

_TONE = "[\u0e48-\u0e4c]"
_VOWEL = "[\u0e31\u0e34-\u0e3a\u0e47]"
_MARK = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
_CONSONANT = "[\u0e01-\u0e2e]"

_LETTERS = re.compile(r"(?<!\S)[\u0e00-\u0e4f]+(?!\S)")
_MARKS = re.compile(_MARK)
_SPACED = re.compile(r"(?<=[\u0e00-\u0e7f]) (?=[\u0e00-\u0e7f])")
_REPAIRS = (
    (re.compile(f"[ \t]+(?={_MARK})"), ""),
    (re.compile(f"({_TONE})({_VOWEL})"), r"\2\1"),
    (re.compile(f"\u0e4d({_TONE}?)[ \t]?\u0e32"), "\\1\u0e33"),
    (re.compile(f"({_TONE})\u0e4d[ \t]?\u0e32"), "\\1\u0e33"),
    (re.compile(f"\u0e33({_TONE})"), "\\1\u0e33"),
    (re.compile("\u0e40\u0e40"), "\u0e41"),
    # ำ whose upper half has no Unicode value in the font: "ส านักงาน", "สĞานักงาน". Nothing written right looks like this.
    (re.compile(f"({_CONSONANT}{_TONE}?)(?:[ \t]|[^\x00-\x7f\u0e00-\u0e7f])\u0e32"), "\\1\u0e33"),
)
_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_TONES = re.compile("[็-์]")


def arabic(text: str) -> str:
    """The text with Thai digits written as Arabic ones."""
    return text.translate(_DIGITS)


def letter_of(glyph: str) -> str:
    """The letter, of one that old fonts have a code of their own for; any other as it is."""
    return _LETTERS_OF.get(ord(glyph), glyph)


def normalise(text: str) -> str:
    """The text as it should have been encoded: legacy glyphs, mark order, split ำ and letter-spaced lines repaired; NFC.

    Never NFKC, which would take every ำ apart. Runs of blanks become one; line ends stay.
    """
    text = unicodedata.normalize("NFC", text.translate(_GLYPHS))
    return "\n".join(_normalise_line(line) for line in text.splitlines())


_SHARD = re.compile(r"\r?\n(?:([^\w\s]|[ก-ฮ]?[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+|[ก-ฮ])\r?\n(?=[^\W\d])|(?=[/.]))")


def unbroken(text: str) -> str:
    """The text of a page without the ends of lines that a change of font within a word makes ("มี|.|ค. 2523", "วัน|/เดือน")."""
    return _SHARD.sub(lambda shard: shard[1] or "", text)


_BLANKS = re.compile(r"[ \t]+")


@lru_cache(maxsize=1024)  # while a document is read each of its lines is asked for again and again
def _normalise_line(line: str) -> str:
    words = [_MARKS.sub("", word) for word in _LETTERS.findall(line)]
    if sum(len(word) == 1 for word in words) > max(3, 0.4 * len(words)):  # as OCR and letter-spacing leave it
        line = _SPACED.sub("", line)
    line = _BLANKS.sub(" ", line)  # first, for the repairs look behind every blank
    for pattern, replacement in _REPAIRS:
        line = pattern.sub(replacement, line)
    return _BLANKS.sub(" ", line).strip()


_SWAPPED_AM = re.compile(f"({_CONSONANT}{_TONE}?)[^\x00-\x7f\u0e00-\u0e4c\u0e4e-\u0e7f]\u0e33")
_HALF_AM = re.compile(f"(?:{_CONSONANT}|{_TONE})[^\x00-\x7f\u0e00-\u0e7f]\u0e32")
_AM_KEPT = re.compile("สำนัก|อำนวย|จำนวน|ดำเนิน|กำหนด|ประจำ")
_AM_LOST = re.compile("สานัก|อานวย|จานวน|ดาเนิน|กาหนด|ประจาปี")


def is_half_am(three: str) -> bool:
    """Whether the middle one of these letters is the upper half of an ำ, which the font gives no Unicode value."""
    return _HALF_AM.fullmatch(three) is not None


def swap(text: str) -> str:
    """The text with า for each ำ, and ำ where its upper half, or a letter without a code, stands before one."""
    return "า".join(_SWAPPED_AM.sub("\\1\0", text).split("ำ")).replace("\0", "ำ")


def unswap(text: str) -> str | None:
    """The text of a layer whose font says ำ for every า ("กำรศึกษำ", "สĞำนักงำน"), as printed; None when it cannot be told."""
    if "า" in text or text.count("ำ") < 5:  # noqa: PLR2004 - too few to judge by
        return None
    right = swap(text)
    return right if "การ" in right and _AM_KEPT.search(right) and not _AM_LOST.search(right) else None


# What no one writes, and layers whose marks were given each other's codes are full of: "กล่่ม", "อน่มัติ", "เผยแพรุ".
_MISFIT = re.compile(
    r"[\u0e48-\u0e4b]{2}|[\u0e34-\u0e3a]{2}|[\u0e38\u0e39]\u0e31|อน[\u0e48-\u0e4b]มัติ|เผยแพร[\u0e31\u0e34-\u0e3a]|สํ(?!า)"
)


_THAI = re.compile("[\u0e00-\u0e4f]+")
_USUAL = re.compile("การ|ความ|และ|ของ|ที่|นา|เรียน|บ้าน|โทร|ราคา|จำนวน|รวม|เป็น|ให้|วัน")
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_USUAL_AM = re.compile("จำกัด|สำนัก|จำนวน|ประจำ|ตำบล|อำเภอ|ตำแหน่ง|น้ำ")
"""Words of tables, which may have more ำ than า."""
_LATIN = re.compile("[\u00a1-\u00ff]")


def is_plausible(text: str) -> bool:
    """Whether normalised text can be Thai writing; False for layers whose letters are lost, swapped or in another code."""
    squeezed = "".join(text.split())
    thai_letters = sum(map(len, _THAI.findall(squeezed)))
    strange, latin = len(_STRANGE.findall(squeezed)), len(_LATIN.findall(squeezed))
    if strange > 0.03 * len(squeezed) or latin > 0.2 * len(squeezed):  # shares that no right text reaches
        return False
    if thai_letters > 200 and not _USUAL.search(squeezed):  # noqa: PLR2004 - a page of Thai without any of them is none
        return False
    if len(_MISFIT.findall(squeezed)) > 1:
        return False
    return squeezed.count("ำ") - len(_USUAL_AM.findall(squeezed)) <= max(4, squeezed.count("า"))


def is_mark(char: str) -> bool:
    """Whether the letter stands over or under the one before it."""
    return char == "\u0e31" or "\u0e34" <= char <= "\u0e3a" or "\u0e47" <= char <= "\u0e4e"


def bears_marks(char: str) -> bool:
    """Whether a vowel or tone may stand over or under the letter: it is a consonant."""
    return "\u0e01" <= char <= "\u0e2e"


def squeeze(text: str) -> str:
    """The normalised text without any blank: the form to match words in, since text layers lose and invent spaces."""
    return "".join(normalise(text).split())


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, (long, short) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), start=1):
        names |= {long: number, short.replace(".", ""): number}
    return names


_MONTH_NUMBER = _month_names()
_NAMED_DATE = re.compile(r"(\d{1,2})/?([ก-๎.]+?)/?(พ\.?ศ\.?|ค\.?ศ\.?)?(\d{4}|\d{2})")
_PLAIN_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LEADERS = re.compile(r"(?<![0-9])[.…_]{2,}|[.…_]{2,}(?![0-9])")
"""Dots to write a date over."""
_BRACKETS = re.compile(r"\(([^()]*)\)")
_DATE_WORDS = re.compile(r"^(?:(?:ลง|เมื่อ)?วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)?ที่)?")

_HOUR = re.compile(r"\s(?:เวลา)?\s?[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}\s?น\.?\s*$")

_FIRST_YEAR, _LAST_YEAR = 2475, 2600
_FIRST_SHORT_YEAR = 50


def parse_date(text: str) -> date | None:
    """The date that the whole text states, or None if it states none that is sure.

    Read are "๗ มกราคม ๒๕๖๓", "7 ม.ค. 63", "วันที่ 7 เดือนมกราคม พ.ศ. 2563", "(7/1/2563)", "..7../..ม.ค../..63.." and ISO dates.
    Years are Buddhist (2475–2600, or two digits from 50 up). A year of the common era counts only with ค.ศ. or in an ISO date:
    "1/7/2020" comes from programs that may mean January, and "7/1/20" may be of either era.
    """
    bare = _LEADERS.sub("", arabic(squeeze(_HOUR.sub("", text))))
    bracketed = _BRACKETS.fullmatch(bare)
    squeezed = _DATE_WORDS.sub("", bracketed[1] if bracketed else bare, count=1)
    if iso := _ISO_DATE.fullmatch(squeezed):
        year, month, day = (int(part) for part in iso.groups())
        return _date(year if year >= _FIRST_YEAR else year + BUDDHIST_ERA, month, day)
    if plain := _PLAIN_DATE.fullmatch(squeezed):
        return _date(_buddhist_year(plain[4]), int(plain[3]), int(plain[1]))
    if named := _NAMED_DATE.fullmatch(squeezed):
        written = named[2].removeprefix("เดือน").replace(".", "")
        year = int(named[4]) + BUDDHIST_ERA if (named[3] or "").startswith("ค") else _buddhist_year(named[4])
        return _date(year, _MONTH_NUMBER.get(written, 0), int(named[1]))
    return None


def _buddhist_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - a year written in full
        return year
    return 2500 + year if year >= _FIRST_SHORT_YEAR else 0


def _date(buddhist_year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= buddhist_year <= _LAST_YEAR:
        return None
    try:
        return date(buddhist_year - BUDDHIST_ERA, month, day)
    except ValueError:
        return None


def format_date(day: date) -> str:
    """ "7 มกราคม 2563"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"


def format_time(moment: datetime) -> str:
    """ "10.45 น.", in Thailand. The moment is aware."""
    return f"{moment.astimezone(BANGKOK):%H.%M} น."


def format_moment(moment: datetime) -> str:
    """ "7 ม.ค. 2563 เวลา 10.45 น.", in Thailand. The moment is aware."""
    local = moment.astimezone(BANGKOK)
    return f"{local.day} {SHORT_MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA} เวลา {format_time(local)}"


def fiscal_year(day: date) -> int:
    """The Thai government's year (BE) the day lies in: 1 October to 30 September, named by the year it ends in."""
    return day.year + BUDDHIST_ERA + (day.month >= 10)  # noqa: PLR2004 - October


def quarter(day: date) -> int:
    """The quarter of the fiscal year, 1 to 4: October to December is 1."""
    return (day.month + 2) // 3 % 4 + 1


def format_size(size: int) -> str:
    """A size in bytes as people read it: "1.2 MB" (1 MB = 1024² bytes, as Windows counts)."""
    for unit, scale in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}" if unit != "KB" else f"{size / scale:.0f} KB"
    return f"{size} ไบต์"


def natural_order(name: str) -> tuple[object, ...]:
    """A sort key as people expect: 2 before 10 in either kind of digits, and Thai words as in a dictionary."""
    text = _LEADING_VOWEL.sub(r"\2\1", arabic(name).casefold())
    parts = re.split(r"(\d+)", _TONES.sub("", text))
    # Every second part is a number, so that keys compare part by part without ever comparing a number with a text.
    return (*(int(part) if place % 2 else part for place, part in enumerate(parts)), text)
