"""Write an office's own configuration: the shipped files with the answers of `syncd init` in place, comments and all."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from syncd.errors import ConfigError, Problem
from syncd.settings import load

SHIPPED = Path(__file__).parent / "config"
"""The complete example configuration, loadable as it stands."""
_FILES = ("syncd.yaml", "taxonomy.yaml", "units.yaml", "schema/syncd.json", "schema/taxonomy.json", "schema/units.json")

ACCEPT_EXPLAINED = """หลักฐานใดนับว่าได้รับอนุญาต โดยไม่ต้องให้เจ้าหน้าที่ดูก่อน
  signature  ลายมือชื่อดิจิทัลของผู้มีอำนาจใน PDF: ปลอมไม่ได้ (ค่าปกติ)
  text       คำว่า อนุมัติ กับชื่อและตำแหน่งที่พิมพ์ในบันทึก: ใครที่วางไฟล์ในโฟลเดอร์ได้ก็พิมพ์คำนี้ได้
             เลือกเมื่อไว้ใจทุกคนที่เข้าโฟลเดอร์ได้เท่านั้น
ลายมือเขียนที่สแกนมา เจ้าหน้าที่ ICT ต้องดูเสมอ"""
TEXT_FROM_EXPLAINED = "คำที่พิมพ์ใช้ได้จากไฟล์ชนิดใด: pdf (ค่าปกติ) หรือ docx ด้วย ซึ่งใครก็แก้ได้ง่ายกว่า"
AUTO_EXPLAINED = """ให้ syncd เผยแพร่เรื่องที่ผ่านทุกข้อเองหรือไม่
  ไม่ (ค่าปกติ)  ทุกเรื่องรอเจ้าหน้าที่ ICT กดให้เผยแพร่ ลองแบบนี้ก่อนจนไว้ใจ
  ใช่           เผยแพร่เอง ที่เหลือจึงรอเจ้าหน้าที่"""
"""What `syncd init` must say before it asks; the same words stand in the comments of syncd.yaml."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What `syncd init` asked. None keeps what the shipped file says."""

    office_code: str | None = None
    office_name: str | None = None
    root: str | None = None
    state_dir: str | None = None
    publisher_kind: str | None = None
    publisher_url: str | None = None
    publisher_username: str | None = None
    publisher_path: str | None = None
    auto: bool | tuple[str, ...] | None = None
    accept: tuple[str, ...] | None = None
    text_from: tuple[str, ...] | None = None
    approver_name: str | None = None
    approver_position: str | None = None
    contact_name: str | None = None
    contact_telephone: str | None = None


def write_config(folder: Path, answers: Answers) -> tuple[Path, ...]:
    """Write syncd.yaml, taxonomy.yaml, units.yaml and their editor schemas into `folder`; the paths written.

    Nothing is written, and ConfigError raised, when one of the YAML files exists or an answer cannot be used.
    """
    exist = [folder / name for name in _FILES if name.endswith(".yaml") and (folder / name).exists()]
    if exist:
        raise ConfigError(tuple(Problem(str(path), None, "", "มีไฟล์นี้แล้ว จะไม่เขียนทับ ให้ย้ายไฟล์เดิมออกก่อน") for path in exist))
    texts = {name: (SHIPPED / name).read_text(encoding="utf-8") for name in _FILES}
    texts["syncd.yaml"] = _with_answers(texts["syncd.yaml"], _values(answers))
    if answers.office_name:
        # The announcement's official names hold the office's own.
        texts["taxonomy.yaml"] = _renamed(texts["taxonomy.yaml"], answers.office_name)
    with TemporaryDirectory(prefix="syncd-init-") as trial:
        _write(Path(trial), texts)
        try:
            load(Path(trial) / "syncd.yaml", {}, need_site=False)
        except ConfigError as error:
            raise ConfigError(
                tuple(replace(problem, file=str(folder / Path(problem.file).name)) for problem in error.problems)
            ) from None
    return _write(folder, texts)


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in texts)


def _values(answers: Answers) -> dict[str, object]:
    values: dict[str, object] = {
        "office.code": answers.office_code,
        "office.name": answers.office_name,
        "folders.root": answers.root,
        "state_dir": answers.state_dir,
        "publisher.kind": answers.publisher_kind,
        "publisher.url": answers.publisher_url,
        "publisher.username": answers.publisher_username,
        "publisher.path": answers.publisher_path,
        "publish.auto": answers.auto,
        "approval.accept": answers.accept,
        "approval.text_from": answers.text_from,
        "contact.name": answers.contact_name,
        "contact.telephone": answers.contact_telephone,
    }
    if answers.approver_name or answers.approver_position:
        values["approval.approvers"] = [{"name": answers.approver_name or "", "position": answers.approver_position or ""}]
    return {key: value for key, value in values.items() if value is not None}


def _with_answers(text: str, values: Mapping[str, object]) -> str:
    """The YAML text with these dotted keys' values replaced; each stands on one line of the shipped file. JSON is YAML."""
    section = ""
    lines = []
    for line in text.splitlines():
        key = re.match(r"( *)([a-z_]+):", line)
        if key and not key[1]:
            section = key[2]
        dotted = f"{section}.{key[2]}" if key and key[1] else section
        lines.append(f"{key[0]} {json.dumps(values[dotted], ensure_ascii=False)}" if key and dotted in values else line)
    return "\n".join(lines) + "\n"


def _renamed(taxonomy: str, office_name: str) -> str:
    shipped = load(SHIPPED / "syncd.yaml", {}, need_site=False).office.name
    head, start, entries = taxonomy.partition("\ncategories:\n")  # the head quotes the announcement
    return head + start + entries.replace(shipped, json.dumps(office_name, ensure_ascii=False)[1:-1])
