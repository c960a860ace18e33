"""The audit on a real SQLite file: whatever is done to the chain behind the ledger's back is found, and named where it is."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from syncd.ledger import Ledger
from syncd.ledger.anchor import Head
from syncd.ledger.chain import Break, Event, canonical, link
from syncd.model.office import Route
from syncd.model.state import State
from tests.desk import Hands

FIELDS = ("office", "seq", "at", "event", "number", "actor", "details", "hash")
UNFIT = (None, "", "x", -1, 10**9, 1.5, b"\xff\xfe", "\ud800".encode("utf-8", "surrogatepass"), "2570-0002")
"""What a hand in the database may write in a field's place; SQLite lets any of it stand in any column."""


@dataclass
class Book:
    """A ledger with a chain as an office's days make it, and a hand that reaches into its file."""

    folder: Path
    ledger: Ledger

    @property
    def file(self) -> Path:
        return self.folder / "ledger.db"

    @contextmanager
    def _hand(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file)) as database:
            database.execute("PRAGMA synchronous=OFF")
            yield database

    def rows(self) -> list[tuple[object, ...]]:
        with self._hand() as database:
            return database.execute(f"SELECT {', '.join(FIELDS)} FROM events ORDER BY seq").fetchall()

    def write(self, *statements: tuple[str, tuple[object, ...]]) -> bool:
        """Whether the database took it."""
        with self._hand() as database:
            try:
                with database:
                    for statement, values in statements:
                        database.execute(statement, values)
            except sqlite3.IntegrityError:
                return False
        return True

    def audit_after(self, *statements: tuple[str, tuple[object, ...]], kept: tuple[Head, ...] = ()) -> Break | None:
        """What an audit says of a copy that this was done to."""
        before = [self.rows(), self._all("heads"), self._all("cases")]
        assert self.write(*statements)
        try:
            return self.ledger.audit(kept)
        finally:
            self._put_back(*before)

    def _all(self, table: str) -> list[tuple[object, ...]]:
        with self._hand() as database:
            return database.execute(f"SELECT * FROM {table}").fetchall()

    def _put_back(self, *tables: list[tuple[object, ...]]) -> None:
        with self._hand() as database, database:
            for table, rows in zip(("events", "heads", "cases"), tables, strict=True):
                database.execute(f"DELETE FROM {table}")
                database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def live(ledger: Ledger, hands: Hands, cases: int = 4) -> None:
    """A few cases' lives: received, held, released, published, changed, withdrawn; and a pause."""
    for n in range(cases):
        hands.move(60)
        case = ledger.open_case(hands(), unit="หน่วย", path=f"หน่วย/{n}", name=f"เรื่อง {n}", category="1.9", route=Route.MEMO)
        case = ledger.advance(case, "case.held", hands(), state=State.HELD, details={"findings": "hold:memo_unread"})
        if n % 2:
            case = ledger.advance(case, "case.scheduled", hands(), state=State.SCHEDULED)
            case = ledger.advance(case, "case.missing", hands(), state=State.RECEIVED)
            case = ledger.advance(case, "case.scheduled", hands(), state=State.SCHEDULED)
            case = ledger.advance(case, "case.published", hands(), state=State.PUBLISHED, details={"url": "https://x.invalid/ก"})
            ledger.advance(case, "case.filed", hands(), tell=False, details={"path": "หน่วย/เผยแพร่แล้ว"})
    ledger.pause("", hands(), "สมศรี")
    ledger.resume("", hands(), "สมศรี")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """One for all: whatever a test does to it is put back."""
    folder, hands = tmp_path_factory.mktemp("book"), Hands()
    with closing(Ledger.open(f"sqlite:///{folder / 'ledger.db'}", "cpm3", hands(), folder / "anchor")) as ledger:
        live(ledger, hands)
        yield Book(folder, ledger)


@pytest.fixture(autouse=True)
def _whole_before_and_after(book: Book) -> Iterator[None]:
    assert book.ledger.audit() is None
    yield
    assert book.ledger.audit() is None


def named(broken: Break | None) -> int:
    assert broken is not None
    return broken.seq


