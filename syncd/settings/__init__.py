"""The office's settings as values: what syncd.yaml, taxonomy.yaml, units.yaml and the environment say together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from syncd.model.approval import Evidence
from syncd.model.decision import Weight
from syncd.model.office import Approver, Category, Unit
from syncd.settings.trust import Roots
from syncd.taxonomy import Taxonomy


class Secret:
    """A text that never shows itself: str, repr and logs give ***."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; call only where it is sent."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """Whose settings these are."""

    code: str
    """Stands in every row of the ledger; never change it once something is published."""
    name: str


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Where the units' folders lie and what their parts are called (NFC)."""

    root: Path
    inbox: str = "ส่งเผยแพร่"
    published: str = "เผยแพร่แล้ว"
    undecided: str = "ไม่แน่ใจหมวด"
    photos: str = "ภาพกิจกรรม"


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """How long a folder must be quiet, and how often it is looked at."""

    settle_seconds: float = 20
    settle_seconds_network: float = 15
    """On network mounts, followed by a second reading after as long again."""
    rescan_seconds: float = 30
    incomplete_minutes: float = 15
    """How long loose files and bundles without a memo may lie before the unit is told what is missing."""


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """Where the ledger is kept."""

    url: str = field(repr=False)
    """SQLAlchemy URL; may hold a password."""


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """The place posts are published to."""

    kind: str = "folder"
    url: str = ""
    """The site's address without a slash at its end."""
    username: str = ""
    password: Secret | None = None
    password_file: Path | None = None
    """Where the password was read from, if from a file."""
    path: Path = Path("site")
    """Of kind folder: where the pages are written."""
    doubt_seconds: float = 330
    max_file_mb: float = 64
    max_per_hour: int = 200
    """0: no limit."""
    max_requests_per_minute: int = 0
    """0: no limit."""
    timeout_seconds: float = 60
    allow_http: bool = False


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What is published without an officer's look."""

    auto: bool | tuple[str, ...] = False
    """True: every category; False: none; else these codes."""
    wait_minutes: float = 10
    template: str | None = None
    """The text of the office's own Jinja2 template for posts; None: the one that comes with syncd."""

    def is_auto(self, code: str) -> bool:
        """Whether cases of this category go out without an officer's look."""
        return self.auto if isinstance(self.auto, bool) else code in self.auto


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """What counts as the director's approval."""

    accept: tuple[Evidence, ...] = (Evidence.SIGNATURE,)
    text_from: tuple[str, ...] = ("pdf",)
    """Kinds of document (Document.kind) whose words count as evidence `text`."""
    approvers: tuple[Approver, ...] = ()
    trust: tuple[Roots, ...] = ()
    """Who may have issued the certificates of digital signatures; without any, no signature counts."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """How heavy the office takes a rule's findings."""

    stricter: Mapping[str, Weight] = field(default_factory=dict)
    """Rule → weight; never laxer than the rule's own."""


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """Reading the words on pages that are pictures."""

    max_pages: int = 30
    """Of one file; 0: none."""
    tessdata: Path | None = None
    """Where the models lie; None: tesseract's own."""
    is_enough: bool = False
    """Whether scans to be published go out without an officer's look when OCR could read them and found nothing."""


@dataclass(frozen=True, slots=True)
class ScreeningSettings:
    """What files are looked through for, and what may be public although it looks like something of concern."""

    clamd: str | None = None
    """A ClamAV daemon of this machine: its socket's path, or HOST:PORT."""
    pass_numbers: tuple[str, ...] = ()
    """The office's own telephone numbers and accounts, as written; the units' and the contact's pass anyway."""


@dataclass(frozen=True, slots=True)
class PhotoSettings:
    """The route `photos`."""

    category: str = "1.3"
    require_release: bool = True


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long what was checked is kept."""

    memo_years: int = 10


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What an officer looks at."""

    folder: Path | None = None
    """Where the pages of held cases lie; it must be there. None: a private one in state_dir."""


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    """A monitor elsewhere that raises the alarm when it no longer hears from us."""

    url: Secret | None = None
    """Its address; a secret, for whoever knows it can keep the monitor quiet. None: nobody is told."""
    url_file: Path | None = None
    """Where the address was read from, if from a file."""
    every_minutes: float = 5


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """Whom units are told to ask; may be empty."""

    name: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an administrator can say, checked. All paths are absolute."""

    source: Path
    """The syncd.yaml that was read; load it again to reload."""
    taxonomy_file: Path
    named_files: tuple[Path, ...]
    """What else it names and was read: the units, the template, certificates. No file with a secret is among them."""
    office: OfficeSettings
    folders: FolderSettings
    ledger: LedgerSettings
    state_dir: Path
    taxonomy: Taxonomy
    units: tuple[Unit, ...]
    intake: IntakeSettings = IntakeSettings()
    publisher: PublisherSettings = PublisherSettings()
    publish: PublishSettings = PublishSettings()
    approval: ApprovalSettings = ApprovalSettings()
    rules: RuleSettings = field(default_factory=RuleSettings)
    ocr: OcrSettings = OcrSettings()
    screening: ScreeningSettings = ScreeningSettings()
    photos: PhotoSettings = PhotoSettings()
    retention: RetentionSettings = RetentionSettings()
    review: ReviewSettings = ReviewSettings()
    contact: ContactSettings = ContactSettings()
    heartbeat: HeartbeatSettings = HeartbeatSettings()

    def find_category(self, folder: str) -> Category | None:
        """The category that a folder in an inbox stands for, by its name in NFC."""
        return self.taxonomy.by_code(self.photos.category) if folder == self.folders.photos else self.taxonomy.find(folder)


def load(path: Path, environ: Mapping[str, str] | None = None, *, need_site: bool = True) -> Settings:
    """Read syncd.yaml at `path`, the taxonomy and units files it names, and SYNCD_ variables; the environment wins.

    With `need_site` false a missing password is no problem: for commands that never reach the site. Raises ConfigError with every
    problem of all three files.
    """
    from syncd.settings.reading import read  # noqa: PLC0415 - pydantic costs 20 MB; whoever only names these types need not pay

    return read(path, os.environ if environ is None else environ, need_site=need_site)
