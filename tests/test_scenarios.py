import subprocess
import sys
from pathlib import Path

from tests.scenarios import SCENARIOS, table

PROJECT = Path(__file__).parents[1]


def test_every_scenario_has_a_test_and_every_test_named_for_one_is_there() -> None:
    names = sorted({f"tests/{name}" for one in SCENARIOS for name in one.tests})

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *names],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert all(one.tests for one in SCENARIOS)
    assert len(SCENARIOS) == 48


def test_the_table_in_the_docs_is_the_one_of_the_tests() -> None:
    assert (PROJECT / "docs" / "scenarios.md").read_text(encoding="utf-8") == table(), (
        "python -m tests.scenarios > docs/scenarios.md"
    )
