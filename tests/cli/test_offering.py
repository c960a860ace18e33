"""The commands shown with a held case can be pasted: they do what they say, or are refused while something is left open."""

import html
import io
import re
import shlex
from dataclasses import replace
from datetime import date

import pytest

from syncd.cli import main
from syncd.cli.offering import commands_for
from syncd.ledger import VersionRecord
from syncd.model.decision import Release
from syncd.rules import examine
from tests.builders import DIRECTOR, make_bundle, make_office
from tests.cli.conftest import APPROVED, SCAN, WITH_IDS, Place
from tests.photos import loaded
from tests.test_review_page import CASE, SCANNED

SPOKEN = {"--number": "ศธ 04040/033", "--date": "19 ม.ค. 2564", "--approver": "1", "--reason": "ส่งผิดเรื่อง", "--title": "แผนปี 2570"}


def offered(office: Place, number: str) -> list[str]:
    """What `show` prints under ตัดสิน, which is what the case's page has."""
    shown = office.syncd("show", number).out
    commands = [line.strip() for line in shown.partition("\nตัดสิน\n")[2].splitlines()]
    page = (office.top / "state" / "review" / f"{number}.html").read_text(encoding="utf-8")
    assert [html.unescape(it) for it in re.findall(r"<pre>(syncd .*?)</pre>", page)] == commands
    return commands


def pasted(office: Place, command: str, said: dict[str, str] | None = None) -> int:
    """Run it as a shell would, with what the officer read in place of each …."""
    words = shlex.split(command)
    filled = [said[words[place - 1]] if said and word == "…" else word for place, word in enumerate(words)]
    return office.syncd(*filled[1:]).code


def test_a_scans_commands_do_nothing_until_what_was_read_is_written_into_them(office: Place) -> None:
    number = office.held()
    walk, release, send_back = offered(office, number)

    assert walk == f"syncd review {number}"
    assert release == f'syncd release {number} --all-findings --approver "…" --number "…" --date "…"'
    lines = (office.top / "state" / "log" / "syncd.log").read_text(encoding="utf-8").splitlines()
    assert any('"case.held"' in line and walk in line for line in lines), "the log names it, too"
    events = office.syncd("log", "--json").out
    assert [pasted(office, release), pasted(office, send_back)] == [1, 1]
    assert office.syncd("log", "--json").out == events

    assert pasted(office, release, SPOKEN) == 0
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"


def test_the_release_names_what_is_answered_one_by_one_whatever_the_files_name(office: Place) -> None:
    folder = office.drop("รายชื่อนักเรียน", APPROVED, WITH_IDS)
    odd = "ครู's $HOME `id`.txt"
    (folder / odd).write_text("โทร 081-234-5678", encoding="utf-8")
    assert office.syncd("once").code == 1

    _, release, _ = offered(office, str(office.row("รายชื่อนักเรียน")["case"]))

    named = [f"national_id:{WITH_IDS}", f"phone:{odd}", f"pupils:{WITH_IDS}"]
    assert sorted(word for word in shlex.split(release) if ":" in word) == named
    assert "…" not in release, "the memo itself says the rest with certainty"
    assert pasted(office, release) == 0


def test_what_was_entered_for_this_very_version_is_not_asked_again() -> None:
    """Released, and held again for something else."""
    found = examine(make_bundle(memo=SCANNED), make_office())
    version = VersionRecord(1, "v", CASE.opened_at, "hold", found, SCANNED, ())
    before = Release("v", (), "สมศรี", CASE.opened_at, DIRECTOR.name, "ศธ 04040/033", date(2021, 1, 19))

    assert "…" in commands_for(CASE, version, None)[1]
    assert "…" not in commands_for(CASE, version, before)[1]


def test_what_only_the_officer_can_name_is_left_open_in_the_command() -> None:
    found = examine(make_bundle(category=None, undecided=True), make_office())
    version = VersionRecord(1, "v", CASE.opened_at, "hold", found, None, ())

    _, release, _ = commands_for(CASE, version, None)

    assert '--category "…"' in release


def test_of_a_case_that_the_site_refuses_only_a_retry_helps() -> None:
    version = VersionRecord(1, "v", CASE.opened_at, "publish", (), None, ())

    assert commands_for(replace(CASE, cause="403"), version, None)[1] == f"syncd retry {CASE.number}"


