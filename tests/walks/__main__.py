"""`make walks`: thousands of lives that nobody lived before. See --help.

A failure is printed as the steps of one life, those left out that do not matter:

    state = OnMemory()
    state.first(number=10, papers=[10], word='approved', wait_minutes=0)
    state.wait(seconds=60, then=21)
    state.teardown()

To live it again, with its log, give these lines to `make walks ARGS="replay memory" < steps.txt` (the site is the one that the
first line names). What the suite's walks print is longer: `make walks ARGS="shorten memory" < steps.txt` leaves out the rest. The
next `make walks` on that site begins with the life that failed, too, until it passes: .hypothesis/ keeps it. When its cause is
mended, a plain test with the steps that matter stays behind.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.rig.wordpress import leased
from tests.walks.machine import OnFake, OnMemory, Walk, on_real_walk
from tests.walks.profiles import FRESH
from tests.walks.replay import place_of, replay, shortened, steps_of


@contextmanager
def walks_on(site: str, wp: str) -> Iterator[Any]:
    """How to begin a life on that site."""
    if site == "real":
        with leased(wp=wp) as rig:
            yield on_real_walk(rig)
    else:
        yield {"memory": OnMemory, "fake": OnFake}[site]


def again(begin: Callable[[], Walk], steps: Sequence[str]) -> int:
    """Live it once more, with its log."""
    walk = begin()
    try:
        replay(walk, steps)
    finally:
        walk.leave()
    return 0


def shorter(begin: Callable[[], Walk], steps: Sequence[str]) -> int:
    """Print the steps that matter; 1 when there are any."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    place = place_of(begin, steps)
    matter = shortened(begin, steps) if place else []
    sys.stdout.write("\n".join((f"{place or 'This life goes well.'}", *matter, "")))
    sys.stdout.flush()
    return int(place is not None)


def main() -> int:
    """Walk, or walk once more."""
    parser = argparse.ArgumentParser(prog="make walks", description="Random lives of an office.")
    parser.add_argument(
        "what", nargs="*", default=["memory", "fake"], help="memory, fake, real; or: replay SITE < STEPS, shorten SITE < STEPS"
    )
    parser.add_argument("--lives", type=int, default=1000, help="on each site")
    parser.add_argument("--steps", type=int, default=30, help="of each life, at most")
    parser.add_argument("--wp", default="", help="a newer WordPress than the distribution's own: 6.8, 7.1")
    options = parser.parse_args()
    what = options.what[0]
    if what in ("replay", "shorten"):
        steps = steps_of(sys.stdin.read())
        with walks_on(options.what[1], options.wp) as begin:
            return again(begin, steps) if what == "replay" else shorter(begin, steps)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for site in options.what:
        begun = time.monotonic()
        with walks_on(site, options.wp) as begin:
            asked = settings(FRESH, max_examples=options.lives, stateful_step_count=options.steps)
            failure = None
            try:
                run_state_machine_as_test(begin, settings=asked)
            except Exception as error:  # noqa: BLE001 -- raised again when it is told; a life lived in here would have no end
                failure = error
            if failure is not None:
                shorter(begin, steps_of("\n".join(failure.__notes__)))
                raise failure
        seconds = time.monotonic() - begun
        sys.stdout.write(
            f"{site}: {options.lives} lives, none went wrong; {seconds:.0f} s, {seconds / options.lives:.2f} s each\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
