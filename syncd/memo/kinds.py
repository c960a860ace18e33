"""What a file is by its content, whatever its name says, and what is wrong with it as a file."""

import mmap
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from syncd.model import Fault, FaultKind

_HEAD = 256 * 1024

_EXTENSIONS = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "docm": ("docm",),
    "xlsx": ("xlsx",),
    "xlsm": ("xlsm",),
    "pptx": ("pptx", "ppsx"),
    "pptm": ("pptm",),
    "doc": ("doc", "dot"),
    "xls": ("xls",),
    "ppt": ("ppt", "pps"),
    "rtf": ("rtf", "doc"),
    "odt": ("odt",),
    "ods": ("ods",),
    "odp": ("odp",),
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "png": ("png",),
    "gif": ("gif",),
    "webp": ("webp",),
    "heic": ("heic", "heif"),
    "tiff": ("tif", "tiff"),
    "bmp": ("bmp",),
    "mp4": ("mp4", "m4v", "mov", "3gp"),
    "mov": ("mov",),
    "mp3": ("mp3",),
    "m4a": ("m4a",),
    "wav": ("wav",),
    "avi": ("avi",),
    "zip": ("zip",),
    "rar": ("rar",),
    "7z": ("7z",),
    "text": ("txt", "csv"),
}
_KNOWN = frozenset(extension for extensions in _EXTENSIONS.values() for extension in extensions)
_MIME = {
    "application/pdf": "pdf",
    "text/rtf": "rtf",
    "application/rtf": "rtf",
    "image/jpeg": "jpeg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heic",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
    "image/x-ms-bmp": "bmp",
    "video/mp4": "mp4",
    "video/x-m4v": "mp4",
    "video/3gpp": "mp4",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "audio/mpeg": "mp3",
    "audio/x-m4a": "m4a",
    "audio/mp4": "m4a",
    "audio/x-wav": "wav",
    "application/zip": "zip",
    "application/x-rar": "rar",
    "application/vnd.rar": "rar",
    "application/x-7z-compressed": "7z",
}
_FORBIDDEN_MIME = re.compile(
    "x-dosexec|x-executable|x-sharedlib|x-pie-executable|x-mach-binary|x-msdownload|vnd.microsoft.portable|x-ms-shortcut|html|svg|xml"
    "|x-php|javascript|x-shellscript|x-script|x-python|x-perl|x-ruby|json|java-archive|x-hwp|vnd.android|x-bat|x-msi|x-iso9660"
)
_FORBIDDEN_NAMES = re.compile(
    "exe|com|bat|cmd|ps1|vbs|vbe|js|jse|jar|msi|scr|lnk|url|reg|hta|chm|cpl|inf|wsf|dll|apk|iso|img|swf|sh|py|pl|rb|cgi"
    "|php|php3|php5|phtml|phar|asp|aspx|jsp|htaccess|html|htm|xhtml|mht|mhtml|svg|svgz|json|xml|hwp|hwpx"
)
_SCRIPT = re.compile(rb"<\?php|<script[\s>]|<!doctype html|<html[\s>]|<svg[\s>]|^#!\s*/", re.IGNORECASE)

_THAI = {
    "pdf": "PDF",
    "docx": "Word",
    "docm": "Word ที่มีแมโคร",
    "xlsx": "Excel",
    "xlsm": "Excel ที่มีแมโคร",
    "pptx": "PowerPoint",
    "pptm": "PowerPoint ที่มีแมโคร",
    "doc": "Word รุ่นเก่า",
    "xls": "Excel รุ่นเก่า",
    "ppt": "PowerPoint รุ่นเก่า",
    "zip": "ZIP",
    "text": "ข้อความ",
    "unknown": "ไม่ทราบชนิด",
    "script": "โปรแกรมหรือสคริปต์",
}

