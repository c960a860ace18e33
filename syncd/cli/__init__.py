"""The command line; `main` is the one place where errors become messages and exit codes."""

import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from typer.exceptions import Abort, TyperException

from syncd.cli import chosen
from syncd.errors import ConfigError, SyncdError

FINE, PERSON_NEEDED, CONFIGURATION, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes. Reading commands answer FINE when they could answer, whatever the answer is."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from syncd.cli.commands import app  # noqa: PLC0415 -- so that a mistake in it is reported below, too

    try:
        code = app(argv, prog_name="syncd", standalone_mode=False)
    except TyperException as error:
        _say(error.format_message(), "syncd --help บอกคำสั่งทั้งหมด")
        return CONFIGURATION
    except ConfigError as error:
        for problem in error.problems:
            _say(str(problem))
        return CONFIGURATION
    except SyncdError as error:
        _say(error.message, error.hint)
        return PERSON_NEEDED
    except (KeyboardInterrupt, Abort):
        return INTERRUPTED
    except BrokenPipeError:  # `syncd log | head` has seen enough
        sys.stderr.close()
        return FINE
    except Exception as error:  # noqa: BLE001 -- the boundary: whatever else it is, it is our bug
        _say(f"syncd ผิดพลาดภายใน ({type(error).__name__})", f"รายละเอียดอยู่ใน {_report(error)} โปรดส่งให้ผู้พัฒนา")
        return OUR_BUG
    return int(code or FINE)


def _say(message: str, hint: str = "") -> None:
    print(message, file=sys.stderr)  # noqa: T201 -- what a command says
    if hint:
        print(f"  {hint}", file=sys.stderr)  # noqa: T201


def _report(error: Exception) -> Path:
    """Keep the traceback where only we may read it; the file."""
    name = f"syncd-error-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    text = "".join(traceback.format_exception(error))
    for folder in (chosen.log_folder(), Path(gettempdir())):
        if folder is not None and folder.is_dir():
            report = folder / name
            try:
                report.touch(mode=0o600)
                report.write_text(text, encoding="utf-8")
            except OSError:
                continue
            return report
    sys.stderr.write(text)
    return Path("stderr")
