"""The words of a photo drop: a paragraph and, if somebody cared to, a line for each photo. Nothing in it need be a form."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from syncd.bundle import same_name_form, short_forms
from syncd.details import LABELS, fill
from syncd.model.bundle import Details
from syncd.thai import arabic, natural_order, squeeze

LONGEST_PARAGRAPH = 5_000
"""Characters; more is an article or an order, and belongs elsewhere."""
LONGEST_CAPTION = 300

_LABELS = {
    **{label: key for label, key in LABELS.items() if key in {"title", "description", "date"}},
    **dict.fromkeys(("คำบรรยาย", "คำบรรยายภาพ", "รายละเอียด"), "description"),
    **dict.fromkeys(("ปก", "ภาพปก", "ภาพหน้าปก", "cover"), "cover"),
    **{key: key for key in ("title", "description", "date")},
}
_LINE = re.compile(r"\s*([^::]{1,120}?)\s*[::]\s*(.*)")
_RULER = re.compile(r"\s*(?:[-=_*.…]{3,}\s*)?")
_NUMBERED = re.compile(r"(?:ภาพ|รูป)(?:ที่)?(\d+)")
_PICTURE = re.compile(r".*\.(?:jpe?g|jfif|png|heic|heif|gif|webp|tiff?|bmp)", re.IGNORECASE)


def parse(name: str, text: str, photos: Sequence[str]) -> Details:
    """What a text says of the drop whose photos these are: "ปก: photo", "photo: caption"; the rest is the paragraph.

    A photo is named with or without ending, or by its place ("ภาพที่ 2").
    """
    pairs: list[tuple[str, str]] = []
    paragraph: list[str] = []
    captions: list[tuple[str, str]] = []
    problems: list[str] = []
    photos = sorted(photos, key=natural_order)
    for line in text.splitlines():
        split = _LINE.fullmatch(line)
        label, said = (split[1], " ".join(split[2].split())) if split else ("", "")
        key = _LABELS.get(squeeze(label).casefold())
        if key == "description":
            paragraph.append(said)
        elif key is not None:
            pairs.append((key, said))
        elif named := _named(label, photos):
            captions.append((_only(named, label, problems), said))
        elif _PICTURE.fullmatch(label):
            problems.append(f"ไม่พบภาพชื่อ “{label}” ในโฟลเดอร์นี้")
        elif not _RULER.fullmatch(line):
            paragraph.append(line.strip())
    covers = [said for key, said in pairs if key == "cover" and said]
    for said in covers:
        if not _named(said, photos):
            problems.append(f"ไม่พบภาพปกชื่อ “{said}” ในโฟลเดอร์นี้")
    pairs = [pair for pair in pairs if pair[0] != "cover"]
    told = "\n".join(part for part in paragraph if part)
    problems += _too_long(told, captions)
    counts = Counter(photo for photo, _ in captions)
    problems += [f"มีคำบรรยายของภาพ “{photo}” มากกว่าหนึ่งบรรทัด" for photo, count in sorted(counts.items()) if count > 1]
    details = fill(Details(file=name), [*pairs, ("description", told)], problems)
    cover = next((found[0] for said in covers if (found := _named(said, photos))), None)
    return replace(details, cover=cover, captions=tuple((photo, said) for photo, said in captions if said))


def merge(parts: Sequence[Details]) -> Details:
    """What several texts say together; what two of them say differently is a problem."""
    whole = Details()
    problems: list[str] = []
    for part in parts:
        for field, shown in _FIELDS.items():
            mine, others = getattr(whole, field), getattr(part, field)
            if mine and others and mine != others:
                problems.append(f"{shown}มีทั้งใน “{whole.file}” และ “{part.file}” กรุณาเหลือไว้ไฟล์เดียว")
            elif others:
                whole = replace(whole, **{field: others})
        whole = replace(whole, file=part.file if whole.file is None or part.problems else whole.file)
        problems += part.problems
    return replace(whole, problems=tuple(dict.fromkeys(problems)))


_FIELDS = {"title": "ชื่อเรื่อง", "description": "คำบรรยาย", "date": "วันที่", "cover": "ภาพปก", "captions": "คำบรรยายรายภาพ"}


def in_order(photos: Sequence[str], details: Details) -> tuple[str, ...]:
    """The photos as they are shown: the cover, then those with a caption as these were written, then the rest by name."""
    captioned = [photo for photo, _ in details.captions]
    first = [details.cover] if details.cover else []
    wanted = dict.fromkeys([*first, *captioned, *sorted(photos, key=natural_order)])
    known = frozenset(photos)
    return tuple(photo for photo in wanted if photo in known)


def _named(said: str, photos: Sequence[str]) -> list[str]:
    """The photos that are meant; `photos` are in the order of their names."""
    wanted = same_name_form(said)
    if not wanted:
        return []
    if exact := [photo for photo in photos if same_name_form(photo) == wanted]:
        return exact
    if loose := [photo for photo in photos if wanted in short_forms(photo)]:
        return loose
    numbered = _NUMBERED.fullmatch(arabic(squeeze(said)))
    place = int(numbered[1]) if numbered else 0
    return [photos[place - 1]] if 0 < place <= len(photos) else []


def _only(named: Sequence[str], label: str, problems: list[str]) -> str:
    if len(named) > 1:
        problems.append(f"มีภาพชื่อ “{label}” มากกว่าหนึ่งภาพ กรุณาเขียนชื่อพร้อมนามสกุล (เช่น {PurePosixPath(named[0]).name})")
    return named[0]


def _too_long(told: str, captions: Sequence[tuple[str, str]]) -> list[str]:
    long = [photo for photo, said in captions if len(said) > LONGEST_CAPTION]
    problems = [f"คำบรรยายของภาพ “{photo}” ยาวเกิน {LONGEST_CAPTION} ตัวอักษร" for photo in long]
    if len(told) > LONGEST_PARAGRAPH:
        problems.append(f"คำบรรยายยาวเกิน {LONGEST_PARAGRAPH:,} ตัวอักษร หากเป็นเอกสาร กรุณาส่งในโฟลเดอร์หมวดข้อมูลพร้อมบันทึกข้อความ")
    return problems
