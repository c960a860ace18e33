"""One office's life under kills: bundles come, an officer decides, the daemon dies again and again; then peace, and the count."""

import hashlib
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from syncd import clock, settings
from syncd.app import open_ledger
from syncd.ledger import Case
from syncd.litter import is_reply
from syncd.mark import read_mark
from syncd.model.decision import Weight
from syncd.model.state import STATE_THAI, State
from tests.bench.papers import bundle
from tests.chaos.ground import Ground, ours
from tests.publishers.fake_wordpress import FakeWordPress
from tests.rig.proxy import FaultProxy
from tests.whole.daemon import DIRECTOR, DOCUMENTS, RunningOffice

REFUSED, SCAN = "05_not_approved.pdf", "25_scan_clean.pdf"
MEMO = "บันทึกข้อความ.pdf"
UNITS = ("กลุ่มการเงิน", "กลุ่มนโยบายและแผน", "กลุ่มบุคคล")
OURS = frozenset({"เปิดหน้าเว็บ.url"})
BY_EYE = {"approver": DIRECTOR, "number": "ศธ 04040/033", "date": "2021-01-19"}
PEACE_SECONDS = 180.0
TIMEOUT_SECONDS = 2
"""What the daemon waits for an answer; a suspension lasts longer than that and the doubt together."""


IDLE_SECONDS = 6.0
"""A daemon that has not come to its fatal step by then waits for something, the site perhaps; it is killed all the same."""


@dataclass(slots=True)
class Sent:
    """A bundle that a clerk put there, and what must become of it."""

    name: str
    unit: str
    files: dict[str, bytes]
    ends: State

    @property
    def enclosures(self) -> list[bytes]:
        """What the public is to get."""
        return [contents for name, contents in self.files.items() if name != MEMO]


