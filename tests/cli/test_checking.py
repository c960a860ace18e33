import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from syncd.cli import main
from syncd.memo import walls
from tests.cli.conftest import APPROVED, Place, Terminal
from tests.rig.clamd import EICAR, Scanner

# --- init ---------------------------------------------------------------------------------------------------------------


def test_init_writes_what_was_asked_and_says_what_comes_next(syncd: Terminal, tmp_path: Path) -> None:
    answers = ["abc1", "สำนักงานตัวอย่าง", str(tmp_path / "boxes"), "", "", "", "นายตัวอย่าง ใจดี", "ผู้อำนวยการสำนักงานตัวอย่าง"]

    answer = syncd("init", "--dir", tmp_path / "config", typed="\n".join(answers) + "\n")

    assert answer.code == 0
    assert "init --folders" in answer.out
    text = (tmp_path / "config" / "syncd.yaml").read_text(encoding="utf-8")
    assert 'code: "abc1"' in text
    assert "นายตัวอย่าง ใจดี" in text
    assert syncd("init", "--folders", "--config", tmp_path / "config" / "syncd.yaml").code == 0
    assert (tmp_path / "boxes" / "กลุ่มการเงิน" / ".syncd-unit").exists()


def test_init_never_overwrites_a_configuration(office: Place) -> None:
    before = office.config.read_bytes()

    answer = office.syncd("init", "--dir", office.config.parent, "--yes")

    assert answer.code == 2
    assert "syncd.yaml" in answer.err
    assert office.config.read_bytes() == before


@pytest.mark.usefixtures("wide")
def test_init_folders_makes_only_what_is_missing(office: Place) -> None:
    assert "มีครบอยู่แล้ว" in office.syncd("init", "--folders").out

    shutil.rmtree(office.root / "กลุ่มการเงิน")

    taxonomy = office.config.parent / "taxonomy.yaml"
    text = taxonomy.read_text(encoding="utf-8")
    taxonomy.write_text(text.replace('- code: "1.15"', '- code: "1.15"\n    until: 2560'), encoding="utf-8")
    made = office.syncd("init", "--folders").out
    assert "กลุ่มการเงิน/.syncd-unit" in made
    assert "1.09 " in made
    assert "1.15 " not in made, "it is used no longer"


# --- check --------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wide")
def test_check_names_every_mistake_with_file_and_line(office: Place) -> None:
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(
        text.replace("rescan_seconds: 30", "rescan: 30").replace("doubt_seconds: 330", "doubt_seconds: soon")
    )

    said = office.syncd("check", "--json")

    assert said.code == 2
    problems = {problem["key"]: problem for problem in said.json["problems"]}
    assert set(problems) == {"intake.rescan", "publisher.doubt_seconds"}
    lines = office.config.read_text(encoding="utf-8").splitlines()
    assert "rescan: 30" in lines[problems["intake.rescan"]["line"] - 1]
    assert f"{office.config}:{problems['intake.rescan']['line']}" in office.syncd("check").out
    for command in ("status", "once", "doctor"):
        answer = office.syncd(command)
        assert answer.code == 2
        assert "rescan" in answer.err


def test_check_tells_warnings_apart_from_problems(office: Place) -> None:
    said = office.syncd("check", "--json")
    assert (said.code, said.json["problems"]) == (0, [])
    assert {warning["key"] for warning in said.json["warnings"]} == {"intake.settle_seconds"}

    (office.root / "กลุ่มการเงิน" / ".syncd-unit").unlink()

    assert office.syncd("check").code == 2
    assert office.syncd("check", "--settings").code == 0


def test_a_missing_password_is_a_problem_for_check_but_not_for_reading(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"KIND": "wordpress", "URL": "https://www.invalid", "USERNAME": "syncd"}
    for name, value in settings.items():
        monkeypatch.setenv(f"SYNCD_PUBLISHER__{name}", value)

    assert "publisher.password" in office.syncd("check").out
    assert office.syncd("status").code == 0

    (office.config.parent / "publisher-password").write_text("abcd efgh\n", encoding="ascii")
    assert office.syncd("check").code == 0


