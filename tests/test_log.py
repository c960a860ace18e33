"""The log on a disk that fails: said once, and the journal stays readable."""

import subprocess
import sys
from pathlib import Path

SPEAK = """
import sys
from pathlib import Path
import structlog
from syncd import log
log.set_up(Path(sys.argv[1]))
say = structlog.get_logger("test")
for number in range(5):
    say.info("thing.happened", number=number)
exec(sys.argv[2])
say.info("thing.happened", number=5)
"""


def spoken(file: Path, then: str = "") -> list[str]:
    """The journal's lines."""
    done = subprocess.run([sys.executable, "-c", SPEAK, file, then], capture_output=True, text=True, check=True)
    return done.stderr.splitlines()


def test_a_full_disk_is_said_once_and_every_event_is_in_the_journal(tmp_path: Path) -> None:
    (tmp_path / "syncd.log").symlink_to("/dev/full")

    lines = spoken(tmp_path / "syncd.log")

    assert sum("event=log.not_written" in line for line in lines) == 1
    assert "No space left" in next(line for line in lines if "log.not_written" in line)
    assert sum("event=thing.happened" in line for line in lines) == 6
    assert len(lines) == 7, "no tracebacks"


def test_a_log_that_cannot_even_be_opened_stops_nothing_and_is_written_when_it_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.write_text("a file where a folder should be")

    lines = spoken(folder / "syncd.log", f"Path({str(folder)!r}).unlink(); Path({str(folder)!r}).mkdir()")

    assert sum("event=log.not_written" in line for line in lines) == 1
    assert sum("event=log.written_again" in line for line in lines) == 1
    assert len(lines) == 8
    assert '"number": 5' in (folder / "syncd.log").read_text(encoding="utf-8")


def test_where_the_service_begins_with_its_log_nobody_else_looks_into_its_private_folder(tmp_path: Path) -> None:
    spoken(tmp_path / "state" / "log" / "syncd.log")

    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_persons_number_in_a_name_is_not_logged_and_other_numbers_are(tmp_path: Path) -> None:
    name = "ประวัติ นายสมชาย ๑-๙๙๙๙-๐๐๗๒๒-๑๐-๘ โทร 081-234-5678.pdf"
    kept = "2570-0001-e8ce4661 1.09 เลขที่โครงการ 63017123456 " + "0123456789abcdef" * 4
    said = f'say.info("thing.happened", path={name!r}, findings="file_unread:1999900722108.pdf", key={kept!r})'

    journal = "\n".join(spoken(tmp_path / "syncd.log", said))
    written = (tmp_path / "syncd.log").read_text(encoding="utf-8")

    for text in (journal, written):
        assert "ประวัติ นายสมชาย x-xxxx-xxxxx-xx-x โทร xxx-xxx-xxxx.pdf" in text
        assert "file_unread:xxxxxxxxxxxxx.pdf" in text
        assert kept in text
