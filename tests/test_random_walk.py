"""Random lives of an office: clerks, officers, a bad site, kills and restarts in any order; and what is true after each.

`python -m tests.test_random_walk 1000 9000` walks many more than the suite does; a failure names its seed and what was done.
"""

import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from syncd.errors import LedgerError, PermanentPublishError, PublishError, TemporaryPublishError, UnclearPublishError
from syncd.ledger import Case, Ledger
from syncd.ledger import tables as t
from syncd.litter import is_reply
from syncd.model import OPEN_STATES, STATE_THAI, State, Unit, Weight
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from syncd.setup import MARKER
from tests.deaths import Death, survive
from tests.desk import Glance, TestOffice, office

UNITS = (Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",)), Unit("กลุ่มแผน", "กลุ่มแผน", categories=("1.9",)))
NAMES = ("ประกาศผู้ชนะ", "แผนจัดซื้อ", "รายงานผล")
READ_BY_EYE = {"approver": "นายสมเกียรติ ศรีอุดมชัย", "number": "1", "date": "2020-04-21"}
WALKS, STEPS = 100, 16
OURS = frozenset({".syncd-new.tmp", "เปิดหน้าเว็บ.url", "สถานะล่าสุด.html", "วิธีส่งเรื่อง.txt", MARKER})


@dataclass
class Walk:
    """One office and everybody around it."""

    desk: TestOffice
    site: MemoryPublisher
    rng: random.Random
    away: Path
    death: Death | None = None
    faults: list[PublishError] = field(default_factory=list)
    down: bool = False
    done: list[str] = field(default_factory=list)
    written: dict[str, bytes] = field(default_factory=dict)
    """Every contents a clerk ever wrote, by sha256."""
    memos: int = 0

    def before(self, step: str) -> None:
        if self.death is not None:
            self.death.step(step)
        if self.down:
            raise TemporaryPublishError("down", site_down=True)
        if self.faults:
            raise self.faults.pop()

    # --- what may happen ----------------------------------------------------------------------------------------------

    def step(self) -> None:
        acts: list[tuple[int, Callable[[], str]]] = [
            (6, self.drop), (4, self.edit), (2, self.mend), (2, self.rename), (1, self.move), (2, self.copy), (1, self.delete),
            (1, self.take_away), (1, self.bring_back), (5, self.officer), (2, self.site_changes), (1, self.fault),
            (1, self.pause), (1, self.share_changes), (6, self.wait),
        ]  # fmt: skip
        act = self.rng.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        said = act()
        self.done.append(f"{act.__name__} {said}".strip())
        before = self.on_disk()
        if self.rng.random() < 0.15:
            self.dies()
        else:
            self.turns(self.rng.choice((0, 0, 1, 2)))
        assert self.on_disk() == before, "the daemon changed what clerks have put there"

    def folders(self) -> list[Path]:
        found = (self.desk.inbox(unit.folder, "1.9").iterdir() for unit in UNITS if self.desk.inbox(unit.folder, "1.9").exists())
        return sorted(path for each in found for path in each if path.is_dir())

    def some_folder(self) -> Path | None:
        return self.rng.choice(found) if (found := self.folders()) else None

    def write(self, path: Path, contents: bytes) -> None:
        self.written[sha256(contents).hexdigest()] = contents
        path.write_bytes(contents)

    def new_memo(self) -> bytes:
        self.memos += self.rng.random() < 0.85
        return f"memo {self.rng.choice(('approved', 'approved', 'approved', 'refused', 'unclear'))} {self.memos}/2569".encode()

    def drop(self) -> str:
        shelf = self.desk.inbox(self.rng.choice(UNITS).folder, "1.9")
        if not shelf.exists():
            return "nothing"
        folder = shelf / f"{self.rng.choice(NAMES)} {len(self.done)}"
        folder.mkdir()
        self.write(folder / "memo.pdf", self.new_memo())
        for number in range(self.rng.randint(0, 2)):
            self.write(folder / f"{number}.pdf", f"contents {self.rng.randint(0, 30)}".encode())
        return folder.name

    def edit(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        self.write(folder / f"{self.rng.randint(0, 2)}.pdf", f"contents {self.rng.randint(0, 30)}".encode())
        return folder.name

    def mend(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        self.write(folder / "memo.pdf", self.new_memo())
        return folder.name

    def rename(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        folder.rename(folder.with_name(f"ชื่อใหม่ {len(self.done)}"))
        return folder.name

    def move(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        shelf = self.desk.inbox(self.rng.choice(UNITS).folder, "1.9")
        if shelf.exists() and shelf != folder.parent:
            folder.rename(shelf / f"{folder.name} {len(self.done)}")
        return folder.name

    def copy(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        shutil.copytree(folder, folder.with_name(f"สำเนา {len(self.done)}"))
        return folder.name

    def delete(self) -> str:
        if (folder := self.some_folder()) is None:
            return "nothing"
        shutil.rmtree(folder)
        return folder.name

    def take_away(self) -> str:
        if (folder := self.some_folder()) is None or any(self.away.glob("folder-*")):
            return "nothing"
        folder.rename(self.away / f"folder-{folder.parent.parent.parent.name}-{folder.name}")
        return folder.name

    def bring_back(self) -> str:
        for folder in self.away.glob("folder-*"):
            _, unit, name = folder.name.split("-", 2)
            shelf = self.desk.inbox(unit, "1.9")
            if shelf.exists() and not (shelf / name).exists():
                folder.rename(shelf / name)
            return name
        return "nothing"

    def officer(self) -> str:
        cases = [
            case for case in self.desk.cases() if case.state in (State.HELD, State.RETURNED, State.DEFERRED, State.PUBLISHED)
        ]
        if not cases:
            return "nothing"
        case = self.rng.choice(cases)
        kinds = {State.HELD: ("release", "release", "return", "retry"), State.PUBLISHED: ("withdraw",)}.get(
            case.state, ("retry",)
        )
        kind = self.rng.choice(kinds)
        details: dict[str, object] = {"reason": "ผิด"}
        if kind == "release":
            records = self.desk.syncd.ledger.versions(case.number)
            holds = [one.key for one in records[-1].findings if one.weight is Weight.HOLD] if records else []
            details = {**READ_BY_EYE, "version": case.version, "findings": holds}
        self.desk.syncd.ledger.ask(kind, case.number, details, "สมศรี", self.desk.hands())
        return f"{kind} {case.number}"

    def site_changes(self) -> str:
        self.down = not self.down
        return "down" if self.down else "up"

    def fault(self) -> str:
        kind = self.rng.choice((TemporaryPublishError, UnclearPublishError, PermanentPublishError))
        self.faults += [kind("fault")] * self.rng.randint(1, 3)
        return kind.__name__

    def pause(self) -> str:
        ledger, hands = self.desk.syncd.ledger, self.desk.hands
        if ledger.paused():
            ledger.resume("", hands(), "สมศรี")
            return "ends"
        ledger.pause(self.rng.choice(("", UNITS[0].name)), hands(), "สมศรี")
        return "begins"

    def share_changes(self) -> str:
        home = self.desk.root / UNITS[0].folder
        if home.exists():
            home.rename(self.away / "share")
            return "gone"
        (self.away / "share").rename(home)
        return "back"

    def wait(self) -> str:
        seconds = self.rng.choice((1, 21, 21, 21, 60, 700, 90_000))
        self.desk.hands.move(seconds)
        return str(seconds)

    # --- the daemon -----------------------------------------------------------------------------------------------------

    def turns(self, count: int) -> None:
        for _ in range(count):
            turn(self.desk.syncd, self.desk.desk, self.desk.hands(), look=True)

    def dies(self) -> None:
        self.death = Death(self.rng.randint(1, 80))
        lived = survive(self.death, self.desk.syncd.ledger.engine, self.desk.work)
        self.done.append(f"  lived {len(self.death.steps)} steps" if lived else f"  died before {self.death.steps[-1]}")
        self.death = None
        if lived and self.rng.random() < 0.5:
            return
        if self.rng.random() < 0.3:
            hands = self.desk.hands
            hands.boot, hands.boot_id = 10.0, f"{hands.boot_id}+"
        self.desk.syncd.ledger.close()
        settings = self.desk.syncd.settings
        anchor = settings.state_dir / "anchor"
        ledger = Ledger.open(settings.ledger.url, settings.office.code, self.desk.hands(), anchor)
        self.desk.syncd = replace(self.desk.syncd, ledger=ledger)
        self.desk.restart()

    def end(self) -> None:
        """Everything works again, and long enough."""
        self.down = False
        self.faults.clear()
        self.desk.syncd.ledger.resume("", self.desk.hands(), "สมศรี")
        if not (self.desk.root / UNITS[0].folder).exists():
            self.share_changes()
        before = self.on_disk()
        for seconds in (0, 21, 61, 1000, 5 * 3600, 5 * 3600):
            self.desk.hands.move(seconds)
            self.desk.work()
        assert self.on_disk() == before

    # --- what must be true ----------------------------------------------------------------------------------------------

    def on_disk(self) -> Counter[str]:
        homes = (self.desk.root, self.away)
        return Counter(
            sha256(path.read_bytes()).hexdigest()
            for home in homes
            for path in home.rglob("*")
            if path.is_file() and path.name not in OURS and not is_reply(path.name)
        )

    def check(self) -> None:
        ledger, cases = self.desk.syncd.ledger, self.desk.cases()
        assert ledger.audit() is None
        with ledger.reading() as conn:
            found = conn.execute(select(t.cases.c.state, func.count()).group_by(t.cases.c.state))
            rows = {row[0]: row[1] for row in found}
        assert {state: count for state, count in ledger.counts().items() if count} == rows
        assert sorted(case.number for case in cases) == [f"2570-{number:04d}" for number in range(1, len(cases) + 1)]
        assert not ledger.requests()
        assert list(self.desk.syncd.spool.iterdir()) == []
        public = {case.key: case for case in cases if case.state is State.PUBLISHED}
        assert public.keys() == self.site.posts.keys()
        assert {case.number for case in cases if case.on_site} == {case.number for case in public.values()}
        for case in cases:
            assert case.news == case.told, f"{case.number} was not told"
        for case in public.values():
            self.check_published(case)
        on_words = [case.number for case in public.values() if case.evidence == "text"]
        memos = [next(file["sha256"] for file in ledger.versions(number)[-1].files if file["memo"]) for number in on_words]
        assert len(memos) == len(set(memos)), "one approval was used twice, and no officer looked"
        open_cases = {case.path: case for case in cases if case.state in OPEN_STATES and case.missing_since is None}
        folders = [folder for folder in self.folders() if any(not is_reply(path.name) for path in folder.iterdir())]
        assert sorted(open_cases) == sorted(str(folder.relative_to(self.desk.root)) for folder in folders)
        for folder in folders:
            self.check_open(folder, open_cases[str(folder.relative_to(self.desk.root))])

    def check_published(self, case: Case) -> None:
        record = self.desk.syncd.ledger.versions(case.number)[-1]
        post = self.site.posts[case.key]
        (memo,) = [file["sha256"] for file in record.files if file["memo"]]
        word = self.written[memo].split()[1]
        assert word == b"approved" or (case.evidence == "release" and word == b"unclear"), f"{case.number} was not approved"
        wanted = {file["sha256"] for file in record.files} - {memo}
        assert {file.sha256 for file in post.attachments} == wanted
        shown = Counter(
            sha256(each).hexdigest() for url, each in self.site.files.items() if url.startswith(f"memory:/{case.key}/")
        )
        assert shown == Counter(wanted)
        assert case.filed_path is not None
        if case.filed_path:
            self.check_folder(self.desk.root / case.filed_path, case)

    def check_open(self, folder: Path, case: Case) -> None:
        assert case.state in (State.RETURNED, State.HELD), f"{case.number} is stuck: {case.state}"
        self.check_folder(folder, case)
        findings = self.desk.syncd.ledger.versions(case.number)[-1].findings
        memo = (folder / "memo.pdf").read_bytes().split()[1]
        if case.state is State.RETURNED:
            because = {one.rule for one in findings if one.weight is Weight.RETURN}
            assert because & {"identical", "only_memo", "sent_back"} or (memo == b"refused" and "refused" in because)
        elif not case.cause:
            because = {one.rule for one in findings if one.weight is Weight.HOLD}
            assert because & {"same_memo_elsewhere", "same_name_published"} or (memo != b"approved" and because)

    def check_folder(self, folder: Path, case: Case) -> None:
        """It holds what was read last, and one reply, of its own case, naming its state."""
        record = self.desk.syncd.ledger.versions(case.number)[-1]
        files = {path.name: path for path in folder.iterdir() if path.name not in OURS}
        (reply,) = [path for name, path in files.items() if is_reply(name)]
        del files[reply.name]
        found = {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
        assert found == {file["name"]: file["sha256"] for file in record.files}
        assert reply.name == f"_{STATE_THAI[case.state]}.txt" or "identical" in {one.rule for one in record.findings}
        assert case.number in reply.read_text(encoding="utf-8-sig")


def walk(seed: int, folder: Path) -> None:
    site = MemoryPublisher(before=lambda step: walker.before(step))  # noqa: PLW0108 -- the walker comes later
    with office(folder / "office", lambda _: site, units=UNITS, reader=Glance()) as desk:
        (folder / "away").mkdir()
        walker = Walk(desk, site, random.Random(seed), folder / "away")
        try:
            for _ in range(STEPS):
                walker.step()
            walker.end()
            walker.check()
        except (AssertionError, LedgerError, ValueError, KeyError) as error:
            story, where = "\n".join(walker.done), traceback.extract_tb(error.__traceback__)[-1]
            raise AssertionError(f"seed {seed}: {type(error).__name__} {error}\n  {where.line}\n{story}") from error
        finally:
            desk.syncd.ledger.close()


@pytest.mark.parametrize("block", range(5))
def test_whatever_happens_nothing_is_lost_doubled_or_published_unapproved(block: int, tmp_path: Path) -> None:
    for seed in range(block * WALKS // 5, (block + 1) * WALKS // 5):
        walk(seed, tmp_path / str(seed))


def main(first: int, last: int) -> None:
    """Walk these seeds and tell of those that failed."""
    failed = 0
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as folder:
            try:
                walk(seed, Path(folder))
            except AssertionError as error:
                failed += 1
                sys.stdout.write(f"{error}\n\n")
                sys.stdout.flush()
    sys.stdout.write(f"{last - first} walks, {failed} failed\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
