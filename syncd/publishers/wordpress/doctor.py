"""Looks at a site the way an ICT officer would before trusting it: what works, what is wrong, what to do about it in Thai."""

import re
from collections.abc import Iterable, Iterator

from syncd.errors import PermanentPublishError, PublishError
from syncd.model.office import Category
from syncd.publishers.base import Check
from syncd.publishers.wordpress.answer import Answer
from syncd.publishers.wordpress.answers import is_firewall
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.terms import SiteTerms

_SKEW_SECONDS = 60
"""A post dated further ahead of the site's clock is scheduled, not published."""
_GENERATOR = re.compile(r"WordPress/([\d.]+)")
_CAPABILITIES = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files", "manage_categories")
_REST_REMEDY = (
    "เปิดใช้ REST API (/wp-json/) ในปลั๊กอินความปลอดภัย เช่น Wordfence, iThemes/Solid Security, Disable REST API "
    "หรือขอให้ผู้ให้บริการโฮสต์อนุญาตที่อยู่นี้สำหรับเครื่องที่รัน syncd"
)
_LOGIN_REMEDY = (
    "สร้างรหัสผ่านแอปพลิเคชันใหม่ที่ WordPress: ผู้ใช้ > โปรไฟล์ > Application Passwords แล้วใส่ใน SYNCD_PUBLISHER__PASSWORD "
    "(ไม่ใช่รหัสผ่านเข้าระบบ) หากรหัสถูกต้องแล้ว เว็บเซิร์ฟเวอร์ Apache แบบ CGI อาจตัดหัวข้อ Authorization ทิ้ง ให้เพิ่มใน .htaccess บรรทัด "
    'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1'
)


def examine(client: Client, terms: SiteTerms, categories: Iterable[Category], max_file_mb: float) -> tuple[Check, ...]:
    """Every check in the order a person would mend them; those that cannot be made after a failure are left out."""
    return tuple(_examine(client, terms, categories, max_file_mb))


def _examine(client: Client, terms: SiteTerms, categories: Iterable[Category], max_file_mb: float) -> Iterator[Check]:
    yield _encrypted(client)
    try:
        index = client.get("/", {"_fields": "name,gmt_offset,timezone_string,authentication"})
    except PublishError as error:
        yield Check("reachable", False, f"ติดต่อเว็บไซต์ {client.url} ไม่ได้ ({error.message})", _unreachable_remedy(error))
        return
    yield Check("reachable", True, f"ติดต่อเว็บไซต์ {client.url} ได้")
    if index.json is None or (not index.ok and index.status != 401):  # noqa: PLR2004 - an index shown to users only
        yield Check("rest", False, _not_rest(index), _rest_remedy(index, client))
        return
    yield Check("rest", True, "REST API ของ WordPress ใช้งานได้")
    try:
        yield from _authorised(client, index)
        yield from _categories(terms, categories)
        yield _size(client, max_file_mb)
        yield _version(client)
    except PublishError as error:
        yield Check("reachable", False, f"เว็บไซต์หยุดตอบระหว่างการตรวจ ({error.message})", "ตรวจเว็บไซต์แล้วสั่ง syncd doctor อีกครั้ง")
        return
    yield _clock(client)
    yield _timezone(index)
    yield _permalinks(client)


def _encrypted(client: Client) -> Check:
    if client.url.startswith("https://"):
        return Check("tls", True, "เชื่อมต่อแบบเข้ารหัส (https)")
    remedy = "ติดตั้งใบรับรองที่เว็บไซต์แล้วใช้ที่อยู่ขึ้นต้นด้วย https:// ใน publisher.url"
    on_this_machine = bool(re.match(r"http://(127\.|localhost|\[::1\])", client.url))
    return Check("tls", on_this_machine, "เชื่อมต่อแบบไม่เข้ารหัส (http)", "" if on_this_machine else remedy, fatal=False)


def _unreachable_remedy(error: PublishError) -> str:
    if "TLS" in error.message or "encrypted" in error.message:
        return "ต่ออายุหรือแก้ไขใบรับรอง (SSL certificate) ของเว็บไซต์ และตรวจชื่อเว็บไซต์ใน publisher.url"
    return "ตรวจว่าเว็บไซต์เปิดอยู่ เครื่องนี้ต่อเครือข่ายได้ และ publisher.url ใน config/syncd.yaml ถูกต้อง"


def _not_rest(answer: Answer) -> str:
    if answer.headers.get("Location"):
        return f"เว็บไซต์ส่งต่อไปที่ {answer.headers['Location'].partition('?')[0]} แทนที่จะตอบ"
    if answer.code:
        return f"REST API ถูกปิดไว้ ({answer.status} {answer.code})"
    if is_firewall(answer):
        return f"ไฟร์วอลล์หรือปลั๊กอินกั้น REST API ไว้ ({answer.status})"
    if answer.status >= 500:  # noqa: PLR2004 - the server's own faults
        return f"เว็บไซต์ขัดข้องหรือปิดปรับปรุง ({answer.status})"
    return f"ที่ /wp-json/ ได้หน้าเว็บแทนคำตอบของ REST API ({answer.status})"


def _rest_remedy(answer: Answer, client: Client) -> str:
    if answer.headers.get("Location"):
        return f"เปลี่ยน publisher.url จาก {client.url} เป็นที่อยู่ที่เว็บไซต์ใช้จริง (ตรวจ http/https และ www)"
    if answer.status >= 500:  # noqa: PLR2004
        return "รอให้เว็บไซต์กลับมา หรือแจ้งผู้ดูแลเว็บไซต์/โฮสต์"
    return _REST_REMEDY