def test_any_field_of_any_event_changed_is_named_at_its_event(book: Book) -> None:
    tried = 0
    for row in book.rows():
        seq = int(str(row[1]))
        for name, old in zip(FIELDS, row, strict=True):
            for new in random.Random(f"{seq} {name}").sample((*UNFIT, f"{old}x", f" {old}"), 4):
                if not _takes(book, name, new, seq):
                    continue
                broken = book.audit_after((f"UPDATE events SET {name} = ? WHERE seq = ?", (new, seq)))
                assert named(broken) == seq, (seq, name, new, broken)
                tried += 1
    assert tried > 400


def _takes(book: Book, name: str, new: object, seq: int) -> bool:
    """Whether the database lets this stand there, and as something else than what stood there."""
    with closing(sqlite3.connect(book.file)) as database:
        before = database.execute("SELECT * FROM events").fetchall()
        try:
            database.execute(f"UPDATE events SET {name} = ? WHERE seq = ?", (new, seq))
            return database.execute(f"SELECT {', '.join(f'CAST({one} AS BLOB)' for one in FIELDS)} FROM events").fetchall() != [
                tuple(str(one).encode() for one in row) for row in before
            ]
        except sqlite3.IntegrityError:
            return False
        finally:
            database.rollback()


def test_a_change_is_named_with_its_event_and_its_case(book: Book) -> None:
    broken = book.audit_after(("UPDATE events SET actor = 'x' WHERE event = 'case.held' AND number = '2570-0002'", ()))

    assert broken is not None
    assert (broken.event, broken.number) == ("case.held", "2570-0002")


def test_any_event_removed_and_any_end_cut_off_is_named_where_it_is_missing(book: Book) -> None:
    count = len(book.rows())
    for seq in range(1, count + 1):
        assert named(book.audit_after(("DELETE FROM events WHERE seq = ?", (seq,)))) == seq
        assert named(book.audit_after(("DELETE FROM events WHERE seq >= ?", (seq,)))) == seq
    for seq in range(1, count):
        head = (seq, str(book.rows()[seq - 1][7]))
        cut = (("DELETE FROM events WHERE seq > ?", (seq,)), ("UPDATE heads SET seq = ?, hash = ?", head))
        assert named(book.audit_after(*cut)) == seq + 1, "the head went back with it: the anchor still knows"


def test_any_two_events_that_changed_places_are_named_at_the_first(book: Book) -> None:
    count = len(book.rows())
    for one in range(1, count):
        for other in range(one + 1, count + 1):
            swapped = [("UPDATE events SET seq = ? WHERE seq = ?", pair) for pair in ((0, one), (one, other), (other, 0))]
            assert named(book.audit_after(*swapped)) == one


def test_an_event_put_in_is_named_wherever_it_is_put(book: Book) -> None:
    count = len(book.rows())
    for seq in range(1, count + 2):
        made_room = [
            ("UPDATE events SET seq = -seq WHERE seq >= ?", (seq,)),
            ("UPDATE events SET seq = 1 - seq WHERE seq < 0", ()),
        ]
        row = forged(book, seq)
        put = ("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        assert named(book.audit_after(*made_room, put)) in (seq, seq + 1)
    for odd in ("zzz", -7, 10**12):
        put = ("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row[:1], odd, *row[2:]))
        assert book.audit_after(put) is not None, odd


def forged(book: Book, seq: int, actor: str = "x") -> tuple[object, ...]:
    """An event whose hash is right for its place: sha256 needs no secret."""
    rows = book.rows()
    previous = str(rows[seq - 2][7]) if seq > 1 else "0" * 64
    event = Event("cpm3", seq, "2026-11-23T03:00:00.000000+00:00", "case.released", "2570-0001", actor, canonical({}))
    return (event.office, event.seq, event.at, event.event, event.number, event.actor, event.details, link(previous, event))


def rewritten(book: Book, first: int) -> list[tuple[str, tuple[object, ...]]]:
    """The chain written anew from one event on, every hash and the head right: what whoever reads our code can do."""
    statements: list[tuple[str, tuple[object, ...]]] = []
    rows = book.rows()
    previous = str(rows[first - 2][7]) if first > 1 else "0" * 64
    for row in rows[first - 1 :]:
        values = list(row)
        values[5] = "somebody else" if int(str(row[1])) == first else row[5]
        event = Event(*values[:7])  # type: ignore[arg-type]  # as they lie in the database
        previous = link(previous, event)
        statements.append(("UPDATE events SET actor = ?, hash = ? WHERE seq = ?", (event.actor, previous, event.seq)))
    return [*statements, ("UPDATE heads SET hash = ?", (previous,))]


def test_a_chain_written_anew_from_any_event_on_shows_against_the_anchor_and_closer_against_the_journal(book: Book) -> None:
    rows = book.rows()
    journal = tuple((int(str(row[1])), str(row[7])) for row in rows[3::5])
    for first in range(1, len(rows) + 1):
        known = min((seq for seq, _ in (*journal, (len(rows), "")) if seq >= first))
        assert named(book.audit_after(*rewritten(book, first))) == len(rows)
        assert named(book.audit_after(*rewritten(book, first), kept=journal)) == known


def test_without_its_anchor_the_journals_head_shows_a_cut_off_end(book: Book) -> None:
    head, count = book.ledger.head(), len(book.rows())
    anchor = (book.folder / "anchor").rename(book.folder / "away")
    cut = (
        ("DELETE FROM events WHERE seq > ?", (count - 3,)),
        ("UPDATE heads SET seq = ?, hash = ?", (count - 3, str(book.rows()[count - 4][7]))),
    )

    try:
        assert named(book.audit_after(*cut, kept=(head,))) == count - 2
    finally:
        anchor.rename(book.folder / "anchor")


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM heads",
        "UPDATE heads SET hash = 'x'",
        "UPDATE heads SET seq = 'not a number'",
        "UPDATE heads SET seq = seq - 1",
        "UPDATE heads SET seq = seq + 1",
        "UPDATE heads SET office = 'other'",
        "UPDATE heads SET hash = (SELECT hash FROM events WHERE seq = 1)",
        "UPDATE heads SET seq = 0",
    ],
)
def test_a_head_changed_lost_or_swapped_is_named_at_the_chains_end(book: Book, harm: str) -> None:
    broken = book.audit_after((harm, ()))

    assert broken is not None
    assert broken.seq in (len(book.rows()), len(book.rows()) + 1) or harm.endswith("= 0")
    assert "head" in broken.what