_RATIO, _EXPANDED, _MEMBER = 100, 1 << 30, 10 << 20
"""A zip that unpacks to over 1 GiB, or a member over 10 MiB that shrinks over a hundredfold (real documents reach 32:1)."""
_MEMBERS = 50_000
_PIXELS = 200_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is and what is wrong with it, before its contents are read."""

    name: str
    faults: tuple[Fault, ...] = ()

    @property
    def is_readable(self) -> bool:
        """False when the contents must not or cannot be opened."""
        stops = {FaultKind.EMPTY, FaultKind.DAMAGED, FaultKind.ENCRYPTED, FaultKind.BOMB, FaultKind.FORBIDDEN_TYPE}
        return not any(fault.kind in stops for fault in self.faults)


def examine(path: Path, name: str, size: int) -> Kind:
    """Tell the file's kind by its bytes; the name is used only to say that it does not fit."""
    if size == 0:
        return Kind("unknown", (Fault(FaultKind.EMPTY),))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \r\n\t"):
        return Kind("unknown", (Fault(FaultKind.EMPTY, "ไฟล์มีแต่ช่องว่าง"),))
    kind, faults = _by_content(path, head)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if any(fault.kind is FaultKind.ENCRYPTED for fault in faults):
        return Kind(kind, tuple(faults))  # an encrypted office file hides its kind
    is_forbidden = any(fault.kind is FaultKind.FORBIDDEN_TYPE for fault in faults)
    if _FORBIDDEN_NAMES.fullmatch(extension):
        faults = faults if is_forbidden else [*faults, Fault(FaultKind.FORBIDDEN_TYPE, f"เว็บไซต์ไม่รับไฟล์ .{extension}")]
    elif extension not in _EXTENSIONS.get(kind, ()):
        if kind == "unknown" and not faults and extension not in _KNOWN:
            faults = [Fault(FaultKind.FORBIDDEN_TYPE, "เป็นไฟล์ชนิดที่ระบบไม่รู้จัก")]
        else:
            named = f"ชื่อไฟล์เป็น .{extension}" if extension else "ชื่อไฟล์ไม่มีนามสกุล"
            shown = _THAI["script"] if is_forbidden else _THAI.get(kind, kind.upper())
            faults = [*faults, Fault(FaultKind.WRONG_TYPE, f"เนื้อหาเป็น {shown} แต่{named}")]
    return Kind(kind, tuple(faults))


def _by_content(path: Path, head: bytes) -> tuple[str, list[Fault]]:
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    if b"%PDF-" in head[:1024]:
        return "pdf", _beside_pdf(path, head)
    import magic  # noqa: PLC0415 - only the worker pays for libmagic

    mime = magic.from_buffer(head, mime=True)
    if _FORBIDDEN_MIME.search(mime) or (_SCRIPT.search(head[:4096]) and mime not in _MIME):
        return "unknown", [Fault(FaultKind.FORBIDDEN_TYPE, f"เป็น{_THAI['script']} ซึ่งเว็บไซต์ไม่รับ")]
    kind = _MIME.get(mime)
    if kind in {"jpeg", "png", "gif", "webp", "tiff", "bmp"}:
        sizes = re.findall(r"(\d{2,7}) ?x ?(\d{2,7})", magic.from_buffer(head))
        if any(int(width) * int(height) > _PIXELS for width, height in sizes):
            return kind, [Fault(FaultKind.BOMB, "ภาพมีขนาดใหญ่ผิดปกติ")]
    if kind is None and (mime.startswith("text/") or decode_text(head) is not None):
        return "text", []
    return kind or "unknown", []


def _beside_pdf(path: Path, head: bytes) -> list[Fault]:
    """Another kind of file before the PDF or around it, for whoever opens it as that."""
    start = head[: head.index(b"%PDF-")].lstrip(b"\xef\xbb\xbf\0 \r\n\t")
    if start.startswith((b"MZ", b"\x7fELF", b"GIF8", b"\xff\xd8", b"Rar!")) or _SCRIPT.search(start) or zipfile.is_zipfile(path):
        return [Fault(FaultKind.FORBIDDEN_TYPE, "เป็นไฟล์สองชนิดในไฟล์เดียว")]
    return []


