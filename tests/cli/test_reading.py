import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from syncd import app, settings
from tests.builders import DIRECTOR
from tests.cli.conftest import APPROVED, REFUSED, SCAN, Place, fill
from tests.desk import DOCUMENTS


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- status -------------------------------------------------------------------------------------------------------------


def test_status_tells_programs_the_counts_and_the_bundles_in_a_stable_shape(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.drop("รายชื่อทุน", REFUSED)
    office.syncd("once")

    said = office.syncd("status", "--json").json

    assert list(said) == ["counts", "bundles", "last_pass"]
    assert list(said["last_pass"]) == ["at", "no_answer"]
    states = ["received", "scheduled", "published", "returned", "held", "deferred", "withdrawn", "cancelled"]
    assert said["counts"] == {**dict.fromkeys(states, 0), "published": 1, "returned": 1}
    published = next(row for row in said["bundles"] if row["state"] == "published")
    assert list(published) == ["case", "unit", "category", "title", "state", "url", "version", "updated"]
    assert (published["unit"], published["category"]) == ("กลุ่มบริหารงานการเงินและสินทรัพย์", "1.9")
    assert (published["title"], published["version"]) == ("ประกาศผู้ชนะ", 1)
    assert published["url"].endswith("/index.html")
    assert datetime.fromisoformat(published["updated"]).tzinfo is not None
    returned = next(row for row in said["bundles"] if row["state"] == "returned")
    assert returned["url"] is None


def test_status_of_a_unit_counts_and_lists_its_own_cases_only(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.drop("รายชื่อทุน", REFUSED, unit="กลุ่มนโยบายและแผน", shelf="1.02 นโยบายและแผน")
    office.syncd("once")

    said = office.syncd("status", "--json", "--unit", "กลุ่มการเงิน").json

    assert [row["title"] for row in said["bundles"]] == ["ประกาศผู้ชนะ"]
    assert (said["counts"]["published"], said["counts"]["returned"]) == (1, 0)
    assert office.syncd("status", "--unit", "กลุ่มที่ไม่มี").code == 1


def test_the_table_of_cases_keeps_to_a_hundred_columns_with_long_thai_titles(office: Place) -> None:
    office.drop("ประกาศผู้ชนะการเสนอราคาจัดซื้อครุภัณฑ์คอมพิวเตอร์สำหรับห้องเรียน ปี 69", APPROVED)
    office.drop("ที่นี่ [bold]ไม่ใช่คำสั่ง[/bold]", REFUSED)
    office.syncd("once")

    said = office.syncd("status").out

    assert max(cell_len(line) for line in said.splitlines()) <= 100
    assert "ประกาศผู้ชนะการเสนอราคา" in said
    assert "…" in said
    assert "[bold]" in said


def test_status_says_when_the_daemon_last_looked_and_that_it_is_not_at_work(office: Place) -> None:
    assert "ยังไม่เคยตรวจโฟลเดอร์" in office.syncd("status").out
    office.syncd("once")
    assert "ตรวจโฟลเดอร์ครบรอบล่าสุด" in office.syncd("status").out

    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    (office.top / "state" / "heartbeat").write_text(json.dumps({"at": yesterday, "boot": 1.0}), encoding="ascii")

    assert "syncd ไม่ได้ทำงานอยู่" in office.syncd("status").out
    (office.top / "state" / "heartbeat").write_bytes(b"")  # as a power cut may leave it
    assert "ยังไม่เคยตรวจโฟลเดอร์" in office.syncd("status").out


def test_a_daemon_that_is_long_over_its_pass_is_told_from_one_that_does_not_run(office: Place) -> None:
    office.syncd("once")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    (office.top / "state" / "heartbeat").write_text(json.dumps({"at": yesterday, "boot": 1.0}), encoding="ascii")

    with app.writer_lock(settings.load(office.config)):
        assert "syncd ทำงานอยู่ แต่ยังไม่ครบรอบ" in office.syncd("status").out


def test_a_pass_in_which_a_unit_gave_no_answer_is_no_good_pass_of_that_unit(office: Place) -> None:
    marker = office.root / "กลุ่มการเงิน" / ".syncd-unit"
    office.syncd("once")
    assert "ไม่ได้ตรวจ" not in office.syncd("status").out

    marker.rename(marker.with_name("away"))
    office.syncd("once")
    first = office.syncd("status", "--json").json["last_pass"]
    office.syncd("once")
    again = office.syncd("status", "--json").json["last_pass"]

    (silent,) = again["no_answer"]
    assert silent["unit"] == "กลุ่มบริหารงานการเงินและสินทรัพย์"
    assert "ไม่พบ กลุ่มการเงิน/.syncd-unit" in silent["why"]
    assert [silent] == first["no_answer"], "it is since the first pass without an answer, not the last"
    said = office.syncd("status").out
    assert "ไม่ได้ตรวจ กลุ่มบริหารงานการเงินและสินทรัพย์ ตั้งแต่" in said
    assert "ไม่ได้ตรวจ" in office.syncd("status", "--unit", "กลุ่มการเงิน").out
    assert "ไม่ได้ตรวจ" not in office.syncd("status", "--unit", "กลุ่มนโยบายและแผน").out

    marker.with_name("away").rename(marker)
    office.syncd("once")
    assert office.syncd("status", "--json").json["last_pass"]["no_answer"] == []


def test_while_an_officer_decides_everything_status_tells_how_often_he_agreed(
    office: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    number = office.held("ประกาศผู้ชนะ", APPROVED)
    assert office.syncd("release", number, "--all-findings").code == 0

    said = office.syncd("status").out

    assert "1 เรื่องล่าสุด เจ้าหน้าที่เห็นตรงกัน 1 เรื่อง" in said


# --- preview ------------------------------------------------------------------------------------------------------------


def test_preview_tells_programs_what_would_happen_in_a_stable_shape(office: Place) -> None:
    said = office.syncd("preview", office.drop("ประกาศผู้ชนะ", APPROVED), "--json").json

    assert list(said) == ["outcome", "category", "memo", "findings"]
    assert (said["outcome"], said["category"]) == ("publish", "1.9")
    memo = said["memo"]
    assert list(memo) == [
        "file",
        "unit",
        "number",
        "date",
        "subject",
        "source",
        "uncertain",
        "signatures",
        "decision",
        "approvals",
    ]
    assert (memo["file"], memo["number"], memo["date"]) == ("บันทึกข้อความ.pdf", "ศธ 04040/345", "2020-04-20")
    assert memo["decision"] == "approved"
    assert memo["approvals"][-1]["name"] == DIRECTOR.name
    assert memo["approvals"][-1]["date"] == "2020-04-21"
    assert [list(finding) for finding in said["findings"]] == [["rule", "weight", "file", "message"]]
    assert (said["findings"][0]["rule"], said["findings"][0]["weight"]) == ("memo_age", "note")


@pytest.mark.parametrize(("memo", "outcome"), [(APPROVED, "publish"), (REFUSED, "return"), (SCAN, "hold")])
def test_what_preview_says_is_what_happens(office: Place, memo: str, outcome: str) -> None:
    folder = office.drop("เรื่องใหม่", memo)

    said = office.syncd("preview", folder, "--json").json
    office.syncd("once")

    assert said["outcome"] == outcome
    assert office.row("เรื่องใหม่")["state"] == {"publish": "published", "return": "returned", "hold": "held"}[outcome]


def test_an_unreadable_memo_is_null(office: Place) -> None:
    assert office.syncd("preview", office.drop("สแกน", SCAN), "--json").json["memo"] is None


def test_preview_changes_nothing_and_makes_no_ledger(office: Place) -> None:
    folder = office.drop("ประกาศผู้ชนะ", APPROVED)
    before = everything_in(office.top)

    assert office.syncd("preview", folder).code == 0

    assert everything_in(office.top) == before
    assert not (office.top / "state" / "ledger.sqlite3").exists()


def test_preview_of_a_known_folder_leaves_case_spool_and_reply_alone(office: Place) -> None:
    office.held()
    folder = office.root / "กลุ่มการเงิน/ส่งเผยแพร่/1.09 จัดซื้อจัดจ้าง/ข้อมูลเว็บไซต์"
    events = office.syncd("log", "--json").out
    before = everything_in(folder)

    said = office.syncd("preview", folder, "--json").json

    assert said["outcome"] == "hold"
    assert [finding["rule"] for finding in said["findings"] if finding["weight"] == "hold"] == ["memo_may_be_unread"]
    assert everything_in(folder) == before
    assert list((office.top / "state" / "spool").iterdir()) == []
    assert office.syncd("log", "--json").out == events


def test_preview_takes_any_folder_and_the_name_above_it_is_its_category(office: Place, tmp_path: Path) -> None:
    folder = fill(tmp_path / "ร่าง" / "1.9 จัดซื้อจัดจ้าง" / "ประกาศผู้ชนะ", APPROVED)

    assert office.syncd("preview", folder, "--json", "--unit", "กลุ่มการเงิน").json["category"] == "1.9"
    assert office.syncd("preview", folder, "--json", "--category", "1.2").json["category"] == "1.2"
    assert office.syncd("preview", folder, "--category", "9.99").code == 1
    assert office.syncd("preview", tmp_path / "nowhere").code == 1


def test_preview_shows_a_person_the_very_reply(office: Place) -> None:
    said = office.syncd("preview", office.drop("รายชื่อทุน", REFUSED)).out

    assert "จะส่งคืนให้แก้ไข" in said
    assert "_ส่งคืนแก้ไข.txt" in said
    assert "ผลการตรวจสอบ: ส่งคืนแก้ไข" in said


# --- show and log -------------------------------------------------------------------------------------------------------


def test_show_tells_the_whole_story_of_a_case(office: Place) -> None:
    number = office.held()
    office.syncd(
        "release", number, "--all-findings", "--approver", "1", "--number", "ไม่มีเลข", "--date", "19 ม.ค. 2564", "--by", "สมศรี"
    )

    story = office.syncd("show", number, "--json").json

    assert (story["case"], story["state"], story["evidence"]) == (number, "published", "release")
    assert story["approval_date"] == "2021-01-19"
    assert story["filed"].startswith("กลุ่มการเงิน/เผยแพร่แล้ว/")
    (version,) = story["versions"]
    assert version["release"]["officer"] == "สมศรี"
    assert version["release"]["approver"] == DIRECTOR.name
    assert {file["name"]: file["memo"] for file in version["files"]} == {"บันทึกข้อความ.pdf": True, "ประกาศ.txt": False}
    assert [event["event"] for event in story["events"]][:3] == ["case.received", "case.held", "case.released"]
    assert len(story["files"]) == 1

    said = office.syncd("show", number).out
    assert "ตรวจแล้วให้เผยแพร่ โดย สมศรี" in said
    assert "19 มกราคม 2564" in said


def test_show_tells_of_what_was_sent_back_and_of_what_came_in_its_place(office: Place) -> None:
    folder = office.drop("ประกาศผู้ชนะ", REFUSED, "37_password.pdf")
    office.syncd("once")
    number = office.row("ประกาศผู้ชนะ")["case"]
    (folder / "37_password.pdf").unlink()
    (folder / "บันทึกข้อความ.pdf").write_bytes((DOCUMENTS / APPROVED).read_bytes())
    office.syncd("once")

    first, second = office.syncd("show", number, "--json").json["versions"]

    assert (first["outcome"], second["outcome"]) == ("return", "publish")
    reasons = {finding["rule"] for finding in first["findings"] if finding["weight"] == "return"}
    assert reasons == {"refused", "file_encrypted"}, "all of them at once"
    assert first["version"] != second["version"]
    said = office.syncd("show", number).out
    assert said.index("แก้ไขครั้งที่ 1") < said.index("ผล: ส่งคืน") < said.index("แก้ไขครั้งที่ 2") < said.index("ผล: ให้เผยแพร่")


def test_a_case_that_does_not_exist_is_said_to_be_none(office: Place) -> None:
    for command in (["show", "2570-9999"], ["log", "2570-9999"], ["retry", "2570-9999"]):
        answer = office.syncd(*command)
        assert answer.code == 1
        assert "2570-9999" in answer.err
        assert "Traceback" not in answer.err


def test_log_gives_programs_one_event_per_line(office: Place) -> None:
    number = office.held()
    office.drop("รายชื่อทุน", REFUSED)
    office.syncd("once")

    every = [json.loads(line) for line in office.syncd("log", "--json").out.splitlines()]
    own = [json.loads(line) for line in office.syncd("log", "--json", number).out.splitlines()]

    assert list(every[0]) == ["seq", "at", "event", "case", "actor", "details"]
    assert [event["seq"] for event in every] == list(range(1, len(every) + 1))
    assert [event["event"] for event in own] == ["case.received", "case.held"]
    assert len(office.syncd("log", "--lines", "1", "--json").out.splitlines()) == 1
