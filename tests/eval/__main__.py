"""Prints how documents are judged, class by class; exits 1 if anything unsafe would be published.

Without a folder: the documents in tests/documents, and ordinary memos and office files made on the spot.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from syncd import settings
from syncd.clock import BANGKOK
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.model.approval import Evidence
from syncd.model.office import Approver
from syncd.office import Office
from syncd.settings import Settings
from syncd.signing import certificate_form
from tests.builders import DIRECTOR
from tests.eval import office_words, ordinary
from tests.eval.corpus import Corpus, read_corpus
from tests.eval.judging import judge_all
from tests.eval.printed import BROWSER
from tests.eval.table import report

ROOT = Path(__file__).parents[2]
SIGNING = replace(DIRECTOR, certificates=(certificate_form(f"CN={DIRECTOR.name}, C=TH"),))
"""As the corpus has him: the certificates of the test authority say no more of him."""
ACTING = Approver(office_words.DEPUTY, f"รองผู้อำนวยการ{office_words.OFFICE}", capacity="รักษาราชการแทน")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1: something unsafe; 2: no corpus there."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="folder", help="with an expected.json in it")
    parser.add_argument(
        "--config", type=Path, help="a syncd.yaml whose office judges; else the one in config/ with invented directors"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="the day of judging, 2026-01-31; today in Thailand by default"
    )
    parser.add_argument("--ordinary", type=int, default=120, metavar="N", help="ordinary documents of each sort to make")
    parser.add_argument("--seed", type=int, default=1, help="of the ordinary documents: the same seed makes the same ones")
    options = parser.parse_args(arguments)
    configured = settings.load(options.config or ROOT / "config" / "syncd.yaml", {}, need_site=False)
    office = _office(configured, options.today, invented=options.config is None)
    trusted = tuple(one.text for one in configured.approval.trust)
    unsafe = False
    with tempfile.TemporaryDirectory(prefix="syncd-eval-") as made:
        folders = options.folders
        if not folders:
            ordinary.write(Path(made), options.ordinary, options.seed, browser=BROWSER is not None)
            folders = [ROOT / "tests" / "documents", Path(made)]
        for folder in folders:
            try:
                corpus = read_corpus(folder)
            except (OSError, ValueError) as error:
                sys.stderr.write(f"no corpus in {folder}: {error}\n")
                return 2
            name = "made by tests.eval.ordinary" if folder == Path(made) else str(folder)
            unsafe = _evaluate(corpus, office, name, trusted) or unsafe
    return 1 if unsafe else 0


def _evaluate(corpus: Corpus, office: Office, name: str, trusted: tuple[str, ...]) -> bool:
    """Print the folder's report; whether anything in it was unsafe."""
    program = shutil.which("tesseract")
    with Reader(ocr=Ocr(program) if program else None) as reader:
        seen = list(judge_all(corpus.samples, office, reader, (*trusted, *corpus.roots)))
    sys.stdout.write(f"== {name}: {len(seen)} documents\n" + "\n".join(report(seen)) + "\n\n")
    if corpus.missing:
        sys.stdout.write(f"not in the folder: {', '.join(corpus.missing)}\n\n")
    return any(one.is_unsafe for one in seen)


def _office(configured: Settings, today: date | None, *, invented: bool) -> Office:
    return Office(
        name=configured.office.name,
        today=today or datetime.now(BANGKOK).date(),
        approvers=(SIGNING, ACTING) if invented else configured.approval.approvers,
        taxonomy=configured.taxonomy,
        units=configured.units,
        accept=frozenset({Evidence.SIGNATURE, Evidence.TEXT}),
        text_from=frozenset({"pdf", "docx"}),
        photos_need_release=False,
    )


if __name__ == "__main__":
    sys.exit(main())
