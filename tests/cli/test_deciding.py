import base64
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from syncd.app import writer_lock
from syncd.daemon import LONGEST_SLEEP_SECONDS
from syncd.settings import load
from tests.builders import DIRECTOR
from tests.cli.conftest import APPROVED, SHELF, WITH_IDS, Place
from tests.photos import SECRETS, alike, corners, encoded, loaded, seen_as

READ_BY_EYE = ("--approver", "1", "--number", "ศธ 04040/033", "--date", "๑๙ มกราคม ๒๕๖๔")


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


# --- release ------------------------------------------------------------------------------------------------------------


def test_a_released_case_is_published_before_the_command_ends(office: Place) -> None:
    number = office.held()

    answer = office.syncd("release", number, "--all-findings", *READ_BY_EYE)

    assert answer.code == 0
    assert "เผยแพร่แล้ว" in answer.out
    row = office.row("ข้อมูลเว็บไซต์")
    assert row["state"] == "published"
    assert Path(row["url"].removeprefix("file://")).exists()
    told = " ".join(office.syncd("show", number).out.split())
    assert "[ตรวจแล้ว] บันทึกข้อความ.pdf: ระบบยังอ่านบันทึกข้อความนี้เองไม่ได้" in told
    assert f"อ่านด้วยตา ผู้อนุมัติ {DIRECTOR.name} · เลขที่ ศธ 04040/033 · วันที่อนุมัติ 19 มกราคม 2564" in told


