"""The nouns of the office as values: what flows from the folder to the site and back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

# --- the office: what the YAML files say ---------------------------------------------------------------------------


class Route(StrEnum):
    """ประเภทคำขอ (measure 2563, item 3): which rules look at a bundle and what kind of post it becomes."""

    MEMO = "memo"
    PHOTOS = "photos"
    REGULATED = "regulated"


@dataclass(frozen=True, slots=True)
class Unit:
    """กลุ่ม/หน่วย: the owner of a shared folder."""

    name: str
    folder: str
    """Its folder's name under the root."""
    aliases: tuple[str, ...] = ()
    """Short names and spellings found on memos."""
    categories: tuple[str, ...] = ()
    """Codes this unit may publish under; empty means all."""
    telephone: str = ""


class Every(StrEnum):
    """How often a piece is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that a category must bring in each period, known by the words of its title or file name."""

    name: str
    every: Every = Every.YEAR
    """Of the fiscal year."""


@dataclass(frozen=True, slots=True)
class Category:
    """หมวดข้อมูล: one of the kinds of information the measure lists."""

    code: str
    """As in the announcement, without leading zeros: "1.1" … "1.18"."""
    name: str
    """The official name."""
    label: str
    """The short name used for folders (≤ 25 characters)."""
    slug: str
    """ASCII, fixed; names the category in the `folder` publisher and is the default site term."""
    route: Route
    term: str | int | None = None
    """The site's own category: slug or id. None: the site's category whose slug is `slug`."""
    also: tuple[str | int, ...] = ()
    """Further site categories the post is put in."""
    keep_current_days: int | None = None
    """The category must not go longer than this without a publication; None: no such duty."""
    pieces: tuple[Piece, ...] = ()
    """What the category needs in each period."""
    keywords: tuple[str, ...] = ()
    """Words of a title that speak for this category and no other."""
    since: int | None = None
    until: int | None = None
    """Fiscal years (BE) between which the category is valid; None: open."""
    aliases: tuple[str, ...] = ()
    """Other names that folders may bear for it."""

    def valid_in(self, fiscal_year: int) -> bool:
        """Whether the category is on the office's list in this fiscal year (BE)."""
        return (self.since is None or self.since <= fiscal_year) and (self.until is None or fiscal_year <= self.until)


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve publication, judged at the approval's date."""

    name: str
    position: str
    since: dt.date | None = None
    until: dt.date | None = None
    capacity: str = "ตัวจริง"
    """ตัวจริง, รักษาราชการแทน or ปฏิบัติราชการแทน."""
    certificates: tuple[str, ...] = ()
    """Those he signs with: the SHA-256 of one in lower-case hex, or its whole subject as `Signature.subject` has it."""


class Evidence(StrEnum):
    """What shows that the director approved publication."""

    SIGNATURE = "signature"
    TEXT = "text"
    RELEASE = "release"
    NOT_NEEDED = "not_needed"
    """Photos of activities need no memo (measure 2563, 3.2), and the office lets them pass without an officer's look."""


