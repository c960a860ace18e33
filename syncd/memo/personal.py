"""Finds national ID numbers in text, and never gives one back in full. Pure."""

import re

from stdnum.th import pin

from syncd import thai

_LENGTH = 13
# Digits with at most one blank, dot or dash between two; a match may begin at any digit that no digit precedes, so that a row
# number before an ID ("1 1-2345-…") does not swallow it.
_CANDIDATE = re.compile(r"(?<!\d)(?=((?:\d[ .–-]?){12}\d)(?!\d))")


def national_ids(text: str) -> list[str]:
    """Checksum-valid national IDs in the text, masked: "x-xxxx-xxxxx-12-3".

    Numbers that begin with 0 are juristic persons (13 digits too, in procurement papers) and pass.
    """
    found = []
    for match in _CANDIDATE.finditer(thai.arabic(text)):
        digits = re.sub(r"\D", "", match[1])
        if digits[0] != "0" and len(digits) == _LENGTH and pin.is_valid(digits):
            found.append(f"x-xxxx-xxxxx-{digits[10:12]}-{digits[12]}")
    return found
