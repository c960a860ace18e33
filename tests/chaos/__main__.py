"""`make chaos`: kills by the thousand, on the fake and on a real WordPress; prints how often, how, and what was lost.

Each round is an office of its own: bundles come while the daemon is killed again and again (at random moments, before and within
single steps, after suspensions), people decide in between; then it is left in peace, and everything is counted. A round that
fails names its seed and keeps its folder: `python -m tests.chaos --site wordpress --seed 7 --kills 20` lives it again.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.ground import Ground, RealGround, fake_ground
from tests.chaos.life import PEACE_SECONDS, TIMEOUT_SECONDS, Life
from tests.publishers.fake_wordpress import FakeWordPress
from tests.publishers.faults import Storm
from tests.rig.proxy import FaultProxy
from tests.rig.wordpress import Site, leased
from tests.whole.daemon import running_office

KILLS_OF_A_ROUND = 20
CREATING = "send 'POST "
"""How the name of a step begins that may create something on the site."""
STORM = 0.15
"""In every third round this part of the requests is lost, cut, delayed, or answered with something else."""
DOUBT_SECONDS = {"fake": 1.0, "wordpress": 3.0}
"""Longer than either goes on working for a client that is gone."""
QUICK = {
    "intake__settle_seconds": 0.3,
    "intake__rescan_seconds": 2,
    "publisher__timeout_seconds": TIMEOUT_SECONDS,
    "publisher__max_per_hour": 0,
}


@contextmanager
def a_life(home: Path, ground: Ground, seed: int, doubt_seconds: float, storm: float = 0.0) -> Iterator[Life]:
    """A new office on this site; of its requests something happens to this part until there is peace."""
    site = ground.site
    wanted: dict[str, object] = {**QUICK, "publisher__doubt_seconds": doubt_seconds}
    with ExitStack() as running:
        gate = site if isinstance(site, FakeWordPress) else running.enter_context(FaultProxy(site.port))
        gate.storm = Storm(seed, storm) if storm else None
        if storm:
            wanted["publisher__url"] = gate.url
        office = running.enter_context(running_office(home, site, **wanted))
        yield Life(office, ground, gate, random.Random(seed), doubt_seconds)


def live(life: Life, kills: int) -> None:
    """Bundles, decisions and so many kills in any order; then peace, and the count."""
    rng = life.rng
    for kind in ("approved", "approved", "refused", "scan"):
        life.drop(kind)
    while life.kills.total() < kills:
        for _ in range(rng.choice((0, 1, 1, 2))):
            life.drop()
        if rng.random() < 0.4:
            life.decide()
        match rng.choices(("step", "request", "random", "suspend"), (8, 8, 6, 1))[0]:
            case "step":
                life.kill_at_step(rng.randint(1, 80), after=rng.choice((0.0, rng.uniform(0.002, 0.1))))
            case "request":
                life.drop()
                after = rng.choice((0.0, rng.uniform(0.001, 0.3)))
                life.kill_at_step(rng.randint(1, 4), after=after, only=CREATING)
            case "random":
                life.kill_at_random()
            case _:
                life.suspend()
    life.peace()
    life.count()


def every_step(home: Path, fresh: Callable[[], Ground], doubt_seconds: float, every: int = 1, first: int = 1) -> Counter[str]:
    """One bundle's whole way, once for each of its steps, the daemon killed right before that step: how often before which.

    `fresh` gives an empty site.
    """
    kills: Counter[str] = Counter()
    at = first
    while True:
        with a_life(home / str(at), fresh(), at, doubt_seconds) as life:
            life.drop()
            fatal = life.kill_at_step(at, patience=PEACE_SECONDS)
            life.peace()
            life.count()
        shutil.rmtree(home / str(at))
        if fatal == "idle":
            return kills
        kills[fatal] += 1
        at += every


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000, help="in all, over the sites")
    parser.add_argument("--site", choices=("fake", "wordpress", "both"), default="both")
    parser.add_argument("--wp", default="", help="a newer WordPress than the distribution's: 6.8, 7.1")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--steps", action="store_true", help="instead: one kill before every step of a bundle's way")
    options = parser.parse_args()
    sites = ("fake", "wordpress") if options.site == "both" else (options.site,)
    failed = 0
    for site in sites:
        failed += _run(site, options.wp, options.kills // len(sites), options.seed, steps=options.steps)
    return int(bool(failed))


def _run(name: str, wp: str, kills: int, seed: int, *, steps: bool) -> int:
    begun, done, suspensions, bundles, failed, rounds = time.monotonic(), Counter[str](), 0, 0, 0, 0
    with _grounds(name, wp) as (fresh, title):
        if steps:
            home = Path(tempfile.mkdtemp(prefix="syncd-chaos-"))
            done = every_step(home, fresh, DOUBT_SECONDS[name])
            bundles = rounds = done.total() + 1
        while not steps and done.total() < kills:
            home = Path(tempfile.mkdtemp(prefix=f"syncd-chaos-{name}-{seed}-"))
            with a_life(home, fresh(), seed, DOUBT_SECONDS[name], STORM if seed % 3 == 0 else 0.0) as life:
                try:
                    live(life, min(KILLS_OF_A_ROUND, kills - done.total()))
                except AssertionError as error:
                    failed += 1
                    sys.stdout.write(f"FAILED: {title}, seed {seed}, kept in {home}: {error}\n")
            rounds, bundles, suspensions = rounds + 1, bundles + len(life.sent), suspensions + life.suspensions
            done += life.kills
            if not failed:
                shutil.rmtree(home)
            sys.stderr.write(f"{title}: round {rounds}, seed {seed}, {done.total()} kills, {failed} failed\n")
            seed += 1
    sys.stdout.write(
        f"{title}: {done.total()} kills in {rounds} rounds, {bundles} bundles, {suspensions} suspensions, "
        f"{time.monotonic() - begun:.0f} s; rounds in which anything was lost, doubled or left: {failed}\n"
    )
    for how, times in done.most_common():
        sys.stdout.write(f"  {times:5d}  {how}\n")
    sys.stdout.flush()
    return failed


@contextmanager
def _grounds(name: str, wp: str) -> Iterator[tuple[Callable[[], Ground], str]]:
    """What gives each round an empty site, and what it is."""
    with ExitStack() as running:
        if name == "fake":
            yield lambda: running.enter_context(fake_ground()), "fake WordPress"
            return
        site = running.enter_context(leased(wp=wp))

        yield lambda: emptied(site), f"WordPress {site.version}"


def emptied(site: Site) -> Ground:
    """A real WordPress with nothing on it but the office's categories."""
    site.reset()
    return RealGround(site)


if __name__ == "__main__":
    sys.exit(main())