# --- the folder: what a scan sees -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class FileStamp:
    """What stat() says of one content file; a change of any part restarts the settle clock."""

    path: str
    """Relative to the bundle's folder, "/" between parts, as the disk spells it."""
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A thing in a folder that is never opened: symlink, special file, unreadable name, nested too deep."""

    path: str
    why: str
    """Thai, for the unit."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A bundle's folder as the last scan saw it: names and stamps, nothing opened."""

    unit: Unit
    path: str
    """Relative to the root of the office's folders, "/" between parts, as the disk spells it. Identifies the folder."""
    name: str
    """The folder's own name in NFC, for people."""
    category: Category | None
    """None: the folder it lies in names none (see `category_folder`), or `undecided`."""
    category_folder: str
    """The name of the folder it lies in; "" when it lies in the inbox itself."""
    route: Route
    undecided: bool = False
    """True in ไม่แน่ใจหมวด: the category is chosen by ICT at release."""
    stamps: tuple[FileStamp, ...] = ()
    blockers: tuple[str, ...] = ()
    """Temporary files of Office, browsers or sync tools: while there is one the bundle waits."""
    refused: tuple[Refused, ...] = ()
    signature: str = ""
    """Hash over stamps, blockers and refused; equal signatures mean nothing was touched."""
    claims: str | None = None
    """The case number that our reply lying in the folder names: a hint that the ledger must confirm."""


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """One file of a bundle in the private copy: the only bytes that are checked and published."""

    name: str
    """Relative path inside the bundle, NFC."""
    folder: Path
    """Where the private copy lies: one path for all files of a bundle."""
    copy: str
    """The copy's own name in there."""
    size: int
    """Bytes."""
    sha256: str
    md5: str
    """Hex; for the site's Content-MD5 check only."""

    @property
    def path(self) -> Path:
        """The private copy."""
        return self.folder / self.copy


@dataclass(frozen=True, slots=True)
class Rendition:
    """The picture for the public that was made of a photo: upright, small, without a word of where it was taken."""

    of: str
    """sha256 of the photo."""
    kind: str
    """"jpeg" or "png"."""
    file: SpooledFile


@dataclass(frozen=True, slots=True)
class Claim:
    """A private copy of a whole bundle, proven equal to one state of its folder."""

    folder: Path
    files: tuple[SpooledFile, ...]
    version: str
    """sha256 over the sorted (name, sha256) list: what the contents are, whatever their times."""
    signature: str
    """The sighting's signature that the copy was proven against."""
    left: tuple[FileStamp, ...] = ()
    """Files that were not copied, because their size alone decides."""
    renditions: tuple[Rendition, ...] = ()
    """What goes public in place of photos; made once it is decided that they do."""


# --- reading: what the documents say ---------------------------------------------------------------------------------


class FaultKind(StrEnum):
    """What is wrong with a file as a file; most are returned to the unit, `syncd.rules` says which."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    WRONG_TYPE = "wrong_type"
    FORBIDDEN_TYPE = "forbidden_type"
    MACROS = "macros"
    ACTIVE = "active"
    LINKED = "linked"
    """Shows, or asks for, what does not lie in the file: a picture of the net, another workbook, a database. Held."""
    CONCEALED = "concealed"
    """Holds what is not seen when it is opened and is public with it: hidden sheets, changes, comments. A note."""
    BOMB = "bomb"
    MALWARE = "malware"
    """The office's virus scanner knows it."""
    UNSCANNED = "unscanned"
    """The scanner did not look it through to its end. Held."""
    SCANNER_AWAY = "scanner_away"
    """The scanner does not answer. Held until it does."""
    SIGNATURE = "signature"
    """Signed digitally, and the signature is broken or the file was changed after it."""
    TOO_BIG = "too_big"
    """So large that it was not even copied: its size alone decides."""


class Word(StrEnum):
    """What a decision's words come to, read exactly."""

    APPROVED = "approved"
    REFUSED = "refused"
    CORRECT = "correct"
    """To be corrected and proposed again."""
    NOTED = "noted"
    """ทราบ, มอบ, ดำเนินการ alone: neither yes nor no to publication."""
    NONE = "none"
    """Nobody has written a decision here."""
    UNCLEAR = "unclear"
    """Something stands here that is not one of the known words, or more than one, or with a condition."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One signature block of a memo."""

    word: Word
    words: str
    """As printed; "" if none."""
    name: str
    position: str
    date: dt.date | None = None
    certain: bool = True
    """False when the word, the name or the date could belong to another block, or does not read exactly."""


class Soundness(StrEnum):
    """What checking a digital signature gave."""

    SOUND = "sound"
    """Intact, by a certificate under a trusted root, valid when it was checked or provably when signed."""
    DOUBTED = "doubted"
    """Nothing shows that it was tampered with, and it proves nothing: unknown issuer, expired, weak, unreadable."""
    BROKEN = "broken"
    """Does not verify, or the file was changed after it in a way that signing does not allow."""


