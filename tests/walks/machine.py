"""The walk as hypothesis makes it: which acts there are, with what, and when each can happen."""

import random
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import wraps
from itertools import count as count_from
from pathlib import Path
from typing import Any
from unicodedata import normalize

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from syncd.settings import PublishSettings
from tests.rig.wordpress import Site as RigSite
from tests.walks.clerks import theirs
from tests.walks.life import DECIDED, SHELVES, UNITS, Life, life
from tests.walks.sites import FAULTS, LATEST, REQUESTS, Site, in_memory, on_fake, on_real

NAMES = ("ประกาศผู้ชนะ", "แผนจัดซื้อ", "รายงานผล")
TWIN = "résumé.pdf"
"""Composed and decomposed it is two names on the disk, and one to everybody who reads it."""

some = st.integers(0, 7)
"""Which of those there are, counted round."""
units, shelves, names = st.integers(0, len(UNITS) - 1), st.sampled_from(SHELVES), st.sampled_from(NAMES)
words = st.sampled_from(["approved", "approved", "unclear", "refused"])
numbers = st.integers(10, 99)
"""Of memos and contents: two digits, so that one may take another's place unseen; few enough to meet again."""
yes = st.booleans()
windows = st.sampled_from([0, 10])
"""Minutes from the decision to the publication."""
pauses = st.sampled_from([0, 0, 21, 21, 21, 100, 700, 700])
"""Seconds between two acts: as quick as can be, settled, published, waited for in vain."""


