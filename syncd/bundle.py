"""A bundle put together from what was seen and read: which file is the memo, which are to be published, under what title."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from syncd.model.bundle import Bundle, Details
from syncd.model.document import Document, FaultKind
from syncd.model.folder import Sighting
from syncd.model.memo import Memo
from syncd.model.office import Route
from syncd.thai import arabic, normalise, squeeze

PICTURES = frozenset({"jpeg", "png", "heic", "gif", "webp", "tiff", "bmp"})
"""Kinds of file that are pictures."""

_MEMO_NAMES = tuple(squeeze(start) for start in ("บันทึกข้อความ", "ขออนุญาต", "memo"))
_CAPTION_NAMES = tuple(squeeze(start) for start in ("คำบรรยาย", "รายละเอียด", "caption"))
_UNREADABLE = frozenset({FaultKind.EMPTY, FaultKind.DAMAGED, FaultKind.ENCRYPTED, FaultKind.BOMB})

_GENERIC = re.compile(
    r"(?:(?:new ?folder|untitled(?: ?folder)?|folder|โฟลเดอร์(?: ?ใหม่)?|แฟ้ม(?: ?ใหม่)?|scan(?:ned)?(?: ?documents?)?"
    r"|(?:เอกสาร)?สแกน|(?:new microsoft word )?documents?|doc|เอกสาร(?:ใหม่|แนบ)?|attachment|ไฟล์(?:แนบ)?|files?"
    r"|img|images?|dscn?|photo|pic|ภาพ|รูป(?:ภาพ)?|งาน|ใหม่|(?:ส่ง|ขอ)?เผยแพร่|ลงเว็บ(?:ไซต์)?|test|ทดสอบ)?(?:[\W\d_]|copy|สำเนา)*"
    r"|(?:new document|camscanner|adobe scan|whatsapp image|line_album|screenshot|received_)\b.*)",
    re.IGNORECASE,
)
"""Names that Explorer, scanners, telephones and hurried hands give to folders and files: none says what is in them."""

_ASKING = re.compile(r"^(?:ขอ(?:ความ)?(?:อนุญาต|อนุมัติ|อนุเคราะห์)?(?:นำ)?)\s*(?:ลง)?เผยแพร่\s*")


@dataclass(frozen=True, slots=True)
class One:
    """This file is the memo, whether or not it could be read."""

    document: Document


@dataclass(frozen=True, slots=True)
class Several:
    """More than one could be meant; or one file holds several memos."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No memo was read, but these files could not be read and might be it."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Everything was read and none is a memo."""


MemoChoice = One | Several | Unknown | Missing


def assemble(sighting: Sighting, version: str, documents: tuple[Document, ...], details: Details) -> Bundle:
    """The bundle that the rules judge. `documents` holds every content file but the details form."""
    return Bundle(
        unit=sighting.unit,
        path=sighting.path,
        name=sighting.name,
        category=sighting.category,
        category_folder=sighting.category_folder,
        route=sighting.route,
        version=version,
        documents=documents,
        details=details,
        refused=sighting.refused,
        undecided=sighting.undecided,
    )


@lru_cache(1)  # every rule asks it of the one bundle that is judged, and that may have 10,000 files
def choose_memo(bundle: Bundle) -> MemoChoice:
    """Which file is the memo: the one that the details name, else the only one called so, else the only one that reads as one."""
    if bundle.details.memo is not None and (document := find_document(bundle, bundle.details.memo)) is not None:
        return _only((document,))
    possible = tuple(document for document in bundle.documents if document.memos or _may_be_memo(document))
    if called := tuple(document for document in possible if _is_called_memo(document.name)):
        return _only(called)
    if read := tuple(document for document in possible if document.memos):
        return _only(read)
    return Unknown(tuple(document.name for document in possible)) if possible else Missing()


def memo_file(bundle: Bundle) -> str | None:
    """The name of the file that is the memo, or the only one that might be; None while that is open."""
    match choose_memo(bundle):
        case One(document):
            return document.name
        case Unknown((name,)):
            return name
        case _:
            return None


def read_memo(bundle: Bundle) -> Memo | None:
    """What the memo says; None when there is none, it is open which one, or it could not be read."""
    choice = choose_memo(bundle)
    return choice.document.memos[0] if isinstance(choice, One) and choice.document.memos else None


def attachments(bundle: Bundle, memo: str | None) -> tuple[Document, ...]:
    """The files to publish: all but the memo and copies of it, unless the details ask for the memo too.

    `memo` is the file's name: of a decided bundle, `Publish.memo.file`, because an officer may have said which file it is.
    """
    if bundle.route is Route.PHOTOS:
        return tuple(document for document in bundle.documents if document.kind in PICTURES)
    if bundle.details.publish_memo:
        return bundle.documents
    hidden = {document.sha256 for document in bundle.documents if document.name == memo}
    return tuple(document for document in bundle.documents if document.sha256 not in hidden)


def texts(bundle: Bundle) -> tuple[Document, ...]:
    """The texts whose words are published beside the photos; of bundles on a memo none."""
    return tuple(document for document in bundle.documents if bundle.route is Route.PHOTOS and is_caption_text(document))


def is_caption_text(document: Document) -> bool:
    """Whether a file of a photo drop is meant to say what the photos show: คำบรรยายภาพ.txt, or any Word file."""
    called = squeeze(PurePosixPath(document.name).stem).casefold().startswith(_CAPTION_NAMES)
    return document.kind == "docx" or (document.kind == "text" and called and document.name.casefold().endswith(".txt"))


def title(bundle: Bundle) -> str | None:
    """What the public reads: the details' title, else the folder's name, else the memo's subject; None when all say nothing."""
    if bundle.details.title:
        return bundle.details.title
    if not is_generic(bundle.name):
        return bundle.name.strip()
    memo = read_memo(bundle)
    if memo is None or memo.subject is None or memo.doubts or "subject" in memo.uncertain:
        return None
    subject = _ASKING.sub("", normalise(memo.subject)).strip()
    return None if is_generic(subject) else subject


