"""What a file is by its content, whatever its name says, and what is wrong with it as a file."""

import re
from dataclasses import dataclass

from syncd.memo import pixels, rtf_active, two_kinds, zips
from syncd.memo.source import Source, mapped, opened
from syncd.model.document import Fault, FaultKind

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

_THAI = {
    "pdf": "PDF",
    "docx": "Word",
    "docm": "Word ที่มีมาโคร",
    "xlsx": "Excel",
    "xlsm": "Excel ที่มีมาโคร",
    "pptx": "PowerPoint",
    "pptm": "PowerPoint ที่มีมาโคร",
    "doc": "Word รุ่นเก่า",
    "xls": "Excel รุ่นเก่า",
    "ppt": "PowerPoint รุ่นเก่า",
    "zip": "ZIP",
    "text": "ข้อความ",
    "unknown": "ไม่ทราบชนิด",
    "script": "โปรแกรมหรือสคริปต์",
}

_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$"
"""How the programs begin by which everybody tests whether harmful files are stopped: letters that old PCs run."""

PICTURES = frozenset({"jpeg", "png", "gif", "webp", "heic", "tiff", "bmp"})


def picture_named(name: str) -> str | None:
    """The kind of picture that a file's name tells; None when it tells none."""
    extension = name.rpartition(".")[2].lower()
    return next((kind for kind in sorted(PICTURES) if extension in _EXTENSIONS[kind]), None)


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


def examine(source: Source, name: str, size: int) -> Kind:
    """Tell the file's kind by its bytes; the name is used only to say that it does not fit."""
    if size == 0:
        return Kind("unknown", (Fault(FaultKind.EMPTY),))
    with opened(source) as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \r\n\t"):
        return Kind("unknown", (Fault(FaultKind.EMPTY, "ไฟล์มีแต่ช่องว่าง"),))
    kind, faults = _by_content(source, head)
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


def _by_content(source: Source, head: bytes) -> tuple[str, list[Fault]]:
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return zips.examine(source)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(source)
    if b"%PDF-" in head[:1024]:
        return "pdf", two_kinds.beside_pdf(source, head)
    import magic  # noqa: PLC0415 - only the worker pays for libmagic

    mime = magic.from_buffer(head, mime=True)
    if head.startswith(_EICAR) or _FORBIDDEN_MIME.search(mime) or (two_kinds.SCRIPT.search(head[:4096]) and mime not in _MIME):
        return "unknown", [Fault(FaultKind.FORBIDDEN_TYPE, f"เป็น{_THAI['script']} ซึ่งเว็บไซต์ไม่รับ")]
    kind = _MIME.get(mime)
    if kind in PICTURES and (_is_told_large(magic.from_buffer(head)) or pixels.is_bomb(source, kind)):
        return kind, [Fault(FaultKind.BOMB, "ภาพมีขนาดใหญ่ผิดปกติ")]
    if kind == "rtf":
        with mapped(source) as content:
            return kind, [Fault(*act) for act in dict.fromkeys(rtf_active.acts(bytes(content)))]
    if kind is not None and mime.startswith(("image/", "video/", "audio/")):
        return kind, two_kinds.beside_picture(source, head)
    if kind is None and (mime.startswith("text/") or decode_text(head) is not None):
        return "text", []
    return kind or "unknown", []


def _is_told_large(told: str) -> bool:
    """By libmagic's words, which need less of the file than a decoder does."""
    return any(int(width) * int(height) > pixels.MOST for width, height in re.findall(r"(\d{2,7}) ?x ?(\d{2,7})", told))


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


def _compound(source: Source) -> tuple[str, list[Fault]]:
    """An OLE file: its directory names its streams in UTF-16."""

    from syncd.memo import ole, ole_active  # noqa: PLC0415 - only the worker pays for it

    def has(name: str) -> bool:
        return content.find(name.encode("utf-16-le") + b"\0\0") >= 0

    with mapped(source) as content:
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
        return kind, [Fault(FaultKind.FORBIDDEN_TYPE, "เป็นไฟล์ชนิดที่เว็บไซต์ไม่รับ") if ole.opens(source) else Fault(FaultKind.DAMAGED)]
    faults = [*ole_active.look(source), *two_kinds.beside_compound(source)]
    if macros and all(fault.kind is not FaultKind.MACROS for fault in faults):  # in what the table of streams does not name
        faults.append(Fault(FaultKind.MACROS))
    return kind, faults
