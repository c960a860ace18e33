"""The details form: รายละเอียด.txt as a clerk writes it in Notepad, or bundle.yaml for the technical."""

import codecs
import re
import unicodedata
from dataclasses import replace
from difflib import get_close_matches

import yaml

from syncd.model.bundle import Details
from syncd.thai import normalise, parse_date, squeeze

SIZE_LIMIT = 64 * 1024
"""Bytes; a longer file is no form."""
TITLE_LIMIT = 250
"""Characters; longer titles break Windows paths and the site's lists."""

_TEXT_NAMES = frozenset({"รายละเอียด.txt", "รายละเอียด.txt.txt"})
"""The second is what Notepad makes where Windows hides endings."""
_YAML_NAMES = frozenset({"bundle.yaml", "bundle.yml"})

LABELS = {
    "ชื่อเรื่อง": "title",
    "เรื่อง": "title",
    "คำอธิบาย": "description",
    "วันที่": "date",
    "ลงวันที่": "date",
    "บันทึกข้อความ": "memo",
    "ไฟล์บันทึกข้อความ": "memo",
    "เผยแพร่บันทึกข้อความ": "publish_memo",
}
_KEYS = ("title", "description", "date", "memo", "publish_memo")
_SHOWN = "ชื่อเรื่อง, คำอธิบาย, วันที่, บันทึกข้อความ, เผยแพร่บันทึกข้อความ"

_LINE = re.compile(r"\s*([^::]{1,60}?)\s*[::]\s*(.*)", re.DOTALL)
_RULER = re.compile(r"\s*(?:#.*|[-=_*.…]{3,}\s*)?")
_YES = frozenset({"ใช่", "ใช้", "ต้องการ", "เผยแพร่", "yes", "y", "true", "1"})
_NO = frozenset({"", "ไม่", "ไม่ใช่", "ไม่ต้องการ", "ไม่เผยแพร่", "no", "n", "false", "0", "-"})


def is_details(name: str) -> bool:
    """Whether a file of this name directly in a bundle's folder is its form. Copies ("รายละเอียด (1).txt") are not."""
    return squeeze(name).casefold() in _TEXT_NAMES | _YAML_NAMES


def parse(name: str, data: bytes) -> Details:
    """What the form says. Whatever is not understood becomes one of `problems`, in Thai; nothing raises."""
    if len(data) > SIZE_LIMIT:
        return too_long(name)
    text = decode(data)
    if text is None:
        return Details(file=name, problems=("ไฟล์นี้ไม่ใช่ข้อความ กรุณาบันทึกจาก Notepad ใหม่",))
    pairs, problems = _read_yaml(text) if is_yaml(name) else _read_form(text)
    return fill(Details(file=name), pairs, problems)


def is_yaml(name: str) -> bool:
    """Whether the form of this name is bundle.yaml."""
    return squeeze(name).casefold() in _YAML_NAMES


def too_long(name: str) -> Details:
    """What a form of more than SIZE_LIMIT bytes says: nothing."""
    return Details(file=name, problems=(f"ไฟล์ใหญ่เกินไป (เกิน {SIZE_LIMIT // 1024} KB)",))


def decode(data: bytes) -> str | None:
    """Text in one of Notepad's encodings: UTF-8 with or without BOM, "Unicode" (UTF-16), and ANSI on a Thai Windows (cp874)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data[:400]:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\0-\x08\x0e-\x1f]", text) else unicodedata.normalize("NFC", text)
    return None


def _read_form(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """(key, value) in the order written; lines after คำอธิบาย that name no label go on with it."""
    pairs: list[tuple[str, str]] = []
    problems: list[str] = []
    for line in text.splitlines():
        key, value, doubtful = _read_line(line)
        if key is not None:
            pairs.append((key, value))
        elif pairs and pairs[-1][0] == "description" and not doubtful:
            pairs[-1] = ("description", f"{pairs[-1][1]}\n{line.rstrip()}")
        elif not _RULER.fullmatch(line):
            problems.append(f"ไม่เข้าใจบรรทัด “{_short(line)}” (หัวข้อที่ใช้ได้: {_SHOWN})")
    return pairs, problems


def _read_line(line: str) -> tuple[str | None, str, bool]:
    """(the key that the line sets, its value, whether its label is a known one misspelt)."""
    split = _LINE.fullmatch(line)
    if split is None:
        return None, "", False
    label = squeeze(split[1]).casefold()
    if label in LABELS or label in _KEYS:
        return LABELS.get(label, label), split[2].strip(), False
    return None, "", bool(get_close_matches(label, [*LABELS, *_KEYS], n=1, cutoff=0.75))


def _read_yaml(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The pairs of one flat mapping. Anything nested, and every anchor or alias, is refused before it is built."""
    try:
        starts = 0
        for token in yaml.scan(text):
            starts += isinstance(token, (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken,
                                         yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken))  # fmt: skip
            if starts > 1 or isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)):
                return [], ["bundle.yaml ต้องเป็นรายการ “หัวข้อ: ค่า” ชั้นเดียว"]
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [], ["เขียนรูปแบบ YAML ไม่ถูกต้อง" + (f" ที่บรรทัด {mark.line + 1}" if mark is not None else "")]
    if node is None:
        return [], []
    if not isinstance(node, yaml.MappingNode):
        return [], ["bundle.yaml ต้องเป็นรายการ “หัวข้อ: ค่า” ชั้นเดียว"]
    pairs = [(str(key.value), str(value.value).strip()) for key, value in node.value]
    unknown = [f"ไม่รู้จักหัวข้อ “{_short(key)}” (ใช้ได้: {', '.join(_KEYS)})" for key, _ in pairs if key not in _KEYS]
    return [pair for pair in pairs if pair[0] in _KEYS], unknown


def fill(details: Details, pairs: list[tuple[str, str]], problems: list[str]) -> Details:
    """The form with what these pairs of key and value say; what they say wrongly becomes a problem."""
    keys = [key for key, value in pairs if value]
    problems += [f"มีหัวข้อ “{_label(key)}” มากกว่าหนึ่งครั้ง" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    values = {key: value for key, value in reversed(pairs) if value}
    day = parse_date(values["date"]) if "date" in values else None
    if "date" in values and day is None:
        problems.append(f"อ่านวันที่ “{_short(values['date'])}” ไม่ได้ กรุณาเขียนเช่น 7 มกราคม 2563")
    title = " ".join(normalise(values.get("title", "")).split())
    if len(title) > TITLE_LIMIT:
        problems.append(f"ชื่อเรื่องยาวเกินไป (เกิน {TITLE_LIMIT} ตัวอักษร)")
        title = ""
    answer = squeeze(values.get("publish_memo", "")).casefold()
    if answer not in _YES | _NO:
        problems.append("หัวข้อ “เผยแพร่บันทึกข้อความ” กรุณาตอบว่า ใช่ หรือ ไม่")
    return replace(
        details,
        title=title or None,
        description=values.get("description", "").strip() or None,
        date=day,
        memo=values.get("memo"),
        publish_memo=answer in _YES,
        problems=tuple(problems),
    )


def _label(key: str) -> str:
    return next(label for label, meant in LABELS.items() if meant == key)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - fits one line of a reply
