"""Creating requests, each between its intent and its result in the journal; and undoing what came out otherwise than meant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from syncd.errors import PublishError
from syncd.publishers.base import Journal
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Intents:
    """What is noted of one site's creating requests."""

    client: Client
    site: Site
    journal: Journal

    def create(self, key: str, slug: str, send: Callable[[], T]) -> T:
        """Send one creating request after its intent; that is taken back only if nothing can have happened."""
        self.client.take_turn()  # a wait after the intent would leave it in doubt if we died in it
        self.journal.begin(key, slug)
        try:
            return send()
        except PublishError as error:
            if error.nothing_done:
                self.journal.forget(key, slug)
            raise

    def undo(self, key: str, slug: str, thing: SitePost | SiteMedium) -> None:
        """Remove what was just created."""
        log.warning("wordpress.undone", key=key, slug=slug, id=thing.id)
        self.site.remove(thing)
        self.journal.forget(key, slug)
