"""The places posts can be published to: every kind and the function that makes it from the settings."""

from __future__ import annotations

from importlib.metadata import entry_points
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from syncd.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from syncd.clock import Moment
    from syncd.publishers.base import Journal, Publisher
    from syncd.settings import Settings

PUBLISHERS = {
    "folder": "syncd.publishers.folder:FolderPublisher.from_settings",
    "wordpress": "syncd.publishers.wordpress:WordPressPublisher.from_settings",
}
"""Kind → factory `(settings, journal, clock) -> Publisher`, imported when it is used."""


def kinds() -> tuple[str, ...]:
    """Every kind that settings may name: the built-in ones and those that installed packages offer."""
    return (*PUBLISHERS, *sorted(offer.name for offer in entry_points(group="syncd.publishers")))


def make_publisher(settings: Settings, journal: Journal, clock: Callable[[], Moment]) -> Publisher:
    """The publisher that the settings name; other packages offer theirs in the entry-point group `syncd.publishers`.

    Raises ConfigError when nobody offers the kind.
    """
    kind = settings.publisher.kind
    if kind in PUBLISHERS:
        factory = resolve_name(PUBLISHERS[kind])
    else:
        offers = entry_points(group="syncd.publishers", name=kind)
        if not offers:
            known = ", ".join(PUBLISHERS)
            raise ConfigError((Problem("settings", None, "publisher.kind", f"{kind!r} is not known; write one of {known}"),))
        factory = next(iter(offers)).load()
    publisher: Publisher = factory(settings, journal, clock)
    return publisher
