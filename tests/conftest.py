"""What every test gets: the real WordPress and the real share on demand, and walls round the network and the real home."""

import ipaddress
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.rig.clamd import Scanner, scanning
from tests.rig.samba import Share, shared
from tests.rig.servers import RigError
from tests.rig.wordpress import Site, leased, rig_directory

_RIG_FIXTURES = {"wordpress", "samba", "clamav"}
"""What starts servers: whatever asks for one of them, also in a roundabout way, is of the rig."""
_without_rig = os.environ.get("SYNCD_WITHOUT_RIG") == "1"
_every_fault = os.environ.get("SYNCD_EVERY_FAULT") == "1"
_wordpress_version = os.environ.get("SYNCD_RIG_WP", "")
_RIG_TROUBLE = "rig trouble"
_LONG = ("whole", "chaos", "walks")
"""Folders whose tests take longest: side by side they go first, so that all processes end at about the same time."""


class ATestReachedForTheRealWorldError(Exception):
    """Not an OSError, so that no code under test takes it for an ordinary fault."""


# --- the rig --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def wordpress() -> Iterator[Site]:
    """The run's own WordPress, started once. Tests want `site`, which is the same made empty."""
    with leased(wp=_wordpress_version) as site:
        yield site


@pytest.fixture
def site(wordpress: Site) -> Site:
    """A real WordPress without content: every server running, requests counted from here."""
    wordpress.reset()
    return wordpress


@pytest.fixture
def samba() -> Iterator[Callable[[Path], Share]]:
    """`samba(folder)` shares the folder by a real smbd until the test ends."""
    with ExitStack() as running:
        yield lambda folder: running.enter_context(shared(folder))


@pytest.fixture(scope="session")
def clamav() -> Iterator[Scanner]:
    """The run's own virus scanner, started once; `scanner` is the same, running."""
    with scanning() as running:
        yield running


@pytest.fixture
def scanner(clamav: Scanner) -> Scanner:
    """A real clamd that answers, whatever an earlier test did to it."""
    clamav.start()
    return clamav


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not _every_fault:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("every_fault")])
        items[:] = [item for item in items if not item.get_closest_marker("every_fault")]
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.path.parent.name not in _LONG)
    for item in items:
        if _RIG_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("rig")
        if _without_rig and item.get_closest_marker("rig"):
            item.add_marker(pytest.mark.skip(reason="SYNCD_WITHOUT_RIG=1"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, RigError):
        report.user_properties.append((_RIG_TROUBLE, str(call.excinfo.value)))  # with the report it comes from process to process
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> Iterator[None]:
    yield
    left_out = sum("SYNCD_WITHOUT_RIG=1" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ()))
    if left_out:
        terminalreporter.write_line(f"SYNCD_WITHOUT_RIG=1: {left_out} tests that need the real WordPress or smbd did not run.")
    broken = [*terminalreporter.stats.get("error", ()), *terminalreporter.stats.get("failed", ())]
    properties = chain.from_iterable(getattr(report, "user_properties", ()) for report in broken)  # not of a failed import
    if trouble := next((str(said) for name, said in properties if name == _RIG_TROUBLE), ""):
        terminalreporter.write_line(f"The rig could not be had (SYNCD_WITHOUT_RIG=1 leaves its tests out): {trouble}")


# --- the walls ------------------------------------------------------------------------------------------------------


def _forbidden_places() -> tuple[str, ...]:
    """Where an installed syncd keeps its own: no test has business there."""
    home = Path.home()
    project = Path(__file__).parents[1]
    own = [
        home / ".config/syncd",
        home / ".local/state/syncd",
        home / ".local/share/syncd",
        project / "var",
        project / "config/var",
    ]
    return tuple(f"{place}/" for place in [*own, Path("/var/lib/syncd"), Path("/etc/syncd")])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        # `.invalid` never resolves (RFC 6761): it stands for a mistyped address.
        return host in ("", "localhost") or host.endswith(".invalid")


def pytest_configure(config: pytest.Config) -> None:
    os.environ["SYNCD_RIG_DIR"] = str(rig_directory())  # while HOME is still the real one
    places = _forbidden_places()

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
            host = str(arguments[1][0])
        elif event == "socket.getaddrinfo" and arguments[0] is not None:
            host = os.fsdecode(arguments[0])
        elif event in ("open", "os.mkdir", "sqlite3.connect") and isinstance(arguments[0], str):
            if f"{arguments[0]}/".startswith(places):
                raise ATestReachedForTheRealWorldError(f"{event} {arguments[0]}")
            return
        else:
            return
        if not _is_loopback(host):
            raise ATestReachedForTheRealWorldError(f"{event} {host}: only loopback is a target")

    # A hook of the interpreter itself: nothing is patched, and no library can go round it.
    sys.addaudithook(guard)


@pytest.fixture(autouse=True)
def a_home_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No test reads the settings, secrets or state of whoever runs it, and neither do the processes it starts."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("SYNCD_", "XDG_")) and name not in ("SYNCD_RIG_DIR", "SYNCD_WITHOUT_RIG"):
            monkeypatch.delenv(name)
    for name in ("STATE_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "SUDO_USER", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    return home
