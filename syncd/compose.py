"""Turns a bundle that may be published on a memo into the post that shows it to the public."""

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import count
from pathlib import PurePosixPath
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, Template, TemplateError
from markupsafe import Markup, escape

from syncd import thai
from syncd.bundle import attachments, is_generic
from syncd.model.bundle import Bundle
from syncd.model.claim import Claim, SpooledFile
from syncd.model.decision import Publish
from syncd.model.document import Document
from syncd.model.memo import Memo, Source
from syncd.model.post import PUBLISHED_ON, Attachment, Post


class FileType(NamedTuple):
    """How a kind of document is named on the site."""

    shown: str
    extension: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FILE_TYPES = {
    "pdf": FileType("PDF", ".pdf", "application/pdf"),
    "docx": FileType("Word", ".docx", f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": FileType("Excel", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    "pptx": FileType("PowerPoint", ".pptx", f"{_OFFICE}.presentationml.presentation"),
    "doc": FileType("Word", ".doc", "application/msword"),
    "xls": FileType("Excel", ".xls", "application/vnd.ms-excel"),
    "ppt": FileType("PowerPoint", ".ppt", "application/vnd.ms-powerpoint"),
    "odt": FileType("ODT", ".odt", "application/vnd.oasis.opendocument.text"),
    "ods": FileType("ODS", ".ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "odp": FileType("ODP", ".odp", "application/vnd.oasis.opendocument.presentation"),
    "jpeg": FileType("รูปภาพ JPG", ".jpg", "image/jpeg"),
    "png": FileType("รูปภาพ PNG", ".png", "image/png"),
    "gif": FileType("รูปภาพ GIF", ".gif", "image/gif"),
    "webp": FileType("รูปภาพ WebP", ".webp", "image/webp"),
    "heic": FileType("รูปภาพ HEIC", ".heic", "image/heic"),
    "tiff": FileType("รูปภาพ TIFF", ".tif", "image/tiff"),
    "zip": FileType("ZIP", ".zip", "application/zip"),
    "text": FileType("ข้อความ", ".txt", "text/plain"),
    "csv": FileType("CSV", ".csv", "text/csv"),
    "mp3": FileType("เสียง MP3", ".mp3", "audio/mpeg"),
    "mp4": FileType("วิดีโอ MP4", ".mp4", "video/mp4"),
}
"""By Document.kind. A kind that is not here goes out under its own extension as plain bytes."""

_TAKEN_FOR_MORE = {"[": "&#91;", "://": "&#58;//", "syncd-": "syncd&#45;"}
"""By WordPress for a shortcode, and for a page to be shown in place of its address; by us for what is put in at publishing."""


class _Row(NamedTuple):
    """One file as the template sees it."""

    url: str
    """Becomes the file's address when it has one."""
    title: str
    type: str
    size: str
    pages: int | None


def compose(
    bundle: Bundle,
    decision: Publish,
    claim: Claim,
    *,
    key: str,
    number: str,
    published_at: datetime,
    title: str,
    memo_file: str | None = None,
    template: str | None = None,
) -> Post:
    """The post for one version of a case.

    `number` is the case number, `published_at` the first publication (aware). The memo is `memo_file`, or else decision.memo's
    file; it and every copy of it stay out unless the details say publish_memo. `template` is the office's own Jinja2 text in
    place of templates/post.html.j2. Raises ValueError if none of the files is the memo: better no post than a memo made public by
    mistake. Photos, which need none, are composed by `gallery`.
    """
    chosen = _chosen(bundle, claim, memo_file or (decision.memo.file if decision.memo else None))
    titles = _titles([document.name for document, _ in chosen])
    sent = tuple(
        _attachment(document, copy, key, f"{number}-{place:02}", shown)
        for place, ((document, copy), shown) in enumerate(zip(chosen, titles, strict=True), start=1)
    )
    rows = [
        _Row(
            Markup("syncd-file:{}").format(file.slug),
            file.title,
            _file_type(document).shown,
            thai.format_size(file.size),
            document.pages,
        )
        for file, (document, _) in zip(sent, chosen, strict=True)
    ]
    memo = decision.memo if decision.memo and _is_certain(decision.memo) else None
    memo_number, memo_date = (memo.sure_number, memo.sure_date) if memo else (None, None)
    description = bundle.details.description or ""
    body = written(
        compiled(template or default_template()),
        title=title,
        paragraphs=[paragraph.strip() for paragraph in description.splitlines() if paragraph.strip()],
        files=rows,
        unit=bundle.unit.name,
        telephone=bundle.unit.telephone,
        category=decision.category.name,
        memo_number=memo_number if _is_number(memo_number) else None,
        memo_date=thai.format_date(memo_date) if memo_date else None,
        document_date=thai.format_date(bundle.details.date) if bundle.details.date else None,
        published=Markup(PUBLISHED_ON),  # noqa: S704 - ours
    )
    excerpt = " ".join(description.split()) or f"{decision.category.name} โดย{bundle.unit.name}"
    return Post(key, bundle.version, title, body, excerpt, decision.category, bundle.unit, published_at, sent)


def default_template() -> str:
    """The text of templates/post.html.j2."""
    return files("syncd").joinpath("templates/post.html.j2").read_text(encoding="utf-8")


def template_fault(template: str) -> str | None:
    """Why the office's template cannot be used, as Jinja2 says it; None when it makes a post of a sample."""
    sample = {
        "title": "ชื่อเรื่อง",
        "paragraphs": ["คำอธิบาย"],
        "files": [_Row("#", "ไฟล์", "PDF", "1 KB", 1)],
        "unit": "กลุ่ม",
        "telephone": "",
        "category": "หมวด",
        "memo_number": None,
        "memo_date": None,
        "document_date": None,
        "published": PUBLISHED_ON,
    }
    try:
        compiled(template).render(sample)
    except TemplateError as error:
        return str(error)
    return None


def _chosen(bundle: Bundle, claim: Claim, memo_file: str | None) -> list[tuple[Document, SpooledFile]]:
    """What goes public, in the order shown, each content once: just the files that the rules looked at as such."""
    copies = {file.name: file for file in claim.files}
    if all(document.name != memo_file for document in bundle.documents):
        raise ValueError(f"the memo {memo_file!r} is not a file of this bundle")
    by_content = {
        document.sha256: (document, copies[document.name])
        for document in sorted(attachments(bundle, memo_file), key=lambda it: thai.natural_order(it.name), reverse=True)
    }
    return list(by_content.values())[::-1]


def _titles(names: list[str]) -> list[str]:
    """What the public reads for each file: its name without extension; its folder too where the files lie in several."""
    nested = len({name.rpartition("/")[0] for name in names}) > 1
    numbers = count(1)
    titles: list[str] = []
    for path in map(PurePosixPath, names):
        if is_generic(path.stem):
            titles.append(f"เอกสารแนบ {next(numbers)}")
        else:
            words = " ".join(path.stem.replace("_", " ").split())
            titles.append(f"{path.parent.name} – {words}" if nested and path.parent.name else words)
    return titles


def _attachment(document: Document, copy: SpooledFile, key: str, stem: str, title: str) -> Attachment:
    kind = _file_type(document)
    slug = f"{key}-{copy.sha256[:12]}"
    return Attachment(
        slug, copy.folder, copy.copy, stem + kind.extension, title, copy.size, copy.sha256, copy.md5, kind.media_type
    )


def _file_type(document: Document) -> FileType:
    suffix = PurePosixPath(document.name).suffix.lower()
    extension = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"
    return FILE_TYPES.get(document.kind) or FileType(extension[1:].upper(), extension, "application/octet-stream")


def _is_certain(memo: Memo) -> bool:
    return memo.source is Source.PERSON or (memo.source is Source.TEXT and not memo.doubts)


def _is_number(number: str | None) -> bool:
    return number is not None and re.search(r"\d", thai.arabic(number)) is not None


def written(template: Template, **values: object) -> str:
    """What the template makes of the values, put together as it comes: of thousands of files the pieces would weigh far more."""
    page = StringIO()
    page.writelines(template.generate(**values))
    return page.getvalue()


@cache
def compiled(template: str) -> Template:
    """The template, whose values are escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_as_text)
    return environment.from_string(template)


def _as_text(value: object) -> object:
    """Escaped for HTML, and so that nothing a clerk wrote is taken for more than words."""
    if isinstance(value, Markup):
        return value
    text = str(escape(value))
    for taken, written in _TAKEN_FOR_MORE.items():
        text = text.replace(taken, written)
    return Markup(text)  # noqa: S704 - just escaped
