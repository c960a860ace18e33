"""Structured events for ICT: a constant name and its fields, to the journal (standard error) and a rotating file."""

import logging
import logging.handlers
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from syncd.screening import discreet

log = structlog.get_logger(__name__)

KEEP_BYTES = 10 * 1024 * 1024
KEEP_FILES = 10


class LogFile(logging.handlers.RotatingFileHandler):
    """The rotating file; one that cannot be written (its disk is full) is said once, and once more when it can be again.

    The events themselves go to the journal, too, so none is lost.
    """

    failing = False
    stumbled = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; never raises, and never spoils the journal with a traceback for each."""
        self.stumbled = False
        super().emit(record)
        if self.failing and not self.stumbled:
            self.failing = False
            log.info("log.written_again")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002 -- logging's own name for it
        """Called in the place where writing failed."""
        self.stumbled = True
        error = sys.exc_info()[1]
        stream, self.stream = self.stream, None  # as FileHandler itself marks one to be opened anew
        if stream is not None:
            with suppress(OSError, ValueError):  # what it still holds cannot be written either
                stream.close()
        if not self.failing:
            self.failing = True
            log.error("log.not_written", cause=str(error), next_step="make room for state_dir/log; the journal has every event")


def set_up(log_file: Path | None, *, quiet: bool = False) -> None:
    """Send events to standard error (`quiet`: warnings only) and, if named, to a rotating file of JSON lines (10 of 10 MB)."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _discreet,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handlers: list[logging.Handler] = [
        _handler(
            logging.StreamHandler(sys.stderr),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event", "case"], drop_missing=True),
            shared,
        )
    ]
    if quiet:
        handlers[0].setLevel(logging.WARNING)
    if log_file is not None:
        with suppress(OSError):  # then the file cannot be opened either, and that is said
            for folder in (log_file.parent.parent, log_file.parent):  # state_dir, where a service starts with its log
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rotating = LogFile(log_file, maxBytes=KEEP_BYTES, backupCount=KEEP_FILES, encoding="utf-8", delay=True)
        handlers.append(_handler(rotating, structlog.processors.JSONRenderer(ensure_ascii=False), shared))
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for noisy in ("urllib3", "alembic", "watchdog", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _discreet(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Folders and files are called by anybody, even by a person's number."""
    return {key: discreet(value) if isinstance(value, str) else value for key, value in event.items()}


def _handler(
    handler: logging.Handler, renderer: structlog.types.Processor, shared: list[structlog.types.Processor]
) -> logging.Handler:
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    return handler
