"""What may be written in the three YAML files, section by section, with the words that editors show."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from pydantic_settings import BaseSettings, SettingsConfigDict

from syncd.settings.values import (
    LABEL_LENGTH,
    Auto,
    Certificate,
    Clamd,
    Code,
    Day,
    FiscalYear,
    FolderName,
    Label,
    Number,
    OfficeCode,
    PassNumber,
    PublisherKind,
    SiteUrl,
    Slug,
    Term,
    Text,
)


def _key(default: Any = ..., about: str = "", **more: Any) -> Any:
    return Field(default, description=about, **more)


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Office(_Part):
    """Whose settings these are."""

    code: OfficeCode = _key(about="รหัสสำนักงาน ตั้งครั้งเดียว ห้ามเปลี่ยนเมื่อเผยแพร่แล้ว")
    name: Text = _key(about="ชื่อเต็มของสำนักงาน")


class Folders(_Part):
    """Where the units' folders lie and what their parts are called."""

    root: Text = _key(about="โฟลเดอร์ที่เก็บโฟลเดอร์ของทุกกลุ่ม/หน่วย")
    inbox: FolderName = _key("ส่งเผยแพร่", "โฟลเดอร์ที่กลุ่ม/หน่วยวางเรื่อง")
    published: FolderName = _key("เผยแพร่แล้ว", "โฟลเดอร์ที่เก็บเรื่องที่เผยแพร่แล้ว")
    undecided: FolderName = _key("ไม่แน่ใจหมวด", "โฟลเดอร์ของเรื่องที่ให้เจ้าหน้าที่ ICT เลือกหมวด")
    photos: FolderName = _key("ภาพกิจกรรม", "โฟลเดอร์ของภาพกิจกรรม")


class Intake(_Part):
    """How long a folder must be quiet, and how often it is looked at."""

    settle_seconds: Number = _key(20, "วินาทีที่โฟลเดอร์ต้องนิ่งก่อนอ่าน")
    settle_seconds_network: Number = _key(15, "เช่นเดียวกัน สำหรับโฟลเดอร์ที่ต่อจากเครื่องอื่น แล้วอ่านซ้ำอีกครั้ง")
    rescan_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = _key(30, "ตรวจทุกโฟลเดอร์ทุกกี่วินาที")
    incomplete_minutes: Number = _key(15, "รอกี่นาทีก่อนแจ้งว่าเรื่องยังไม่ครบ")


class Ledger(_Part):
    """Where the ledger is kept."""

    url: Text | None = _key(None, "ฐานข้อมูลทะเบียนคุมแบบ SQLAlchemy ไม่เขียน = SQLite ใน state_dir")


class Publisher(_Part):
    """The place posts are published to."""

    kind: PublisherKind = _key(
        "folder", "wordpress = เว็บไซต์ WordPress, folder = สร้างหน้าเว็บลงโฟลเดอร์", examples=["wordpress", "folder"]
    )
    url: SiteUrl | None = _key(None, "หน้าแรกของเว็บไซต์")
    username: Text | None = _key(None, "บัญชีผู้ใช้ WordPress (ระดับ Editor)")
    password: SkipJsonSchema[str | None] = Field(default=None, repr=False)
    password_file: Text | None = _key(None, "ไฟล์ที่มีรหัสผ่านบรรทัดเดียว")
    path: Text = _key("var/site", "โฟลเดอร์ของหน้าเว็บ (kind: folder)")
    doubt_seconds: Number = _key(330, "วินาทีที่คำขอเก่าอาจยังไปถึงเว็บไซต์ได้")
    max_file_mb: Annotated[float, Field(gt=0, allow_inf_nan=False)] = _key(64, "ขนาดไฟล์สูงสุด (MB)")
    max_per_hour: Annotated[int, Field(ge=0)] = _key(200, "จำนวนเรื่องสูงสุดต่อชั่วโมง 0 = ไม่จำกัด")
    max_requests_per_minute: Annotated[int, Field(ge=0)] = _key(0, "จำนวนคำขอสูงสุดต่อนาทีที่ส่งถึงเว็บไซต์ 0 = ไม่จำกัด")
    timeout_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = _key(60, "รอเว็บไซต์ตอบกี่วินาที")
    allow_http: bool = _key(False, "ยอมส่งรหัสผ่านโดยไม่เข้ารหัส (ไม่แนะนำ)")


class Publish(_Part):
    """What is published without an officer's look."""

    auto: Auto = _key(False, "เผยแพร่เองโดยไม่รอเจ้าหน้าที่: true, false หรือรายการรหัสหมวด")
    wait_minutes: Number = _key(10, "นาทีที่ยังแก้ไขหรือเอาออกได้ก่อนเผยแพร่")
    template: Text | None = _key(None, "แม่แบบหน้าประกาศของสำนักงาน (Jinja2) แทนแม่แบบที่มาด้วย")


