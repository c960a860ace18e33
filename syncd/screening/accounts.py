"""Finds numbers of bank accounts."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.rows import before, is_row, under

_OWN = "กรุงไทย|กสิกร|ไทยพาณิชย์|กรุงศรี|ออมสิน|ทหารไทย|ธนชาต|ทีทีบี|(?<![ก-๙])ธ ?\\.? ?ก ?\\.? ?ส(?![ก-๙]) ?\\.?"
"""Names of banks that are nothing else."""
_BANKS = f"{_OWN}|กรุงเทพ|อาคารสงเคราะห์|เกียรตินาคิน|อิสลาม|ยูโอบี"
SAYS = (
    r"(?<!รหัส)(?:เลข ?ที่? ?บัญชี(?! ?แยก)|บัญชี ?(?:ธนาคาร ?)?เลข ?ที่|(?:หมาย)?เลข ?บัญชี(?! ?แยก)|"
    r"เลข ?(?:ที่ ?)?บช|(?<![ก-๙])บ(?:/ช(?![ก-๙]|\w)|/?ช ?\.)|บ/ช ?เลข|พร้อมเพย์|"
    r"(?:บัญชี|ธนาคาร)[^\d\n]{0,30}(?:ออมทรัพย์|กระแสรายวัน|ฝากประจำ)(?: ?เลข ?ที่)?|"
    rf"บัญชี ?(?:(?:เงิน ?ฝาก ?)?ธนาคาร|{_OWN})|"
    rf"(?:ออมทรัพย์|กระแสรายวัน|ฝากประจำ) ?เลข ?ที่|ชื่อ ?บัญชี(?=[^\d\n]{{0,50}}(?:เลข ?ที่|หมายเลข))|"
    r"\b(?:bank )?account(?: ?(?:no|number))?\b|\bacc\.? ?(?:no|number|#)|\ba/?c ?(?:no|number)|prompt ?pay)"
)
BANK = rf"(?:(?:ธนาคาร|\bธ\.|บมจ\. ?ธ)[^\d\n]{{0,6}}(?:{_BANKS})|{_OWN}|\b(?:k-?bank|ktb|scb|bbl|gsb|baac|ttb)\b)"
_DIGITS = r"(\d(?:(?:[ -]{0,3}|-\n)\d){9,14}|\d{3}([./])\d\2\d{5}\2\d)(?!\d)(?! ?[-/] ?\d)"
_SAID = re.compile(rf"{SAYS}[^\d\n]{{0,50}}\n?[^\d\n]{{0,15}}(?<!\d){_DIGITS}", re.IGNORECASE)
_AT_BANK = re.compile(
    rf"{BANK}(?P<said>[^\d\n]{{0,60}}\n?[^\d\n]{{0,30}})(?<!\d)"
    r"(?P<number>\d(?:[ -]{0,3}\d){9,14}|\d{3}\.\d\.\d{5}\.\d)(?![,.]?\d)(?! ?[-/] ?\d)",
    re.IGNORECASE,
)
_SHAPE = re.compile(r"(?<![\d-])(\d{3} ?- ?\d ?- ?\d{5} ?- ?\d|\d\d-\d{3}-\d-\d{5}-\d)(?![\d-])")
_OTHER = re.compile(r"isbn[^\n]{0,12}\Z", re.IGNORECASE)
_PAPERS = re.compile("ค้ำประกัน|เช็ค|ดราฟ|ตั๋ว|แคชเชียร์|โทร|โครงการ|สัญญา|ฎีกา")
_LEDGER = re.compile("แยก ?ประเภท|รหัส")
_LENGTHS = frozenset({10, 11, 12, 14, 15})
_HEAD = re.compile(SAYS, re.IGNORECASE)
_IN_ROW = re.compile(r"(?<![\d,.])(\d{10,15}|\d(?:[ -]?\d){9,14})(?![\d,.])")
_MOBILE = re.compile(r"0[689]\d{8}\Z")


def find(text: str) -> Iterator[Found]:
    """Numbers of bank accounts in plain text: as banks write them, or because it says so."""
    found: dict[str, None] = {}
    for match in _SHAPE.finditer(text):
        if not _OTHER.search(before(text, match.start(), 20)):
            found[_digits(match[1])] = None
    found |= dict.fromkeys(_digits(match[1]) for match in _SAID.finditer(text) if not _LEDGER.search(match[0]))
    for match in _AT_BANK.finditer(text):
        if not _PAPERS.search(text[max(0, match.start() - 40) : match.start()] + match["said"]):
            found[_digits(match["number"])] = None
    for line in filter(is_row, under(text, _HEAD)):
        found |= dict.fromkeys(_digits(number[1]) for number in _IN_ROW.finditer(line))
    return (
        numbered(Concern.BANK_ACCOUNT, digits, f"xxx-x-xxx{digits[-3:-1]}-{digits[-1]}")
        for digits in found
        if len(digits) in _LENGTHS and not _MOBILE.match(digits)
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
