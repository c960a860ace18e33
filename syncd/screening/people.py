"""How a person's name looks in Thai papers: a title, then a name."""

import re

_NAME = "[ก-ฮเ-ไ][ก-ฮะ-ู\u0e38-\u0e3aเ-ไ็-๎]+"

PERSON = re.compile(rf"(?:นางสาว|น\.ส\.|นาย|นาง|ด\.[ชญ]\.|เด็กชาย|เด็กหญิง|ว่าที่ ?ร\.?[ตทอ]\.?|ร้อย(?:ตรี|โท|เอก)|ดร\.) ?({_NAME})")
PUPIL = re.compile(
    rf"(?:ด ?\. ?[ชญ] ?\.?|(?<![ก-๙])ด[ชญ](?:\. ?| )|เด็กชาย|เด็กหญิง|(?m:^)[ \d.)•*-]{{1,6}}น้อง) ?({_NAME})(?: +({_NAME}))?"
)
"""A child's name; the family name may stand in the next cell."""
