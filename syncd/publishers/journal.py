"""A journal that lives as long as the process: for tests and for places that need none. The durable one is the ledger's."""

from collections.abc import Callable
from dataclasses import dataclass, field

from syncd.clock import Moment
from syncd.publishers.base import Entry, Standing


@dataclass(slots=True)
class _Line:
    begun: float
    result: dict[str, str] | None = None


@dataclass(slots=True)
class MemoryJournal:
    """Keeps the promises of base.Journal, except that nothing survives the process."""

    clock: Callable[[], Moment]
    doubt_seconds: float
    _lines: dict[str, dict[str, _Line]] = field(default_factory=dict)

    def entries(self, key: str) -> dict[str, Entry]:
        """Everything begun for the key and not forgotten, by slug."""
        return {slug: self._entry(slug, line) for slug, line in self._lines.get(key, {}).items()}

    def begin(self, key: str, slug: str) -> None:
        """Note that a creating request is about to be sent; the doubt counts from now."""
        self._lines.setdefault(key, {})[slug] = _Line(self.clock().boot)

    def done(self, key: str, slug: str, result: dict[str, str]) -> None:
        """Note what the site answered."""
        self._lines.setdefault(key, {}).setdefault(slug, _Line(self.clock().boot)).result = dict(result)

    def forget(self, key: str, slug: str) -> None:
        """Note that the thing is not on the site."""
        self._lines.get(key, {}).pop(slug, None)

    def _entry(self, slug: str, line: _Line) -> Entry:
        if line.result is not None:
            return Entry(slug, Standing.DONE, dict(line.result))
        wait = line.begun + self.doubt_seconds - self.clock().boot
        return Entry(slug, Standing.DOUBTFUL, {}, wait) if wait > 0 else Entry(slug, Standing.SETTLED, {})
