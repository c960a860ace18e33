"""Tells systemd how the service is: the notification socket's few words."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress

_START_SECONDS = 60
"""As long may pass between two signs of progress before the service is ready."""


class Notifier:
    """Speaks to $NOTIFY_SOCKET; silent where there is none (started by hand)."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.address = environ.get("NOTIFY_SOCKET", "")

    def ready(self, status: str) -> None:
        """The first look is done; work goes on."""
        self._say(f"READY=1\nSTATUS={status}")

    def starting(self) -> None:
        """The first look of a large share gets on: more time for it, each time anew."""
        self._say(f"EXTEND_TIMEOUT_USEC={_START_SECONDS * 1_000_000}")

    def alive(self, status: str) -> None:
        """Work gets on: feeds the watchdog, so that a hung step starves it."""
        self._say(f"WATCHDOG=1\nSTATUS={status}")

    def reloading(self, boot_seconds: float) -> None:
        """The settings are being read again; `ready` follows."""
        self._say(f"RELOADING=1\nMONOTONIC_USEC={int(boot_seconds * 1_000_000)}")

    def stopping(self) -> None:
        """The step in hand is finished or left safely."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        # A manager that is away (it restarts itself at an update) must not end the work; it judges us by its watchdog.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.connect(address)
            channel.send(words.encode())
