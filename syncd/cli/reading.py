"""The ledger for commands that only read: also one that the daemon refuses to work on, and then that is said loudly."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from rich.console import Console
from rich.text import Text

from syncd import app
from syncd.ledger import Ledger
from syncd.settings import Settings


@contextmanager
def read_ledger(settings: Settings) -> Iterator[Ledger]:
    """The office's ledger as it is. A ledger behind its anchor is said on standard error, so that --json stays JSON."""
    with closing(app.open_ledger(settings, even_behind=True)) as ledger:
        if app.rebuild_begun(settings).exists():
            _say("การสร้างทะเบียนคุมใหม่ยังไม่เสร็จ ข้อมูลข้างล่างไม่ครบ สั่ง syncd ledger rebuild อีกครั้ง")
        elif ledger.behind() is not None:
            _say("ทะเบียนคุมเก่ากว่าที่เคยบันทึก (คืนสำเนาเก่า หรือถูกตัดท้าย) ข้อมูลข้างล่างไม่ครบ syncd ไม่เผยแพร่จนกว่าจะสั่ง syncd ledger rebuild")
        yield ledger


def _say(warning: str) -> None:
    Console(file=sys.stderr, markup=False, highlight=False).print(Text(warning, style="bold red"))