class Approver(_Part):
    """Who may approve publication, and when."""

    name: Text = _key(about="ชื่อและนามสกุล มีคำนำหน้าตามที่พิมพ์ในบันทึก")
    position: Text = _key(about="ตำแหน่งตามที่พิมพ์ใต้ชื่อ")
    since: Day | None = _key(None, "ตั้งแต่วันที่ (ปี-เดือน-วัน)", alias="from")
    until: Day | None = _key(None, "ถึงวันที่ (ปี-เดือน-วัน)")
    capacity: Literal["ตัวจริง", "รักษาราชการแทน", "ปฏิบัติราชการแทน"] = _key("ตัวจริง", "ฐานะที่ลงนาม")
    certificates: list[Certificate] = _key([], "ใบรับรองที่ใช้ลงลายมือชื่อดิจิทัล: ลายนิ้วมือ SHA-256 หรือชื่อเต็มในใบรับรอง เช่น CN=…, O=…, C=TH")


class Approval(_Part):
    """What counts as the director's approval."""

    accept: list[Literal["signature", "text"]] = _key(["signature"], "หลักฐานที่ใช้ได้โดยไม่ต้องให้คนตรวจ")
    text_from: list[Literal["pdf", "docx", "doc", "rtf", "odt"]] = _key(["pdf"], "ชนิดไฟล์ที่ยอมให้คำว่า อนุมัติ เป็นหลักฐาน")
    approvers: list[Approver] = _key([], "ผู้มีอำนาจอนุญาตให้เผยแพร่")
    trust: list[Text] = _key([], "ไฟล์ใบรับรอง (PEM) ของผู้ออกใบรับรองที่เชื่อถือ สำหรับลายมือชื่อดิจิทัล")


class Rules(_Part):
    """How heavy the office takes a rule's findings."""

    stricter: dict[str, Literal["hold", "return"]] = _key({}, "กฎที่สำนักงานให้เข้มกว่าปกติ: ชื่อกฎ แล้วตามด้วย hold หรือ return")


class Ocr(_Part):
    """Reading the words on pages that are pictures."""

    max_pages: Annotated[int, Field(ge=0)] = _key(30, "อ่านภาพสแกนไม่เกินกี่หน้าต่อไฟล์ 0 = ไม่อ่าน")
    tessdata: Text | None = _key(None, "โฟลเดอร์ของไฟล์ tha.traineddata และ osd.traineddata ไม่เขียน = ของระบบ")
    is_enough: bool = _key(False, "ภาพสแกนที่จะเผยแพร่ ซึ่ง OCR อ่านออกและไม่พบข้อมูลต้องห้าม ไม่ต้องให้เจ้าหน้าที่เปิดดู")


class Screening(_Part):
    """What files are looked through for, and what may be public although it looks like something of concern."""

    clamd: Clamd | None = _key(
        None, "โปรแกรมตรวจไวรัส ClamAV (clamd) ในเครื่องนี้: ตำแหน่ง socket หรือ 127.0.0.1:3310", examples=["/run/clamav/clamd.ctl"]
    )
    pass_numbers: list[PassNumber] = _key([], "หมายเลขโทรศัพท์และเลขที่บัญชีของสำนักงานเองที่เผยแพร่ได้ (ใส่เครื่องหมายคำพูด)")


class Photos(_Part):
    """The route `photos`."""

    category: Code = _key("1.3", "หมวดของภาพกิจกรรม")
    require_release: bool = _key(True, "ภาพกิจกรรมต้องให้เจ้าหน้าที่ตรวจก่อนเสมอ")


class Retention(_Part):
    """How long what was checked is kept."""

    memo_years: Annotated[int, Field(ge=1)] = _key(10, "เก็บสำเนาบันทึกข้อความไว้กี่ปี")


class Review(_Part):
    """What an officer looks at."""

    folder: Text | None = _key(None, "โฟลเดอร์ที่วางหน้าภาพของเรื่องที่รอตรวจ ให้เปิดดูได้เฉพาะเจ้าหน้าที่ ICT ไม่เขียน = review ใน state_dir")


class Heartbeat(_Part):
    """A monitor elsewhere that raises the alarm when it no longer hears from us."""

    url: SkipJsonSchema[str | None] = Field(default=None, repr=False)
    url_file: Text | None = _key(None, "ไฟล์ที่มีที่อยู่ (URL) ของระบบเฝ้าดูบรรทัดเดียว")
    every_minutes: Annotated[float, Field(ge=1, allow_inf_nan=False)] = _key(5, "แจ้งว่ายังทำงานอยู่ทุกกี่นาที")