def test_an_officer_who_entered_nothing_is_told_to_have_answered_only(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    number = office.held("ประกาศผู้ชนะ", APPROVED)
    assert office.syncd("release", number, "--all-findings", "--by", "สมศรี").code == 0

    told = " ".join(office.syncd("show", number).out.split())
    assert "ตรวจแล้วให้เผยแพร่ โดย สมศรี" in told
    assert "อ่านด้วยตา" not in told


def test_a_release_must_answer_every_finding_and_lists_those_it_may_name(office: Place) -> None:
    number = office.held()

    answer = office.syncd("release", number, *READ_BY_EYE)

    assert answer.code == 1
    assert "memo_may_be_unread:บันทึกข้อความ.pdf" in answer.err
    named = office.syncd("release", number, "--finding", "memo_may_be_unread:บันทึกข้อความ.pdf", *READ_BY_EYE)
    assert named.code == 0


def test_a_request_that_is_refused_says_why_and_what_to_do(office: Place) -> None:
    office.drop("ข้อมูลเว็บไซต์", APPROVED)
    office.syncd("once")
    number = office.row("ข้อมูลเว็บไซต์")["case"]

    answer = office.syncd("retry", number)

    assert answer.code == 1
    assert "เผยแพร่แล้ว" in answer.err
    assert f"\n  ดูความเป็นมา: syncd show {number}\n" in answer.err


def test_what_came_after_the_officer_looked_is_not_released_by_what_he_typed(office: Place) -> None:
    number = office.held()
    (text,) = office.root.rglob("ประกาศ.txt")
    text.write_text("รายชื่อผู้สอบผ่าน", encoding="utf-8")
    assert office.syncd("once").code == 1

    typed = ("release", number, "--all-findings", *READ_BY_EYE)
    unseen = office.syncd(*typed)
    assert unseen.code == 1
    assert "แก้ไขครั้งที่ 2" in unseen.err
    assert office.syncd(*typed, "--version", "1").code == 1
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "held"

    assert f"syncd release {number} --version 2 --all-findings" in office.syncd("show", number).out
    assert office.syncd(*typed, "--version", "2").code == 0
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"


def test_what_the_memo_does_not_say_must_be_read_by_eye(office: Place) -> None:
    number = office.held()

    answer = office.syncd("release", number, "--all-findings", "--approver", "1", "--number", "ไม่มีเลข")

    assert answer.code == 1
    assert "--date" in answer.err
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "held"


def test_what_the_memo_says_with_certainty_need_not_be_typed(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    number = office.held("ประกาศผู้ชนะ", APPROVED)

    assert office.syncd("release", number, "--finding", "auto_off").code == 0

    assert office.row("ประกาศผู้ชนะ")["state"] == "published"


def photos_held(office: Place, *, document: bool = False) -> str:
    folder = office.root / "กลุ่มนโยบายและแผน" / "ส่งเผยแพร่" / "ภาพกิจกรรม" / "ประชุมครู"
    folder.mkdir(parents=True)
    (folder / "1.jpg").write_bytes(encoded(Image.new("RGB", (300, 400), "white")) if document else loaded(6))
    (folder / "คำบรรยายภาพ.txt").write_text("ครูร่วมประชุม", encoding="utf-8")
    assert office.syncd("once").code == 1
    return str(office.row("ประชุมครู")["case"])


def test_for_photos_nothing_of_a_memo_is_asked(office: Place) -> None:
    number = photos_held(office)

    shown = office.syncd("show", number).out

    assert "บันทึก" not in shown.replace("ไม่ต้องมีบันทึกข้อความ", "")
    assert "ภาพทั้งหมด" in shown
    page = (office.top / "state" / "review" / f"{number}.html").read_text(encoding="utf-8")
    pictures = [base64.b64decode(it) for it in re.findall(r"data:image/\w+;base64,([^\"]+)", page)]
    assert ["ครูร่วมประชุม" in page, "1.jpg" in page, len(pictures)] == [True, True, 1]
    assert alike(corners(pictures[0]), seen_as(6))
    assert SECRETS[0] not in pictures[0]
    assert office.syncd("release", number, "--all-findings").code == 0
    assert office.row("ประชุมครู")["state"] == "published"
    (picture,) = office.site.rglob("*.jpg")
    assert SECRETS[0] not in picture.read_bytes()


def test_a_photo_that_may_be_a_document_is_released_by_name_only(office: Place) -> None:
    number = photos_held(office, document=True)

    refused = office.syncd("release", number, "--all-findings")
    assert (refused.code, "photo_looks_like_page:1.jpg" in refused.err) == (1, True)
    assert office.syncd("release", number, "--all-findings", "--finding", "photo_looks_like_page:1.jpg").code == 0


def test_review_releases_photos_with_two_keys(office: Place) -> None:
    photos_held(office)

    answer = office.syncd("review", typed="r\ny\n")

    assert (answer.code, "ผู้อนุมัติ" in answer.out) == (0, False)
    assert office.row("ประชุมครู")["state"] == "published"


@pytest.mark.parametrize("date", ["1/1/2590", "1 ม.ค. 2490", "เมื่อวาน", "31/2/2564"])
def test_a_date_that_cannot_be_is_refused(office: Place, date: str) -> None:
    number = office.held()

    answer = office.syncd("release", number, "--all-findings", "--approver", "1", "--number", "1", "--date", date)

    assert answer.code == 1
    assert date in answer.err or "วันที่" in answer.err
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "held"


def test_what_is_of_concern_is_answered_one_by_one_never_with_all_the_others(office: Place) -> None:
    number = office.held("รายชื่อนักเรียน", APPROVED, WITH_IDS)
    ids, pupils = f"national_id:{WITH_IDS}", f"pupils:{WITH_IDS}"

    assert office.syncd("release", number, "--all-findings").code == 1
    assert office.syncd("release", number, "--all-findings", "--finding", ids).code == 1
    assert office.syncd("release", number, "--all-findings", "--finding", pupils).code == 1
    assert office.row("รายชื่อนักเรียน")["state"] == "held"

    assert office.syncd("release", number, "--all-findings", "--finding", ids, "--finding", pupils).code == 0
    assert office.row("รายชื่อนักเรียน")["state"] == "published"


def test_an_undecided_category_must_be_chosen(office: Place) -> None:
    office.drop("แผนงาน", APPROVED, shelf="ไม่แน่ใจหมวด")
    office.syncd("once")
    number = office.row("แผนงาน")["case"]

    assert "--category" in office.syncd("release", number, "--all-findings").err
    assert office.syncd("release", number, "--all-findings", "--category", "๑.๙๙").code == 1
    assert office.syncd("release", number, "--all-findings", "--category", "๑.๙").code == 0
    assert office.row("แผนงาน")["category"] == "1.9"


def test_an_approver_who_is_not_on_the_list_is_the_officers_word_and_said_so(office: Place) -> None:
    number = office.held()

    answer = office.syncd(
        "release", number, "--all-findings", "--approver", "นายใหม่ มาแทน", "--number", "1", "--date", "19 ม.ค. 2564"
    )

    assert answer.code == 0
    assert "ไม่อยู่ในรายชื่อ" in answer.out
    assert office.syncd("show", number, "--json").json["versions"][0]["release"]["approver"] == "นายใหม่ มาแทน"


def test_only_a_held_case_can_be_released(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")

    answer = office.syncd("release", office.row("ประกาศผู้ชนะ")["case"], "--all-findings")

    assert answer.code == 1
    assert "published" in answer.err


# --- who decided --------------------------------------------------------------------------------------------------------


def test_the_decision_bears_the_name_given_else_who_called_sudo(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    number = office.held()
    monkeypatch.setenv("SUDO_USER", "somsri")

    office.syncd("return", number, "--reason", "สแกนไม่ชัด")
    office.syncd("retry", number, "--by", "สมชาย")

    done = [(event["event"], event["actor"]) for event in office.syncd("show", number, "--json").json["events"]]
    assert ("case.returned", "somsri") in done
    assert ("case.retried", "สมชาย") in done


# --- return, retry, withdraw --------------------------------------------------------------------------------------------


def test_the_reason_of_a_return_reaches_the_clerk(office: Place) -> None:
    number = office.held()

    assert office.syncd("return", number, "--reason", "กรุณาสแกนใหม่ให้อ่านชัด").code == 0

    reply = office.root / "กลุ่มการเงิน/ส่งเผยแพร่" / SHELF / "ข้อมูลเว็บไซต์/_ส่งคืนแก้ไข.txt"
    assert "กรุณาสแกนใหม่ให้อ่านชัด" in reply.read_text(encoding="utf-8-sig")


def test_a_withdrawn_case_is_off_the_site_before_the_command_ends(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    row = office.row("ประกาศผู้ชนะ")
    page = Path(row["url"].removeprefix("file://"))
    assert page.exists()

    assert office.syncd("withdraw", row["case"], "--reason", "มีข้อมูลผิด").code == 0

    assert not page.exists()
    assert office.row("ประกาศผู้ชนะ")["state"] == "withdrawn"


def test_while_paused_nothing_new_is_published_and_resume_lets_it_go(office: Place) -> None:
    assert office.syncd("pause", "--unit", "กลุ่มการเงิน").code == 0
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    assert office.row("ประกาศผู้ชนะ")["state"] == "scheduled"
    assert "หยุดเผยแพร่ชั่วคราว" in office.syncd("status").out

    assert office.syncd("resume", "--unit", "กลุ่มการเงิน").code == 0
    office.syncd("once")

    assert office.row("ประกาศผู้ชนะ")["state"] == "published"


# --- beside a daemon ----------------------------------------------------------------------------------------------------


def test_with_a_daemon_at_work_the_command_asks_it_and_waits_for_the_publication(office: Place) -> None:
    daemon = subprocess.Popen([sys.executable, "-m", "syncd", "run"], stderr=subprocess.DEVNULL, env=os.environ)
    try:
        wait_until((office.top / "state" / "heartbeat").exists)
        office.drop("ข้อมูลเว็บไซต์", "25_scan_clean.pdf")
        wait_until(lambda: "held" in office.syncd("status", "--json").out.split("bundles")[1])
        number = office.row("ข้อมูลเว็บไซต์")["case"]

        asked_at = time.monotonic()
        assert office.syncd("release", number, "--all-findings", *READ_BY_EYE).code == 0
        assert time.monotonic() - asked_at < LONGEST_SLEEP_SECONDS / 2, "the daemon was not rung for"
        assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"
        assert office.syncd("once").code == 1
        assert office.syncd("withdraw", number, "--reason", "ผิดเรื่อง").code == 0
        assert not list((office.site / "posts").glob(f"{number}-*/index.html"))
    finally:
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0


def test_a_request_made_beside_another_command_is_done_when_that_one_has_ended(office: Place) -> None:
    number = office.held()
    settings = load(office.config)
    other = ExitStack()
    other.enter_context(writer_lock(settings))
    ending = threading.Timer(0.3, other.close)
    ending.start()

    assert office.syncd("release", number, "--all-findings", *READ_BY_EYE).code == 0

    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"
    ending.join()


# --- review -------------------------------------------------------------------------------------------------------------


def test_review_releases_by_keys_of_either_keyboard(office: Place) -> None:
    office.held()

    answer = office.syncd("review", "--by", "สมศรี", typed="พ\n1\nไม่มีเลข\n๑๙ ม.ค. ๒๕๖๔\nั\n")

    assert answer.code == 0
    assert "ตรวจครบทุกเรื่องแล้ว" in answer.out
    story = office.syncd("show", office.row("ข้อมูลเว็บไซต์")["case"], "--json").json
    assert story["state"] == "published"
    assert story["versions"][0]["release"]["approver"] == DIRECTOR.name


def test_review_asks_again_for_what_cannot_be(office: Place) -> None:
    office.held()

    answer = office.syncd("review", typed="r\n7\n1\n\nศธ 1/1\n1/1/2599\n19 ม.ค. 2564\ny\n")

    assert answer.code == 0
    assert "ยังมาไม่ถึง" in answer.out
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"


def test_review_returns_with_a_ready_made_reason(office: Place) -> None:
    number = office.held()

    assert office.syncd("review", typed="b\n2\n").code == 0

    events = office.syncd("log", number, "--json").out.splitlines()
    assert "สแกนใหม่" in json.loads(events[-1])["details"]["reason"]


def test_review_may_skip_or_stop_and_changes_nothing_then(office: Place) -> None:
    office.held()
    events = office.syncd("log", "--json").out

    for typed in ("s\n", "q\n", "", "r\n-\ns\n", "r\n1\n1\n19 ม.ค. 2564\nn\ns\n"):
        answer = office.syncd("review", typed=typed)
        assert answer.code == 1
        assert "เหลือเรื่องรอตรวจ 1 เรื่อง" in answer.out

    assert office.syncd("log", "--json").out == events


def test_review_wants_a_whole_yes_for_each_thing_of_concern(office: Place) -> None:
    office.held("รายชื่อนักเรียน", APPROVED, WITH_IDS)

    assert office.syncd("review", typed="r\ny\ns\n").code == 1
    assert office.syncd("review", typed="r\nyes\ny\ns\n").code == 1
    assert office.row("รายชื่อนักเรียน")["state"] == "held"

    assert office.syncd("review", typed="r\nyes\nyes\n\n\n\ny\n").code == 0
    assert office.row("รายชื่อนักเรียน")["state"] == "published"


def test_there_may_be_nothing_to_review(office: Place) -> None:
    answer = office.syncd("review")

    assert answer.code == 0
    assert "ไม่มีเรื่องรอตรวจ" in answer.out


def test_the_settings_of_this_office_are_as_the_tests_assume(office: Place) -> None:
    """Approvers are named by their place in this list."""
    assert [one.name for one in load(office.config).approval.approvers] == [DIRECTOR.name]
