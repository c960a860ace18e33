"""`make walks`: thousands of lives that nobody lived before. See --help.

A failure is made as short as it can be and printed as the steps of one life:

    state = OnMemory()
    state.first(number=10, papers=[10], word='approved')
    state.wait(seconds=60, then=21)
    state.teardown()

To live it again, give these lines to `make walks ARGS="replay memory" < steps.txt` (the site is the one that the first line
names); the log of the life is then shown. The next `make walks` on that site begins with it, too, until it passes: .hypothesis/
keeps it. When its cause is mended, a plain test with the steps that matter stays behind.
"""

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.rig.wordpress import leased
from tests.walks.machine import OnFake, OnMemory, Walk, on_real_walk
from tests.walks.profiles import FRESH
from tests.walks.replay import replay


@contextmanager
def walks_on(site: str, wp: str) -> Iterator[type[Walk]]:
    """How to begin a life on that site."""
    if site == "real":
        with leased(wp=wp) as rig:
            yield on_real_walk(rig)
    else:
        yield {"memory": OnMemory, "fake": OnFake}[site]


def main() -> int:
    """Walk, or walk once more."""
    parser = argparse.ArgumentParser(prog="make walks", description="Random lives of an office.")
    parser.add_argument("what", nargs="*", default=["memory", "fake"], help="memory, fake, real; or: replay SITE < STEPS")
    parser.add_argument("--lives", type=int, default=1000, help="on each site")
    parser.add_argument("--steps", type=int, default=30, help="of each life, at most")
    parser.add_argument("--wp", default="", help="a newer WordPress than the distribution's own: 6.8, 7.1")
    options = parser.parse_args()
    if options.what[0] == "replay":
        with walks_on(options.what[1], options.wp) as begin:
            walk = begin()  # type: ignore[call-arg]  # each of them knows its site
            try:
                replay(walk, sys.stdin.read())
            finally:
                walk.leave()
        return 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for site in options.what:
        begun = time.monotonic()
        with walks_on(site, options.wp) as begin:
            run_state_machine_as_test(
                begin, settings=settings(FRESH, max_examples=options.lives, stateful_step_count=options.steps)
            )
        seconds = time.monotonic() - begun
        sys.stdout.write(
            f"{site}: {options.lives} lives, none went wrong; {seconds:.0f} s, {seconds / options.lives:.2f} s each\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
