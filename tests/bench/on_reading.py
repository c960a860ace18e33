"""What reading one document costs, without the daemon around it."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from syncd.memo.documents import read_document
from tests.bench import papers
from tests.bench.figure import Figure
from tests.desk import APPROVED, DOCUMENTS

TIMES = 9
"""The least of so many readings counts, after one that loads what is loaded once: other work on the machine only adds."""
MEMOS = (
    APPROVED,
    "05_not_approved.pdf",
    "14_two_columns.pdf",
    "writer_sign_ok.pdf",
    "71_signed_valid.pdf",
    "01_approved_seedlike.docx",
)


def reading(home: Path) -> Iterator[Figure]:
    """Processor time of each document in this process, and of a worker that starts and reads nothing."""
    for name, content in documents().items():
        file = home / name
        file.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        read_document(file, name, len(content), digest)
        took = []
        for _ in range(TIMES):
            began = time.process_time()
            read_document(file, name, len(content), digest)
            took.append(time.process_time() - began)
        yield Figure("reading", name, min(took) * 1000, "ms")
    yield Figure("reading", "a worker's start", min(start() for _ in range(3)) * 1000, "ms")


def documents() -> Mapping[str, bytes]:
    """Memos of several makers, and what the other benchmarks' bundles are made of."""
    return {name: (DOCUMENTS / name).read_bytes() for name in MEMOS} | {"memo.pdf": papers.memo(0), "annex.pdf": papers.annex()}


def start() -> float:
    """Seconds of processor time from the start of Python until a worker could answer."""
    code = "import time, syncd.memo.worker; print(time.process_time())"
    return float(subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True).stdout)
