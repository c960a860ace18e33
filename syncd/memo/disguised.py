"""Tells parts of a file that are called pictures and are something else, which nobody here has looked at."""

import re
import zipfile

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp)$", re.IGNORECASE)
_BEGINNINGS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II\xbc", b"RIFF", b"<svg", b"<?xml", b"VCLMTF"),
    *(b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0", b"\2\0\x09\0", b"\1\0\0\0"),
)
"""Of pictures, whatever kind of them the name says."""


def has_disguised(archive: zipfile.ZipFile) -> bool:
    """Whether a part that is called a picture is none."""
    for member in archive.infolist():
        if _PICTURE.search(member.filename) and member.file_size:
            with archive.open(member) as part:
                if not part.read(8).startswith(_BEGINNINGS):
                    return True
    return False
