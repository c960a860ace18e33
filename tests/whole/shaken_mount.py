"""Drops bundles on a mounted share that hangs, dies and comes back at random, and counts at the end what became of them.

`python -m tests.whole.shaken_mount --seconds 240 --seed 1`
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.papers import bundle
from tests.rig.fuse import Mount
from tests.whole.test_network_mount import Remote, enclosures, remote_office
from tests.whole.writers import Files

LONGEST_HANG_SECONDS = 14.0
"""Some hangs are shorter than what is waited for, some longer."""


def shake(mount: Mount, chance: random.Random) -> str:
    """One thing that befalls the mount; it answers again when this returns."""
    kind = chance.choice(("hang", "hang", "die", "unmount"))
    pause = chance.uniform(0.2, LONGEST_HANG_SECONDS if kind == "hang" else 4.0)
    if kind == "hang":
        mount.hang()
        time.sleep(pause)
        mount.answer_again()
        return "hang longer than is waited for" if pause > 10 else "short hang"
    if kind == "die":
        mount.die()
        time.sleep(pause)
    mount.unmount()
    time.sleep(pause)
    mount.mount()
    return kind


def check(remote: Remote, sent: dict[str, Files]) -> list[str]:
    """What is wrong in the end; nothing, if all is well."""
    cases = remote.office.cases()
    wrong = [f"{case.title} is {case.state.value}" for case in cases if case.state.value != "published"]
    for title, files in sent.items():
        mine = [case for case in cases if case.title == title]
        if len(mine) != 1:
            wrong.append(f"{title} has {len(mine)} cases")
        elif remote.public(mine[0].number) != enclosures(files):
            wrong.append(f"{title}: other bytes are public than were dropped")
    posts = len(list(remote.office.home.glob("site/posts/*")))
    if posts != len(sent):
        wrong.append(f"{posts} posts of {len(sent)} bundles")
    left = [path.name for path in remote.share.folder.rglob("*.tmp")]
    return wrong + [f"{name} was left behind" for name in left]


def main() -> int:
    """Exit 1 when anything was lost, doubled or mixed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=240.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sent: dict[str, Files] = {}
    befell: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="syncd-shaken-") as home, remote_office(Path(home)) as remote:
        remote.office.start()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            name = f"ประกาศ {len(sent)}"
            sent[name] = bundle(len(sent), annexes=2, size=chance.choice((30_000, 3_000_000)))
            remote.copy(name, sent[name])
            time.sleep(chance.uniform(0.0, 4.0))  # so that it happens in the middle of any step
            befell[shake(remote.mount, chance)] += 1
        remote.office.wait_until(
            lambda: [case.state.value for case in remote.office.cases()] == ["published"] * len(sent), "all to be published"
        )
        wrong = check(remote, sent)
    sys.stdout.write(f"{len(sent)} bundles, {dict(befell)}: {'; '.join(wrong) or 'each published once, its own bytes'}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
