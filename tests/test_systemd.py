import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[1] / "systemd/syncd.service"
ANALYZE = shutil.which("systemd-analyze") or ""

needs_systemd = pytest.mark.skipif(not ANALYZE, reason="no systemd-analyze here")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that exists here: verify looks for it."""
    rendered = tmp_path / "syncd.service"
    rendered.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/syncd/bin/syncd", sys.executable), encoding="utf-8")
    return rendered


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    done = subprocess.run([ANALYZE, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
def test_the_exposure_is_low(unit: Path) -> None:
    done = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--no-pager", str(unit)], capture_output=True, text=True, check=True
    )
    overall = re.search(r"Overall exposure level for syncd\.service: ([\d.]+)", done.stdout)
    assert overall, done.stdout
    assert float(overall[1]) <= 1.6


@needs_systemd
def test_every_relaxation_is_explained(unit: Path) -> None:
    done = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--no-pager", str(unit)], capture_output=True, text=True, check=True
    )
    open_points = {re.split(r"[=/]", line.split()[1])[0] for line in done.stdout.splitlines() if line.startswith("✗")}
    comments = "\n".join(line for line in UNIT.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    named = {"CapabilityBoundingSet": "CAP_LEASE", "AmbientCapabilities": "CAP_LEASE", "RestrictAddressFamilies": "IPv4"}
    assert {point for point in open_points if named.get(point, point) not in comments} == set()