@dataclass(frozen=True, slots=True)
class Signature:
    """ลายมือชื่อดิจิทัล: one digital signature in a PDF, as the worker checked it. Whose it is in the office, `signing` judges."""

    soundness: Soundness
    why: str = ""
    """Thai: what is against it; "" when sound."""
    signer: str = ""
    """The certificate's common name, numbers of 13 digits masked."""
    subject: str = ""
    """"CN=…, O=…, C=TH": what names the holder, without serial numbers and addresses, which may be personal."""
    fingerprint: str = ""
    """SHA-256 of the certificate, lower-case hex."""
    covers_all: bool = False
    """Whether it covers every byte of the file but its own: nothing was added later."""
    at: dt.datetime | None = None
    """Aware, in Thailand's time."""
    is_timestamped: bool = False
    """Whether a trusted timestamp proves `at`; else it is what the signer's own clock said."""
    reason: str = ""
    """As the signer gave it."""
    word: Word = Word.NONE
    """What the reason comes to as a decision, read exactly."""


class Source(StrEnum):
    """Where a memo's fields were read from."""

    TEXT = "text"
    OCR = "ocr"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where on its file's pages something stands that a person should look at."""

    field: str
    """"number", "date", or "approval": a signature block, from the decision to the date under the name."""
    page: int
    """From 1."""
    x0: int
    top: int
    x1: int
    bottom: int
    """Points from the left and the top of the page as a person holds it."""


@dataclass(frozen=True, slots=True)
class Memo:
    """บันทึกข้อความ: the fields read from one."""

    file: str
    unit: str | None
    """ส่วนราชการ as printed."""
    number: str | None
    """ที่, as printed; None when blank ("/" and dots count as blank)."""
    date: dt.date | None
    subject: str | None
    addressee: str | None
    asks_publication: bool
    """Whether it asks leave to publish (ขอเผยแพร่, ขออนุญาตเผยแพร่, นำ…เผยแพร่ทางเว็บไซต์ …)."""
    approvals: tuple[Approval, ...] = ()
    source: Source = Source.TEXT
    doubts: tuple[str, ...] = ()
    """Thai sentences: why what was read cannot be taken as certain. Not empty: held."""
    format: str = ""
    """The file's kind: "pdf", "docx" …"""
    uncertain: tuple[str, ...] = ()
    """Fields that may be wrong however plausible they look ("number", "date", "subject", "unit", "addressee", "approval"): what
    was read of a scan, until a person has read it too. Good for showing to him, and for nothing else."""
    enclosures: tuple[str, ...] = ()
    """สิ่งที่ส่งมาด้วย, by name; () when it lists none."""
    marks: tuple[FieldPlace, ...] = ()
    """Where number, date and signature blocks stand; nothing for a file without pages."""
    signatures: tuple[Signature, ...] = ()
    """The digital signatures in its file, in the order they were put."""

    @property
    def sure_number(self) -> str | None:
        """The number, if it is certain; None also when there is none."""
        return None if "number" in self.uncertain else self.number

    @property
    def sure_date(self) -> dt.date | None:
        """The date, if it is certain."""
        return None if "date" in self.uncertain else self.date


WITHIN = " › "
"""Between the name of a packed file and that of a file in it, wherever people see them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file, with what a person needs to know about it."""

    kind: FaultKind
    detail: str = ""
    """Thai; e.g. the kind the file really is."""
    inside: str = ""
    """Which file of a packed one has the fault."""


