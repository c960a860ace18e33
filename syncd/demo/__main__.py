"""Runs the demo: starts the daemon, drops the samples, shows what becomes of them, and serves the site until Ctrl-C."""

import re
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import Popen
from urllib.request import urlopen

from rich.console import Console
from rich.text import Text

from syncd import app
from syncd.cli import FINE, INTERRUPTED, PERSON_NEEDED
from syncd.cli.screen import console, state_text
from syncd.clock import BANGKOK
from syncd.demo import office
from syncd.errors import SyncdError
from syncd.ledger import Case, Ledger
from syncd.litter import is_reply
from syncd.model.state import STATE_THAI, State
from syncd.settings import Settings
from syncd.status_page import FILE_NAME as STATUS_PAGE

_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 90.0
"""Until every sample has its outcome; 5 are usual."""
LOG = "daemon.log"

Shown = dict[str, tuple[State, int]]
"""State and version of each case as last told, by number."""
_OUTCOMES = frozenset({State.PUBLISHED, State.RETURNED, State.HELD})


def main(argv: Sequence[str] | None = None) -> int:
    """The demo's exit code: 0 when the outcomes are as expected, 1 when not, 130 when interrupted before."""
    parser = ArgumentParser(prog="python -m syncd.demo", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="end by itself, as it does without a terminal")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/demo"), help="the demo's own folder, emptied at its start (var/demo)"
    )
    asked = parser.parse_args(argv)
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # also where a script started us with them ignored
        signal.signal(ending, signal.default_int_handler)
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        print("This terminal shows no Thai; a UTF-8 locale does: LANG=C.UTF-8 make demo")  # noqa: T201
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a real file, not a test's
    out = console()
    try:
        code = demo(out, asked.folder.absolute(), stay=sys.stdin.isatty() and not asked.exit)
    except SyncdError as error:
        say(out, f"{error.message}\n{error.hint}")
        return PERSON_NEEDED
    except KeyboardInterrupt:
        code = INTERRUPTED
    say(out, "\nจบการทดลอง ไม่มีอะไรทำงานค้างอยู่ · The demo has ended; nothing is left running.")
    return code


def demo(out: Console, home: Path, *, stay: bool) -> int:
    """One demo from beginning to end. Raises KeyboardInterrupt when it is ended before the outcomes are known."""
    with office.emptied(home), served(home / "site") as url:
        chosen = office.furnish(home, url)
        introduce(out)
        say(out, "\nเริ่ม syncd ตัวจริง · Starting the real daemon")
        say(out, f"  syncd run --config {chosen.source}", "dim")
        with office.daemon(chosen, home / LOG) as running:
            if not office.wait_until_it_looks(running, chosen):
                say(out, f"syncd ไม่เริ่มทำงาน · The daemon did not start: see {home / LOG}, which ends:", "bold red")
                say(out, "\n".join((home / LOG).read_text(encoding="utf-8", errors="replace").splitlines()[-5:]))
                return PERSON_NEEDED
            with closing(app.open_ledger(chosen)) as ledger:
                return show(out, chosen, ledger, running, stay=stay)


def introduce(out: Console) -> None:
    """Say what this is and what is set otherwise than in an office."""
    usual = office.SHIPPED
    say(out, "syncd: ทดลองนำเรื่องจากโฟลเดอร์ขึ้นเว็บไซต์ · from a folder to the website, a demo", "bold")
    say(out, "เอกสารและชื่อบุคคลทั้งหมดสมมติขึ้น · All documents and persons are invented.")
    say(out, "\nตั้งค่าไว้เฉพาะการทดลอง · Set for this demo only")
    for thai, english in (
        (
            "คำว่า อนุญาต ที่พิมพ์ใน PDF ใช้เป็นหลักฐานได้ (ปกติ: ลายมือชื่อดิจิทัล หรือเจ้าหน้าที่ ICT ตรวจ)",
            "the director's typed word counts (as shipped: a digital signature, or an ICT officer's look)",
        ),
        (
            f"เรื่องที่ผ่านเผยแพร่เองทันที (ปกติ: รอเจ้าหน้าที่กด แล้วรออีก {usual.publish.wait_minutes:g} นาทีให้เปลี่ยนใจได้)",
            f"what passes is published at once (as shipped: an officer says so; {usual.publish.wait_minutes:g} minutes to undo)",
        ),
        (
            f"โฟลเดอร์นิ่ง {office.SETTLE_SECONDS} วินาทีก็อ่าน (ปกติ: {usual.intake.settle_seconds:g} วินาที)",
            f"a folder is read after {office.SETTLE_SECONDS} quiet seconds (as shipped: {usual.intake.settle_seconds:g})",
        ),
    ):
        say(out, f"  - {thai}")
        say(out, f"    {english}", "dim")


