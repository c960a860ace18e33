"""A real clamd is asked about every file: what it finds, what it does not look through, and what becomes of a case meanwhile."""

import os
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.clamd import AwayError, Clamd, Verdict
from syncd.model.decision import Finding
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from tests.desk import Glance, TestOffice, office
from tests.rig.clamd import EICAR, LONGEST, Scanner

MEMO = ("บันทึกข้อความ.txt", b"memo approved 7")
FOUND = "Test.Eicar.UNOFFICIAL"


def file(folder: Path, content: bytes) -> Path:
    path = folder / "spooled"
    path.write_bytes(content)
    return path


def test_a_clean_file_is_clean(scanner: Scanner, tmp_path: Path) -> None:
    assert Clamd(scanner.address).scan(file(tmp_path, b"clean")) == Verdict()


def test_malware_is_found_bare_and_in_a_zip(scanner: Scanner, tmp_path: Path) -> None:
    assert Clamd(scanner.address).scan(file(tmp_path, EICAR)) == Verdict(malware=FOUND)
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", EICAR)
    assert Clamd(scanner.address).scan(packed) == Verdict(malware=FOUND)


def test_a_file_longer_than_it_takes_is_not_scanned(scanner: Scanner, tmp_path: Path) -> None:
    verdict = Clamd(scanner.address).scan(file(tmp_path, b"x" * (8 * LONGEST)))
    assert (verdict.malware, "StreamMaxLength" in (verdict.unscanned or "")) == (None, True)


def test_a_file_that_holds_more_than_it_looks_through_is_not_scanned(scanner: Scanner, tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * (6 << 20))
    assert Clamd(scanner.address).scan(packed).unscanned


def test_one_that_is_not_there_is_away(tmp_path: Path) -> None:
    for address in (str(tmp_path / "nobody.ctl"), "127.0.0.1:1"):
        clamd = Clamd(address)
        with pytest.raises(AwayError):
            clamd.scan(file(tmp_path, b"x"))
        assert clamd.was_away


def test_it_says_which_clamav_it_is(scanner: Scanner) -> None:
    assert Clamd(scanner.address).version().program.startswith("ClamAV 1")


@contextmanager
def pretending(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something that listens where a clamd should, and answers each connection its own way."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    serve(connection)

        threading.Thread(target=take, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def pong_then(answer: bytes) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        heard = connection.recv(6)
        if heard.startswith(b"zPING"):
            connection.sendall(b"PONG\0")
            return
        while not heard.endswith(b"\0\0\0\0"):
            heard += connection.recv(1 << 16)
        connection.sendall(answer)

    return serve


@pytest.mark.parametrize("answer", [b"", b"stream: Can't allocate memory ERROR\0", b"UNKNOWN COMMAND\0", b"stream: OK, nearly\0"])
def test_whatever_is_not_a_plain_ok_is_not_clean(tmp_path: Path, answer: bytes) -> None:
    with pretending(pong_then(answer)) as address:
        assert Clamd(address).scan(file(tmp_path, b"x")).unscanned


def test_one_that_hangs_is_away(tmp_path: Path) -> None:
    silence = threading.Event()

    def hang(connection: socket.socket) -> None:
        connection.recv(6)
        silence.wait()

    with pretending(hang) as address, pytest.raises(AwayError):
        Clamd(address, seconds=0.2, connect_seconds=0.2).scan(file(tmp_path, b"x"))
    silence.set()


def test_one_that_dies_in_the_middle_of_a_file_is_away(scanner: Scanner, tmp_path: Path) -> None:
    pipe = tmp_path / "spooled"
    os.mkfifo(pipe)

    def write() -> None:
        with suppress(BrokenPipeError), pipe.open("wb") as content:
            content.write(b"x" * (LONGEST * 3 // 4))  # more than a pipe holds: by its end the first part was sent
            scanner.kill()
            content.write(b"x" * (LONGEST // 8))

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(AwayError):
        Clamd(scanner.address).scan(pipe)
    writer.join()


# --- the office -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(tmp_path: Path, scanner: Scanner) -> Iterator[TestOffice]:
    """An office that has a scanner."""
    with office(tmp_path, lambda _: MemoryPublisher(), reader=Glance()) as opened:
        yield TestOffice(replace(opened.syncd, scanner=Clamd(scanner.address)), opened.hands)


def rules(desk: TestOffice) -> set[str]:
    return {finding.rule for finding in findings(desk)}


def findings(desk: TestOffice) -> tuple[Finding, ...]:
    return desk.syncd.ledger.findings([desk.only_case().number])[desk.only_case().number]


def test_a_bundle_that_the_scanner_finds_clean_is_published(guarded: TestOffice) -> None:
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", "ประกาศ".encode()))
    guarded.settle()
    assert guarded.only_case().state is State.PUBLISHED


def test_malware_is_returned_and_named(guarded: TestOffice) -> None:
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", EICAR))
    guarded.settle()
    assert guarded.only_case().state is State.RETURNED
    (said,) = (finding.message for finding in findings(guarded) if finding.rule == "file_malware")
    assert FOUND in said


def test_a_file_that_was_not_scanned_is_held(guarded: TestOffice) -> None:
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", b"a\n" * LONGEST))
    guarded.settle()
    assert guarded.only_case().state is State.HELD
    assert "file_unscanned" in rules(guarded)


def test_while_the_scanner_is_away_all_is_held_and_when_it_is_back_looked_at_again(guarded: TestOffice, scanner: Scanner) -> None:
    scanner.kill()
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", "ประกาศ".encode()))
    guarded.settle()
    assert guarded.only_case().state is State.HELD
    assert "scanner_away" in rules(guarded)

    guarded.restart()
    guarded.settle()
    assert guarded.only_case().state is State.HELD

    scanner.start()
    guarded.settle()
    assert guarded.only_case().state is State.PUBLISHED


def test_what_the_scanner_missed_and_then_finds_is_returned(guarded: TestOffice, scanner: Scanner) -> None:
    scanner.kill()
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", EICAR))
    guarded.settle()
    scanner.start()
    guarded.settle()
    assert guarded.only_case().state is State.RETURNED


def test_what_is_held_for_another_reason_is_left_alone_when_the_scanner_is_back(guarded: TestOffice, scanner: Scanner) -> None:
    guarded.drop("ประกาศ", ("บันทึกข้อความ.txt", b"memo none 7"), ("ประกาศ.txt", b"x"))
    guarded.settle()
    before = guarded.only_case()
    assert before.state is State.HELD
    scanner.kill()
    guarded.settle()
    scanner.start()
    guarded.settle()
    assert guarded.only_case().revision == before.revision


def test_an_office_that_gives_its_scanner_up_waits_for_none(guarded: TestOffice, scanner: Scanner) -> None:
    scanner.kill()
    guarded.drop("ประกาศ", MEMO, ("ประกาศ.txt", "ประกาศ".encode()))
    guarded.settle()
    without = TestOffice(replace(guarded.syncd, scanner=None), guarded.hands)
    without.settle()
    assert without.only_case().state is State.PUBLISHED
