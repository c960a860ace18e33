"""`syncd init`: an office's first configuration and its folders."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syncd import clock, configure
from syncd.cli import FINE, chosen, screen
from syncd.setup import make_folders
from syncd.thai import fiscal_year


def init(named: Path | None, given: Mapping[str, Any], *, folders: bool, ask: bool) -> int:
    """Write the configuration unless `--folders` finds one, then make the folders if they are asked for. Raises ConfigError."""
    config = named or (chosen.usual_config() if folders else chosen.HERE)
    out = screen.console()
    if not (folders and config.exists()):
        answers = {**_installed(config), **{name: answer for name, answer in given.items() if answer is not None}}
        answers = {**dict.fromkeys(given), **answers}
        if ask:
            answers = _asked(answers)
        for written in configure.write_config(config.parent, configure.Answers(**answers)):
            out.print(f"เขียน {written}")
    settings = chosen.settings_of(config)
    if folders:
        made = make_folders(settings, fiscal_year(clock.now().local.date()))
        for path in made:
            out.print(f"สร้าง {settings.folders.root / path}")
        out.print(f"โฟลเดอร์ครบแล้วที่ {settings.folders.root}" if made else "โฟลเดอร์มีครบอยู่แล้ว")
    else:
        out.print(f"ต่อไป: syncd init --folders --config {config}  แล้ว  syncd check --config {config}")
    if settings.publisher.kind == "wordpress" and settings.publisher.password is None:
        out.print(f"ใส่ application password ของเว็บไซต์ไว้ใน {config.parent / 'publisher-password'} (บรรทัดเดียว สิทธิ์ 600)")
    return FINE


def _installed(config: Path) -> dict[str, str]:
    """Where an installed syncd keeps its things, as systemd/syncd.service expects them; in a checkout the shipped places stay."""
    if not config.absolute().is_relative_to("/etc"):
        return {}
    return {"root": "/srv/dropbox_folders", "state_dir": "/var/lib/syncd", "publisher_path": "/var/lib/syncd/site"}


def listed(values: list[str] | None) -> tuple[str, ...] | None:
    """`--accept signature,text` means the same as the flag given twice."""
    if not values:
        return None
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _asked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, asking for what no flag gave; an empty answer keeps the shipped value."""
    answers = dict(given)

    def ask(name: str, question: str) -> Any:
        if answers[name] is None:
            answers[name] = input(f"{question}: ").strip() or None
        return answers[name]

    out = screen.console()
    out.print("กด Enter เพื่อใช้ค่าปกติ แก้ภายหลังได้ใน syncd.yaml")
    ask("office_code", "รหัสสำนักงาน อังกฤษหรือตัวเลข [cpm3]")
    ask("office_name", "ชื่อเต็มของสำนักงาน")
    ask("root", "โฟลเดอร์แม่ของทุกกลุ่ม/หน่วย เช่น /srv/dropbox_folders")
    if ask("publisher_kind", "เผยแพร่ที่ใด: wordpress หรือ folder [folder]") == "wordpress":
        ask("publisher_url", "หน้าแรกของเว็บไซต์ เช่น https://www.example.go.th")
        ask("publisher_username", "บัญชีของ syncd ใน WordPress (ระดับ Editor)")
    if answers["accept"] is None:
        out.print(configure.ACCEPT_EXPLAINED)
        answers["accept"] = listed([input("signature หรือ signature,text [signature]: ")])
    if "text" in (answers["accept"] or ()) and answers["text_from"] is None:
        out.print(configure.TEXT_FROM_EXPLAINED)
        answers["text_from"] = listed([input("pdf หรือ pdf,docx [pdf]: ")])
    if answers["auto"] is None:
        out.print(configure.AUTO_EXPLAINED)
        answers["auto"] = input("ให้ syncd เผยแพร่เองหรือไม่ y/n [n]: ").strip().casefold() in ("y", "yes", "ใช่") or None
    if ask("approver_name", "ชื่อผู้อำนวยการสำนักงาน (เว้นว่างได้)"):
        ask("approver_position", "ตำแหน่งเต็ม")
    return answers