def test_a_chain_given_to_another_office_with_its_head_is_missed(book: Book) -> None:
    moved = [(f"UPDATE {table} SET office = 'other'", ()) for table in ("events", "heads", "cases")]

    assert named(book.audit_after(*moved)) == 1


@pytest.mark.parametrize(
    ("harm", "case"),
    [
        ("UPDATE cases SET state = 'published' WHERE number = '2570-0001'", "2570-0001"),
        ("UPDATE cases SET state = 'held' WHERE number = '2570-0002'", "2570-0002"),
        ("UPDATE cases SET key = '2570-0003-00000000' WHERE number = '2570-0003'", "2570-0003"),
        ("UPDATE cases SET number = '2570-0099' WHERE number = '2570-0004'", "2570-0004"),
        ("DELETE FROM cases WHERE number = '2570-0004'", "2570-0004"),
        ("INSERT INTO cases SELECT * FROM (SELECT * FROM cases LIMIT 0)", ""),
    ],
)
def test_a_cases_row_that_says_other_than_its_events_is_named(book: Book, harm: str, case: str) -> None:
    broken = book.audit_after((harm, ()))

    assert (broken.number if broken else "") in (case, "2570-0099")
    assert (broken is None) == (case == "")


@pytest.mark.parametrize("seed", range(20))
def test_several_changes_at_once_are_named_at_the_first(book: Book, seed: int) -> None:
    dice = random.Random(seed)
    count = len(book.rows())
    chosen = sorted(dice.sample(range(1, count + 1), 3))
    done: list[Callable[[int], tuple[str, tuple[object, ...]]]] = [
        lambda seq: ("UPDATE events SET details = '{}x' WHERE seq = ?", (seq,)),
        lambda seq: ("DELETE FROM events WHERE seq = ?", (seq,)),
        lambda seq: ("UPDATE events SET hash = ? WHERE seq = ?", ("0" * 64, seq)),
    ]

    assert named(book.audit_after(*(dice.choice(done)(seq) for seq in chosen))) == chosen[0]


def test_events_that_come_during_an_audit_break_nothing(book: Book) -> None:
    """The audit reads head, chain and cases one after the other, while a daemon works on."""
    hands = Hands()
    hands.move(10_000)
    with (
        closing(Ledger.open(f"sqlite:///{book.file}", "cpm3", hands(), book.folder / "anchor")) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        busy = pool.submit(live, other, hands, 40)
        audits = 0
        while not busy.done():
            broken = book.ledger.audit()
            assert broken is None, broken
            audits += 1
        busy.result()
    assert audits > 1