class Concern(StrEnum):
    """What must not come before the public unseen; each is also the name of the rule that holds it."""

    NATIONAL_ID = "national_id"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"
    PUPILS = "pupils"
    SECRECY = "secrecy"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in a file where something of concern stands."""

    concern: Concern
    place: str
    """Thai: "หน้า 2", "ชีต คะแนน ช่อง B3"."""
    shown: str
    """Masked: enough to find it there, never the whole of it."""
    mark: str = field(default="", compare=False, repr=False)
    """Of a number: tells it from others without saying it, so that the office's own may pass; "" else."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What a photo in a photo drop is, from one look at all of it."""

    moves: bool
    """Whether it holds several pictures that follow one another."""
    looks_like_page: bool
    """Whether it may be a photographed document: that needs an approval, whatever folder it lies in."""


@dataclass(frozen=True, slots=True)
class Document:
    """What reading one file gave. Compact: the text itself stays in the reader's process."""

    name: str
    kind: str
    """By content, not by name: "pdf", "docx", "xlsx", "pptx", "doc", "xls", "jpeg", "png", "zip", "text", "mp4", …, "unknown"."""
    size: int
    sha256: str
    faults: tuple[Fault, ...] = ()
    unread: str | None = None
    """Thai: why some of its contents could not be read (a scan, a picture, an old format); None: all was read."""
    maybe_memo: bool = False
    """True for an unread file that might be the memo (a scan, a picture, .doc)."""
    pages: int | None = None
    to_ocr: tuple[int, ...] = ()
    """Pages (from 1) that are pictures, whose words only OCR could tell, and that it has not looked at."""
    by_ocr: tuple[int, ...] = ()
    """Pages (from 1) whose words OCR read: what it missed on them (handwriting, stamps, faint print), nobody knows."""
    is_signed: bool = False
    """Whether a digital signature was put on it; what they are worth, its memos say."""
    memos: tuple[Memo, ...] = ()
    headline: str = ""
    """Its first lines, if they name a year or a quarter."""
    spots: tuple[Spot, ...] = ()
    """Where something of concern stands, masked."""
    photo: Photo | None = None
    """Of a photo in a photo drop that can be shown."""
    words: str | None = None
    """What a text in a photo drop says: its captions."""


@dataclass(frozen=True, slots=True)
class Details:
    """รายละเอียด.txt or bundle.yaml: what the clerk wrote about the bundle."""

    file: str | None = None
    title: str | None = None
    description: str | None = None
    date: dt.date | None = None
    memo: str | None = None
    publish_memo: bool = False
    cover: str | None = None
    """Of a photo drop: the photo shown first, and in lists."""
    captions: tuple[tuple[str, str], ...] = ()
    """Of a photo drop: (photo, what is said of it), in the order written."""
    problems: tuple[str, ...] = ()
    """Thai: lines that were not understood."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """เรื่องที่ขอเผยแพร่: one folder, read."""

    unit: Unit
    path: str
    name: str
    category: Category | None
    category_folder: str
    route: Route
    version: str
    documents: tuple[Document, ...]
    """Every content file but the details form."""
    details: Details = field(default_factory=Details)
    refused: tuple[Refused, ...] = ()
    undecided: bool = False


# --- judging --------------------------------------------------------------------------------------------------------


class Weight(StrEnum):
    """What a finding does to a bundle."""

    RETURN = "return"
    HOLD = "hold"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule says about a bundle, in words a unit can act on."""

    rule: str
    weight: Weight
    message: str
    """Thai, shown as is: what is wrong and what to do. Never a personal number in full."""
    file: str | None = None

    @property
    def key(self) -> str:
        """Names the finding in a release: rule, and the file if there is one."""
        return self.rule if self.file is None else f"{self.rule}:{self.file}"

    @property
    def names_file(self) -> bool:
        """Whether the message itself says which file it is about; that its letters occur somewhere in it is not enough."""
        return self.file is not None and (f"“{self.file}”" in self.message or self.message.startswith(f"{self.file} "))


