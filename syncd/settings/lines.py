"""Read one YAML file into plain values, keeping the line of every key."""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from syncd.errors import Problem

Loc = tuple[str | int, ...]
"""The way to a value: keys and list indexes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands and what was written there."""

    line: int
    """1-based."""
    text: str | None
    """A scalar as written, without quotes; None for lists and mappings."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file's values with their places. Values are str, bool, int, float, list, dict; texts are NFC."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    places: Mapping[Loc, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Not empty: `data` is not to be trusted to be complete."""

    def problem(self, loc: Loc, message: str) -> Problem:
        """A problem with the value at `loc`, placed at the nearest key that is written."""
        near = next((loc[:end] for end in range(len(loc), 0, -1) if loc[:end] in self.places), None)
        return Problem(self.file, self.places[near].line if near else 1, dotted(loc), message)


def dotted(loc: Loc) -> str:
    """("units", 0, "name") as people read it: "units.1.name", list items counted from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)


def read(path: Path) -> Document:
    """Read a YAML file; whatever is wrong with it as YAML is in the document's problems."""
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        root = yaml.compose(text, _Loader)
    except FileNotFoundError:
        return Document(file, problems=(Problem(file, None, "", "ไม่พบไฟล์นี้ ให้ตรวจตำแหน่งไฟล์ หรือสร้างใหม่ด้วยคำสั่ง syncd init"),))
    except OSError as error:
        return Document(file, problems=(Problem(file, None, "", f"เปิดไฟล์นี้ไม่ได้ ({error.strerror})"),))
    except UnicodeDecodeError:
        return Document(file, problems=(Problem(file, None, "", "ไฟล์นี้ไม่ใช่ UTF-8 ให้บันทึกใหม่โดยเลือก Encoding เป็น UTF-8"),))
    except yaml.YAMLError as error:
        return Document(file, problems=(_syntax_problem(file, error),))
    if not isinstance(root, yaml.MappingNode):
        return Document(file, problems=(Problem(file, 1, "", "ไฟล์นี้ต้องประกอบด้วยบรรทัดแบบ คีย์: ค่า"),))
    return _Walk(file).document(root)


def problem_in(path: Path, key: str, message: str) -> Problem:
    """A problem with what a dotted key of this file names, which shows only outside of it."""
    return read(path).problem(tuple(key.split(".")), message)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's plain scalars: `off`, `yes`, `2563-01-07`, `10:45` and `0440` stay the texts they look like."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - PyYAML's own way to hold them


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(0|[1-9]\d*)", list("-+0123456789")),
    ("float", r"[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)

_SCALARS: Mapping[str, Any] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": lambda text: unicodedata.normalize("NFC", text),
}


class _Walk:
    """One walk over a file's nodes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Loc, Place] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def document(self, root: yaml.MappingNode) -> Document:
        data = self.mapping(root, ())
        return Document(self.file, data, self.places, tuple(self.problems))

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        if id(node) in self.seen:
            return self.refuse(self.places[loc].line, loc, "ไม่ใช้การอ้างถึง (& และ *) ให้เขียนค่าเต็ม")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, self.place(item, item, (*loc, index))) for index, item in enumerate(node.value)]
        with suppress(KeyError, ValueError):  # "!!int x"
            return _SCALARS[node.tag](node.value)
        return self.refuse(self.places[loc].line, loc, f"ไม่ใช้ป้ายชนิดข้อมูล {node.tag}")

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(line, loc, "คีย์ต้องเป็นข้อความ")
                continue
            key = unicodedata.normalize("NFC", key_node.value)
            here = (*loc, key)
            if here in self.places:
                self.refuse(line, here, f"มีคีย์นี้แล้วที่บรรทัด {self.places[here].line} ให้เก็บไว้เพียงแห่งเดียว")
                continue
            value = self.value(value_node, self.place(key_node, value_node, here))
            if value is not None:  # "intake:" with every line below it commented out says nothing
                values[key] = value
        return values

    def place(self, at: yaml.Node, node: yaml.Node, loc: Loc) -> Loc:
        self.places[loc] = Place(at.start_mark.line + 1, node.value if isinstance(node, yaml.ScalarNode) else None)
        return loc

    def refuse(self, line: int, loc: Loc, message: str) -> None:
        self.problems.append(Problem(self.file, line, dotted(loc), message))


_SYNTAX = (
    ("cannot start any token", "ย่อหน้าด้วยแท็บไม่ได้ ให้ใช้ช่องว่าง และค่าที่ขึ้นต้นด้วย @ ` หรือ % ต้องใส่เครื่องหมายคำพูด"),
    (
        "mapping values are not allowed",
        'ข้อความที่มีเครื่องหมาย : อยู่ข้างใน ต้องใส่เครื่องหมายคำพูด เช่น "เรื่อง: ประกาศ" หรือย่อหน้าไม่ตรงกับบรรทัดก่อน',
    ),
    ("could not find expected ':'", "ขาดเครื่องหมาย : หลังชื่อคีย์ หรือเครื่องหมายคำพูดเปิดปิดไม่ครบ"),
    ("did not find expected key", "ย่อหน้าไม่ตรงกับบรรทัดก่อน หรือเครื่องหมายคำพูดเปิดปิดไม่ครบ"),
    ("did not find expected '-'", "ย่อหน้าของรายการ (-) ไม่ตรงกับบรรทัดก่อน"),
    ("did not find expected ',' or", "วงเล็บ [ ] หรือ { } เปิดปิดไม่ครบ หรือขาดเครื่องหมาย ,"),
    ("unexpected end of stream", "เครื่องหมายคำพูดเปิดปิดไม่ครบ"),
    ("undefined alias", 'ค่าที่ขึ้นต้นด้วย * ต้องใส่เครื่องหมายคำพูด เช่น "*"'),
    ("but found another document", "มีเครื่องหมาย --- เกินมา ให้ลบออก"),
    ("control characters are not allowed", "มีอักขระควบคุมที่มองไม่เห็นในไฟล์ ให้พิมพ์บรรทัดนั้นใหม่"),
)


def _syntax_problem(file: str, error: yaml.YAMLError) -> Problem:
    """libyaml's complaint with what to do about it."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = " ".join(part for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part) or str(error)
    remedy = next((remedy for part, remedy in _SYNTAX if part in said), "ให้ดูบรรทัดนี้และบรรทัดก่อนหน้า")
    return Problem(file, mark.line + 1 if mark else None, "", f"เขียน YAML ไม่ถูกต้อง: {remedy} ({said})")