def act(**values: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule: somebody does something, `then` so many seconds pass with the daemon at work; 0: the next one is quicker."""

    def decorate(do: Callable[..., None]) -> Callable[..., None]:
        @wraps(do)
        def step(self: "Walk", then: int = 0, **chosen: Any) -> None:
            do(self, **chosen)
            if then:
                self.life.passes(then)

        chosen_from: dict[str, Any] = {"then": pauses, **values}
        return rule(**chosen_from)(step)  # type: ignore[no-any-return,no-untyped-call]  # its overloads end at **

    return decorate


def when(true: Callable[["Walk"], object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The act can happen only then."""
    return precondition(lambda walk: bool(true(walk)))


def memo(word: str, number: int) -> bytes:
    return f"memo {word} {number}/2569".encode()


def paper(number: int) -> bytes:
    """Something to publish; a real site looks at how it begins."""
    return f"%PDF-1.4 contents {number}".encode()


def free(where: Path, name: str) -> Path:
    """A place of that name, numbered when there is one."""
    places = (where / f"{name} {count}".removesuffix(" 1") for count in count_from(1))
    return next(place for place in places if not place.exists())


class Walk(RuleBasedStateMachine):
    """One life, step by step. Every value chosen is plain, so that the printed steps are the life itself."""

    def __init__(self, site: AbstractContextManager[Site]) -> None:
        super().__init__()
        random.seed(0)  # the waits between tries have jitter
        self._stack = ExitStack()
        self.life: Life = self._stack.enter_context(life(self._stack.enter_context(site)))

    def teardown(self) -> None:
        """The end is looked at unless something is on its way already: a fault that was found, or that this life is given up."""
        with self._stack:
            if sys.exc_info()[0] is None:
                self.life.end()

    def leave(self) -> None:
        """Without a look at the end; safe to repeat."""
        self._stack.close()

    # --- clerks -----------------------------------------------------------------------------------------------------

    def pick(self, which: int) -> Path:
        folders = self.life.clerks.folders()
        return folders[which % len(folders)]

    def put(self, unit: int, shelf: str, name: str) -> Path | None:
        """A place for one more folder of that name; None where the share is away."""
        where = self.life.shelf(unit, shelf)
        return free(where, name) if where.exists() else None

    @initialize(word=words, number=numbers, papers=st.lists(numbers, min_size=1, max_size=2), wait_minutes=windows)
    def first(self, word: str, number: int, papers: list[int], wait_minutes: int = 0) -> None:
        self.life.reload(PublishSettings(auto=True, wait_minutes=wait_minutes))
        self.drops(0, "1.9", NAMES[0], word, number, papers)

    @act(unit=units, shelf=shelves, name=names, word=words, number=numbers, papers=st.lists(numbers, max_size=3))
    def drop(self, unit: int, shelf: str, name: str, word: str, number: int, papers: list[int]) -> None:
        self.drops(unit, shelf, name, word, number, papers)

    def drops(self, unit: int, shelf: str, name: str, word: str, number: int, papers: list[int]) -> None:
        if folder := self.put(unit, shelf, name):
            folder.mkdir()
            self.life.clerks.write(folder / "memo.pdf", memo(word, number))
            for at, each in enumerate(papers):
                self.life.clerks.write(folder / f"{at}.pdf", paper(each))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, file=st.integers(0, 2), number=numbers)
    def edit(self, which: int, file: int, number: int) -> None:
        self.life.clerks.write(self.pick(which) / f"{file}.pdf", paper(number))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, word=words, number=numbers)
    def mend(self, which: int, word: str, number: int) -> None:
        self.life.clerks.write(self.pick(which) / "memo.pdf", memo(word, number))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, number=numbers)
    def overwrite(self, which: int, number: int) -> None:
        for path in sorted(theirs(self.pick(which)))[:1]:
            old = path.read_bytes()
            word = old.split()[1].decode()
            self.life.clerks.overwrite(path, paper(number) if old.startswith(b"%") else memo(word, number))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, file=some)
    def take_out(self, which: int, file: int) -> None:
        if files := sorted(theirs(self.pick(which))):
            files[file % len(files)].unlink()

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, number=numbers)
    def twin(self, which: int, number: int) -> None:
        folder = self.pick(which)
        for form in ("NFC", "NFD"):
            self.life.clerks.write(folder / normalize(form, TWIN), paper(number))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, unit=units, shelf=shelves, name=names)
    def move(self, which: int, unit: int, shelf: str, name: str) -> None:
        """Renamed, or put elsewhere, or both."""
        if target := self.put(unit, shelf, name):
            self.pick(which).rename(target)

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, name=names)
    def rename(self, which: int, name: str) -> None:
        folder = self.pick(which)
        folder.rename(free(folder.parent, f"{name} ใหม่"))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, unit=units, shelf=shelves, name=names)
    def copy(self, which: int, unit: int, shelf: str, name: str) -> None:
        if target := self.put(unit, shelf, name):
            self.life.clerks.copy(self.pick(which), target)

    @when(lambda walk: walk.life.clerks.filed())
    @act(which=some, unit=units, shelf=shelves, name=names)
    def copy_filed(self, which: int, unit: int, shelf: str, name: str) -> None:
        """What was published is sent once more."""
        filed = self.life.clerks.filed()
        if target := self.put(unit, shelf, name):
            self.life.clerks.copy(filed[which % len(filed)], target)

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some)
    def take_away(self, which: int) -> None:
        self.life.clerks.take(self.pick(which))

    @when(lambda walk: walk.life.clerks.taken)
    @act()
    def bring_back(self) -> None:
        self.life.clerks.bring_back()

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some)
    def delete(self, which: int) -> None:
        self.life.clerks.delete(self.pick(which))

    @when(lambda walk: walk.life.clerks.folders())
    @act(which=some, file=some)
    def open_file(self, which: int, file: int) -> None:
        if files := sorted(theirs(self.pick(which))):
            self.life.clerks.open(files[file % len(files)])

    @when(lambda walk: walk.life.clerks.opened)
    @act(number=st.none() | numbers)
    def close_file(self, number: int | None) -> None:
        self.life.clerks.close(None if number is None else paper(number))

    @when(lambda walk: walk.life.clerks.folders() and not walk.life.clerks.opened)
    @act(which=some, file=some, during=pauses, number=st.none() | numbers)
    def work_in(self, which: int, file: int, during: int, number: int | None) -> None:
        """Opened, held open for a while, and perhaps written to at last."""
        if files := sorted(theirs(self.pick(which))):
            self.life.clerks.open(files[file % len(files)])
            self.life.passes(during)
            self.life.clerks.close(None if number is None else paper(number))

    # --- the officer ------------------------------------------------------------------------------------------------

    @when(lambda walk: walk.life.cases())
    @act(which=some)
    def officer_looks(self, which: int) -> None:
        cases = self.life.cases()
        self.life.officer_looks(cases[which % len(cases)])

    @when(lambda walk: any(case.state in DECIDED for case in walk.life.cases()))
    @act(which=some, kind=some)
    def officer_decides(self, which: int, kind: int) -> None:
        cases = [case for case in self.life.cases() if case.state in DECIDED]
        case = cases[which % len(cases)]
        kinds = DECIDED[case.state]
        self.life.officer_asks(kinds[kind % len(kinds)], self.life.officer_looks(case))

    @when(lambda walk: walk.life.seen)
    @act(kind=st.sampled_from(["release", "return", "retry", "withdraw"]))
    def officer_decides_late(self, kind: str) -> None:
        """On what was seen some time ago."""
        assert self.life.seen
        self.life.officer_asks(kind, self.life.seen)

    @act(unit=st.sampled_from(["", *(unit.name for unit in UNITS)]))
    def pause(self, unit: str) -> None:
        """One unit or all; or they go on again."""
        ledger, moment = self.life.ledger, self.life.desk.hands()
        (ledger.resume if unit in ledger.paused() else ledger.pause)(unit, moment, "สมศรี")

    @act(auto=yes, wait_minutes=windows)
    def reload(self, auto: bool, wait_minutes: int) -> None:
        self.life.reload(PublishSettings(auto=auto, wait_minutes=wait_minutes))

    # --- the world --------------------------------------------------------------------------------------------------

    @act(unit=units, how=st.sampled_from(["away", "empty", "unmarked"]))
    def share(self, unit: int, how: str) -> None:
        """It fails; or it is there again."""
        if UNITS[unit].folder in self.life.shares:
            self.life.share_returns(unit)
        else:
            self.life.share_fails(unit, how)

    @act(down=yes)
    def site(self, down: bool) -> None:
        self.life.site.goes(down=down)

    @act(kind=st.sampled_from(FAULTS), on=st.sampled_from(REQUESTS), times=st.integers(1, 3), late=st.integers(0, LATEST))
    def fault(self, kind: str, on: tuple[str, str], times: int, late: int) -> None:
        self.life.faults += 1
        self.life.site.fault(kind, on, times, late)

    @act(hours=st.integers(-6, 6))
    def clock_is_set(self, hours: int) -> None:
        self.life.wall_jumps(hours)

    # --- the daemon -------------------------------------------------------------------------------------------------

    @act(seconds=st.sampled_from([1, 60, 5000, 90_000]))
    def wait(self, seconds: int) -> None:
        self.life.passes(seconds)

    @act(count=st.integers(1, 3))
    def turn(self, count: int) -> None:
        self.life.turns(count)

    @act(at=st.integers(1, 60), reboot=yes, during=pauses)
    def die(self, at: int, reboot: bool, during: int) -> None:
        with self.life.mortal(at, reboots=reboot):
            self.life.passes(during)

    @act(reboot=yes)
    def restart(self, reboot: bool) -> None:
        self.life.restarts(reboot=reboot)


class OnMemory(Walk):
    """In memory."""

    def __init__(self) -> None:
        super().__init__(in_memory())


class OnFake(Walk):
    """On the fake WordPress."""

    def __init__(self) -> None:
        super().__init__(on_fake())


def on_real_walk(rig: RigSite) -> type[Walk]:
    """On this real WordPress, made empty for each."""

    class OnReal(Walk):
        def __init__(self) -> None:
            super().__init__(on_real(rig))

    return OnReal
