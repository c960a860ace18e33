"""Tells words whose letters cannot be what is printed: a PDF's text layer gave a shape the code of another, or of none. Pure."""

import re

_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TWICE = "ที่ที่|นี้นี้|ด้ด้[วาอ]|ห้ห้[าอ]|ต่ต่[าอ]|ก่ก่อ|ต้ต้น|ร่ร่[าว]"
"""Where a word ends as the next begins: พื้นที่ที่, หนี้นี้, ได้ด้วย, ให้ห้อง, แต่ต่อ, แก่ก่อน, ใต้ต้น, เผยแพร่ร่าง."""
_GARBLED = re.compile(
    "|".join(
        (
            "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]|(?<=[\u0e00-\u0e4f])[\ue000-\uf8ff](?=[\u0e00-\u0e4f])",  # codes of nothing
            "(?<=[\u0e00-\u0e4f])[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u036f]",  # half of ำ by its number in the font: "สาÎนัก"
            f"(?<![\u0e01-\u0e2e{_MARK}])[{_MARK}]",  # a mark on nothing, or on a vowel
            f"(?!{_TWICE})([\u0e01-\u0e2e][\u0e31\u0e34-\u0e39]?[\u0e48-\u0e4b])\\1(?![{_MARK}])",  # "ผู้ผู้อำนวยการ", "ใช้ช้จ่าย"
            "[\u0e47-\u0e4c]{2}|[\u0e31\u0e34-\u0e3a]{2}",  # two marks of one place
            "\u0e4d(?!\u0e32)",  # the upper half of ำ alone
            "ำ[\x21-\x27*+;-~](?=[ก-ฮเ-ไ])",  # the other half: 'สำ"นักงาน'
            "อน[่-๋]มัติ|เผยแพร[ัิ-ฺ]|กำร(?!า)|งำน|สานักงาน|อานวยการ|ประจาปี",
        )
    )
)


def is_garbled(text: str) -> bool:
    """Whether a letter of the normalised text cannot be the one that a person sees there."""
    return _GARBLED.search(text) is not None