def decode_text(raw: bytes) -> str | None:
    """Plain text in UTF-8, UTF-16 with a mark, or Thai Windows; None when it is none of them."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", raw):
        return None
    else:
        encodings = ("utf-8-sig", "cp874")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(raw) - 4 and len(raw) == _HEAD:
                return raw[: error.start].decode(encoding)
    return None


def _zip(path: Path) -> tuple[str, list[Fault]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            kind = _office_kind(archive, names)
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError, NotImplementedError, RuntimeError, ValueError):
        return "zip", [Fault(FaultKind.DAMAGED)]
    faults = []
    if _is_bomb(members):
        faults.append(Fault(FaultKind.BOMB, "ไฟล์บีบอัดที่ขยายแล้วใหญ่ผิดปกติ"))
    if any(member.flag_bits & 1 for member in members):
        faults.append(Fault(FaultKind.ENCRYPTED))
    if kind != "zip" and len(names) < len(members):
        faults.append(Fault(FaultKind.DAMAGED, "มีส่วนประกอบซ้ำกันในไฟล์"))
    if kind.endswith("m") or any(re.search(r"vbaProject\.bin|/activeX/|vbaData\.xml|^Basic/|^Scripts/", name) for name in names):
        faults.append(Fault(FaultKind.MACROS))
    if kind != "zip" and any(
        re.search(r"/embeddings/.*\.bin$|\.(?:exe|dll|com|bat|cmd|ps1|vb[se]|js|jar|msi|scr|lnk|hta|php)$", name)
        for name in names
    ):
        faults.append(Fault(FaultKind.ACTIVE, "มีวัตถุอื่นฝังอยู่ในเอกสาร"))
    return kind, faults


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    total = sum(member.file_size for member in members)
    steep = any(member.file_size > _MEMBER and member.file_size > _RATIO * max(1, member.compress_size) for member in members)
    return steep or total > _EXPANDED or len(members) > _MEMBERS


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Which kind of office file the zip is; one with macros is "docm", "xlsm", "pptm"."""
    types = b""
    if "[Content_Types].xml" in names and archive.getinfo("[Content_Types].xml").file_size < _MEMBER:
        types = archive.read("[Content_Types].xml")
    for part, kind in (("word/", "doc"), ("xl/", "xls"), ("ppt/", "ppt")):
        if "[Content_Types].xml" in names and any(name.startswith(part) for name in names):
            macros = b"macroEnabled" in types or f"{part}vbaProject.bin" in names
            return kind + ("m" if macros else "x")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:  # noqa: PLR2004 - a media type is short
        found = re.match(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)", archive.read("mimetype"))
        if found:
            return {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}[found[1]]
    return "zip"


def _compound(path: Path) -> tuple[str, list[Fault]]:
    """An OLE file: its directory names its streams in UTF-16."""

    from syncd.memo import ole  # noqa: PLC0415 - only the worker pays for it

    def has(name: str) -> bool:
        return content.find(name.encode("utf-16-le") + b"\0\0") >= 0

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if has("EncryptedPackage"):
            return "unknown", [Fault(FaultKind.ENCRYPTED)]
        macros = has("_VBA_PROJECT") or has("Macros") or has("_VBA_PROJECT_CUR")
        kind = next(
            (
                kind
                for name, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
                if has(name)
            ),
            "unknown",
        )
    if kind == "unknown":
        return kind, [Fault(FaultKind.FORBIDDEN_TYPE, "เป็นไฟล์ชนิดที่เว็บไซต์ไม่รับ") if ole.opens(path) else Fault(FaultKind.DAMAGED)]
    return kind, [Fault(FaultKind.MACROS)] if macros else []