@dataclass(slots=True)
class Life:
    """An office, its site, and how often its daemon was killed."""

    office: RunningOffice
    ground: Ground
    gate: FaultProxy | FakeWordPress
    """Where a storm may befall its requests."""
    rng: random.Random
    doubt_seconds: float
    sent: dict[str, Sent] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    """How the daemon died: "random", or before which step."""
    suspensions: int = 0
    serial: int = 0

    # --- people -------------------------------------------------------------------------------------------------------

    def drop(self, kind: str = "approved") -> None:
        """A clerk moves a bundle in."""
        self.serial += 1
        unit = self.rng.choice(UNITS)
        name = f"เรื่องที่ {self.serial}"
        files = bundle(self.serial, annexes=self.rng.choice((1, 2, 3)), size=20_000)
        ends = {"approved": State.PUBLISHED, "refused": State.RETURNED, "scan": State.HELD}[kind]
        if kind != "approved":
            files[MEMO] = (DOCUMENTS / {"refused": REFUSED, "scan": SCAN}[kind]).read_bytes()
        self.sent[name] = Sent(name, unit, files, ends)
        self.office.drop("1.9", name, files, unit)

    def decide(self) -> None:
        """Somebody acts on what lies there: a clerk mends what was returned, the officer releases, retries or withdraws."""
        for case in self.office.cases():
            one = self.sent[case.name]
            if case.state is State.RETURNED and one.ends is State.RETURNED and self.rng.random() < 0.5:
                good = bundle(self.serial + 100, annexes=0)[MEMO]
                self.serial += 1
                (self.office.root / case.path / MEMO).write_bytes(good)
                one.files[MEMO], one.ends = good, State.PUBLISHED
            elif case.state is State.HELD and one.ends is State.HELD and self.rng.random() < 0.5:
                self._ask("release", case)
                one.ends = State.PUBLISHED
            elif case.state is State.DEFERRED and self.rng.random() < 0.5:
                self._ask("retry", case)
            elif case.state is State.PUBLISHED and one.ends is State.PUBLISHED and self.rng.random() < 0.05:
                self._ask("withdraw", case)
                one.ends = State.WITHDRAWN

    def _ask(self, kind: str, case: Case) -> None:
        chosen = settings.load(self.office.config, self.office.secrets)
        ledger = open_ledger(chosen)
        try:
            details: dict[str, object] = {"reason": "ผิด"}
            if kind == "release":
                record = ledger.versions(case.number)[-1]
                holds = [one.key for one in record.findings if one.weight is Weight.HOLD]
                details = {**BY_EYE, "version": case.version, "findings": holds}
            ledger.ask(kind, case.number, details, "สมศรี", clock.now())
        finally:
            ledger.close()

    # --- the daemon dies ----------------------------------------------------------------------------------------------

    def kill_at_random(self) -> None:
        """SIGKILL at a moment that nothing marks."""
        self.office.start()
        time.sleep(min(self.rng.expovariate(1 / 1.2) + 0.5, 8.0))  # the moment is what is tried
        self._kill("at a random moment")

    def kill_at_step(self, at: int, after: float = 0.0, only: str = "", patience: float = IDLE_SECONDS) -> str:
        """The process kills itself right before its step number `at`, or `after` seconds into it; the step's name.

        Counted are those whose name begins with `only`. One that has nothing left to do is killed, "idle", and so is one that has
        not come to that step after so many seconds.
        """
        steps = self.office.home / f"steps-{self.office.starts}"
        began = time.clock_gettime(time.CLOCK_BOOTTIME)
        self.office.start(program=("-m", "tests.chaos.mortal", str(steps), str(at), str(after), only, "--"))
        process = self.office.process
        assert process is not None
        until = time.monotonic() + patience
        while (code := process.poll()) is None:
            if time.monotonic() > until or (self.office.looks() > began and self._is_done()):
                self._kill("idle")
                return "idle"
            time.sleep(0.2)
        assert code == -signal.SIGKILL, f"the daemon ended by itself with {code}:\n{self.office.log()[-3000:]}"
        self.office.process = None
        name = kind_of(steps.read_text(encoding="utf-8").splitlines()[-1] if not after else f"in {_nth(steps, at)}")
        self.kills[name] += 1
        return name

    def suspend(self) -> None:
        """The machine sleeps past every timeout, wakes, and only then is killed."""
        self.office.start()
        process = self.office.process
        assert process is not None
        time.sleep(self.rng.uniform(0.6, 3.0))  # a moment that nothing marks
        process.send_signal(signal.SIGSTOP)
        time.sleep(TIMEOUT_SECONDS + self.doubt_seconds + 0.5)  # the suspension itself
        process.send_signal(signal.SIGCONT)
        self.suspensions += 1
        time.sleep(self.rng.uniform(0.1, 2.0))  # it goes on for a moment with what it held for true
        self._kill("after a suspension")

    def _kill(self, how: str) -> None:
        self.office.stop(signal.SIGKILL)
        self.kills[how] += 1

    # --- peace, and the count -----------------------------------------------------------------------------------------

    def peace(self) -> None:
        """Let the daemon finish in quiet; what waits for the site is tried at once."""
        self.gate.storm = None
        for case in self.office.cases():
            if case.state is State.DEFERRED:
                self._ask("retry", case)
        self.office.start()
        until = time.monotonic() + PEACE_SECONDS
        while not self._is_done():
            assert time.monotonic() < until, f"not done: {self._left()}\n{self.office.log()[-3000:]}"
            assert self.office.process is not None
            assert self.office.process.poll() is None, f"the daemon ended:\n{self.office.log()[-3000:]}"
            time.sleep(0.2)
        self.office.stop()

    @property
    def _wanted(self) -> dict[str, str]:
        return {one.name: one.ends.value for one in self.sent.values()}

    def _is_done(self) -> bool:
        """Whether everything has come to its end, and nothing is left to do."""
        cases = self.office.cases()
        told = all(case.news == case.told for case in cases)
        filed = all(case.filed_path for case in cases if case.published_at is not None)
        gone = not any(case.on_site for case in cases if case.state is not State.PUBLISHED)
        return told and filed and gone and {case.name: case.state.value for case in cases} == self._wanted

    def _left(self) -> list[str]:
        wanted = self._wanted
        return [
            f"{case.number} {case.name}: {case.state} for {wanted.get(case.name)}, told {case.told}/{case.news}, "
            f"filed {case.filed_path!r}, on site {case.on_site}, {case.cause}"
            for case in self.office.cases()
            if case.state.value != wanted.get(case.name) or case.news != case.told or not case.filed_path
        ]

    def count(self) -> None:
        """Everything once: on the site, in the folders, in the ledger."""
        cases = {case.name: case for case in self.office.cases()}
        assert len(cases) == len(self.office.cases()) == len(self.sent), "one case for each bundle"
        self._count_site(cases)
        for one in self.sent.values():
            self._count_folder(one, cases[one.name])
        self._count_ledger()

    def _count_site(self, cases: dict[str, Case]) -> None:
        rows = ours(self.ground.rows())
        public = [one for one in self.sent.values() if one.ends is State.PUBLISHED]
        posts = [row for row in rows if row.kind == "post"]
        assert sorted((row.slug, row.status, row.title) for row in posts) == sorted(
            (cases[one.name].key, "publish", one.name) for one in public
        ), "every approved bundle is one post, and nothing else is"
        assert {row.terms for row in posts} <= {("procurement",)}
        media = Counter((row.key, row.sha256) for row in rows if row.kind == "attachment")
        wanted = Counter((cases[one.name].key, _sha256(each)) for one in public for each in set(one.enclosures))
        assert media == wanted, "every file once, byte for byte, and no other bears our key"
        assert self.ground.stray_files() == []
        for row in posts:
            mark = read_mark(row.text)
            assert mark is not None
            assert set(mark.media) == {each.sha256 for each in rows if each.kind == "attachment" and each.key == row.key}

    def _count_folder(self, one: Sent, case: Case) -> None:
        """The clerk's files are all there, in one place, with one reply that says what the ledger says."""
        inbox = self.office.shelf("1.9", one.unit) / one.name
        filed = [
            path for path in (self.office.root / one.unit).glob("เผยแพร่แล้ว/*/*/*") if path.name.startswith(f"{case.number} ")
        ]
        places = [*filed, *([inbox] if inbox.exists() else [])]
        assert [path.relative_to(self.office.root).as_posix() for path in places] == [case.filed_path or case.path]
        assert bool(filed) == (one.ends in (State.PUBLISHED, State.WITHDRAWN))
        found = {path.name: path for path in places[0].iterdir()}
        contents = {name: path.read_bytes() for name, path in found.items() if not is_reply(name) and name not in OURS}
        assert contents == one.files
        (reply,) = [path for name, path in found.items() if is_reply(name)]
        assert reply.name == f"_{STATE_THAI[one.ends]}.txt"
        assert case.number in reply.read_text(encoding="utf-8-sig")
        assert one.ends is not State.PUBLISHED or not OURS.isdisjoint(found)

    def _count_ledger(self) -> None:
        verified = self.office.syncd("audit", "verify")
        assert verified.returncode == 0, verified.stdout
        assert list((self.office.home / "state" / "spool").iterdir()) == []
        ledger = open_ledger(settings.load(self.office.config, self.office.secrets))
        try:
            assert not ledger.requests()
        finally:
            ledger.close()


def kind_of(step: str) -> str:
    """A step's name without what differs from case to case, for counting."""
    return " ".join(word for word in (_plain(word) for word in step.split()) if word)


def _plain(word: str) -> str:
    if "/wp-json/" in word or word.startswith("/"):
        return word.partition("?")[0].rstrip("'").rpartition("/")[2] if "wp-json" in word else word
    stem = "".join("#" if letter.isdigit() else letter for letter in word)
    return "" if stem.startswith(("#", "claim-")) or not word.isascii() else stem


def _nth(steps: Path, number: int) -> str:
    lines = steps.read_text(encoding="utf-8").splitlines()
    return lines[number - 1] if len(lines) >= number else lines[-1]


def _sha256(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