def show(out: Console, chosen: Settings, ledger: Ledger, running: Popen[bytes], *, stay: bool) -> int:
    """Drop the samples, tell what becomes of them, and compare it with what should."""
    say(out, "\nวางเรื่องตัวอย่างในโฟลเดอร์ของกลุ่ม · Dropping samples into the units' folders")
    for sample in office.BUNDLES:
        say(out, f"  {office.drop(chosen, sample)}")
        say(out, f"    {sample.thai} · {sample.english}", "dim")
    say(out, "\nสิ่งที่เกิดขึ้น · What happens")
    shown: Shown = {}
    until = time.monotonic() + _PATIENCE_SECONDS
    watch(out, ledger, running, shown, lambda: is_over(ledger) or time.monotonic() > until)

    cases = {case.name: case for case in ledger.recent(100)}
    say(out, "\nผล · Outcome")
    differences = [each for sample in office.BUNDLES if (each := tell_outcome(out, chosen, sample, cases.get(sample.name)))]
    tell_places(out, chosen, stay=stay)
    for difference in differences:
        say(out, f"ไม่เป็นตามที่ควร · Not as expected: {difference}", "bold red")
    if not differences:
        say(out, "ครบทั้งสามเรื่องตามที่ควรเป็น · All three as they should be.", "green")
    if stay:
        with suppress(KeyboardInterrupt):  # also one that comes the moment it is offered
            say(out, "\nลองวางเรื่องของท่านเองได้ จะแสดงต่อที่นี่ · Drop bundles of your own: they show here. Ctrl-C ends it.\n", "bold")
            watch(out, ledger, running, shown, lambda: False)
    if running.poll() is not None:
        say(out, f"syncd หยุดเอง · The daemon ended by itself: see {LOG} in {chosen.source.parents[1]}", "bold red")
    return PERSON_NEEDED if differences or running.poll() is not None else FINE


def watch(out: Console, ledger: Ledger, running: Popen[bytes], shown: Shown, enough: Callable[[], bool]) -> None:
    """Tell what changes until it is enough, or the daemon has ended."""
    over = False
    while not over:
        over = enough() or running.poll() is not None
        tell_changes(out, ledger, shown)
        time.sleep(_LOOK_SECONDS)


def is_over(ledger: Ledger) -> bool:
    """Whether every sample has its outcome, its unit knows, and its folder is where it will stay."""
    return sum(map(is_settled, ledger.recent(100))) >= len(office.BUNDLES)


def is_settled(case: Case) -> bool:
    """Whether nothing more will happen to the case by itself."""
    filed = case.state is not State.PUBLISHED or case.filed_path is not None
    return case.state in _OUTCOMES and case.told >= case.news and filed


def tell_changes(out: Console, ledger: Ledger, shown: Shown) -> None:
    """A line for each case that changed since it was last shown."""
    for case in sorted(ledger.recent(100), key=lambda case: (case.updated_at, case.number)):
        now = (case.state, case.version_no)
        if shown.get(case.number) != now:
            shown[case.number] = now
            out.print(
                f"  {case.updated_at.astimezone(BANGKOK):%H:%M:%S}  {case.number} ", named(case.state), case.name, soft_wrap=True
            )


def tell_outcome(out: Console, chosen: Settings, sample: office.Sample, case: Case | None) -> str:
    """Show what became of a sample; how that differs from what should have, "" if it does not."""
    if case is None:
        return f"{sample.name}: syncd ไม่ได้รับเรื่อง · never received"
    folder = chosen.folders.root / (case.filed_path or case.path)
    reply = next((path for path in folder.glob("_*.txt") if is_reply(path.name)), None)
    out.print(" ", named(case.state), Text(case.name, "bold"), soft_wrap=True)
    say(out, f"    ผลการตรวจสอบ · reply  {reply or '-'}")
    if case.url:
        say(out, f"    หน้าเว็บ · page  {case.url}")
    for line in reply.read_text(encoding="utf-8-sig").splitlines() if reply else ():
        if re.match(r"\d+\. ", line):
            say(out, f"      {line}", "dim")
    if case.state is not sample.expected:
        return f"{sample.name}: {case.state.value} {case.cause} ({sample.expected.value})"
    if reply is None or not reply.name.startswith(f"_{STATE_THAI[case.state]}"):
        return f"{sample.name}: ไม่มีผลการตรวจสอบ · no reply in {folder}"
    if case.state is State.PUBLISHED and not opens(case.url):
        return f"{sample.name}: เปิดหน้าเว็บไม่ได้ · {case.url} does not open"
    return ""


def tell_places(out: Console, chosen: Settings, *, stay: bool) -> None:
    """Say where everything is."""
    site = f"{chosen.publisher.url}/" if stay else chosen.publisher.path / "index.html"
    say(out, "\nดูได้ที่ · Where to look")
    say(out, f"  เว็บไซต์ · site: {site}", "bold")
    say(out, "    ที่อยู่ 127.0.0.1 เปิดได้ระหว่างการทดลองเท่านั้น · addresses at 127.0.0.1 answer only while the demo runs", "dim")
    say(out, f"  โฟลเดอร์และผลการตรวจสอบ · folders and replies: {chosen.folders.root}")
    say(out, f"  หน้าสถานะของแต่ละกลุ่ม · each unit's status page: {chosen.folders.root / office.BUNDLES[0].unit / STATUS_PAGE}")
    say(out, f"  คำสั่งของเจ้าหน้าที่ · the officer's commands: .venv/bin/syncd status --config {chosen.source}")
    if stay:
        say(out, f"  ตรวจเรื่องที่รอ · look at what is held: .venv/bin/syncd review --config {chosen.source}")
    say(out, "")


def named(state: State) -> Text:
    """A state in both languages, in a column."""
    text = state_text(state)
    text.align("left", 14)
    text.append(f"{state.value:<10}")
    return text


def say(out: Console, text: str, style: str = "") -> None:
    """A line as it is: never wrapped, so that a path can be copied."""
    out.print(Text(text, style), soft_wrap=True)


def opens(url: str) -> bool:
    """Whether the page is there."""
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder on this machine alone, at a free port; the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Every page opened would be a line among the demo's own."""


if __name__ == "__main__":
    sys.exit(main())
