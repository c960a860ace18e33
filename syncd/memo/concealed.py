"""What lies in an Office file and is not seen when it is opened, though whoever downloads it can bring it out. Pure."""

import re
from collections.abc import Iterator, Mapping

_COMMENT_PARTS = re.compile(r"(?:word|xl|ppt)/(?:comments|threadedComments)[^_]*", re.IGNORECASE)
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo"})
_ON = frozenset({"1", "true", "on"})

CHANGES = "มีการแก้ไขที่ติดตามไว้ (Track Changes) รวมข้อความที่ลบแล้ว"
COMMENTS = "มีความคิดเห็น (Comment)"
SLIDES = "มีสไลด์ที่ซ่อนไว้"
ROWS = "มีแถวหรือคอลัมน์ที่ซ่อนไว้"


def told(part: str, tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """What one element of a part says of things concealed; Thai."""
    if part.startswith("xl/"):
        if tag == "sheet" and attributes.get("state", "visible") != "visible":
            yield f"มีชีตที่ซ่อนไว้: {attributes.get('name', '?')}"
        elif tag in {"row", "col"} and attributes.get("hidden", "").lower() in _ON:
            yield ROWS
    elif part.startswith("ppt/"):
        if tag == "sld" and attributes.get("show", "1").lower() in {"0", "false", "off"}:
            yield SLIDES
    elif tag in _CHANGES and "author" in attributes:
        yield CHANGES
    if tag in {"comment", "threadedComment", "cm"} and _COMMENT_PARTS.match(part):
        yield COMMENTS