# --- doctor and audit ---------------------------------------------------------------------------------------------------


def test_doctor_tries_each_units_folder_and_leaves_nothing_there(office: Place) -> None:
    assert office.syncd("doctor").code == 0
    (office.root / "กลุ่มการเงิน" / "เผยแพร่แล้ว").rename(office.top / "away")

    said = office.syncd("doctor", "--json")

    assert said.code == 1
    assert [row["name"] for row in said.json if not row["ok"]] == ["unit กลุ่มบริหารงานการเงินและสินทรัพย์"]
    assert not list(office.root.rglob(".syncd-doctor*"))


def test_doctor_says_whether_documents_are_opened_safely_and_scans_can_be_read(
    office: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCD_OCR__MAX_PAGES", "30")
    said = {row["name"]: row for row in office.syncd("doctor", "--json").json}
    assert said["documents"]["ok"]
    assert said["scans"]["ok"]

    monkeypatch.setenv("SYNCD_OCR__TESSDATA", str(office.top))
    lacking = office.syncd("doctor", "--json")
    (scans,) = [row for row in lacking.json if row["name"] == "scans"]
    assert (lacking.code, scans["ok"]) == (0, False)
    assert "tha" in scans["message"]
    assert "ocr.tessdata" in scans["remedy"]


def test_doctor_says_whether_the_kernel_hides_the_disk_from_who_opens_documents(office: Place) -> None:
    (hidden,) = [row for row in office.syncd("doctor", "--json").json if row["name"] == "walls"]

    assert hidden["ok"] == walls.are_possible()
    assert ("5.13" in hidden["remedy"]) != hidden["ok"]
    assert not hidden["fatal"]


def test_doctor_asks_the_virus_scanner_and_says_when_what_it_knows_is_old(office: Place, scanner: Scanner) -> None:
    office.config.write_text(office.config.read_text(encoding="utf-8").replace("  clamd:", f'  clamd: "{scanner.address}"'))

    (answers,) = [row for row in office.syncd("doctor", "--json").json if row["name"] == "virus scanner"]
    scanner.kill()
    gone = office.syncd("doctor", "--json")
    (silent,) = [row for row in gone.json if row["name"] == "virus scanner"]

    assert "ClamAV 1" in answers["message"]
    assert not answers["ok"], "its two signatures have no date"
    assert not answers["fatal"]
    assert "clamav-daemon" in silent["remedy"]
    assert gone.code == 1


def test_the_scanner_that_the_settings_name_is_asked_about_what_is_dropped(office: Place, scanner: Scanner) -> None:
    office.config.write_text(office.config.read_text(encoding="utf-8").replace("  clamd:", f'  clamd: "{scanner.address}"'))
    (office.drop("ประกาศผู้ชนะ", APPROVED) / "ประกาศ.txt").write_bytes(EICAR)

    office.syncd("once")

    case = office.row("ประกาศผู้ชนะ")
    assert case["state"] == "returned"
    assert "Test.Eicar" in office.syncd("show", case["case"]).out


@pytest.mark.usefixtures("wide")
def test_audit_names_the_first_event_that_was_changed(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    assert office.syncd("audit", "verify", "--json").json["ok"] is True

    with sqlite3.connect(office.top / "state" / "ledger.sqlite3") as database:
        database.execute("UPDATE events SET actor = 'x' WHERE seq = 2")
    database.close()

    answer = office.syncd("audit", "verify")
    assert answer.code == 1
    assert "ที่เหตุการณ์ 2" in answer.out
    assert "syncd ledger rebuild" in answer.out, "and what to do now"
    assert office.syncd("audit", "verify", "--json").json["broken"]["seq"] == 2


def test_audit_names_event_and_case_of_an_end_that_was_cut_off(office: Place) -> None:
    """The daemon refuses such a ledger; the audit must open it to say where."""
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    count = office.syncd("audit", "verify", "--json").json["events"]
    with closing(sqlite3.connect(office.top / "state" / "ledger.sqlite3")) as database, database:
        database.execute("DELETE FROM events WHERE seq = ?", (count,))
        database.execute("UPDATE heads SET seq = seq - 1, hash = (SELECT hash FROM events ORDER BY seq DESC LIMIT 1)")

    answer = office.syncd("audit", "verify", "--json")

    assert answer.code == 1
    assert answer.json["broken"]["seq"] == count
    assert "tail was cut" in answer.json["broken"]["what"]
    assert office.syncd("once").code == 1
    assert "behind its anchor" in (said := office.syncd("once").err)
    assert "สั่ง syncd ledger rebuild" in said, "what to do is said in the officer's language"


def test_what_can_be_read_is_read_of_a_ledger_behind_its_anchor_and_that_is_said_loudly(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    (office.top / "state" / "anchor").write_text(f"99 {'0' * 64}\n", encoding="ascii")

    for words in (("status",), ("show", "2570-0001"), ("log",)):
        answer = office.syncd(*words, "--json")
        assert answer.code == 0
        assert "2570-0001" in answer.out
        assert "ledger rebuild" in answer.err


def test_a_head_from_the_journal_vouches_for_the_end_when_the_anchor_is_gone(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    said = office.syncd("audit", "verify", "--json").json
    head = f"{said['events']} {said['head']}"
    assert said["anchor"] == head
    (office.top / "state" / "anchor").unlink()

    assert office.syncd("audit", "verify").code == 1
    assert "anchor" in office.syncd("audit", "verify").out
    assert office.syncd("audit", "verify", "--anchor", head).code == 0
    assert office.syncd("audit", "verify", "--anchor", f"{said['events'] + 1} {said['head']}").code == 1
    assert "SEQ HASH" in office.syncd("audit", "verify", "--anchor", "nonsense").err


# --- the boundary -------------------------------------------------------------------------------------------------------


def test_a_mistyped_command_is_told_without_a_traceback(syncd: Terminal) -> None:
    for words in (["nosuch"], ["show"], ["status", "--nosuch"]):
        answer = syncd(*words)
        assert answer.code == 2
        assert "syncd --help" in answer.err


def test_the_config_may_be_named_before_or_after_the_command(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_CONFIG", "/nowhere/syncd.yaml")
    assert office.syncd("status").code == 2

    assert office.syncd("--config", office.config, "status").code == 0
    assert office.syncd("status", "--config", office.config).code == 0


def test_a_bug_of_ours_leaves_its_traceback_in_a_private_file_and_says_where(office: Place) -> None:
    office.drop("ประกาศผู้ชนะ", APPROVED)
    office.syncd("once")
    with sqlite3.connect(office.top / "state" / "ledger.sqlite3") as ledger:
        ledger.execute("UPDATE cases SET state = 'no state of ours'")

    answer = office.syncd("status")

    assert answer.code == 3
    (report,) = (office.top / "state" / "log").glob("syncd-error-*.txt")
    assert str(report) in answer.err
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert "Traceback" not in answer.err
    assert report.stat().st_mode & 0o077 == 0


def test_an_interrupted_command_ends_with_130(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupting:
        def readline(self) -> str:
            raise KeyboardInterrupt

    office.held()
    monkeypatch.setattr("sys.stdin", Interrupting())

    assert main(["review"]) == 130


def test_help_does_not_load_what_only_the_work_needs() -> None:
    heavy = "{'sqlalchemy', 'pydantic'} & set(sys.modules)"
    code = f"import sys; from syncd.cli import main; main(['--help']); sys.exit({heavy} != set())"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "review" in done.stdout
