"""Runs the benchmarks, or those named, and prints one table (or JSON)."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.bench import on_disk, on_fairness, on_ledger, on_memory, on_ocr, on_photos, on_reading, on_site
from tests.bench.figure import Figure

Bench = Callable[[Path], Iterator[Figure]]


def main() -> int:
    """Exit 0 whatever the figures are: a busy machine is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--bundles", type=int, default=60, help="bundles of one round of throughput")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of throughput")
    parser.add_argument("--drops", type=int, default=10, help="of latency")
    parser.add_argument("--gigabytes", type=int, default=2, help="of the file of memory")
    parser.add_argument("--many", type=int, default=10_000, help="small files in one bundle, of memory")
    parser.add_argument("--upload", type=int, default=100, help="MB of one upload to WordPress, of memory")
    parser.add_argument("--few", type=int, default=6, help="photos that are also uploaded as they come, of photos")
    parser.add_argument("--photos", type=int, default=200, help="in one drop, of photos")
    parser.add_argument("--flood", type=int, default=500, help="bundles that one unit drops at once, of fairness")
    parser.add_argument("--seconds", type=float, default=605, help="of idle; every 605 s the units' pages are looked at")
    parser.add_argument("--files", type=int, default=100_000, help="filed already, of start")
    parser.add_argument("--publications", type=int, default=100_000, help="in the old ledger of ledger")
    parser.add_argument("--pages", type=int, default=5, help="of one scan of ocr")
    known = benches(parser.parse_known_args()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"which; all when none is named: {', '.join(known)}")
    options = parser.parse_args()
    if unknown := set(options.names) - known.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    load = os.getloadavg()[0]
    figures: list[Figure] = []
    for name in options.names or known:
        sys.stderr.write(f"{name} …\n")
        with tempfile.TemporaryDirectory(prefix="syncd-bench-") as folder:
            figures += known[name](Path(folder))
    if options.json:
        sys.stdout.write(json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(table(figures))
        sys.stdout.write(f"load before {load:.1f}, now {os.getloadavg()[0]:.1f}, on {os.cpu_count()} cores\n")
    return 0


def benches(options: argparse.Namespace) -> Mapping[str, Bench]:
    """Every benchmark by name."""
    return {
        "throughput": partial(on_site.throughput, bundles=options.bundles, rounds=options.rounds),
        "latency": partial(on_site.latency, drops=options.drops),
        "memory": partial(on_memory.memory, gigabytes=options.gigabytes, many=options.many, upload_mb=options.upload),
        "photos": partial(on_photos.photos, few=options.few, many=options.photos),
        "reading": on_reading.reading,
        "ocr": partial(on_ocr.ocr, pages=options.pages),
        "fairness": partial(on_fairness.fairness, flood=options.flood),
        "idle": partial(on_disk.idle, seconds=options.seconds),
        "start": partial(on_disk.start, files=options.files),
        "ledger": partial(on_ledger.ledger, publications=options.publications),
    }


def table(figures: list[Figure]) -> str:
    """Aligned for a terminal."""
    judged = {True: "met", False: "MISSED", None: ""}
    rows = [(one.what, f"{one.value:.3g} {one.unit}".strip(), one.target, judged[one.met]) for one in figures]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() + "\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
