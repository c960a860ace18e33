"""Every error syncd raises on purpose.

SyncdError                      message + hint; the root: whatever an operator can cause or mend
├── ConfigError                 settings, taxonomy or units are wrong; carries every problem with file and line
├── LedgerError                 the ledger cannot be opened, is behind its anchor, or its chain is broken
│   └── LedgerDamagedError      its file is no database any more
├── BusyError                   another process holds the writer lock
├── RequestError                a command asks for what this case's state does not allow
├── NotYetError                 a folder cannot be copied now (still changing, held open, unreadable); try at a later pass
├── SpoolFullError              the private copy does not fit on the disk (with the reserve kept free)
└── PublishError                the site did not take what was sent
    ├── TemporaryPublishError   passes by itself: the case is deferred and tried again
    ├── UnclearPublishError     may be either: tried a few times, then a person is asked
    └── PermanentPublishError   will not pass by itself: the case is held

A fault of a bundle is never an exception: it is a Finding.
"""

from dataclasses import dataclass


class SyncdError(Exception):
    """The root. `hint` says what the operator can do; it may be empty."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the configuration."""

    file: str
    line: int | None
    """1-based line in `file`; None where there is none (an environment variable, a missing file)."""
    key: str
    """Dotted path of the key, or the environment variable's name."""
    message: str
    """What is wrong and what to write instead."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(SyncdError):
    """The configuration cannot be used. `problems` holds all of them, not the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class LedgerError(SyncdError):
    """The ledger cannot be opened or trusted."""


class LedgerDamagedError(LedgerError):
    """The ledger's file is no database, or one that is spoilt: nothing can be read from it."""


class BusyError(SyncdError):
    """Another process is the writer."""


class RequestError(SyncdError):
    """What was asked is not possible in the case's present state."""


class NotYetError(SyncdError):
    """The folder cannot be copied now; nothing was taken and nothing is lost."""


class SpoolFullError(SyncdError):
    """There is no room for the private copy."""


class PublishError(SyncdError):
    """The site did not take what was sent. Nothing half-made is visible."""

    def __init__(self, message: str, *, hint: str = "", nothing_done: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.nothing_done = nothing_done
        """True when the request surely had no effect on the site and cannot have one later."""


class TemporaryPublishError(PublishError):
    """Passes by itself. `retry_after` is the wait in seconds that the site asked for, if any."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        nothing_done: bool = False,
        retry_after: float | None = None,
        site_down: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, nothing_done=nothing_done)
        self.retry_after = retry_after
        self.site_down = site_down
        """True when the whole site is concerned, not only this post: other posts need not be tried now."""


class UnclearPublishError(PublishError):
    """The answer may mean either; tried a few times, spaced, before a person is asked."""


class PermanentPublishError(PublishError):
    """Will not pass by itself; a person must mend it and say `retry`."""
