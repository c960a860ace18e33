"""The kinds of values that the YAML files hold, each with its limits and what is said in Thai of one beyond them."""

import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from syncd.publishers import kinds
from syncd.screening import is_passable
from syncd.signing import certificate_form
from syncd.thai import parse_date

LABEL_LENGTH = 25
"""Characters of a category's label: four folder names and a file must fit in Windows' 260."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def _only(is_one: Callable[[Any], object], otherwise: str) -> AfterValidator:
    """Takes such values, and says this of others."""

    def check(value: object) -> object:
        if not is_one(value):
            raise ValueError(otherwise)
        return value

    return AfterValidator(check)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("ต้องไม่เว้นว่าง")
    return value.strip()


def _folder(value: str) -> str:
    if not value or value != value.strip() or value.startswith((".", "_", "~")) or value.endswith("."):
        raise ValueError("ชื่อโฟลเดอร์ต้องไม่เว้นว่าง ไม่ขึ้นต้นด้วยจุด _ หรือ ~ และไม่ลงท้ายด้วยจุดหรือช่องว่าง")
    if _UNSAFE.search(value) or _DEVICE.fullmatch(value):
        raise ValueError('ชื่อโฟลเดอร์ใช้อักขระ \\ / : * ? " < > | และชื่อที่ Windows สงวนไว้ (CON, NUL …) ไม่ได้')
    return value


def _label(value: str) -> str:
    if len(value) > LABEL_LENGTH:
        raise ValueError(f"ยาว {len(value)} อักขระ ต้องไม่เกิน {LABEL_LENGTH} เพื่อไม่ให้ชื่อไฟล์ยาวเกินที่ Windows รับได้")
    return _folder(value)


def _auto(value: object) -> object:
    if not isinstance(value, bool | list):
        raise ValueError('เขียน true, false หรือรายการรหัสหมวด เช่น ["1.9", "1.3"]')  # noqa: TRY004 - pydantic reads ValueError
    return value


def _kind(value: str) -> str:
    if value == "wordpress-xmlrpc":
        raise ValueError("wordpress-xmlrpc จะมีในรุ่นถัดไป ตอนนี้ใช้ wordpress หรือ folder")
    known = kinds()
    if value not in known:
        raise ValueError("ต้องเป็น " + " หรือ ".join(map(repr, known)))
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("ต้องเป็นที่อยู่เว็บไซต์เต็ม เช่น https://www.example.go.th")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("เขียนเฉพาะที่อยู่เว็บไซต์ ไม่มีชื่อผู้ใช้ รหัสผ่าน ? หรือ #")
    if re.search(r"/(wp-json|wp-admin|wp-login\.php|xmlrpc\.php)", parts.path):
        raise ValueError("เขียนเฉพาะหน้าแรกของเว็บไซต์ ตัดส่วนตั้งแต่ /wp-… หรือ /xmlrpc.php ออก")
    return value.rstrip("/")


def _clamd(value: str) -> str:
    if value.startswith("/"):
        return value
    host, _, port = value.rpartition(":")
    if not re.fullmatch(r"127(?:\.\d{1,3}){3}|localhost", host) or not port.isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004 - ports
        raise ValueError("ต้องเป็นตำแหน่ง socket เช่น /run/clamav/clamd.ctl หรือพอร์ตในเครื่องนี้ เช่น 127.0.0.1:3310")
    return value


def _certificate(value: str) -> str:
    try:
        return certificate_form(value)
    except ValueError as error:
        raise ValueError(
            "ต้องเป็นลายนิ้วมือ SHA-256 (เลขฐานสิบหก 64 ตัว) หรือชื่อเต็มในใบรับรอง เช่น CN=นายตัวอย่าง ใจดี, O=สำนักงาน…, C=TH"
        ) from error


PassNumber = Annotated[str, _only(is_passable, 'ต้องเป็นหมายเลขโทรศัพท์หรือเลขที่บัญชีหนึ่งเลข เช่น "0 4480 1234" และไม่ใช่เลขประจำตัวประชาชน')]
OfficeCode = Annotated[
    str,
    _only(
        re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}").fullmatch,
        "ใช้ได้เฉพาะ A-Z a-z 0-9 . _ - ไม่เกิน 40 อักขระ เช่น cpm3",
    ),
]
PublisherKind = Annotated[str, AfterValidator(_kind)]
SiteUrl = Annotated[str, AfterValidator(_url)]
Certificate = Annotated[str, AfterValidator(_certificate)]
Clamd = Annotated[str, AfterValidator(_clamd)]
Label = Annotated[str, AfterValidator(_label)]
Text = Annotated[str, AfterValidator(_text)]
FolderName = Annotated[str, AfterValidator(_folder)]
Code = Annotated[
    str,
    _only(
        re.compile(r"[1-9]\d?\.[1-9]\d?").fullmatch,
        'รหัสหมวดต้องเป็นเลขสองส่วนไม่มีศูนย์นำหน้า เช่น "1.9" หรือ "1.10"',
    ),
]
Slug = Annotated[str, _only(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch, "ใช้ได้เฉพาะ a-z 0-9 และขีดกลาง เช่น work-manuals")]
Day = Annotated[str, _only(parse_date, "ไม่ใช่วันที่ที่มีอยู่จริง ให้เขียนเป็น ปี-เดือน-วัน เช่น 2568-10-01 (ปี พ.ศ. หรือ ค.ศ. ก็ได้)")]
FiscalYear = Annotated[int, _only(range(2500, 2701).__contains__, "ต้องเป็นปีงบประมาณ พ.ศ. เช่น 2570")]
Auto = Annotated[
    Annotated[bool, Tag("switch")] | Annotated[list[Code], Tag("codes")],
    Discriminator(lambda value: "codes" if isinstance(value, list) else "switch"),
    BeforeValidator(_auto),
]
Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Term = Annotated[str, AfterValidator(_text)] | Annotated[int, Field(gt=0)]