class Contact(_Part):
    """Whom units are told to ask."""

    name: str = _key("", "ผู้ที่กลุ่ม/หน่วยสอบถามได้")
    telephone: str = _key("", "โทรศัพท์ (ใส่เครื่องหมายคำพูด)")


class SyncdFile(BaseSettings):
    """syncd.yaml, with SYNCD_SECTION__KEY variables over it."""

    model_config = SettingsConfigDict(
        strict=True, extra="forbid", frozen=True, env_prefix="SYNCD_", env_nested_delimiter="__", hide_input_in_errors=True
    )

    office: Office
    folders: Folders
    intake: Intake = Intake()
    ledger: Ledger = Ledger()
    state_dir: Text = _key("var/state", "ที่เก็บทะเบียนคุม สำเนาส่วนตัว และบันทึกการทำงานของ syncd")
    publisher: Publisher = Publisher()
    publish: Publish = Publish()
    approval: Approval = Approval()
    rules: Rules = Rules()
    ocr: Ocr = Ocr()
    screening: Screening = Screening()
    photos: Photos = Photos()
    retention: Retention = Retention()
    review: Review = Review()
    contact: Contact = Contact()
    heartbeat: Heartbeat = Heartbeat()
    taxonomy: Text = _key("taxonomy.yaml", "ไฟล์หมวดข้อมูล")
    units: Text = _key("units.yaml", "ไฟล์กลุ่ม/หน่วย")


class Site(_Part):
    """The site's own categories."""

    term: Term | None = _key(None, "หมวดหมู่บนเว็บไซต์: slug หรือเลข id")
    also: list[Term] = _key([], "หมวดหมู่อื่นที่ใส่เพิ่ม")


class PieceEntry(_Part):
    """Something that a category must bring in each period."""

    name: Text = _key(about="คำในชื่อเรื่องหรือชื่อไฟล์ของเอกสารนั้น")
    every: Literal["month", "quarter", "year"] = _key("year", "รอบ: month, quarter หรือ year (ปีงบประมาณ)")


class CategoryEntry(_Part):
    """One category."""

    code: Code = _key(about='รหัสหมวด ใส่เครื่องหมายคำพูดเสมอ เช่น "1.10"')
    name: Text = _key(about="ชื่อทางการ")
    label: Label = _key(about=f"ชื่อสั้นสำหรับโฟลเดอร์ ไม่เกิน {LABEL_LENGTH} อักขระ")
    slug: Slug = _key(about="ชื่อภาษาอังกฤษ ห้ามเปลี่ยนเมื่อเผยแพร่แล้ว")
    route: Literal["memo", "photos", "regulated"] = _key(about="ประเภทคำขอ")
    aliases: list[Text] = _key([], "ชื่ออื่นที่ใช้เรียกหมวดนี้")
    site: Site = Site()
    keep_current_days: Annotated[int, Field(gt=0)] | None = _key(None, "ต้องมีการเผยแพร่อย่างน้อยทุกกี่วัน")
    keywords: list[Text] = _key([], "คำในชื่อเรื่องที่บอกว่าเป็นหมวดนี้ ใช้แนะนำเมื่อวางผิดหมวด")
    pieces: list[PieceEntry] = _key([], "เอกสารที่หมวดนี้ต้องมีในแต่ละรอบ")
    since: FiscalYear | None = _key(None, "ใช้ตั้งแต่ปีงบประมาณ พ.ศ.")
    until: FiscalYear | None = _key(None, "ใช้ถึงปีงบประมาณ พ.ศ.")


class TaxonomyFile(_Part):
    """taxonomy.yaml."""

    categories: Annotated[list[CategoryEntry], Field(min_length=1)]


class UnitEntry(_Part):
    """One unit."""

    name: Text = _key(about="ชื่อเต็มของกลุ่ม/หน่วย")
    folder: FolderName = _key(about="ชื่อโฟลเดอร์")
    aliases: list[Text] = _key([], "ชื่อย่อและชื่อที่พิมพ์ในบันทึก")
    categories: list[Code] = _key([], "หมวดที่เผยแพร่ได้ ไม่เขียน = ทุกหมวด")
    telephone: str = _key("", "โทรศัพท์ที่แสดงท้ายเรื่อง (ใส่เครื่องหมายคำพูด)")


class UnitsFile(_Part):
    """units.yaml."""

    units: Annotated[list[UnitEntry], Field(min_length=1)]


def schemas() -> dict[str, dict[str, Any]]:
    """JSON schemas for editors, by the name of the YAML file without its ending."""
    return {
        "syncd": SyncdFile.model_json_schema(),
        "taxonomy": TaxonomyFile.model_json_schema(),
        "units": UnitsFile.model_json_schema(),
    }
