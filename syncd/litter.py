"""Tells from a name alone what lies there: a system's litter, a sign of work going on, our reply, or a name unfit to use."""

import re
from unicodedata import normalize

from syncd.model.state import STATE_THAI

NOT_UTF8 = "ชื่อเสียหาย (ไม่ใช่รหัส UTF-8) กรุณาเปลี่ยนชื่อใหม่"
INVISIBLE = "ชื่อมีอักขระพิเศษที่มองไม่เห็น กรุณาพิมพ์ชื่อใหม่"

LINK_NAME = "เปิดหน้าเว็บ.url"
"""Our shortcut to the page in a published folder; it is no content if the folder is moved back to the inbox."""
_REPLY = re.compile(rf"_(?:{'|'.join(map(re.escape, (*STATE_THAI.values(), 'คำแนะนำ')))}).*\.txt", re.IGNORECASE)
_IGNORED = re.compile(
    rf"\.syncd-.*|{re.escape(LINK_NAME)}"  # our own
    r"|thumbs\.db.*|ehthumbs.*\.db|desktop\.ini|.*:zone\.identifier|\$recycle\.bin|system volume information"
    r"|\.ds_store|\._.*|\.localized|icon\r|\.apple.*|\.apdisk|\.spotlight-.*|\.fseventsd|\.temporaryitems"
    r"|\.directory|\.trash.*|\.nfs.*|\.fuse_hidden.*|lost\+found|\.snapshot"
    r"|@eadir|.*@syno(?:resource|eastream)|#recycle|#snapshot|@recycle|@recently-snapshot|\.@__thumb|\.streams"  # Synology, QNAP
    r"|\.stfolder.*|\.stversions|\.stignore|\.sync|\.sync_.*\.db.*|\.owncloudsync.*|\.nextcloudsync.*"
    r"|\.dropbox.*|.*\.dropbox\.attr|\.tmp\.drive(?:down|up)load"
)
_BLOCKER = re.compile(
    r"~\$.*|\.~lock\..*#|.*\.tmp|.*\.(?:part|partial|filepart|crdownload|opdownload|download|aria2)"
    r"|\.~tmp~|\..+\.[a-z0-9]{6}"  # rsync: --delay-updates, .name.XXXXXX
    r"|\..*\.~[0-9a-f]+|.*\.sb-[0-9a-f]{8}-\w{6}"  # Nextcloud, macOS
)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line separators, and what turns the direction of writing; ZWJ and ZWSP occur in honest names."""


def is_reply(name: str) -> bool:
    """Whether the file's name is one of ours: `_` + a state's Thai words (or คำแนะนำ) + anything + `.txt`."""
    return name.startswith("_") and _REPLY.fullmatch(normalize("NFC", name)) is not None


def is_ignored(name: str) -> bool:
    """Whether systems leave such a file or folder behind by themselves: never content, never a sign of life."""
    return _IGNORED.fullmatch(normalize("NFC", name).casefold()) is not None


def is_blocker(name: str) -> bool:
    """Whether such a file or folder shows that a person or a program is still at work beside it."""
    return _BLOCKER.fullmatch(name.casefold()) is not None


def fault_of(name: str) -> str | None:
    """Thai: why a thing of this name is not taken; None when the name is fit to store and to show."""
    if name.isascii():
        return None if name.isprintable() else INVISIBLE
    try:
        name.encode()
    except UnicodeEncodeError:
        return NOT_UTF8
    return INVISIBLE if _HIDDEN.search(name) else None


def printable(name: str) -> str:
    """The name with damaged bytes and invisible characters escaped, safe to show, log and store."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