def is_generic(name: str) -> bool:
    """Whether a folder's name, or a file's without its ending, says nothing of what is in it: "New folder (2)", "สแกน0001"."""
    return _GENERIC.fullmatch(arabic(normalise(name)).strip()) is not None


def find_document(bundle: Bundle, name: str) -> Document | None:
    """The file a person means by this name, with or without folder and ending; None when there is none, or more than one."""
    wanted = same_name_form(name)
    exact = [document for document in bundle.documents if same_name_form(document.name) == wanted]
    loose = [document for document in bundle.documents if wanted in short_forms(document.name)]
    found = exact or loose
    return found[0] if len(found) == 1 else None


def same_name_form(name: str) -> str:
    """Two names that people take for the same have this form in common."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").casefold().strip()


def short_forms(name: str) -> tuple[str, str, str]:
    """What people call a file of this name: without its folder, without its ending, without both; as `same_name_form` has it."""
    path = PurePosixPath(same_name_form(name))
    return path.name, path.stem, str(path.with_suffix(""))


def _only(documents: tuple[Document, ...]) -> MemoChoice:
    first, *others = documents
    if others or len(first.memos) > 1:
        return Several(tuple(document.name for document in documents))
    if not first.memos and not _may_be_memo(first):
        return Missing()
    return One(first)


def _is_called_memo(name: str) -> bool:
    stem = squeeze(PurePosixPath(name).stem).casefold().lstrip("0123456789๐๑๒๓๔๕๖๗๘๙._-()")
    return stem.startswith(_MEMO_NAMES)


def _may_be_memo(document: Document) -> bool:
    return document.maybe_memo or any(fault.kind in _UNREADABLE for fault in document.faults)