@dataclass(frozen=True, slots=True)
class Release:
    """ตรวจแล้ว ให้เผยแพร่: an ICT officer's answer to named findings of one version."""

    version: str
    findings: tuple[str, ...]
    """Finding.key of each finding answered."""
    officer: str
    at: dt.datetime
    approver: str | None = None
    number: str | None = None
    """As read by eye; "ไม่มีเลข" allowed."""
    date: dt.date | None = None
    """The approval's date as read by eye."""
    memo_date: dt.date | None = None
    """The memo's own date as read by eye; it may stay open."""
    category: str | None = None
    """For undecided bundles: the code chosen."""
    memo: str | None = None
    """For bundles where it is open which file is the memo: its name."""
    title: str | None = None
    """For bundles whose own names say nothing."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publish:
    """The rules found nothing against it."""

    evidence: Evidence
    category: Category
    memo: Memo | None
    approval_date: dt.date | None
    findings: tuple[Finding, ...] = ()
    """Notes only, and what a release answered."""


@dataclass(frozen=True, slots=True)
class Return:
    """The unit must mend it."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A person must look at it."""

    findings: tuple[Finding, ...]


Decision = Publish | Return | Hold


class State(StrEnum):
    """What became of a case. The last six are the glossary's; the first two are on the way."""

    RECEIVED = "received"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETURNED = "returned"
    HELD = "held"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({State.RECEIVED, State.SCHEDULED, State.RETURNED, State.HELD, State.DEFERRED})

STATE_THAI: Mapping[State, str] = {
    State.RECEIVED: "รับเรื่องแล้ว",
    State.SCHEDULED: "รอเผยแพร่",
    State.PUBLISHED: "เผยแพร่แล้ว",
    State.RETURNED: "ส่งคืนแก้ไข",
    State.HELD: "รอเจ้าหน้าที่ ICT ตรวจสอบ",
    State.DEFERRED: "เว็บไซต์ขัดข้อง ระบบจะลองใหม่เอง",
    State.WITHDRAWN: "นำออกจากเว็บไซต์",
    State.CANCELLED: "ยกเลิก",
}


# --- publishing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a post."""

    slug: str
    """key + "-" + first 12 of the sha256. Names the medium on the site, and only there once per case."""
    folder: Path
    """Where the private copy to send lies: one path for all files of a post."""
    copy: str
    """The copy's own name in there."""
    filename: str
    """Short ASCII name with the right extension: the name on the site."""
    title: str
    """Shown to the public; Thai."""
    size: int
    sha256: str
    md5: str
    media_type: str
    """"application/pdf" …"""
    alt: str = ""
    """Of a picture: what it shows, for those who do not see it."""
    caption: str = ""
    """Of a picture: what stands under it."""

    @property
    def path(self) -> Path:
        """The private copy to send."""
        return self.folder / self.copy


@dataclass(frozen=True, slots=True)
class Post:
    """What is to stand on the site for one case. A pure value: publishing it twice is publishing it once."""

    key: str
    """Case number + "-" + 8 hex; also the post's slug."""
    version: str
    title: str
    body: str
    """HTML in blocks any theme shows. What is not known of an attachment before it stands on the site is named by its slug:
    `syncd-file:SLUG` its URL, `syncd-shown:SLUG` that of a picture fit for a page, `syncd-id:SLUG` the site's own number."""
    excerpt: str
    category: Category
    unit: Unit
    published_at: dt.datetime
    """Aware; the first publication. Corrections do not change it."""
    attachments: tuple[Attachment, ...] = ()
    featured: str = ""
    """The slug of the picture that stands for the post in lists; "" for none."""


PUBLISHED_ON = "syncd-date:published"
"""Stands in a composed body for the day of first publication, which is known only when the post goes out."""

FILE_URL, SHOWN_URL, FILE_ID = "syncd-file:", "syncd-shown:", "syncd-id:"
"""Prefixes in Post.body of what is not known of an attachment before it stands on the site."""


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """An attachment as it stands on the site."""

    slug: str
    remote_id: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one publication: what stands where."""

    publisher: str
    key: str
    version: str
    remote_id: str
    """"" when the post itself never came to stand (a case that ended in mid-upload)."""
    url: str
    files: tuple[PlacedFile, ...] = ()
