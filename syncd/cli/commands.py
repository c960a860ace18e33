"""Every command with its arguments: each hands them to one plain function and returns its exit code."""

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Context, Option, Typer

from syncd.cli import chosen
from syncd.settings import Settings
from syncd.thai import arabic

# What a command needs is imported in it: `syncd --help` and `syncd status` should answer at once.
# ruff: noqa: PLC0415

app = Typer(
    help="นำเรื่องที่ได้รับอนุญาตแล้วจากโฟลเดอร์ของกลุ่ม/หน่วยขึ้นเว็บไซต์สำนักงาน",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
site = Typer(help="จับคู่หมวดข้อมูลกับหมวดหมู่ (category) ที่เว็บไซต์มีอยู่แล้ว")
audit = Typer(help="ตรวจทะเบียนคุมการเผยแพร่ (ledger)")
ledger = Typer(help="ทำทะเบียนคุมการเผยแพร่ (ledger) ให้ถูกต้องอีกครั้ง")
app.add_typer(site, name="site")
app.add_typer(audit, name="audit")
app.add_typer(ledger, name="ledger")

UNNAMED = Path()


def _named(ctx: Context, value: Path) -> Path:
    """The file named after the command, else before it, else the usual one."""
    return value if value != UNNAMED else ctx.obj or chosen.usual_config()


def _arabic(value: str | None) -> str | None:
    """A case number as typed on either keyboard."""
    return value and arabic(value)


_CONFIG_HELP = "ไฟล์ตั้งค่า (ปกติ config/syncd.yaml หรือ /etc/syncd/syncd.yaml)"
Config = Annotated[Path, Option("--config", callback=_named, show_default=False, help=_CONFIG_HELP)]
Json = Annotated[bool, Option("--json", help="พิมพ์เป็น JSON สำหรับโปรแกรม")]
_NUMBER_HELP = "เลขที่คำขอเผยแพร่ เช่น 2570-0001"
Number = Annotated[str, Argument(metavar="CASE", help=_NUMBER_HELP, show_default=False, callback=_arabic)]
UnitName = Annotated[str | None, Option("--unit", help="เฉพาะกลุ่ม/หน่วยนี้ (ชื่อ โฟลเดอร์ หรือชื่อย่อ)")]
By = Annotated[str | None, Option("--by", help="ผู้ตัดสินใจ (ปกติคือผู้ที่ล็อกอิน)")]
Reason = Annotated[str, Option("--reason", help="เหตุผลเป็นภาษาไทย กลุ่ม/หน่วยจะได้อ่านข้อความนี้", show_default=False)]


@app.callback(invoke_without_command=True)
def _start(ctx: Context, config: Annotated[Path | None, Option(envvar="SYNCD_CONFIG", help=_CONFIG_HELP)] = None) -> None:
    ctx.obj = config
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


# --- setting up ---------------------------------------------------------------------------------------------------------


@app.command()
def init(  # noqa: PLR0913, PLR0917 -- one flag for each question
    ctx: Context,
    folders: Annotated[bool, Option("--folders", help="สร้างโฟลเดอร์ของกลุ่ม/หน่วยที่ยังขาด")] = False,
    folder: Annotated[Path | None, Option("--dir", help="โฟลเดอร์ที่จะเขียนไฟล์ตั้งค่า")] = None,
    config: Annotated[Path | None, Option("--config", help=_CONFIG_HELP)] = None,
    code: Annotated[str | None, Option(help="รหัสสำนักงาน (อังกฤษ) เช่น cpm3")] = None,
    name: Annotated[str | None, Option(help="ชื่อสำนักงาน")] = None,
    root: Annotated[Path | None, Option(help="โฟลเดอร์แม่ของทุกกลุ่ม/หน่วย")] = None,
    state_dir: Annotated[Path | None, Option(help="ที่เก็บทะเบียนคุมและสำเนาส่วนตัว")] = None,
    publisher: Annotated[str | None, Option(help="wordpress หรือ folder")] = None,
    url: Annotated[str | None, Option(help="หน้าแรกของเว็บไซต์")] = None,
    username: Annotated[str | None, Option(help="บัญชีของ syncd ใน WordPress")] = None,
    site_path: Annotated[Path | None, Option(help="ที่เขียนหน้าเว็บ สำหรับ publisher folder")] = None,
    auto: Annotated[bool | None, Option("--auto/--no-auto", help="เผยแพร่เรื่องที่ผ่านทุกข้อเอง")] = None,
    accept: Annotated[list[str] | None, Option(help="หลักฐานที่ไม่ต้องให้คนดู: signature, text (ใส่ซ้ำได้)")] = None,
    text_from: Annotated[list[str] | None, Option(help="text ใช้กับไฟล์ชนิดใด: pdf, docx, doc, rtf, odt (ใส่ซ้ำได้)")] = None,
    approver_name: Annotated[str | None, Option(help="ชื่อผู้อำนวยการสำนักงาน")] = None,
    approver_position: Annotated[str | None, Option(help="ตำแหน่งเต็มของผู้อำนวยการ")] = None,
    yes: Annotated[bool, Option("--yes", help="ไม่ถาม ใช้ค่าปกติเมื่อไม่ได้ระบุ")] = False,
) -> int:
    """เริ่มใช้งาน: เขียนไฟล์ตั้งค่า และสร้างโฟลเดอร์ (--folders)"""
    from syncd.cli import starting

    given = {
        "office_code": code,
        "office_name": name,
        "root": str(root.absolute()) if root else None,
        "state_dir": str(state_dir.absolute()) if state_dir else None,
        "publisher_kind": publisher,
        "publisher_url": url,
        "publisher_username": username,
        "publisher_path": str(site_path.absolute()) if site_path else None,
        "auto": auto,
        "accept": starting.listed(accept),
        "text_from": starting.listed(text_from),
        "approver_name": approver_name,
        "approver_position": approver_position,
    }
    named = folder / "syncd.yaml" if folder else config or ctx.obj
    return starting.init(named, given, folders=folders, ask=not yes)


@app.command()
def check(
    config: Config = UNNAMED,
    settings_only: Annotated[bool, Option("--settings", help="ตรวจเฉพาะไฟล์ตั้งค่า ไม่ดูโฟลเดอร์")] = False,
    json: Json = False,
) -> int:
    """ตรวจไฟล์ตั้งค่าและโฟลเดอร์ บอกทุกข้อที่ผิดพร้อมไฟล์และบรรทัด"""
    from syncd.cli import checking

    return checking.check(config, folders=not settings_only, as_json=json)


@app.command()
def doctor(config: Config = UNNAMED, json: Json = False) -> int:
    """ตรวจเว็บไซต์และโฟลเดอร์จริง ว่าพร้อมเผยแพร่หรือไม่ และต้องแก้อะไร"""
    from syncd.cli import checking

    return checking.doctor(chosen.settings_of(config, need_site=True), as_json=json)


@site.command("map")
def site_map(
    config: Config = UNNAMED,
    write: Annotated[bool, Option("--write", help="เขียนคู่ที่ยืนยันแล้วลงใน taxonomy.yaml")] = False,
    choose: Annotated[list[str] | None, Option("--set", help="เลือกเอง เช่น 1.9=จัดซื้อจัดจ้าง (slug หรือ id, ใส่ซ้ำได้)")] = None,
    yes: Annotated[bool, Option("--yes", help="ไม่ถาม: รับเฉพาะคู่ที่ชื่อตรงกัน")] = False,
    json: Json = False,
) -> int:
    """แสดงหมวดหมู่ของเว็บไซต์ เสนอการจับคู่ และบันทึกคู่ที่ยืนยัน (--write)"""
    from syncd.cli import terms

    settings = chosen.settings_of(config, need_site=True)
    return terms.show_map(settings, write=write, choices=choose or [], ask=not yes, as_json=json)


@site.command("prepare")
def site_prepare(
    config: Config = UNNAMED,
    everything: Annotated[bool, Option("--all", help="สร้างทุกหมวดที่ขาด (สำหรับเว็บไซต์ว่าง)")] = False,
    yes: Annotated[bool, Option("--yes", help="ไม่ถาม")] = False,
) -> int:
    """สร้างหมวดหมู่ที่เว็บไซต์ยังขาด"""
    from syncd.cli import terms

    return terms.prepare(chosen.settings_of(config, need_site=True), everything=everything, ask=not yes)


# --- working ------------------------------------------------------------------------------------------------------------


@app.command()
def run(config: Config = UNNAMED) -> int:
    """ทำงานต่อเนื่องจนกว่าจะสั่งหยุด (ตัวบริการ)"""
    from syncd import daemon

    settings = chosen.settings_of(config, need_site=True)
    chosen.become_service(settings)
    return daemon.run(settings)


@app.command()
def once(config: Config = UNNAMED) -> int:
    """ทำงานหนึ่งรอบเต็มแล้วจบ"""
    from syncd import daemon

    settings = chosen.settings_of(config, need_site=True)
    chosen.become_service(settings)
    return daemon.once(settings)


@app.command()
def preview(
    folder: Annotated[Path, Argument(metavar="FOLDER", help="โฟลเดอร์ของเรื่อง อยู่ที่ใดก็ได้", show_default=False)],
    config: Config = UNNAMED,
    unit: Annotated[str | None, Option(help="ถือว่าเป็นของกลุ่ม/หน่วยนี้")] = None,
    category: Annotated[str | None, Option(help="ถือว่าอยู่ในหมวดนี้ เช่น 1.9")] = None,
    json: Json = False,
) -> int:
    """ดูก่อนว่าเรื่องนี้จะได้ผลอย่างไร และจะตอบว่าอะไร โดยไม่เปลี่ยนแปลงสิ่งใด"""
    from syncd.cli import preview as previewing

    return previewing.preview(_reading(config), folder, as_json=json, unit=unit, category=category)


# --- reading ------------------------------------------------------------------------------------------------------------


@app.command()
def status(config: Config = UNNAMED, unit: UnitName = None, json: Json = False) -> int:
    """สรุปจำนวนเรื่องตามสถานะ เรื่องที่ค้าง และเรื่องล่าสุด 200 เรื่อง"""
    from syncd.cli import status as reading

    return reading.status(_reading(config), as_json=json, unit=unit)


@app.command()
def show(case: Number, config: Config = UNNAMED, json: Json = False) -> int:
    """ความเป็นมาทั้งหมดของเรื่องเดียว"""
    from syncd.cli import story

    return story.show(_reading(config), case, as_json=json)


@app.command()
def log(
    case: Annotated[str | None, Argument(metavar="[CASE]", help="เฉพาะเลขที่นี้", callback=_arabic)] = None,
    config: Config = UNNAMED,
    follow: Annotated[bool, Option("--follow", "-f", help="แสดงต่อไปเรื่อย ๆ")] = False,
    lines: Annotated[int, Option("--lines", "-n", min=0, help="กี่เหตุการณ์ล่าสุด")] = 50,
    json: Json = False,
) -> int:
    """เหตุการณ์ในทะเบียนคุม"""
    from syncd.cli import story

    return story.log(_reading(config), case, as_json=json, follow=follow, count=lines)


@audit.command("verify")
def audit_verify(
    config: Config = UNNAMED,
    anchor: Annotated[list[str] | None, Option("--anchor", help="'SEQ HASH' จากบรรทัด chain.head ใน log (ใส่ซ้ำได้)")] = None,
    json: Json = False,
) -> int:
    """ตรวจว่าทะเบียนคุมไม่ถูกแก้ไขหรือตัดทิ้ง"""
    from syncd.cli import checking

    return checking.verify(_reading(config), anchor or [], as_json=json)


# --- keeping --------------------------------------------------------------------------------------------------------------


@ledger.command("rebuild")
def ledger_rebuild(
    config: Config = UNNAMED,
    without_site: Annotated[bool, Option("--without-site", help="ไม่ถามเว็บไซต์ (สิ่งที่เผยแพร่แล้วอาจถูกเผยแพร่ซ้ำ)")] = False,
    no_wait: Annotated[bool, Option("--no-wait", help="ไม่รอ เมื่อแน่ใจว่า syncd หยุดมานานกว่า publisher.doubt_seconds แล้ว")] = False,
    by: By = None,
    json: Json = False,
) -> int:
    """สร้างทะเบียนคุมที่หาย เสีย หรือเก่า ขึ้นใหม่จากเว็บไซต์และโฟลเดอร์ (หยุดบริการก่อน สั่งซ้ำได้)"""
    from syncd.cli import keeping

    settings = chosen.settings_of(config, need_site=not without_site)
    how = {"without_site": without_site, "no_wait": no_wait, "as_json": json}
    return keeping.rebuild(settings, chosen.actor(by), **how)


@app.command()
def backup(
    target: Annotated[Path, Argument(metavar="TARGET", help="โฟลเดอร์ใหม่ที่จะเขียนสำเนา", show_default=False)],
    config: Config = UNNAMED,
    json: Json = False,
) -> int:
    """สำรองทะเบียนคุม บันทึกข้อความที่เก็บไว้ และการตั้งค่า ระหว่างที่บริการทำงานได้"""
    from syncd.cli import keeping

    return keeping.backup(chosen.settings_of(config), target, as_json=json)


# --- deciding -----------------------------------------------------------------------------------------------------------


@app.command()
def review(
    case: Annotated[str | None, Argument(metavar="[CASE]", help="เฉพาะเลขที่นี้", callback=_arabic)] = None,
    config: Config = UNNAMED,
    by: By = None,
) -> int:
    """ตรวจเรื่องที่รอเจ้าหน้าที่ทีละเรื่อง"""
    from syncd.cli import review as reviewing

    return reviewing.review(chosen.settings_of(config), chosen.actor(by), case)


@app.command()
def release(  # noqa: PLR0913, PLR0917 -- one flag for each thing read by eye
    case: Number,
    config: Config = UNNAMED,
    finding: Annotated[list[str] | None, Option(help="ข้อที่ตรวจแล้ว (ใส่ซ้ำได้) ดูชื่อข้อด้วย syncd show")] = None,
    all_findings: Annotated[bool, Option("--all-findings", help="ตรวจแล้วทุกข้อ")] = False,
    version: Annotated[int | None, Option(help="แก้ไขครั้งที่เท่าใดที่ท่านดูแล้ว ต้องระบุเมื่อแก้ไขมาแล้วมากกว่าหนึ่งครั้ง")] = None,
    approver: Annotated[str | None, Option(help="ผู้อนุมัติ: ลำดับในรายชื่อ หรือชื่อ")] = None,
    number: Annotated[str | None, Option(help="เลขที่บันทึก หรือ ไม่มีเลข")] = None,
    date: Annotated[str | None, Option(help="วันที่อนุมัติ เช่น 7 ม.ค. 2563")] = None,
    memo_date: Annotated[str | None, Option(help="วันที่ของบันทึก ถ้าระบบอ่านไม่ได้และต้องการให้แสดง")] = None,
    category: Annotated[str | None, Option(help="หมวดข้อมูล เมื่อกลุ่ม/หน่วยไม่ได้เลือก")] = None,
    memo: Annotated[str | None, Option(help="ไฟล์ใดเป็นบันทึกข้อความ")] = None,
    title: Annotated[str | None, Option(help="ชื่อเรื่องที่ประชาชนจะเห็น")] = None,
    note: Annotated[str | None, Option(help="บันทึกเพิ่มเติมของเจ้าหน้าที่")] = None,
    by: By = None,
    wait: Annotated[bool, Option("--wait/--no-wait", help="รอจนขึ้นเว็บไซต์")] = True,
) -> int:
    """ตรวจแล้ว ให้เผยแพร่: ตอบข้อที่รอตรวจตามที่เห็นในบันทึกข้อความ"""
    from syncd.cli import review as reviewing

    given = {
        "approver": approver,
        "number": number,
        "date": date,
        "memo_date": memo_date,
        "category": category,
        "memo": memo,
        "title": title,
        "note": note,
    }
    how = {"all_findings": all_findings, "wait": wait}
    return reviewing.release(chosen.settings_of(config), case, version, given, finding or [], chosen.actor(by), **how)


@app.command("return")
def send_back(case: Number, reason: Reason, config: Config = UNNAMED, by: By = None) -> int:
    """ส่งคืนให้กลุ่ม/หน่วยแก้ไข"""
    from syncd.cli import review as reviewing

    return reviewing.send_back(chosen.settings_of(config), case, reason, chosen.actor(by))


@app.command()
def retry(case: Number, config: Config = UNNAMED, by: By = None) -> int:
    """อ่านและลองใหม่ หลังแก้เหตุขัดข้องแล้ว"""
    from syncd.cli import asking

    return asking.ask(chosen.settings_of(config), "retry", case, {}, chosen.actor(by))


@app.command()
def withdraw(
    case: Number,
    reason: Reason,
    config: Config = UNNAMED,
    by: By = None,
    wait: Annotated[bool, Option("--wait/--no-wait", help="รอจนหายจากเว็บไซต์")] = True,
) -> int:
    """นำออกจากเว็บไซต์ ทั้งหน้าและไฟล์"""
    from syncd.cli import asking, deciding

    said = {"reason": deciding.words_for(reason, "เหตุผล")}
    return asking.ask(chosen.settings_of(config), "withdraw", case, said, chosen.actor(by), wait=wait)


@app.command()
def pause(config: Config = UNNAMED, unit: UnitName = None, by: By = None) -> int:
    """หยุดเผยแพร่ชั่วคราว"""
    from syncd.cli import asking

    who = chosen.actor(by)
    return asking.pause(_reading(config), unit, who, resume=False)


@app.command()
def resume(config: Config = UNNAMED, unit: UnitName = None, by: By = None) -> int:
    """เผยแพร่ต่อ"""
    from syncd.cli import asking

    who = chosen.actor(by)
    return asking.pause(_reading(config), unit, who, resume=True)


def _reading(config: Path) -> Settings:
    """The settings for a command that asks nothing of the site."""
    settings = chosen.settings_of(config)
    chosen.become_service(settings)
    return settings