def test_photos_need_no_memo_and_their_page_says_all_that_waits(office: Place) -> None:
    folder = office.root / "กลุ่มนโยบายและแผน" / "ส่งเผยแพร่" / "ภาพกิจกรรม" / "ประชุมครู"
    folder.mkdir(parents=True)
    (folder / "1.jpg").write_bytes(loaded(6))
    (folder / "คำบรรยายภาพ.txt").write_text("ครูร่วมประชุม โทร 081-234-5678", encoding="utf-8")
    assert office.syncd("once").code == 1
    number = str(office.row("ประชุมครู")["case"])

    _, release, _ = offered(office, number)

    page = (office.top / "state" / "review" / f"{number}.html").read_text(encoding="utf-8")
    assert "<li>คำบรรยายภาพ.txt: พบหมายเลขโทรศัพท์" in page
    assert pasted(office, release) == 0


def test_review_of_one_case_asks_of_no_other(office: Place) -> None:
    first, second = office.held("เรื่องแรก"), office.held("เรื่องที่สอง", "31_scan_handwritten_no.pdf")

    answer = office.syncd("review", second.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")), typed="b\n3\n")

    assert (answer.code, first in answer.out) == (0, False)
    assert "เหลือเรื่องรอตรวจ 1 เรื่อง" in answer.out
    assert [office.row(name)["state"] for name in ("เรื่องแรก", "เรื่องที่สอง")] == ["held", "returned"]
    (reply,) = office.root.rglob("_ส่งคืนแก้ไข.txt")
    assert "ผู้อำนวยการไม่อนุมัติ" in reply.read_text(encoding="utf-8-sig")


def test_review_shows_a_case_anew_that_changed_while_the_officer_typed(
    office: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.held()
    (text,) = office.root.rglob("ประกาศ.txt")
    answers = ("r", "1", "ศธ 1/1", "19 ม.ค. 2564", "y")

    typed = io.StringIO("\n".join((*answers, *answers)) + "\n")

    class Keyboard:
        """Before the first y reaches the command, the unit has changed a file and syncd has read it."""

        def readline(self, size: int = -1) -> str:
            line = typed.readline(size)
            if line == "y\n" and "เพิ่ม" not in text.read_text(encoding="utf-8"):
                text.write_text("เพิ่ม", encoding="utf-8")
                main(["once"])
            return line

    monkeypatch.setattr("sys.stdin", Keyboard())
    assert main(["review"]) == 0

    said = capsys.readouterr().out
    assert said.index("เพิ่งเปลี่ยนไปหลังจากที่ท่านดู") < said.index("แก้ไขครั้งที่ 2")
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"


def test_review_shows_a_released_case_again_when_something_else_has_come_against_it(office: Place) -> None:
    """Another bundle brought the same memo since; what was entered need not be typed again."""
    number = office.held()
    office.held("เรื่องที่สอง")

    said = office.syncd("review", number, typed="\n".join(("r", "1", "ศธ 1/1", "19 ม.ค. 2564", "y", "r", "", "", "", "y")) + "\n")

    assert (said.code, "ใช้กับคำขอเผยแพร่เลขที่" in said.out) == (0, True)
    assert office.row("ข้อมูลเว็บไซต์")["state"] == "published"


def test_review_lists_the_memo_and_some_files_of_many_so_that_the_findings_stay_on_the_screen(office: Place) -> None:
    folder = office.drop("ข้อมูลเว็บไซต์", SCAN)
    for place in range(40):
        (folder / f"{place:02}.txt").write_text(f"ประกาศ {place}", encoding="utf-8")
    assert office.syncd("once").code == 1

    said = office.syncd("review", typed="s\n").out

    assert "(บันทึกข้อความ)" in said
    assert ("และอีก 32 ไฟล์" in said, said.count(".txt")) == (True, 9)


def test_review_of_a_case_that_does_not_wait_says_so(office: Place) -> None:
    office.drop("ข้อมูลเว็บไซต์", APPROVED)
    office.syncd("once")

    assert "ไม่ได้รอตรวจ" in office.syncd("review", "2570-0001").err
    assert "ไม่มีคำขอเลขที่" in office.syncd("review", "2570-9999").err
