"""The ledger on a real SQLite file: what it promises about cases, events and crashes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from syncd.errors import BusyError, LedgerError, RequestError
from syncd.ledger import Case, Ledger, only_writer
from syncd.ledger.findings import findings_in, text_of
from syncd.ledger.journal import LedgerJournal
from syncd.ledger.known import PORTION
from syncd.ledger.tables import metadata
from syncd.model.decision import Finding, Weight
from syncd.model.office import Route
from syncd.model.post import PlacedFile, Receipt
from syncd.model.state import State
from syncd.publishers.base import Journal, Standing
from tests.desk import Hands
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock, JournalContract


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def ledger(tmp_path: Path, hands: Hands) -> Iterator[Ledger]:
    opened = open_at(tmp_path, hands)
    yield opened
    opened.close()


def open_at(folder: Path, hands: Hands) -> Ledger:
    return Ledger.open(f"sqlite:///{folder / 'ledger.db'}", "cpm3", hands(), folder / "anchor")


def open_case(ledger: Ledger, hands: Hands, path: str = "หน่วย/ส่งเผยแพร่/เรื่อง") -> Case:
    return ledger.open_case(hands(), unit="หน่วย", path=path, name="เรื่อง", category="1.9", route=Route.MEMO)


def test_case_numbers_run_within_the_fiscal_year_and_are_never_reused(ledger: Ledger, hands: Hands) -> None:
    numbers = [open_case(ledger, hands, f"หน่วย/{n}").number for n in range(3)]
    hands.move(330 * 24 * 3600)  # past 1 October 2570 BE

    assert numbers == ["2570-0001", "2570-0002", "2570-0003"]
    assert open_case(ledger, hands, "หน่วย/ใหม่").number == "2571-0001"


def test_a_change_and_its_event_are_one_transaction(ledger: Ledger, hands: Hands) -> None:
    case = open_case(ledger, hands)
    before = ledger.head()

    with pytest.raises(LedgerError, match="does not take it"):
        ledger.advance(case, "case.held", hands(), state=State.HELD, key=None)

    assert ledger.case(case.number).state is State.RECEIVED
    assert ledger.head() == before


def test_a_receipt_is_kept_beside_its_case(ledger: Ledger, hands: Hands) -> None:
    case = open_case(ledger, hands)
    assert ledger.receipt(case.number) is None
    placed = tuple(PlacedFile(f"{case.key}-{n}", str(n), f"https://site/ไฟล์/{n}", f"{n:064x}") for n in range(3))
    receipt = Receipt("folder", case.key, "v", "7", "https://site/7", placed)
    ledger.advance(case, "case.published", hands(), state=State.PUBLISHED, receipt=receipt)

    assert ledger.receipt(case.number) == receipt


def test_contents_are_known_again_among_however_many(ledger: Ledger, hands: Hands) -> None:
    case = open_case(ledger, hands)
    hashes = [f"{n:064x}" for n in range(3 * PORTION + 1)]
    for name in ("แรก", "แก้ไข"):  # the second publication carries the same contents
        case = ledger.advance(case, "case.published", hands(), placed=[(sha, name) for sha in hashes])

    assert ledger.same_files("2570-0099", [*hashes, "f" * 64]) == dict.fromkeys(hashes, case.number)
    assert ledger.same_files(case.number, hashes) == {}


def test_findings_are_as_they_were_and_what_is_alike_is_written_once() -> None:
    alike = [Finding("file_empty", Weight.RETURN, "ไฟล์นี้ว่างเปล่า", f"{n}.pdf") for n in range(100)]
    found = (
        Finding("no_memo", Weight.RETURN, "ไม่พบบันทึกข้อความ"),
        *alike,
        Finding("memo_age", Weight.NOTE, "เก่า", "ก.pdf"),
        alike[0],
    )

    assert findings_in(text_of(found)) == found
    assert text_of(found).count("ว่างเปล่า") == 2  # not together with the others, so that the order stays


def test_findings_that_an_older_syncd_wrote_are_still_read() -> None:
    first = '{"file":null,"message":"ไม่พบ","rule":"no_memo","weight":"return"}'
    old = f'[{first},{{"file":"ก.pdf","message":"เก่า","rule":"memo_age","weight":"note"}}]'

    assert findings_in(old) == (Finding("no_memo", Weight.RETURN, "ไม่พบ"), Finding("memo_age", Weight.NOTE, "เก่า", "ก.pdf"))


def test_two_who_read_the_same_case_cannot_both_change_it(ledger: Ledger, hands: Hands) -> None:
    case = open_case(ledger, hands)
    ledger.advance(case, "case.held", hands(), state=State.HELD)

    with pytest.raises(LedgerError, match="somebody else"):
        ledger.advance(case, "case.returned", hands(), state=State.RETURNED)


def test_counts_follow_every_change(ledger: Ledger, hands: Hands) -> None:
    for n in range(3):
        case = open_case(ledger, hands, f"หน่วย/{n}")
    ledger.advance(case, "case.held", hands(), state=State.HELD)

    counts = ledger.counts()

    assert (counts["received"], counts["held"], counts["published"]) == (2, 1, 0)
    assert set(counts) == {state.value for state in State}


def test_a_case_that_is_not_there_is_said_plainly(ledger: Ledger) -> None:
    with pytest.raises(RequestError, match="2570-9999"):
        ledger.case("2570-9999")


def test_everything_is_there_after_a_restart(tmp_path: Path, hands: Hands) -> None:
    first = open_at(tmp_path, hands)
    case = open_case(first, hands)
    first.close()

    again = open_at(tmp_path, hands)

    assert again.case(case.number) == case
    assert again.audit() is None
    again.close()


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        ("UPDATE events SET details = '{}' WHERE seq = 2", 2),
        ("UPDATE events SET actor = 'somebody' WHERE seq = 3", 3),
        ("DELETE FROM events WHERE seq = 2", 2),
        ("DELETE FROM events WHERE seq = 4", 4),
        ("UPDATE events SET seq = 100 WHERE seq = 2", 2),
    ],
)
def test_a_changed_removed_or_reordered_event_is_found_and_named(ledger: Ledger, hands: Hands, tamper: str, named: int) -> None:
    for n in range(4):
        open_case(ledger, hands, f"หน่วย/{n}")
    with ledger.engine.begin() as conn:
        conn.execute(text(tamper))

    broken = ledger.audit()

    assert broken is not None
    assert broken.seq == named


def test_a_tail_cut_off_together_with_the_head_shows_against_the_anchor(ledger: Ledger, hands: Hands) -> None:
    for n in range(3):
        open_case(ledger, hands, f"หน่วย/{n}")
    kept = ledger.events()[1]
    with ledger.engine.begin() as conn:
        conn.execute(text("DELETE FROM events WHERE seq = 3"))
        conn.execute(text("UPDATE heads SET seq = 2, hash = :hash"), {"hash": kept.hash})

    broken = ledger.audit()

    assert broken is not None
    assert "cut" in broken.what


def test_a_ledger_behind_its_anchor_does_not_open(tmp_path: Path, hands: Hands) -> None:
    ledger = open_at(tmp_path, hands)
    open_case(ledger, hands)
    ledger.close()
    (tmp_path / "anchor").write_text(f"99 {'0' * 64}\n", encoding="ascii")

    with pytest.raises(LedgerError, match="behind its anchor"):
        open_at(tmp_path, hands)


def test_a_crash_between_the_ledger_and_its_anchor_is_harmless(tmp_path: Path, hands: Hands) -> None:
    ledger = open_at(tmp_path, hands)
    open_case(ledger, hands, "หน่วย/1")
    older = (tmp_path / "anchor").read_text(encoding="ascii")
    open_case(ledger, hands, "หน่วย/2")
    ledger.close()
    (tmp_path / "anchor").write_text(older, encoding="ascii")

    again = open_at(tmp_path, hands)
    open_case(again, hands, "หน่วย/3")

    assert again.audit() is None
    again.close()


def test_two_offices_in_one_database_do_not_see_each_other(tmp_path: Path, hands: Hands) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    one, other = Ledger.open(url, "cpm3", hands()), Ledger.open(url, "cpm1", hands())
    open_case(one, hands)

    assert other.open_cases() == ()
    assert open_case(other, hands).number == "2570-0001"
    assert (one.audit(), other.audit()) == (None, None)
    one.close()
    other.close()


def test_the_migrations_make_just_the_tables_that_the_code_names(ledger: Ledger) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with ledger.engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_a_newer_ledger_is_refused(ledger: Ledger, tmp_path: Path, hands: Hands) -> None:
    with ledger.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(LedgerError, match="newer"):
        open_at(tmp_path, hands)


def test_a_file_that_is_no_ledger_is_refused_plainly(tmp_path: Path, hands: Hands) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is not a database, it is a text" * 100)

    with pytest.raises(LedgerError, match="cannot be opened"):
        open_at(tmp_path, hands)


def test_a_ledger_has_one_writer_for_an_office_however_its_path_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("a")
    with only_writer(f"sqlite:///{tmp_path / 'a' / 'ledger.db'}", "cpm3"):
        with pytest.raises(BusyError, match="this ledger"), only_writer(f"sqlite:///{tmp_path / 'b' / 'ledger.db'}", "cpm3"):
            pass
        with only_writer(f"sqlite:///{tmp_path / 'b' / 'ledger.db'}", "cpm2"):
            pass
    with only_writer(f"sqlite:///{tmp_path / 'b' / 'ledger.db'}", "cpm3"):
        pass


class TestTheLedgersJournal(JournalContract):
    @pytest.fixture
    def journal(self, clock: HandClock, tmp_path: Path) -> Iterator[Journal]:
        opened = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", "cpm3", clock())
        yield LedgerJournal(opened, DOUBT_SECONDS, clock)
        opened.close()

    def test_a_dead_processs_doubt_is_counted_from_the_start_of_the_next(self, clock: HandClock, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'ledger.db'}"
        LedgerJournal(Ledger.open(url, "cpm3", clock()), DOUBT_SECONDS, clock).begin("k", "k-1")
        clock.move(DOUBT_SECONDS + 1)

        again = LedgerJournal(Ledger.open(url, "cpm3", clock()), DOUBT_SECONDS, clock)

        assert again.entries("k")["k-1"].standing is Standing.DOUBTFUL
        clock.move(DOUBT_SECONDS + 1)
        assert again.entries("k")["k-1"].standing is Standing.SETTLED
