"""Where a link leads, by its address alone: to a page like any other, or to what runs or tells on the reader. Pure."""

import re
from enum import StrEnum
from urllib.parse import unquote


class Lead(StrEnum):
    """What following a link does."""

    PLAIN = "plain"
    """A page, a mailbox, a telephone, a place in the document, or a path that names nothing on another machine."""
    MACHINE = "machine"
    """A file on a machine of a network: Windows shows its user's name and password's hash to whoever answers."""
    RUNS = "runs"
    """A script or program."""


_RUNS = re.compile(r"(?:java|vb|j|live)script|data|mhtml|mk|its|ms-[\w-]+|ms|res|shell|jar|search(?:-ms)?|hcp|ldap|vnd\.\w[\w.]*")
_SHARES = frozenset({"smb", "cifs", "webdav", "dav", "davs", "nfs"})
_PROGRAM = re.compile(
    r"\.(?:exe|bat|cmd|ps1|psm1|vb[se]?|jse?|jar|ms[ipc]|scr|lnk|url|hta|cpl|reg|wsf?|wsh|dll|pif|chm|scf|settingcontent-ms|application)"
    r"(?:[\"'\s?#;]|$)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SPACES = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\ufeff]+")


def lead(address: str) -> Lead:
    """What following the address does. Browsers and Office skip blanks and control characters in a scheme; so does this."""
    plain = _SPACES.sub("", unquote(address)).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    name = scheme[1].lower() if scheme else ""
    if len(name) == 1:  # a drive: C:/…
        return Lead.RUNS if _PROGRAM.search(plain) else Lead.PLAIN
    if name == "file":
        rest = plain[5:]
        host = re.match(r"//([^/]+)|/{4,}[^/]", rest)
        if host and not re.match(r"//(?:localhost|127\.0\.0\.1|[a-z][:|])(?:/|$)", rest, re.IGNORECASE):
            return Lead.RUNS if _PROGRAM.search(plain) else Lead.MACHINE
        return Lead.RUNS if _PROGRAM.search(plain) else Lead.PLAIN
    if name in _SHARES:
        return Lead.MACHINE
    if name:
        return Lead.RUNS if _RUNS.fullmatch(name) else Lead.PLAIN
    if plain.startswith("//"):
        return Lead.RUNS if _PROGRAM.search(plain) else Lead.MACHINE
    return Lead.RUNS if _PROGRAM.search(plain) else Lead.PLAIN


def is_elsewhere(address: str) -> bool:
    """Whether what the address names is fetched from another machine: the net or a share, not a disk of the reader's own."""
    plain = _SPACES.sub("", unquote(address)).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    named = scheme is not None and len(scheme[1]) > 1 and scheme[1].lower() != "file"
    return named or lead(address) is not Lead.PLAIN