def _authorised(client: Client, index: Answer) -> Iterator[Check]:
    me = client.get("/wp/v2/users/me", {"context": "edit", "_fields": "name,roles,capabilities"})
    if not me.ok or not isinstance(me.json, dict):
        offered = index.ok and "application-passwords" in (index.json.get("authentication") or {})
        why = "" if offered else " เว็บไซต์นี้ไม่ได้เปิดใช้รหัสผ่านแอปพลิเคชัน (ต้องเป็น https และไม่ถูกปลั๊กอินปิด)"
        yield Check("authorised", False, f"เข้าสู่ระบบด้วยผู้ใช้ {client.username} ไม่ได้ ({me.status} {me.code}){why}", _LOGIN_REMEDY)
        return
    yield Check("authorised", True, f"เข้าสู่ระบบด้วยผู้ใช้ {client.username} ได้")
    roles, can = me.json.get("roles") or [], me.json.get("capabilities") or {}
    if isinstance(can, dict) and (lacking := [name for name in _CAPABILITIES if not can.get(name)]):
        yield Check(
            "role",
            False,
            f"ผู้ใช้ {client.username} ({', '.join(roles)}) ไม่มีสิทธิ์ {', '.join(lacking)}",
            "ให้ผู้ดูแลเว็บไซต์เปลี่ยนบทบาทของผู้ใช้นี้เป็น ผู้เขียนเรื่อง/บรรณาธิการ (Editor)",
            fatal=lacking != ["manage_categories"],
        )
    elif "administrator" in roles:
        yield Check(
            "role",
            False,
            f"ผู้ใช้ {client.username} เป็นผู้ดูแลระบบ (Administrator) ซึ่งมีสิทธิ์มากเกินจำเป็น",
            "สร้างผู้ใช้แยกสำหรับ syncd ที่มีบทบาท Editor เท่านั้น",
            fatal=False,
        )
    else:
        yield Check("role", True, f"บทบาทของผู้ใช้เหมาะสม ({', '.join(roles)})")


def _categories(terms: SiteTerms, categories: Iterable[Category]) -> Iterator[Check]:
    terms.distrust()
    for category in categories:
        try:
            ids = terms.ids(category)
        except PermanentPublishError:
            message = f"เว็บไซต์ไม่มีหมวดหมู่สำหรับ {category.code} {category.label}"
            remedy = "สั่ง syncd site map เพื่อจับคู่กับหมวดหมู่ที่เว็บไซต์มีอยู่ หรือ syncd site prepare เพื่อสร้างหมวดหมู่ใหม่"
            yield Check(f"category {category.code}", False, message, remedy)
        else:
            yield Check(f"category {category.code}", True, f"{category.code} {category.label}: หมวดหมู่ของเว็บไซต์หมายเลข {ids[0]}")


def _size(client: Client, max_file_mb: float) -> Check:
    if not client.refuses(int(max_file_mb * 2**20)):
        return Check("size", True, f"เว็บเซิร์ฟเวอร์ไม่ปฏิเสธไฟล์ขนาด {max_file_mb:g} MB", fatal=False)
    message = f"เว็บเซิร์ฟเวอร์ไม่รับไฟล์ขนาด {max_file_mb:g} MB ที่ตั้งไว้ใน publisher.max_file_mb"
    remedy = "ลดค่า publisher.max_file_mb หรือให้ผู้ดูแลโฮสต์เพิ่มขนาดที่รับได้ (nginx: client_max_body_size)"
    return Check("size", False, message, remedy, fatal=False)


def _version(client: Client) -> Check:
    found = _GENERATOR.search(client.page("/wp-links-opml.php"))
    return Check("version", True, f"WordPress รุ่น {found[1]}" if found else "ไม่ทราบรุ่นของ WordPress (เว็บไซต์ซ่อนไว้)", fatal=False)


def _clock(client: Client) -> Check:
    off = round(client.skew_seconds)
    if abs(off) <= _SKEW_SECONDS:
        return Check("clock", True, "นาฬิกาของเว็บไซต์ตรงกับเครื่องนี้", fatal=False)
    message = f"นาฬิกาของเว็บไซต์ต่างจากเครื่องนี้ {off:+d} วินาที"
    return Check("clock", False, message, "ตั้งเวลาเครื่องนี้ด้วย NTP (timedatectl set-ntp true) และแจ้งผู้ดูแลโฮสต์", fatal=False)


def _timezone(index: Answer) -> Check:
    said = index.json.get("timezone_string") or f"UTC{index.json.get('gmt_offset', '?')}" if index.ok else ""
    if not said or said == "Asia/Bangkok" or str(index.json.get("gmt_offset")) in ("7", "7.0"):
        return Check("timezone", True, "เขตเวลาของเว็บไซต์เป็นเวลาประเทศไทย" if said else "ไม่ทราบเขตเวลาของเว็บไซต์", fatal=False)
    message = f"เขตเวลาของเว็บไซต์เป็น {said} วันที่ของเรื่องที่เผยแพร่จะคลาดเคลื่อน"
    return Check("timezone", False, message, "ที่ WordPress: ตั้งค่า > ทั่วไป > เขตเวลา เลือก Bangkok", fatal=False)


def _permalinks(client: Client) -> Check:
    if client.pretty:
        return Check("permalinks", True, "ลิงก์ถาวรเป็นแบบอ่านง่าย", fatal=False)
    remedy = "ที่ WordPress: ตั้งค่า > ลิงก์ถาวร เลือก ชื่อเรื่อง (syncd ใช้งานแบบเดิมได้)"
    return Check("permalinks", False, "ลิงก์ถาวรเป็นแบบธรรมดา (?p=123)", remedy, fatal=False)
